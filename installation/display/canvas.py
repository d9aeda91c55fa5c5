"""Drawing on a canvas: an array (h, w, 4) uint8 of blue, green, red and one unused byte, as in the screen's own memory.

Values only.
"""

import cv2
import numpy as np

from installation.display.box import Box

Ink = tuple[int, int, int]  # red, green, blue, 0..255
_SUBPIXEL_BITS = 4
_SUBPIXELS = 1 << _SUBPIXEL_BITS  # OpenCV takes positions in sixteenths of a pixel
_LONGEST_TIP = 0.4  # of an arrow
_TIP = 6  # times its line's thickness


def blank(height: int, width: int, ink: Ink) -> np.ndarray:
    """A canvas of one colour."""
    colour = np.array([*bgr(ink), 255], np.uint8)
    return np.broadcast_to(colour, (height, width, 4)).copy()


def bgr(ink: Ink) -> Ink:
    """As OpenCV and the screen's memory order colours."""
    red, green, blue = ink
    return blue, green, red


def mixed(one: Ink, other: Ink, share: float) -> Ink:
    """A colour between two: `share` 0 is the one, 1 the other."""
    start = np.array(one)
    red, green, blue = start + share * (np.array(other) - start)
    return int(red), int(green), int(blue)


def fill_box(canvas: np.ndarray, box: Box, ink: Ink) -> None:
    """Paints a box."""
    canvas[box.rows, box.columns, :3] = bgr(ink)


def draw_picture(
    canvas: np.ndarray,
    box: Box,
    picture: np.ndarray,
    smooth: bool = True,
) -> None:
    """Scales a picture, (h, w, 3) RGB or (h, w) grey uint8, into a box; one that is not smooth keeps its squares."""
    method = cv2.INTER_LINEAR if smooth else cv2.INTER_NEAREST
    if picture.shape[0] > box.height and picture.shape[1] > box.width:
        method = cv2.INTER_AREA
    scaled = cv2.resize(picture, (box.width, box.height), interpolation=method)
    if scaled.ndim == 2:
        canvas[box.rows, box.columns, :3] = scaled[..., None]
    else:
        canvas[box.rows, box.columns, :3] = scaled[..., ::-1]


def place_picture(canvas: np.ndarray, picture: np.ndarray) -> None:
    """Lays a picture (h, w, 3) uint8 RGB into the upper left corner, straight into the canvas's memory."""
    height, width = picture.shape[:2]
    cv2.cvtColor(picture, cv2.COLOR_RGB2BGRA, dst=canvas[:height, :width])


def draw_coverage(
    canvas: np.ndarray,
    left: int,
    top: int,
    coverage: np.ndarray,
    ink: Ink,
) -> None:
    """Draws a line of text (see `Typeface.coverage`); what juts out of the canvas is cut."""
    height, width = canvas.shape[:2]
    skip_rows = max(0, -top)
    skip_columns = max(0, -left)
    coverage = coverage[skip_rows : max(0, height - top), skip_columns : max(0, width - left)]
    if not coverage.size:
        return
    top += skip_rows
    left += skip_columns
    part = canvas[top : top + coverage.shape[0], left : left + coverage.shape[1], :3]
    share = coverage[..., None].astype(np.float32) / 255
    colour = np.array(bgr(ink), np.float32)
    part[:] = (part + share * (colour - part) + 0.5).astype(np.uint8)


def draw_dot(
    canvas: np.ndarray,
    x: float,
    y: float,
    radius: float,
    ink: Ink,
) -> None:
    """A soft-edged disc; positions count in parts of a pixel."""
    cv2.circle(
        canvas,
        (round(_SUBPIXELS * x), round(_SUBPIXELS * y)),
        round(_SUBPIXELS * radius),
        (*bgr(ink), 255),
        -1,
        cv2.LINE_AA,
        _SUBPIXEL_BITS,
    )


def draw_path(
    canvas: np.ndarray,
    points: np.ndarray,
    ink: Ink,
    thickness: int,
) -> None:
    """A line through points (n, 2)."""
    if len(points) < 2:
        return
    corners = (_SUBPIXELS * points).round().astype(np.int32)
    cv2.polylines(
        canvas,
        [corners],
        False,
        (*bgr(ink), 255),
        thickness,
        cv2.LINE_AA,
        _SUBPIXEL_BITS,
    )


def draw_arrow(
    canvas: np.ndarray,
    start: np.ndarray,
    end: np.ndarray,
    ink: Ink,
    thickness: int,
) -> None:
    """From (2,) to (2,); one shorter than a pixel is left out."""
    length = float(np.hypot(*(end - start)))
    if length < 1:
        return
    cv2.arrowedLine(
        canvas,
        _subpixels(start),
        _subpixels(end),
        (*bgr(ink), 255),
        thickness,
        cv2.LINE_AA,
        _SUBPIXEL_BITS,
        min(_LONGEST_TIP, _TIP * thickness / length),
    )


def _subpixels(point: np.ndarray) -> tuple[int, int]:
    x, y = (_SUBPIXELS * point).round().astype(int).tolist()
    return x, y
