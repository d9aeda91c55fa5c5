"""The first questions to a server: is the model there, does it fit, is it fast, is it the same?"""

from dataclasses import dataclass
from statistics import median

import cv2
import numpy as np

from installation.common import clock
from installation.generator.inference import ServerFailed
from installation.generator.inference.served_model import ServedModel
from installation.packs import BadPicture, Model
from installation.packs.manifest import Pack
from installation.packs.scene import Scene

TRIALS = 5  # pictures; the first of them may have to wake the model
SAME = 2.0  # steps of grey: pictures that differ less in the mean are of the same model
COMPARED_AT = (360, 640)  # (height, width), where the model takes any
_COMPARED = 2  # pictures


@dataclass(frozen=True)
class Introduction:
    """What was found out about a model that is there, fits the pack, and is in time."""

    took_ms: list[float]  # by each picture of the trial, the way there and back included
    difference: float | None  # from this machine's model, mean steps of grey; None: it has none

    @property
    def usual_ms(self) -> float:
        """For a picture, after the first."""
        return median(self.took_ms[1:])

    @property
    def is_same(self) -> bool:
        """Nobody sees which of the two paints."""
        return self.difference is not None and self.difference < SAME


def introduce(
    served: ServedModel,
    local: Model | None,
    pack: Pack,
    size: tuple[int, int],
    deadline_ms: float,
    trials: int = 0,
) -> Introduction:
    """Paints some pictures of that size (height, width), `trials` or the usual number of them, and
    compares. Raises `ServerFailed`.
    """
    random = np.random.default_rng(5)
    points = pack.generator.truncation * random.normal(size=(trials or TRIALS, pack.dimensions))
    scenes = [Scene.of(point) for point in points]
    took_ms = [_time_ms(served, scene, size) for scene in scenes]
    usual_ms = median(took_ms[1:])
    if usual_ms > deadline_ms:
        height, width = size
        raise ServerFailed(
            f"it takes {usual_ms:.0f} ms for a picture of {width}x{height}, "
            f"[inference] deadline_ms is {deadline_ms:g}"
        )
    difference = None
    if local is not None:
        difference = max(_difference(served, local, scene) for scene in scenes[:_COMPARED])
    return Introduction(took_ms, difference)


def _time_ms(served: Model, scene: Scene, size: tuple[int, int]) -> float:
    """Of one picture. Raises `ServerFailed`."""
    begun_ns = clock.now_ns()
    _painted(served, scene, size)
    return 1000 * clock.seconds(clock.now_ns() - begun_ns)


def _painted(model: Model, scene: Scene, size: tuple[int, int]) -> np.ndarray:
    """Raises `ServerFailed`."""
    try:
        return model.paint(scene, *size)
    except BadPicture as error:
        raise ServerFailed(str(error)) from error


def _difference(served: Model, local: Model, scene: Scene) -> float:
    """Between the pictures of two models, mean steps of grey. Raises `ServerFailed`."""
    theirs = _painted(served, scene, COMPARED_AT)
    ours = _painted(local, scene, COMPARED_AT)
    height = min(theirs.shape[0], ours.shape[0])
    width = min(theirs.shape[1], ours.shape[1])
    small = [
        cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA).astype(np.int16)
        for picture in (theirs, ours)
    ]
    return float(np.abs(small[0] - small[1]).mean())
