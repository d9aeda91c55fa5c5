"""How long a model takes for a picture, on this machine as it is now, and whether that will do."""

from dataclasses import dataclass

import numpy as np

from installation.common import clock
from installation.packs.manifest import Pack
from installation.packs.runtime import Runtime

SLOWEST_MS = 250.0  # a picture: four a second still make a moving screen
TURNS, LONGEST_S = 20, 6.0  # of a measurement
BUSY = 2.0  # times longer than its work: others are at work too


@dataclass(frozen=True)
class Speed:
    """How long a picture takes, in ms: by the clock, and in processor time shared among the threads."""

    took: float
    worked: float
    width: int
    height: int

    @property
    def too_slow(self) -> bool:
        """Judged by the work, which is the same on a busy machine."""
        return self.worked > SLOWEST_MS

    def in_words(self) -> str:
        """For the table, with the remedy where one is needed."""
        words = f"{self.width}x{self.height}: {self.took:.1f} ms a picture, {1000 / self.took:.1f} a second"
        if self.took > BUSY * self.worked:
            words += f"; other programs keep the machine busy, alone it would be about {self.worked:.0f} ms"
        if self.too_slow:
            words += f"; {self.worked:.0f} ms of work are too slow (at most {SLOWEST_MS:g} ms): export a smaller model"
        return words


def milliseconds(pack: Pack, runtime: Runtime, height: int, width: int) -> Speed:
    """The medians of some pictures after the first."""
    random, took, worked, begun = np.random.default_rng(2), [], [], clock.now_ns()
    while len(took) < 2 or len(took) <= TURNS and clock.seconds(clock.now_ns() - begun) < LONGEST_S:
        before, at_work = clock.now_ns(), clock.worked_ns()
        picture = runtime.paint(
            pack.generator.truncation * random.normal(size=pack.dimensions), height, width
        )
        worked.append(clock.seconds(clock.worked_ns() - at_work) * 1000 / runtime.threads)
        took.append(clock.seconds(clock.now_ns() - before) * 1000)
    return Speed(
        float(np.median(took[1:])), float(np.median(worked[1:])), picture.shape[1], picture.shape[0]
    )
