"""The kinds of fields of which the schema of kiosk.toml is made."""

import re
from collections.abc import Callable
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, field_validator
from pydantic_core import PydanticKnownError

from installation.common import i18n, timespan
from installation.common.plain_text import can_be_said

_MOST_REPEATED = 60  # signs of a value, in a sentence about it
_LONGEST_WORDS = 400
_ALONE = "write it alone: 192.168.1.10 or broker.museum.example"
_WEB = re.compile(r"https?://[!-~]+")
_WITH_PORT = re.compile(r"[^:]*:[0-9]+")  # a port has a key of its own


class Section(BaseModel):
    """A table of kiosk.toml: unknown keys are mistakes, and nothing is converted silently."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)

    @field_validator("*")
    @classmethod
    def _can_be_said(cls, value: Any) -> Any:
        """A sign that nobody sees, as in "a\\u0000b", is found nowhere but by the part of a room that fails at it."""
        texts = value if isinstance(value, list) else [value]
        if all(can_be_said(text) for text in texts if isinstance(text, str)):
            return value
        raise PydanticKnownError("string_pattern_mismatch", {"pattern": "printable"})


def number(default: float, sentence: str, low: float, high: float) -> Any:
    """A number field with its limits and its sentence."""
    return Field(default, ge=low, le=high, description=sentence)


def zero_or_more(low: int) -> AfterValidator:
    """0, or at least `low`."""

    def check(value: int) -> int:
        if 0 < value < low:
            raise ValueError(f"0 or at least {low}")
        return value

    return AfterValidator(check)


def read_by(reader: Callable[[Any], object]) -> AfterValidator:
    """A value that `reader` has to understand; what it says against it repeats no more than the beginning of it."""

    def check(value: Any) -> Any:
        try:
            reader(value)
        except ValueError as error:
            raise ValueError(_shortened(str(error), value)) from error
        return value

    return AfterValidator(check)


def _shortened(words: str, value: Any) -> str:
    """With the first signs of a long text instead of the whole."""
    long = value.strip() if isinstance(value, str) else ""
    if len(long) > _MOST_REPEATED:
        for written in (long, repr(long)[1:-1]):
            words = words.replace(written, f"{long[:_MOST_REPEATED]}…")
    return words if len(words) <= _LONGEST_WORDS else f"{words[:_LONGEST_WORDS]}…"


def _is_box(value: list[int]) -> list[int]:
    """Nothing, or [left, top, width, height]."""
    if value and (len(value) != 4 or min(value[2:]) < SMALLEST_PART_PX):
        raise ValueError(
            f"[left, top, width, height], and the last two at least {SMALLEST_PART_PX}"
        )
    return value


def _is_name_or_several(value: Any) -> Any:
    """One error for all that may be wrong, and not one for each form that it may have."""
    names = value if isinstance(value, list) else [value]
    if not 1 <= len(names) <= MOST_MONITORS:
        raise ValueError(f"must have 1 to {MOST_MONITORS} entries")
    if not all(isinstance(name, str) and name for name in names):
        raise ValueError("must be text in quotes, or several of them in [ ]")
    return value


SMALLEST_PART_PX = 32
MOST_MONITORS = 16
Monitors = Annotated[str | list[str], BeforeValidator(_is_name_or_several)]
PartOfMonitor = Annotated[list[Annotated[int, Field(ge=0, le=32768)]], AfterValidator(_is_box)]


def machine_name(text: str) -> str:
    """The name or address of a machine on the network, or nothing. Raises ValueError with words."""
    words = f"{text!r} is no name of a machine; {_ALONE}"
    if "/" in text or not text.isprintable() or " " in text or _WITH_PORT.fullmatch(text):
        raise ValueError(words)
    try:
        text.encode("idna")
    except UnicodeError as error:
        raise ValueError(words) from error
    return text


def web_address(text: str) -> str:
    """An address that begins with http:// or https://, or nothing. Raises ValueError with words."""
    try:
        parts = urlsplit(text)
        is_web = bool(_WEB.fullmatch(text) and machine_name(parts.hostname or ""))
        is_whole = not text or (is_web and parts.port != 0)
    except ValueError:
        is_whole = False
    if not is_whole:
        raise ValueError("it is no address; write http://HOST:PORT/PATH")
    return text


def mail_address(text: str) -> str:
    """An address as people write it, without a name before it. Raises ValueError with words."""
    name, at, host = text.rpartition("@")
    has_signs = all("!" <= sign <= "~" and sign not in '<>,;"' for sign in text)
    if not (name and at and "." in host.strip(".") and has_signs):
        raise ValueError(f"{text!r} is no e-mail address; write name@museum.example")
    return text


def mail_address_or_none(text: str) -> str:
    """The same, or nothing. Raises ValueError."""
    return mail_address(text) if text else text


Share = Annotated[float, Field(ge=0, le=1)]
Language = Annotated[str, AfterValidator(i18n.checked)]
Words = dict[Language, str]  # language -> text
Day = Annotated[str, read_by(timespan.parse)]
Host = Annotated[str, Field(pattern=r"^[A-Za-z0-9.-]+$", max_length=253), read_by(machine_name)]
MailAddress = Annotated[str, Field(max_length=254), read_by(mail_address)]
ALWAYS = "00:00-24:00"
