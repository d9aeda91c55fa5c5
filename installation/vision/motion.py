"""How things move: which pixels stir, the visitors' mean flow, and the energy on a coarse grid."""

from typing import Any

import cv2
import numpy as np

from installation.messages import MOTION_SHAPE

_STIRS = 0.12  # log units away from the last moments: noise stays below
_LAST_MOMENTS_S = 0.25
_LATELY_S = 1.0  # who has just come to a stand is still one who moves
_LONG_AGO_S = 1e3
_FULL_ENERGY = 0.8  # views per second: a quick wave of the arm
_FLOW_SHARE = 0.5  # flow is computed on half of the small image's sides
_LEAST_SIDE = 32  # pixels: with fewer rows OpenCV's flow ends the process (opencv#14554)
_CALM_S = 0.08
_GREEN = 1
_HALVES = (slice(None, None, 2), slice(None, None, 2))
_THIRDS = (slice(None, None, 3), slice(None, None, 3))  # pixels enough for a median
_LEAST_FREE = 0.05  # of the view must be without visitors for the camera's trembling to be known
_NEIGHBOURS = np.ones((3, 3), np.uint8)


class MotionEstimator:
    """Compares each frame with the last moments."""

    def __init__(self, look: np.ndarray):
        """`look`: log light (h, w, 3) float32 of a first frame, as `background.log_light` makes it."""
        self._flow: Any = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_ULTRAFAST)
        self._grey: np.ndarray | None = None  # of the frame before
        self._mean_flow = np.zeros(2, np.float32)
        self._energy = np.zeros(MOTION_SHAPE, np.float32)
        self._recent = cv2.extractChannel(look, _GREEN)
        self._stirred_ago_s = _long_ago(look)

    def restart(self, look: np.ndarray) -> None:
        """Takes this frame for stillness, whatever came before it."""
        self._recent = cv2.extractChannel(look, _GREEN)
        self._stirred_ago_s = _long_ago(look)

    def stirring(
        self,
        look: np.ndarray,
        light: np.ndarray,
        dt: float,
    ) -> np.ndarray:
        """(h, w) uint8: 1 where something moved in the last second. `light`: the common light (3,), taken out."""
        now = cv2.extractChannel(look, _GREEN) - light[_GREEN]
        lowest = cv2.erode(self._recent, _NEIGHBOURS)
        highest = cv2.dilate(self._recent, _NEIGHBOURS)
        nearest = cv2.min(cv2.max(now, lowest), highest)
        change = cv2.absdiff(now, nearest)
        noise = float(np.median(change[_THIRDS]))
        share = np.float32(_share(dt, _LAST_MOMENTS_S))
        self._recent += share * (now - self._recent)
        self._stirred_ago_s += np.float32(dt)
        self._stirred_ago_s[change > _STIRS + 4 * noise] = 0
        has_stirred = self._stirred_ago_s < _LATELY_S
        return has_stirred.astype(np.uint8)

    def measure(
        self, small: np.ndarray, body: np.ndarray, dt: float
    ) -> tuple[np.ndarray, np.ndarray]:
        """Mean flow (2,) in views per second, and energy on the grid, 0..1.

        `small`: (h, w, 3) uint8 BGR; `body`: bool (h, w), where visitors are.
        """
        last = self._grey
        grey = _shrink(small)
        self._grey = grey
        if last is None or not body.any():
            return self.calm(dt)
        share = float(_share(dt, _CALM_S))
        where = cv2.resize(
            body.view(np.uint8),
            grey.shape[::-1],
            interpolation=cv2.INTER_NEAREST,
        )
        flow = self._flow_between(last, grey, where, dt)
        across, down, *_ = cv2.mean(flow, where)
        mean_flow = np.array([across, down], np.float32)
        energy = _energy(cv2.copyTo(flow, where))
        self._mean_flow += share * (mean_flow - self._mean_flow)
        self._energy += share * (energy - self._energy)
        return self._mean_flow.copy(), self._energy.copy()

    def calm(self, dt: float) -> tuple[np.ndarray, np.ndarray]:
        """The same for a frame in which nothing is known to move."""
        share = float(_share(dt, _CALM_S))
        self._mean_flow *= 1 - share
        self._energy *= 1 - share
        return self._mean_flow.copy(), self._energy.copy()

    def _flow_between(
        self, last: np.ndarray, grey: np.ndarray, where: np.ndarray, dt: float
    ) -> np.ndarray:
        """(h, w, 2) float32, views per second. A trembling camera moves everything, which is taken out."""
        height, width = grey.shape
        size = np.array([width, height], np.float32)
        pixels = self._flow.calc(last, grey, None)
        flow = pixels / (np.float32(dt) * size)
        is_free = where[_HALVES] == 0
        free = flow[_HALVES][is_free]
        if len(free) > _LEAST_FREE * where.size:
            medians = [np.median(way) for way in free.T.copy()]
            flow -= np.array(medians, np.float32)
        return flow


def _share(dt: float, seconds: float) -> float:
    """How much of a difference a low-pass of this time constant takes away in `dt`."""
    return -np.expm1(-dt / seconds)


def _long_ago(look: np.ndarray) -> np.ndarray:
    return np.full(look.shape[:2], _LONG_AGO_S, np.float32)


def _shrink(small: np.ndarray) -> np.ndarray:
    """Green (h, w, 3) uint8 -> (h, w) uint8, on half of the sides but no less than flow needs.

    A strip is stretched; flow is a share of each side, so that it stays the same.
    """
    height, width = (max(_LEAST_SIDE, round(_FLOW_SHARE * side)) for side in small.shape[:2])
    green = cv2.extractChannel(small, _GREEN)
    return cv2.resize(green, (width, height), interpolation=cv2.INTER_AREA)


def _energy(flow: np.ndarray) -> np.ndarray:
    """Speed (h, w, 2) -> energy on the grid, `MOTION_SHAPE` float32 0..1."""
    rows, columns = MOTION_SHAPE
    across, down = cv2.split(flow)
    speed = cv2.magnitude(across, down)
    coarse = cv2.resize(speed, (columns, rows), interpolation=cv2.INTER_AREA)
    return np.clip(coarse / _FULL_ENERGY, 0, 1)
