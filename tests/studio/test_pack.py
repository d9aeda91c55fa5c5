"""The committed pack's generator answers, at every size, with smooth edges; ONNX Runtime only."""

import tomllib
from pathlib import Path

import numpy as np
import pytest

from installation.packs.session import open_session

PACK = Path(__file__).parents[2] / "models" / "facades"


@pytest.fixture(scope="module")
def session():
    return open_session(PACK / "generator.onnx", threads=1)


def point(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, 0.8, (1, 64)).astype(np.float32)


def first_place() -> np.ndarray:
    """What is between the styles has edges of its own: here is a house that the network knows."""
    places = tomllib.loads((PACK / "pack.toml").read_text())["place"]
    return np.array([places[0]["point"]], np.float32)


def fed(z, height, width):
    light = {name: np.array([-0.5], np.float32) for name in ("light_x", "light_y")}
    return {"z": z, "size": np.array([height, width], np.int64), **light}


def picture(session, z, height, width):
    feeds = fed(z, height, width)
    (planes,) = session.run(["picture"], feeds)
    return planes.transpose(0, 2, 3, 1)


@pytest.mark.parametrize("size", [(360, 640), (720, 1280), (640, 360), (300, 900)])
def test_answers_at_the_wanted_size(session, size):
    shown = picture(session, point(1), *size)
    assert shown.shape == (1, *size, 3)
    assert shown.dtype == np.uint8
    assert shown.std() > 5


def test_same_point_same_picture_and_others_differ(session):
    first = picture(session, point(1), 180, 320)
    assert np.array_equal(first, picture(session, point(1), 180, 320))
    assert not np.array_equal(first, picture(session, point(2), 180, 320))


@pytest.mark.parametrize("size", [(360, 640), (1440, 2560)])
def test_edges_are_smooth_but_not_soft(session, size):
    """The building's ground line: between two colours lie one to three pixels, whatever the size."""
    shown = picture(session, first_place(), *size)[0].astype(int)
    # the grain of the paper averages out
    column = shown[int(size[0] * 0.8) :, :40].sum(2).mean(1)
    steps = np.abs(np.diff(column))
    edge = steps.argmax()
    assert steps[edge] > 20
    # beside it lie a shadow and an edge in the light, which are less
    assert 1 <= (steps[max(0, edge - 4) : edge + 5] > 0.35 * steps[edge]).sum() <= 3


def test_a_small_picture_is_the_large_one_made_small(session):
    large = picture(session, first_place(), 720, 1280)[0].astype(float)
    small = picture(session, first_place(), 360, 640)[0].astype(float)
    # the grain of the paper is as fine at any size, so it is averaged out
    of_large = large.reshape(90, 8, 160, 8, 3).mean((1, 3))
    of_small = small.reshape(90, 4, 160, 4, 3).mean((1, 3))
    assert np.abs(of_large - of_small).mean() < 2


def test_hidden_layers_are_offered(session):
    names = [output.name for output in session.get_outputs()]
    assert len([name for name in names if name.startswith("layer_")]) >= 2
    feeds = fed(point(1), 90, 160)
    for layer in session.run(names[1:], feeds):
        assert layer.dtype == np.float32
        assert layer.ndim == 4
        assert np.isfinite(layer).all()
        assert layer.std() > 0
