"""How even the picture changes: the real model, the real vision, faster than real time, the same each time. By hand:

    python -m tests.benchmarks.even_speed [--seconds S] [--pack PACK] [--steering WAY] [--clip CLIP] [--keep FILE.npz]

The journey takes 60 steps a second and one for each frame of the camera; the model makes 24 or 30 pictures a
second, of the point that is newest when it begins, and tells what they amounted to when it has ended. Promised: in
95 % of the seconds the picture changes by half to double the set rate, and no step is above 4 times the mean.
"""

import argparse
import json
from itertools import islice
from pathlib import Path

import cv2
import numpy as np

from installation.config import schema
from installation.generator.frame_difference import FrameDifference
from installation.journey.visit import Visit
from installation.messages import Change, Presence
from installation.packs import manifest
from installation.packs.runtime import Runtime
from installation.packs.scene import Scene
from installation.vision.sensing import Sensing
from installation.vision.simulated import Gallery

ROOT = Path(__file__).resolve().parents[2]
CLIP = ROOT.parent / "shared" / "visitors" / "one-by-one.mp4"
TICK_HZ, STEP_TICKS = 120, 2
HEIGHT, WIDTH = 144, 256


def main() -> None:
    given = _given()
    presences, rate_hz = (
        film(given.clip, given.seconds) if given.clip.exists() else simulated(given.seconds)
    )
    settings = schema.JourneyConfig(
        seed=given.seed, steering=given.steering, change_per_s=given.change_per_s
    )
    run = Run(manifest.load(ROOT / "models" / given.pack), settings, given.pictures_hz)
    run.go(presences, rate_hz, given.seconds)
    if given.keep:
        np.savez(given.keep, changes=run.changes, states=run.states, points=run.points)
    print(json.dumps(run.figures()))


def _given() -> argparse.Namespace:
    words = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    words.add_argument("--seconds", type=float, default=600)
    words.add_argument("--pack", default="facades")
    words.add_argument("--steering", default="wander")
    words.add_argument("--change-per-s", type=float, default=schema.JourneyConfig().change_per_s)
    words.add_argument(
        "--pictures-hz", type=int, default=30, help="30, 24 or 20: how fast the model is"
    )
    words.add_argument("--seed", type=int, default=1)
    words.add_argument(
        "--clip", type=Path, default=CLIP, help="the simulated visitor where it is not there"
    )
    words.add_argument("--keep", type=Path, help="every step, for a closer look")
    return words.parse_args()


def film(path: Path, seconds: float) -> tuple[list[Presence], float]:
    """What vision says of each frame of a clip's first seconds, and its frames a second."""
    capture = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG)
    rate_hz = capture.get(cv2.CAP_PROP_FPS)
    return _watched(islice(_frames(capture), int(seconds * rate_hz) + 1), rate_hz), rate_hz


def _frames(capture):
    while (read := capture.read())[0]:
        yield read[1]


def simulated(seconds: float) -> tuple[list[Presence], float]:
    """The same of the simulated visitor."""
    stage, rate_hz = Gallery(1, 320, 240), 10.0
    return _watched(
        (stage.draw(n / rate_hz) for n in range(int(seconds * rate_hz))), rate_hz
    ), rate_hz


def _watched(frames, rate_hz: float) -> list[Presence]:
    sensing, presences = Sensing(mirror=True), []
    for number, frame in enumerate(frames):
        sight = sensing.see(frame, 1 / rate_hz)
        film_s = number / rate_hz
        seen = sight.places, sight.flow, sight.motion, sight.silhouette
        presences.append(Presence(number, 0, film_s, sensing.visitors, *seen))
    return presences


class Run:
    """Journey and model on one clock of ticks."""

    def __init__(self, pack, settings, pictures_hz: int):
        self._settings, self._pictures_hz = settings, pictures_hz
        self._difference = FrameDifference()
        self._runtime = Runtime(pack, 1, HEIGHT, WIDTH)
        self._visit = Visit(pack, settings)
        self.changes, self.states, self.points = [], [], []
        self.pixels = None  # of the newest picture

    def go(self, presences: list[Presence], rate_hz: float, seconds: float) -> None:
        """Runs; the film begins again at its end."""
        frame, stepped, point, painted = -1, 0, None, None
        for tick in range(int(seconds * TICK_HZ)):
            newest = int(tick / TICK_HZ * rate_hz)
            if newest != frame or tick % STEP_TICKS == 0:
                frame = newest
                point = self._visit.tick(
                    presences[frame % len(presences)], (tick - stepped) / TICK_HZ
                )
                stepped = tick
            if tick % (TICK_HZ // self._pictures_hz) == 0:
                if painted:  # ready only now
                    self._visit.record(painted)
                painted = self._paint(point, painted)

    def _paint(self, point: np.ndarray, before: Change | None) -> Change:
        """What the picture of the newest point amounts to, after the one `before`."""
        self.pixels = self._runtime.paint(Scene.of(point), HEIGHT, WIDTH)
        change = self._difference.record(self.pixels) or 0.0
        number = self._visit.number
        self.changes.append(change)
        self.states.append(self._visit.state)
        self.points.append(point.copy())
        return Change(len(self.changes), 0, before.point_seq if before else 0, number, change)

    def figures(self) -> dict:
        """See the module."""
        rate = self._settings.change_per_s
        changes, per_s = np.array(self.changes), self._pictures_hz
        seconds = changes[: len(changes) // per_s * per_s].reshape(-1, per_s).sum(1)
        states = np.array(self.states[: seconds.size * per_s : per_s])
        lengths = np.linalg.norm(np.diff(self.points, axis=0), axis=1) * per_s
        return {
            "seconds": int(seconds.size),
            "within_a_factor_2": round(
                float(((seconds >= rate / 2) & (seconds <= rate * 2)).mean()), 4
            ),
            "below": round(float((seconds < rate / 2).mean()), 4),
            "above": round(float((seconds > rate * 2).mean()), 4),
            "change_per_s": _spread(seconds),
            "greatest_step_by_mean": round(float(changes.max() / changes.mean()), 2),
            "latent_units_per_s": _spread(lengths),
            "by_state": {
                name: round(float(seconds[states == name].mean()), 2) for name in np.unique(states)
            },
        }


def _spread(values: np.ndarray) -> dict:
    shares = (0, 1, 5, 50, 95, 99, 100)
    return {
        f"p{share}": round(float(value), 2)
        for share, value in zip(shares, np.percentile(values, shares), strict=False)
    }


if __name__ == "__main__":
    main()
