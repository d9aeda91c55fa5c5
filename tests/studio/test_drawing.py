"""Every drawing stays in its frame, can be drawn again, and differs from the next."""

import cv2
import numpy as np
import pytest

from installation.studio.facades.compose import compose
from installation.studio.facades.drawing import HEIGHT, LAYERS, STYLES, WIDTH, draw
from installation.studio.facades.drawing.figures import draw_somebody, draw_walker
from installation.studio.facades.drawing.ink_canvas import GROUND, InkCanvas
from installation.studio.facades.fields import field_of, to_fields


def layer(drawing, name):
    return drawing.sheets[LAYERS.index(name)] > 0


@pytest.mark.parametrize("style", STYLES)
def test_building_stands_whole_in_its_frame(style):
    for index in range(6):
        building = layer(draw(3, index, style), "mass")
        assert building.shape == (HEIGHT, WIDTH)
        assert 0.08 < building.mean() < 0.6
        edges = (building[0], building[:, 0], building[:, -1])
        assert not any(edge.any() for edge in edges)
        assert building[GROUND - 5].any()


@pytest.mark.parametrize("style", STYLES)
def test_layers_nest(style):
    drawing = draw(3, 0, style)
    for inner in ("opening", "relief"):
        assert layer(drawing, inner).any()
        assert not (layer(drawing, inner) & ~layer(drawing, "mass")).any()


@pytest.mark.parametrize("style", STYLES)
def test_light_is_in_openings_or_stands_in_the_open_sky(style):
    drawing = next(d for d in (draw(3, k, style) for k in range(40)) if d.hour == "night")
    light = layer(drawing, "light")
    opening = layer(drawing, "opening")
    standing = [layer(drawing, name) for name in ("far", "near", "ground", "mass")]
    sky = ~np.logical_or.reduce(standing)
    assert (light & opening).any()
    assert (light & sky).any()
    assert not (light & ~opening & ~sky).any()


def test_a_drawing_can_be_drawn_again_and_differs_from_others():
    first = draw(1, 7)
    again = draw(1, 7)
    assert np.array_equal(first.sheets, again.sheets)
    assert np.array_equal(first.colours, again.colours)
    for other in (draw(1, 13), draw(2, 7)):
        assert not np.array_equal(first.sheets, other.sheets)


def test_styles_take_turns():
    assert [draw(1, index).style for index in range(6)] == list(range(6))


def test_some_houses_wear_the_crown_of_another_style_and_stay_in_their_frame():
    drawings = [draw(1, index) for index in range(60)]
    bridges = [drawing for drawing in drawings if drawing.crown != drawing.style]
    assert 5 <= len(bridges) <= 25
    for bridge in bridges:
        house = layer(bridge, "mass")
        assert not house[:4].any()
        # one house, not two parts with the sky between
        rows = np.flatnonzero(house.any(1))
        assert np.array_equal(rows, np.arange(rows[0], rows[-1] + 1))


def test_shadows_fall_away_from_the_light():
    drawing = draw(1, 82)
    fields = to_fields(drawing)
    from_left = compose(fields, drawing.colours, 288, 512, (-1.0, 0.0)).astype(int)
    from_right = compose(fields, drawing.colours, 288, 512, (1.0, 0.0)).astype(int)
    house = cv2.resize(layer(drawing, "mass").astype(np.uint8), (512, 288))
    first = house[180].argmax()
    last = 511 - house[180, ::-1].argmax()
    assert from_left[180, last + 2].sum() < from_right[180, last + 2].sum() - 20
    assert from_right[180, first - 3].sum() < from_left[180, first - 3].sum() - 20


@pytest.mark.parametrize("draw_figure", [draw_walker, draw_somebody])
def test_people_on_the_street_have_a_head_and_two_legs(draw_figure):
    canvas = InkCanvas()
    draw_figure(canvas, 300, 72)
    drawn = layer(canvas, "ground")
    assert runs(drawn[GROUND - 70]) == 1
    assert runs(drawn[GROUND - 8]) == 2
    # and are seen so in a field, whose cells are four pixels
    assert runs(field_of(canvas.sheet("ground"))[GROUND // 4 - 2] > 0) == 2


def runs(row):
    """How many stretches of ink a row has."""
    return int((np.diff(row.astype(int), prepend=0) == 1).sum())


def test_palettes_are_vivid():
    """The study's palettes regressed to grey: among 60 drawings the skies must differ and have colour."""
    skies = np.array([draw(1, index).colours[:2] for index in range(60)])
    assert skies.std(axis=0).mean() > 0.12
    assert (skies.max(axis=2) - skies.min(axis=2)).mean() > 0.2
