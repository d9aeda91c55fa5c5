"""kiosk.toml while the kiosk runs: an edited file is picked up; an invalid one changes nothing, and its mistakes are kept.

The file is looked at twice a second. A notifier of the system (watchfiles) was tried on paper and left: it needs a
thread of its own, tells nothing on network file systems, and what decides here is not that a file changed but that it
came to rest and is not our own writing; both need its stamp anyway.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from installation.common.files import stamp
from installation.config import edit
from installation.config.choices import Choices, names
from installation.config.options import Overrides, merged
from installation.config.readers import Place
from installation.config.settings import Settings
from installation.config.unproved import Unproved, with_values
from installation.faults import BadConfig, Fault

_TRIES = 5
RETRY_LOOKS = (
    4  # of `poll`, until a file that was refused is read again: what it names may have come
)
SAVE_LOOKS = 60  # of `poll`, until what could not be written is tried again
Stamp = tuple[int, int, int] | None


class _Overtaken(Exception):
    """Somebody else saved the file before we could."""


@dataclass
class Problem:
    """Why the newest wish was not followed."""

    message: str = ""  # empty when all is well
    is_passing: bool = False  # nothing is left to mend: a choice that was not taken over


class ConfigWatcher:
    """The file, what was chosen on the page on top of it, and the settings that came of both."""

    def __init__(
        self,
        path: Path,
        resolve: Callable[[Overrides], Settings],
        settings: Settings,
        problem: str = "",
    ):
        """`resolve(chosen)` reads the file with `chosen` on top and returns the settings, or raises `Fault`.

        `problem` is why `settings` are not those of the file.
        """
        self.problem = Problem(problem)
        self.path = path
        self._resolve = resolve
        self._choices = Choices()
        self._added = ""  # to the problem, of choices that wait
        self._followed: Stamp = stamp(path)  # the file that `_good` came from
        self._seen: Stamp = self._followed
        self._good = settings
        self._unproved = Unproved()
        self._overruled: dict[Place, Any] = {}  # what the file says of these keys did not work
        self._is_refused = bool(problem)  # the file as it is now
        self._looks = 0  # since it was read last

    def poll(self) -> Settings | None:
        """New settings when a valid file was saved. To be called about twice a second.

        A file is read when it has not changed since the last call: some editors write in several steps.
        """
        before = self._seen
        self._seen = stamp(self.path)
        self._looks += 1
        is_due = self._is_refused and self._looks >= RETRY_LOOKS
        if self._seen != before or (self._seen == self._followed and not is_due):
            if self._looks % SAVE_LOOKS == 0 and self._choices.unwritten:
                self._save_again()
            return None
        self._looks = 0
        if self._seen != self._followed:
            self._overruled = {}
            self._unproved.leave_file()
        self._followed = self._seen
        self.problem.is_passing = False
        self._choices.yield_to(self._text())
        settings = self._take(self._choices.held)
        self._is_refused = settings is None
        if settings is not None and self._choices.waiting:
            settings = self.choose(self._choices.take_waiting()) or settings
        return settings

    def followed_text(self) -> str | None:
        """The file that the settings came of, where it is still just that."""
        if self._is_refused or self.problem.message or stamp(self.path) != self._followed:
            return None
        try:
            text = edit.read(self.path)
        except BadConfig:
            return None
        return text if stamp(self.path) == self._followed else None

    def choose(self, changes: Overrides) -> Settings | None:
        """Sets keys, in the file too where it can be written. The new settings; None if one of them is invalid, or
        the file is: then they wait for one that can be followed."""
        known = stamp(self.path)
        overruled = self._overruled
        self._overruled = _without(overruled, places_of(changes))
        settings = self._take(merged(self._choices.held, changes))
        if settings is None:
            self._overruled = overruled
            self._refuse(changes)
            return None
        self.problem.is_passing = False
        self._save(known, changes)
        return settings

    def _save(self, known: Stamp, changes: Overrides) -> None:
        """Into the file, with all that could not be written there before."""
        changes = merged(self._choices.unwritten, changes)
        error = self._written(known, changes)
        self._choices.hold(changes, are_written=not error)
        if error:
            chosen = names(changes)
            hold = "hold" if "," in chosen else "holds"
            self.problem.message = f"{chosen} {hold} until the next start only: {error}"

    def _save_again(self) -> None:
        """A disk may have room again."""
        self.problem.message = ""
        self._save(stamp(self.path), {})

    def _refuse(self, changes: Overrides) -> None:
        """Is it the file's fault or the choice's?"""
        self.problem.is_passing = not self._is_refused and self._can_follow()
        if self.problem.is_passing:
            return
        self._choices.wait(changes)
        trouble = self.problem.message.removesuffix(self._added)
        chosen = names(self._choices.waiting)
        self._added = f"; what was chosen since ({chosen}) holds as soon as it is followed"
        self.problem.message = trouble + self._added

    def _can_follow(self) -> bool:
        try:
            self._resolve(self._choices.held)
        except Fault:
            return False
        return True

    def _written(self, known: Stamp, changes: Overrides) -> str:
        """Why the file does not say so now; empty when it does."""
        try:
            before = self._write(known, lambda text: _edited(text, changes))
        except BadConfig as error:
            return str(error)
        self._unproved.note_written(places_of(changes), before)
        return ""

    def _text(self) -> str:
        try:
            return edit.read(self.path)
        except BadConfig:
            return ""

    @property
    def unproved(self) -> set[Place]:
        """Keys whose values hold, and have not proved themselves: see `prove` and `take_back`."""
        return self._unproved.places

    def prove(self, places: Collection[Place]) -> None:
        """The values of these keys work."""
        self._unproved.prove(places)

    def take_back(self, reason: str, places: Collection[Place]) -> Settings:
        """The settings with these keys as they were before, as what they were changed to turned out not to work. What was
        chosen is taken out of the file again; what the technician wrote there stays, and does not hold."""
        taken = self._unproved.take(places)
        values = {place: earlier.value for place, earlier in taken.items()}
        self._good = with_values(self._good, values)
        self._choices.forget(_as_overrides(values))
        self.problem.message = f"{reason}; what held before holds again" if taken else reason
        ours = {place: each.text for place, each in taken.items() if each.text is not None}
        self._overruled |= _without(values, ours)
        if ours and stamp(self.path) == self._followed:
            try:
                self._write(self._followed, lambda text: edit.restored(text, ours))
                self.problem.is_passing = True
            except BadConfig as error:
                self.problem.message += f", but not in the file: {error}"
        return self._good

    def _write(self, known: Stamp, change: Callable[[str], str]) -> str:
        """Edits the file, whose stamp was `known` when it was read for what holds; returns its text before.

        What somebody else saves at the same moment stays in it and is found by the next calls of `poll`.
        Raises `BadConfig`.
        """
        for _ in range(_TRIES):
            seen = stamp(self.path)
            before = edit.read(self.path)
            written: list[Stamp] = []

            def check(new: Path, seen: Stamp = seen, written: list[Stamp] = written) -> None:
                if stamp(self.path) != seen:
                    raise _Overtaken
                written.append(stamp(new))

            try:
                edit.write(self.path, change(before), check)
            except _Overtaken:
                continue
            if seen == known == self._followed:  # else it holds something that nobody followed yet
                self._followed = written[0]
                self._seen = written[0]
            return before
        raise BadConfig("somebody else saves it again and again")

    def _take(self, chosen: Overrides) -> Settings | None:
        try:
            settings = with_values(self._resolve(chosen), self._overruled)
        except Fault as fault:
            if str(fault) not in self.problem.message:  # else it is told already
                self.problem.message = f"the last good configuration stays: {fault}"
            return None
        self.problem.message = ""
        self._unproved.note(self._good, settings)
        self._good = settings
        return settings


def _edited(text: str, changes: Overrides) -> str:
    """Raises `BadConfig`."""
    for section, keys in changes.items():
        text = edit.edited(text, section, keys)
    return text


def places_of(changes: Overrides) -> set[Place]:
    """Section and key of each."""
    return {(section, key) for section, keys in changes.items() for key in keys}


def _as_overrides(values: Mapping[Place, Any]) -> Overrides:
    layers = [{section: {key: value}} for (section, key), value in values.items()]
    return merged(*layers)


def _without(values: Mapping[Place, Any], places: Collection[Place]) -> dict[Place, Any]:
    return {place: value for place, value in values.items() if place not in places}
