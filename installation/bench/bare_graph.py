"""The bare graph: pictures of one scene after another and nothing else, with the house's own session.

Run as ``python -I -m installation.bench.bare_graph``, see `child`.
"""

import contextlib
import os
from pathlib import Path
from typing import Any

import numpy as np

from installation.bench import child
from installation.cast import spec_of
from installation.common import clock
from installation.packs import manifest
from installation.packs.runtime import Runtime
from installation.packs.scene import Scene
from installation.vocabulary import RoomName

STEP = 0.05  # of a typical sample, from picture to picture


def measure(
    pack_folder: Path, height: int, width: int, seconds: float, threads: int
) -> dict[str, float]:
    """Pictures a second, and the processor time of one in ms. Raises `BrokenPack`, `BadPicture`."""
    pack = manifest.load(pack_folder)
    model = Runtime(pack, threads, height, width)
    random = np.random.default_rng(3)
    point = pack.generator.truncation * random.normal(size=pack.dimensions)
    way = STEP * random.normal(size=pack.dimensions)
    count = 0
    began_ns = clock.now_ns()
    worked_ns = clock.worked_ns()
    passed_s = 0.0
    while passed_s < seconds or not count:
        model.paint(Scene.of(point + way * np.sin(count)), height, width)
        count += 1
        passed_s = clock.seconds(clock.now_ns() - began_ns)
    worked_ms = 1000 * clock.seconds(clock.worked_ns() - worked_ns)
    return {
        "pictures_hz": round(count / passed_s, 2),
        "cpu_ms": round(worked_ms / count, 2),
    }


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
