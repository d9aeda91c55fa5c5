"""Where one blob is several people side by side: by the heads on its outline.

Only the outline is looked at, and only to count: a head is a summit of the upper outline that stands on a
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
    filled = cv2.reduce(mask.view(np.uint8), 0, cv2.REDUCE_SUM, dtype=cv2.CV_32F)[0]
    tall = np.where(filled > 0, rows - mask.argmax(axis=0), 0).astype(np.float32)
    if columns <= WIDE * rows:
        return [int(tall.argmax())]
    width = max(3, rows // 14) | 1
    outline, body = (
        cv2.blur(line[None], (width, 1), borderType=cv2.BORDER_CONSTANT)[0]
        for line in (tall, filled)
    )
    highest = cv2.dilate(outline[None], np.ones((1, 2 * width + 1), np.uint8))[0]
    summit = (outline >= highest) & (body >= _COLUMN * outline)
    summit[1:] &= ~summit[:-1]  # of a flat one its left end
    summits = np.flatnonzero(summit).tolist()
    outline = outline.tolist()  # from here on few numbers, one at a time: plain ones are faster
    chosen: list[int] = []
    for x in sorted(summits, key=lambda x: -outline[x]):
        at = bisect(chosen, x)  # who is another one than both neighbours is another one than all
        if outline[x] >= _SHORTEST * rows and all(
            _two(outline, x, y, rows) for y in chosen[max(0, at - 1) : at + 1]
        ):
            chosen.insert(at, x)
    return chosen or [int(tall.argmax())]


def _two(outline: list[float], x: int, other: int, rows: int) -> bool:
    """True where the outline falls between two summits, and they are far enough apart to be two people."""
    left, right = sorted((x, other))
    return (
        right - left >= _APART * rows
        and min(outline[left : right + 1]) <= outline[x] - _VALLEY * rows
    )
