"""Letters: the map's countries, and the faces dealt out to them."""

import collections

import numpy as np
import pytest

pytest.importorskip("torch")

from installation.studio.letters import LETTERS
from installation.studio.letters.letters_map import (
    A_LETTER,
    THUMBNAIL,
    country_centres,
    dealt,
    thumbnail,
)


def test_faces_are_dealt_evenly_and_each_letter_has_different_ones():
    items = dealt(np.arange(900))
    assert len(items) == A_LETTER * len(LETTERS)
    assert len(set(items)) == len(items)
    uses = collections.Counter(item.face for item in items)
    assert len(uses) == 900
    assert max(uses.values()) - min(uses.values()) <= 1


def test_few_faces_are_enough():
    assert len(dealt(np.arange(3))) == 3 * len(LETTERS)


def spread_on_a_globe(count):
    """Directions (count, 3), evenly, along a spiral."""
    height = 1 - 2 * (np.arange(count) + 0.5) / count
    around = np.arange(count) * np.pi * (3 - 5**0.5)
    radius = np.sqrt(1 - height**2)
    return np.stack([radius * np.cos(around), radius * np.sin(around), height], 1)


def test_countries_fill_the_sheet_and_keep_their_distance():
    centres = country_centres(spread_on_a_globe(len(LETTERS)))
    assert np.abs(centres).max() < 1
    away = np.linalg.norm(centres[:, None] - centres, axis=2) + 9 * np.eye(len(centres))
    assert away.min() > 0.2
    assert (centres.max(0) - centres.min(0)).min() > 1.4


def test_a_thumbnail_is_ink_on_paper():
    field = np.full((108, 108), -3, np.float32)
    field[40:60] = 1
    picture = thumbnail(field)
    assert picture.shape == (THUMBNAIL, THUMBNAIL, 3)
    assert picture[0].min() > 200 > picture[20].max()
