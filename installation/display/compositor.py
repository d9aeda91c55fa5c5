"""The one finished frame: picture, look inside, words, the studio's panel; last of all, what would flash is held."""

import cv2
import numpy as np

from installation.display.blend import Blender, fitted, safe_picture
from installation.display.box import Box
from installation.display.canvas import place_picture
from installation.display.day_words import DayWords
from installation.display.fades import FadeIn, FadeOver, NightFade
from installation.display.flash_limiter import FlashLimiter
from installation.display.flash_patience import FlashPatience
from installation.display.overlay import Overlay
from installation.display.panes.kit import Seen
from installation.display.screen_watermark import ScreenWatermark
from installation.display.shown_memory import ShownMemory
from installation.display.studio_panel import StudioPanel
from installation.messages import Picture, Status
from installation.vocabulary import HouseState

FADE_IN_S = 1.2
FADE_OVER_S = 1.5


class Opening:
    """What the screen begins with.

    In a later life it is what the last one showed, so that nobody sees a break: the present picture comes out of it.
    At a start it is the picture of an earlier day. Made before the window is there, where its size is known from
    the last one.
    """

    def __init__(
        self,
        size: tuple[int, int],
        picture: Picture | None,
        is_restart: bool,
        memory: ShownMemory | None = None,
        kept: np.ndarray | None = None,
        since_s: float = 0.0,
    ):
        """`size` is the screen's height and width in pixels, `memory` of what it shows, and has for `since_s`.

        `kept` (h, w, 3) uint8 RGB: the last picture of an earlier day, where no present one is there.
        """
        height, width = size
        memory = memory or ShownMemory()
        before = memory.earlier(height, width)
        self.size = size
        self.start = _start(picture, before, kept, size)  # (h, w, 3) uint8 RGB
        is_dark = before is None and not is_restart
        self.fade = FadeIn(FADE_IN_S if is_dark else 0)
        self.over = FadeOver(before, FADE_OVER_S)
        self.limiter = FlashLimiter(memory, since_s)
        self.frame = np.zeros((height, width, 4), np.uint8)  # as it may be shown, BGRX
        place_picture(self.frame, self.fade.apply(self.start, 0))
        self.over.apply(self.frame, 0)
        self.limiter.apply(self.frame, 0)


