"""The books of a collection: what kind of pictures they are of decides how freely patches are chosen."""

import numpy as np
import pytest

pytest.importorskip("PIL")
pytest.importorskip("tqdm")

from installation.studio.collection.books import Books
from installation.studio.collection.captions import Caption
from installation.studio.collection.frame import Frame
from installation.studio.collection.pictures import Collection, PictureInfo
from installation.studio.collection.texture_book import DETAIL_BOOK
from tests.studio.test_texture_book import landscape


def collection_of(detailed):
    infos = [PictureInfo(str(k), 1.0, False, Caption()) for k in range(len(detailed))]
    layouts = detailed[:, ::8, ::8]
    return Collection(Frame(24, 24), infos, [], layouts, detailed, np.empty((0, 768, 768, 3)))


def test_a_plain_field_of_a_scene_does_not_repeat_one_patch():
    """As a weave, which is seen at once."""
    scenes = np.stack([landscape(seed) for seed in range(40)])
    between = (70, 75, 85)  # of land and sea, which the book hardly has
    field = np.tile(np.array(between, np.float32) / 127.5 - 1, (24, 24, 1))
    rest = Books.of(collection_of(scenes)).detail.painted(field) - field[0, 0]
    step = DETAIL_BOOK.step
    repeated = (rest[:, step:] * rest[:, :-step]).mean() / (rest**2).mean()
    assert repeated < 0.05
