"""Keys of kiosk.toml changed by the program: every other line stays as the technician wrote it, and the file changes wholly or not."""

import contextlib
import json
import os
import re
import tomllib
from pathlib import Path

from installation.faults import BadConfig


def write_whole(path: Path, text: str, check=None) -> None:
    """Puts `text` in the place of the file at once, so that a power cut leaves the old one or the new one.

    `check(part)` may raise before anything is changed. Raises `BadConfig` when it cannot be written.
    """
    path = path.resolve()
    part = path.with_name(path.name + ".part")
    try:
        with part.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            part.chmod(path.stat().st_mode & 0o777)
        if check:
            check(part)
        part.replace(path)
    except OSError as error:
        raise BadConfig(f"{path} cannot be written: {error.strerror}") from error
    finally:
        _forget(part)


def _forget(part: Path) -> None:
    with contextlib.suppress(OSError):  # the disk that could not be written: nothing was left on it
        part.unlink(missing_ok=True)


def read(path: Path) -> str:
    """The text of the file, empty where there is none. Raises `BadConfig`."""
    try:
        return path.read_text(encoding="utf-8") if path.exists() else ""
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise BadConfig(f"{path} cannot be read: {reason}") from error


def edited(text: str, section: str, keys: dict) -> str:
    """The TOML text with these keys in its table [section], everything else as it was. Raises `BadConfig` where that fails."""
    wanted = _parsed(text)
    wanted[section] = wanted.get(section, {}) | keys
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    since, to = _table(lines, section)
    if since is None:
        lines += ["\n"] * bool(lines) + [f"[{section}]\n"]
        since = to = len(lines)
    for key, value in keys.items():
        first, beyond = _statement(lines, since, to, key)
        comment = _comment(lines[first:beyond])
        lines[first:beyond] = [f"{key} = {as_toml(value)}{comment}\n"]
        to += 1 - (beyond - first)
    after = "".join(lines)
    if _parsed(after) != wanted:
        raise BadConfig(
            f"kiosk.toml is written in a way that cannot be changed here; write into its [{section}] yourself: "
            + ", ".join(f"{key} = {as_toml(value)}" for key, value in keys.items())
        )
    return after


def without(text: str, section: str, key: str, why: str) -> str:
    """The text with this key turned into a comment that says why."""
    lines = text.splitlines(keepends=True)
    since, to = _table(lines, section)
    if since is None:
        return text
    first, beyond = _statement(lines, since, to, key)
    lines[first:beyond] = [
        f"# {why}\n" * (beyond > first),
        *(f"# {line.lstrip()}" for line in lines[first:beyond]),
    ]
    return "".join(lines)


def as_toml(value) -> str:
    """A value as it stands in the file."""
    if isinstance(value, list):
        return "[" + ", ".join(map(as_toml, value)) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace(
            "\x7f", "\\u007f"
        )  # else JSON's text is TOML's
    return str(value).lower() if isinstance(value, bool) else repr(value)


def _parsed(text: str) -> dict:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return {"not TOML": text}  # equal to nothing that is wanted


def _table(lines: list[str], section: str) -> tuple[int | None, int]:
    """The lines of [section]: after its header, and up to the next header or the blank lines before it."""
    headers = [i for i, line in enumerate(lines) if re.match(r"\s*\[", line)]
    named = rf"\s*\[\s*{re.escape(section)}\s*\]"
    since = next((i + 1 for i in headers if re.match(named, lines[i])), None)
    if since is None:
        return None, 0
    to = next(
        (
            i
            for i in headers
            if i >= since and re.match(r"\s*\[+[\w.\s\"-]+\]+\s*(#.*)?$", lines[i])
        ),
        len(lines),
    )
    while to > since and not lines[to - 1].strip():
        to -= 1
    return since, to


def _statement(lines: list[str], since: int, to: int, key: str) -> tuple[int, int]:
    """Where `key = ...` stands, all its lines; (to, to) where it does not."""
    for first in range(since, to):
        if re.match(rf"\s*{key}\s*=", lines[first]):
            for beyond in range(first + 1, to + 1):
                if "not TOML" not in _parsed("".join(lines[first:beyond])):
                    return first, beyond
    return to, to


def _comment(statement: list[str]) -> str:
    """What stands behind a value of one line, with the space before it."""
    line = statement[0].rstrip("\n") if len(statement) == 1 else ""
    for place in (i for i, letter in enumerate(line) if letter == "#"):
        if "not TOML" not in _parsed(line[:place]):
            value = line[:place].rstrip()
            return line[len(value) :]
    return ""
