"""From pictures that come when they can to a screen that moves at every turn. Values in, values out."""

from collections import deque

import cv2
import numpy as np

GIVEN_UP_S = 0.6  # without a new picture for so long, the recent ones are shown in turn
MEMORY = 4  # recent pictures kept for that
MEMORY_EVERY_S = 1.5
MEMORY_BLEND_S = 3.0
VEIL_S = 1.2  # from what was shown before a break to the pictures after it, unless a theme wants another time
DONE_BEFORE = (
    0.8  # of the time to the next picture a blend takes: late enough to be smooth, and no later
)
SHORTEST_S = 1 / 120  # of a blend between two pictures
CALM_S = 0.7  # of a blend with reduced motion; pictures that come meanwhile are passed over but for the last


class Blender:
    """Blends from what is shown to the newest picture within the time pictures usually take.

    Over a break (a start, a model that was away) lies a veil: what was shown before, slowly lifted.
    """

    def __init__(self, start: np.ndarray, calm: bool = False):
        """`start` (h, w, 3) uint8 RGB is shown until the first picture comes; `calm` is reduced motion."""
        self.shown, self.calm = start, calm
        self._from = self._to = self._live = start
        self._spare = [np.empty(start.shape, np.uint8) for _ in range(2)]
        self._veiled = np.empty(start.shape, np.uint8)
        self._veil, self._veil_share = start, 0.0
        self._veil_s, self._between = VEIL_S, None
        self._share = 1.0  # of the newest picture in the blend
        self._took_s = self._blend_s = 1 / 30
        self._since_s, self._since_memory_s = np.inf, MEMORY_EVERY_S
        self._waiting: np.ndarray | None = None
        self._memory: deque[np.ndarray] = deque(maxlen=MEMORY)

    @property
    def share(self) -> float:
        """Of the newest picture in what is shown, 0..1; 0 before there was one."""
        return 0.0 if self._since_s == np.inf else self._share * (1 - self._veil_share)

    def change(self, transitions, plate: tuple) -> None:
        """How one model gives way to another: `transitions` and `plate` (red, green, blue) of the theme."""
        self._veil_s = transitions.change_s
        self._between = np.full_like(self._veil, plate) if transitions.through == "plate" else None

    def receive(self, pixels: np.ndarray, anew: bool = False) -> None:
        """Takes a picture (h, w, 3) uint8 RGB of any size; it is cut to the screen's shape and stretched to it.

        `anew`: it is of another model than the last, and what was shown before is slowly lifted from it.
        """
        picture = fitted(pixels, self.shown.shape)
        if anew:
            self._memory.clear()
            self._since_memory_s = MEMORY_EVERY_S
        if self._since_memory_s >= MEMORY_EVERY_S:
            self._memory.append(picture)
            self._since_memory_s = 0.0
        if anew or self._since_s > GIVEN_UP_S:
            self._veil, self._veil_share = self.shown.copy(), 1.0
            self._live = picture
        else:
            self._took_s += 0.2 * (max(SHORTEST_S, self._since_s) - self._took_s)
        self._blend_s, self._since_s = (
            max(CALM_S if self.calm else 0.0, DONE_BEFORE * self._took_s),
            0.0,
        )
        if self.calm and self._share < 1:
            self._waiting = picture
        else:
            self._aim(picture)

    def turn(self, dt: float) -> np.ndarray:
        """What is to be shown `dt` seconds later: (h, w, 3) uint8 RGB, valid until the turn after the next."""
        self._since_s += dt
        self._since_memory_s += dt
        if self._since_s > GIVEN_UP_S and self._share >= 1 and len(self._memory) > 1:
            self._blend_s = MEMORY_BLEND_S
            self._memory.rotate(1)
            self._aim(self._memory[0])
        self._mix(dt)
        self._lift_veil(dt)
        return self.shown

    def _aim(self, picture: np.ndarray) -> None:
        self._from, self._to, self._share, self._waiting = self._live, picture, 0.0, None

    def _mix(self, dt: float) -> None:
        """Into the buffer that is not blended from."""
        if self._share >= 1:
            return
        self._share = min(1.0, self._share + dt / self._blend_s)
        if self._share == 1:
            self._live = self._to
            if self._waiting is not None:
                self._aim(self._waiting)
            return
        self._live = next(spare for spare in self._spare if spare is not self._from)
        cv2.addWeighted(self._from, 1 - self._share, self._to, self._share, 0, dst=self._live)

    def _lift_veil(self, dt: float) -> None:
        self._veil_share = max(0.0, self._veil_share - dt / self._veil_s)
        self.shown = self._live
        if not self._veil_share:
            return
        if self._between is None:
            over, under, left = self._veil, self._live, self._veil_share
        elif self._veil_share > 0.5:
            over, under, left = self._veil, self._between, 2 * self._veil_share - 1
        else:
            over, under, left = self._between, self._live, 2 * self._veil_share
        rest = left * left * (3 - 2 * left)
        self.shown = cv2.addWeighted(under, 1 - rest, over, rest, 0, dst=self._veiled)


def fitted(pixels: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Fills the screen; what is too much at two sides is cut, so that nothing is squeezed."""
    height, width = shape[:2]
    if pixels.shape == shape:
        return pixels
    scale = max(height / pixels.shape[0], width / pixels.shape[1])
    rows, columns = (
        min(pixels.shape[0], round(height / scale)),
        min(pixels.shape[1], round(width / scale)),
    )
    top, left = (pixels.shape[0] - rows) // 2, (pixels.shape[1] - columns) // 2
    part = pixels[top : top + rows, left : left + columns]
    if part.shape == shape:
        return part
    return cv2.resize(part, (width, height), interpolation=cv2.INTER_LINEAR)


def safe_picture(height: int, width: int) -> np.ndarray:
    """A quiet dusk (h, w, 3) uint8 RGB, shown while there is no picture of a model yet."""
    low, high = np.array([92, 74, 92], np.float32), np.array([26, 30, 56], np.float32)
    share = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    rows = ((1 - share) * high + share * low)[:, None]
    return np.ascontiguousarray(np.broadcast_to(rows, (height, width, 3)), np.uint8)


class FadeIn:
    """From dark over `seconds`: a start is not a flash."""

    def __init__(self, seconds: float):
        self._seconds, self._age_s = seconds, 0.0

    def apply(self, frame: np.ndarray, dt: float) -> np.ndarray:
        """The frame as bright as it may be now; the frame itself once the fade is over."""
        self._age_s += dt
        if self._age_s >= self._seconds:
            return frame
        return cv2.convertScaleAbs(frame, alpha=self._age_s / self._seconds)
