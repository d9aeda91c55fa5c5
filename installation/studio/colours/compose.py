"""From fields and colours to a picture, in numpy: the reference for what generator_graph.py builds.

Two planes lie behind each other, each a curve through four colours. Its phase says where on the curve a
point is; it turns round at both ends, so a phase that rises makes fringes, as thickness does in a thin
film. The veil is folded the same way: the front plane is seen where it comes out above a half, and the
edge says how sharply it ends there (the logarithm of its steepness). Shade dims both planes, glow is a
colour over all. The fields are smooth; folding and cutting are done for each pixel, so fringes and edges
are sharp at any size.
"""

import numpy as np

from installation.studio.colours.palettes import COLOURS, STOPS

FIELDS = ("back", "front", "veil", "edge", "shade", "glow")
CELLS = 72 * 128  # at how many places the fields are evaluated, whatever the picture's shape
HALF = 0.2706  # fold(HALF) = 0.5
# what glow takes from the colours below: adding light alone burns out, mixing alone turns grey
DAZZLE = 0.45
BRIGHTEST = 1.1  # shade
AREA = 4.0  # of the picture, in the drawing's units: a square reaches from -1 to 1
# Curve of degree 3 with the colours as control points (Bernstein), in powers of the place on it
POWERS = np.array(
    [
        [1, 0, 0, 0],
        [-3, 3, 0, 0],
        [3, -6, 3, 0],
        [-1, 3, -3, 1],
    ],
    np.float32,
)


def extent(height: int, width: int) -> tuple[float, float]:
    """How far a picture reaches from its middle, down and across."""
    across = np.sqrt(AREA * width / height) / 2
    return across * height / width, across


def cells(height: int, width: int) -> tuple[int, int]:
    """Rows and columns of the grid for a picture."""
    rows = round(np.sqrt(CELLS * height / width))
    return rows, round(rows * width / height)


def places(rows: int, columns: int, down: float, across: float) -> tuple[np.ndarray, np.ndarray]:
    """x and y of the middles of cells, (rows x columns,) float32 each; x to the right, y down."""
    y, x = np.meshgrid(_middles(rows) * down, _middles(columns) * across, indexing="ij")
    return x.ravel().astype(np.float32), y.ravel().astype(np.float32)


def _middles(count: int) -> np.ndarray:
    """The middles of `count` cells between -1 and 1."""
    return (np.arange(count) + 0.5) / count * 2 - 1


def fold(phase: np.ndarray) -> np.ndarray:
    """0..1 and back with each unit of phase, at rest where it turns."""
    square = 4 * (phase - np.rint(phase)) ** 2
    return square * (2 - square)


def curves(colours: np.ndarray) -> np.ndarray:
    """(9, 3) -> (9, 3): per plane the factors of 1, w, w^2, w^3; then the glow."""
    back = POWERS @ colours[:STOPS]
    front = POWERS @ colours[STOPS : 2 * STOPS]
    glow = colours[COLOURS - 1 :]
    return np.concatenate([back, front, glow])


def compose(fields: np.ndarray, colours: np.ndarray) -> np.ndarray:
    """(6, h, w) and (9, 3) -> (h, w, 3) float32 in 0..1."""
    back, front, veil, edge, shade, glow = fields
    glow = np.clip(glow, 0, 1)
    shade = np.clip(shade, 0, BRIGHTEST)
    lit = shade * (1 - DAZZLE * glow)
    steep = (fold(veil) - 0.5) * np.exp(edge)
    seen = np.clip(steep + 0.5, 0, 1) * lit
    inks = [*_powers(lit - seen, fold(back)), *_powers(seen, fold(front)), glow]
    picture = np.stack(inks, -1) @ curves(colours)
    return np.clip(picture, 0, 1).astype(np.float32)


def _powers(amount: np.ndarray, place: np.ndarray) -> list[np.ndarray]:
    """How much of a plane is seen, by the powers of the place on its curve."""
    return [amount * place**power for power in range(STOPS)]
