"""How a sentence of the greeting is set: in one line low on the picture, or in as few as there is room for."""

from dataclasses import dataclass

from installation.display.layout_rules import EDGE, LEADING, NAME, SENTENCE, SMALLEST
from installation.display.moving_figure import MovingFigure
from installation.display.panes.kit import Kit
from installation.display.plate import Plate
from installation.display.text_block import Paragraph, TextBlock

MARGIN = 0.4  # from its words to the plate's edge above and below, of running text
MARGIN_BESIDE = 0.65  # ... left and right
FIGURE = 1.9  # height of the moving figure, of the size of a single line beside it
FIGURE_OF_SEVERAL = 3.4  # ... of running text beside several
TALLEST_FIGURE = 0.25  # of the screen's height
TALLEST = 1 / 3  # several lines, of the screen's height
TALLEST_ALONE = 1 / 2  # ... without the figure
MOST = 0.06  # of the screen: words that would take more are set smaller


@dataclass(frozen=True)
class NoticeLine:
    """A sentence on its plate."""

    plate: Plate
    figure: MovingFigure | None  # before it, where there is room for one

    @property
    def area(self) -> int:
        """Pixels."""
        height, width = self.plate.size
        return height * width


@dataclass(frozen=True)
class NoticeSetter:
    """For a screen of this size in pixels, on which a mark so wide stands."""

    kit: Kit
    height: int
    width: int
    mark_width: int

    @property
    def longest_row(self) -> int:
        """Points that stand side by side at most, and leave room beside them; 1 where it makes no difference.

        They leave none but on very wide screens, and the theme may have the greeting in the middle.
        """
        most = self.kit.pack.generator.most
        is_at_side = not self.kit.theme.notice.place.endswith("middle")
        return most if is_at_side and self.width > most * self.height else 1

    def line(self, text: str, row: int = 1) -> NoticeLine | None:
        """Beside a `row` of so many points, else in one line beside the mark, else in several, else without the figure.

        None where it does not fit at all.
        """
        beside = self._beside_row(text, row)
        if beside is not None:
            return beside
        most = MOST * self.height * self.width
        single = self._single(text, SENTENCE)
        if single is None or single.area > most:
            single = self._single(text, NAME)
        if single is not None:
            return single
        several = self._several(text, 1.0)
        if several is not None and several.area > most:
            several = self._several(text, SMALLEST)
        return several or self._alone(text)

    @property
    def margin(self) -> int:
        """From the picture's edge, and from the mark."""
        return round(EDGE * self.kit.px)

    @property
    def _around(self) -> int:
        """From its words to the edge of the plate above and below."""
        return round(MARGIN * self.kit.px)

    @property
    def _beside(self) -> int:
        """... left and right, and from the figure."""
        return round(MARGIN_BESIDE * self.kit.px)

    def _beside_row(self, text: str, row: int) -> NoticeLine | None:
        """In as few lines as lie on none of the points, one where that can be.

        None where there is no room beside them.
        """
        if self.longest_row == 1:
            return None
        side = (self.width - row * self.height) // 2
        for size in (NAME, SMALLEST):
            single = self._single(text, size, side + self.margin)  # a point has a margin of its own
            if single is not None:
                return single
        height = self.height - 2 * self.margin - 2 * self._around
        figures = (self._figure(FIGURE * self.kit.px), None)
        for figure in figures:
            block = self._block(text, NAME * self.kit.px, side, height, figure)
            if block.fits:
                return self._on_plate(block, figure)
        return None

    def _single(self, text: str, size: float, width: int | None = None) -> NoticeLine | None:
        """Of this `size` of running text or a little smaller, within so much of the picture; else beside the mark."""
        px = size * self.kit.px
        figure = self._figure(FIGURE * px)
        room = self.width - self.mark_width - self.margin if width is None else width
        block = self._block(text, px, room, round(LEADING * px), figure)
        if not block.fits or size * block.scale < min(size, NAME):
            return None
        return self._on_plate(block, figure)

    def _several(self, text: str, scale: float) -> NoticeLine | None:
        """As wide as the picture beside the panes: it lies on no pane when the picture opens."""
        px = SENTENCE * self.kit.px
        figure = self._figure(FIGURE_OF_SEVERAL * self.kit.px)
        view = self.width
        if self.width > self.height:
            view = round(self.width * (1 - self.kit.theme.panes.share))
        block = self._block(text, px, view, round(TALLEST * self.height), figure, scale)
        return self._on_plate(block, figure) if block.fits else None

    def _alone(self, text: str) -> NoticeLine | None:
        """Without the figure."""
        px = NAME * self.kit.px
        block = self._block(text, px, self.width, round(TALLEST_ALONE * self.height))
        return self._on_plate(block, None) if block.fits else None

    def _figure(self, height: float) -> MovingFigure:
        tallest = TALLEST_FIGURE * self.height
        return MovingFigure(round(min(height, tallest)), self.kit.colours.you)

    def _block(
        self,
        text: str,
        px: float,
        width: int,
        height: int,
        figure: MovingFigure | None = None,
        scale: float = 1.0,
    ) -> TextBlock:
        """On a plate with margins within so much of the picture."""
        free = width - 2 * self.margin - 2 * self._beside
        if figure is not None:
            free -= figure.width + self._beside
        words = Paragraph(text, px, self.kit.theme.notice_ink)
        return TextBlock(self.kit.typeface, [words], max(1, free), height, scale)

    def _on_plate(self, block: TextBlock, figure: MovingFigure | None) -> NoticeLine:
        plate = Plate(block, self._around, self.kit.colours.plate, self._beside, figure)
        return NoticeLine(plate, figure)
