"""The grid on which a letter's distance field is kept, and how distances are companded.

The grid is a square. A landscape picture is its middle rows, a portrait its middle columns: the
letter stands in the middle of both and fills the narrow side. All lengths are in cells; the
narrow side of the picture has NARROW of them.
"""

import numpy as np
from numpy.typing import NDArray

WIDE = 192  # cells along the square's side, and along the picture's wide side
NARROW = 108  # cells along the picture's narrow side
MARGIN = (WIDE - NARROW) // 2  # cells before the middle ones
CAPITAL = 69.0  # height of an H
BASELINE = 131.0  # from the square's top
LOWERED = {"Ä": 9.0, "Ö": 9.0, "Ü": 9.0}  # these stand lower: bold dots need the room
# up to about this distance a companded field is linear, beyond it grows like a logarithm
SOFT = 6.0

LANDSCAPE = (slice(MARGIN, MARGIN + NARROW), slice(None))
PORTRAIT = (slice(None), slice(MARGIN, MARGIN + NARROW))
MIDDLE = (LANDSCAPE[0], PORTRAIT[1])

LetterField = NDArray[np.float32]


def compand(distance: LetterField) -> LetterField:
    """Signed distance in cells -> companded: 1/SOFT as steep at the edge, positive inside."""
    return np.arcsinh(distance / SOFT)


def expand(companded: LetterField) -> LetterField:
    """Companded field -> signed distance in cells."""
    distance = SOFT * np.sinh(companded)
    return np.asarray(distance, np.float32)
