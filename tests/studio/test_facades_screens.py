"""Facades on screens of any form."""

import numpy as np
import pytest

pytest.importorskip("onnx")

from installation.packs.session import open_session
from installation.studio.common.onnx_graph import Graph
from installation.studio.facades.composer_graph import HOUSE, FacadesComposerGraph
from installation.studio.facades.drawing import COLOURS, LAYERS
from installation.studio.facades.fields import COLUMNS, ROWS

SKY = (0.2, 0.4, 0.9)
WALL = (0.9, 0.3, 0.2)


@pytest.fixture(scope="module")
def session(tmp_path_factory):
    """A house nearly as wide as HOUSE that stands on the street, in the middle."""
    fields = np.full((1, len(LAYERS), ROWS, COLUMNS), -1.0, np.float32)
    left = int(COLUMNS - HOUSE) // 2 + 6
    fields[0, LAYERS.index("mass"), 40:, left:-left] = 1.0
    fields[0, LAYERS.index("ground"), 130:] = 1.0
    colours = np.full((len(COLOURS), 3), 0.1, np.float32)
    colours[[COLOURS.index("sky_top"), COLOURS.index("sky_low")]] = SKY
    colours[COLOURS.index("wall")] = WALL
    graph = Graph("screens")
    size = graph.input("size", "int64", [2])
    picture = FacadesComposerGraph(graph, size).write(
        graph.constant(fields), graph.constant(colours)
    )
    graph.output(picture, "picture", "uint8", [1, 3, "height", "width"])
    path = tmp_path_factory.mktemp("screens") / "screens.onnx"
    graph.save(path)
    return open_session(path, threads=1)


@pytest.mark.parametrize(("height", "width"), [(640, 360), (480, 480), (480, 640), (360, 640)])
def test_a_whole_house_is_seen_in_its_own_proportions(session, height, width):
    feeds = {
        "size": np.array([height, width], np.int64),
        "light_x": np.zeros(1, np.float32),
        "light_y": np.zeros(1, np.float32),
    }
    picture = session.run(["picture"], feeds)[0][0].astype(int)
    assert picture.shape == (3, height, width)
    is_wall = picture[0] > picture[2] + 60
    rows = np.flatnonzero(is_wall.sum(1) > width / 4)
    columns = np.flatnonzero(is_wall.sum(0) > (rows[-1] - rows[0]) / 2)
    assert columns[0] > 2
    assert columns[-1] < width - 3
    assert (columns[-1] - columns[0]) / (rows[-1] - rows[0]) == pytest.approx(172 / 90, rel=0.05)
    assert picture[2, 0].min() > picture[0, 0].max() + 60  # the sky goes on to the top
