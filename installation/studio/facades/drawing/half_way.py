"""What stands between two houses: the upper part of the one comes down over the other.

On the way the houses are made as wide and as high as the way demands, so that all that both have moves
along; a seam, a cornice, comes down through them, the one's storeys above it, the other's below.
Surroundings grow into each other, colours blend, and there is one sun. All edges are as clear as in a
drawing. Which of the two comes from above does not depend on where the way begins.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from installation.studio.facades.drawing.blending import blended
from installation.studio.facades.drawing.ink_canvas import (
    GROUND,
    HEIGHT,
    INK,
    LAYERS,
    NO_INK,
    WIDTH,
    InkCanvas,
)
from installation.studio.facades.drawing.one_sun import shine
from installation.studio.facades.drawing.sketch import FacadeDrawing, nest

HOUSE = ("relief", "opening", "light", "dark")
AROUND = ("far", "near", "ground")
BODY = (0.55, 0.9)  # shares of a house's height between which its walls are measured
SEAM = 12  # pixels, how high the cornice at the seam is
FADED = 0.12  # share of the way in which the cornice grows and vanishes
COARSE = 2  # pixels of the drawing per pixel of the distances
NO_CRUMB = np.ones((11, 11), np.uint8)  # pixels: what is thinner has all but vanished


@dataclass(frozen=True)
class HouseFrame:
    """What is matched between two houses; pixels of the drawing."""

    left: float
    right: float
    top: float

    def towards(self, other: "HouseFrame", share: float) -> "HouseFrame":
        """The frame `share` of the way to another one."""
        return HouseFrame(
            _mix(self.left, other.left, share),
            _mix(self.right, other.right, share),
            _mix(self.top, other.top, share),
        )


def half_way(first: FacadeDrawing, second: FacadeDrawing, share: float) -> FacadeDrawing:
    """What stands `share` of the way from one drawing to another."""
    if not _comes_from_above(second, first):
        return half_way(second, first, 1 - share)
    canvas = InkCanvas()
    for layer in AROUND:
        grown = _grown_into(_sheet(first, layer), _sheet(second, layer), share)
        canvas.sheet(layer)[:] = grown
    frame = frame_of(first).towards(frame_of(second), share)
    lower = _moved(first, frame)
    upper = _moved(second, frame)
    _join(canvas, lower, upper, frame, share)
    shine(canvas, first.hour, second.hour, share)
    nest(canvas)
    near = first if share < 0.5 else second
    colours = blended(first.colours, second.colours, share)
    return FacadeDrawing(
        canvas.sheets,
        colours,
        first.style,
        second.crown,
        near.hour,
    )


def frame_of(drawing: FacadeDrawing) -> HouseFrame:
    """Its walls, measured where they are plain, and its top."""
    mass = _sheet(drawing, "mass") > 0
    rows = np.flatnonzero(mass[:GROUND].any(1))
    top = int(rows[0])
    first, last = (int(top + share * (GROUND - top)) for share in BODY)
    body = mass[first:last]
    left = np.median(body.argmax(1))
    right = WIDTH - np.median(body[:, ::-1].argmax(1))
    return HouseFrame(float(left), float(right), float(top))


def _comes_from_above(one: FacadeDrawing, other: FacadeDrawing) -> bool:
    return _rank(one) <= _rank(other)


def _rank(drawing: FacadeDrawing) -> tuple[int, float]:
    """Styles in their order, of one style the higher house first."""
    return drawing.crown, frame_of(drawing).top


def _sheet(drawing: FacadeDrawing, layer: str) -> np.ndarray:
    return np.asarray(drawing.sheets[LAYERS.index(layer)])


def _mix(a: float, b: float, share: float) -> float:
    return a + (b - a) * share


def _moved(drawing: FacadeDrawing, frame: HouseFrame) -> InkCanvas:
    """The house alone, in another frame."""
    own = frame_of(drawing)
    across = (frame.right - frame.left) / (own.right - own.left)
    down = (GROUND - frame.top) / (GROUND - own.top)
    move = np.array(
        [
            [across, 0, frame.left - across * own.left],
            [0, down, GROUND - down * GROUND],
        ],
        np.float32,
    )
    canvas = InkCanvas()
    mass = _sheet(drawing, "mass")
    for layer in ("mass", *HOUSE):
        sheet = _sheet(drawing, layer) & mass
        moved = cv2.warpAffine(sheet, move, (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR)
        canvas.sheet(layer)[:] = np.where(moved > INK // 2, INK, NO_INK)
    return canvas


def _join(
    canvas: InkCanvas, lower: InkCanvas, upper: InkCanvas, frame: HouseFrame, share: float
) -> None:
    """The upper house above the seam, the lower one below, a cornice between them."""
    seam = round(_mix(frame.top, GROUND, share))
    for layer in ("mass", *HOUSE):
        canvas.sheet(layer)[:seam] = upper.sheet(layer)[:seam]
        canvas.sheet(layer)[seam:] = lower.sheet(layer)[seam:]
    _wall_up(canvas, seam)
    _cornice(canvas, seam, share)


def _wall_up(canvas: InkCanvas, seam: int) -> None:
    """What stands above the seam stands on something: walls go down to the house below."""
    if seam >= GROUND:
        return
    mass = canvas.sheet("mass")
    above = mass[seam - 1] > 0
    below = mass[seam:GROUND] > 0
    first = np.where(below.any(0), below.argmax(0), 0)
    rows = np.arange(GROUND - seam)[:, None]
    hangs = above & below.any(0)
    mass[seam:GROUND][(rows < first) & hangs] = INK


def _cornice(canvas: InkCanvas, seam: int, share: float) -> None:
    mass = canvas.sheet("mass")
    columns = np.flatnonzero(mass[seam - 1] | mass[min(seam + 1, GROUND - 1)])
    thickness = SEAM * min(1.0, share / FADED, (1 - share) / FADED)
    if not len(columns):
        return
    left = int(columns[0]) - thickness / 2
    right = int(columns[-1]) + 1 + thickness / 2
    for layer, ink in (("opening", NO_INK), ("light", NO_INK), ("mass", INK), ("relief", INK)):
        canvas.rect(layer, left, seam - thickness / 2, right, seam + thickness / 2, ink)


def _grown_into(first: np.ndarray, second: np.ndarray, share: float) -> np.ndarray:
    """Ink where the mean of both distances is positive."""
    start = _distance(first)
    mean = start + (_distance(second) - start) * share
    large = cv2.resize(mean, (WIDTH, HEIGHT), interpolation=cv2.INTER_LINEAR)
    ink = np.where(large > 0, INK, NO_INK).astype(np.uint8)
    return np.asarray(cv2.morphologyEx(ink, cv2.MORPH_OPEN, NO_CRUMB))


def _distance(sheet: np.ndarray) -> np.ndarray:
    """(576, 1024) ink -> (288, 512) float32 signed distance, positive inside, not cut off."""
    small = cv2.resize(sheet, (WIDTH // COARSE, HEIGHT // COARSE), interpolation=cv2.INTER_AREA)
    inside = (small > INK // 2).astype(np.uint8)
    if not inside.any():
        return np.full(inside.shape, -float(HEIGHT), np.float32)
    within = cv2.distanceTransform(inside, cv2.DIST_L2, 5)
    beyond = cv2.distanceTransform(1 - inside, cv2.DIST_L2, 5)
    return np.asarray(within - beyond, np.float32)
