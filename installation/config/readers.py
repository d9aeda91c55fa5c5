"""Which rooms have to begin anew when a key of kiosk.toml changed."""

from typing import Any

from installation.config.settings import Settings
from installation.vocabulary import RoomName

Place = tuple[str, str]  # section and key of kiosk.toml

# Which rooms restart when a section changed. What is not named here is followed at once: by the parent (hours) or
# the console (osc, mqtt, exhibitera).
SECTION_READERS = {
    "camera": (RoomName.VISION,),
    "journey": (RoomName.JOURNEY,),
    "generator": (RoomName.GENERATOR,),
    "inference": (RoomName.GENERATOR,),
    "screen": (RoomName.DISPLAY,),
    "sound": (RoomName.SOUND,),
    "seed": (RoomName.JOURNEY, RoomName.SOUND),
    "marks": (RoomName.DISPLAY, RoomName.CONSOLE),
    "console": (RoomName.CONSOLE,),
    "statistics": (RoomName.CONSOLE,),
}
# The single keys that a room reads of a section that is not its own.
KEY_READERS: dict[Place, RoomName] = {
    ("screen", "reduced_motion"): RoomName.JOURNEY,
    ("journey", "look_s"): RoomName.DISPLAY,
}
# The pack that is shown is changed by the hot swap, which lets no room restart.
PACK: Place = ("generator", "pack")
# Nor does any for the languages: rooms are told of both again and again (`messages.ActivePack`).
LANGUAGES: Place = ("screen", "languages")
# For their change alone no room restarts, whatever section they stand in.
FOLLOWED: frozenset[Place] = frozenset((PACK, LANGUAGES, ("console", "name")))


def readers_of_changes(before: Settings, after: Settings) -> set[str]:
    """The rooms that have to restart for what differs between two settings."""
    names: set[str] = set()
    for section, readers in SECTION_READERS.items():
        if _to_restart_for(section, before) != _to_restart_for(section, after):
            names.update(readers)
    for (section, key), reader in KEY_READERS.items():
        if getattr(getattr(before, section), key) != getattr(getattr(after, section), key):
            names.add(reader)
    return names


def restarts(section: str, key: str) -> list[str]:
    """The rooms that begin anew when this key is changed; none where it is followed at once."""
    if (section, key) in FOLLOWED:
        return []
    names = {*SECTION_READERS.get(section, ())}
    names.update(room for place, room in KEY_READERS.items() if place == (section, key))
    return sorted(names)


def _to_restart_for(section: str, settings: Settings) -> Any:
    value = getattr(settings, section)
    followed = {key: "" for name, key in FOLLOWED if name == section}
    return value.model_copy(update=followed) if followed else value
