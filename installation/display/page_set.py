"""All pages of "look inside", in all languages. One is made when it is first wanted."""

from installation.config import schema
from installation.display import Pane
from installation.display.box import Box
from installation.display.inside_layout import InsideLayout
from installation.display.pages import MARGIN, Page, draw_page_marks
from installation.display.panes.kit import Kit, Seen

TOGETHER = -1  # number of the page of all panes; a single pane's page has the pane's number


class PageSet:
    """The pages of some panes."""

    def __init__(
        self,
        kit: Kit,
        panes: list[Pane],
        layout: InsideLayout,
        screen: schema.ScreenConfig,
    ):
        self._kit = kit
        self._panes = panes
        self._layout = layout
        self._screen = screen
        self._made: dict[int, list[Page]] = {}

    def variants(self, number: int) -> list[Page]:
        """A page: once in all languages, or once for each where together they would be too small to read."""
        if number not in self._made:
            self._made[number] = self._make_variants(number)
        return self._made[number]

    @property
    def shrunk(self) -> list[str]:
        """Texts too long for their place, on the pages made so far."""
        made = [page for pages in self._made.values() for page in pages]
        return sorted({text for page in made for text in page.shrunk})

    def _make_variants(self, number: int) -> list[Page]:
        languages = tuple(self._screen.languages)
        pages = []
        if self._screen.language_order == "together":
            pages = [self._make(number, languages)]
        if not pages or (pages[0].shrunk and len(languages) > 1):
            pages = [self._make(number, (language,)) for language in languages]
        for page in pages:
            page.draw_all(Seen())
        return pages

    def _make(self, number: int, languages: tuple[str, ...]) -> Page:
        if number == TOGETHER:
            boxes = self._layout.pane_boxes(len(self._panes))
            return Page(
                self._kit,
                self._panes,
                boxes,
                self._layout.page_size(True),
                languages,
            )
        height, width = self._layout.page_size(False)
        box = Box(0, 0, width, height)
        page = Page(
            self._kit,
            [self._panes[number]],
            [box],
            (height, width),
            languages,
        )
        inset = round(MARGIN * self._kit.px)
        draw_page_marks(
            page.canvas,
            self._kit,
            count=len(self._panes),
            current=number,
            right=width - inset,
            top=inset // 2,
        )
        return page
