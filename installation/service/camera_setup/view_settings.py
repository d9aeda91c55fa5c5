"""What a technician sets while looking: mirror, rotation, zones; and how it comes into kiosk.toml without harm to the rest."""

from dataclasses import dataclass, replace
from pathlib import Path

from installation.config import edit, schema

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
        return cls(
            camera["mirror"], camera["rotate"], tuple(tuple(zone) for zone in camera["ignore"])
        )

    def as_keys(self) -> dict:
        """As keys of the section [camera]."""
        return {
            "mirror": self.mirror,
            "rotate": self.rotate,
            "ignore": [list(zone) for zone in self.ignore],
        }

    def mirrored(self) -> "View":
        """Left and right swapped."""
        return replace(
            self,
            mirror=not self.mirror,
            ignore=tuple(_rounded(1 - x - w, y, w, h) for x, y, w, h in self.ignore),
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
        (x0, x1), (y0, y1) = (
            sorted(min(1.0, max(0.0, value)) for value in pair) for pair in zip(corner, other)
        )
        if min(x1 - x0, y1 - y0) < _SMALLEST or len(self.ignore) >= MOST_ZONES:
            return self
        return replace(self, ignore=(*self.ignore, _rounded(x0, y0, x1 - x0, y1 - y0)))

    def without_zone_at(self, x: float, y: float) -> "View":
        """Without the zone that was drawn last of those that cover the point."""
        hit = [
            i
            for i, (zx, zy, w, h) in enumerate(self.ignore)
            if zx <= x <= zx + w and zy <= y <= zy + h
        ]
        return (
            replace(self, ignore=tuple(z for i, z in enumerate(self.ignore) if i != hit[-1]))
            if hit
            else self
        )


def save(view: View, path: Path) -> None:
    """Writes the view into the section [camera] of `path` and leaves every other line as it is. The file changes wholly or not.

    Raises `BadConfig` when that cannot be done; then nothing was changed.
    """
    after = edit.edited(edit.read(path), "camera", view.as_keys())
    edit.write_whole(path, after, lambda part: schema.load(part, {}))


def _rounded(*values: float) -> Zone:
    return tuple(min(1.0, max(0.0, round(float(value), 3))) for value in values)
