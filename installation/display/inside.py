"""Look inside: the picture gives way, and behind it lies a board that shows what is going on."""

import cv2
import numpy as np

from installation.display.canvas import Box
from installation.display.pages import MARGIN, Page, marks, panes_of
from installation.display.panes import Kit, Seen

TURNS_S = 0.9  # from page to page
DRAWN_HZ = 10  # each pane
PICTURE = 0.6  # of the screen, each way, is left for the picture beside all panes
PICTURE_UPRIGHT = 0.3  # of the height of an upright screen
ALL = "all"


class Inside:
    """When it is open, how far, and on which page. The picture keeps the screen's upper left corner."""

    def __init__(self, kit: Kit, settings, height: int, width: int, second_network: bool):
        """`settings` is [screen]; `second_network` whether the pack has one."""
        self._kit, self._settings = kit, settings
        self._height, self._width = height, width
        self.panes = panes_of(kit, second_network)
        self._pages: dict[tuple[bool, int], list[Page]] = {}  # see `_prepare`
        self._together = settings.inside == "together"
        self._number = 0
        self._share = 0.0
        self._since_page_s = self._since_language_s = 0.0
        self._language = 0
        for number in range(
            1 if self._together else len(self.panes)
        ):  # now, because setting a page takes a turn's time
            self._prepare(self._together, number)
        self._page = self._page_of()
        self._before: np.ndarray | None = None  # the page that goes
        self._goes = 0.0
        self._due = 0.0
        self.is_open = False  # or opening
        self._wish = ""  # chosen while it was closed
        self._rest_before = self._rest(self._together)

    @property
    def names(self) -> list[str]:
        """Of the panes there are."""
        return [pane.name for pane in self.panes]

    @property
    def shown(self) -> str:
        """Names of the panes on the screen, "" while it is closed."""
        return " ".join(self._page.names) if self.is_open or self._share else ""

    @property
    def share(self) -> float:
        """How far it is open, 0..1, softly at both ends."""
        return self._share * self._share * (3 - 2 * self._share)

    def choose(self, what: str) -> None:
        """A pane by name or number (1 is the first), or all of them; another word goes on to the next."""
        if not self._share:
            self._wish = what
            return
        self._rest_before = self._rest(self._together)
        if not self._go_to(what) and not self._together:
            self._number = (self._number + 1) % len(self.panes)
        self._since_page_s = 0.0
        self._turn_to(self._page_of())

    def _go_to(self, what: str) -> bool:
        """False where `what` names no pane."""
        names = self.names
        if what.isdecimal() and 0 < int(what) <= len(names):
            what = names[int(what) - 1]
        if what != ALL and what not in names:
            return False
        self._together = what == ALL
        self._number = 0 if self._together else names.index(what)
        return True

    def follow(self, before: "Inside") -> None:
        """Takes up where another one is that gives way to it: as far open, on the same page."""
        self.is_open, self._share = before.is_open, before._share
        self._together, self._number = before._together, min(before._number, len(self.panes) - 1)
        self._language, self._wish = before._language, before._wish
        self._since_page_s, self._since_language_s = before._since_page_s, before._since_language_s
        self._page, self._rest_before = self._page_of(), self._rest(self._together)

    def turn(self, open_: bool, seen: Seen, dt: float) -> None:
        """`dt` seconds later: opens or closes, turns the page, and draws what has changed."""
        if open_ and not self.is_open and not self._share:
            self._begin(seen)
        self.is_open = open_
        step = dt / self._kit.theme.transitions.opens_s
        self._share = min(1.0, max(0.0, self._share + (step if open_ else -step)))
        if not self._share:
            return
        self._go_on(dt)
        self._due += dt * DRAWN_HZ * len(self._page.panes)
        if self._due >= 1:
            self._due = min(self._due - 1, 1.0)
            self._page.draw_next(seen)

    def view(self) -> Box:
        """Where the picture is now."""
        before, after = self._rest_before, self._rest(self._together)
        gone = self._goes * self._goes * (3 - 2 * self._goes)
        width, height = (
            after.width + gone * (before.width - after.width),
            after.height + gone * (before.height - after.height),
        )
        share = self.share
        width = round(self._width + share * (width - self._width))
        return Box(
            self._width - width if self._is_left else 0,
            0,
            width,
            round(self._height + share * (height - self._height)),
        )

    @property
    def _is_left(self) -> bool:
        """True where the board comes from the left."""
        return self._kit.theme.panes.side == "left"

    def draw(self, pixels: np.ndarray) -> None:
        """The board, onto what the picture leaves free of the screen (h, w, 4)."""
        if not self._share:
            return
        view, sheet = self.view(), self._sheet()
        beside = slice(0, view.left) if self._is_left else slice(view.width, self._width)
        for rows, columns in (
            (slice(0, self._height), beside),
            (slice(view.height, self._height), view.columns),
        ):
            if rows.start < rows.stop and columns.start < columns.stop:
                self._uncover(pixels, rows, columns, sheet)

    def _uncover(self, pixels: np.ndarray, rows: slice, columns: slice, sheet: np.ndarray) -> None:
        """The sheet lies in a lower corner of the screen; where it does not reach, the plate is bare."""
        top, left = (
            self._height - sheet.shape[0],
            0 if self._is_left else self._width - sheet.shape[1],
        )
        right = left + sheet.shape[1]
        if rows.start < top or columns.start < left or columns.stop > right:
            pixels[rows, columns] = sheet[0, 0]
        rows, columns = (
            slice(max(rows.start, top), rows.stop),
            slice(max(columns.start, left), min(columns.stop, right)),
        )
        if rows.start < rows.stop and columns.start < columns.stop:
            pixels[rows, columns] = sheet[
                rows.start - top : rows.stop - top, columns.start - left : columns.stop - left
            ]

    @property
    def shrunk(self) -> list[str]:
        """Texts too long for their place, on the pages made so far."""
        return sorted(
            {text for pages in self._pages.values() for page in pages for text in page.shrunk}
        )

    def _begin(self, seen: Seen) -> None:
        self._together, self._number = self._settings.inside == "together", 0
        self._since_page_s = self._since_language_s = 0.0
        self._go_to(self._wish)
        self._wish = ""
        self._before, self._page, self._goes = None, self._page_of(), 0.0
        self._page.draw_all(seen)

    def _go_on(self, dt: float) -> None:
        """To the next pane and the next language, where they follow one another."""
        self._since_page_s += dt
        self._since_language_s += dt
        self._goes = max(0.0, self._goes - dt / TURNS_S)
        if not self._together and self._since_page_s >= self._settings.pane_s and self._share == 1:
            self._since_page_s = 0.0
            self._number = (self._number + 1) % len(self.panes)
        if len(self._pages[self._place()]) > 1 and self._since_language_s >= self._language_s():
            self._since_language_s = 0.0
            self._language = (self._language + 1) % len(self._settings.languages)
        self._turn_to(self._page_of())

    def _turn_to(self, page: Page) -> None:
        if page is not self._page:
            before = self._sheet().copy()
            self._before = before if before.shape == page.sheet.shape else None
            self._page, self._goes = page, 1.0

    def _sheet(self) -> np.ndarray:
        """The page, or how it comes over the one before."""
        if self._before is None or not self._goes:
            self._before = None
            return self._page.sheet
        return cv2.addWeighted(self._before, self._goes, self._page.sheet, 1 - self._goes, 0)

    def _place(self) -> tuple[bool, int]:
        """Which page it is: of all panes, or of the one with this number."""
        return self._together, 0 if self._together else self._number

    def _language_s(self) -> float:
        """A language stays so long where they follow one another: on a single pane each has its share of the time."""
        share_s = self._settings.pane_s / len(self._settings.languages)
        return (
            self._settings.language_s if self._together else min(self._settings.language_s, share_s)
        )

    def _page_of(self) -> Page:
        """The page that is to be seen now; made when it is first wanted."""
        pages = self._pages.get(self._place()) or self._prepare(*self._place())
        return pages[self._language % len(pages)]

    def _prepare(self, together: bool, number: int) -> list[Page]:
        """One page in all languages, or one for each where together they would be too small to read."""
        languages, pages = tuple(self._settings.languages), []
        if self._settings.language_order == "together":
            pages = [self._make(together, number, languages)]
        if not pages or (pages[0].shrunk and len(languages) > 1):
            pages = [self._make(together, number, (language,)) for language in languages]
        for page in pages:
            page.draw_all(Seen())
        self._pages[together, number] = pages
        return pages

    def _make(self, together: bool, number: int, languages: tuple[str, ...]) -> Page:
        if together:
            return Page(
                self._kit, self.panes, self._boxes(), (self._height, self._width), languages
            )
        upright, rest = self._height > self._width, self._rest(False)
        height = self._height - rest.height if upright else self._height
        width = self._width if upright else self._width - rest.width
        box = Box(0, 0, width, height)
        page = Page(self._kit, [self.panes[number]], [box], (height, width), languages)
        inset = round(MARGIN * self._kit.px)
        marks(page.sheet, self._kit, len(self.panes), number, width - inset, inset // 2)
        return page

    def _rest(self, together: bool) -> Box:
        """What is left for the picture when all is open."""
        upright = self._height > self._width
        if together and upright:
            return Box(0, 0, self._width, round(PICTURE_UPRIGHT * self._height))
        if together:
            return Box(0, 0, round(PICTURE * self._width), round(PICTURE * self._height))
        if upright:
            return Box(0, 0, self._width, round((1 - self._kit.theme.panes.share) * self._height))
        return Box(0, 0, round((1 - self._kit.theme.panes.share) * self._width), self._height)

    def _boxes(self) -> list[Box]:
        """The places of all panes around the picture: two beside it and the others below; below it on an upright screen."""
        rest, count = self._rest(True), len(self.panes)
        if self._height > self._width:
            below = Box(0, rest.height, self._width, self._height - rest.height)
            rows = below.down((count + 1) // 2, 0)
            boxes = [box for row in rows for box in row.across(2, 0)]
            return [*boxes[: count - 1], rows[-1]] if count % 2 else boxes
        beside = min(2, count)
        right = Box(
            0 if self._is_left else rest.width,
            0,
            self._width - rest.width,
            rest.height if count > beside else self._height,
        )
        below = Box(0, rest.height, self._width, self._height - rest.height)
        return right.down(beside, 0) + (below.across(count - beside, 0) if count > beside else [])
