"""Graphs that nobody would think of: understood, or refused in a sentence that says what would help."""

from dataclasses import asdict

import numpy as np
import pytest

from installation.faults import BrokenPack
from installation.packs import BadPicture
from installation.packs.check import check
from installation.packs.guess import guess
from installation.packs.guess_pictures import form_of_row
from installation.packs.guess_table import Told
from installation.packs.new import metadata
from installation.packs.picture_form import PictureForm
from installation.packs.picture_format import NCHW

pytest.importorskip("onnx")
pytest.importorskip("torch")
pytestmark = pytest.mark.filterwarnings("ignore")

from tests.packs import exports  # noqa: E402

helper = exports.helper
Kind = exports.TensorProto
SIZES = [1, 3, 16, 16]


def number(name, value):
    """A constant of a graph."""
    return exports.numpy_helper.from_array(np.asarray(value), name)


def painted(path, after=(), kept=(), gives=None, takes=()):
    """z (1, 8) -> a picture of 16 x 16, and what further nodes make of it."""
    nodes, weights = exports.dense("z", 8, SIZES[1:])
    nodes.append(helper.make_node("Tanh", ["seed"], ["picture"]))
    given = [("z", exports.FLOAT, [1, 8]), *takes]
    outputs = gives or [("picture", exports.FLOAT, SIZES)]
    exports.save(path, [*nodes, *after], [*weights, *kept], given, outputs, 17)
    return path


def as_pack(path):
    """As `kiosk pack new` makes it."""
    folder = path.parent / "mine"
    folder.mkdir()
    path = path.rename(folder / "generator.onnx")
    (folder / "pack.toml").write_text(metadata("mine", asdict(guess(path))))
    return folder


def cast(kind):
    return [helper.make_node("Cast", ["picture"], ["end"], to=kind)]


def test_a_picture_in_a_kind_that_cannot_be_read_is_asked_for_a_cast(tmp_path):
    gives = [("end", Kind.BFLOAT16, SIZES)]
    path = painted(tmp_path / "m.onnx", cast(Kind.BFLOAT16), gives=gives)
    with pytest.raises(BrokenPack, match=r"end tensor\(bfloat16\).* end with a cast to float32"):
        guess(path)


def test_numbers_that_an_operator_does_not_take_are_named_with_what_helps(tmp_path):
    nodes = [
        helper.make_node("Cast", ["picture"], ["small"], to=Kind.BFLOAT16),
        helper.make_node("AveragePool", ["small"], ["end"], kernel_shape=[2, 2]),
    ]
    gives = [("end", Kind.BFLOAT16, [1, 3, 15, 15])]
    path = painted(tmp_path / "m.onnx", nodes, gives=gives)
    with pytest.raises(
        BrokenPack, match=r"its AveragePool .* bfloat16, which it cannot: .*float32"
    ):
        guess(path)


@pytest.mark.parametrize("declared", [Kind.FLOAT, None], ids=["declared", "met"])
def test_a_graph_that_was_converted_in_a_part_alone_is_told_so(tmp_path, declared):
    nodes = cast(Kind.FLOAT16)
    if declared is None:
        nodes.append(helper.make_node("Add", ["end", "picture"], ["sum"]))
    gives = [("end" if declared else "sum", Kind.FLOAT, SIZES)]
    path = painted(tmp_path / "m.onnx", nodes, gives=gives)
    with pytest.raises(
        BrokenPack, match=r"(float16 and float|float and float16) meet in it, .* in float32"
    ):
        guess(path)


def test_an_operator_that_this_machine_lacks_is_named_with_what_helps(tmp_path):
    nodes = [
        helper.make_node("Cast", ["picture"], ["exact"], to=Kind.DOUBLE),
        helper.make_node("ConvTranspose", ["exact", "filter"], ["end"]),
    ]
    kept = [number("filter", np.ones((3, 3, 2, 2)))]
    path = painted(tmp_path / "m.onnx", nodes, kept, [("end", Kind.DOUBLE, [1, 3, 17, 17])])
    with pytest.raises(BrokenPack, match=r"its ConvTranspose .* float64 .*: export .* in float32"):
        guess(path)


