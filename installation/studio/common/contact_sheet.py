"""Many pictures on one sheet, to be compared."""

import numpy as np

BACKGROUND = 17  # grey level between the pictures of a map
STEPS = 6  # pictures of a way from point to point


def contact_sheet(pictures: list[np.ndarray], columns: int) -> np.ndarray:
    """Pictures (h, w, 3) uint8 side by side, row below row; their number fills whole rows."""
    rows = []
    for first in range(0, len(pictures), columns):
        row = np.concatenate(pictures[first : first + columns], 1)
        rows.append(row)
    return np.concatenate(rows)


def scatter_sheet(
    layout: np.ndarray, thumbnails: np.ndarray, size: tuple[int, int], background: int = BACKGROUND
) -> np.ndarray:
    """Thumbnails (n, h, w, 3) uint8 where `layout` (n, 2) in -1..1 says; later ones cover earlier ones.

    `size` of the sheet is (height, width).
    """
    sheet = np.full((*size, 3), background, np.uint8)
    height, width = thumbnails.shape[1:3]
    room = np.array([size[1] - width, size[0] - height])
    corners = ((layout + 1) / 2 * room).astype(int)
    for (x, y), picture in zip(corners, thumbnails, strict=True):
        sheet[y : y + height, x : x + width] = picture
    return sheet
