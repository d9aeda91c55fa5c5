"""The bare graph: pictures and nothing else, with the house's own session.

Run as ``python -I -m installation.bench.bare_graph``, see `child`.
"""

import contextlib
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from installation.bench import child
from installation.cast import spec_of
from installation.common import clock
from installation.packs import manifest
from installation.packs.manifest import Pack
from installation.packs.runtime import Runtime
from installation.packs.scene import Scene
from installation.vocabulary import RoomName

STEP = 0.05  # of a typical sample, from picture to picture


def measure(
    pack_folder: Path, height: int, width: int, seconds: float, threads: int
) -> dict[str, float]:
    """Pictures a second, and the processor time of one in ms: one after another on all cores, and as the
    house paints them, two at a time where that is faster. Raises `BrokenPack`, `BadPicture`.
    """
    pack = manifest.load(pack_folder)
    alone = Runtime(pack, threads, height, width, most_at_once=1)
    single = _painted(pack, alone, (height, width), seconds / 2)
    as_house = Runtime(pack, threads, height, width)
    several = _painted(pack, as_house, (height, width), seconds / 2)
    return {
        "pictures_hz": single.rate_hz,
        "cpu_ms": single.work_ms,
        "at_once": as_house.at_once,
        "at_once_hz": several.rate_hz,
        "at_once_cpu_ms": several.work_ms,
    }


@dataclass(frozen=True)
class _Rate:
    rate_hz: float
    work_ms: float  # processor time of a picture


def _painted(pack: Pack, model: Runtime, size: tuple[int, int], seconds: float) -> _Rate:
    """In as many threads as it paints pictures at a time."""
    random = np.random.default_rng(3)
    point = pack.generator.truncation * random.normal(size=pack.dimensions)
    way = STEP * random.normal(size=pack.dimensions)
    began_ns = clock.now_ns()
    worked_ns = clock.worked_ns()
    until_ns = began_ns + int(seconds * clock.SECOND_NS)

    def paint(first: int) -> int:
        count = 0
        while not count or clock.now_ns() < until_ns:
            scene = Scene.of(point + way * np.sin(first + model.at_once * count))
            model.paint(scene, *size)
            count += 1
        return count

    with ThreadPoolExecutor(model.at_once) as threads:
        count = sum(threads.map(paint, range(model.at_once)))
    passed_s = clock.seconds(clock.now_ns() - began_ns)
    worked_ms = 1000 * clock.seconds(clock.worked_ns() - worked_ns)
    return _Rate(round(count / passed_s, 2), round(worked_ms / count, 2))


def main() -> None:
    """Answers the one question on standard input."""
    asked: dict[str, Any] = child.question()
    with contextlib.suppress(PermissionError):
        os.nice(spec_of(RoomName.GENERATOR).niceness)  # as the room that paints
    found = measure(
        Path(asked["pack"]), asked["height"], asked["width"], asked["seconds"], asked["threads"]
    )
    child.answer(found)


if __name__ == "__main__":
    main()
