"""The commented default kiosk.toml, written from the schema, so that it cannot fall behind it."""

import textwrap
from typing import Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from installation.config.edit import as_toml

_HEAD = """\
# kiosk.toml: the configuration of this installation.
# Every line below is the default. Take the # away from a key to change it; leave out what may stay as it is.
# A running kiosk reads the file again when it is saved; what is wrong with it is told by  ./kiosk check
"""
_WIDTH = 110


def written(schema: type[BaseModel]) -> str:
    """The file as text: each key with its sentence, its limits and its default, as a comment."""
    return _HEAD + "".join(
        _section(name, field.annotation) for name, field in schema.model_fields.items()
    )


def _section(name: str, schema: type[BaseModel]) -> str:
    keys = "".join(_key(key, field) for key, field in schema.model_fields.items())
    return f"\n[{name}]\n{keys}"


def _key(key: str, field: FieldInfo) -> str:
    sentence = " ".join(filter(None, (field.description, _limits(field))))
    comment = textwrap.fill(sentence, _WIDTH, initial_indent="# ", subsequent_indent="# ")
    value = "..." if field.default is None else as_toml(field.default)
    return f"{comment}\n#{key} = {value}\n"


def _limits(field: FieldInfo) -> str:
    if get_origin(field.annotation) is Literal:
        return f"({', '.join(map(str, get_args(field.annotation)))})"
    low = next((limit.ge for limit in field.metadata if hasattr(limit, "ge")), None)
    high = next((limit.le for limit in field.metadata if hasattr(limit, "le")), None)
    if low is None or high is None:
        return ""
    return f"({low:g} to {high:g})"
