"""What it learned from: the drawings of the training set that lie nearest to the picture."""

from dataclasses import dataclass, replace
from typing import ClassVar

import cv2
import numpy as np

from installation.common import i18n
from installation.display.box import Box
from installation.display.canvas import draw_coverage, draw_picture, fill_box
from installation.display.layout_rules import CAPTION, GUTTER, LEADING
from installation.display.panes.kit import Kit, Seen
from installation.display.sentences import Known
from installation.vocabulary import PaneName

# across and down: two rows where they fill the box as well
GRIDS = ((2, 2), (2, 3), (3, 2), (1, 3), (3, 1), (4, 1), (6, 1))
MOST = 6  # thumbnails
LARGER = 1.05  # so much more of the box another grid has to fill
# in drawings of the pane: a thumbnail is looked at for two seconds, and gives way in half a second
STAYS = 20
FADES = 5
LINES = 2  # of a caption, at most
LEAST_HEIGHT = 4  # of a thumbnail with a caption, in sizes of running text
LEAST_ROOM = 9  # for a caption, in sizes of its type: in less most of them would be cut
_NO_BREAK_SPACE = "\u00a0"  # no line ends within a number


@dataclass
class Spot:
    """One place of the pane: its thumbnail, the one before, and for how many drawings it is there."""

    number: int
    before: int
    age: int

    def picture(self, thumbnails: np.ndarray) -> np.ndarray:
        """(h, w, 3) uint8 RGB: the thumbnail, or how it comes over the one before."""
        share = min(1.0, self.age / FADES)
        old = thumbnails[self.before]
        return cv2.addWeighted(
            old,
            1 - share,
            thumbnails[self.number],
            share,
            0,
        )


class Learned:
    """Draws the nearest thumbnails of the map. One that stays near stays where it is."""

    name: ClassVar[str] = PaneName.LEARNED
    sentences: ClassVar[Known] = {
        "changed": ("source",),
        "items": ("items", "licence"),
        "chosen": (),
        "missing": (),
    }

    def __init__(self, kit: Kit):
        """For a pack with a map."""
        self._kit = kit
        self._atlas = kit.map
        self._spots: list[Spot] = []
        captions = [] if kit.map.captions is None else kit.map.captions.tolist()
        most = max((len(caption.splitlines()) for caption in captions), default=0)
        self._lines = min(LINES, most)  # of the longest caption

    def deeper(self, language: str) -> list[str]:
        """How many, who chose them, and what is missing, as far as the pack says."""
        pack = self._kit.pack
        data = pack.data if pack.source is None else pack.source.data
        lines = []
        if pack.source is not None:  # the map is that of the pack whose picture goes in
            key = f"{self.name}.changed"
            lines.append(self._kit.say(language, key, source=pack.data.source or "?"))
        if data.items is not None:
            items = _grouped(data.items)
            licence = data.licence or "?"
            key = f"{self.name}.items"
            lines.append(self._kit.say(language, key, items=items, licence=licence))
        for key, texts in (("chosen", data.chosen_by), ("missing", data.missing)):
            if texts:
                label = self._kit.say(language, f"{self.name}.{key}")
                lines.append(f"{label} {i18n.pick(texts, language)}")
        return lines

    def draw(
        self,
        canvas: np.ndarray,
        box: Box,
        seen: Seen,
        languages: tuple[str, ...],
    ) -> None:
        """See `display.Pane`."""
        places, room = self._places(box)
        if seen.point is None:
            for place in places:
                fill_box(canvas, place, self._kit.colours.raised)
            return
        self._follow(seen.point.point)
        for place, spot in zip(places, self._spots, strict=False):  # a map may have fewer drawings
            draw_picture(canvas, place, spot.picture(self._atlas.thumbnails))
            if room:
                self._write(canvas, replace(place, width=room), spot.number)

    def _places(self, box: Box) -> tuple[list[Box], int]:
        """Where thumbnails lie, and how wide the caption below each of them is: 0 for none."""
        if self._lines:
            below = round((self._lines + 0.1) * CAPTION * LEADING * self._kit.px)
            places, room = self._grid(box, below)
            size = CAPTION * self._kit.px
            if places[0].height >= LEAST_HEIGHT * self._kit.px and room >= LEAST_ROOM * size:
                return places, room
        return self._grid(box, 0)[0], 0

    @property
    def _gap(self) -> int:
        return max(2, round(GUTTER * self._kit.px))

    def _grid(self, box: Box, below: int) -> tuple[list[Box], int]:
        """Rows and columns in which thumbnails of this shape fill the box best; `below` is left free under each.

        With the width of a column: captions have more room than thumbnails.
        """
        rows, columns = self._atlas.thumbnails.shape[1:3]
        best: list[Box] = []
        room = 1
        for across, down in GRIDS:
            places = box.tiles(across, down, (rows, columns), self._gap, below)
            width = (box.width - (across - 1) * self._gap) // across
            if below:  # a caption may be wider than its thumbnail
                lefts = [box.left + column * (width + self._gap) for column in range(across)] * down
                pairs = zip(places, lefts, strict=True)
                places = [replace(place, left=left) for place, left in pairs]
            if not best or _area(places) > LARGER * _area(best):
                best = places
                room = max(1, width)
        return best, room

    def _write(self, canvas: np.ndarray, place: Box, number: int) -> None:
        """Up to two lines under a place, the first in ink, each cut where it is too long."""
        if self._atlas.captions is None:
            return
        caption = str(self._atlas.captions[number])
        size = CAPTION * self._kit.px
        colours = self._kit.colours
        inks = (colours.ink, colours.quiet)
        top = place.bottom
        for line, ink in zip(caption.splitlines(), inks, strict=False):
            fitting = self._fitting(line, place.width, size)
            draw_coverage(
                canvas,
                place.left,
                top,
                self._kit.typeface.coverage(fitting, size),
                ink,
            )
            top += round(LEADING * size)

    def _fitting(self, line: str, width: int, size: float) -> str:
        """As much of a line as its place holds."""
        readable = "".join(sign for sign in line if sign.isprintable())
        shown = readable
        while len(shown) > 1 and self._kit.typeface.width(shown, size) > width:
            readable = readable[:-1].rstrip(" ,.&")
            shown = f"{readable}…"
        return shown

    def _follow(self, point: np.ndarray) -> None:
        """Gives the places of what is no longer near to what has come near."""
        near = [int(number) for number in self._atlas.nearest(point, MOST)]
        if not self._spots:
            self._spots = [Spot(number, number, 3 * k) for k, number in enumerate(near)]
        there = {spot.number for spot in self._spots}
        new = [number for number in near if number not in there]
        for spot in self._spots:
            spot.age += 1
            if spot.number not in near and spot.age >= STAYS and new:
                spot.before = spot.number
                spot.number = new.pop(0)
                spot.age = 0


def _grouped(number: int) -> str:
    """In thousands from five digits on, as both languages write it."""
    return str(number) if number < 10_000 else f"{number:,}".replace(",", _NO_BREAK_SPACE)


def _area(places: list[Box]) -> int:
    return sum(place.width * place.height for place in places)
