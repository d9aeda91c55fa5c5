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
FLAT = 3.0  # a box wider than so many heights has its layers side by side
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
        is_flat = box.width > FLAT * box.height
        count = min(LAYERS, len(self._kit.pack.hidden_layers))
        parts = box.across(count, self._gap) if is_flat else box.down(count, self._gap)
        for number, part in enumerate(parts):
            self._draw_layer(canvas, part, None if layers is None else layers[number])

    def _layers(self, seen: Seen) -> np.ndarray | None:
        """(layers, maps, h, w) uint8 of those that are shown, None before there were any."""
        if seen.activations is None or not len(seen.activations.layers):
            return None
        layers = seen.activations.layers
        chosen = np.linspace(0, len(layers) - 1, min(LAYERS, len(layers))).round().astype(int)
        return layers[chosen]

    def _draw_layer(self, canvas: np.ndarray, box: Box, maps: np.ndarray | None) -> None:
        """As many maps (n, h, w) of their own shape as fill the box best."""
        if maps is not None:
            maps = _no_taller(maps)
        height, width = _USUAL_SHAPE if maps is None else maps.shape[1:]
        most = MAPS if maps is None else min(MAPS, len(maps))
        rows = [box.across(count, self._gap) for count in range(1, most + 1)]
        filled = [len(row) * _area(row[0].holding(height, width)) for row in rows]
        row = rows[int(np.argmax(filled))]
        place = row[0].holding(height, width)
        for number, column in enumerate(row):
            left = box.left + number * (place.width + self._gap)
            tile = Box(left, column.top, place.width, place.height)
            if maps is None:
                fill_box(canvas, tile, self._kit.colours.raised)
            else:
                picture = tinted(maps[number], self._kit.colours)
                draw_picture(canvas, tile, picture, smooth=False)


def _no_taller(maps: np.ndarray) -> np.ndarray:
    """The middle of maps (n, h, w) of an upright picture: in rows they would leave most of the pane empty."""
    _, height, width = maps.shape
    top = max(0, (height - width) // 2)
    return maps[:, top : top + width]


def _area(box: Box) -> int:
    return box.width * box.height


def tinted(grey: np.ndarray, colours: Colours) -> np.ndarray:
    """(h, w) uint8 -> (h, w, 3) uint8 RGB: from the ground of drawings by way of the accent to the ink."""
    stops = np.array([colours.raised, colours.you, colours.ink], np.float64)
    steps = np.arange(256)
    ramp = [np.interp(steps, STOPS, stops[:, channel]) for channel in range(3)]
    return np.stack(ramp, axis=1).astype(np.uint8)[grey]
