"""Keys of kiosk.toml changed by the program: every other line stays as the technician wrote it.

tomlkit keeps comments, order and spacing; `files.write_whole` sees to it that the file changes wholly or not at all.
"""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from installation.common import files, scarcity, system_errors
from installation.common.plain_text import not_utf8
from installation.config.schema import MOST_BYTES
from installation.faults import BadConfig

# tomlkit's own, numbers of very many digits, very many brackets in one another
_NO_TOML = (TOMLKitError, ValueError, RecursionError)


def read(path: Path) -> str:
    """The text of the file, empty where there is none. Raises `BadConfig`."""
    try:
        return files.read_bounded(path, MOST_BYTES).decode("utf-8-sig") if path.exists() else ""
    except OSError as error:
        raise BadConfig(f"{path} cannot be read: {system_errors.words(error)}") from error
    except UnicodeDecodeError as error:
        raise BadConfig(f"{path} cannot be read: {not_utf8(error)}") from error


def write(path: Path, text: str, check: Callable[[Path], None] | None = None) -> None:
    """Puts `text` in the place of the file; `check(new)` may raise before anything is changed.

    Raises `BadConfig` where it cannot be written.
    """
    if not Path(os.path.realpath(path)).parent.is_dir():
        raise BadConfig(f"{path} cannot be written: there is no folder {path.parent}")
    try:
        files.write_whole(path, text, check=check)
    except OSError as error:
        why = scarcity.disk_remedy(error) or system_errors.words(error)
        raise BadConfig(f"{path} cannot be written: {why}") from error


def edited(text: str, section: str, keys: Mapping[str, Any]) -> str:
    """The TOML text with these keys in its table [section], all else as it was. Raises `BadConfig`."""
    wanted = _values(text)
    try:
        wanted[section] = wanted.get(section, {}) | dict(keys)
        document = tomlkit.parse(text)
        table = document.get(section)
        if table is None:
            table = tomlkit.table()
            document[section] = table
        for key, value in keys.items():
            _set(table, key, value)
        after = tomlkit.dumps(document)
    except (*_NO_TOML, TypeError, AttributeError):
        after = ""
    if not after or _values(after) != wanted:
        lines = ", ".join(f"{key} = {as_toml(value)}" for key, value in keys.items())
        raise BadConfig(
            "kiosk.toml is written in a way that cannot be changed here;"
            f" write into its [{section}] yourself: {lines}"
        )
    return after


def restored(text: str, earlier: Mapping[tuple[str, str], str]) -> str:
    """The TOML text with keys as they stood in earlier texts, or without them where they did not.

    `earlier`: section and key -> the text that it stood in. Raises `BadConfig`.
    """
    try:
        document = tomlkit.parse(text)
        for (section, key), before in earlier.items():
            _restore(document, tomlkit.parse(before), section, key)
        after = tomlkit.dumps(document)
    except (*_NO_TOML, TypeError, AttributeError, KeyError) as error:
        keys = ", ".join(f"{section}.{key}" for section, key in earlier)
        raise BadConfig(
            f"kiosk.toml is written in a way that cannot be changed here; take {keys} out of it yourself"
        ) from error
    # the blank line that came with a table of ours goes with it
    is_shorter = len(_values(after)) < len(_values(text))
    return after.rstrip() + "\n" if is_shorter else after


def as_toml(value: Any) -> str:
    """A value as it stands in the file."""
    return tomlkit.item(value).as_string()


def _set(table: Any, key: str, value: Any) -> None:
    """The comment behind a value of one line stays."""
    before = table.get(key)
    item = tomlkit.item(value)
    if before is not None and hasattr(before, "trivia"):
        item.trivia.indent = before.trivia.indent
        item.trivia.comment_ws = before.trivia.comment_ws
        item.trivia.comment = before.trivia.comment
        item.trivia.trail = before.trivia.trail
    table[key] = item


def _restore(document: Any, before: Any, section: str, key: str) -> None:
    table = document.get(section)
    if table is None:
        return
    if key in before.get(section, {}):
        table[key] = before[section][key]
    elif key in table:
        table.remove(key)
    if not table and section not in before:
        document.remove(section)


def _values(text: str) -> dict[str, Any]:
    try:
        return tomlkit.parse(text).unwrap()
    except _NO_TOML:
        return {"not TOML": text}  # equal to nothing that is wanted
