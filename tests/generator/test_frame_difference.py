"""How much a picture differs from the last one: on one scale, whatever the size of the screen."""

import numpy as np
import pytest

from installation.generator.frame_difference import FrameDifference

SIZES = [(72, 128), (720, 1280), (1280, 720), (77, 131), (1080, 1920)]


def change(before, after):
    difference = FrameDifference()
    assert difference.record(before) is None
    return difference.record(after)


def bar(height, width, left):
    """White from `left` on, for a tenth of the width."""
    picture = np.zeros((height, width, 3), np.uint8)
    picture[:, round(left * width) : round((left + 0.1) * width)] = 255
    return picture


@pytest.mark.parametrize("size", SIZES)
def test_from_black_to_white_is_a_hundred_percent_and_no_change_is_none(size):
    black = np.zeros((*size, 3), np.uint8)
    assert change(black, black) == 0
    assert change(black, black + 255) == pytest.approx(100)


@pytest.mark.parametrize("size", SIZES)
def test_what_moves_on_the_screen_counts_the_same_at_every_size(size):
    assert change(bar(*size, 0.2), bar(*size, 0.25)) == pytest.approx(10, abs=1.5)


def test_a_picture_of_another_shape_is_a_first_one():
    assert change(np.zeros((72, 128, 3), np.uint8), np.zeros((128, 72, 3), np.uint8)) is None
