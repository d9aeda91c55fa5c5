"""How the picture grows: the strongest maps of each hidden layer, from coarse to fine."""

from typing import ClassVar

import numpy as np

from installation.display.box import Box
from installation.display.canvas import draw_picture, fill_box
from installation.display.panes.kit import Kit, Seen
from installation.display.sentences import Known
from installation.display.theme import Colours
from installation.vocabulary import PaneName

# white of the maps: lamplight, so that they belong to the plate
WARM = np.array([1.0, 0.95, 0.84])
_BRIGHTEST = 245
_USUAL_SHAPE = (9, 16)  # of a map, before there is one


class Growth:
    """Draws the layers of activations; what was there stays until something new comes."""

    name: ClassVar[str] = PaneName.GROWTH
    sentences: ClassVar[Known] = {"deeper": ()}

    def __init__(self, kit: Kit):
        self._kit = kit
        self._gap = max(2, round(kit.px / 5))
        self._layer_count = len(kit.pack.generator.layers)

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
        layers = self._layers(seen)
        lines = box.down(self._layer_count, self._gap)
        count, width = self._tiles_a_line(box, lines, layers)
        for row, line in enumerate(lines):
            tiles = Box(
                line.left,
                line.top,
                width,
                line.height,
            ).across(count, self._gap)
            for column, tile in enumerate(tiles):
                if layers is None or row >= len(layers):
                    fill_box(canvas, tile, self._kit.colours.raised)
                else:
                    picture = tinted(layers[row, column], self._kit.colours)
                    draw_picture(canvas, tile, picture, smooth=False)

    def _layers(self, seen: Seen) -> np.ndarray | None:
        """(layers, maps, h, w) uint8, None before there were any."""
        if seen.activations is None or not seen.activations.layers.size:
            return None
        return seen.activations.layers

    def _tiles_a_line(
        self,
        box: Box,
        lines: list[Box],
        layers: np.ndarray | None,
    ) -> tuple[int, int]:
        """How many maps of their own shape stand side by side, and the pixels they take together."""
        height, width = _USUAL_SHAPE if layers is None else layers.shape[2:]
        lowest = min(line.height for line in lines)
        tile = min(box.width, round(lowest * width / height))
        count = max(1, (box.width + self._gap) // (tile + self._gap))
        if layers is not None:
            count = min(count, layers.shape[1])
        return count, count * tile + (count - 1) * self._gap


def tinted(grey: np.ndarray, colours: Colours) -> np.ndarray:
    """(h, w) uint8 -> (h, w, 3) uint8 RGB: from the plate to its ink, or to a warm white."""
    share = grey[..., None].astype(np.float32) / 255
    plate = np.array(colours.plate)
    is_dark = plate.mean() < 128
    end = _BRIGHTEST * WARM if is_dark else np.array(colours.ink)
    return (plate + share * (end - plate)).astype(np.uint8)
