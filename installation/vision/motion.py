"""How things move: which pixels stir, the visitors' mean flow, and the energy on a coarse grid."""

import cv2
import numpy as np

from installation.messages import MOTION_SHAPE

_STIRS = 0.12  # log units away from the last moments: noise stays below
_LAST_MOMENTS_S = 0.25
_LATELY_S = 1.0  # who has just come to a stand is still one who moves
_FULL_ENERGY = 0.8  # views per second: a quick wave of the arm
_FLOW_SHARE = 0.5  # flow is computed on half of the small image's side
_CALM_S = 0.08
_EVEN = np.ones((3, 3), np.uint8)


class Motion:
    """Compares each frame with the last moments."""

    def __init__(self, look: np.ndarray):
        self.restart(look)
        self._flow = cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_ULTRAFAST)
        self._grey: np.ndarray | None = None
        self._mean = np.zeros(2, np.float32)
        self._energy = np.zeros(MOTION_SHAPE, np.float32)

    def restart(self, look: np.ndarray) -> None:
        """Takes this frame for stillness, whatever came before it."""
        self._recent = cv2.extractChannel(look, 1)
        self._ago = np.full(look.shape[:2], 1e3, np.float32)  # seconds since a pixel last stirred

    def stirring(self, look: np.ndarray, light: np.ndarray, dt: float) -> np.ndarray:
        """(h, w) uint8: 1 where something moved in the last second. `light`: the common light (3,), taken out."""
        now = cv2.extractChannel(look, 1) - light[1]
        near = cv2.min(
            cv2.max(now, cv2.erode(self._recent, _EVEN)), cv2.dilate(self._recent, _EVEN)
        )
        change = cv2.absdiff(now, near)
        noise = float(np.median(change[::3, ::3]))
        self._recent += np.float32(-np.expm1(-dt / _LAST_MOMENTS_S)) * (now - self._recent)
        self._ago += np.float32(dt)
        self._ago[change > _STIRS + 4 * noise] = 0
        return (self._ago < _LATELY_S).astype(np.uint8)

    def of(self, small: np.ndarray, body: np.ndarray, dt: float) -> tuple[np.ndarray, np.ndarray]:
        """Mean flow (2,) in views per second and energy on the grid 0..1; `body`: bool (h, w), where visitors are."""
        grey, last = self._shrink(small), self._grey
        self._grey = grey
        share = float(-np.expm1(-dt / _CALM_S))
        if last is None or not body.any():
            self._mean *= 1 - share
            self._energy *= 1 - share
            return self._mean.copy(), self._energy.copy()
        flow = self._flow.calc(last, grey, None) / (np.float32(dt) * np.float32(grey.shape[::-1]))
        where = cv2.resize(body.view(np.uint8), grey.shape[::-1], interpolation=cv2.INTER_NEAREST)
        free = flow[::2, ::2][where[::2, ::2] == 0]
        if len(free) > 0.05 * where.size:  # a trembling camera moves everything
            flow -= np.array([np.median(way) for way in free.T.copy()], np.float32)
        self._mean += share * (np.float32(cv2.mean(flow, where)[:2]) - self._mean)
        self._energy += share * (_energy(cv2.copyTo(flow, where)) - self._energy)
        return self._mean.copy(), self._energy.copy()

    @staticmethod
    def _shrink(small: np.ndarray) -> np.ndarray:
        return cv2.resize(
            cv2.extractChannel(small, 1),
            None,
            fx=_FLOW_SHARE,
            fy=_FLOW_SHARE,
            interpolation=cv2.INTER_AREA,
        )


def _energy(flow: np.ndarray) -> np.ndarray:
    rows, columns = MOTION_SHAPE
    speed = cv2.magnitude(*cv2.split(flow))
    return np.clip(
        cv2.resize(speed, (columns, rows), interpolation=cv2.INTER_AREA) / _FULL_ENERGY, 0, 1
    )
