"""Specks are taken out of a house's fields, and nothing else."""

import cv2
import numpy as np
import pytest

pytest.importorskip("onnx")

from installation.studio.facades.drawing import LAYERS
from installation.studio.facades.fields import COLUMNS, ROWS
from installation.studio.facades.measures import has_crumbs
from installation.studio.facades.specks import CELL, speck_remover

MASS = LAYERS.index("mass")
RELIEF = LAYERS.index("relief")
OPENING = LAYERS.index("opening")
LIGHT = LAYERS.index("light")


@pytest.fixture(scope="module")
def clean():
    return speck_remover()


def field(is_ink, layer=MASS):
    """A layer as the distance to the edge of ink, (h, w) bool, in fields (8, h, w)."""
    inside = cv2.distanceTransform(is_ink.astype(np.uint8), cv2.DIST_L2, 5)
    outside = cv2.distanceTransform((~is_ink).astype(np.uint8), cv2.DIST_L2, 5)
    fields = np.full((len(LAYERS), ROWS, COLUMNS), -1.0, np.float32)
    fields[layer] = np.clip((inside - outside + np.where(is_ink, -0.5, 0.5)) * CELL, -1, 1)
    return fields


def relief_of(is_ink):
    """The same of a house that fills the picture."""
    fields = field(is_ink, RELIEF)
    fields[MASS] = 1.0
    return fields


def test_a_house_keeps_its_edges_and_its_thin_mast(clean):
    house = np.zeros((ROWS, COLUMNS), bool)
    house[60:120, 80:180] = True
    house[57:60, 100] = True
    fields = field(house)
    assert np.array_equal(clean(fields) > 0, fields > 0)


def test_scraps_and_pinholes_go(clean):
    house = np.zeros((ROWS, COLUMNS), bool)
    house[60:120, 80:180] = True
    spoilt = house.copy()
    spoilt[30, 40:42] = True
    spoilt[90, 120] = False
    assert np.array_equal(clean(field(spoilt))[MASS] > 0, house)


def test_relief_keeps_its_long_thin_courses_and_loses_what_is_short(clean):
    courses = np.zeros((ROWS, COLUMNS), bool)
    courses[60:100:4, 80:180] = True
    courses[60:100, 80] = True
    spoilt = courses.copy()
    spoilt[50:53, 40:43] = True
    spoilt[70, 200:204] = True
    cleaned = clean(relief_of(spoilt))[RELIEF] > 0
    assert np.array_equal(cleaned, courses)


def test_a_hairline_between_courses_closes_and_a_gap_stays(clean):
    courses = np.zeros((ROWS, COLUMNS), bool)
    courses[60:64, 80:180] = True
    courses[66:70, 80:180] = True
    fields = relief_of(courses)
    fields[RELIEF] += 0.3 * CELL  # two cells become less than half of one
    assert (clean(fields)[RELIEF][60:70, 90:170] > 0).all()
    fields = relief_of(courses)
    assert np.array_equal(clean(fields)[RELIEF] > 0, courses)


def test_light_beside_its_window_leaves_no_speck_in_the_next_one(clean):
    """The pane is cut to what is an opening, and only then looked at."""
    house = np.zeros((ROWS, COLUMNS), bool)
    house[40:120, 60:200] = True
    windows = np.zeros_like(house)
    windows[60:90, 80:100] = True
    windows[60:90, 110:130] = True
    lit = np.zeros_like(house)
    lit[64:86, 84:111] = True  # one cell too far
    fields = field(house)
    fields[LAYERS.index("ground")] = -1.0
    fields[OPENING] = field(windows, OPENING)[OPENING]
    fields[LIGHT] = field(lit, LIGHT)[LIGHT]
    shown = clean(fields)[LIGHT] > 0
    assert shown[66:84, 86:98].all()
    assert not shown[:, 100:].any()


def test_what_is_left_between_a_window_and_its_frame_closes(clean):
    """Behind the window the gap goes on, and would keep what is seen of it."""
    frame = np.zeros((ROWS, COLUMNS), bool)
    frame[50:100, 70:110] = True
    frame[60:90, 80:100] = False
    window = np.zeros_like(frame)
    window[60:90, 81:100] = True
    window[60:70, 80] = True
    window[76:90, 80] = True  # the sliver lies between
    fields = relief_of(frame)
    fields[OPENING] = field(window, OPENING)[OPENING]
    fields[RELIEF] += 0.2 * CELL
    cleaned = clean(fields)
    seen = np.maximum(cleaned[RELIEF], cleaned[OPENING]) > 0
    assert seen[52:98, 72:108].all()


def house_with(row, column, is_ink):
    """A wall, and ink or a gap of three by three cells somewhere."""
    wall = np.zeros((ROWS, COLUMNS), bool)
    wall[60:120, 80:180] = True
    wall[row : row + 3, column : column + 3] = is_ink
    return field(wall)


@pytest.mark.parametrize(
    ("place", "is_crumb"),
    [((30, 30, True), True), ((90, 120, False), True), ((57, 100, True), False)],
    ids=["a scrap in the sky", "a hole in the wall", "a chimney on the roof"],
)
def test_what_a_drawing_has_nothing_like_is_a_crumb(place, is_crumb):
    drawn = house_with(60, 80, True)
    assert not has_crumbs(drawn, drawn)
    assert has_crumbs(house_with(*place), drawn) == is_crumb
