"""Which page of "look inside" is shown, what it says, and when the next one comes: when there was time to read."""

from installation.display.box import Box
from installation.display.inside_layout import InsideLayout
from installation.display.page_set import TOGETHER, PageSet
from installation.display.page_turn import PageTurn
from installation.display.pages import Page


class PageSequence:
    """The pages, one after another."""

    def __init__(
        self,
        pages: PageSet,
        count: int,
        layout: InsideLayout,
        first: int,
        pane_s: float,
        sentence_s: float,
    ):
        """`count` single panes of which `first` comes first, or all together.

        Each stays `pane_s` at least, and each of its sentences `sentence_s`.
        """
        self.number = first
        self._pages = pages
        self._count = count
        self._layout = layout
        self._pane_s = pane_s
        self._sentence_s = sentence_s
        self._since_page_s = 0.0
        self._since_said_s = 0.0  # since the page said something new
        self.turn = PageTurn(pages.page(first), self._picture())

    @property
    def page(self) -> Page:
        """The one that is shown, or would be."""
        return self.turn.page

    @property
    def next_number(self) -> int:
        """Of the page after this one."""
        if self.number == TOGETHER:
            return TOGETHER
        return (self.number + 1) % self._count

    def show(self, number: int) -> None:
        """A page at once, from its beginning."""
        page = self._begun(number)
        self.turn.show(page, self._picture())

    def go_to(self, number: int) -> None:
        """A page softly, from its beginning; the same one says the next of what it has to say."""
        if number == self.number:
            self.turn.keep()
            self._begun(number)
            return
        page = self._begun(number)
        self.turn.turn_to(page, self._picture())

    def follow(self, before: "PageSequence") -> None:
        """Takes up where another one is that gives way to it."""
        number = min(before.number, self._count - 1)
        self.show(0 if number == TOGETHER and not self._pages.can_be_together else number)
        self._since_page_s = before._since_page_s

    def tick(self, is_read: bool, dt: float) -> None:
        """`dt` seconds later; `is_read` once it is wholly open."""
        self._since_page_s += dt
        self._since_said_s += dt
        self.turn.tick(dt)
        stays_s = max(self._sentence_s, self.page.read_s)
        if not is_read or self._since_said_s < stays_s:
            return
        if self.page.has_more:
            self._since_said_s = 0.0
            self.turn.keep()
            self.page.go_on()
        elif self._since_page_s >= self._pane_s:
            self.go_to(self.next_number)

    def _begun(self, number: int) -> Page:
        self.number = number
        self._since_page_s = 0.0
        self._since_said_s = 0.0
        page = self._pages.page(number)
        page.begin()
        return page

    def _picture(self) -> Box:
        """What the page leaves for the picture."""
        return self._layout.picture(self.number == TOGETHER)
