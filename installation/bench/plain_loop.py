"""The peer: what somebody writes in an afternoon. One loop reads a frame, runs the graph, shows the picture.

ONNX Runtime, OpenCV and pygame as they are when nothing is set; no rooms, no blend, no limiter, no sound.
Run as ``python -I -m installation.bench.plain_loop``, see `child`.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pygame

from installation.bench import child
from installation.common import clock
from installation.packs import manifest, session
from installation.packs.graph_binding import bind
from installation.packs.scene import Scene
from installation.vision.simulated import Gallery

GRID = (16, 9)  # cells of the frame that steer
SIMULATED = (640, 480)  # pixels of a frame where there is no film
FRAMES_HZ = 30


def measure(pack_folder: Path, film: str, size: tuple[int, int], seconds: float) -> dict[str, Any]:
    """Pictures a second, processor time of one in ms, and from a frame to its picture in ms."""
    pack = manifest.load(pack_folder)
    width, height = size
    graph = session.open_with_defaults(pack.folder / pack.generator.file)
    binding = bind(pack, session.inputs_of(graph), session.outputs_of(graph))
    screen = pygame.display.set_mode(size)
    steer = np.random.default_rng(3).normal(size=(GRID[0] * GRID[1], pack.dimensions))
    took_ms: list[float] = []
    began_ns = 0
    worked_ns = 0
    for frame in _frames(film):
        now_ns = clock.now_ns()
        if not began_ns:  # the first picture warms up
            began_ns = now_ns
            worked_ns = clock.worked_ns()
        if clock.seconds(now_ns - began_ns) > seconds and len(took_ms) > 1:
            break
        pygame.event.pump()
        cells = cv2.resize(frame, GRID, interpolation=cv2.INTER_AREA).mean(axis=2).ravel()
        point = pack.generator.truncation * (cells / 255 - 0.5) @ steer / GRID[1]
        feed = binding.feed(Scene.of(point), height, width)
        (answer,) = session.run(graph, [binding.picture], feed)
        picture = cv2.resize(binding.form.rgb(answer), size)
        screen.blit(pygame.image.frombuffer(picture.tobytes(), size, "RGB"), (0, 0))
        pygame.display.flip()
        took_ms.append(1000 * clock.seconds(clock.now_ns() - now_ns))
    passed_s = clock.seconds(clock.now_ns() - began_ns)
    worked_ms = 1000 * clock.seconds(clock.worked_ns() - worked_ns)
    return {
        "pictures_hz": round(len(took_ms) / passed_s, 2),
        "cpu_ms": round(worked_ms / len(took_ms), 2),
        "frame_to_picture_ms": {
            "p50": round(float(np.quantile(took_ms, 0.5)), 2),
            "p99": round(float(np.quantile(took_ms, 0.99)), 2),
        },
    }


def _frames(film: str) -> Iterator[np.ndarray]:
    """Of the film again and again, (h, w, 3) uint8 BGR; drawn ones where OpenCV reads none."""
    capture = cv2.VideoCapture(film)
    is_there, frame = capture.read()
    if not is_there:
        yield from _drawn(Gallery(0, *SIMULATED).draw)
    while is_there:
        yield frame
        is_there, frame = capture.read()
        if not is_there:
            capture.set(cv2.CAP_PROP_POS_FRAMES, 0)
            is_there, frame = capture.read()


def _drawn(draw: Callable[[float], np.ndarray]) -> Iterator[np.ndarray]:
    number = 0
    while True:
        yield draw(number / FRAMES_HZ)
        number += 1


def main() -> None:
    """Answers the one question on standard input."""
    asked: dict[str, Any] = child.question()
    size = (asked["width"], asked["height"])
    pygame.display.init()
    try:
        found = measure(Path(asked["pack"]), asked["film"], size, asked["seconds"])
    finally:
        pygame.quit()
    child.answer(found)


if __name__ == "__main__":
    main()
