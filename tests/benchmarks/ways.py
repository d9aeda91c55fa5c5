"""How evenly a pack's pictures change from one place of its map to another, as the house goes there. By hand:

    python -m tests.benchmarks.ways [--pack PACK] [--ways N] [--pictures-hz HZ]

Like somebody's visit: the journey's own follower, pace and control of the speed, which hears of a picture's change
when the picture after it is begun. Of each way that leads to something else: the largest change from picture to
picture by the mean of the way, and the same of the way cut into 40 parts of equal time, as many steps as `kiosk studio
report letters` takes of the straight way at a constant speed.
"""

import argparse
from pathlib import Path

import numpy as np

from installation.config import schema
from installation.generator.frame_difference import FrameDifference
from installation.journey.follower import Follower
from installation.journey.pace import Pace
from installation.journey.speed_control import SpeedControl
from installation.packs import manifest
from installation.packs.pack import Pack
from installation.packs.runtime import Runtime
from installation.packs.scene import Scene

ROOT = Path(__file__).resolve().parents[2]
HEIGHT, WIDTH = 90, 160
PARTS = 40
ARRIVED = 0.05  # lengths of a typical sample
LONGEST_S = 60.0
MOST = 4.0  # times the mean


def main() -> None:
    """Prints the shares of even ways, and the largest steps."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pack", default="letters")
    parser.add_argument("--ways", type=int, default=200)
    parser.add_argument("--pictures-hz", type=int, default=30)
    given = parser.parse_args()
    walker = Walker(manifest.load(ROOT / "models" / given.pack), given.pictures_hz)
    atlas = np.load(ROOT / "models" / given.pack / "map.npz")
    points, labels = atlas["points"].astype(np.float64), atlas["labels"]
    lots = np.random.default_rng(8)
    by_picture = []
    by_part = []
    for start in lots.permutation(len(points))[: given.ways]:
        end = lots.choice(np.flatnonzero(labels != labels[start]))
        changes = walker.changes(points[start], points[end])
        by_picture.append(changes.max() / changes.mean())
        parts = [part.sum() for part in np.array_split(changes, PARTS)]
        by_part.append(max(parts) / np.mean(parts))
    for name, ratios in (("picture to picture", by_picture), ("40 parts of the way", by_part)):
        is_even = np.array(ratios) <= MOST
        print(
            f"{name}: {100 * is_even.mean():.1f} % of {len(ratios)} ways without a step over {MOST:g} x "
            f"the mean; median {np.median(ratios):.2f}, largest {max(ratios):.2f}"
        )


class Walker:
    """Goes from point to point, and paints."""

    def __init__(self, pack: Pack, pictures_hz: int):
        self._pack = pack
        self._typical_length = pack.generator.truncation * np.sqrt(pack.dimensions)
        self._runtime = Runtime(pack, 1, HEIGHT, WIDTH)
        self._step_s = 1 / pictures_hz
        self._rate = schema.JourneyConfig().change_per_s

    def changes(self, start: np.ndarray, end: np.ndarray) -> np.ndarray:
        """Of each picture on the way between two points (d,), in percent of black to white."""
        steady = self._pack.generator.steady
        anywhere = Follower(start, self._typical_length, steady)
        follower = Follower(anywhere.limited(start), self._typical_length, steady)
        goal = follower.limited(end)  # where the point may go
        control = SpeedControl(self._typical_length)
        pace = Pace(self._pack)
        difference = FrameDifference()
        difference.record(self._picture(follower.point))
        changes: list[float] = []
        for number in range(1, round(LONGEST_S / self._step_s)):
            speed = control.tick(self._rate, self._step_s)
            reach = np.asarray(speed * self._step_s * pace.factor(follower.point, goal))
            distance = follower.advance(goal, reach, self._step_s)
            control.record_step(number, float(distance))
            if changes:  # ready only now
                control.record_change(number - 2, number - 1, changes[-1])
            changes.append(difference.record(self._picture(follower.point)) or 0.0)
            if np.linalg.norm(goal - follower.point) < ARRIVED * self._typical_length:
                break
        return np.array(changes)

    def _picture(self, point: np.ndarray) -> np.ndarray:
        return self._runtime.paint(Scene.of(point), HEIGHT, WIDTH)


if __name__ == "__main__":
    main()
