"""Keys of kiosk.toml whose new values have not proved themselves yet, and what they were before.

Another key may be set while a room still tries the first one: what is taken back is the key that failed, and nothing else.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel

from installation.config.readers import Place
from installation.config.settings import Settings


@dataclass(frozen=True)
class Earlier:
    """Of one key."""

    value: Any  # that held
    text: str | None = (
        None  # the file before we wrote the key; None where it is the technician's own
    )


class Unproved:
    """From the first change of a key until it has proved itself, or is taken back."""

    def __init__(self) -> None:
        self._earlier: dict[Place, Earlier] = {}

    @property
    def places(self) -> set[Place]:
        """The keys."""
        return set(self._earlier)

    def note(self, before: Settings, after: Settings) -> None:
        """These settings took the place of those."""
        for place, value in _differing(before, after):
            self._earlier.setdefault(place, Earlier(value))

    def note_written(self, places: Collection[Place], text: str) -> None:
        """They were written into the file, which had this `text` before."""
        for place in places:
            known = self._earlier.get(place)
            if known is not None and known.text is None:
                self._earlier[place] = replace(known, text=text)

    def leave_file(self) -> None:
        """Somebody saved the file: what stands in it is not ours to change."""
        self._earlier = {place: replace(each, text=None) for place, each in self._earlier.items()}

    def prove(self, places: Collection[Place]) -> None:
        """Their values are good."""
        for place in places:
            self._earlier.pop(place, None)

    def take(self, places: Collection[Place]) -> dict[Place, Earlier]:
        """What is known of them, once."""
        there = self.places.intersection(places)
        return {place: self._earlier.pop(place) for place in there}


def with_values(settings: Settings, values: Mapping[Place, Any]) -> Settings:
    """The settings with these values instead of their own."""
    for (section, key), value in values.items():
        part = getattr(settings, section).model_copy(update={key: value})
        settings = settings.model_copy(update={section: part})
    return settings


def _differing(before: Settings, after: Settings) -> Iterator[tuple[Place, Any]]:
    """Each key that differs, and its value before."""
    for section in type(before).model_fields:
        old = getattr(before, section)
        new = getattr(after, section)
        if not isinstance(old, BaseModel) or old == new:
            continue
        for key in type(old).model_fields:
            if getattr(old, key) != getattr(new, key):
                yield (section, key), getattr(old, key)
