"""The metadata of a pack: read strictly, refused in words."""

import numpy as np
import pytest

from installation.faults import BrokenPack
from installation.packs import manifest

GOOD = """
[pack]
name = "test"
version = "1"
title = { de = "Probe", en = "Test" }
[generator]
dimensions = 3
[[place]]
title = { en = "somewhere" }
point = [1, 2, 3]
"""


def pack(tmp_path, text):
    folder = tmp_path / "test"
    folder.mkdir(exist_ok=True)
    (folder / "generator.onnx").write_bytes(b"x")
    (folder / "pack.toml").write_text(text)
    return folder


def test_papers_in_order_are_read(tmp_path):
    read = manifest.load(pack(tmp_path, GOOD))
    assert (read.about.title["de"], read.dimensions) == ("Probe", 3)
    np.testing.assert_array_equal(read.places, [[1, 2, 3]])


def test_places_may_be_rows_of_the_map(tmp_path):
    folder = pack(tmp_path, GOOD.replace("point = [1, 2, 3]", "row = 1"))
    np.savez(folder / "map.npz", points=np.arange(6, dtype=np.float32).reshape(2, 3))
    np.testing.assert_array_equal(manifest.load(folder).places, [[3, 4, 5]])


def test_a_map_that_holds_pickled_objects_is_not_opened(tmp_path):
    folder = pack(tmp_path, GOOD.replace("point = [1, 2, 3]", "row = 0"))
    np.savez(folder / "map.npz", points=np.array([print, print], dtype=object))
    with pytest.raises(BrokenPack, match=r"row 0 of map\.npz"):
        manifest.load(folder)


@pytest.mark.parametrize(
    ("was", "becomes", "words"),
    [
        ("[pack]", "[pakc]", "pakc"),
        ('version = "1"', "", "pack.version"),
        ('name = "test"', 'name = "../test"', "pack.name"),
        ("dimensions = 3", "dimensions = 4", "place 1 needs 4 finite values, has 3"),
        ("[1, 2, 3]", "[1, nan, 3]", "place 1 holds values that are not finite"),
        ("dimensions = 3", "truncation = 0", "must be more than 0"),
        (
            "dimensions = 3",
            "dimensions = 3\nsteady = 3",
            "steady = 3 leaves nothing that could move",
        ),
        ("dimensions = 3", "dimensions = 3\nsteady = 30", "steady = 30 leaves nothing that could"),
        ("dimensions = 3", "dimensions = 3\nrange = [1]", "generator.range = [1] cannot be used"),
        ("[generator]", '[sound]\nroot = "H2"\n[generator]', "a note from C0 to B4"),
        ("[generator]", '[gesture]\nfrom = "hand"\n[generator]', "above each stands [[gesture]]"),
        (
            "[generator]",
            '[[gesture]]\ninput = "a"\nfrom = "hand"\nrange = [0.4]\n[generator]',
            "gesture.range = [0.4] cannot be used: must be a pair of numbers",
        ),
        ("[generator]", '[[gesture]]\nfrom = "hands"\n[generator]', "did you mean 'hand'?"),
        ("[generator]", '[[gesture]]\nform = "hand"\n[generator]', "did you mean from?"),
        ("point = [1, 2, 3]", "", "neither point nor row"),
        ("dimensions = 3", 'file = "../../x.onnx"', "generator.file"),
        ("dimensions = 3", 'file = "other.onnx"', "other.onnx is missing"),
        ("[generator]", "[generator", "line 6"),
        (
            "dimensions = 3",
            'range = "Imagenet"',
            "a pair of numbers, a list of pairs or 'imagenet'",
        ),
        ("dimensions = 3", 'ground = "#f00"', 'a colour such as "#ff8000"'),
        ("dimensions = 3", "shape = [1, 3, 8, 8]", "the sizes of one picture, [channels, height,"),
        ("dimensions = 3", "constants.x = 'a'", "must be true, false, a number or a list of"),
    ],
)
def test_what_is_wrong_is_named(tmp_path, was, becomes, words):
    with pytest.raises(BrokenPack) as fault:
        manifest.load(pack(tmp_path, GOOD.replace(was, becomes)))
    assert words in str(fault.value)


def test_a_pack_that_is_not_there_is_answered_with_those_that_are(tmp_path):
    pack(tmp_path, GOOD)
    with pytest.raises(BrokenPack, match=r"no pack 'tset'.* holds test"):
        manifest.load(tmp_path / "tset")
