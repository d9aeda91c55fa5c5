"""What was shown before, laid over a frame where its tiles are held: softly, so that nobody sees where a tile ends."""

import cv2
import numpy as np

from installation.display.flash_tiles import (
    COLUMNS,
    EVERYWHERE,
    ROWS,
    TileBlock,
    around,
    has_whole_tiles,
    pixels,
)

_AROUND = 7  # tiles across: what is held with the one in their middle
_SOFT = 5  # tiles across: how far edges are softened. A held tile and those next to it are beyond their reach


def mix(before: np.ndarray, frame: np.ndarray, share: np.ndarray) -> list[TileBlock]:
    """Lays `share` of the frame over what was shown before, softly from tile to tile, into the frame.

    Only where tiles are held, one group of them at a time: the rest of the frame costs nothing. Returns where.
    """
    height, width = frame.shape[:2]
    # so that a held tile has no more than its share when the edges are softened
    near = np.ones((_AROUND, _AROUND), np.uint8)
    calm = cv2.GaussianBlur(cv2.erode(share, near), (_SOFT, _SOFT), 0)
    held = (calm < 1).astype(np.uint8)
    _, numbers, groups, _ = cv2.connectedComponentsWithStats(held)
    is_apart = has_whole_tiles(height, width)
    mixed: list[TileBlock] = []
    for number, (left, top, columns, rows, _) in enumerate(groups.tolist()):
        if number == 0:  # what is not held
            continue
        block = around(top, rows, left, columns) if is_apart else EVERYWHERE
        part = (
            pixels(top - 0.5, rows + 1, ROWS, height),
            pixels(left - 0.5, columns + 1, COLUMNS, width),
        )
        # another group may reach into the rectangle around this one
        own = np.where(numbers == number, calm, np.float32(1))
        new = _softly(own, block, part, height, width)
        cv2.blendLinear(
            before[part],
            frame[part],
            1 - new,
            new,
            dst=frame[part],
        )
        mixed.append(block)
    return mixed


def _softly(
    calm: np.ndarray, block: TileBlock, part: tuple[slice, slice], height: int, width: int
) -> np.ndarray:
    """The shares (rows, columns) of all tiles, from tile to tile for each pixel of a part of the frame in that block."""
    rows, columns = block.pixels(height, width)
    size = (min(columns.stop, width) - columns.start, min(rows.stop, height) - rows.start)
    soft = cv2.resize(calm[block.tiles], size, interpolation=cv2.INTER_LINEAR)
    down, across = part
    return soft[
        down.start - rows.start : down.stop - rows.start,
        across.start - columns.start : across.stop - columns.start,
    ]
