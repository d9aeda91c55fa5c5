"""From a mask to blobs: connected areas of the frame that look like (parts of) bodies."""

from dataclasses import dataclass, replace

import cv2
import numpy as np

from installation.vision import heads
from installation.vision.background import Departure

_SPECK = cv2.getStructuringElement(cv2.MORPH_RECT, (2, 2))
_BESIDE = np.ones((3, 3), np.uint8)
_SMALLEST = 0.0035  # of the view; a person of a tenth of its height covers so much
_SHARP = 0.35  # of a body's outline is sharp; of a shadow's or a lamp's, a tenth
_VANISHED = -0.05  # log units: an outline that lost contrast is of something that went away


@dataclass
class Blob:
    """One area. Pixels of the small image; `x1`, `y1` lie outside."""

    label: int
    x0: int
    y0: int
    x1: int
    y1: int
    area: int
    sharp: float  # share of its outline that is a new edge
    gain: float  # contrast its outline has gained against the background, log units
    moving: float  # share of its pixels that move

    @property
    def width(self) -> int:
        return self.x1 - self.x0

    @property
    def height(self) -> int:
        return self.y1 - self.y0

    @property
    def bodily(self) -> bool:
        """True unless light, or something that went away, explains it."""
        return self.sharp >= _SHARP and self.gain > _VANISHED


def find(departure: Departure, moving: np.ndarray) -> tuple[np.ndarray, list[Blob]]:
    """(h, w) int32 labels, 0 where nothing is, and the blobs, largest first. `moving`: (h, w) uint8 0/1."""
    mask = _filled(departure.body)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(
        mask, connectivity=8, ltype=cv2.CV_32S
    )
    if count == 1:
        return labels, []
    outline = np.flatnonzero(mask - cv2.erode(mask, _BESIDE))
    whose = labels.take(outline)
    sharp = _mean_on(whose, cv2.dilate(departure.edges, _BESIDE).take(outline), count)
    gain = _mean_on(whose, departure.gain.take(outline), count)
    stirring = labels.take(np.flatnonzero(cv2.bitwise_and(mask, moving)))
    motion = np.bincount(stirring, minlength=count) / stats[:, cv2.CC_STAT_AREA]
    found = []
    for label in range(1, count):
        if stats[label, cv2.CC_STAT_AREA] >= _SMALLEST * mask.size:
            whole = _blob(label, stats[label], sharp[label], gain[label], motion[label])
            found += _people(labels, whole, count + len(found))
    return labels, sorted(found, key=lambda blob: -blob.area)


def _people(labels: np.ndarray, blob: Blob, free_label: int) -> list[Blob]:
    """The blob, or its parts where it is several people side by side; they get labels from `free_label` on."""
    if blob.y1 == labels.shape[0] or blob.width <= heads.WIDE * blob.height:
        return [
            blob
        ]  # cut off below, what stands up in it may as well be arms; and a narrow one is one person
    window = labels[blob.y0 : blob.y1, blob.x0 : blob.x1]
    inside = window == blob.label
    middles = heads.centres(inside)
    if len(middles) == 1:
        return [blob]
    bounds = [0, *((a + b) // 2 for a, b in zip(middles, middles[1:])), blob.width]
    return [
        _part(window, inside, blob, since, to, blob.label if since == 0 else free_label + number)
        for number, (since, to) in enumerate(zip(bounds, bounds[1:]))
    ]


def _part(
    window: np.ndarray, inside: np.ndarray, blob: Blob, since: int, to: int, label: int
) -> Blob:
    """The columns from `since` to `to` of a blob as a blob of their own."""
    mine = inside[:, since:to].view(np.uint8)
    if label != blob.label:
        np.copyto(window[:, since:to], label, where=inside[:, since:to])
    _, y, _, height = cv2.boundingRect(mine)
    y0, area = blob.y0 + y, cv2.countNonZero(mine)
    return replace(
        blob, label=label, x0=blob.x0 + since, x1=blob.x0 + to, y0=y0, y1=y0 + height, area=area
    )


def _filled(body: np.ndarray) -> np.ndarray:
    """Specks removed, parts that stand above one another joined, holes filled; uint8 0/1."""
    clean = cv2.morphologyEx(body, cv2.MORPH_OPEN, _SPECK)
    tall = np.ones((max(3, body.shape[0] // 9) | 1, 5), np.uint8)
    joined = cv2.morphologyEx(clean, cv2.MORPH_CLOSE, tall)
    outlines, _ = cv2.findContours(joined, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return cv2.drawContours(joined, outlines, -1, 1, cv2.FILLED)


def _blob(label: int, stats, sharp: float, gain: float, moving: float) -> Blob:
    x, y, width, height, area = (int(value) for value in stats)
    return Blob(label, x, y, x + width, y + height, area, float(sharp), float(gain), float(moving))


def _mean_on(whose: np.ndarray, values: np.ndarray, count: int) -> np.ndarray:
    """The mean of the values (n,) that belong to each of `count` labels (n,); (count,)."""
    return np.bincount(whose, weights=values, minlength=count) / np.maximum(
        1, np.bincount(whose, minlength=count)
    )
