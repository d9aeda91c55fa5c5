"""From a mask to blobs: connected areas of the frame that look like bodies, or parts of them."""

from dataclasses import dataclass, replace
from itertools import pairwise

import cv2
import numpy as np

from installation.vision import heads
from installation.vision.background import PLAIN, Departure
from installation.vision.track import Extent

_SPECK = cv2.getStructuringElement(cv2.MORPH_RECT, (2, 2))
_NEIGHBOURS = np.ones((3, 3), np.uint8)
_SMALLEST = 0.0035  # of the view; a person of a tenth of its height covers so much
_SHARP = 0.35  # of a body's outline is sharp; of a shadow's or a lamp's, a tenth
_GAPS = np.ones((5, 5), np.uint8)  # plain cloth between folds
_BORDER = np.ones((6, 6), np.uint8)  # ... and narrower than that is the border of a light
_LIT = 0.22  # of a blob is foreign at most where only light fell; of a body, 0.3 and more
_LIT_PLAIN = 0.03  # ... and where the room shows nothing that could be seen in another light
_TELLING = 0.1  # of a blob shows structure of the room, and it is known to be the room
_VANISHED = -0.05  # log units: an outline that lost contrast is of something that went away


@dataclass
class Blob:
    """One area. Pixels of the small image; `x1` and `y1` lie outside."""

    label: int
    x0: int
    y0: int
    x1: int
    y1: int
    area: int
    sharp: float  # share of its outline that is a new edge
    gain: float  # contrast its outline has gained against the background, log units
    moving: float  # share of its pixels that move
    # of its pixels, but for those that dazzle the camera
    foreign: float  # the share that shows structure which the room does not explain
    familiar: float  # the share that shows structure of the room

    @property
    def width(self) -> int:
        """Pixels."""
        return self.x1 - self.x0

    @property
    def height(self) -> int:
        """Pixels."""
        return self.y1 - self.y0

    @property
    def window(self) -> tuple[slice, slice]:
        """Its box as an index into an image (h, w)."""
        rows = slice(self.y0, self.y1)
        columns = slice(self.x0, self.x1)
        return rows, columns

    @property
    def extent(self) -> Extent:
        """All of it."""
        return Extent(
            x0=self.x0,
            y0=self.y0,
            x1=self.x1,
            y1=self.y1,
            pixels=self.area,
        )

    @property
    def is_bodily(self) -> bool:
        """True unless light, or something that went away, explains it."""
        return self.sharp >= _SHARP and self.gain > _VANISHED and not self.is_lit

    @property
    def is_lit(self) -> bool:
        """True where the room itself is seen in another light, as where a door throws a wedge of it."""
        is_room = self.familiar > _TELLING
        return self.foreign < (_LIT if is_room else _LIT_PLAIN)


def find(departure: Departure, moving: np.ndarray) -> tuple[np.ndarray, list[Blob]]:
    """(h, w) int32 labels, 0 where nothing is, and the blobs, largest first. `moving`: (h, w) uint8 0/1."""
    mask = _filled(departure.body)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(
        mask, connectivity=8, ltype=cv2.CV_32S
    )
    if count == 1:
        return labels, []
    inner = cv2.erode(mask, _NEIGHBOURS)
    outline = np.flatnonzero(mask - inner)
    owners = labels.take(outline)
    edges = cv2.dilate(departure.edges, _NEIGHBOURS)
    sharp = _mean_of_each(owners, edges.take(outline), count)
    gain = _mean_of_each(owners, departure.gain.take(outline), count)
    areas = stats[:, cv2.CC_STAT_AREA]
    telling = cv2.bitwise_and(mask, 1 - departure.dazzled)
    telling_areas = np.maximum(_pixels_of_each(telling, labels, count), 1)
    foreign_pixels = cv2.bitwise_and(telling, _foreign(departure))
    foreign_share = _pixels_of_each(foreign_pixels, labels, count) / telling_areas
    familiar_pixels = cv2.bitwise_and(telling, _mask(departure.foreign < -PLAIN))
    familiar_share = _pixels_of_each(familiar_pixels, labels, count) / telling_areas
    moving_pixels = cv2.bitwise_and(mask, moving)
    moving_share = _pixels_of_each(moving_pixels, labels, count) / areas
    found: list[Blob] = []
    smallest = _SMALLEST * mask.size
    for label in range(1, count):
        if areas[label] < smallest:
            continue
        whole = _blob(
            label,
            stats[label],
            sharp=float(sharp[label]),
            gain=float(gain[label]),
            moving=float(moving_share[label]),
            foreign=float(foreign_share[label]),
            familiar=float(familiar_share[label]),
        )
        found += _people(labels, whole, count + len(found))
    found.sort(key=lambda blob: -blob.area)
    return labels, found


