"""What a technician sets while looking: mirror, rotation, zones; and how it comes into kiosk.toml without harm to the rest."""

import os
import re
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path

from installation import config
from installation.faults import BadConfig

Zone = tuple[float, float, float, float]  # x, y, width, height, 0..1 of the view as shown
_SMALLEST = 0.02  # a zone drawn smaller than this was a slip of the hand
MOST_ZONES = 16


@dataclass(frozen=True)
class View:
    """How the camera is looked through. Zones stay on the same part of the room when the view is mirrored or turned."""

    mirror: bool
    rotate: int  # degrees clockwise, before mirroring
    ignore: tuple[Zone, ...]

    @classmethod
    def of(cls, camera: dict) -> "View":
        """As the section [camera] says."""
        return cls(camera["mirror"], camera["rotate"], tuple(tuple(zone) for zone in camera["ignore"]))

    def as_keys(self) -> dict:
        """As keys of the section [camera]."""
        return {"mirror": self.mirror, "rotate": self.rotate, "ignore": [list(zone) for zone in self.ignore]}

    def mirrored(self) -> "View":
        """Left and right swapped."""
        return replace(
            self, mirror=not self.mirror, ignore=tuple(_rounded(1 - x - w, y, w, h) for x, y, w, h in self.ignore)
        )

    def turned(self) -> "View":
        """The camera's picture turned by another quarter clockwise; a mirror shows that the other way round."""
        if self.mirror:
            zones = (_rounded(y, 1 - x - w, h, w) for x, y, w, h in self.ignore)
        else:
            zones = (_rounded(1 - y - h, x, h, w) for x, y, w, h in self.ignore)
        return replace(self, rotate=(self.rotate + 90) % 360, ignore=tuple(zones))

    def with_zone(self, corner: tuple[float, float], other: tuple[float, float]) -> "View":
        """With the zone between two corners, cut at the view's edges; as it is for one too small, or one too many."""
        (x0, x1), (y0, y1) = (sorted(min(1.0, max(0.0, value)) for value in pair) for pair in zip(corner, other))
        if min(x1 - x0, y1 - y0) < _SMALLEST or len(self.ignore) >= MOST_ZONES:
            return self
        return replace(self, ignore=(*self.ignore, _rounded(x0, y0, x1 - x0, y1 - y0)))

    def without_zone_at(self, x: float, y: float) -> "View":
        """Without the zone that was drawn last of those that cover the point."""
        hit = [i for i, (zx, zy, w, h) in enumerate(self.ignore) if zx <= x <= zx + w and zy <= y <= zy + h]
        return replace(self, ignore=tuple(z for i, z in enumerate(self.ignore) if i != hit[-1])) if hit else self


def save(view: View, path: Path) -> None:
    """Writes the view into the section [camera] of `path` and leaves every other line as it is. The file changes wholly or not.

    Raises `BadConfig` when that cannot be done; then nothing was changed.
    """
    path = path.resolve()
    try:
        before = path.read_text(encoding="utf-8") if path.exists() else ""
    except (OSError, UnicodeDecodeError) as error:
        raise BadConfig(
            f"{path} cannot be read: {getattr(error, 'strerror', None) or 'it is not UTF-8 text'}"
        ) from error
    after = edited(before, view.as_keys())
    part = path.with_name(path.name + ".part")
    try:
        with part.open("w", encoding="utf-8") as file:
            file.write(after)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            part.chmod(path.stat().st_mode & 0o777)
        config.load(part, {})
        part.replace(path)
    except OSError as error:
        raise BadConfig(f"{path} cannot be written: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)


def edited(text: str, keys: dict) -> str:
    """The TOML text with these keys in its table [camera], everything else as it was. Raises `BadConfig` where that fails."""
    wanted = _parsed(text)
    wanted["camera"] = wanted.get("camera", {}) | keys
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    since, to = _table(lines)
    if since is None:
        lines += ["\n"] * bool(lines) + ["[camera]\n"]
        since = to = len(lines)
    for key, value in keys.items():
        first, beyond = _statement(lines, since, to, key)
        comment = _comment(lines[first:beyond])
        lines[first:beyond] = [f"{key} = {_as_toml(value)}{comment}\n"]
        to += 1 - (beyond - first)
    after = "".join(lines)
    if _parsed(after) != wanted:
        raise BadConfig(
            "kiosk.toml is written in a way that cannot be changed here; write into its [camera] yourself: "
            + ", ".join(f"{key} = {_as_toml(value)}" for key, value in keys.items())
        )
    return after


def _parsed(text: str) -> dict:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return {"not TOML": text}  # equal to nothing that is wanted


def _table(lines: list[str]) -> tuple[int | None, int]:
    """The lines of [camera]: after its header, and up to the next header or the blank lines before it."""
    headers = [i for i, line in enumerate(lines) if re.match(r"\s*\[", line)]
    since = next((i + 1 for i in headers if re.match(r"\s*\[\s*camera\s*\]", lines[i])), None)
    if since is None:
        return None, 0
    to = next((i for i in headers if i >= since and re.match(r"\s*\[+[\w.\s\"-]+\]+\s*(#.*)?$", lines[i])), len(lines))
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


def _as_toml(value) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(map(_as_toml, value)) + "]"
    return str(value).lower() if isinstance(value, bool) else repr(value)


def _rounded(*values: float) -> Zone:
    return tuple(min(1.0, max(0.0, round(float(value), 3))) for value in values)