def test_a_list_beside_the_picture_is_passed_over(tmp_path):
    nodes = [helper.make_node("SplitToSequence", ["picture"], ["list"], axis=1)]
    nodes_and_graph = exports.dense("z", 8, SIZES[1:])
    made = [*nodes_and_graph[0], helper.make_node("Tanh", ["seed"], ["picture"]), *nodes]
    given = [helper.make_tensor_value_info("z", exports.FLOAT, [1, 8])]
    picture = helper.make_tensor_value_info("picture", exports.FLOAT, SIZES)
    several = helper.make_tensor_sequence_value_info("list", exports.FLOAT, None)
    path = tmp_path / "m.onnx"
    for outputs in ([several, picture], [several]):
        graph = helper.make_graph(made, "model", given, outputs, nodes_and_graph[1])
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
        path.write_bytes(model.SerializeToString())
        if picture in outputs:
            assert guess(path).fields["layout"] == NCHW
            continue
        with pytest.raises(BrokenPack, match=r"nothing that can be read here \(list seq"):
            guess(path)


def test_what_was_quantised_to_bytes_with_a_sign_has_their_range(tmp_path):
    nodes = [helper.make_node("QuantizeLinear", ["picture", "step", "middle"], ["end"])]
    kept = [number("step", np.float32(1 / 127)), number("middle", np.int8(0))]
    path = painted(tmp_path / "m.onnx", nodes, kept, [("end", Kind.INT8, SIZES)])
    assert guess(path).fields["range"] == [-128, 127]


def test_a_coloured_picture_comes_before_a_larger_mask(tmp_path):
    nodes = [
        helper.make_node("ReduceMean", ["picture"], ["grey"], axes=[1]),
        helper.make_node("Resize", ["grey", "", "twice"], ["soft"], mode="linear"),
        helper.make_node("Sigmoid", ["soft"], ["big_mask"]),
    ]
    kept = [number("twice", np.array([1, 1, 2, 2], np.float32))]
    gives = [("big_mask", exports.FLOAT, [1, 1, 32, 32]), ("picture", exports.FLOAT, SIZES)]
    found = guess(painted(tmp_path / "m.onnx", nodes, kept, gives)).fields
    assert (found["picture"], found["layers"]) == ("picture", ["big_mask"])


@pytest.mark.parametrize(
    ("name", "kind", "sizes", "value"),
    [
        ("eps", exports.FLOAT, [1, 8], 0.0),
        ("label", Kind.INT64, [1, 4], [1, 0, 0, 0]),
        ("height", Kind.INT64, [], 256),
        ("w_content", exports.FLOAT, [1, 4], 0.0),
    ],
)
def test_what_stands_beside_the_point_rests(tmp_path, name, kind, sizes, value):
    nodes = [
        helper.make_node("Cast", [name], ["number"], to=exports.FLOAT),
        helper.make_node("ReduceSum", ["number"], ["sum"], keepdims=0),
        helper.make_node("Mul", ["sum", "little"], ["shift"]),
        helper.make_node("Add", ["picture", "shift"], ["end"]),
    ]
    path = painted(
        tmp_path / "m.onnx",
        nodes,
        [number("little", np.float32(1e-4))],
        [("end", exports.FLOAT, SIZES)],
        [(name, kind, sizes)],
    )
    found = guess(path).fields
    assert found["latent"] == "z"
    assert found["constants"] == {name: value}


def test_pictures_of_several_sizes_are_refused_in_words(tmp_path):
    larger = helper.make_node("Resize", ["picture", "", "twice"], ["large"], mode="nearest")
    branches = []
    for made, name in (
        (larger, "large"),
        (helper.make_node("Identity", ["picture"], ["small"]), "small"),
    ):
        info = helper.make_tensor_value_info(name, exports.FLOAT, None)
        branches.append(helper.make_graph([made], name, [], [info]))
    nodes = [
        helper.make_node("ReduceMean", ["z"], ["mean"], keepdims=0),
        helper.make_node("Greater", ["mean", "nought"], ["is_high"]),
        helper.make_node(
            "If", ["is_high"], ["end"], then_branch=branches[0], else_branch=branches[1]
        ),
    ]
    kept = [number("nought", np.float32(0)), number("twice", np.array([1, 1, 2, 2], np.float32))]
    gives = [("end", exports.FLOAT, [1, 3, None, None])]
    path = painted(tmp_path / "m.onnx", nodes, kept, gives)
    with pytest.raises(BrokenPack, match="several sizes"):
        guess(path)


