"""Packs that take silhouettes: the visitors' coarse shape leads, and an empty room is calm."""

import numpy as np
import pytest

from installation.journey.visit import Visit
from installation.messages import Change
from installation.packs import manifest
from installation.packs.silhouette_points import picture_of, point_of
from tests.journey.conftest import DT, people, settings
from tests.packs.image_pack import write_image_pack


@pytest.fixture
def visit(tmp_path):
    folder = write_image_pack(tmp_path, 'from = "scene"', 'from = "silhouette"')
    return Visit(manifest.load(folder), settings(steering="wander"))


def shape(column):
    cells = np.zeros((18, 32), np.uint8)
    cells[4:, column - 2 : column + 3] = 1
    return cells


def test_visitors_see_their_own_shape_within_half_a_second_whatever_steers(visit):
    for column in (8, 24):
        for _ in range(round(0.8 / DT)):
            point = visit.tick(people(column / 32, silhouette=shape(column)), DT)
        away = np.linalg.norm(point - point_of(shape(column))) / np.sqrt(len(point))
        assert away < 0.2


def test_with_nobody_there_calm_shapes_pass_by_and_never_stop(visit):
    before = None
    changes = []
    for number in range(round(8 / DT)):
        point = visit.tick(None, DT)
        if number % 3:
            continue
        picture = picture_of(point, 36, 64).astype(float)
        if before is not None:
            change = 100 * np.abs(picture - before).mean() / 255
            visit.record(Change(1, 1, visit.number - 3, visit.number, change))
            changes.append(change / (3 * DT))
        before = picture
    a_second = np.array(changes[len(changes) // 2 :])
    assert 0.5 < a_second.mean() < 6 and a_second.max() < 15
    assert 0.02 < (before > 128).mean() < 0.5
