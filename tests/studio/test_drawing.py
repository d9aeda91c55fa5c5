"""Every drawing stays in its frame, can be drawn again, and differs from the next."""

import cv2
import numpy as np
import pytest

from installation.studio.facades.compose import compose
from installation.studio.facades.drawing import HEIGHT, LAYERS, STYLES, WIDTH, draw
from installation.studio.facades.drawing.half_way import frame_of, half_way
from installation.studio.facades.drawing.ink_canvas import GROUND
from installation.studio.facades.fields import to_fields


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


def test_palettes_are_vivid():
    """The study's palettes regressed to grey: among 60 drawings the skies must differ and have colour."""
    skies = np.array([draw(1, index).colours[:2] for index in range(60)])
    assert skies.std(axis=0).mean() > 0.12
    assert (skies.max(axis=2) - skies.min(axis=2)).mean() > 0.2


def test_half_way_stands_one_house_of_both_whichever_way_it_is_walked():
    low = draw(1, 3)
    high = draw(1, 6)
    between = half_way(low, high, 0.3)
    back = half_way(high, low, 0.7)
    assert np.array_equal(between.sheets, back.sheets)
    assert np.allclose(between.colours, back.colours)
    count, _, stats, _ = cv2.connectedComponentsWithStats(layer(between, "mass").astype(np.uint8))
    assert count == 2
    assert stats[1, cv2.CC_STAT_AREA] > 0.08 * WIDTH * HEIGHT
    widths = [frame_of(house).right - frame_of(house).left for house in (low, between, high)]
    assert min(widths[0], widths[2]) - 8 <= widths[1] <= max(widths[0], widths[2]) + 8
    assert not (layer(between, "opening") & ~layer(between, "mass")).any()


def test_a_way_is_a_drawing_at_its_ends_and_moves_on_steadily():
    low = draw(1, 3)
    high = draw(1, 8)
    way = [half_way(low, high, share) for share in (0.0, 0.25, 0.5, 0.75, 1.0)]
    from_low = [(layer(house, "opening") ^ layer(low, "opening")).mean() for house in way]
    assert from_low[0] < 0.002
    assert from_low == sorted(from_low)
    assert (layer(way[-1], "opening") ^ layer(high, "opening")).mean() < 0.002


def test_between_a_sun_and_a_moon_far_apart_there_are_never_two():
    hours = {drawing.hour: drawing for drawing in (draw(1, k) for k in range(60))}
    for share in (0.2, 0.5, 0.8):
        between = half_way(hours["rose"], hours["night"], share)
        shining = layer(between, "light") & ~layer(between, "dark") & ~layer(between, "mass")
        count, _ = cv2.connectedComponents(shining.astype(np.uint8))
        assert count - 1 == (share != 0.5)
