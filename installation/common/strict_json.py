"""JSON that others wrote: what Python reads beyond it ends as a mistake here, and not later where nobody expects it."""

import json
import math
from typing import Any, NoReturn

_NO_JSON = "it is no JSON"
_MOST = 1 << 63  # of a whole number: more fits into no column, and maybe into no float
_MOST_DIGITS = 20  # of one that is looked at


def parsed(text: bytes | str) -> Any:
    """What stands in `text`. Raises ValueError, whatever is wrong with it."""
    try:
        found = json.loads(
            text, parse_constant=_refuse, parse_float=_finite, parse_int=_whole_number
        )
        json.dumps(
            found, ensure_ascii=False
        ).encode()  # half a sign (\ud800) can be read, and not be said
    except RecursionError as error:
        raise ValueError(_NO_JSON) from error
    return found


def _refuse(word: str) -> NoReturn:
    """NaN, Infinity."""
    raise ValueError(_NO_JSON)


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(_NO_JSON)
    return number


def _whole_number(digits: str) -> int:
    if len(digits) > _MOST_DIGITS or abs(int(digits)) >= _MOST:
        raise ValueError(_NO_JSON)
    return int(digits)
