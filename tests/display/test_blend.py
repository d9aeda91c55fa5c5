"""Between pictures: the screen moves softly at every turn, also when pictures stop coming."""

import numpy as np
import pytest

from installation.display.blend import Blender, fitted, safe_picture
from installation.display.fades import FadeIn
from installation.display.theme import Transitions

DT = 1 / 60


def plain(value, height=36, width=64):
    return np.full((height, width, 3), value, np.uint8)


def settled(value):
    """A blender on which pictures of this brightness have come for two seconds, 30 a second."""
    blender = Blender(safe_picture(36, 64))
    for turn in range(120):
        if turn % 2 == 0:
            blender.receive(plain(value))
        blender.tick(DT)
    return blender


def test_a_picture_comes_in_over_the_time_pictures_take():
    blender = settled(100)
    blender.receive(plain(200))
    way = [int(blender.tick(DT)[0, 0, 0]) for _ in range(4)]
    assert 145 <= way[0] <= 175 and way[-1] == 200


def test_with_reduced_motion_a_cut_of_the_model_becomes_a_slow_change():
    full = settled(60)
    reduced = settled(60)
    reduced.is_reduced = True
    steps = []
    for blender in (full, reduced):
        way = [60]
        for turn in range(240):
            if turn % 2 == 0:
                blender.receive(plain(200))
            way.append(int(blender.tick(DT)[0, 0, 0]))
        steps.append(max(np.diff(way)))
        assert way[-1] == 200
    assert steps[1] <= 5 < steps[0]


def test_while_it_is_still_a_light_that_flickers_stands_and_the_newest_picture_is_reached_in_the_end():
    blender = settled(100)
    blender.is_still = True
    for turn in range(120):
        if turn % 6 == 0:
            blender.receive(plain(40 if turn % 12 else 160))
        assert int(blender.tick(DT)[0, 0, 0]) == 100
    blender.receive(plain(200))
    blender.is_still = False
    for _ in range(30):
        blender.tick(DT)
    assert int(blender.shown[0, 0, 0]) == 200


@pytest.mark.parametrize("is_reduced", [False, True])
def test_a_turn_that_is_taken_back_shows_what_was_shown_before_and_the_next_goes_on_from_there(
    is_reduced,
):
    blender = settled(100)
    blender.is_reduced = is_reduced
    blender.tick(DT)
    assert not blender.take_back()
    blender.receive(plain(200))
    first = int(blender.tick(DT)[0, 0, 0])
    blender.receive(plain(220))
    blender.tick(DT)
    assert blender.take_back()
    assert int(blender.shown[0, 0, 0]) == first
    way = []
    for turn in range(120):
        if turn % 2 == 0:
            blender.receive(plain(220))
        way.append(int(blender.tick(DT)[0, 0, 0]))
    assert first <= way[0] <= 220 and way[-1] == 220
    assert min(np.diff(way)) >= 0


def test_the_first_picture_of_another_model_is_crossfaded_not_cut():
    blender = settled(100)
    way = [100]
    for turn in range(120):
        if turn % 2 == 0:
            blender.receive(plain(200), is_other_model=turn == 0)
        way.append(int(blender.tick(DT)[0, 0, 0]))
    assert max(np.diff(way)) <= 5 and way[-1] == 200


def test_a_theme_may_lead_from_one_model_to_another_by_way_of_its_plate():
    blender = settled(100)
    way = []
    blender.configure(Transitions(through="plate", change_s=2.0), (20, 20, 20))
    for turn in range(180):
        if turn % 2 == 0:
            blender.receive(plain(200), is_other_model=turn == 0)
        way.append(int(blender.tick(DT)[0, 0, 0]))
    assert min(way[40:80]) <= 25 and way[-1] == 200 and np.abs(np.diff([100, *way])).max() <= 6


def test_after_a_start_the_first_pictures_come_slowly_not_at_a_blow():
    blender = Blender(plain(0))
    way = []
    for turn in range(120):
        if turn % 2 == 0:
            blender.receive(plain(200))
        way.append(int(blender.tick(DT)[0, 0, 0]))
    assert max(np.diff(way)) <= 10 and way[-1] == 200


def test_when_the_model_was_away_its_return_is_no_flash():
    blender = settled(60)
    for _ in range(300):
        blender.tick(DT)
    before = int(blender.shown[0, 0, 0])
    way = []
    for turn in range(120):
        if turn % 2 == 0:
            blender.receive(plain(220))
        way.append(int(blender.tick(DT)[0, 0, 0]))
    assert max(np.diff([before, *way])) <= 12 and way[-1] == 220


def test_when_pictures_stop_coming_the_last_ones_keep_moving_gently():
    blender = Blender(safe_picture(36, 64))
    for turn in range(480):
        blender.receive(plain(50 + turn // 3))
        blender.tick(DT)
    shown = [int(blender.tick(DT)[0, 0, 0]) for _ in range(600)]
    assert max(shown) - min(shown) > 20
    assert np.abs(np.diff(shown)).max() <= 3


@pytest.mark.parametrize("shape", [(72, 128), (18, 32), (64, 64), (128, 30)])
def test_pictures_of_any_size_fill_the_screen_undistorted(shape):
    picture = np.zeros((*shape, 3), np.uint8)
    rows, columns = np.indices(shape)
    half = min(shape) / 4
    picture[(rows - shape[0] / 2) ** 2 + (columns - shape[1] / 2) ** 2 < half**2] = 255
    disc = fitted(picture, (36, 64, 3))[..., 0] > 127
    assert disc.shape == (36, 64)
    assert abs(disc.any(0).sum() - disc.any(1).sum()) <= 3 or disc.any(1).all()


def test_a_start_fades_in_from_dark():
    fade = FadeIn(1.0)
    way = [int(fade.apply(plain(200), DT)[0, 0, 0]) for _ in range(70)]
    assert way[0] < 10 and way[-1] == 200 and max(np.diff(way)) <= 5


def test_the_safe_picture_is_neither_black_nor_bright():
    assert 15 < safe_picture(36, 64).mean() < 120
