"""Facades: heads behind lit panes, as the graph cuts them from the light."""

import cv2
import numpy as np
import pytest

pytest.importorskip("onnx")

from installation.packs.session import open_session
from installation.studio.common.onnx_graph import Graph
from installation.studio.facades.drawing import LAYERS, STYLES, draw, sheets_of
from installation.studio.facades.drawing.lots import Choice
from installation.studio.facades.fields import COLUMNS, ROWS, fields_of
from installation.studio.facades.party_walls import PartyWalls
from installation.studio.facades.people_at_home import add_people_at_home
from installation.studio.facades.plans import HousePlans

SEED = 1


@pytest.fixture(scope="module")
def drawings():
    return [draw(SEED, number) for number in range(2 * len(STYLES))]


@pytest.fixture(scope="module")
def plans(drawings):
    colours = np.stack([drawing.colours for drawing in drawings])
    styles = np.array([drawing.style for drawing in drawings])
    return HousePlans.of([drawing.decisions for drawing in drawings], styles, colours)


@pytest.fixture(scope="module")
def session(plans, tmp_path_factory):
    """Fields and what is told of one house, to fields."""
    graph = Graph("people at home")
    fields = graph.input("fields", "float32", [1, len(LAYERS), ROWS, COLUMNS])
    told = graph.input("told", "float32", [1, plans.all_told(np.zeros(1, int)).shape[1]])
    walls = PartyWalls(graph, graph.constant([1.0]))
    peopled = add_people_at_home(graph, fields, told, plans.layout, walls)
    graph.output(peopled, "peopled", "float32", [1, len(LAYERS), ROWS, COLUMNS])
    path = tmp_path_factory.mktemp("graph") / "people.onnx"
    graph.save(path)
    return open_session(path, threads=1)


def peopled(session, plans, style, decisions, fields):
    own = plans.layout.styles[style]
    told = own.told(np.ones((1, 1), np.float32), own.plan(decisions)[None])
    told = plans.layout.told(style, told, np.zeros((1, 9, 3), np.float32))
    return session.run(["peopled"], {"fields": fields[None], "told": told})[0][0]


def with_people(drawing, **more):
    """What is decided of a house in whose middle somebody looks out."""
    at_home = {
        "at home": Choice(1, 2),
        "alone": Choice(1, 2),
        "at home, how far down": Choice(1, 3),
    }
    return {**drawing.decisions, "street": Choice(0, 7), **at_home, **more}


def lit_panes(fields):
    light, opening, dark = (fields[LAYERS.index(name)] for name in ("light", "opening", "dark"))
    return (light > 0) & (opening > 0) & (dark < 0)


@pytest.mark.parametrize("style", ["baroque", "altbau", "clapboard", "brutalism"])
def test_somebody_alone_at_home_is_a_head_that_stands_in_a_lit_pane(
    drawings, plans, session, style
):
    number = STYLES.index(style)
    drawing = next(each for each in drawings if each.style == number)
    decisions = with_people(drawing)
    fields = fields_of(sheets_of(style, {**decisions, "at home": Choice(0, 2)}))
    before = lit_panes(fields)
    after = lit_panes(peopled(session, plans, number, decisions, fields))
    cut = before & ~after
    parts, _ = cv2.connectedComponents(cut.astype(np.uint8), connectivity=8)
    assert parts == 2  # one, and the ground
    assert 12 < cut.sum() < 70
    rows, columns = np.nonzero(cut)
    lowest = rows.argmax()
    assert not before[rows[lowest] + 1, columns[lowest]]  # it stands on the sill


def test_in_a_cathedral_nobody_is_at_home(drawings, plans, session):
    drawing = next(each for each in drawings if each.style == STYLES.index("gothic"))
    fields = fields_of(drawing.sheets)
    cut = peopled(session, plans, drawing.style, with_people(drawing), fields)
    assert np.array_equal(cut, fields)


def test_where_nobody_is_at_home_nothing_is_cut_from_the_light(drawings, plans, session):
    for drawing in drawings:
        fields = fields_of(drawing.sheets)
        decisions = with_people(drawing, **{"at home": Choice(0, 2)})
        assert np.array_equal(peopled(session, plans, drawing.style, decisions, fields), fields)


@pytest.mark.parametrize("light", [-1.0, 0.0, 1.0])
def test_without_a_pane_or_with_one_great_pane_fields_stay_numbers(drawings, plans, session, light):
    for drawing in drawings:
        fields = np.full((len(LAYERS), ROWS, COLUMNS), light, np.float32)
        decisions = with_people(drawing, alone=Choice(0, 2))
        assert np.isfinite(peopled(session, plans, drawing.style, decisions, fields)).all()
