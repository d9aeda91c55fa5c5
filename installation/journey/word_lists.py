"""The words that are celebrated: lists of them, one word a line, and what is wrong with a list in words."""

import unicodedata
from collections.abc import Iterable
from pathlib import Path

from installation.config.settings import Settings
from installation.packs.manifest import Pack
from installation.packs.spelling import ALPHABET

OWN = "words.txt"  # in the pack's folder: then there is no other list
SHORTEST = 2  # letters
LONGEST = 5
LARGEST = 1 << 20  # bytes of a file
_SAID = 40  # signs of a line that are repeated to the technician
_REMARK = "#"


class WordLists:
    """All words of a pack and its visitors' languages."""

    def __init__(self, paths: Iterable[Path]):
        """Files that are not there are none; lines and files that cannot be used are left out."""
        self.words: set[str] = set()
        self.message = ""  # for the technician
        complaints = [self._read(path) for path in paths]
        self.message = "; ".join(filter(None, complaints))

    @classmethod
    def of(cls, pack: Pack, settings: Settings) -> "WordLists":
        """The pack's own list, else one for each language on the screen."""
        own = pack.folder / OWN
        if own.is_file():
            return cls([own])
        folder = settings.assets / "words"
        return cls(folder / f"{language}.txt" for language in settings.screen.languages)

    def _read(self, path: Path) -> str:
        """Takes over what can be used; says what cannot."""
        try:
            content = _content(path)
        except FileNotFoundError:
            return ""
        except OSError as error:
            return f"{path.name} cannot be read: {error.strerror}; its words are left out"
        if len(content) > LARGEST:
            return f"{path.name} is larger than a list of words is, 1 MiB; its words are left out"
        complaints = []
        for number, line in enumerate(content.splitlines(), 1):
            word, complaint = _parsed(line)
            if word:
                self.words.add(word)
            if complaint:
                complaints.append(f"{path.name}, line {number}: {complaint}")
        return _summary(complaints)


def _content(path: Path) -> bytes:
    """The file's first bytes, one more than a list may have. Raises `OSError`."""
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


def _parsed(line: bytes) -> tuple[str, str]:
    """The word of a line in capitals, and what is wrong with it; both "" where there is none."""
    try:
        text = line.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        return "", "is not UTF-8"
    if not text or text.startswith(_REMARK):
        return "", ""
    word = unicodedata.normalize("NFC", text).upper()
    foreign = [sign for sign in word if sign not in ALPHABET]
    said = text if len(text) <= _SAID else f"{text[:_SAID]}..."
    if foreign:
        return "", f"{foreign[0]!r} in {said!r} is none of the letters A to Z, Ä, Ö, Ü"
    if not SHORTEST <= len(word) <= LONGEST:
        return "", f"{said!r} is no word of {SHORTEST} to {LONGEST} letters"
    return word, ""


def _summary(complaints: list[str]) -> str:
    if not complaints:
        return ""
    if len(complaints) == 1:
        return f"{complaints[0]}; the line is left out"
    return f"{complaints[0]}; {len(complaints)} such lines are left out"
