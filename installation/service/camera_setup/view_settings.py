"""What a technician sets while looking: mirror, rotation, zones; and how kiosk.toml gets it, all else left alone."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from installation.config import edit, schema

Zone = tuple[float, float, float, float]  # x, y, width, height, 0..1 of the view as shown
Point = tuple[float, float]  # x, y, 0..1 of the view as shown
MOST_ZONES = 16
_SMALLEST = 0.02  # a zone drawn smaller than this was a slip of the hand


@dataclass(frozen=True)
class CameraView:
    """How the camera is looked through. Zones stay on the same part of the room when the view is mirrored or turned."""

    mirror: bool
    rotate: int  # degrees clockwise, before mirroring
    ignore: tuple[Zone, ...]

    @classmethod
    def of(cls, camera: schema.CameraConfig) -> "CameraView":
        """As the section [camera] says."""
        zones = [(x, y, width, height) for x, y, width, height in camera.ignore]
        return cls(camera.mirror, camera.rotate, tuple(zones))

    def as_keys(self) -> dict[str, Any]:
        """As keys of the section [camera]."""
        return {
            "mirror": self.mirror,
            "rotate": self.rotate,
            "ignore": [list(zone) for zone in self.ignore],
        }

    def mirrored(self) -> "CameraView":
        """Left and right swapped."""
        zones = [_rounded(1 - x - w, y, w, h) for x, y, w, h in self.ignore]
        return replace(self, mirror=not self.mirror, ignore=tuple(zones))

    def turned(self) -> "CameraView":
        """The camera's picture turned by another quarter clockwise; a mirror shows that the other way round."""
        if self.mirror:
            zones = [_rounded(y, 1 - x - w, h, w) for x, y, w, h in self.ignore]
        else:
            zones = [_rounded(1 - y - h, x, h, w) for x, y, w, h in self.ignore]
        rotate = (self.rotate + 90) % 360
        return replace(self, rotate=rotate, ignore=tuple(zones))

    def with_zone(self, corner: Point, other: Point) -> "CameraView":
        """With the zone between two corners, cut at the view's edges; as it is for one too small, or one too many."""
        zone = zone_between(nearest_in_view(corner), nearest_in_view(other))
        _, _, width, height = zone
        if min(width, height) < _SMALLEST or len(self.ignore) >= MOST_ZONES:
            return self
        return replace(self, ignore=(*self.ignore, _rounded(*zone)))

    def without_zone_at(self, x: float, y: float) -> "CameraView":
        """Without the zone that was drawn last of those that cover the point."""
        zones = list(self.ignore)
        for number in reversed(range(len(zones))):
            if _covers(zones[number], x, y):
                del zones[number]
                break
        return replace(self, ignore=tuple(zones))


def save(view: CameraView, path: Path) -> None:
    """Writes the view into the section [camera] of `path` and leaves every other line as it is.

    The file changes wholly or not at all. Raises `BadConfig` when that cannot be done; then nothing was changed.
    """
    after = edit.edited(edit.read(path), "camera", view.as_keys())
    edit.write(path, after, check=_check)


def zone_between(corner: Point, other: Point) -> Zone:
    """The zone between two opposite corners."""
    x0, x1 = sorted((corner[0], other[0]))
    y0, y1 = sorted((corner[1], other[1]))
    return x0, y0, x1 - x0, y1 - y0


def nearest_in_view(point: Point) -> Point:
    """The point itself, or where it is cut at the view's edges."""
    x, y = point
    return min(1.0, max(0.0, x)), min(1.0, max(0.0, y))


def _check(path: Path) -> None:
    """Raises `BadConfig` for a file that the kiosk would refuse."""
    schema.load(path, {})


def _covers(zone: Zone, x: float, y: float) -> bool:
    left, top, width, height = zone
    return left <= x <= left + width and top <= y <= top + height


def _rounded(x: float, y: float, width: float, height: float) -> Zone:
    x, y, width, height = _thousandths((x, y, width, height))
    return x, y, width, height


def _thousandths(values: Iterable[float]) -> list[float]:
    return [min(1.0, max(0.0, round(float(value), 3))) for value in values]
