"""How the picture grows: the strongest maps of three hidden layers, from coarse to fine."""

from typing import ClassVar

import numpy as np

from installation.display.box import Box
from installation.display.canvas import draw_picture, fill_box
from installation.display.layout_rules import GUTTER
from installation.display.panes.kit import Kit, Seen
from installation.display.sentences import Known
from installation.display.theme import Colours
from installation.vocabulary import PaneName

LAYERS = 3  # shown: the coarsest, the finest, and one between
MAPS = 4  # of a layer, at most
AS_WELL = 0.9  # more maps fill the box as well as fewer larger ones if they fill so much of it
STOPS = (0, 170, 255)  # of the colours of a map
_USUAL_SHAPE = (9, 16)  # of a map, before there is one


class Growth:
    """Draws the layers of activations; what was there stays until something new comes."""

    name: ClassVar[str] = PaneName.GROWTH
    sentences: ClassVar[Known] = {"deeper": ()}

    def __init__(self, kit: Kit):
        self._kit = kit
        self._gap = max(2, round(GUTTER * kit.px))

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
        count = min(LAYERS, len(self._kit.pack.hidden_layers))
        most = MAPS if layers is None else min(MAPS, layers.shape[1])
        shape = _USUAL_SHAPE if layers is None else layers.shape[2:]
        for layer, row in enumerate(self._rows(box, count, most, shape)):
            for number, tile in enumerate(row):
                if layers is None:
                    fill_box(canvas, tile, self._kit.colours.raised)
                else:
                    picture = tinted(layers[layer][number], self._kit.colours)
                    draw_picture(canvas, tile, picture, smooth=False)

    def _rows(self, box: Box, count: int, most: int, shape: tuple[int, int]) -> list[list[Box]]:
        """The places of the maps of each of `count` layers, up to `most`, as they fill the box best.

        A layer is a row of maps, or a block of them beside the others.
        """
        ways = []
        for across in range(most, 0, -1):
            tiles = box.tiles(across, count, shape, self._gap)
            ways.append([tiles[first : first + across] for first in range(0, len(tiles), across)])
        blocks = box.tiles(count, 1, shape, self._gap)
        for side in range(int(most**0.5), 0, -1):
            ways.append([block.tiles(side, side, shape, self._gap) for block in blocks])
        best = max(_filled(rows) for rows in ways)
        return next(rows for rows in ways if _filled(rows) >= AS_WELL * best)

    def _layers(self, seen: Seen) -> np.ndarray | None:
        """(layers, maps, h, w) uint8 of those that are shown, None before there were any."""
        if seen.activations is None or not len(seen.activations.layers):
            return None
        layers = seen.activations.layers
        chosen = np.linspace(0, len(layers) - 1, min(LAYERS, len(layers))).round().astype(int)
        return _no_taller(layers[chosen])


def _no_taller(layers: np.ndarray) -> np.ndarray:
    """The middle of maps (layers, n, h, w) of an upright picture: in rows they would leave most of the pane empty."""
    height, width = layers.shape[2:]
    top = max(0, (height - width) // 2)
    return layers[:, :, top : top + width]


def _filled(rows: list[list[Box]]) -> int:
    """How much of the pane they take."""
    return sum(tile.width * tile.height for row in rows for tile in row)


def tinted(grey: np.ndarray, colours: Colours) -> np.ndarray:
    """(h, w) uint8 -> (h, w, 3) uint8 RGB: from the ground of drawings by way of the accent to the ink."""
    stops = np.array([colours.raised, colours.you, colours.ink], np.float64)
    steps = np.arange(256)
    ramp = [np.interp(steps, STOPS, stops[:, channel]) for channel in range(3)]
    return np.stack(ramp, axis=1).astype(np.uint8)[grey]
