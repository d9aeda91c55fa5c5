"""Packs of several points, gestures and looks: all of it reaches the picture, and what does not fit
the graph is refused in words.
"""

from functools import partial

import cv2
import numpy as np
import pytest

from installation.config.schema import MarksConfig
from installation.faults import BrokenPack
from installation.marks.marker import Marker
from installation.packs import manifest, model_checks, preview, scene_checks
from installation.packs.runtime import Runtime
from installation.packs.scene import Scene
from installation.vocabulary import Severity
from tests.packs.scene_pack import write_scene_pack

LEFT = (1 / 6, 1.0)
RIGHT = (5 / 6, 1.0)
RED = (2, -2, -2, 0)
GREEN = (-2, 2, -2, 0)


@pytest.fixture
def folder(tmp_path):
    """Writes the pack with some words exchanged: `folder(was, becomes)`."""
    return partial(write_scene_pack, tmp_path)


@pytest.fixture
def runtime(folder):
    return load(folder())


def load(folder):
    return Runtime(manifest.load(folder), 1, 24, 32)


def scene(*points, spots=(LEFT, RIGHT), gestures=()):
    placed = np.array(spots[: len(points)], np.float32)
    return Scene(np.array(points, np.float32), placed, np.array(gestures, np.float32))


def paint(runtime, some):
    return runtime.paint(some, 24, 32).astype(int)


def test_points_side_by_side_are_in_the_picture_where_they_stand(runtime):
    both = paint(runtime, scene(RED, GREEN))
    exchanged = paint(runtime, scene(GREEN, RED))
    assert both[0, 5, 0] - both[0, 16, 0] > 40  # the left band is red
    assert both[0, 26, 1] - both[0, 16, 1] > 40
    np.testing.assert_array_equal(both, exchanged[:, ::-1])


def test_a_point_of_no_size_is_not_there(runtime):
    alone = paint(runtime, scene(RED))
    beside = paint(runtime, scene(RED, GREEN, spots=(LEFT, (RIGHT[0], 0.0))))
    np.testing.assert_array_equal(alone, beside)


def test_more_points_than_the_pack_shows_are_left_out(runtime):
    spots = (LEFT, (0.5, 1.0), RIGHT)
    three = paint(runtime, scene(RED, GREEN, RED, spots=spots))
    four = paint(runtime, scene(RED, GREEN, RED, GREEN, spots=(*spots, (0.5, 1.0))))
    np.testing.assert_array_equal(three, four)


def test_a_gesture_moves_the_picture_within_its_range(runtime):
    at_rest, half, most, beyond, none = (
        paint(runtime, scene(RED, gestures=gestures))
        for gestures in ((), (1.0,), (2.0,), (9.0,), (np.nan,))
    )
    assert (half - at_rest).min() == (half - at_rest).max() == 30
    assert (most - at_rest).max() == 60
    np.testing.assert_array_equal(most, beyond)
    np.testing.assert_array_equal(none, at_rest)


def test_another_look_is_painted_and_its_colours_are_those_of_the_papers(runtime, folder):
    day = paint(runtime, scene(RED))
    runtime.take_papers(manifest.load(folder('show = "day"', 'show = "night"')))
    night = paint(runtime, scene(RED))
    assert tuple(day[0, -1]) == (0x60 + 0x20 + 30, 0x40 + 0x20 + 30, 0x20 + 0x20 + 30)
    assert tuple(night[0, -1]) == (8 + 60, 8 + 60, 40 + 0x10 + 60)


def test_a_look_that_does_not_fit_leaves_the_one_before(runtime, folder):
    before = paint(runtime, scene(RED))
    spoiled = manifest.load(folder('paper = "#604020"', "paper = [1, 2]"))
    with pytest.raises(BrokenPack, match=r"\[look\.day\] paper: the graph takes numbers \(3\)"):
        runtime.take_papers(spoiled)
    np.testing.assert_array_equal(paint(runtime, scene(RED)), before)


