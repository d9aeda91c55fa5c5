"""Over a break (a start, another model, a model that was away): what was shown before, slowly lifted. Values only."""

import cv2
import numpy as np

from installation.display.canvas import Ink
from installation.display.theme import Transitions

TRANSITION_S = 1.2  # unless a theme wants another time


class Transition:
    """What was shown before a break lies over the pictures after it, and is slowly lifted."""

    def __init__(self, start: np.ndarray):
        """`start`: a picture (h, w, 3) uint8 RGB, as all that come."""
        self.share = 0.0  # of what was shown before, 1 at the beginning .. 0 over
        self._before = start
        self._share_before = 0.0  # at the turn before
        self._buffer = np.empty(start.shape, np.uint8)
        self._between: np.ndarray | None = None  # by way of this, where the theme wants it
        self._is_straight = False  # this time not by way of that
        self._seconds = TRANSITION_S

    def configure(self, style: Transitions, plate: Ink) -> None:
        """As a theme wants it; `plate` is the colour by way of which it may lead."""
        self._seconds = style.change_s
        self._between = None
        if style.through == "plate":
            self._between = np.full_like(self._before, plate)

    def begin(self, shown: np.ndarray, is_other_model: bool = True) -> None:
        """From what is shown now, (h, w, 3); within a model it is short, and never by way of the plate."""
        self._before = shown.copy()
        self._is_straight = not is_other_model
        self.share = 1.0

    def take_back(self) -> bool:
        """As far as at the turn before; False where it is that already."""
        has_gone_on = self.share != self._share_before
        self.share = self._share_before
        return has_gone_on

    def apply(self, picture: np.ndarray, dt: float) -> np.ndarray:
        """The picture (h, w, 3) as it is to be shown `dt` seconds later; itself once the transition is over."""
        seconds = TRANSITION_S if self._is_straight else self._seconds
        self._share_before = self.share
        self.share = max(0.0, self.share - dt / seconds)
        if not self.share:
            return picture
        if self._between is None or self._is_straight:
            return self._mix(self._before, picture, self.share)
        if self.share > 0.5:
            return self._mix(self._before, self._between, 2 * self.share - 1)
        return self._mix(self._between, picture, 2 * self.share)

    def _mix(
        self,
        over: np.ndarray,
        under: np.ndarray,
        share: float,
    ) -> np.ndarray:
        rest = share * share * (3 - 2 * share)
        return cv2.addWeighted(
            under,
            1 - rest,
            over,
            rest,
            0,
            dst=self._buffer,
        )
