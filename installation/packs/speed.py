"""How long a model takes for a picture, on this machine as it is now, and whether that will do."""

from dataclasses import dataclass

import numpy as np

from installation.common import clock
from installation.packs import Model
from installation.packs.manifest import Pack
from installation.packs.prior import usual_points
from installation.packs.scene import Scene

SLOWEST_MS = 250.0  # a picture: four a second still make a moving screen
MOST_PICTURES = 20  # of a measurement, after the first
LONGEST_S = 6.0
FAR_TOO_SLOW_MS = (
    3000.0  # of work for a picture: painting a dozen of them to judge it would take too long
)
_TELLING_MS = 1.0  # less work than this says nothing of a machine
BUSY = 2.0  # when a picture takes so many times longer than its work, others are at work, too


@dataclass(frozen=True)
class Speed:
    """How long a picture takes, in ms: by the clock, and in processor time per thread."""

    took: float
    worked: float
    width: int  # of the picture, in pixels
    height: int
    points: int = 1  # side by side in it

    @property
    def far_too_slow(self) -> bool:
        """No other machine of this kind makes up for it."""
        return self.worked > FAR_TOO_SLOW_MS

    @property
    def too_slow(self) -> bool:
        """Judged by the work, which is the same on a busy machine."""
        return self.worked > SLOWEST_MS

    def in_words(self) -> str:
        """For the table, with the remedy where one is needed."""
        size = f"{self.width}x{self.height}"
        if self.points > 1:
            size += f", {self.points} points side by side"
        words = f"{size}: {self.took:.1f} ms a picture, {1000 / self.took:.1f} a second"
        if self.took > BUSY * self.worked and self.worked >= _TELLING_MS:
            words += (
                "; other programs keep the machine busy, "
                f"alone it would be about {self.worked:.1f} ms"
            )
        if self.too_slow:
            words += (
                f"; {self.worked:.0f} ms of work are too slow (at most {SLOWEST_MS:g} ms): "
                "export a smaller model"
            )
        if self.far_too_slow:
            words += ", or have an inference server paint it (docs/inference.md)"
        return words


def measure_speed(
    pack: Pack, model: Model, height: int, width: int, points: int = 1, longest_s: float = LONGEST_S
) -> Speed:
    """The medians of some pictures of so many points after the first. Raises `BadPicture`."""
    random = np.random.default_rng(2)
    took: list[float] = []
    worked: list[float] = []
    shape: tuple[int, ...] = (height, width)
    began_ns = clock.now_ns()
    while _goes_on(len(took), began_ns, longest_s):
        row = usual_points(pack, random, points)
        scene = Scene.row(row)
        before_ns = clock.now_ns()
        worked_before_ns = clock.worked_ns()
        shape = model.paint(scene, height, width).shape
        worked.append(1000 * clock.seconds(clock.worked_ns() - worked_before_ns) / model.threads)
        took.append(1000 * clock.seconds(clock.now_ns() - before_ns))
    return Speed(
        took=float(np.median(took[1:])),
        worked=float(np.median(worked[1:])),
        width=shape[1],
        height=shape[0],
        points=points,
    )


def _goes_on(pictures: int, began_ns: int, longest_s: float) -> bool:
    """Two pictures at least, however long they take."""
    if pictures < 2:
        return True
    return pictures <= MOST_PICTURES and clock.seconds(clock.now_ns() - began_ns) < longest_s
