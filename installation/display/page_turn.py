"""How one page of "look inside", or what a page says, gives way to the next.

Drawings in a crossfade; words go before others come, as nobody can read two sentences on one spot.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from installation.display.box import Box
from installation.display.pages import Page

TURN_S = 0.9


@dataclass(frozen=True)
class Leaving:
    """A page that goes together with its picture: what slides makes edges flash."""

    canvas: np.ndarray  # (h, w, 4) uint8
    picture: Box  # what it leaves for the picture
    share: float  # of it that is still seen, 1..0


class PageTurn:
    """The page that is shown, and the one that goes."""

    def __init__(self, page: Page, picture: Box):
        """`picture` is what the page leaves for the picture."""
        self.page = page
        self.picture = picture
        self._old_canvas: np.ndarray | None = None  # of the page that goes
        self._old_picture = picture
        self._rest = 0.0  # of the way still to go, 1..0

    def show(self, page: Page, picture: Box) -> None:
        """Shows a page at once."""
        self.page = page
        self.picture = picture
        self._old_canvas = None
        self._rest = 0.0

    def turn_to(self, page: Page, picture: Box) -> None:
        """Begins to turn to a page; nothing to do when it is there already."""
        if page is self.page:
            return
        self.keep()
        self.page = page
        self.picture = picture

    def keep(self) -> None:
        """What is shown now gives way to whatever the page becomes after this."""
        self._old_canvas = self.canvas().copy()
        self._old_picture = self.picture
        self._rest = 1.0

    def tick(self, dt: float) -> None:
        """`dt` seconds later."""
        self._rest = max(0.0, self._rest - dt / TURN_S)

    def canvas(self) -> np.ndarray:
        """The page (h, w, 4), or how it comes over the one before."""
        if self._old_canvas is None or not self._rest:
            self._old_canvas = None
            return self.page.canvas
        if self.leaving is not None:
            return self.page.canvas
        canvas = cv2.addWeighted(
            self._old_canvas,
            self._rest,
            self.page.canvas,
            1 - self._rest,
            0,
        )
        for place in self.page.word_places:
            self._turn_words(canvas, self._old_canvas, place)
        return canvas

    def _turn_words(self, canvas: np.ndarray, old: np.ndarray, place: Box) -> None:
        """By way of the bare plate."""
        part = (place.rows, place.columns)
        goes = self._rest > 0.5
        words = old[part] if goes else self.page.canvas[part]
        share = abs(2 * self._rest - 1)
        bare = np.broadcast_to(self.page.canvas[0, 0], words.shape)
        canvas[part] = cv2.addWeighted(words, share, np.ascontiguousarray(bare), 1 - share, 0)

    @property
    def leaving(self) -> Leaving | None:
        """What goes as a whole, where the picture has another place beside this page than beside the one before."""
        if self._old_canvas is None or not self._rest or self._old_picture == self.picture:
            return None
        share = self._rest * self._rest * (3 - 2 * self._rest)
        return Leaving(self._old_canvas, self._old_picture, share)
