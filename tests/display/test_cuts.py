"""Another row of letters: the display crossfades to it, and nothing is held because it would flash."""

import cv2
import numpy as np
import pytest

from installation.display.blend import Blender
from installation.display.flash_limiter import FlashLimiter
from installation.display.theme import Transitions

HEIGHT, WIDTH = 180, 320
FRAMES = 90


def rings(*columns):
    """Bold black and white rings around spots, as letters with echo lines have them."""
    rows, across = np.mgrid[:HEIGHT, :WIDTH]
    distance = np.min([np.hypot(rows - HEIGHT / 2, across - x) for x in columns], axis=0)
    is_light = (distance // 14) % 2 == 0
    return np.repeat((is_light * 255).astype(np.uint8)[..., None], 3, 2)


@pytest.mark.parametrize("rate", [30, 60])
def test_another_row_of_letters_meets_no_limit(rate):
    alone = rings(160)
    both = rings(80, 240)
    blender = Blender(alone)
    limiter = FlashLimiter()
    frame = np.zeros((HEIGHT, WIDTH, 4), np.uint8)

    def show(picture, seconds, is_cut=False):
        for turn in range(round(seconds * rate)):
            if turn % 2 == 0:
                blender.receive(picture, is_cut=is_cut and turn == 0)
            frame[..., :3] = blender.tick(1 / rate)
            limiter.apply(frame, 1 / rate)

    show(alone, 2)
    show(both, 3, is_cut=True)
    show(alone, 3, is_cut=True)
    assert limiter.limited == 0
    assert cv2.norm(frame[..., :3], alone, cv2.NORM_INF) <= 1


def test_a_cut_within_a_model_never_leads_by_way_of_the_plate():
    grey = np.full((HEIGHT, WIDTH, 3), 120, np.uint8)
    blender = Blender(grey)
    blender.configure(Transitions(through="plate", change_s=1.0), (255, 0, 0))
    blender.receive(grey)
    blender.receive(grey, is_cut=True)
    for _ in range(FRAMES):
        assert np.array_equal(blender.tick(1 / 60), grey)
