"""kiosk.toml while the kiosk runs: an edited file is picked up; a bad one changes nothing, and its mistakes are kept to be told."""

from collections.abc import Callable
from pathlib import Path

from installation.config import edit
from installation.faults import BadConfig, Fault

Options = dict[str, dict]  # section -> key -> value
_TRIES = 5


class _Overtaken(Exception):
    """The file was saved by somebody else before we could."""


class ConfigWatcher:
    """The file, what was chosen by hand on top of it, and the settings that came of both."""

    def __init__(self, path: Path, resolve: Callable[[Options], dict], settings: dict):
        """`resolve(chosen)` reads the file with `chosen` on top and returns the rooms' settings, or raises `Fault`."""
        self._path, self._resolve = path, resolve
        self._chosen: Options = {}
        self._read = self._seen = _stamp(path)
        self._good = self._before = settings
        self._written_over: str | None = None  # the file before the last choice was written into it
        self.words = ""  # why the newest wish was not followed; empty when all is well
        self.is_passing = (
            False  # True where nothing is left to mend: a choice that was not taken over
        )

    def poll(self) -> dict | None:
        """New settings when the file was saved with good ones. To be called about twice a second.

        A file is read when it has not changed since the last call: some editors write in several steps.
        """
        seen, self._seen = self._seen, _stamp(self._path)
        if self._seen != seen or self._seen == self._read:
            return None
        self._read, self._written_over, self.is_passing = self._seen, None, False
        return self._take(self._chosen)

    def choose(self, section: str, key: str, value) -> dict | None:
        """Sets one key, in the file too where it can be written, and returns the new settings; None if they are no good."""
        chosen = self._chosen | {section: self._chosen.get(section, {}) | {key: value}}
        known = _stamp(self._path)
        settings = self._take(chosen)
        if settings is None:
            self.is_passing = True
            return None
        self._chosen, self.is_passing = chosen, False
        try:
            self._written_over = self._write(
                known, lambda text: edit.edited(text, section, {key: value})
            )
        except BadConfig as error:
            self.words = f"{section}.{key} holds until the next start only: {error}"
        return settings

    def take_back(self, why: str) -> dict:
        """The settings before the last ones, which turned out not to work. A choice is taken out of the file again."""
        self._good, self._chosen = self._before, {}
        self.words = f"{why}; what held before holds again"
        if (before := self._written_over) is not None and _stamp(self._path) == self._read:
            try:
                self._write(self._read, lambda _: before)
                self.is_passing = True
            except BadConfig as error:
                self.words += f", but not in the file: {error}"
        return self._good

    def _write(self, known: tuple | None, edit: Callable[[str], str]) -> str:
        """Edits the file, whose stamp was `known` when it was read for what holds; returns its text before.

        What somebody else saves at the same moment stays in it and is found by the next calls of `poll`.
        Raises `BadConfig`.
        """
        for _ in range(_TRIES):
            seen, before, ours = _stamp(self._path), edit.read(self._path), []

            def is_ours_to_write(part: Path) -> None:
                if _stamp(self._path) != seen:
                    raise _Overtaken
                ours.append(_stamp(part))

            try:
                edit.write_whole(self._path, edit(before), is_ours_to_write)
            except _Overtaken:
                continue
            if (
                seen == known == self._read
            ):  # else there is something in it that nobody has followed yet
                self._read = self._seen = ours[0]
            return before
        raise BadConfig("somebody else saves it again and again")

    def _take(self, chosen: Options) -> dict | None:
        try:
            settings = self._resolve(chosen)
        except Fault as fault:
            self.words = f"the last good configuration stays: {fault}"
            return None
        self.words = ""
        self._before, self._good = self._good, settings
        return settings


def _stamp(path: Path) -> tuple | None:
    try:
        there = path.stat()
    except OSError:
        return None
    return there.st_mtime_ns, there.st_size, there.st_ino
