"""Where one blob is several people side by side: by the heads on its outline.

Only the outline is looked at, and only to count. A head is a summit of the upper outline that stands on a
column of body down to the feet, which an outstretched arm does not.
"""

from bisect import bisect

import cv2
import numpy as np

WIDE = 0.42  # of its height: one person with swinging arms is rarely wider
_APART = 0.16  # of the taller one's height: nearer than this two heads are one
_VALLEY = 0.05  # of the height: so far the outline falls between two heads
_COLUMN = 0.6  # of the height under a summit is body
_SHORTEST = 0.55  # of the tallest one's height: whoever is smaller stands farther off, or is a bag


def centres(mask: np.ndarray) -> list[int]:
    """Columns of the heads in a blob, bool (h, w), from left to right; one column where it is one person."""
    rows, columns = mask.shape
    pixels = mask.view(np.uint8)
    filled = cv2.reduce(pixels, 0, cv2.REDUCE_SUM, dtype=cv2.CV_32F)[0]
    up_to = rows - mask.argmax(axis=0)
    heights = np.where(filled > 0, up_to, 0).astype(np.float32)
    highest = int(heights.argmax())
    if columns <= WIDE * rows:
        return [highest]
    width = max(3, rows // 14) | 1
    outline = _smoothed(heights, width)
    body = _smoothed(filled, width)
    summits = _summits(outline, body, width)
    # from here on few numbers, one at a time: plain ones are faster
    return _chosen(summits, outline.tolist(), rows) or [highest]


def _smoothed(line: np.ndarray, width: int) -> np.ndarray:
    """The mean of `width` neighbours; (w,) float32."""
    smooth = cv2.blur(
        line[None],
        (width, 1),
        borderType=cv2.BORDER_CONSTANT,
    )
    return smooth[0]


def _summits(outline: np.ndarray, body: np.ndarray, width: int) -> list[int]:
    """Columns that are the highest within `width` of them and stand on body; of a flat summit its left end."""
    reach = 2 * width + 1
    around = np.ones((1, reach), np.uint8)
    highest = cv2.dilate(outline[None], around)[0]
    is_highest = outline >= highest
    stands_on_body = body >= _COLUMN * outline
    is_summit = is_highest & stands_on_body
    is_summit[1:] &= ~is_summit[:-1]
    return np.flatnonzero(is_summit).tolist()


def _chosen(summits: list[int], outline: list[float], rows: int) -> list[int]:
    """The summits that are different people, from left to right; the highest are chosen first."""
    chosen: list[int] = []
    for x in sorted(summits, key=lambda x: -outline[x]):
        if outline[x] < _SHORTEST * rows:
            break
        # whoever is somebody else than both neighbours is somebody else than all
        at = bisect(chosen, x)
        first = max(0, at - 1)
        neighbours = chosen[first : at + 1]
        if all(_are_two(outline, x, other, rows) for other in neighbours):
            chosen.insert(at, x)
    return chosen


def _are_two(
    outline: list[float],
    x: int,
    other: int,
    rows: int,
) -> bool:
    """True where the outline falls between two summits, and they are far enough apart to be two people."""
    left = min(x, other)
    right = max(x, other)
    if right - left < _APART * rows:
        return False
    valley = min(outline[left : right + 1])
    return valley <= outline[x] - _VALLEY * rows
