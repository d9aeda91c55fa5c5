"""Life around a building: clouds, people in front of it and behind its panes, lamps and trees at the kerb.

What stands on the street is a silhouette in the ground's paper: it lies in front of the building. Few
places and few orders, as for lights: what looks like chance is not learned.
"""

import cv2
import numpy as np

from installation.studio.facades.drawing.figures import (
    draw_dressed,
    draw_somebody,
    draw_walker,
)
from installation.studio.facades.drawing.ink_canvas import (
    GROUND,
    MIDDLE,
    NO_INK,
    WIDTH,
    InkCanvas,
)
from installation.studio.facades.drawing.lots import Lots
from installation.studio.facades.drawing.materials import HOURS

# what may be seen on the street, and how often
STREETS = {
    "empty": 4,
    "walker": 2,
    "couple": 2,
    "crowd": 1.5,
    "lamps": 2,
    "trees": 2,
    "car": 1.5,
}
PASSING = ("walker", "couple", "crowd", "car")  # scenes that may stand at any of the SLOTS
STANDING = ("lamps", "trees")  # always at the same places
SLOTS = (-330, -200, -90, 90, 200, 330)  # from the middle
JITTER = 14  # pixels
SKIES = {"clear": 3, "left": 1, "right": 1, "both": 1}  # where clouds are
FROM_THE_DISC = 120  # pixels that a cloud keeps from the sun's or moon's edge
AT_HOME = 0.5  # share of buildings with somebody behind a pane
HOW_FAR_DOWN = (0.35, 0.65, 0.9)  # the row of panes, a share of the height
SMALLEST_PANE = (22, 26)  # width, height of a pane in which a head is seen


def draw_street(canvas: InkCanvas, lots: Lots) -> None:
    """One of STREETS, in front of the building."""
    scene = lots.pick("street", *STREETS, weights=list(STREETS.values()))
    slot = lots.pick("slot", *SLOTS)
    beside = lots.number("beside the slot", -JITTER, JITTER)
    if scene in PASSING:
        draw_passing(canvas, scene, MIDDLE + slot + beside)
    elif scene in STANDING:
        draw_standing(canvas, scene)


def draw_passing(canvas: InkCanvas, scene: str, cx: float) -> None:
    """One of PASSING."""
    if scene == "walker":
        draw_walker(canvas, cx, 76)
    elif scene == "couple":
        draw_somebody(canvas, cx - 19, 76)
        draw_dressed(canvas, cx + 19, 70)
    elif scene == "crowd":
        draw_dressed(canvas, cx - 62, 72)
        draw_dressed(canvas, cx - 24, 48)
        draw_somebody(canvas, cx + 14, 78)
        draw_walker(canvas, cx + 60, 70)
    elif scene == "car":
        _car(canvas, cx)


def draw_standing(canvas: InkCanvas, scene: str) -> None:
    """One of STANDING."""
    for side in (-1, 1):
        if scene == "lamps":
            _lamp(canvas, MIDDLE + side * 260)
        elif scene == "trees":
            _tree(canvas, MIDDLE + side * 330)


def draw_clouds(canvas: InkCanvas, lots: Lots, hour: str) -> None:
    """One of SKIES; a cloud keeps away from the hour's sun or moon."""
    sky = lots.pick("clouds", *SKIES, weights=list(SKIES.values()))
    size = lots.number("cloud size", 0.8, 1.25)
    if sky in ("left", "both"):
        _cloud(canvas, hour, 0.2 * WIDTH, 110, size)
    if sky in ("right", "both"):
        _cloud(canvas, hour, 0.78 * WIDTH, 138, 0.8 * size)


def draw_people_at_home(canvas: InkCanvas, lots: Lots) -> None:
    """A head and shoulders behind panes of one row, so that they are seen against the light."""
    if not lots.happens("at home", AT_HOME):
        return
    panes = _panes(canvas)
    if not panes:
        return
    wanted = lots.pick("at home, how far down", *HOW_FAR_DOWN)
    tops = np.array([pane[1] for pane in panes])
    nearest = tops[np.abs(tops - wanted * GROUND).argmin()]
    row = [pane for pane in panes if abs(pane[1] - nearest) < 6]
    is_alone = lots.happens("alone", 0.6)
    middle = len(row) // 2
    for pane in row[middle : middle + 1] if is_alone else row[::2]:
        _silhouette(canvas, pane)


