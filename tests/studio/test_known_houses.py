"""Where a point is led to: houses of one style, or of some with walls between them."""

import numpy as np
import pytest

pytest.importorskip("onnx")

from installation.packs.session import open_session
from installation.studio.common.onnx_graph import Graph
from installation.studio.facades.known_houses import BLUR, KnownHouses

AXES = 8
COLUMNS = 40
APART = 9.0  # how far the middles of two styles lie apart


@pytest.fixture(scope="module")
def houses():
    """Four styles in a row along the first axis."""
    rng = np.random.default_rng(2)
    styles = np.arange(400) % 4
    latents = rng.normal(size=(400, AXES)).astype(np.float32)
    latents[:, 0] += APART * styles
    return KnownHouses(latents, styles)


@pytest.fixture(scope="module")
def shown(houses, tmp_path_factory):
    """A point (d,) -> the latents that are decoded (n, d), and whose column each is: the first of the latent."""
    graph = Graph("known")
    point = graph.input("point", "float32", [1, AXES])
    latents, walls = houses.write(graph, point)
    firsts = graph.op("Slice", latents, graph.integers(0), graph.integers(1), graph.integers(1))
    maps = graph.op("Expand", graph.reshape(firsts, -1, 1, 1, 1), graph.integers(1, 1, 1, COLUMNS))
    graph.output(walls.joined(maps, COLUMNS), "columns", "float32", [1, 1, 1, COLUMNS])
    graph.output(latents, "latents", "float32", ["n", AXES])
    path = tmp_path_factory.mktemp("known") / "known.onnx"
    graph.save(path)
    session = open_session(path, threads=1)

    def run(place):
        latents, columns = session.run(["latents", "columns"], {"point": place[None]})
        return latents, columns[0, 0, 0]

    return run


def between(share):
    """From the middle of the first style (0) to that of the second (1)."""
    place = np.zeros(AXES, np.float32)
    place[0] = APART * share
    return place


def test_a_point_is_led_to_the_mean_of_the_houses_around_it(houses, shown):
    place = between(0.0)
    latents, columns = shown(place)
    known = houses.latents[houses.styles == 0]
    weights = np.exp(-((place - known) ** 2).sum(1) / (2 * BLUR**2))
    assert np.allclose(latents, [weights @ known / weights.sum()], atol=1e-4)
    assert np.allclose(columns, latents[0, 0])


def test_where_two_styles_meet_a_house_of_each_is_seen(houses, shown):
    latents, columns = shown(between(0.5))
    assert len(latents) == 2
    left, right = latents[:, 0]
    assert left < APART / 2 < right
    is_left = np.isclose(columns, left)
    is_right = np.isclose(columns, right)
    assert (is_left | is_right).sum() >= COLUMNS - 1  # but the one in which the wall stands
    assert is_left.argmin() == is_left.sum() > 0  # the earlier style is on the left


def test_the_wall_travels_without_a_leap(shown):
    widths = []
    for share in np.linspace(0.2, 0.8, 481):
        latents, columns = shown(between(share))
        if len(latents) == 2:
            left, right = latents[:, 0]
            widths.append(float((right - columns).sum() / (right - left)))
    steps = -np.diff(widths)
    assert widths[0] > COLUMNS - 4
    assert widths[-1] < 4
    assert steps.min() > 0
    assert steps.max() < COLUMNS / 8