def _people(labels: np.ndarray, blob: Blob, free_label: int) -> list[Blob]:
    """The blob, or its parts where it is several people side by side; these get labels from `free_label` on."""
    is_cut_off = blob.y1 == labels.shape[0]  # below: what stands up in it may as well be arms
    is_narrow = blob.width <= heads.WIDE * blob.height
    if is_cut_off or is_narrow:
        return [blob]
    window = labels[blob.window]
    inside = window == blob.label
    middles = heads.centres(inside)
    if len(middles) == 1:
        return [blob]
    between = [(left + right) // 2 for left, right in pairwise(middles)]
    cuts = [0, *between, blob.width]
    parts = []
    label = blob.label
    for number, (start, end) in enumerate(pairwise(cuts)):
        if start:
            label = free_label + number
        parts.append(_part(window, inside, blob, start, end, label))
    return parts


def _part(
    window: np.ndarray,
    inside: np.ndarray,
    blob: Blob,
    start: int,
    end: int,
    label: int,
) -> Blob:
    """The columns from `start` to `end` of a blob as a blob of its own, written into the labels of its window."""
    columns = inside[:, start:end]
    if label != blob.label:
        np.copyto(window[:, start:end], label, where=columns)
    pixels = columns.view(np.uint8)
    _, y, _, height = cv2.boundingRect(pixels)
    return replace(
        blob,
        label=label,
        x0=blob.x0 + start,
        x1=blob.x0 + end,
        y0=blob.y0 + y,
        y1=blob.y0 + y + height,
        area=cv2.countNonZero(pixels),
    )


def _filled(body: np.ndarray) -> np.ndarray:
    """Specks removed, parts that stand one above the other joined, holes filled; (h, w) uint8 0/1."""
    clean = cv2.morphologyEx(body, cv2.MORPH_OPEN, _SPECK)
    reach = max(3, body.shape[0] // 9) | 1
    tall = np.ones((reach, 5), np.uint8)
    joined = cv2.morphologyEx(clean, cv2.MORPH_CLOSE, tall)
    outlines, _ = cv2.findContours(joined, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return cv2.drawContours(joined, outlines, -1, 1, cv2.FILLED)


def _blob(
    label: int,
    stats: np.ndarray,
    sharp: float,
    gain: float,
    moving: float,
    foreign: float,
    familiar: float,
) -> Blob:
    """`stats` (5,): left, top, width, height, area, as OpenCV counts them."""
    x, y, width, height, area = stats.tolist()
    return Blob(
        label=label,
        x0=x,
        y0=y,
        x1=x + width,
        y1=y + height,
        area=area,
        sharp=sharp,
        gain=gain,
        moving=moving,
        foreign=foreign,
        familiar=familiar,
    )


def _foreign(departure: Departure) -> np.ndarray:
    """(h, w) uint8 0/1: areas of structure that is not the room's; a light has it along its borders only."""
    structured = _mask(departure.foreign > PLAIN) & (1 - departure.dazzled)
    areas = cv2.morphologyEx(structured, cv2.MORPH_CLOSE, _GAPS)
    return cv2.morphologyEx(areas, cv2.MORPH_OPEN, _BORDER)


def _mask(condition: np.ndarray) -> np.ndarray:
    """bool -> uint8 0/1."""
    return condition.astype(np.uint8)


def _pixels_of_each(mask: np.ndarray, labels: np.ndarray, count: int) -> np.ndarray:
    """(count,): how many pixels of the mask (h, w) uint8 0/1 each of `count` labels has."""
    return np.bincount(labels.take(np.flatnonzero(mask)), minlength=count)


def _mean_of_each(owners: np.ndarray, values: np.ndarray, count: int) -> np.ndarray:
    """(count,): the mean of the values (n,) that belong to each of `count` labels; `owners` (n,) says to which."""
    sums = np.bincount(owners, weights=values, minlength=count)
    numbers = np.bincount(owners, minlength=count)
    return sums / np.maximum(1, numbers)
