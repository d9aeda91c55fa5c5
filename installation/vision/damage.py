"""Torn and damaged pictures: a frame that departs from the last one as nothing before a camera does.

A cable, a full USB bus or a bad network tears pictures: from some row on they are grey, shifted or of false colours,
or they are wholly grey or green, or blocks of them are. From one frame to the next that is a step across the whole
width, several rectangles at once, or a change of a third of the view; who walks, waves or steps close changes an eighth
at most, in shapes that fill no rectangle, and a light or an exposure step is taken out before. Such a frame is not
believed unless it stays.
"""

from enum import StrEnum

import cv2
import numpy as np

_CHANGED = 0.2  # log units away from the last frame's neighbours
_STEP = 0.15  # ... and from one row to the next
_TORN_WIDTH = 0.58  # of the columns step within the same few rows
_TORN_AREA = 0.075  # ... and so much of the view has changed
_LEAST_AREA = 0.005  # ... or so much, in blocks
_BLOCKS = 3  # at once; where people walk there is one now and then
_BLOCK_PX = 24  # one that is smaller may be noise
_BLOCK_SIDE_PX = 3
_FULL = 0.85  # of its box a block fills
_WHOLLY = 0.3  # so much has changed, in whatever way
_BELIEVED_S = 0.5  # what stays for so long is there
_BELIEVED_YOUNG_S = 0.35  # ... at the beginning, when the frames before may be the damaged ones
_YOUNG_S = 2.0
_OFTEN = 0.05  # of the time, lately: worth a word
_SELDOM = 0.01
_LATELY_S = 30.0
_COMPLAINT = (
    "pictures of the camera are damaged again and again, and are left out: "
    "try another cable or USB port, or a smaller [camera] width_px"
)
_NEIGHBOURS = np.ones((3, 3), np.uint8)
_FEW_ROWS = np.ones((7, 3), np.uint8)  # the blocks of a damaged JPEG are so high here
_THIRDS = (slice(None, None, 3), slice(None, None, 3))  # pixels enough for a median
_GREEN = 1


class Verdict(StrEnum):
    """What a frame is."""

    GOOD = "good"
    DAMAGED = "damaged"  # or not to be told from one yet
    NEW = "new"  # it departs from the beginning of the film, and stays: what came before it was damaged


class DamageWatch:
    """Judges the frames of one view, one after another."""

    def __init__(self, look: np.ndarray):
        """`look`: log light (h, w, 3) float32 of the first frame, as `background.log_light` makes it."""
        self._good = _green(look)  # of the last frame that was believed
        self._doubted: np.ndarray | None = None  # of the last one that was not
        self._doubt_s = 0.0  # for so long frames that look alike were not believed
        self._age_s = 0.0
        self._share = 0.0  # of the time, lately
        self._is_often = False

    @property
    def complaint(self) -> str:
        """That pictures are damaged again and again, as a sentence; "" while they are not."""
        return _COMPLAINT if self._is_often else ""

    def judge(self, look: np.ndarray, dt: float) -> Verdict:
        """`dt`: seconds since the frame before, believed or not."""
        now = _green(look)
        is_odd = _departs(now, self._good)
        self._note(is_odd, dt)
        is_young = self._age_s < _YOUNG_S
        if not is_odd:
            self._age_s += dt
            self._believe(now)
            return Verdict.GOOD
        is_other = self._doubted is None or _departs(now, self._doubted)
        self._doubt_s = 0.0 if is_other else self._doubt_s + dt
        self._doubted = now
        believed_s = _BELIEVED_YOUNG_S if is_young else _BELIEVED_S
        if self._doubt_s < believed_s:
            return Verdict.DAMAGED
        self._believe(now)
        if not is_young:
            return Verdict.GOOD
        self._age_s = 0.0
        return Verdict.NEW

    def _believe(self, now: np.ndarray) -> None:
        self._good = now
        self._doubted = None
        self._doubt_s = 0.0

    def _note(self, is_odd: bool, dt: float) -> None:
        self._share += float(-np.expm1(-dt / _LATELY_S)) * (is_odd - self._share)
        limit = _SELDOM if self._is_often else _OFTEN
        self._is_often = self._share > limit


def _green(look: np.ndarray) -> np.ndarray:
    return cv2.extractChannel(look, _GREEN)


def _departs(now: np.ndarray, before: np.ndarray) -> bool:
    """True where no visitor and no light explains how one frame (h, w) follows another."""
    light = np.median((now - before)[_THIRDS])
    plain = cv2.absdiff(now, before + light)
    share = np.count_nonzero(plain > _CHANGED) / plain.size
    if share < _LEAST_AREA:  # nearly always
        return False
    residual = _unexplained(now - light, before)
    changed = np.abs(residual) > _CHANGED
    if _blocks(changed) >= _BLOCKS:
        return True
    if share < _TORN_AREA:
        return False
    # from the other side as well: before a frame of nothing but noise, everything is explained
    lost = np.abs(_unexplained(before, now - light)) > _CHANGED
    if max(changed.mean(), lost.mean()) > _WHOLLY:
        return True
    if changed.mean() < _TORN_AREA:
        return False
    steps = (np.abs(np.diff(residual, axis=0)) > _STEP).astype(np.uint8)
    widths = cv2.dilate(steps, _FEW_ROWS).mean(axis=1)
    return bool(widths.max(initial=0.0) > _TORN_WIDTH)


def _unexplained(ours: np.ndarray, theirs: np.ndarray) -> np.ndarray:
    """(h, w): one frame against the nearest of each pixel's neighbours in another."""
    lowest = cv2.erode(theirs, _NEIGHBOURS)
    highest = cv2.dilate(theirs, _NEIGHBOURS)
    return np.asarray(ours - cv2.min(cv2.max(ours, lowest), highest))


def _blocks(changed: np.ndarray) -> int:
    """How many pieces of what has changed, bool (h, w), fill their box."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(changed.astype(np.uint8), connectivity=4)
    widths, heights, areas = stats[1:, 2], stats[1:, 3], stats[1:, 4]
    is_large = (areas >= _BLOCK_PX) & (np.minimum(widths, heights) >= _BLOCK_SIDE_PX)
    return int(np.count_nonzero(is_large & (areas >= _FULL * widths * heights)))
