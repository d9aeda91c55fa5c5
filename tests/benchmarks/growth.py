"""What grows with visitors, and with the drawings on a map: processor time in microseconds, and times the first.

    .venv/bin/python -m tests.benchmarks.growth [--frames 90] [--most 1000000]

Visitors: drawn ones, as the simulated camera draws them, through sensing, and their places through a
journey of the pack letters. Maps: as many points as are asked for, between those of the pack facades.
"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from installation.ipc.testing import FakeContext, fake_settings
from installation.journey.process import Room
from installation.packs import atlas, manifest
from installation.packs.atlas import Atlas
from installation.vision.figure import draw_figure
from installation.vision.sensing import Sensing
from installation.vision.simulated import Gallery
from installation.vocabulary import RoomName
from tests.journey.conftest import people

ROOT = Path(__file__).resolve().parents[2]
VISITORS = (1, 5, 10, 20)
FRAMES_HZ = 30
MAPS = (2_000, 20_000, 100_000, 1_000_000)
QUESTIONS = 300


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", type=int, default=90)
    parser.add_argument("--most", type=int, default=MAPS[-1])
    options = parser.parse_args()
    _print("visitors, sensing", VISITORS, lambda count: _sensing_us(count, options.frames))
    _print("visitors, journey", VISITORS, lambda count: _journey_us(count, options.frames))
    maps = [count for count in MAPS if count <= options.most]
    _print("drawings, the nearest six", maps, _nearest_us)


def _print(what: str, counts: tuple[int, ...] | list[int], measure: Callable[[int], float]) -> None:
    first = 0.0
    for count in counts:
        us = measure(count)
        first = first or us
        print(f"{what:28} {count:>9,} {us:>9.0f} us  x{us / first:.2f}", flush=True)


def _sensing_us(count: int, frames: int) -> float:
    """Of one frame with so many figures, after the room was seen empty."""
    gallery = Gallery(1, 640, 480)
    rng = np.random.default_rng(2)
    figures = _figures(count)
    sensing = Sensing(True)
    empty = Gallery(1, 640, 480).draw(0.0)
    for _ in range(FRAMES_HZ):
        sensing.see(empty, 1 / FRAMES_HZ)
    took = []
    for number in range(frames):
        frame = gallery.draw(0.0)
        for figure in figures(number / FRAMES_HZ):
            draw_figure(frame, figure)
        noisy = np.clip(frame + rng.integers(-2, 3, frame.shape), 0, 255).astype(np.uint8)
        before = time.process_time()
        sensing.see(noisy, 1 / FRAMES_HZ)
        took.append(time.process_time() - before)
    return 1e6 * float(np.median(took))


def _figures(count: int) -> Callable[[float], list]:
    """Side by side, each swaying a little."""
    walker = Gallery(1, 64, 48)
    second = next(t for t in range(60) if walker.at(t))
    model = walker.at(second)[0]
    height = min(0.6, 4.0 / count)

    def at(t: float) -> list:
        return [
            model.__class__(
                **{
                    **model.__dict__,
                    "x": (number + 0.5) / count + 0.01 * np.sin(3 * t + number),
                    "height": height,
                    "feet": 0.45 + 0.6 * height,
                }
            )
            for number in range(count)
        ]

    return at


def _journey_us(count: int, frames: int) -> float:
    """Of one step, without the wait for it."""
    settings = fake_settings(pack_folder=str(ROOT / "models" / "letters"))
    places = (np.arange(count) + 0.5) / count
    context = FakeContext(RoomName.JOURNEY, settings, {}, {"presence": lambda: people(*places)})
    context.wires.wait = lambda seconds, *names: None
    room = Room(context)
    took = []
    for _ in range(frames):
        before = time.process_time()
        room.turn()
        took.append(time.process_time() - before)
    return 1e6 * float(np.median(took))


def _nearest_us(count: int) -> float:
    pack = manifest.load(ROOT / "models" / "facades")
    known = atlas.load(pack.folder, pack.dimensions)
    rng = np.random.default_rng(4)

    def between(many: int) -> np.ndarray:
        one = known.points[rng.integers(len(known.points), size=many)]
        other = known.points[rng.integers(len(known.points), size=many)]
        share = rng.uniform(0, 0.5, (many, 1))
        noise = 0.1 * rng.normal(size=one.shape)
        return (one + share * (other - one) + noise).astype(np.float32)

    points = between(count)
    nothing = np.zeros((count, 1, 1, 3), np.uint8)
    large = Atlas(points, np.zeros(count, np.int64), points[:, :2] / 10, nothing)
    questions = between(QUESTIONS)
    large.nearest(questions[0], 6)  # makes the cells
    took = []
    for question in questions:
        before = time.process_time()
        large.nearest(question, 6)
        took.append(time.process_time() - before)
    return 1e6 * float(np.median(took))


if __name__ == "__main__":
    main()