def test_a_picture_that_holds_no_numbers_now_and_then_does_not_pass(tmp_path):
    """One point in forty: the ten that were tried before found none."""
    nodes = [
        helper.make_node("Gather", ["z", "first"], ["one"], axis=1),
        helper.make_node("Sub", ["edge", "one"], ["left"]),
        helper.make_node("Sqrt", ["left"], ["root"]),
        helper.make_node("Mul", ["picture", "root"], ["end"]),
    ]
    kept = [number("first", np.int64(0)), number("edge", np.float32(1.96))]
    path = painted(tmp_path / "m.onnx", nodes, kept, [("end", exports.FLOAT, SIZES)])
    (bad,) = [each for each in check(as_pack(path)) if each["state"] == "BAD"]
    assert "no numbers (NaN or infinity)" in bad["said"]


def test_whatever_a_check_meets_is_a_result(tmp_path, monkeypatch):
    path = painted(tmp_path / "m.onnx")
    folder = as_pack(path)

    def breaks(*_):
        raise BadPicture("the picture has gone")

    monkeypatch.setattr("installation.packs.check.check_scenes", breaks)
    *_, last = check(folder)
    assert (last["state"], last["said"]) == ("BAD", "the picture has gone")


@pytest.mark.parametrize("shape", [(3, 48, 64), (40, 64, 3), (60, 84)])
def test_a_row_of_numbers_is_seen_in_the_form_in_which_neighbours_are_alike(shape):
    lots = np.random.default_rng(3)
    planes = [np.cumsum(lots.normal(size=(64, 84)), axis=axis % 2) for axis in range(3)]
    smooth = np.stack([np.cumsum(plane, axis=1) for plane in planes])  # (3, h, w)
    if len(shape) == 2:
        picture = smooth[0][: shape[0], : shape[1]]
    elif shape[0] == 3:
        picture = smooth[:, : shape[1], : shape[2]]
    else:
        picture = smooth[:, : shape[0], : shape[1]].transpose(1, 2, 0)
    row = (picture / np.abs(picture).max()).reshape(1, -1).astype(np.float32)
    form, _ = form_of_row([row, -row], [])
    assert form is not None
    assert form.shape == shape
    noise = lots.normal(size=(1, row.size)).astype(np.float32)
    assert form_of_row([noise, -noise], [])[0] is None
    square = PictureForm(NCHW, (3, 32, 32))
    assert form_of_row([noise[:, :3072]] * 2, [square])[0] == square


@pytest.mark.parametrize(
    ("name", "kind", "sizes"),
    [("text", Kind.INT64, [1, 16]), ("encoder_hidden_states", Kind.FLOAT, [1, 7, 8])],
)
def test_a_text_beside_the_point_is_left_empty_and_told(tmp_path, name, kind, sizes):
    path = painted(tmp_path / "m.onnx", takes=[(name, kind, sizes)])
    found = guess(path)
    assert found.fields["latent"] == "z"
    assert found.fields["constants"][name] == 0
    assert "export it with that text inside" in found.reasons[f"constants.{name}"]


def spatial(path, gain):
    """(n, 8, h, w) -> a picture as many times as large."""
    kernel = np.random.default_rng(0).normal(size=(8, 3, gain, gain)).astype(np.float32)
    nodes = [
        helper.make_node("ConvTranspose", ["z", "kernel"], ["large"], strides=[gain, gain]),
        helper.make_node("Tanh", ["large"], ["picture"]),
    ]
    given = [("z", exports.FLOAT, ["n", 8, "h", "w"])]
    gives = [("picture", exports.FLOAT, ["n", 3, "height", "width"])]
    exports.save(path, nodes, [number("kernel", kernel)], given, gives, 17)
    return path


def test_a_decoder_of_points_of_any_size_is_asked_for_one(tmp_path):
    path = spatial(tmp_path / "m.onnx", gain=4)
    with pytest.raises(BrokenPack, match=r"any number of places.* as in --point 8,8,8"):
        guess(path)
    found = guess(path, Told(point=[8, 6, 10]))
    assert found.fields["dimensions"] == 480


def test_a_generator_whose_single_place_is_a_picture_is_not_asked(tmp_path):
    assert guess(spatial(tmp_path / "m.onnx", gain=32)).fields["point"] == [8, 1, 1]


def test_an_axis_of_no_length_is_told_with_what_to_export(tmp_path):
    nodes, weights = exports.dense("z", 8, SIZES[1:])
    nodes.append(helper.make_node("Tanh", ["seed"], ["picture"]))
    path = tmp_path / "m.onnx"
    gives = [("picture", exports.FLOAT, SIZES)]
    exports.save(path, nodes, weights, [("z", exports.FLOAT, [0, 8])], gives, 17)
    with pytest.raises(BrokenPack, match=r"'z' has an axis of length 0.* with 1 there"):
        guess(path)
