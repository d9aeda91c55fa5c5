"""From pictures that come when they can to a screen that moves at every turn. Values in, values out."""

from collections import deque

import cv2
import numpy as np

from installation.display.canvas import Ink
from installation.display.theme import Transitions
from installation.display.transition import Transition

GIVEN_UP_S = 0.6  # without a new picture for so long, the recent ones are shown in turn
RECENT = 4  # pictures kept for that
RECENT_EVERY_S = 1.5
RECENT_BLEND_S = 3.0
# of the time to the next picture a blend takes: late enough to be smooth, and no later
DONE_BEFORE = 0.8
SHORTEST_S = 1 / 120  # of a blend between two pictures
# of a blend with reduced motion; pictures that come meanwhile are passed over but for the last
REDUCED_S = 0.7
FOLLOW = 0.2  # of the newest time between two pictures
DUSK_LOW = (92, 74, 92)
DUSK_HIGH = (26, 30, 56)


class RecentPictures:
    """A few pictures of the last seconds, to be shown in turn when no new ones come."""

    def __init__(self) -> None:
        self._pictures: deque[np.ndarray] = deque(maxlen=RECENT)
        self._since_s = RECENT_EVERY_S

    def __len__(self) -> int:
        return len(self._pictures)

    def record(self, picture: np.ndarray) -> None:
        """A picture has come: one is kept now and then."""
        if self._since_s >= RECENT_EVERY_S:
            self._pictures.append(picture)
            self._since_s = 0.0

    def tick(self, dt: float) -> None:
        """`dt` seconds later."""
        self._since_s += dt

    def clear(self) -> None:
        """Another model: its own pictures are kept from now on."""
        self._pictures.clear()
        self._since_s = RECENT_EVERY_S

    def turn_to_next(self) -> np.ndarray:
        """The next one in turn, (h, w, 3)."""
        self._pictures.rotate(1)
        return self._pictures[0]


class Blender:
    """Blends from what is shown to the newest picture within the time pictures usually take."""

    def __init__(self, start: np.ndarray, is_reduced: bool = False):
        """`start` (h, w, 3) uint8 RGB is shown until the first picture comes; `is_reduced`: reduced motion."""
        self.shown = start
        self.is_reduced = is_reduced
        self.is_still = False  # the picture stays as it is; a transition goes on
        self._from = start
        self._to = start
        self._live = start  # the blend, without a transition over it
        self._before = start  # the blend of the turn before
        self._spare = [np.empty(start.shape, np.uint8) for _ in range(3)]
        self._share = 1.0  # of the newest picture in the blend
        self._blend_s = 1 / 30  # that the present blend takes
        self._interval_s = 1 / 30  # between two pictures, lately
        self._since_s = np.inf  # the last picture came
        self._waiting: np.ndarray | None = None
        self._recent = RecentPictures()
        self._transition = Transition(start)

    @property
    def share(self) -> float:
        """Of the newest picture in what is shown, 0..1; 0 before there was one."""
        if self._since_s == np.inf:
            return 0.0
        return self._share * (1 - self._transition.share)

    def configure(self, transitions: Transitions, plate: Ink) -> None:
        """How one model gives way to another, by the theme and its plate's colour."""
        self._transition.configure(transitions, plate)

    def receive(
        self,
        pixels: np.ndarray,
        is_other_model: bool = False,
        is_cut: bool = False,
    ) -> None:
        """Takes a picture (h, w, 3) uint8 RGB of any size; it is cut to the screen's shape and scaled to it.

        `is_other_model`: than that of the last picture; `is_cut`: it does not follow from the last
        picture. What was shown before is slowly lifted from both.
        """
        picture = fitted(pixels, self.shown.shape)
        if is_other_model:
            self._recent.clear()
        self._recent.record(picture)
        if is_other_model or is_cut or self._since_s > GIVEN_UP_S:
            self._transition.begin(self.shown, is_other_model=not is_cut)
            self._live = picture
        else:
            took_s = max(SHORTEST_S, self._since_s)
            self._interval_s += FOLLOW * (took_s - self._interval_s)
        self._blend_s = max(self._shortest_s, DONE_BEFORE * self._interval_s)
        self._since_s = 0.0
        if self._shortest_s and self._share < 1:
            self._waiting = picture
        else:
            self._aim(picture)

    def tick(self, dt: float) -> np.ndarray:
        """What is to be shown `dt` seconds later: (h, w, 3) uint8 RGB, valid until the tick after the next."""
        self._since_s += dt
        self._recent.tick(dt)
        if self._since_s > GIVEN_UP_S and self._share >= 1 and len(self._recent) > 1:
            self._blend_s = RECENT_BLEND_S
            self._aim(self._recent.turn_to_next())
        self._mix(dt)
        self.shown = self._transition.apply(self._live, dt)
        return self.shown

    def take_back(self) -> bool:
        """Shows what was shown at the turn before once more; the blend to the newest picture begins again from there.

        False where that is what is shown already.
        """
        has_blended = self._live is not self._before
        if has_blended:
            newest = self._to if self._waiting is None else self._waiting
            self._live = self._before
            self._aim(newest)
        if not self._transition.take_back() and not has_blended:
            return False
        self.shown = self._transition.apply(self._live, 0.0)
        return True

    @property
    def _shortest_s(self) -> float:
        """Of a blend."""
        return REDUCED_S if self.is_reduced else 0.0

    def _aim(self, picture: np.ndarray) -> None:
        self._from = self._live
        self._to = picture
        self._share = 0.0
        self._waiting = None

    def _mix(self, dt: float) -> None:
        """Into a buffer that is neither blended from nor shown."""
        self._before = self._live
        if self._share >= 1 or self.is_still:
            return
        self._share = min(1.0, self._share + dt / self._blend_s)
        if self._share == 1:
            self._live = self._to
            if self._waiting is not None:
                self._aim(self._waiting)
            return
        used = (self._from, self._before)
        self._live = next(spare for spare in self._spare if all(spare is not one for one in used))
        cv2.addWeighted(
            self._from,
            1 - self._share,
            self._to,
            self._share,
            0,
            dst=self._live,
        )


def fitted(pixels: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """A picture scaled to fill `shape` (h, w, 3); what is too much at two sides is cut, so that nothing is squeezed."""
    if pixels.shape == shape:
        return pixels
    height, width = shape[:2]
    given_height, given_width = pixels.shape[:2]
    scale = max(height / given_height, width / given_width)
    rows = min(given_height, round(height / scale))
    columns = min(given_width, round(width / scale))
    top = (given_height - rows) // 2
    left = (given_width - columns) // 2
    part = pixels[top : top + rows, left : left + columns]
    if part.shape == shape:
        return part
    return cv2.resize(part, (width, height), interpolation=cv2.INTER_LINEAR)


def safe_picture(height: int, width: int) -> np.ndarray:
    """A quiet dusk (h, w, 3) uint8 RGB, shown while there is no picture of a model yet."""
    high = np.array(DUSK_HIGH, np.float32)
    low = np.array(DUSK_LOW, np.float32)
    share = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    rows = ((1 - share) * high + share * low)[:, None]
    return np.ascontiguousarray(np.broadcast_to(rows, (height, width, 3)), np.uint8)
