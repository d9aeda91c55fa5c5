"""A kiosk.toml of an older version: what no longer exists is turned into a comment that says why, after a copy was kept."""

import tomllib
from pathlib import Path

from installation.config import edit
from installation.faults import BadConfig

# (section, key) -> why it is gone, and what stands in its place
GONE = {
    (
        "journey",
        "wander_leg_s",
    ): "wander_leg_s is gone: how fast the picture wanders is change_per_s now",
    ("journey", "ease_s"): "ease_s is gone: how fast visitors move the picture is change_per_s now",
}
SUFFIX = ".older"


def migrate(path: Path, tell) -> None:
    """Brings the file to the present version; `tell(sentence)` says what was done. A file that is up to date is not touched.

    Raises `BadConfig` where it cannot be written; then nothing was changed.
    """
    text = edit.read(path)
    gone = _found(text)
    if not gone:
        return
    copy = path.with_name(path.name + SUFFIX)
    after = text
    for section, key in gone:
        after = edit.without(after, section, key, GONE[section, key])
    if _found(after):
        raise BadConfig(
            f"{path} is of an older version and cannot be changed here; take out: {_named(gone)}"
        )
    edit.write_whole(copy, text)
    edit.write_whole(path, after)
    tell(
        f"{path.name} was of an older version and was brought up to date: {_named(gone)}; as it was: {copy}"
    )


def _found(text: str) -> list[tuple[str, str]]:
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError:  # said when the file is read
        return []
    return [(section, key) for section, key in GONE if key in _table(table, section)]


def _table(table: dict, section: str) -> dict:
    found = table.get(section)
    return found if isinstance(found, dict) else {}


def _named(gone: list[tuple[str, str]]) -> str:
    return "; ".join(GONE[each] for each in gone)
