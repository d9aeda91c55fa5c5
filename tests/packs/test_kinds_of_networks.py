"""What comes out of a stranger's network, and what it is by that: named, or shown as it is meant."""

import numpy as np
import pytest

from installation.faults import BrokenPack
from installation.packs.check import check
from installation.packs.guess import guess
from installation.packs.guess_table import Told
from installation.packs.new import new

onnx = pytest.importorskip("onnx")
pytest.importorskip("torch")
pytestmark = pytest.mark.filterwarnings("ignore")

from tests.packs import exports  # noqa: E402
from tests.packs.further_nodes import (  # noqa: E402
    FLOAT,
    SIZES,
    network,
    node,
    number,
    painted,
    reshaped,
)

Kind = exports.TensorProto
UINT8 = Kind.UINT8


def whole(path, kind, bright):
    """Its picture as whole numbers from 0 to `bright`."""
    nodes = [
        node("Add", ["picture", "one"], ["light"]),
        node("Mul", ["light", "half"], ["large"]),
        node("Cast", ["large"], ["end"], to=kind),
    ]
    kept = [number("one", np.float32(1)), number("half", np.float32(bright / 2))]
    return painted(path, nodes, kept, ("end", kind, SIZES))


@pytest.mark.parametrize(
    ("kind", "bright"),
    [(Kind.UINT16, 65535), (Kind.UINT16, 1023), (Kind.INT16, 32767), (Kind.INT64, 255)],
)
def test_whole_numbers_have_the_range_of_their_bits(tmp_path, kind, bright):
    assert guess(whole(tmp_path / "m.onnx", kind, bright)).fields["range"] == [0, bright]


@pytest.mark.parametrize("sizes", [[1, 3, 1, 16, 16], [1, 1, 3, 16, 16]])
def test_a_film_of_one_picture_is_that_picture(tmp_path, sizes):
    path = reshaped(tmp_path / "m.onnx", sizes)
    found = new(tmp_path / "models", "mine", [path])["fields"]
    assert (found["layout"], found["shape"]) == ("NCHW", [3, 16, 16])
    assert "BAD" not in {each["state"] for each in check(tmp_path / "models" / "mine", quick=True)}


def test_patches_in_a_row_are_named_and_asked_to_be_put_together(tmp_path):
    smooth = np.cumsum(np.random.default_rng(0).normal(size=(8, 32, 32, 3)), axis=1)
    smooth = np.cumsum(smooth, axis=2).astype(np.float32) / 32
    cells = smooth.reshape(8, 4, 8, 4, 8, 3).transpose(0, 1, 3, 2, 4, 5)
    nodes = [
        node("MatMul", ["z", "pictures"], ["row"]),
        node("Reshape", ["row", "patches"], ["end"]),
    ]
    kept = [number("pictures", cells.reshape(8, -1)), number("patches", np.array([1, 16, 192]))]
    gives = [("end", FLOAT, [1, 16, 192])]
    path = network(tmp_path / "m.onnx", nodes, kept, ("z", FLOAT, [1, 8]), gives)
    with pytest.raises(BrokenPack, match=r"16 patches of 8x8 pixels in a row.* .unpatchify"):
        guess(path)


@pytest.mark.parametrize("name", ["ycbcr", "out_lab", "image-HSV"])
def test_colours_that_are_not_red_green_and_blue_are_told_by_the_outputs_name(tmp_path, name):
    found = guess(reshaped(tmp_path / "m.onnx", SIZES, name))
    assert any("let the model end with a conversion to RGB" in note for note in found.notes)


def test_a_word_that_only_holds_such_a_name_says_nothing(tmp_path):
    assert not guess(reshaped(tmp_path / "m.onnx", SIZES, "labels_hsvx")).notes


def cast_and_back(kind):
    """A network that changes nothing: a picture in, the same out."""
    return [
        node("Cast", ["x"], ["light"], to=FLOAT),
        node("Mul", ["light", "most"], ["darker"]),
        node("Cast", ["darker"], ["end"], to=kind),
    ]


