"""Look inside: the picture gives way, and beside it lies a board that shows what is going on."""

from collections.abc import Iterable
from typing import cast

import numpy as np

from installation.config import schema
from installation.display import Pane
from installation.display.box import Box
from installation.display.input import Key
from installation.display.inside_layout import InsideLayout
from installation.display.inside_movement import InsideMovement
from installation.display.page_sequence import PageSequence
from installation.display.page_set import TOGETHER, PageSet
from installation.display.pages import Page
from installation.display.panes.careful_pane import CarefulPane
from installation.display.panes.kit import Kit, Seen
from installation.display.panes.pane_table import PANES, PaneSpec

DRAWN_HZ = 10  # each pane
VISIT_OVER_S = 20.0  # without anybody; who comes sooner goes on with the pane after the last one


class Inside:
    """When it is open, how far, and on which page."""

    def __init__(
        self,
        kit: Kit,
        screen: schema.ScreenConfig,
        height: int,
        width: int,
        panes: Iterable[PaneSpec] = PANES,
    ):
        """For a screen of this size, in pixels; of `panes` those are shown that the kit's pack can fill."""
        self._careful = [CarefulPane(spec, kit) for spec in panes if spec.needs(kit)]
        # of a Pane the name is its class's, and here it is the object's
        self.panes = cast(list[Pane], self._careful)
        self._movement = InsideMovement(kit.theme.transitions.opens_s)
        self._layout = InsideLayout(height, width, kit.theme.panes)
        self.has_room = self._layout.has_room(kit.px)  # else it stays closed
        self._pages = PageSet(kit, self.panes, self._layout, screen.language_order == "together")
        is_together = screen.inside == "together" and self._pages.can_be_together
        self._first = TOGETHER if is_together else 0
        self._sequence = PageSequence(
            self._pages,
            len(self.panes),
            self._layout,
            self._first,
            screen.pane_s,
            screen.language_s,
        )
        self._is_first_time = True  # for those who are here
        self._empty_s = 0.0  # since somebody was in view
        self._due = 0.0  # drawings of panes that are due
        self._wish: str = ""  # chosen while it was closed
        self._make_pages()

    @property
    def is_open(self) -> bool:
        """Or opening."""
        return self._movement.is_open

    @property
    def is_moving(self) -> bool:
        """It comes or goes, or is about to: the picture stands still, so that nothing is held meanwhile."""
        return self._movement.is_moving

    @property
    def names(self) -> list[str]:
        """Of the panes there are."""
        return [pane.name for pane in self.panes]

    @property
    def troubles(self) -> list[str]:
        """Which panes cannot be drawn."""
        return [pane.trouble for pane in self._careful if pane.trouble]

    @property
    def page(self) -> Page:
        """The page that is shown, or would be."""
        return self._sequence.page

    @property
    def shown(self) -> str:
        """Names of the panes on the screen, "" while it is closed."""
        return " ".join(self.page.names) if self.is_open or self._share else ""

    @property
    def _share(self) -> float:
        """How far it is open, evenly."""
        return self._movement.share

    @property
    def share(self) -> float:
        """How much it is seen, 0..1, softly at both ends: it comes and goes in a crossfade."""
        return self._share * self._share * (3 - 2 * self._share)

    @property
    def across(self) -> float:
        """Of the picture's width, how much is to be seen: less as soon as it begins to open."""
        return self._layout.across(self._sequence.number == TOGETHER) if self.is_open else 1.0

    @property
    def shrunk(self) -> list[str]:
        """Texts too long for their place, on the pages made so far."""
        return self._pages.shrunk if self.has_room else []

    def choose(self, what: str) -> None:
        """A pane by name or number (1 is the first), or `Key.ALL`; another word goes on to the next pane."""
        if not self._share:
            self._wish = what
            return
        number = self._number_of(what)
        self._sequence.go_to(self._sequence.next_number if number is None else number)

    def follow(self, before: "Inside") -> None:
        """Takes up where another one is that gives way to it: as far open, on the same page."""
        self._movement.follow(before._movement)
        self._wish = before._wish
        self._is_first_time = before._is_first_time
        self._empty_s = before._empty_s
        self._sequence.follow(before._sequence)

    def tick(self, is_wanted: bool, seen: Seen, dt: float, may_begin: bool = True) -> None:
        """`dt` seconds later: opens or closes, turns the page, and draws what has changed.

        `may_begin`: see `InsideMovement`.
        """
        self._watch(seen.people, dt)
        was_open = self.is_open
        self._movement.tick(is_wanted and self.has_room, may_begin, dt)
        if self.is_open and not was_open:
            self._begin(seen)
        if not self._share:
            return
        self._sequence.tick(self._share == 1, dt)
        self._due += dt * DRAWN_HZ * len(self.page.panes)
        if self._due >= 1:
            self._due = min(self._due - 1, 1.0)
            self.page.draw_next(seen)

    def view(self) -> Box:
        """Where the picture is beside the page."""
        return self._view(self._sequence.turn.picture)

    @property
    def leaving_view(self) -> Box | None:
        """Where it is beside a page that leaves, if that is elsewhere."""
        leaving = self._sequence.turn.leaving
        return self._view(leaving.picture) if leaving else None

    def draw(self, frame: np.ndarray) -> None:
        """The board, onto what the picture leaves free of the screen (h, w, 4)."""
        if self._share:
            self._lay(frame, self._sequence.turn.canvas(), self.view())

    def draw_leaving(self, frame: np.ndarray) -> float:
        """The same of the page that leaves; gives how much of it is still seen."""
        leaving = self._sequence.turn.leaving
        if leaving is None:
            return 0.0
        self._lay(frame, leaving.canvas, self._view(leaving.picture))
        return leaving.share

    def _view(self, picture: Box) -> Box:
        return self._layout.view(picture.width, picture.height)

    def _lay(self, frame: np.ndarray, canvas: np.ndarray, view: Box) -> None:
        for free in self._layout.beside(view):
            self._uncover(frame, free, canvas)

    def _uncover(
        self,
        frame: np.ndarray,
        free: Box,
        canvas: np.ndarray,
    ) -> None:
        """The page lies in a lower corner of the screen; where it does not reach, the plate is bare."""
        height, width = canvas.shape[:2]
        left = 0 if self._layout.is_left else self._layout.width - width
        page = Box(left, self._layout.height - height, width, height)
        if not page.contains(free):
            frame[free.rows, free.columns] = canvas[0, 0]
        top = max(free.top, page.top)
        left = max(free.left, page.left)
        bottom = free.bottom
        right = min(free.right, page.right)
        if top < bottom and left < right:
            part = canvas[top - page.top : bottom - page.top, left - page.left : right - page.left]
            frame[top:bottom, left:right] = part

    def _make_pages(self) -> None:
        """Now, because setting a page takes a turn's time."""
        numbers = [TOGETHER] if self._first == TOGETHER else range(len(self.panes))
        for number in numbers:
            self._pages.page(number)

    def _begin(self, seen: Seen) -> None:
        """With the first pane for somebody new; those who have looked before go on with the next one."""
        number = self._number_of(self._wish)
        if number is None and self._is_first_time:
            number = self._first
        elif number is None:
            number = self._sequence.next_number
        self._wish = ""
        self._is_first_time = False
        self._sequence.show(number)
        self.page.draw_all(seen)

    def _watch(self, people: int, dt: float) -> None:
        """Notices when those who have looked are gone."""
        self._empty_s = 0.0 if people else self._empty_s + dt
        if self._empty_s > VISIT_OVER_S:
            self._is_first_time = True

    def _number_of(self, what: str) -> int | None:
        """Of the page with this pane; None where `what` names none."""
        names = self.names
        if what == Key.ALL:
            return TOGETHER if self._pages.can_be_together else None
        if what.isdecimal() and 0 < int(what) <= len(names):
            return int(what) - 1
        return names.index(what) if what in names else None
