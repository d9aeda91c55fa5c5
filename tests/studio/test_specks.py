"""Specks are taken out of a house's fields, and nothing else."""

import cv2
import numpy as np
import pytest

pytest.importorskip("onnx")

from installation.packs.session import open_session
from installation.studio.common.onnx_graph import Graph
from installation.studio.facades.drawing import LAYERS, WIDTH
from installation.studio.facades.fields import COLUMNS, REACH, ROWS
from installation.studio.facades.measures import has_crumbs
from installation.studio.facades.specks import without_specks

CELL = WIDTH / COLUMNS / REACH  # in a field's unit
SHAPE = (1, len(LAYERS), ROWS, COLUMNS)
MASS = LAYERS.index("mass")


@pytest.fixture(scope="module")
def cleaned(tmp_path_factory):
    graph = Graph("specks")
    fields = graph.input("fields", "float32", SHAPE)
    graph.output(without_specks(graph, fields), "clean", "float32", SHAPE)
    path = tmp_path_factory.mktemp("specks") / "specks.onnx"
    graph.save(path)
    session = open_session(path, threads=1)
    return lambda fields: session.run(["clean"], {"fields": fields})[0]


def field(is_ink):
    """A layer's mass as the distance to the edge of ink, (h, w) bool, in fields (1, 8, h, w)."""
    inside = cv2.distanceTransform(is_ink.astype(np.uint8), cv2.DIST_L2, 5)
    outside = cv2.distanceTransform((~is_ink).astype(np.uint8), cv2.DIST_L2, 5)
    fields = np.full(SHAPE, -1.0, np.float32)
    fields[0, MASS] = np.clip((inside - outside + np.where(is_ink, -0.5, 0.5)) * CELL, -1, 1)
    return fields


def test_a_house_keeps_its_edges_and_its_thin_mast(cleaned):
    house = np.zeros((ROWS, COLUMNS), bool)
    house[60:120, 80:180] = True
    house[57:60, 100] = True
    fields = field(house)
    assert np.array_equal(cleaned(fields) > 0, fields > 0)


def test_scraps_and_pinholes_go(cleaned):
    house = np.zeros((ROWS, COLUMNS), bool)
    house[60:120, 80:180] = True
    spoilt = house.copy()
    spoilt[30, 40:42] = True
    spoilt[90, 120] = False
    assert np.array_equal(cleaned(field(spoilt))[0, MASS] > 0, house)


def house_with(row, column, is_ink):
    """A wall, and ink or a gap of three by three cells somewhere."""
    wall = np.zeros((ROWS, COLUMNS), bool)
    wall[60:120, 80:180] = True
    wall[row : row + 3, column : column + 3] = is_ink
    return field(wall)[0]


@pytest.mark.parametrize(
    ("place", "is_crumb"),
    [((30, 30, True), True), ((90, 120, False), True), ((57, 100, True), False)],
    ids=["a scrap in the sky", "a hole in the wall", "a chimney on the roof"],
)
def test_what_a_drawing_has_nothing_like_is_a_crumb(place, is_crumb):
    drawn = house_with(60, 80, True)
    assert not has_crumbs(drawn, drawn)
    assert has_crumbs(house_with(*place), drawn) == is_crumb
