"""What is wrong with a kiosk.toml, in words: line, key, value, what would do, and what was perhaps meant."""

import difflib
import re
from dataclasses import dataclass
from types import UnionType
from typing import Literal, get_args, get_origin

from pydantic import BaseModel, ValidationError


@dataclass(frozen=True)
class Mistake:
    """One key that cannot be used."""

    source: str  # the file, or "option"
    line: int  # 0 where it is not known
    key: str
    said: str  # what is wrong with it, and what would do

    def __str__(self) -> str:
        return f"{self.source}{f', line {self.line}' if self.line else ''}: {self.key} {self.said}"


# kind of error -> what would do; {} are the limits that pydantic names
_WANTED = {
    "greater_than_equal": "must be at least {ge:g}",
    "less_than_equal": "must be at most {le:g}",
    "int_type": "must be a whole number without quotes",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number without quotes",
    "finite_number": "must be a finite number",
    "bool_type": "must be true or false, without quotes",
    "string_type": "must be text in quotes",
    "list_type": "must be a list in [ ]",
    "too_short": "must have {min_length} or more entries",
    "too_long": "must have {max_length} entries at most",
    "string_too_short": "must not be empty",
    "string_pattern_mismatch": "has letters or signs that cannot stand here",
    "model_type": "must be a table of its own: a line [{key}], its keys below it",
    "literal_error": "must be one of {expected}",
    "value_error": "{error}",
}


def mistakes(schema: type[BaseModel], table: dict, source: str, text: str = "") -> list[Mistake]:
    """Every mistake of `table` against `schema`, by line; `source` is where it comes from, `text` what it was read from."""
    try:
        schema.model_validate(table)
    except ValidationError as error:
        found = [
            _mistake(schema, each, source, line_of(text, each["loc"])) for each in error.errors()
        ]
        return sorted(found, key=lambda mistake: mistake.line)
    return []


def _mistake(schema: type[BaseModel], found: dict, source: str, line: int) -> Mistake:
    where = [str(part) for part in found["loc"]]
    key = ".".join(where)
    if found["type"] == "extra_forbidden":
        return Mistake(source, line, key, f"is unknown; {_near_key(schema, where)}")
    said = f"= {_short(found['input'])} cannot be used: {_wanted(found, key)}{_near_value(schema, where, found['input'])}"
    sentence = _sentence(schema, where)
    return Mistake(source, line, key, said + (f" ({sentence})" if sentence else ""))


def _wanted(found: dict, key: str) -> str:
    form = _WANTED.get(found["type"])
    return form.format(**{"key": key} | found.get("ctx", {})) if form else found["msg"]


def _short(value) -> str:
    text = {True: "true", False: "false"}.get(value) if isinstance(value, bool) else repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _fields(schema: type[BaseModel], where: list[str]) -> dict:
    section = schema.model_fields.get(where[0]) if len(where) > 1 else None
    return section.annotation.model_fields if section else schema.model_fields


def _near_key(schema: type[BaseModel], where: list[str]) -> str:
    """The key that was perhaps meant: in its own section, else in another one."""
    names = list(_fields(schema, where))
    if near := difflib.get_close_matches(where[-1], names, n=1):
        return f"did you mean {near[0]}?"
    elsewhere = [
        f"[{name}] {where[-1]}"
        for name, part in schema.model_fields.items()
        if where[-1] in _keys(part)
    ]
    if len(where) > 1 and elsewhere:
        return f"did you mean {' or '.join(elsewhere)}?"
    return f"there is: {', '.join(names)}"


def _keys(section) -> dict:
    return section.annotation.model_fields


def _near_value(schema: type[BaseModel], where: list[str], value) -> str:
    field = _fields(schema, where).get(where[min(1, len(where) - 1)])
    words = [word for word in _choices(field.annotation) if isinstance(word, str)] if field else []
    near = difflib.get_close_matches(value, words, n=1) if isinstance(value, str) else []
    return f"; did you mean '{near[0]}'?" if near else ""


def _choices(annotation) -> tuple:
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    if get_origin(annotation) is UnionType:
        return sum((_choices(part) for part in get_args(annotation)), ())
    return ()


def _sentence(schema: type[BaseModel], where: list[str]) -> str:
    known = _fields(schema, where).get(where[min(1, len(where) - 1)])
    return (known.description or "").rstrip(".") if known else ""


def line_of(text: str, where: tuple) -> int:
    """The line on which a key stands, 0 where it is not found."""
    section = ""
    for count, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[([^\]]+)\]", line):
            section = header.group(1).strip()
            if where == (section,):
                return count
        if key := re.match(r"\s*([\w-]+)\s*[=.]", line):
            stands = (section, key.group(1)) if section else (key.group(1),)
            if stands == tuple(where[: len(stands)]):
                return count
    return 0
