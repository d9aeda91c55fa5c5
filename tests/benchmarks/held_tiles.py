"""How much of the picture the flash limiter holds on a visit: the real model, the film of six visitors, faster than
real time, so the machine does not matter. By hand:

    python -m tests.benchmarks.held_tiles [--pack PACK] [--seconds S] [--seed N]
"""

import argparse
import json

import numpy as np

from installation.config import schema
from installation.display.blend import Blender
from installation.display.flash_limiter import FlashLimiter
from installation.display.flash_tiles import COLUMNS, ROWS
from installation.messages import Change
from installation.packs import manifest
from tests.benchmarks.even_speed import CLIP, HEIGHT, ROOT, WIDTH, Run, film

PICTURES_HZ = 30
TURNS = 2  # of the screen for each picture


class Screen(Run):
    """Journey, model, blend and limiter."""

    def __init__(self, pack, settings):
        super().__init__(pack, settings, PICTURES_HZ)
        self._limiter = FlashLimiter()
        self._blender: Blender | None = None
        self._frame = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
        self.held = []  # tiles, at each turn

    def _paint(self, point: np.ndarray, before: Change | None) -> Change:
        change = super()._paint(point, before)
        if self._blender is None:
            self._blender = Blender(self.pixels)
        self._blender.receive(self.pixels, is_cut=False)
        for _ in range(TURNS):
            dt = 1 / (TURNS * PICTURES_HZ)
            self._frame[..., :3] = self._blender.tick(dt)
            held_before = self._limiter.limited
            self._limiter.apply(self._frame, dt)
            self.held.append(self._limiter.limited - held_before)
        return change


def main() -> None:
    words = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    words.add_argument("--pack", default="letters")
    words.add_argument("--seconds", type=float, default=480)
    words.add_argument("--seed", type=int, default=1)
    given = words.parse_args()
    presences, rate_hz = film(CLIP, given.seconds)
    settings = schema.JourneyConfig(seed=given.seed)
    screen = Screen(manifest.load(ROOT / "models" / given.pack), settings)
    screen.go(presences, rate_hz, given.seconds)
    held = np.array(screen.held)
    figures = {
        "tiles held, of a thousand": round(1000 * float(held.mean()) / (ROWS * COLUMNS), 3),
        "turns with one, percent": round(100 * float((held > 0).mean()), 1),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
