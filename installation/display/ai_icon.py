"""The mark that an AI makes this picture as a sign: the house's own file, such as the EU's icon, or one drawn here."""

from pathlib import Path

import cv2
import numpy as np

from installation.display.asset_shelf import AssetShelf
from installation.display.box import Box
from installation.display.canvas import Ink, bgr
from installation.display.text import Typeface
from installation.faults import BadConfig

_MOST_BYTES = 4 << 20
_MOST_SIDE_PX = 4096
_LETTERS = "AI"
_LETTERS_SHARE = 0.62  # size of the letters, of the sign's height
_LINE = 0.09  # thickness of the frame around them, of the sign's height
_BESIDE = 0.24  # from the letters to the sign's edge
_CORNER = 0.24  # radius of its corners
_FINER = 4  # drawn so much larger, then made smaller: its edges are smooth


class AiIcon:
    """A picture with transparency, on a plate."""

    def __init__(self, picture: np.ndarray, height: int):
        """`picture` (h, w, 4) uint8 BGR and alpha, shown so many pixels high."""
        width = max(1, round(picture.shape[1] * height / picture.shape[0]))
        scaled = cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA)
        self.height = height
        self.width = width
        self._colours = scaled[..., :3].astype(np.float32)
        self._alpha = scaled[..., 3:].astype(np.float32) / 255

    def draw(self, canvas: np.ndarray, spot: Box) -> None:
        """Into the middle of a box of a canvas (h, w, 4)."""
        top = spot.top + (spot.height - self.height) // 2
        part = canvas[top : top + self.height, spot.left : spot.left + self.width, :3]
        part[:] = np.rint(self._alpha * self._colours + (1 - self._alpha) * part)


def load(shelf: AssetShelf, name: str) -> np.ndarray | None:
    """The PNG of this name in assets/icons, (h, w, 4) uint8 BGR and alpha; None where it cannot be used, or "" is named."""
    if not name:
        return None
    try:
        return shelf.read(f"icons/{name}", _decoded, _MOST_BYTES, is_vital=False)
    except BadConfig as fault:
        shelf.troubles.append(f"{fault}; a drawn sign stands in until it is mended")
        return None


def drawn(typeface: Typeface, ink: Ink, height: int) -> np.ndarray:
    """The letters AI in a frame with round corners: (h, w, 4) uint8 BGR and alpha. Nobody's official icon."""
    tall = _FINER * height
    letters = typeface.coverage(_LETTERS, _LETTERS_SHARE * tall, bold=True)
    letters = _without_margin(letters)
    wide = letters.shape[1] + 2 * round(_BESIDE * tall)
    alpha = _frame(tall, wide)
    top = (tall - letters.shape[0]) // 2
    left = (wide - letters.shape[1]) // 2
    part = alpha[top : top + letters.shape[0], left : left + letters.shape[1]]
    np.maximum(part, letters, out=part)
    colours = np.broadcast_to(np.array(bgr(ink), np.uint8), (tall, wide, 3))
    return np.dstack([colours, alpha])


def _frame(height: int, width: int) -> np.ndarray:
    """(h, w) uint8: a line along the edge of a box with round corners."""
    line = round(_LINE * height)
    alpha = np.zeros((height, width), np.uint8)
    _fill_round(alpha, 0, round(_CORNER * height), 255)
    _fill_round(alpha, line, round(_CORNER * height) - line, 0)
    return alpha


def _fill_round(alpha: np.ndarray, inset: int, radius: int, value: int) -> None:
    """A box with round corners, `inset` pixels from the edge."""
    height, width = alpha.shape
    near = inset + radius
    far_x = width - 1 - near
    far_y = height - 1 - near
    cv2.rectangle(alpha, (near, inset), (far_x, height - 1 - inset), value, cv2.FILLED)
    cv2.rectangle(alpha, (inset, near), (width - 1 - inset, far_y), value, cv2.FILLED)
    for corner in ((near, near), (far_x, near), (near, far_y), (far_x, far_y)):
        cv2.circle(alpha, corner, radius, value, cv2.FILLED)


def _without_margin(coverage: np.ndarray) -> np.ndarray:
    """Only the rows and columns on which something is."""
    rows = np.flatnonzero(coverage.any(axis=1))
    columns = np.flatnonzero(coverage.any(axis=0))
    if not len(rows):
        return coverage
    return coverage[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _decoded(path: Path, content: bytes) -> np.ndarray:
    """A PNG with transparency. Raises `BadConfig`."""
    try:
        picture = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_UNCHANGED)
    except cv2.error:
        picture = None
    is_usable = picture is not None and picture.dtype == np.uint8 and picture.ndim == 3
    if picture is None or not is_usable or picture.shape[2] != 4:
        raise BadConfig(f"the icon {path} cannot be used: wanted is a PNG with transparency")
    if max(picture.shape[:2]) > _MOST_SIDE_PX:
        raise BadConfig(f"the icon {path} has more than {_MOST_SIDE_PX} pixels a side")
    return picture
