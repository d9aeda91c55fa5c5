"""map.npz: what may stand in it beside points, places and pictures, and what is refused."""

import numpy as np
import pytest

from installation.common.paths import ROOT
from installation.faults import BrokenPack
from installation.packs import atlas, manifest
from installation.packs.atlas import Atlas

COUNT = 5


def write_map(folder, **more):
    """`more`: other arrays, or None for one that is to be missing."""
    lots = np.random.default_rng(1)
    arrays = {
        "points": lots.standard_normal((COUNT, 3)),
        "layout": np.zeros((COUNT, 2)),
        "thumbnails": np.zeros((COUNT, 4, 4, 3), np.uint8),
    } | more
    there = {name: array for name, array in arrays.items() if array is not None}
    np.savez(folder / "map.npz", **there)


def test_captions_and_scale_need_not_be_there(tmp_path):
    write_map(tmp_path)
    assert atlas.load(tmp_path, 3).captions is None


def test_captions_are_kept(tmp_path):
    words = np.array([f"face {k}\nmaker" for k in range(COUNT)])
    write_map(tmp_path, captions=words)
    assert list(atlas.load(tmp_path, 3).captions) == list(words)


def test_directions_count_as_the_scale_says(tmp_path):
    write_map(tmp_path, scale=np.array([1, 1, 1000.0]))
    loaded = atlas.load(tmp_path, 3)
    point = np.array([50, 50, loaded.points[3, 2]], np.float32)
    assert loaded.nearest(point, 1) == [3]


def test_a_map_of_many_finds_what_lies_near_without_a_look_at_all():
    lots = np.random.default_rng(3)
    middles = lots.standard_normal((300, 24)) * 3
    points = (middles.repeat(100, axis=0) + lots.standard_normal((30_000, 24))).astype(np.float32)
    layout = points[:, :2] / 20
    many = Atlas(points, np.zeros(30_000), layout, np.zeros((30_000, 1, 1, 3), np.uint8))
    found = 0
    for point in points[::3000] + 0.1:
        away = np.linalg.norm(points - point, axis=1)
        near = many.nearest(point, 6)
        assert list(away[near]) == sorted(away[near])
        found += len(set(near) & set(np.argsort(away)[:6]))
        np.testing.assert_allclose(many.place(point), point[:2] / 20, atol=0.01)
    assert found >= 0.9 * 60


def test_who_is_farther_out_than_all_drawings_is_shown_beside_the_nearest_and_not_at_the_edge():
    """Incident: with letters the visitor's dot lay at the edge of the map for a third of the time."""
    letters = manifest.load(ROOT / "models" / "letters")
    sheet = atlas.load(letters.folder, letters.dimensions)
    numbers = range(0, len(sheet.points), 37)
    places = np.array([sheet.place(1.3 * sheet.points[number]) for number in numbers])
    assert (np.abs(places) == 1).any(1).mean() < 0.15
    assert np.median(np.abs(places - sheet.layout[numbers])) < 0.1


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"captions": np.array(["x" * 81] * COUNT)}, "captions has more than 80 signs"),
        ({"captions": np.array(["too few"])}, r"captions is \(1,\), wanted is \(5,\)"),
        ({"captions": np.arange(COUNT)}, "captions holds no text"),
        ({"captions": np.array([None] * COUNT, object)}, "captions is an array of Python objects"),
        ({"labels": np.array(["a", 1, 2, 3, 4], object)}, "labels is an array of Python objects"),
        ({"scale": np.array([1, 1, 0.0])}, "scale has numbers that are not above 0"),
        ({"scale": np.array([1, np.nan, 1])}, "scale has values that are no numbers"),
        ({"scale": np.ones(2)}, r"scale is \(2,\), wanted is \(3,\)"),
        ({"layout": None}, r"layout is missing; it holds points \(n, d\), layout"),
        ({"layout": np.array(["a", "b"])}, "layout holds no numbers"),
        ({"thumbnails": None}, "thumbnails is missing"),
        ({"thumbnails": np.zeros((COUNT, 4, 4, 3))}, "thumbnails is float64, wanted is uint8"),
        ({"thumbnails": np.zeros((COUNT, 3, 4, 4), np.uint8)}, r"wanted is \(5, h, w, 3\)"),
        ({"points": np.zeros((0, 3))}, "it holds no points"),
        ({"points": np.float32(1)}, "points is a single number"),
    ],
)
def test_what_does_not_fit_is_refused_by_its_name(tmp_path, more, told):
    write_map(tmp_path, **more)
    with pytest.raises(BrokenPack, match=rf"map\.npz: .*{told}"):
        atlas.load(tmp_path, 3)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "the file is empty"),
        (b"PK\3\4garbage", "it is damaged, or was not written by np.savez"),
        (b"garbage", "it is damaged, or was not written by np.savez"),
    ],
)
def test_a_file_that_is_no_map_is_told_in_words(tmp_path, content, told):
    (tmp_path / "map.npz").write_bytes(content)
    with pytest.raises(BrokenPack, match=told):
        atlas.load(tmp_path, 3)


def test_a_single_array_is_no_map(tmp_path):
    with open(tmp_path / "map.npz", "wb") as file:
        np.save(file, np.zeros((COUNT, 3)))
    with pytest.raises(BrokenPack, match="it is a single array"):
        atlas.load(tmp_path, 3)


def test_a_layout_in_other_units_fills_the_sheet(tmp_path):
    """Incident: of a layout from 0 to 100 all but the corner lay outside the pane."""
    layout = np.array([[0, 10], [100, 60], [50, 35], [20, 20], [80, 40]])
    write_map(tmp_path, layout=layout)
    known = atlas.load(tmp_path, 3)
    np.testing.assert_allclose(known.layout[:3], [[-1, -0.5], [1, 0.5], [0, 0]], atol=1e-6)
