"""What is wrong with a file that is no TOML, in words: the parser knows the place, the line tells what was meant."""

import re
import tomllib
from pathlib import Path
from typing import Any

from installation.config.errors import ConfigError
from installation.faults import BadConfig

_PLACE = re.compile(r"\(at line (\d+), column \d+\)")
_CURLY = re.compile("[“”„‟‘’‚«»]")
# what text from a page or another system brings along, and no TOML is
_INVISIBLE = re.compile(
    r"[^\S\t\n ]|[\x00-\x08\x0e-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]"
)
_KEY = r"^\s*([^\s=#\[\]]+)\s*=\s*"
_DECIMAL_COMMA = re.compile(_KEY + r"([+-]?\d+),(\d+)\s*(#.*)?$")
_FOREIGN_KEY = re.compile(r"^\s*([^\s=#\[\]\"']*[^\x00-\x7f\s=#]+[^\s=#\[\]]*)\s*=")
_BARE_WORD = re.compile(_KEY + r"([^\W\d][^\"'#\[\]{}]*?)\s*(#.*)?$")
_NO_VALUE = re.compile(_KEY + r"(#.*)?$")
_SHORTEST_CUT = 60


def parsed(path: Path, text: str, source: str = "") -> dict[str, Any]:
    """The tables in `text`, read from `path`; `source` is what it is called. Raises `BadConfig`."""
    if "\0" in text:
        raise BadConfig(
            f"{path} cannot be read: it has zeros where text should be, as after a power cut"
        )
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = mistake(source or path.name, text, error)
        raise BadConfig(str(found), [found]) from error
    except ValueError as error:
        words = f"{path} cannot be read: a number in it has more digits than can be read"
        raise BadConfig(words) from error
    except RecursionError as error:
        raise BadConfig(f"{path} cannot be read: too many brackets in one another") from error


def mistake(source: str, text: str, error: tomllib.TOMLDecodeError) -> ConfigError:
    """The mistake that `tomllib` stopped at in `text`; `source` is the file's name."""
    found = _PLACE.search(str(error))
    lines = text.split("\n")  # as the parser counts them
    # a quote or bracket that is never closed is noticed only at the end
    number = int(found[1]) if found else len(lines)
    line = lines[number - 1].removesuffix("\r") if 0 < number <= len(lines) else ""
    key, problem = _explained(line, str(error))
    return ConfigError(source, number, key, problem)


def _explained(line: str, said: str) -> tuple[str, str]:
    """Key, or what stands there, and what is wrong with it."""
    key = line.partition("=")[0].strip() or "this line"
    if curly := _CURLY.search(line):
        return key, f'has the quote {curly[0]}: write straight ones, for example {key} = "auto"'
    if comma := _DECIMAL_COMMA.match(line):
        words = (
            f"= {comma[2]},{comma[3]} cannot be used: a number has a point, {comma[2]}.{comma[3]}"
        )
        return key, words
    if "Cannot overwrite" in said:
        return key, "stands twice in its section: take one of the two out"
    if "twice" in said or "Cannot declare" in said or "mutate immutable" in said:
        return line.strip(), "stands twice: put all keys of a section under one such line"
    if hidden := _INVISIBLE.search(line):
        return (
            _INVISIBLE.sub(" ", line).strip()[:_SHORTEST_CUT] or "this line",
            f"has a sign that cannot be seen (U+{ord(hidden[0]):04X}): write the line anew",
        )
    if foreign := _FOREIGN_KEY.match(line):
        return foreign[1], "is no key: keys are written without umlauts and accents"
    if _NO_VALUE.match(line):
        return key, "has no value: write one after the =, or take the line out"
    if (word := _BARE_WORD.match(line)) and word[2] not in ("true", "false"):
        return key, f'= {word[2]} cannot be used: text stands in quotes, {key} = "{word[2]}"'
    shown = line.strip()[:_SHORTEST_CUT]
    if "=" not in line and not line.lstrip().startswith("["):
        return (
            shown or "the end",
            "is no key with a value: a line is key = value, or # and a remark",
        )
    return (
        shown,
        "cannot be understood: look for a quote or bracket that is not closed, here or above",
    )
