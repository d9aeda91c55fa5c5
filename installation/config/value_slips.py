"""Values as they are written elsewhere, and how they are written in TOML."""

import re
from collections.abc import Callable
from typing import NamedTuple

from installation.config.toml_stop import Stop, Told

_TRUE = ("true", "yes", "on", "ja")
_FALSE = ("false", "no", "off", "nein")
_NOTHING = ("none", "null", "nil")
_DECIMAL_COMMA = re.compile(r"([+-]?\d+),(\d+)")
_BARE_POINT = re.compile(r"([+-]?)(?:(\d+)\.|\.(\d+))")
_PERCENT = re.compile(r"([+-]?\d+(?:\.\d*)?) ?%")
_DAY = re.compile(r"\d{1,4}([-./])\d{1,2}\1(\d{1,4})?")
_HOUR = re.compile(r"\d{1,2}:\d{2}(:\d{2})?|\d{1,2}(:\d{2})?-\d{1,2}(:\d{2})?")
_LEADING_ZEROS = re.compile(r"([+-]?)0+(\d+)")
_GROUPS = re.compile(r"[+-]?\d{1,3}([ '.])\d{3}(\1\d{3})*")
_UNIT = re.compile(r"([+-]?\d+(?:\.\d+)?) ?[^\W\d_]+")
_ROUND = re.compile(r"\((.*?)\)")
_COLOUR = re.compile(r"\s*[^=#]*=\s*(#[0-9a-fA-F]{6})\b")
_BARE_TEXT = re.compile(r"[^\W\d][^\"'#\[\]{}]*")
_BARE_WORD = re.compile(r"[^\W\d][^\"'#\[\]{},]*")


class _Form(NamedTuple):
    """A way to write a number, a day or an hour that is none in TOML."""

    pattern: re.Pattern[str]
    remedy: Callable[[re.Match[str]], str]


def number(stop: Stop) -> Told | None:
    """0,5 .5 70% 2.1.2027 8:00 3 m 007"""
    for word in (stop.value, stop.word):
        for form in _FORMS:
            found = form.pattern.fullmatch(word)
            if found is not None:
                return stop.cannot_be(word, form.remedy(found))
    return None


def _with_point(found: re.Match[str]) -> str:
    return f"a number has a point, {found[1]}.{found[2]}"


def _with_digits(found: re.Match[str]) -> str:
    meant = f"{found[1]}{found[2] or '0'}.{found[3] or '0'}"
    return f"a number has digits before and after its point, {meant}"


def _as_share(found: re.Match[str]) -> str:
    return f"a number stands without %, and {found[0]} is {float(found[1]) / 100:g}"


def _in_quotes(found: re.Match[str]) -> str:
    return f'days and hours stand in quotes, "{found[0]}"'


def _without_zeros(found: re.Match[str]) -> str:
    return f"a number does not begin with 0, {found[1]}{found[2]}"


def _without_groups(found: re.Match[str]) -> str:
    return f"a number has nothing between its digits, {found[0].replace(found[1], '')}"


def _without_unit(found: re.Match[str]) -> str:
    return f"a number stands without its unit, {found[1]}"


_FORMS = (
    _Form(_DECIMAL_COMMA, _with_point),
    _Form(_BARE_POINT, _with_digits),
    _Form(_PERCENT, _as_share),
    _Form(_DAY, _in_quotes),
    _Form(_HOUR, _in_quotes),
    _Form(_LEADING_ZEROS, _without_zeros),
    _Form(_GROUPS, _without_groups),
    _Form(_UNIT, _without_unit),
)


def colour(stop: Stop) -> Told | None:
    """#ffb85c, which is a remark where it has no quotes."""
    found = _COLOUR.match(stop.line)
    if found is None:
        return None
    return stop.cannot_be(found[1], f'a colour stands in quotes, {stop.key} = "{found[1]}"')


def yes_or_no(stop: Stop) -> Told | None:
    """True, yes, off"""
    word = stop.word
    small = word.lower()
    if small not in _TRUE + _FALSE or small == word in ("true", "false"):
        return None
    meant = "true" if small in _TRUE else "false"
    if small == meant:
        return stop.cannot_be(word, f"this is written small, {meant}")
    return stop.cannot_be(word, f'write {meant} for it, or "{word}" where it is text')


def nothing(stop: Stop) -> Told | None:
    """None, null"""
    if stop.word.lower() not in _NOTHING:
        return None
    return stop.cannot_be(stop.word, "where there is nothing, take the line out")


def round_brackets(stop: Stop) -> Told | None:
    """(-1, 1)"""
    found = _ROUND.match(stop.rest)
    if found is None:
        return None
    return stop.cannot_be(found[0], f"a list stands in square brackets, [{found[1]}]")


def list_without_brackets(stop: Stop) -> Told | None:
    """-1, 1"""
    goes_on = stop.rest.lstrip().startswith(",") and "=" not in stop.rest
    if not goes_on or "Expected newline" not in stop.said:
        return None
    return stop.cannot_be(stop.value, f"a list stands in square brackets, [{stop.value}]")


def text_without_quotes(stop: Stop) -> Told | None:
    """auto"""
    if _BARE_TEXT.fullmatch(stop.value):
        text = stop.value
        return stop.cannot_be(text, f'text stands in quotes, {stop.key} = "{text}"')
    found = _BARE_WORD.match(stop.rest)
    if found is None or "Invalid value" not in stop.said:
        return None
    word = found[0].strip()
    return stop.cannot_be(word, f'text stands in quotes, "{word}"')
