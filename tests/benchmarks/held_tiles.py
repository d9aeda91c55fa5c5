"""How much of the picture the flash limiter holds on a visit, and how long the picture pauses instead: the real model,
the film of six visitors, faster than real time, so the machine does not matter. By hand:

    python -m tests.benchmarks.held_tiles [--pack PACK] [--seconds S] [--seed N]
"""

import argparse
import json
from itertools import groupby
from pathlib import Path

import numpy as np

from installation.config import schema
from installation.display.compositor import Compositor, Opening
from installation.display.flash_tiles import COLUMNS, ROWS
from installation.display.overlay import Overlay
from installation.ipc.testing import fake_settings
from installation.messages import Change, Picture
from installation.packs import manifest
from tests.benchmarks.even_speed import CLIP, HEIGHT, ROOT, WIDTH, Run, film

PICTURES_HZ = 30
TURNS = 2  # of the screen for each picture


class Screen(Run):
    """Journey, model, and all that the display does with a picture."""

    def __init__(self, pack, settings):
        super().__init__(pack, settings, PICTURES_HZ)
        self._compositor = _compositor(pack.folder)
        self._frame = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
        self.held = []  # tiles, at each turn
        self.pauses = []  # whether the picture did, at each turn

    def _paint(self, point: np.ndarray, before: Change | None) -> Change:
        change = super()._paint(point, before)
        self._compositor.receive(Picture(len(self.points), 0, 0, self.pixels))
        for _ in range(TURNS):
            held_before = self._compositor.limited_tiles
            self._compositor.compose(self._frame, 0, 1 / (TURNS * PICTURES_HZ))
            self.held.append(self._compositor.limited_tiles - held_before)
            self.pauses.append(self._compositor.is_paused)
        self._visit.pause(self._compositor.is_paused)
        return change


def _compositor(folder: Path) -> Compositor:
    screen = {"mode": "windowless", "width_px": WIDTH, "height_px": HEIGHT}
    settings = fake_settings(pack_folder=str(folder), screen=screen, assets=str(ROOT / "assets"))
    opening = Opening((HEIGHT, WIDTH), None, is_restart=True)
    return Compositor(opening, Overlay(settings, folder, (HEIGHT, WIDTH)), False, 0)


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
    lasted_s = [
        sum(1 for _ in turns) / (TURNS * PICTURES_HZ)
        for is_paused, turns in groupby(screen.pauses)
        if is_paused
    ]
    figures = {
        "tiles held, of a thousand": round(1000 * float(held.mean()) / (ROWS * COLUMNS), 3),
        "turns with one, percent": round(100 * float((held > 0).mean()), 1),
        "turns in which the picture pauses, percent": round(100 * float(np.mean(screen.pauses)), 1),
        "pauses": len(lasted_s),
        "each for s, median and 95 %": np.percentile(lasted_s or [0], [50, 95]).round(2).tolist(),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
