"""Look inside: where picture and panes are on the screen. Boxes in, boxes out."""

from dataclasses import dataclass
from math import ceil

from installation.display.box import Box
from installation.display.layout_rules import (
    BANNER,
    BOARD,
    BOARD_FLAT,
    PANES_ABREAST,
    PICTURE,
    PICTURE_UPRIGHT,
    WIDE,
)
from installation.display.theme import PaneStyle


@dataclass(frozen=True)
class InsideLayout:
    """For a screen of this size, in pixels. The picture keeps an upper corner of it."""

    height: int
    width: int
    style: PaneStyle

    @property
    def is_upright(self) -> bool:
        """True on a monitor on its side: the panes are at its foot then."""
        return self.height > self.width

    @property
    def is_banner(self) -> bool:
        """True where nothing has room below the picture."""
        return self.width > BANNER * self.height

    @property
    def is_left(self) -> bool:
        """True where the panes come from the left."""
        return self.style.side == "left"

    def has_room(self, px: float) -> bool:
        """True where a pane and its words have the room they need, with running text of this size."""
        height, width = self.page_size(False)
        least_width, least_height = BOARD_FLAT if width > WIDE * height else BOARD
        return width >= least_width * px and height >= least_height * px

    def picture(self, together: bool) -> Box:
        """What is left for the picture when all panes together, or a single one, are open.

        Of its upper left corner; see `view` for where it is.
        """
        share = 1 - self.style.share
        if together and self.is_upright:
            return Box(0, 0, self.width, round(PICTURE_UPRIGHT * self.height))
        if together and not self.is_banner:
            return Box(
                0,
                0,
                round(PICTURE * self.width),
                round(PICTURE * self.height),
            )
        if self.is_upright:
            return Box(0, 0, self.width, round(share * self.height))
        return Box(0, 0, round(share * self.width), self.height)

    def across(self, together: bool) -> float:
        """Of the width of a picture with the screen's shape, how much is seen beside the panes."""
        picture = self.picture(together)
        scale = max(picture.width / self.width, picture.height / self.height)
        return picture.width / (scale * self.width)

    def view(self, open_width: float, open_height: float) -> Box:
        """Where a picture of this size is."""
        width = round(open_width)
        height = round(open_height)
        left = self.width - width if self.is_left else 0
        return Box(left, 0, width, height)

    def beside(self, view: Box) -> list[Box]:
        """What the picture leaves free: beside it, and below it."""
        if self.is_left:
            beside = Box(0, 0, view.left, self.height)
        else:
            beside = Box(view.width, 0, self.width - view.width, self.height)
        below = Box(view.left, view.height, view.width, self.height - view.height)
        return [box for box in (beside, below) if box.width > 0 and box.height > 0]

    def page_size(self, together: bool) -> tuple[int, int]:
        """Height and width of a page: the whole screen, or what a single pane takes."""
        if together:
            return self.height, self.width
        picture = self.picture(False)
        if self.is_upright:
            return self.height - picture.height, self.width
        return self.height, self.width - picture.width

    def pane_boxes(self, count: int) -> list[Box]:
        """The places of all panes on their common page."""
        if self.is_upright:
            return self._boxes_below(count)
        return self._boxes_beside(count) if self.is_banner else self._boxes_around(count)

    def _boxes_beside(self, count: int) -> list[Box]:
        """In two rows beside the picture, the longer one above."""
        picture = self.picture(True)
        left = 0 if self.is_left else picture.width
        beside = Box(left, 0, self.width - picture.width, self.height)
        upper, lower = beside.down(2, 0)
        above = (count + 1) // 2
        return [*upper.across(above, 0), *lower.across(max(1, count - above), 0)][:count]

    def _boxes_below(self, count: int) -> list[Box]:
        """In two rows below the picture, the longer one at the foot; in more where there would be too many in one."""
        picture = self.picture(True)
        below = Box(0, picture.height, self.width, self.height - picture.height)
        rows = below.down(max(min(2, count), ceil(count / PANES_ABREAST)), 0)
        boxes: list[Box] = []
        for number, row in enumerate(rows, 1):
            boxes += row.across(number * count // len(rows) - len(boxes), 0)
        return boxes

    def _boxes_around(self, count: int) -> list[Box]:
        """Two beside the picture and the others below it."""
        picture = self.picture(True)
        beside_count = min(2, count)
        below_count = count - beside_count
        beside = Box(
            0 if self.is_left else picture.width,
            0,
            self.width - picture.width,
            picture.height if below_count else self.height,
        )
        boxes = beside.down(beside_count, 0)
        if below_count:
            below = Box(
                0,
                picture.height,
                self.width,
                self.height - picture.height,
            )
            boxes += below.across(below_count, 0)
        return boxes
