"""The commented default kiosk.toml, written from the schema, so that it cannot fall behind it."""

import textwrap
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from installation.config.edit import as_toml
from installation.config.errors import choices_of

_HEAD = """\
# kiosk.toml: the configuration of this installation.
# Every key below shows its default. Remove the # to change it; omit any key whose default suits you.
# A running kiosk follows the file when you save it;  ./kiosk check  reports mistakes.
"""
_WIDTH = 110


def written(schema: type[BaseModel]) -> str:
    """The file as text: each key with its sentence, its limits and its default, as a comment."""
    sections = [_section(name, field.annotation) for name, field in schema.model_fields.items()]
    return _HEAD + "".join(sections)


def _section(name: str, schema: Any) -> str:
    keys = "".join(_key(key, field) for key, field in schema.model_fields.items())
    return f"\n[{name}]\n{keys}"


def _key(key: str, field: FieldInfo) -> str:
    sentence = " ".join(filter(None, (field.description, _limits(field))))
    comment = textwrap.fill(sentence, _WIDTH, initial_indent="# ", subsequent_indent="# ")
    value = "..." if field.default is None else as_toml(field.default)
    return f"{comment}\n#{key} = {value}\n"


def _limits(field: FieldInfo) -> str:
    choices = choices_of(field.annotation)
    if choices:
        return f"({', '.join(map(str, choices))})"
    low = next((limit.ge for limit in field.metadata if hasattr(limit, "ge")), None)
    high = next((limit.le for limit in field.metadata if hasattr(limit, "le")), None)
    if low is None or high is None:
        return ""
    return f"({low:g} to {high:g})"
