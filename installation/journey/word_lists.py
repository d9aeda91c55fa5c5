"""The words that are celebrated: lists of them, one word a line, and what is wrong with a list in words."""

import contextlib
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from installation.common import files, state_folder, system_errors
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
    """All words of a pack and its visitors' languages; `refresh` reads what has changed."""

    def __init__(self, paths: Iterable[Path], kept: Path | None = None):
        """Files that are not there are none; lines that cannot be used are left out.

        For a file of which nothing can be used those words stand in that it had before; `kept` is a folder with copies
        of them, for the next start.
        """
        self.words: frozenset[str] = frozenset()
        self.message = ""  # for the technician
        self._paths = tuple(paths)
        self._kept = kept
        self._usable: dict[Path, set[str]] = {}  # of each file, as it could be read last
        self._stamps: dict[Path, tuple[int, int, int]] | None = None
        self.refresh()

    @classmethod
    def of(
        cls, pack: Pack, settings: Settings, languages: Iterable[str] | None = None
    ) -> "WordLists":
        """The pack's own list, else one for each language on the screen, or of `languages`."""
        kept = state_folder.last_good(settings.state) / "words"
        own = pack.point_folder / OWN
        if files.is_file(own):
            return cls([own], kept / pack.about.name)
        folder = settings.assets / "words"
        spoken = settings.screen.languages if languages is None else languages
        return cls([folder / f"{language}.txt" for language in spoken], kept)

    def refresh(self) -> None:
        """Where a file was saved since the last look."""
        stamps = files.stamps(self._paths)
        if stamps == self._stamps:
            return
        self._stamps = stamps
        words: set[str] = set()
        complaints = []
        for path in self._paths:
            found, complaint = self._list(path)
            words |= found
            complaints.append(complaint)
        self.words = frozenset(words)
        self.message = "; ".join(filter(None, complaints))

    def _list(self, path: Path) -> tuple[set[str], str]:
        """The words of a file, or those that stand in; and what is wrong with it."""
        try:
            content = _content(path)
        except FileNotFoundError:
            return set(), ""
        except OSError as error:
            return self._before(path, f"{path.name} cannot be read: {system_errors.words(error)}")
        if len(content) > LARGEST:
            return self._before(path, f"{path.name} is larger than a list of words is, 1 MiB")
        if self._kept is not None and files.was_emptied(path, self._kept / path.name):
            return self._before(path, f"{path.name} cannot be read: {files.EMPTIED}")
        words, complaint = _words_in(path.name, content)
        if complaint and not words:
            return self._before(path, complaint)
        self._usable[path] = words
        self._keep(path, content)
        return words, complaint

    def _before(self, path: Path, trouble: str) -> tuple[set[str], str]:
        words = self._usable.get(path) or self._kept_words(path)
        if not words:
            return set(), f"{trouble}; its words are left out"
        return words, f"{trouble}; the words it had before stand in until it is mended"

    def _kept_words(self, path: Path) -> set[str]:
        if self._kept is None:
            return set()
        try:
            return _words_in(path.name, _content(self._kept / path.name))[0]
        except OSError:
            return set()

    def _keep(self, path: Path, content: bytes) -> None:
        if self._kept is None:
            return
        with contextlib.suppress(OSError):  # a folder that cannot be written keeps what it has
            copy = self._kept / path.name
            if not files.is_file(copy) or copy.read_bytes() != content:
                files.write_whole(copy, content)


def _words_in(name: str, content: bytes) -> tuple[set[str], str]:
    """The words of a file, and what is wrong with its lines."""
    words = set()
    complaints = []
    for number, line in enumerate(content.splitlines(), 1):
        word, complaint = _parsed(line)
        if word:
            words.add(word)
        if complaint:
            complaints.append(f"{name}, line {number}: {complaint}")
    return words, _summary(complaints)


def _content(path: Path) -> bytes:
    """The file's first bytes, one more than a list may have. Raises `OSError`."""
    with files.opened(path) as file:
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