@pytest.mark.parametrize(
    ("was", "becomes", "words"),
    [
        ('"#604020"', '"#6040"', '[look.day] paper holds "#6040": a colour is written "#rrggbb"'),
        ('"#604020"', "nan", "[look.day] paper holds what is no number"),
        ('"#604020"', "{ a = 1 }", "[look.day] paper: wanted is a number"),
        ('"#604020"', "[]", "[look.day] paper is empty"),
        ('["#000010"]', '["#000010", 3]', "[look.night] inks: its lists differ"),
        (
            '"#604020"',
            "[1, 2]",
            "[look.day] paper: the graph takes numbers (3), given are whole numbers (2)",
        ),
        ('["#000010"]', "[[[[1]]]]", "[look.night] inks: the graph takes numbers (any, 3)"),
        ("steps = 2", "steps = 2.5", "steps: the graph takes whole numbers (1), given is 2.5"),
        ("steps = 2", "step = 2", "[look.night] names step, but the graph has"),
        ("steps = 2", "glow = 2.0", "its input glow is fed twice"),
        ('inks = ["#000010"]', "", "[look.night] needs inks, which another look gives"),
        ('show = "day"', "", "[look] show is missing: it names the look that is shown (day, nigh"),
        ('show = "day"', 'show = "dusk"', "[look] show names dusk, available: day, ni"),
        ('show = "day"', 'show = ["day"]', "[look] show names ['day'], available: day, night"),
        (
            'show = "day"',
            "[look.show]",
            "names the look that is shown (day, night): call [look.show]",
        ),
        ("[look.day]", "day = 3\n[look.noon]", "[look] day is no look: a look is a table"),
        ("scene.onnx", "one_point.onnx", "z (1, 4) always takes 1, but [generator] most says 1 to"),
        ('spots = "spots"', "", "most = 3 needs spots"),
        ('spots = "spots"', 'spots = "places"', "[generator] spots names places, but the graph"),
        ('spots = "spots"', 'spots = "paper"', "spots names paper, which takes tensor(float) (3)"),
        ('input = "glow"', 'input = "glue"', "[[gesture]] input names glue, but the graph has"),
        ('input = "glow"', 'input = "paper"', "paper, which takes tensor(float) (3): wanted is a"),
        ("rest = 0", "rest = 3", "rest = 3 lies outside the range 0 to 2"),
        (
            "range = [0, 2]",
            "range = [0, inf]",
            "gesture.range = inf cannot be used: must be a finite",
        ),
    ],
)
def test_what_does_not_fit_is_refused_in_words(folder, was, becomes, words):
    with pytest.raises(BrokenPack) as fault:
        load(folder(was, becomes))
    assert words in str(fault.value)


def test_the_check_says_what_a_scene_may_hold(folder, runtime):
    pack = manifest.load(folder())
    (found,) = scene_checks.check_scenes(pack, runtime)
    assert (found.state, found.what) == (Severity.OK, "scene")
    assert "1 to 3 points side by side" in found.said
    assert "gestures glow by hand" in found.said
    assert "looks day, night; day is shown" in found.said
    speeds = [result.said for result in model_checks.check_speed(pack, runtime)]
    assert any("32x24, 3 points side by side" in said for said in speeds)


def test_the_check_names_the_look_that_fails_and_the_gesture_that_does_nothing(folder, runtime):
    idle = manifest.load(folder("range = [0, 2]", "range = [0, 0]"))
    assert "glow" in list(scene_checks.check_scenes(idle, runtime))[-1].said
    burnt = manifest.load(folder("paper = [8, 8, 40]", "paper = [900, 900, 900]"))
    with pytest.raises(BrokenPack, match=r"look night: .* of one colour"):
        list(scene_checks.check_scenes(burnt, runtime))


def test_the_preview_shows_points_side_by_side_and_the_other_looks(
    tmp_path, folder, runtime, monkeypatch
):
    monkeypatch.setattr(preview, "LEG_S", 0.1)
    page = preview.preview(
        manifest.load(folder()), runtime, tmp_path / "out", Marker(MarksConfig(), tmp_path)
    )
    sheet = cv2.imread(str(page.parent / "sheet.jpg"))
    row = 24 * 11 + preview.CAPTION  # enlarged
    assert round(sheet.shape[0] / row) == 5  # 24 samples, three side by side, the look night
    assert paint(runtime, scene(RED))[0, -1, 0] == 0x60 + 0x20 + 30  # the look day again
