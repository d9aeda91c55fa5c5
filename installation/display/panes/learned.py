"""What it learned from: the drawings of the training set that lie nearest to the picture."""

from dataclasses import dataclass
from typing import ClassVar

import cv2
import numpy as np

from installation.common import i18n
from installation.display.box import Box
from installation.display.canvas import draw_picture, fill_box
from installation.display.panes.kit import Kit, Seen
from installation.display.sentences import Known
from installation.vocabulary import PaneName

ACROSS = 3
DOWN = 2
# in drawings of the pane: a thumbnail is looked at for two seconds, and gives way in half a second
STAYS = 20
FADES = 5
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
    sentences: ClassVar[Known] = {"items": ("items", "licence"), "chosen": (), "missing": ()}

    def __init__(self, kit: Kit):
        """For a pack with a map."""
        self._kit = kit
        self._atlas = kit.map
        self._spots: list[Spot] = []

    def deeper(self, language: str) -> list[str]:
        """How many, who chose them, and what is missing, as far as the pack says."""
        data = self._kit.pack.data
        lines = []
        if data.items is not None:
            items = f"{data.items:,}".replace(",", _NO_BREAK_SPACE)
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
        places = self._places(box)
        if seen.point is None:
            for place in places:
                fill_box(canvas, place, self._kit.colours.raised)
            return
        self._follow(seen.point.point)
        for place, spot in zip(places, self._spots, strict=False):  # a map may have fewer drawings
            draw_picture(canvas, place, spot.picture(self._atlas.thumbnails))

    def _places(self, box: Box) -> list[Box]:
        gap = max(2, round(self._kit.px / 4))
        rows, columns = self._atlas.thumbnails.shape[1:3]
        whole = box.holding(DOWN * rows, ACROSS * columns)
        whole = Box(box.left, whole.top, whole.width, whole.height)
        return [place for row in whole.down(DOWN, gap) for place in row.across(ACROSS, gap)]

    def _follow(self, point: np.ndarray) -> None:
        """Gives the places of what is no longer near to what has come near."""
        near = [int(number) for number in self._atlas.nearest(point, ACROSS * DOWN)]
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
