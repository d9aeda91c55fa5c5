"""The slips that people make in a TOML file, and what would do: the first that fits the place is told."""

import re
from collections.abc import Callable

from installation.config import value_slips
from installation.config.toml_stop import Stop, Told, cut

_CURLY = re.compile("[“”„‟‘’‚«»]")
# what text from a page or another system brings along, and no TOML is
_INVISIBLE = re.compile(
    r"[^\S\t\n ]|[\x00-\x08\x0e-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]"
)
_KEY = re.compile(r"\s*([^\s=#\[\]\"']+)\s*=")
_NO_VALUE = re.compile(r"^\s*[^\s=#\[\]]+\s*=\s*(#.*)?$")
_HEADER = re.compile(r"\s*(\[{1,2})([^\[\]]+)(\]{1,2})\s*(#.*)?$")
_PLAIN_NAME = re.compile(r"[A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*'")
_SPACED_KEY = re.compile(r"\s*(\w[\w -]*)=\s*(.+)")
_COLON = re.compile(r"\s*([\w-]+)\s*:\s*(.+)")
_ENTRY = re.compile(r"\"[^\"]*\"|'[^']*'|[^\s,;\[\]{}]+")
_ESCAPES = ("Unescaped '\\'", "hex value", "Escaped character")
_LONGEST_LINE = 10_000  # a point of 512 values has 6,000 signs
_NEVER_CLOSED = ("Unclosed", "Unterminated")
_NOT_CLOSED = "cannot be understood: look for a quote or bracket that is not closed, here or above"


def explained(stop: Stop) -> Told:
    """The slip in words, and what would do."""
    # nobody wrote it by hand, and looking for slips in it takes long
    if len(stop.line) > _LONGEST_LINE:
        return _twice(stop) or _unknown(stop)
    for slip in _SLIPS:
        told = slip(stop)
        if told is not None:
            return told
    return _unknown(stop)


def _curly_quote(stop: Stop) -> Told | None:
    found = _CURLY.search(stop.without_texts)
    if found is None:
        return None
    key = stop.key
    return key, f'has the quote {found[0]}: write straight ones, for example {key} = "auto"'


def _twice(stop: Stop) -> Told | None:
    said = stop.said
    if "Cannot overwrite" in said:
        return stop.key, "stands twice in its section: take one of the two out"
    if "twice" in said or "Cannot declare" in said or "mutate immutable" in said:
        words = "stands twice: put all keys of a section under one such line"
        return stop.line.strip(), words
    return None


def _hidden_sign(stop: Stop) -> Told | None:
    hidden = _INVISIBLE.search(stop.line)
    if hidden is None:
        return None
    shown = cut(_INVISIBLE.sub(" ", stop.line)) or "this line"
    return shown, f"has a sign that cannot be seen (U+{ord(hidden[0]):04X}): write the line anew"


def _foreign_key(stop: Stop) -> Told | None:
    found = _KEY.match(stop.line)
    if found is None or found[1].isascii():
        return None
    return found[1], "is no key: keys are written without umlauts and accents"


def _empty(stop: Stop) -> Told | None:
    if not _NO_VALUE.match(stop.line):
        return None
    return stop.key, "has no value: write one after the =, or take the line out"


def _header_without_quotes(stop: Stop) -> Told | None:
    """[look.blue hour]"""
    found = _HEADER.match(stop.line)
    if found is None or not stop.is_closed:
        return None
    names = [name.strip() for name in found[2].split(".")]
    if not all(names):
        return None
    meant = f"{found[1]}{'.'.join(map(_in_quotes, names))}{found[3]}"
    return stop.shown, _needs_quotes(meant)


def _in_quotes(name: str) -> str:
    return name if _PLAIN_NAME.fullmatch(name) else f'"{name}"'


def _spaced_key(stop: Stop) -> Told | None:
    """blue hour = 1"""
    found = _SPACED_KEY.match(stop.line)
    name = found[1].strip() if found else ""
    if found is None or " " not in name:
        return None
    return name, _needs_quotes(f'"{name}" = {found[2]}')


def _needs_quotes(meant: str) -> str:
    return f"cannot be used: a name with spaces or umlauts stands in quotes, {meant}"


def _colon(stop: Stop) -> Told | None:
    """name: value"""
    found = _COLON.match(stop.line)
    if found is None or "after a key" not in stop.said:
        return None
    words = f"cannot be used: = stands between key and value, {found[1]} = {found[2]}"
    return stop.shown, words


def _backslash(stop: Stop) -> Told | None:
    r""" "C:\Users" """
    if not any(words in stop.said for words in _ESCAPES):
        return None
    return stop.shown, r"has a \ in its text: write \\ for it, or / where it is a path"


def _inner_quote(stop: Stop) -> Told | None:
    """ "Das "große" Bild", 'it's'"""
    quote = stop.before.rstrip()[-1:]
    rest = stop.rest.strip()
    if quote not in ("'", '"') or rest[:1] in ("", "'", '"', ","):
        return None
    if quote == "'" and rest.count(quote) % 2:
        return stop.shown, "has a ' inside its text: write ’ for it"
    if quote == '"' and rest.count(quote) in range(2, 100, 2):
        return stop.shown, "has quotation marks inside its text: write „ “ or ' for them"
    return None


def _braces(stop: Stop) -> Told | None:
    """A table that is written over several lines, or ends with a comma."""
    ends_open = stop.line.rstrip().endswith(("{", ","))
    if ends_open and "{" in stop.without_texts and "}" not in stop.without_texts:
        return stop.shown, "cannot be understood: a table in braces stands on one line"
    if stop.rest.startswith("}") and stop.before.rstrip().endswith(","):
        return stop.shown, "cannot be understood: take out the last comma before the }"
    return None


def _comma_missing(stop: Stop) -> Told | None:
    """[-1 1], also over several lines"""
    after = _ENTRY.match(stop.rest)
    if after is None or "Unclosed array" not in stop.said:
        return None
    before = _ENTRY.findall(stop.before)
    if not before:  # what it should stand behind is on the line above
        return stop.shown, "cannot be understood: a comma is missing before it, or a ]"
    if not stop.is_closed:
        return None
    between = f"{before[-1]} and {after[0]}"
    return stop.shown, f"cannot be understood: a comma is missing between {between}"


def _no_pair(stop: Stop) -> Told | None:
    has_end = stop.is_header or stop.said.startswith(_NEVER_CLOSED)
    if "=" in stop.line or has_end:
        return None
    return stop.shown, "is no key with a value: a line is key = value, or # and a remark"


def _unknown(stop: Stop) -> Told:
    if not stop.is_closed or not stop.rest.strip():
        return stop.shown, _NOT_CLOSED
    return stop.shown, f"cannot be understood from {cut(stop.rest)} on"


_SLIPS: tuple[Callable[[Stop], Told | None], ...] = (
    _curly_quote,
    _twice,
    _hidden_sign,
    value_slips.colour,
    _empty,
    _foreign_key,
    _header_without_quotes,
    _spaced_key,
    _colon,
    _backslash,
    _inner_quote,
    _braces,
    value_slips.number,
    value_slips.yes_or_no,
    value_slips.nothing,
    value_slips.round_brackets,
    value_slips.list_without_brackets,
    _comma_missing,
    value_slips.text_without_quotes,
    _no_pair,
)
