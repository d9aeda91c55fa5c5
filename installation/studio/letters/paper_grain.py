"""The grain of the paper, fixed to the picture: which of a few shades of its colour a pixel gets.

A tile of noise is laid beside itself, each band of lines a little further along. The same tile
carries finer noise that breaks up the steps of shadows.
"""

import numpy as np
from numpy.typing import NDArray

from installation.studio.common.noise_tile import TILE, noise_tile
from installation.studio.common.onnx_graph import Graph

SHADES = 5
WIDEST_SHADE = 1.6  # standard deviations of the lightest shade


def shades_of_grain() -> NDArray[np.float32]:
    """(SHADES,) how light each shade is, -1..1."""
    return np.linspace(-1, 1, SHADES, dtype=np.float32)


def grain_tile() -> NDArray[np.uint8]:
    """TILE of numbers of shades; its sides fit each other."""
    lots = np.random.default_rng(12)
    level = noise_tile(lots) / WIDEST_SHADE
    numbers = np.rint((level + 1) / 2 * (SHADES - 1) + lots.uniform(-0.5, 0.5, TILE))
    return np.clip(numbers, 0, SHADES - 1).astype(np.uint8)


def breaking_tile() -> NDArray[np.float32]:
    """TILE of 0..1, evenly."""
    lots = np.random.default_rng(13)
    return lots.uniform(0, 0.999, TILE).astype(np.float32)


def with_grain(graph: Graph, rows: str, grain: str) -> str:
    """(3, rows, length) 0..255 -> (3, SHADES x rows x length) uint8; `grain` (1,) how much."""
    g = graph
    shades = g.constant(shades_of_grain().reshape(1, SHADES, 1))
    lighter = g.add(g.multiply(shades, grain), 1.0)  # (1, SHADES, 1)
    flat = g.reshape(rows, 3, 1, -1)
    pixels = g.to_pixels(g.multiply(flat, lighter))
    return g.reshape(pixels, 3, -1)


def tile_of(graph: Graph, lines: str, columns: str, rows: int) -> str:
    """(lines, columns + TILE[1]), enough for any band: shades of `rows` each, and fine noise."""
    g = graph
    values = grain_tile() * np.float32(rows) + breaking_tile()
    tile = g.constant(values)
    repeats = g.add(g.divide(columns, g.integers(TILE[1])), g.integers(2))
    wide = g.op("Tile", tile, g.sizes(1, repeats))
    return g.op("Slice", wide, g.integers(0), lines, g.integers(0))
