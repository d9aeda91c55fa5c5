"""Letters: from distances to a picture, in every look, at any size."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("onnx")

from installation.packs.look_tables import parsed
from installation.packs.session import open_session
from installation.studio.common.onnx_graph import Graph
from installation.studio.letters.canvas_graph import MARGIN_CELLS, LettersCanvas
from installation.studio.letters.grid import NARROW, WIDE, compand
from installation.studio.letters.looks import LOOK_TABLE
from installation.studio.letters.painter_graph import GESTURES, LOOK_INPUTS, LettersPainter

SIZE = (180, 320)
LOOKS = parsed(dict(LOOK_TABLE)).tables
RESTING = {"light_x": -0.7, "light_y": 0.0, "hour": 0.5, "glow": 0.0}


def disc(radius: float, shape: tuple[int, int] = (NARROW, WIDE), right: float = 0.0) -> np.ndarray:
    """Companded field of a disc, `right` of the middle."""
    down = np.arange(shape[0])[:, None] + 0.5 - shape[0] / 2
    across = np.arange(shape[1]) + 0.5 - shape[1] / 2 - right
    distance = radius - np.hypot(down, across)
    return compand(distance.astype(np.float32))


@pytest.fixture(scope="module")
def session(tmp_path_factory):
    """Of a graph that takes fields where the generator decodes points."""
    g = Graph("letters painter")
    fields = g.input("fields", "float32", ["n", "h", "w"])
    spots = g.input("spots", "float32", ["n", 2])
    size = g.input("size", "int64", [2])
    inks = g.input("inks", "int64", ["n"])
    bearing = g.input("bearing", "float32", [1, 2])
    look = {name: g.input(name, "float32", shape) for name, shape in LOOK_INPUTS.items()}
    canvas = LettersCanvas(g, size, spots)
    placed = canvas.place(fields)
    picture = LettersPainter(g, canvas, look, bearing).write(placed, inks)
    g.output(picture, "picture", "uint8", [1, 3, "height", "width"])
    g.output(g.add(placed, 0.0), "placed", "float32", ["n", "rows", "columns"])
    path: Path = tmp_path_factory.mktemp("painter") / "painter.onnx"
    g.save(path)
    return open_session(path, 1)


def feed(fields: list[np.ndarray], look: str = "steps", **changed: Any) -> dict[str, np.ndarray]:
    values: dict[str, Any] = {**LOOKS[look], **RESTING}
    values["spots"] = [(0.5, 1.0)] * len(fields)
    values["bearing"] = [(1.0, 0.0)]
    values |= changed
    fed = {}
    for name, value in values.items():
        array = np.asarray(value, np.float32)
        fed[name] = np.atleast_1d(array)
    fed["fields"] = np.stack(fields)
    fed["inks"] = np.asarray(changed.get("inks", [0] * len(fields)), np.int64)
    fed["size"] = np.asarray(changed.get("size", SIZE), np.int64)
    return fed


def painted(session, *fields: np.ndarray, **changed: Any) -> np.ndarray:
    """(h, w, 3) float."""
    answer = session.run(["picture"], feed(list(fields), **changed))[0]
    return answer[0].transpose(1, 2, 0).astype(float)


def test_every_look_fits_the_graph():
    for name, table in LOOKS.items():
        assert set(table) == set(LOOK_INPUTS), name
        bands = table["day"].shape[-2]
        assert table["night"].shape[-2] == bands
        assert table["edges"].size == bands - 1
        assert np.all(np.diff(table["edges"]) >= 0)


@pytest.mark.parametrize("look", list(LOOKS))
@pytest.mark.parametrize("size", [(180, 320), (320, 180), (121, 211), (90, 400)])
def test_every_look_paints_any_size(session, look: str, size: tuple[int, int]):
    shape = (WIDE, NARROW) if size[0] > size[1] else (NARROW, WIDE)
    picture = painted(session, disc(20, shape), look=look, size=size)
    assert picture.shape == (*size, 3)
    assert picture.std() > (3 if look == "relief" else 20)


def test_beyond_its_own_grid_a_small_letter_still_tells_the_distance(session):
    spot = (0.3, 0.5)
    fed = feed([disc(1.0, right=10.0)], spots=[spot])
    placed = session.run(["placed"], fed)[0][0]
    cells = 2.0  # of the canvas for each of the letter's narrow side
    rows, columns = placed.shape
    down = (np.arange(rows)[:, None] + 0.5 - MARGIN_CELLS) / cells - NARROW / 2
    across = (np.arange(columns) + 0.5 - MARGIN_CELLS) / cells - WIDE * spot[0]
    truth = 0.5 * 1.0 - np.hypot(down, across - 0.5 * 10)
    assert np.abs(placed - truth).max() < 0.5


def test_an_edge_is_one_pixel_soft(session):
    plain = painted(session, disc(30.2), look="plain", grain=0, size=(360, 640))
    line = plain[180, :320, 0]
    between = (line > line.min() + 12) & (line < line.max() - 12)
    assert 1 <= between.sum() <= 2


def test_a_letter_of_no_size_is_not_there(session):
    alone = painted(session, disc(20))
    other = painted(session, disc(20), disc(30), spots=[(0.5, 1.0), (0.8, 0.0)])
    assert np.abs(alone - other).max() <= 1


def test_shadows_fall_away_from_the_light(session):
    lit_from_left = painted(session, disc(25), look="echo", line_width=0, grain=0)
    lit_from_right = painted(session, disc(25), look="echo", line_width=0, grain=0, light_x=0.7)
    right = slice(160 + 43, 160 + 46)
    left = slice(160 - 46, 160 - 43)
    ground = lit_from_left[90, -5:].mean()
    assert lit_from_left[90, right].mean() < ground - 10
    assert lit_from_left[90, left].mean() >= ground - 5
    assert lit_from_right[90, left].mean() < ground - 10


@pytest.mark.parametrize("others", [0, 1])
def test_no_dots_of_another_colour_lie_far_beside_a_letter(session, others: int):
    """On a wide strip, where the network's distances went up and down: mixing left the rows that tell the light."""
    down, across = np.mgrid[:NARROW, :WIDE]
    beside = np.abs(across - WIDE / 2) > NARROW / 2
    waves = np.where(down // 2 % 2, 0.3, -0.3) * beside
    fields = [disc(20) + waves.astype(np.float32)] * (1 + others)
    spots = [(0.5, 1.0), (0.1, 0.3)][: 1 + others]
    picture = painted(session, *fields, spots=spots, size=(90, 640), grain=0, light_x=0, light_y=-1)
    ground = picture[:, -100:]
    assert np.abs(ground - ground[0, 0]).max() <= 1


def test_in_a_pit_of_a_letter_there_is_no_rim_of_another_colour(session):
    """Where the network's distances fell steeply to the lowest that is told apart, mixing went below it."""
    down, across = np.mgrid[:NARROW, :WIDE] + 0.5
    away = np.hypot(down - NARROW / 2, across - WIDE / 2)
    pit = compand((40 * (away - 6)).clip(-200, 20).astype(np.float32))
    picture = painted(session, pit, grain=0)
    cell = SIZE[0] / NARROW
    rows, columns = np.mgrid[: SIZE[0], : SIZE[1]] + 0.5
    inside = np.hypot(rows - SIZE[0] / 2, columns - SIZE[1] / 2) < 4.5 * cell
    assert picture[inside].sum(1).max() <= picture[SIZE[0] // 2, SIZE[1] // 2].sum() + 3


def test_where_letters_overlap_the_colour_is_another(session):
    spots = [(0.45, 1.0), (0.55, 1.0)]
    fed = {"look": "plain", "spots": spots, "grain": 0}
    both = painted(session, disc(25), disc(25), **fed)
    overlap = LOOKS["plain"]["overlap_day"][0]
    assert np.abs(both[90, 160] - overlap).max() <= 2
    assert both[90, 160 - 50].max() < 40


def test_inks_darken_each_other_on_paper_and_lighten_on_black(session):
    inked = {"look": "overprint", "inks": [0, 1], "grain": 0, "shadow_length": 0}
    spots = [(0.4, 1.0), (0.6, 1.0)]
    for hour, sign in ((0.5, -1), (0.0, 1)):
        picture = painted(session, disc(30), disc(30), spots=spots, hour=hour, **inked)
        one = picture[90, 95].sum()
        both = picture[90, 160].sum()
        assert sign * (both - one) > 20


def test_a_glow_warms_without_a_flash(session):
    still = painted(session, disc(25))
    glowing = painted(session, disc(25), glow=1.0)
    grown = (glowing - still).mean((0, 1))
    assert 0 < grown.mean() < 25
    assert grown[0] > grown[2]


def test_night_comes_with_the_hour_and_palettes_with_style(session):
    day = painted(session, disc(25))
    night = painted(session, disc(25), hour=0.0)
    elsewhere = painted(session, disc(25), bearing=[(-1.0, 0.0)])
    assert night[0, 0].sum() < day[0, 0].sum() / 3
    assert np.abs(elsewhere - day).mean() > 10


def test_the_same_picture_is_painted_again(session):
    first = painted(session, disc(25))
    assert np.array_equal(first, painted(session, disc(25)))
    assert first[:20, :20].std() > 1  # grain


def test_gestures_are_inputs(session):
    names = {value.name for value in session.get_inputs()}
    assert set(GESTURES) <= names
