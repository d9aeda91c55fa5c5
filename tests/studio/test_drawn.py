"""What counts as a drawing or a print of few colours: steps between inks, not the few hues of a photograph."""

import cv2
import numpy as np
import pytest

from installation.studio.collection.drawn import is_drawn

HEIGHT = 192
WIDTH = 320


def cloudy(random, size):
    """(h, w) 0 to 1: soft patches of about this many pixels."""
    field = cv2.GaussianBlur(random.normal(size=(HEIGHT, WIDTH)), (0, 0), size)
    return (field - field.min()) / np.ptp(field)


def coloured(field, dark, bright, grain, random):
    """(h, w) 0 to 1 -> (h, w, 3) uint8: from one colour to the other, with the grain of paper or film."""
    dark = np.asarray(dark)
    picture = dark + field[..., None] * (np.asarray(bright) - dark)
    return np.clip(picture + random.normal(0, grain, picture.shape), 0, 255).astype(np.uint8)


def woodcut(random):
    inked = cv2.GaussianBlur((cloudy(random, 15) > 0.55).astype(float), (0, 0), 0.8)
    return coloured(inked, (228, 216, 190), (150, 40, 30), 4, random)


def pen_on_paper(random):
    lines = np.zeros((HEIGHT, WIDTH))
    for _ in range(12):
        ends = random.uniform((0, 0), (WIDTH, HEIGHT), (6, 2)).astype(np.int32)
        cv2.polylines(lines, [ends], False, 1.0, 4, cv2.LINE_AA)
    return coloured(lines, (240, 236, 226), (40, 36, 30), 3, random)


def poster(random):
    picture = np.full((HEIGHT, WIDTH, 3), (240.0, 200.0, 40.0))
    for number, colour in enumerate([(200, 40, 30), (20, 40, 120), (250, 250, 240)]):
        cv2.circle(picture, (60 + 90 * number, 96), 50 + 8 * number, colour, -1, cv2.LINE_AA)
    return picture.astype(np.uint8)


def sea(random):
    return coloured(cloudy(random, 25), (6, 22, 60), (40, 90, 130), 3, random)


def fog(random):
    return coloured(cloudy(random, 20), (90, 90, 90), (215, 215, 215), 2, random)


def night(random):
    return coloured(cloudy(random, 12) ** 3, (4, 4, 10), (190, 150, 90), 3, random)


@pytest.mark.parametrize("paint", [woodcut, pen_on_paper, poster])
def test_prints_and_drawings_are_told_by_the_steps_between_their_inks(paint):
    random = np.random.default_rng(1)
    assert np.mean([is_drawn(paint(random)) for _ in range(4)]) == 1


@pytest.mark.parametrize("paint", [sea, fog, night])
def test_a_photograph_of_few_hues_is_no_drawing(paint):
    random = np.random.default_rng(1)
    assert np.mean([is_drawn(paint(random)) for _ in range(4)]) == 0
