"""How lists name pictures: with folders and endings or without, and as inventory numbers are written."""

import re
import unicodedata
from collections.abc import Iterable
from pathlib import PurePosixPath

_ENDING = re.compile(r"\.(jpe?g|jfif|png|tiff?|webp|gif|bmp|jp2)$")
_WORDS = re.compile(r"[^\W_]+")
_LONGEST_VIEW = 2  # signs that tell the views of an object apart, as in 1931-204_a


def key_of(name: str) -> str:
    """A path as it is looked up: in small letters, its folders as on this machine."""
    plain = unicodedata.normalize("NFC", name)  # a Mac writes ü as u and dots
    return plain.strip().replace("\\", "/").removeprefix("./").lower()


def endings(path: str) -> list[str]:
    """Of "a/b/c": itself, b/c, c."""
    parts = path.split("/")
    return ["/".join(parts[first:]) for first in range(len(parts))]


def number_of(name: str) -> str:
    """An inventory number without what files cannot have: of 1931/204 and 1931-0204.jpg, 1931-204."""
    words = _WORDS.findall(_ENDING.sub("", key_of(name)))
    return "-".join(word.lstrip("0") or "0" for word in words)


def number_of_object(number: str) -> str:
    """Of 1931-204-a, a view of an object: 1931-204; empty where it may be none."""
    before, _, view = number.rpartition("-")
    is_view = len(view) <= _LONGEST_VIEW and "-" in before  # a year alone is no object
    return before if is_view else ""


def form_of(number: str) -> tuple[bool, ...]:
    """How an inventory number is built: of 1931-204-a, two numbers and a word."""
    return tuple(word.isdigit() for word in number.split("-"))


class PictureNames:
    """All ways in which a list may name the pictures of a folder."""

    def __init__(self, paths: Iterable[str]):
        """Their paths within the folder."""
        self._names: set[str] = set()
        self._numbers: set[str] = set()
        for path in paths:
            key = key_of(path)
            self._names.update(endings(key))
            self._names.update(endings(str(PurePosixPath(key).with_suffix(""))))
            number = number_of(PurePosixPath(key).name)
            self._numbers.update(filter(None, (number, number_of_object(number))))

    def has(self, name: str) -> bool:
        """Whether it is a picture's, whatever folder stands before it."""
        key = key_of(name)
        return bool(key) and key.rsplit("/", 1)[-1] in self._names

    def count(self, names: list[str]) -> int:
        """How many of them are pictures'."""
        return sum(self.has(name) for name in names)

    def count_alike(self, names: list[str]) -> int:
        """How many of them are pictures' inventory numbers; none where some stand there twice, as years do."""
        numbers = [number_of(name) for name in names if name]
        if len(set(numbers)) < len(numbers):
            return 0
        return sum(number in self._numbers for number in numbers)