@pytest.mark.parametrize(
    ("kind", "sizes"), [(UINT8, [1, 48, 64, 3]), (FLOAT, [3, 48, 64]), (UINT8, [48, 64, 3])]
)
def test_networks_that_change_a_picture_are_named_in_bytes_and_without_a_batch(
    tmp_path, kind, sizes
):
    kept = [number("most", np.float32(0.9))]
    gives = [("end", kind, sizes)]
    path = network(tmp_path / "m.onnx", cast_and_back(kind), kept, ("x", kind, sizes), gives)
    with pytest.raises(BrokenPack, match=r"an image-to-image network.* --source silhouette"):
        guess(path)
    assert guess(path, Told(source="silhouette")).source["from"] == "silhouette"


@pytest.mark.parametrize(
    ("gives", "words"),
    [
        ([1, 48, 64], "an image-to-image network"),
        ([1, 1, 24, 32], "an image-to-image network"),
        ([1, 100, 4], "it looks at pictures"),
        ([1, 21, 48, 64], "it looks at pictures"),
    ],
    ids=["depth", "smaller", "boxes", "labels"],
)
def test_what_looks_at_pictures_is_taken_for_no_generator(tmp_path, gives, words):
    nodes = [
        node("ReduceMean", ["image"], ["mean"], axes=[1, 2, 3], keepdims=0),
        node("Reshape", ["mean", "column"], ["single"]),
        node("MatMul", ["single", "weights"], ["row"]),
        node("Reshape", ["row", "sizes"], ["end"]),
    ]
    kept = [
        number("column", np.array([1, 1])),
        number("weights", np.ones((1, int(np.prod(gives))), np.float32)),
        number("sizes", np.array(gives)),
    ]
    taken = ("image", FLOAT, [1, 3, 48, 64])
    path = network(tmp_path / "m.onnx", nodes, kept, taken, [("end", FLOAT, gives)])
    with pytest.raises(BrokenPack, match=words):
        guess(path)


def test_a_row_of_samples_that_is_called_audio_is_no_square_picture(tmp_path):
    nodes = [node("MatMul", ["z", "weights"], ["audio"])]
    kept = [number("weights", np.ones((8, 4096), np.float32))]
    gives = [("audio", FLOAT, [1, 4096])]
    path = network(tmp_path / "m.onnx", nodes, kept, ("z", FLOAT, [1, 8]), gives)
    with pytest.raises(BrokenPack, match="it is an audio model"):
        guess(path)


def test_a_network_that_colours_single_places_is_told_how_to_be_exported(tmp_path):
    nodes = [node("MatMul", ["places", "weights"], ["rgb"])]
    kept = [number("weights", np.ones((2, 3), np.float32))]
    gives = [("rgb", FLOAT, ["n", 3])]
    path = network(tmp_path / "m.onnx", nodes, kept, ("places", FLOAT, ["n", 2]), gives)
    with pytest.raises(BrokenPack, match="with the grid of places inside"):
        guess(path)


@pytest.mark.parametrize("is_constant", [False, True], ids=["initializer", "node"])
def test_sparse_numbers_in_another_file_are_not_followed(tmp_path, is_constant):
    sparse = onnx.SparseTensorProto(dims=[8, 768])
    sparse.values.CopyFrom(onnx.TensorProto(name="weights", data_type=FLOAT, dims=[4]))
    sparse.values.data_location = Kind.EXTERNAL
    sparse.values.external_data.add(key="location", value="numbers.bin")
    sparse.indices.CopyFrom(number("where", np.arange(4)))
    path = painted(tmp_path / "m.onnx")
    model = onnx.load(path)
    (weights,) = (each for each in model.graph.initializer if each.name == "weights")
    model.graph.initializer.remove(weights)
    if is_constant:
        made = node("Constant", [], ["weights"], sparse_value=sparse)
        model.graph.node.insert(0, made)
    else:
        model.graph.sparse_initializer.append(sparse)
    path.write_bytes(model.SerializeToString())
    (tmp_path / "numbers.bin").write_bytes(bytes(16))
    with pytest.raises(BrokenPack, match=r"it keeps sparse numbers"):
        new(tmp_path / "models", "mine", [path])
    assert not (tmp_path / "models" / "mine").exists()
    with pytest.raises(BrokenPack, match=r"keeps its numbers outside, in numbers\.bin"):
        guess(path)
