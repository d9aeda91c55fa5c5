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
    cleaned = clean(field(spoilt, RELIEF))[RELIEF] > 0
    assert np.array_equal(cleaned, courses)


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