def _panes(canvas: InkCanvas) -> list[tuple[int, int, int, int]]:
    """Panes of openings that are large enough: x, y, width, height, from left to right."""
    light = canvas.sheet("light") & canvas.sheet("opening")
    found = cv2.connectedComponentsWithStats(light, connectivity=4)
    boxes = np.asarray(found[2])[1:, :4]
    wide, high = SMALLEST_PANE
    large = boxes[(boxes[:, 2] >= wide) & (boxes[:, 3] >= high)]
    ordered = large[np.argsort(large[:, 0], kind="stable")]
    return [(int(x), int(y), int(w), int(h)) for x, y, w, h in ordered]


def _silhouette(canvas: InkCanvas, pane: tuple[int, int, int, int]) -> None:
    x, y, width, height = pane
    head = min(7.0, 0.2 * width)
    cx = x + min(width / 2, 24)
    foot = y + height
    shoulders = foot - min(0.42 * height, 16)
    canvas.oval("light", cx, shoulders - head, head, head * 1.15, NO_INK)
    canvas.dome("light", cx, foot + 2, 2 * head, foot - shoulders + 2, NO_INK)


def _lamp(canvas: InkCanvas, cx: float) -> None:
    """A lantern on a post; one sees through its pane."""
    top = GROUND - 150
    foot = top + 34  # of the lantern
    canvas.gable("ground", cx, top, 22, 16)
    canvas.polygon("ground", [(cx - 17, top), (cx + 17, top), (cx + 9, foot), (cx - 9, foot)])
    pane = [(cx - 10, top + 7), (cx + 10, top + 7), (cx + 6, foot - 7), (cx - 6, foot - 7)]
    canvas.polygon("ground", pane, NO_INK)
    canvas.upright("ground", cx, foot, GROUND + 2, 7)
    canvas.upright("ground", cx, foot + 10, foot + 17, 34)
    canvas.upright("ground", cx, GROUND - 22, GROUND + 2, 18)


def _tree(canvas: InkCanvas, cx: float) -> None:
    """A crown of three leaves of paper."""
    canvas.upright("ground", cx, GROUND - 90, GROUND + 2, 12)
    for aside in (-24, 24):
        canvas.oval("ground", cx + aside, GROUND - 104, 30, 28)
    canvas.oval("ground", cx, GROUND - 136, 36, 36)


def _car(canvas: InkCanvas, cx: float) -> None:
    """With panes to look through: without them it is a hill."""
    foot = GROUND - 10  # daylight between the wheels
    bonnet = GROUND - 32
    roof = GROUND - 62
    for side in (-1, 1):
        canvas.oval("ground", cx + side * 42, GROUND - 10, 16, 14)
    canvas.rect("ground", cx - 76, bonnet, cx + 76, foot)
    cabin = [(cx - 56, bonnet), (cx - 42, roof), (cx + 24, roof), (cx + 48, bonnet)]
    canvas.polygon("ground", cabin)
    behind = [(cx - 44, bonnet), (cx - 36, roof + 8), (cx - 12, roof + 8), (cx - 12, bonnet)]
    before = [(cx - 2, bonnet), (cx - 2, roof + 8), (cx + 18, roof + 8), (cx + 34, bonnet)]
    for pane in (behind, before):
        canvas.polygon("ground", pane, NO_INK)


def _cloud(canvas: InkCanvas, hour: str, cx: float, foot: float, size: float) -> None:
    disc = HOURS[hour].disc
    if disc.radius and np.hypot(disc.x - cx, disc.y - foot) < FROM_THE_DISC + disc.radius:
        return
    for offset, height in ((-62, 30), (-22, 58), (26, 46), (64, 26)):
        x = cx + offset * size
        canvas.dome("far", x, foot, 42 * size, height * size)
