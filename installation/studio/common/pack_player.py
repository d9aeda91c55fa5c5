"""The exported pack, run as a kiosk runs it: what a report judges is what a visitor sees."""

import time
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from installation.packs.session import open_session

GENERATOR = "generator.onnx"
WARM_UP = 5  # pictures that are not counted
SCREENS = {
    "1280x720": (720, 1280),
    "1920x1080": (1080, 1920),
    "3840x2160": (2160, 3840),
}


class PackPlayer:
    """A pack's generator in ONNX Runtime on the processor."""

    def __init__(self, folder: Path, threads: int = 2, gestures: Mapping[str, float] | None = None):
        """`gestures`: further inputs of the graph (1,) and their values.

        Raises `BrokenPack` where the generator does not load.
        """
        self.folder = folder
        self.gestures = dict(gestures or {})
        self._session = open_session(folder / GENERATOR, threads)

    def output(self, name: str, point: np.ndarray, height: int, width: int) -> np.ndarray:
        """One output of the generator for a point (d,), without its first axis."""
        feeds = {
            "z": point.reshape(1, -1).astype(np.float32),
            "size": np.array([height, width], np.int64),
        }
        for name_of_input, value in self.gestures.items():
            feeds[name_of_input] = np.array([value], np.float32)
        (answer,) = self._session.run([name], feeds)
        return np.asarray(answer)[0]

    def picture(self, point: np.ndarray, height: int, width: int) -> np.ndarray:
        """(d,) -> (height, width, 3) uint8 RGB."""
        planes = self.output("picture", point, height, width)
        return np.ascontiguousarray(planes.transpose(1, 2, 0))


def picture_times(
    player: PackPlayer, points: np.ndarray, size: tuple[int, int]
) -> dict[str, float]:
    """How long a picture of a (height, width) takes in ms: median and 95th percentile.

    The first WARM_UP of the points (n, d) are not counted.
    """
    spent_ms = []
    for point in points:
        began = time.perf_counter()
        player.picture(point, *size)
        spent_ms.append(1000 * (time.perf_counter() - began))
    counted = spent_ms[WARM_UP:]
    return {
        "median": float(np.median(counted)),
        "p95": float(np.quantile(counted, 0.95)),
    }


def screen_times(
    folder: Path, points: np.ndarray, gestures: Mapping[str, float] | None = None
) -> dict[str, dict[str, dict[str, float]]]:
    """Threads -> screen -> ms of a picture, one picture at a time."""
    times = {}
    for threads in (1, 2):
        player = PackPlayer(folder, threads, gestures)
        times[f"{threads} threads"] = {
            name: picture_times(player, points, size) for name, size in SCREENS.items()
        }
    return times
