"""What is wrong with a file that is no TOML, in words: the parser knows the place, the line tells what was meant."""

import re
import tomllib
from pathlib import Path
from typing import Any

from installation.config import toml_slips
from installation.config.errors import ConfigError
from installation.config.toml_stop import Stop
from installation.faults import BadConfig

_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")


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
    column = int(found[2]) - 1 if found else len(line)
    key, problem = toml_slips.explained(Stop(line, column, str(error)))
    return ConfigError(source, number, key, problem)
