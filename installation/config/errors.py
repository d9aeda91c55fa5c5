"""What is wrong with a kiosk.toml, in words: line, key, value, what would do, and what was perhaps meant."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from types import UnionType
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from installation.common.i18n import USUAL
from installation.config.field_kinds import Words
from installation.config.key_lines import line_of
from installation.config.union_errors import KEY, KIND, forms_in_words, merged


@dataclass(frozen=True)
class ConfigError:
    """One key that cannot be used."""

    source: str  # the file, or "option"
    line: int  # 0 where it is not known
    key: str
    problem: str  # what is wrong with it, and what would do

    def __str__(self) -> str:
        place = f", line {self.line}" if self.line else ""
        return f"{self.source}{place}: {self.key} {self.problem}"


_MOST_BITS = 1024  # of a number that is shown
_LONGEST = 60  # of a value that is shown, in letters
_LISTS = ("list_type", "tuple_type")
_TABLES = ("dict_type", "model_type")
_OWN_TABLE = "must be a table of its own: a line [{key}], its keys below it"
# kind of error -> what would do; {} are the limits that pydantic names
_WANTED = {
    "greater_than_equal": "must be at least {ge:g}",
    "greater_than": "must be more than {gt:g}",
    "less_than": "must be less than {lt:g}",
    "less_than_equal": "must be at most {le:g}",
    "int_type": "must be a whole number without quotes",
    "int_parsing": "must be a whole number without quotes",
    "int_parsing_size": "must be a whole number of fewer digits",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number without quotes",
    "float_parsing": "must be a number without quotes",
    "finite_number": "must be a finite number",
    "bool_type": "must be true or false, without quotes",
    "bool_parsing": "must be true or false, without quotes",
    "string_type": "must be text in quotes",
    "list_type": "must be a list in [ ]",
    "tuple_type": "must be a list in [ ]",
    "dict_type": _OWN_TABLE,
    "too_short": "must have {min_length} or more entries",
    "too_long": "must have {max_length} entries at most",
    "string_too_short": "must not be empty",
    "string_too_long": "must have {max_length} letters at most",
    "string_pattern_mismatch": "has letters or signs that cannot stand here",
    "string_unicode": "has letters or signs that cannot stand here",
    "model_type": _OWN_TABLE,
    "literal_error": "must be one of {expected}",
    "enum": "must be one of {expected}",
    "value_error": "{error}",
    KEY: "{error}",
}


Fields = Mapping[str, FieldInfo]


def errors_of(
    schema: type[BaseModel], table: dict[str, Any], source: str, text: str = ""
) -> list[ConfigError]:
    """Every mistake of `table` against `schema`, by line.

    `source` is where the table comes from (a file's name, or "option"), `text` what it was read from.
    """
    try:
        schema.model_validate(table)
    except ValidationError as error:
        mistakes = merged(error.errors(), table)
        found = [_config_error(schema, each, source, text) for each in mistakes]
        return sorted(found, key=lambda each: each.line)
    return []


def _config_error(
    schema: type[BaseModel], found: Mapping[str, Any], source: str, text: str
) -> ConfigError:
    where = [str(part) for part in found["loc"]]
    key = _shown_key(found["loc"])
    line = line_of(text, found["loc"])
    if found["type"] == "extra_forbidden":
        return ConfigError(source, line, key, f"is unknown; {_near_key(schema, where)}")
    if found["type"] == KEY:
        return ConfigError(source, line, key, f"cannot be used: {_wanted(found, key)}")
    value = found["input"]
    field = _field(schema, where)
    wanted = _wanted(found, key)
    if field is not None:
        wanted = _wanted_of_field(found, field, key) or wanted
    problem = f"= {_short(value)} cannot be used: {wanted}{_near_value(found, field)}"
    if found["type"] == "missing":
        problem = "is missing"
    if field is not None and field.description:
        problem += f" ({field.description.rstrip('.')})"
    return ConfigError(source, line, key, problem)


def _shown_key(where: tuple) -> str:
    """Of tables that stand several times under one name, the line says which it is."""
    is_of_many = len(where) > 2 and isinstance(where[1], int)
    parts = [part for part in where if isinstance(part, str)] if is_of_many else where
    return ".".join(map(str, parts))


def _wanted(found: Mapping[str, Any], key: str) -> str:
    form = _WANTED.get(found["type"])
    if form is None:
        return found["msg"]
    values = {"key": key} | found.get("ctx", {})
    return form.format(**values)


def _wanted_of_field(found: Mapping[str, Any], field: FieldInfo, key: str) -> str:
    """What the kind of error alone does not say; "" where it says enough."""
    kind = found["type"]
    value = found["input"]
    if kind == KIND:
        first, last = forms_in_words(field.annotation)
        return f"must be {first} or {last}" if first else f"must be {last}"
    if kind in _LISTS and _section_fields(field):
        return f"there may be several, and above each stands [[{key}]]"
    if kind in _TABLES and get_origin(field.annotation) is list:
        name = key.rpartition(".")[0]  # without the number of this one
        return f"there may be several, and above each stands [[{name}]]"
    if kind == "dict_type" and field.annotation == Words:
        name = key.rpartition(".")[2]
        is_plain = isinstance(value, str) and len(value) <= _LONGEST and '"' not in value
        text = value if is_plain else "..."
        return f'must have a text for each language, {name} = {{ {USUAL} = "{text}" }}'
    return ""


def _short(value: Any) -> str:
    text = _as_written(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


def _as_written(value: Any) -> str:
    """As in the file, and not as in a program."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, int) and value.bit_length() > _MOST_BITS:
        return "a number of very many digits"
    return repr(value)


def _fields(schema: type[BaseModel], where: list[str]) -> Fields:
    """Of the table in which the last part of `where` stands."""
    fields = _by_key(schema)
    for name in _names(where)[:-1]:
        field = fields.get(name)
        inner = _section_fields(field) if field is not None else {}
        if not inner:  # the rest of `where` lies within its value
            return fields
        fields = inner
    return fields


def _section_fields(section: FieldInfo) -> Fields:
    """Of a table, or of each of several under one name."""
    for kind in (section.annotation, *get_args(section.annotation)):
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            return _by_key(kind)
    return {}


def _by_key(schema: type[BaseModel]) -> Fields:
    """As they are called in the file."""
    return {field.alias or name: field for name, field in schema.model_fields.items()}


def _field(schema: type[BaseModel], where: list[str]) -> FieldInfo | None:
    fields = _fields(schema, where)
    return next((fields[name] for name in reversed(where) if name in fields), None)


def _names(where: list[str]) -> list[str]:
    """Without numbers: which one of a list it is."""
    return [part for part in where if not part.isdecimal()]


def _near_key(schema: type[BaseModel], where: list[str]) -> str:
    """The key that was perhaps meant: in its own section, else in another one."""
    wrong = where[-1]
    names = list(_fields(schema, where))
    near = difflib.get_close_matches(wrong, names, n=1)
    if near:
        return f"did you mean {near[0]}?"
    elsewhere = [
        f"[{name}] {wrong}"
        for name, section in _by_key(schema).items()
        if wrong in _section_fields(section)
    ]
    if len(where) > 1 and elsewhere:
        return f"did you mean {' or '.join(elsewhere)}?"
    return f"available: {', '.join(names)}"


def _near_value(found: Mapping[str, Any], field: FieldInfo | None) -> str:
    """The value that was perhaps meant."""
    value = found["input"]
    if field is None or not isinstance(value, str):
        return ""
    kinds = (field.annotation, *get_args(field.annotation))
    choices = [word for kind in kinds for word in choices_of(kind) if isinstance(word, str)]
    near = difflib.get_close_matches(value, choices, n=1)
    if not near:
        return ""
    meant = f"['{near[0]}']" if found["type"] in _LISTS else f"'{near[0]}'"
    return f"; did you mean {meant}?"


def choices_of(annotation: Any) -> tuple[Any, ...]:
    """The values that a field may have, where it may have only some: of a Literal, an enum, or a union of them."""
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return tuple(member.value for member in annotation)
    if get_origin(annotation) is UnionType:
        return tuple(choice for part in get_args(annotation) for choice in choices_of(part))
    return ()
