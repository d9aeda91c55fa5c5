"""All pages of "look inside". One is made when it is first wanted."""

from installation.display import Pane
from installation.display.box import Box
from installation.display.inside_layout import InsideLayout
from installation.display.pages import Page, draw_page_marks, inset_px
from installation.display.panes.kit import Kit, Seen

TOGETHER = -1  # number of the page of all panes; a single pane's page has the pane's number


class PageSet:
    """The pages of some panes."""

    def __init__(
        self,
        kit: Kit,
        panes: list[Pane],
        layout: InsideLayout,
        all_names: bool = False,
    ):
        """`all_names`: see `Page`."""
        self._kit = kit
        self._panes = panes
        self._layout = layout
        self._all_names = all_names
        self._made: dict[int, Page] = {}

    def page(self, number: int) -> Page:
        """With the pane of this number, or with all."""
        if number not in self._made:
            page = self._together() if number == TOGETHER else self._single(number)
            if self._layout.has_room(self._kit.px):  # else it is never seen
                page.draw_all(Seen())
            self._made[number] = page
        return self._made[number]

    @property
    def can_be_together(self) -> bool:
        """False where the screen has no room for the titles of all panes: they follow one another then."""
        return self.page(TOGETHER).has_words

    @property
    def shrunk(self) -> list[str]:
        """Texts too long for their place, on the pages made so far."""
        return sorted({text for page in self._made.values() for text in page.shrunk})

    def _together(self) -> Page:
        boxes = self._layout.pane_boxes(len(self._panes))
        return Page(self._kit, self._panes, boxes, self._layout.page_size(True), self._all_names)

    def _single(self, number: int) -> Page:
        height, width = self._layout.page_size(False)
        box = Box(0, 0, width, height)
        page = Page(self._kit, [self._panes[number]], [box], (height, width), self._all_names)
        inset = inset_px(self._kit, box, False)
        draw_page_marks(
            page.canvas,
            self._kit,
            count=len(self._panes),
            current=number,
            right=width - inset,
            top=inset // 2,
        )
        return page
