"""What a second network believes: how sure it is of each class, what it looks for and where it finds it; in colour and as edges."""

from collections.abc import Sequence
from typing import ClassVar

import numpy as np

from installation.display.box import Box
from installation.display.canvas import draw_picture, fill_box, mixed
from installation.display.panes.class_bars import ClassBars
from installation.display.panes.growth import tinted
from installation.display.panes.kit import Kit, Seen
from installation.display.sentences import Known
from installation.display.text import CAPTION
from installation.display.text_block import Paragraph, TextBlock
from installation.messages import Activations
from installation.vocabulary import PaneName

WAYS = ("colour", "edges")  # of looking, each with its sentence and its colour
KERNELS = 16  # at most, in two rows
BARS = 0.42  # of the pane's width


class Beliefs:
    """Draws the second network's part of activations."""

    name: ClassVar[str] = PaneName.BELIEFS
    sentences: ClassVar[Known] = {"deeper": (), "colour": (), "edges": (), "class": ()}

    def __init__(self, kit: Kit):
        self._kit = kit
        self._inks = (kit.colours.you, kit.colours.second)  # of the ways
        self._bars = ClassBars(kit, self._inks)

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
        activations = seen.activations
        if activations is None or not activations.scores.size:
            fill_box(canvas, box, self._kit.colours.raised)
            return
        gap = round(0.8 * self._kit.px)
        left, right = box.cut_left(round(BARS * box.width))
        self._bars.follow(activations.scores)
        bars = Box(left.left, left.top, left.width - gap, left.height)
        self._bars.draw(canvas, bars, languages)
        looks = right.down(len(activations.scores), gap)
        for way, look in enumerate(looks[: len(WAYS)]):
            caption = self._caption(look, way, languages)
            self._draw_look(canvas, look, caption, activations, way)

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
        gap = max(2, round(self._kit.px / 6))
        _, rest = box.cut_top(caption.height + gap)
        looked_at = activations.seen[way]
        features = _of_way(activations.features, way)
        kernels = _of_way(activations.kernels, way)[:KERNELS]
        in_row = max(1, len(kernels) // 2)
        side = min((rest.width + gap) // in_row - gap, rest.height // 5)
        if not len(kernels) or side <= 0:
            self._draw_pictures(canvas, rest, looked_at, features, gap)
            return
        pictures = Box(rest.left, rest.top, rest.width, rest.height - 2 * (side + gap))
        self._draw_pictures(canvas, pictures, looked_at, features, gap)
        for number, kernel in enumerate(kernels):
            row, column = divmod(number, in_row)
            left = rest.left + column * (side + gap)
            top = pictures.bottom + gap + row * (side + gap)
            spot = Box(left, top, side, side)
            draw_picture(canvas, spot, kernel, smooth=False)

    def _draw_pictures(
        self,
        canvas: np.ndarray,
        box: Box,
        looked_at: np.ndarray,
        features: Sequence[np.ndarray] | np.ndarray,
        gap: int,
    ) -> None:
        """What it looks at on the left, four of its maps beside it."""
        half, _ = box.cut_left((box.width - gap) // 2)
        rows, columns = looked_at.shape[:2]
        place = half.holding(rows, columns)
        place = Box(half.left, box.top, place.width, place.height)
        draw_picture(canvas, place, looked_at)
        beside = place.moved(place.width + gap, 0)
        spots = [spot for row in beside.down(2, gap) for spot in row.across(2, gap)]
        for spot, feature in zip(spots, features, strict=False):  # there may be more maps, or fewer
            picture = tinted(feature, self._kit.colours)
            draw_picture(canvas, spot, picture)


def _of_way(parts: np.ndarray, way: int) -> np.ndarray | list[np.ndarray]:
    """Those (n, ...) of a way of looking; [] where the pack has none."""
    return parts[way] if len(parts) > way else []
