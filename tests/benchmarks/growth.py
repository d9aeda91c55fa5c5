"""What grows with visitors, and with the drawings on a map: processor time in microseconds, and times the first.

    .venv/bin/python -m tests.benchmarks.growth [--frames 90] [--seconds 5] [--most 1000000]

Visitors: drawn ones, as the simulated camera draws them, through sensing, and their places through a
journey of the pack letters. Maps: as many points as are asked for, between those of the pack facades.
"""

import argparse
import itertools
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from installation.common import clock
from installation.ipc.testing import FakeContext, fake_settings
from installation.journey.process import RATE_HZ, Room
from installation.messages import Presence
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
    parser.add_argument("--seconds", type=float, default=5.0, help="of the journey")
    parser.add_argument("--most", type=int, default=MAPS[-1])
    options = parser.parse_args()
    _print("visitors, sensing", VISITORS, lambda count: _sensing_us(count, options.frames))
    steps = _journey_us(options.seconds)
    _print("visitors, journey", VISITORS, lambda count: steps[count])
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


def _journey_us(seconds: float) -> dict[int, float]:
    """Of one step in the mean, by the number of visitors, in turn: a camera's frame for every other one."""
    steps = itertools.count(clock.now_ns(), clock.SECOND_NS // RATE_HZ)
    now_ns = next(steps)
    clock.now_ns = lambda: now_ns  # nobody waits: the clock goes on with the steps
    rooms = {count: _journey(count) for count in VISITORS}
    took = dict.fromkeys(rooms, 0.0)
    for number in range(-RATE_HZ, round(seconds * RATE_HZ)):
        now_ns = next(steps)
        for count, room in rooms.items():
            before = time.thread_time()
            room.turn()
            took[count] += time.thread_time() - before if number >= 0 else 0.0
    return {count: 1e6 * all_s / (number + 1) for count, all_s in took.items()}


def _journey(count: int) -> Room:
    """One that never waits."""
    settings = fake_settings(pack_folder=str(ROOT / "models" / "letters"))
    context = FakeContext(RoomName.JOURNEY, settings, {}, {"presence": _standing(count)})
    context.wires.wait = lambda seconds, *names: None
    room = Room(context)
    room._pacer.wait = lambda: None
    return room


def _standing(count: int) -> Callable[[], Presence]:
    """So many people side by side, as the camera sees them: each frame is asked for twice."""
    places = (np.arange(count) + 0.5) / count
    frames = (people(*places) for _ in itertools.count())
    twice = (frame for frame in frames for _ in range(2))
    return lambda: next(twice)


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
