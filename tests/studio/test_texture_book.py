"""A book of textures makes coarse pictures fine again: as sharp as the pictures are, and steady while they move."""

from itertools import pairwise

import cv2
import numpy as np
import pytest

from installation.studio.collection.picture_measures import sharpness
from installation.studio.collection.texture_book import DETAIL_BOOK, FINE_BOOK, TextureBook

SIZE = (192, 192)


def landscape(seed):
    """(192, 192, 3) uint8: two grounds of different grain that meet in a coast."""
    lots = np.random.default_rng(seed)
    height = cv2.resize(lots.normal(size=(6, 6)), SIZE, interpolation=cv2.INTER_CUBIC)
    rough = lots.normal(size=(*SIZE, 1)) * 18
    smooth = cv2.GaussianBlur(lots.normal(size=SIZE), (0, 0), 2)[..., None] * 40
    land = np.array((120, 100, 60)) + rough
    sea = np.array((20, 50, 110)) + smooth
    return np.where(height[..., None] > 0, land, sea).clip(0, 255).astype(np.uint8)


@pytest.fixture(scope="module", params=[DETAIL_BOOK, FINE_BOOK], ids=["detail", "fine"])
def book(request):
    return TextureBook.of((landscape(seed) for seed in range(40)), 40, request.param)


def coarse_of(picture, book):
    side = SIZE[0] // book.kind.factor
    small = cv2.resize(picture, (side, side), interpolation=cv2.INTER_AREA)
    return small.astype(np.float32) / 127.5 - 1


def levels(picture):
    return ((picture.clip(-1, 1) + 1) * 127.5).round().astype(np.uint8)


def test_a_picture_that_was_not_in_it_gets_its_sharpness_back(book):
    true = [landscape(seed) for seed in range(100, 104)]
    painted = [levels(book.painted(coarse_of(picture, book))) for picture in true]
    assert 0.5 < sharpness(np.stack(painted)) / sharpness(np.stack(true)) < 1.3
    for picture, again in zip(true, painted, strict=True):
        apart = np.abs(coarse_of(again, book) - coarse_of(picture, book)).mean()
        assert apart < 0.06  # seen from afar it is the same picture


def test_a_coarse_picture_that_changes_a_little_changes_the_fine_one_a_little(book):
    start = coarse_of(landscape(100), book)
    end = coarse_of(landscape(101), book)
    steps = np.linspace(0, 1, 200)[:20]
    shown = [book.painted((1 - step) * start + step * end) for step in steps]
    changes = [np.abs(b - a).mean() for a, b in pairwise(shown)]
    assert max(changes) < 3 * np.mean(changes)
    whole = np.abs(book.painted(end) - book.painted(start)).mean()
    assert max(changes) < 0.1 * whole
