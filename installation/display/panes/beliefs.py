"""What a second network believes: how sure it is of each class, what it looks for and where it finds it; in colour and as edges."""

from collections.abc import Sequence
from typing import ClassVar

import numpy as np

from installation.display.box import Box
from installation.display.canvas import draw_picture, fill_box, mixed
from installation.display.layout_rules import CAPTION, GAP, GUTTER
from installation.display.panes.class_bars import MOST, ClassBars
from installation.display.panes.growth import tinted
from installation.display.panes.kit import Kit, Seen
from installation.display.sentences import Known
from installation.display.text_block import Paragraph, TextBlock
from installation.messages import Activations
from installation.vocabulary import PaneName

WAYS = ("colour", "edges")  # of looking, each with its sentence and its colour
BARS = 0.34  # of the pane, at most
FLAT = 2.4  # a pane wider than so many heights has its bars beside the pictures
ACROSS = 4  # kernels in a row, at least
KERNEL = 3.0  # this and the next: side of a kernel, of running text
LEAST_KERNEL = 1.6  # 34 pixels at 1280x720
KERNEL_SHARE = 4  # a place lower than so many kernels keeps none free for them
# height of what it looks at, and width in each way, of running text: less could not be understood
LEAST_LOOK = 4
LEAST_ACROSS = 5


class Beliefs:
    """Draws the second network's part of activations."""

    name: ClassVar[str] = PaneName.BELIEFS
    sentences: ClassVar[Known] = {"deeper": (), "colour": (), "edges": (), "class": ()}

    def __init__(self, kit: Kit):
        self._kit = kit
        self._inks = (kit.colours.you, kit.colours.second)  # of the ways
        self._bars = ClassBars(kit, self._inks)
        # that it took part in: a generator that is started again is there before its second network
        self._latest: Activations | None = None

    def deeper(self, language: str) -> list[str]:
        """See `display.Pane`."""
        return [self._kit.say(language, f"{self.name}.deeper")]

    def draw(
        self,
        canvas: np.ndarray,
        box: Box,
        seen: Seen,
        languages: tuple[str, ...],
    ) -> None:
        """See `display.Pane`."""
        newest = seen.activations
        if newest is not None and newest.scores.size:
            self._latest = newest
        activations = self._latest
        if activations is None:
            fill_box(canvas, box, self._kit.colours.raised)
            return
        self._bars.follow(activations.scores)
        looks, bars = self._divided(box)
        self._bars.draw(canvas, bars, languages)
        ways = min(len(WAYS), len(activations.seen))
        gap = round(GAP * self._kit.px)
        px = self._kit.px
        if looks.height < LEAST_LOOK * px or looks.width < ways * LEAST_ACROSS * px:
            rows, columns = activations.seen[0].shape[:2]
            whole = looks.holding(rows, columns)
            spot = Box(looks.left, whole.top, whole.width, whole.height)
            draw_picture(canvas, spot, activations.seen[0])
            return
        for way, look in enumerate(looks.across(ways, gap)):
            caption = self._caption(look, way, languages)
            self._draw_look(canvas, look, caption, activations, way)

    def _divided(self, box: Box) -> tuple[Box, Box]:
        """What it looks at, and how sure it is: below, or beside that where the box is flat."""
        gap = round(GAP * self._kit.px)
        if box.width > FLAT * box.height:
            bars, looks = box.cut_left(round(BARS * box.width))
            _, looks = looks.cut_left(gap)
            return looks, bars
        rows = MOST
        while rows > 1 and self._bars.height(rows) > BARS * box.height:
            rows -= 1
        looks, bars = box.cut_top(max(1, box.height - self._bars.height(rows) - gap))
        return looks, Box(bars.left, bars.top + gap, bars.width, self._bars.height(rows))

    def _caption(
        self,
        box: Box,
        way: int,
        languages: tuple[str, ...],
    ) -> TextBlock:
        """Of a way of looking."""
        kit = self._kit
        px = CAPTION * kit.px

        def say(language: str) -> str:
            return kit.say(language, f"{self.name}.{WAYS[way]}")

        words = kit.caption(languages, say, box.width, px)
        ink = mixed(self._inks[way], kit.colours.ink, 0.25)
        paragraph = Paragraph(words, px, ink, bold=True)
        return TextBlock(kit.typeface, [paragraph], box.width, box.height)

    def _draw_look(
        self,
        canvas: np.ndarray,
        box: Box,
        caption: TextBlock,
        activations: Activations,
        way: int,
    ) -> None:
        """What it looks at, where it finds what it looks for, and what that is."""
        caption.draw(canvas, box.left, box.top)
        gap = max(2, round(GUTTER * self._kit.px))
        _, rest = box.cut_top(caption.height + gap)
        looked_at = activations.seen[way]
        features = _of_way(activations.features, way)
        kernels = _of_way(activations.kernels, way)
        least = round(LEAST_KERNEL * self._kit.px)
        is_tall = rest.height > KERNEL_SHARE * (least + gap)
        pictures, _ = rest.cut_top(rest.height - (least + gap if is_tall else 0))
        bottom = self._draw_pictures(canvas, pictures, [looked_at, *features[:1]], gap)
        below = rest.bottom - bottom - gap
        if below >= least:
            spot = Box(rest.left, bottom + gap, rest.width, below)
            self._draw_kernels(canvas, spot, kernels, gap)

    def _draw_pictures(
        self,
        canvas: np.ndarray,
        box: Box,
        pictures: list[np.ndarray],
        gap: int,
    ) -> int:
        """One below the other, or side by side, whichever makes them larger; maps (h, w) in the accent's colour.

        Gives the first row below them.
        """
        shape = pictures[0].shape[:2]
        lowest = min(box.down(len(pictures), gap), key=lambda part: part.height)
        narrowest = min(box.across(len(pictures), gap), key=lambda part: part.width)
        below = lowest.holding(*shape)
        beside = narrowest.holding(*shape)
        is_below = below.width > beside.width
        size = below if is_below else beside
        place = Box(box.left, box.top, size.width, size.height)
        for picture in pictures:
            last = place
            is_map = picture.ndim == 2
            draw_picture(canvas, place, tinted(picture, self._kit.colours) if is_map else picture)
            right = 0 if is_below else size.width + gap
            place = place.moved(right, size.height + gap if is_below else 0)
        return last.bottom

    def _draw_kernels(
        self,
        canvas: np.ndarray,
        box: Box,
        kernels: Sequence[np.ndarray] | np.ndarray,
        gap: int,
    ) -> None:
        """In rows, as many as there is room for, each so large that one can tell what it is."""
        side = min(box.height, (box.width + gap) // ACROSS - gap, round(KERNEL * self._kit.px))
        step = side + gap
        across = (box.width + gap) // step
        down = (box.height + gap) // step
        for number, kernel in enumerate(kernels[: across * down]):
            row, column = divmod(number, across)
            spot = Box(box.left + column * step, box.top + row * step, side, side)
            draw_picture(canvas, spot, kernel, smooth=False)


def _of_way(parts: np.ndarray, way: int) -> np.ndarray | list[np.ndarray]:
    """Those (n, ...) of a way of looking; [] where the pack has none."""
    return parts[way] if len(parts) > way else []
