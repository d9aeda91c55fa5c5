"""How the picture grows: the strongest maps of each hidden layer, from coarse to fine."""

import numpy as np

from installation.display.canvas import Box, fill, lay
from installation.display.panes import Kit, Seen
from installation.display.theme import Colours

WARM = np.array([1.0, 0.95, 0.84])  # white of the maps: lamplight, so that they belong to the plate


class Growth:
    """Draws the layers of an insight; what was there stays until something new comes."""

    name = "growth"

    def __init__(self, kit: Kit):
        self._gap = max(2, round(kit.px / 5))
        self._colours = kit.colours
        self._layers = len(kit.pack.generator.layers)

    def draw(self, sheet: np.ndarray, box: Box, seen: Seen, languages: tuple[str, ...]) -> None:
        """Onto the box of a sheet."""
        layers = (
            seen.insight.layers if seen.insight is not None and seen.insight.layers.size else None
        )
        height, width = layers.shape[2:] if layers is not None else (9, 16)
        lines = box.down(self._layers, self._gap)
        tile = min(box.width, round(min(line.height for line in lines) * width / height))
        count = max(1, (box.width + self._gap) // (tile + self._gap))
        if layers is not None:
            count = min(count, layers.shape[1])
        for row, line in enumerate(lines):
            tiles = Box(line.left, line.top, count * tile + (count - 1) * self._gap, line.height)
            for column, place in enumerate(tiles.across(count, self._gap)):
                if layers is None or row >= len(layers):
                    fill(sheet, place, self._colours.raised)
                else:
                    lay(sheet, place, tinted(layers[row, column], self._colours), fine=False)


def tinted(grey: np.ndarray, colours: Colours) -> np.ndarray:
    """(h, w) -> (h, w, 3): from the plate to its ink, or to a warm white."""
    share = grey[..., None].astype(np.float32) / 255
    plate = np.array(colours.plate)
    end = 245 * WARM if plate.mean() < 128 else np.array(colours.ink)
    return (plate + share * (end - plate)).astype(np.uint8)
