"""Fades over a whole frame: from dark, from what an earlier life showed, to black for the night. Values in, values out."""

import cv2
import numpy as np

LONGEST_STEP_S = 0.05  # of a fade: where the machine stalls it goes on, and does not leap
_NIGHTFALL = 0.75  # the display is killed at its end, and hears late that it has begun


class FadeIn:
    """From dark over `seconds`: a start is not a flash."""

    def __init__(self, seconds: float):
        self._seconds = seconds
        self._age_s = 0.0

    def apply(self, frame: np.ndarray, dt: float) -> np.ndarray:
        """The frame as bright as it may be now; the frame itself once the fade is over."""
        self._age_s += dt
        if self._age_s >= self._seconds:
            return frame
        return cv2.convertScaleAbs(frame, alpha=self._age_s / self._seconds)


class FadeOver:
    """From what was on the screen to what is composed now: another life of the room is no cut."""

    def __init__(self, before: np.ndarray | None, seconds: float):
        """`before` (h, w, 4) uint8; None where the screen was dark."""
        self._before = before
        self._seconds = seconds
        self._age_s = 0.0

    def apply(self, frame: np.ndarray, dt: float) -> None:
        """Leaves in `frame` (h, w, 4) uint8 as much of what was there before as there is to be now."""
        if self._before is None:
            return
        self._age_s += min(dt, LONGEST_STEP_S)
        share = min(1.0, self._age_s / self._seconds)
        if share == 1:
            self._before = None
            return
        share = share * share * (3 - 2 * share)
        cv2.addWeighted(self._before, 1 - share, frame, share, 0, dst=frame)


class NightFade:
    """Down to black while the house closes, for where nothing switches the screen off; up again if it opens before it sleeps."""

    def __init__(self) -> None:
        self._light = 1.0
        self._change_per_s = 0.0

    def follow(self, is_open: bool, seconds: float) -> None:
        """How the house is; dark it is in three quarters of the `seconds` after which it sleeps."""
        self._change_per_s = (1 if is_open else -1) / (_NIGHTFALL * seconds)

    def apply(self, frame: np.ndarray, dt: float) -> None:
        """Leaves `frame` (h, w, 4) uint8 as bright as it may be now."""
        self._light = min(1.0, max(0.0, self._light + self._change_per_s * dt))
        if self._light < 1:
            cv2.convertScaleAbs(frame, dst=frame, alpha=self._light)
