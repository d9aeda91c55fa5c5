"""A value that may have several forms and has none of them: one mistake, and not one for each form."""

from collections.abc import Mapping, Sequence
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

KIND = "union"  # of such a mistake, beside pydantic's own
KEY = "key"  # of one that lies in a key itself, and not in its value
_KEY_ITSELF = "[key]"  # as pydantic says so
_PLAIN = {
    bool: "true, false",
    int: "a number",
    float: "a number",
    str: "text in quotes",
}
_SEVERAL = {
    list: "a list in [ ]",
    tuple: "a list in [ ]",
    dict: "a table",
}


def merged(
    errors: Sequence[Mapping[str, Any]], table: Mapping[str, Any]
) -> list[Mapping[str, Any]]:
    """Errors of pydantic, with those of one value's several forms made one: "loc" is where it stands."""
    found: list[Mapping[str, Any]] = []
    seen = set()
    for error in errors:
        where, value = _place(error["loc"], table)
        is_key = error["type"] == "missing" and isinstance(error["loc"][-1], str)
        if error["loc"][-1:] == (_KEY_ITSELF,):
            found.append({**error, "loc": where, "type": KEY})
        elif len(where) == len(error["loc"]) or is_key:  # else it is the end of a pair
            found.append(error)
        elif where not in seen:
            seen.add(where)
            found.append({"loc": where, "type": KIND, "input": value, "msg": ""})
    return found


def _place(location: tuple[int | str, ...], table: Any) -> tuple[tuple[int | str, ...], Any]:
    """Where an error's value stands, and the value: what follows names one of its possible forms."""
    value = table
    for count, part in enumerate(location):
        is_key = isinstance(value, Mapping) and part in value
        is_number = isinstance(value, list) and isinstance(part, int) and part < len(value)
        if not is_key and not is_number:
            return location[:count], value
        value = value[part]
    return location, value


def forms_in_words(annotation: Any) -> tuple[str, str]:
    """Of `bool | float | list[float]`: "true, false, a number", and "a list of numbers"; of one form "" and it."""
    words = list(dict.fromkeys(_forms(annotation))) or ["absent", "different"]
    return ", ".join(words[:-1]), words[-1]


def _forms(annotation: Any) -> list[str]:
    origin = get_origin(annotation)
    inner = get_args(annotation)
    if origin is Annotated:
        return _forms(inner[0])
    if origin is Literal:
        return [f"'{word}'" for word in inner]
    if origin in (Union, UnionType):
        return [form for part in inner for form in _forms(part)]
    if origin is dict:  # of a table with keys of its own: what stands behind one
        return _forms(inner[1])
    if origin in (list, tuple):
        return [_list_in_words(origin, inner)]
    return [_PLAIN[annotation]] if annotation in _PLAIN else []


def _list_in_words(origin: Any, inner: tuple[Any, ...]) -> str:
    if origin is tuple and len(inner) == 2 and _forms(inner[0]) == [_PLAIN[float]]:
        return "a pair of numbers"
    if origin is list and get_origin(inner[0]) is tuple:
        return "a list of pairs"
    if origin is list and inner[0] in (int, float):
        return "a list of numbers"
    return _SEVERAL[origin]
