"""The exported pack, run as a kiosk runs it: looks, light, hours, several letters side by side."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from installation.packs import manifest
from installation.packs.graph_binding import bind
from installation.packs.runtime import Runtime
from installation.packs.scene import Scene
from installation.packs.session import inputs_of, open_session, outputs_of, run

TRIED_AT = (90, 160)  # height, width of the pictures by which a pack is proved
WARM_UP = 8  # pictures that are not counted
SCREENS = {
    "1280x720": (720, 1280),
    "1920x1080": (1080, 1920),
    "3840x2160": (2160, 3840),
}
Picture = NDArray[np.uint8]  # (h, w, 3) RGB
Points = NDArray[np.float32]  # (n, d)


class LettersPlayer:
    """A pack's generator in ONNX Runtime on the processor."""

    def __init__(self, folder: Path, threads: int = 2):
        """Raises `BrokenPack` where the pack does not load."""
        self.pack = manifest.load(folder)
        self._runtime = Runtime(self.pack, threads, *TRIED_AT)

    @property
    def looks(self) -> list[str]:
        """The names of the looks that the pack has."""
        return list(self.pack.looks.tables)

    def show(self, look: str) -> None:
        """Pictures have this look from now on. Raises `BrokenPack` where there is none."""
        shown = replace(self.pack.looks, show=look)
        self.pack = replace(self.pack, looks=shown)
        self._runtime.take_papers(self.pack)

    def picture(
        self,
        points: Points,
        size: tuple[int, int],
        gestures: Mapping[str, float] | None = None,
    ) -> Picture:
        """Points (n, d) side by side as a picture of a (height, width).

        `gestures`: input of the graph -> its value; the others are at rest.
        """
        wanted = gestures or {}
        values = [wanted.get(one.input, one.at_rest) for one in self.pack.gestures]
        scene = Scene(
            np.asarray(points, np.float32),
            side_by_side(len(points)),
            np.array(values, np.float32),
        )
        return self._runtime.paint(scene, *size)


def side_by_side(count: int) -> NDArray[np.float32]:
    """(count, 2) centres and sizes of letters that share a 16:9 picture."""
    centres = (np.arange(count) + 0.5) / count
    size = min(1.0, 16 / 9 / count * 1.1)
    sizes = np.full(count, size)
    return np.stack([centres, sizes], 1).astype(np.float32)


def pictures_a_second(
    folder: Path,
    points: Points,
    threads: int,
    size: tuple[int, int],
    at_once: int,
) -> float:
    """How many pictures bare ONNX Runtime makes, by the median of their times, one at a time."""
    pack = manifest.load(folder)
    session = open_session(folder / pack.generator.file, threads)
    binding = bind(pack, inputs_of(session), outputs_of(session))
    rest = np.array([gesture.at_rest for gesture in pack.gestures], np.float32)
    spent_s = []
    for first in range(len(points) - at_once + 1):
        some = points[first : first + at_once]
        feed = binding.feed(Scene(some, side_by_side(at_once), rest), *size)
        began = time.perf_counter()
        run(session, [binding.picture], feed)
        spent_s.append(time.perf_counter() - began)
    return float(1 / np.median(spent_s[WARM_UP:]))


def speeds(folder: Path, points: Points, most: int) -> dict[str, dict[str, float]]:
    """Letters -> screen -> pictures a second with two threads; `points` (n, d), some 40."""
    measured = {}
    for at_once in (1, most):
        row = {
            screen: pictures_a_second(folder, points, 2, size, at_once)
            for screen, size in SCREENS.items()
        }
        measured[letters_in_words(at_once)] = row
    return measured


def letters_in_words(count: int) -> str:
    """1 -> "1 letter"."""
    return f"{count} letter" if count == 1 else f"{count} letters"


def contact(pictures: Sequence[Picture], columns: int) -> Picture:
    """Side by side, row below row; incomplete rows end in black."""
    missing = -len(pictures) % columns
    filled = [*pictures, *[np.zeros_like(pictures[0])] * missing]
    rows = [np.hstack(filled[k : k + columns]) for k in range(0, len(filled), columns)]
    return np.vstack(rows)