class Compositor:
    """Composes each frame. Nothing is drawn after the limiter, and nothing that leaves the room has passed it by."""

    def __init__(
        self,
        opening: Opening,
        overlay: Overlay,
        is_reduced: bool,
        generation: int,
        studio: StudioPanel | None = None,
        words: str = "",
        watermark: ScreenWatermark | None = None,
    ):
        """`is_reduced`: reduced motion; `generation`: of the pack whose pictures come first; `words`: see `DayWords`.

        `watermark`: where the screen itself carries it.
        """
        self.overlay = overlay
        self.generation = generation  # of the newest picture
        self._cuts = 0  # of the newest picture
        self.words = DayWords(words)
        self._blender = Blender(opening.start, is_reduced)
        self._fade = opening.fade
        self._over = opening.over
        self._night = NightFade()
        self._limiter = opening.limiter
        self._patience = FlashPatience()
        self.is_paused = False  # the picture stands still until it can go on without flashing
        self._studio = studio
        self._watermark = watermark
        self._opened: np.ndarray | None = None  # this and the next: see `_another`
        self._left: np.ndarray | None = None
        self._configure_blender()

    @property
    def share(self) -> float:
        """Of the newest picture in what is shown, 0..1; 0 before there was one."""
        return self._blender.share

    @property
    def limited_tiles(self) -> int:
        """Tiles that were held back by the limiter so far."""
        return self._limiter.limited

    def reduce_motion(self, is_reduced: bool) -> None:
        """From now on everything changes slower and more softly, or no longer."""
        self._blender.is_reduced = is_reduced

    def receive(self, picture: Picture) -> None:
        """A picture has come."""
        is_other_model = picture.generation != self.generation
        is_cut = picture.cuts != self._cuts and not is_other_model
        self._blender.receive(picture.pixels, is_other_model, is_cut)
        self.generation = picture.generation
        self._cuts = picture.cuts

    def follow_house(self, status: Status) -> None:
        """From the parent itself: where other rooms are away, the screen darkens for the night all the same."""
        self._night.follow(status.house["state"] == HouseState.OPEN, status.house["fade_s"])
        if self._studio:
            self._studio.receive(None, status)

    def place(self, overlay: Overlay) -> None:
        """Puts a new overlay where the old one was."""
        overlay.follow(self.overlay)
        self.overlay = overlay
        self._configure_blender()

    def look_inside(self, is_open: bool, seen: Seen, dt: float) -> None:
        """Opens or closes it, not while a tile has just turned so often that it would be held."""
        self.overlay.inside.tick(is_open, seen, dt, may_begin=not self._limiter.has_spent)

    def compose(self, frame: np.ndarray, people: int, dt: float) -> None:
        """Draws the whole of `frame` (h, w, 4) uint8 BGRX as it is to be shown `dt` seconds after the last one.

        `people` is the number of visitors in view.
        """
        self._blender.is_still = self.overlay.inside.is_moving
        self._draw(frame, self._blender.tick(dt), people, dt)
        is_taken_back = self._would_smear(frame, dt) and self._blender.take_back()
        if is_taken_back:
            self._draw(frame, self._blender.shown, people, 0.0)
        self._patience.tick(is_taken_back, dt)
        self.is_paused = is_taken_back or self._blender.is_still
        self._limiter.apply(frame, dt)

    def _would_smear(self, frame: np.ndarray, dt: float) -> bool:
        """Whether parts of the frame would be held: rather the picture waits as a whole, and is clear all the while.

        The point waits with it. A shape goes where visitors do, and waits for nothing.
        """
        if self._patience.is_over or self.overlay.kit.pack.takes_silhouettes:
            return False
        return self._limiter.would_smear(frame, dt)

    def _draw(
        self,
        frame: np.ndarray,
        picture: np.ndarray,
        people: int,
        dt: float,
    ) -> None:
        """All of the frame, as it is to be before it is limited; with a `dt` of 0 once more."""
        picture = self._fade.apply(picture, dt)
        share = self.overlay.inside.share
        if share == 0:
            self._draw_closed(frame, picture, people, dt)
        elif share == 1:
            self._draw_open(frame, picture, people, dt)
        else:
            # a crossfade: what slides makes edges flash, and what would flash is held
            self._draw_closed(frame, picture, people, dt)
            self._opened = _another(frame, self._opened)
            self._draw_open(self._opened, picture, people, 0.0)
            cv2.addWeighted(self._opened, share, frame, 1 - share, 0, dst=frame)
        if self.overlay.trouble:
            self.overlay.trouble.draw(frame)
        if self.overlay.studio_mark:
            self.overlay.studio_mark.draw(frame)
        if self._studio:
            self._studio.draw(frame, dt)
        if self._watermark:
            self._watermark.draw(frame)
        self._over.apply(frame, dt)
        self._night.apply(frame, dt)

    def _draw_closed(
        self,
        frame: np.ndarray,
        picture: np.ndarray,
        people: int,
        dt: float,
    ) -> None:
        """The picture (h, w, 3) alone, with what is written on it."""
        height, width = frame.shape[:2]
        whole = Box(0, 0, width, height)
        place_picture(frame, fitted(picture, (height, width, 3)))
        notice = self.overlay.notice
        notice.draw(frame, whole, people, dt)
        taken = notice.boxes(whole)
        self.overlay.words.draw(frame, whole, self.words.newest, taken, dt)

    def _draw_open(
        self,
        frame: np.ndarray,
        picture: np.ndarray,
        people: int,
        dt: float,
    ) -> None:
        """The picture, smaller, and the board beside it; as they were before, too, while they give way."""
        inside = self.overlay.inside
        view = inside.view()
        _place(frame, view, picture)
        inside.draw(frame)
        self.overlay.notice.draw(frame, view, people, dt)
        view_before = inside.leaving_view
        if view_before is None:
            return
        self._left = _another(frame, self._left)
        _place(self._left, view_before, picture)
        share = inside.draw_leaving(self._left)
        self.overlay.notice.draw(self._left, view_before, people, 0.0)
        cv2.addWeighted(self._left, share, frame, 1 - share, 0, dst=frame)

    def _configure_blender(self) -> None:
        theme = self.overlay.theme
        self._blender.configure(theme.transitions, theme.colours.plate)


def _another(frame: np.ndarray, before: np.ndarray | None) -> np.ndarray:
    """Another frame of the same size: that of before where there is one."""
    if before is None or before.shape != frame.shape:
        return np.zeros_like(frame)
    return before


def _place(frame: np.ndarray, view: Box, picture: np.ndarray) -> None:
    """The picture (h, w, 3) into a part of the frame (h, w, 4)."""
    scaled = fitted(picture, (view.height, view.width, 3))
    place_picture(frame[view.rows, view.columns], scaled)


def _start(
    picture: Picture | None,
    before: np.ndarray | None,
    kept: np.ndarray | None,
    size: tuple[int, int],
) -> np.ndarray:
    """What is taken for the picture (h, w, 3) uint8 RGB until the next one comes."""
    height, width = size
    if picture is not None:
        return fitted(picture.pixels, (height, width, 3))
    if before is not None:
        return cv2.cvtColor(before, cv2.COLOR_BGRA2RGB)
    if kept is not None:
        return fitted(kept, (height, width, 3))
    return safe_picture(height, width)
