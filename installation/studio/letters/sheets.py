"""Contact sheets: what a person looks at before believing the numbers."""

import cv2
import numpy as np
from numpy.typing import NDArray

from installation.studio.common.contact_sheet import contact_sheet
from installation.studio.letters.grid import expand
from installation.studio.letters.measures import ACROSS

PAPER = (240, 236, 226)
INK = (34, 28, 26)
LINE = (90, 80, 200)
LACKING = (60, 60, 230)
TOO_MUCH = (230, 140, 60)
SPACING = 7.0  # cells between two echo lines
LINE_WIDTH = 1.2  # cells
STEEPEST = 4.0  # companded: farther away, distances are all the same
SheetPicture = NDArray[np.uint8]  # (h, w, 3) BGR
Floats = NDArray[np.float32]


def plain_picture(field: Floats, times: int = 1) -> SheetPicture:
    """(h, w) companded -> black on paper, `times` pixels per cell."""
    distance = _enlarged(field, times)
    cover = _cover(distance, times)
    return _mixed(PAPER, INK, cover)


def echo_picture(field: Floats, times: int = 2) -> SheetPicture:
    """Ink and echo lines, which show how calm the far field is."""
    distance = _enlarged(field, times)
    away = np.mod(-distance, SPACING)
    from_line = np.minimum(away, SPACING - away)
    is_outside = distance < -SPACING / 2
    within_line = np.asarray(LINE_WIDTH / 2 - from_line, np.float32)
    covered = _cover(within_line, times)
    lines = np.where(is_outside, covered, 0)
    ground = _mixed(PAPER, LINE, lines)
    cover = _cover(distance, times)
    return _mixed(ground, INK, cover)


def grid_of(pictures: list[SheetPicture], columns: int) -> SheetPicture:
    """Side by side, row below row; incomplete rows are filled with the first picture's paper."""
    missing = -len(pictures) % columns
    blank = np.full_like(pictures[0], PAPER)
    filled = pictures + [blank] * missing
    return contact_sheet(filled, columns)


def pairs_sheet(drawn: Floats, back: Floats, columns: int) -> SheetPicture:
    """Above each other what was drawn and what came back, (n, 108, 108) each."""
    pictures = []
    for before, after in zip(drawn, back, strict=True):
        upper = plain_picture(before)
        lower = _difference_picture(before, after)
        pictures.append(np.vstack([upper, lower]))
    return grid_of(pictures, columns)


def middles_sheet(fields: Floats, columns: int) -> SheetPicture:
    """(n, 108, 192) companded fields' middles in black on paper."""
    middles = fields[:, :, ACROSS]
    pictures = [plain_picture(field) for field in middles]
    return grid_of(pictures, columns)


def _difference_picture(drawn: Floats, back: Floats) -> SheetPicture:
    """What came back in ink; what it lacks in red, what it has too much in blue."""
    picture = plain_picture(back)
    was_ink = drawn > 0
    is_ink = back > 0
    picture[was_ink & ~is_ink] = LACKING
    picture[is_ink & ~was_ink] = TOO_MUCH
    return picture


def _enlarged(field: Floats, times: int) -> Floats:
    height, width = field.shape
    size = (width * times, height * times)
    wide = cv2.resize(field, size, interpolation=cv2.INTER_LINEAR)
    near = np.clip(wide, -STEEPEST, STEEPEST)
    return expand(near.astype(np.float32))


def _cover(distance: Floats, times: int) -> Floats:
    return np.clip(0.5 + distance * times, 0, 1)


def _mixed(
    ground: tuple[int, ...] | SheetPicture,
    above: tuple[int, ...],
    cover: Floats,
) -> SheetPicture:
    share = cover[..., None]
    below = np.array(ground) * (1 - share)
    painted = below + np.array(above) * share
    return painted.astype(np.uint8)
