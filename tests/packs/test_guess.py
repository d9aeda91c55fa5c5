"""`kiosk pack new`: what artists export is understood without help, and doubts are said."""

import tomllib

import numpy as np
import pytest

from installation.faults import BrokenPack
from installation.packs import manifest
from installation.packs.guess import guess
from installation.packs.guess_notes import SeenPictures
from installation.packs.guess_pictures import normalised_as, range_of
from installation.packs.guess_table import Told
from installation.packs.new import new
from installation.packs.picture_form import PictureForm
from installation.packs.picture_format import NCHW
from installation.packs.runtime import Runtime

pytest.importorskip("onnx")
pytest.importorskip("torch")
pytestmark = pytest.mark.filterwarnings("ignore")

from tests.packs import exports  # noqa: E402


@pytest.mark.parametrize("export", exports.ALL, ids=lambda export: export.__name__)
def test_what_an_artist_exports_is_understood_and_shown(tmp_path, export):
    path = tmp_path / "model.onnx"
    wanted = export(path)
    found = guess(path)
    assert {key: found.fields.get(key) for key in wanted} == wanted
    assert all(found.reasons[key] for key in wanted if key != "constants")
    Runtime(manifest.load(_made(tmp_path, path)), 1, 96, 160)


def _made(tmp_path, path):
    new(tmp_path / "models", "mine", [path])
    return tmp_path / "models" / "mine"


def test_papers_are_toml_that_leaves_to_the_artist_what_only_they_know(tmp_path):
    exports.stylegan(tmp_path / "G.onnx")
    folder = _made(tmp_path, tmp_path / "G.onnx")
    papers = tomllib.loads((folder / "pack.toml").read_text())
    assert papers["generator"]["constants"]["truncation_psi"] == 0.7
    assert manifest.load(folder).missing_metadata == [
        "[pack] author", "[pack] licence", "[data] source", "[data] licence", "[data] missing"
    ]  # fmt: skip


def painter(path, takes, gives, end="Tanh", gain=1.0, name="picture"):
    """A graph of one dense layer: a point of these axes -> an answer of those."""
    nodes, kept = exports.dense("flat", int(np.prod(takes)), [int(np.prod(gives))], gain=gain)
    flat = np.array([1, int(np.prod(takes))])
    whole = np.array(gives)
    kept += [
        exports.numpy_helper.from_array(flat, "flat_shape"),
        exports.numpy_helper.from_array(whole, "whole_shape"),
    ]
    nodes.insert(0, exports.helper.make_node("Reshape", ["z", "flat_shape"], ["flat"]))
    nodes += [
        exports.helper.make_node(end, ["seed"], ["ended"]),
        exports.helper.make_node("Reshape", ["ended", "whole_shape"], [name]),
    ]
    taken = [("z", exports.FLOAT, takes)]
    exports.save(path, nodes, kept, taken, [(name, exports.FLOAT, gives)], 17)
    return path


@pytest.mark.parametrize(
    ("takes", "gives", "told", "wanted"),
    [
        ([1, 8], [1, 784], Told(), {"layout": "HW", "shape": [28, 28]}),
        ([8], [3 * 24 * 24], Told(), {"layout": "NCHW", "shape": [3, 24, 24]}),
        ([1, 8], [28, 20], Told(), {"layout": "HW"}),
        ([1, 8], [28, 20, 4], Told(), {"layout": "NHWC", "channels": "RGBA", "alpha": "used"}),
        ([1, 8], [3, 20, 28], Told(), {"layout": "NCHW"}),
        ([1, 8], [1, 1800], Told(shape=[3, 20, 30]), {"layout": "NCHW", "shape": [3, 20, 30]}),
        ([1, 6, 64], [1, 3, 24, 24], Told(), {"dimensions": 64, "same_rows": True}),
        ([4, 8, 8], [1, 3, 24, 24], Told(), {"dimensions": 256, "point": [4, 8, 8]}),
    ],
    ids=["row", "one-axis", "HW", "RGBA", "CHW", "told", "w+", "no-batch"],
)
def test_points_and_pictures_of_any_shape_are_understood_and_shown(
    tmp_path, takes, gives, told, wanted
):
    path = painter(tmp_path / "model.onnx", takes, gives)
    found = guess(path, told)
    assert {key: found.fields.get(key) for key in wanted} == wanted
    folder = tmp_path / "models" / "mine"
    new(tmp_path / "models", "mine", [path], told)
    assert Runtime(manifest.load(folder), 1, 96, 160)


def test_a_row_that_is_no_square_is_asked_for_its_shape_in_a_sentence(tmp_path):
    path = painter(tmp_path / "mlp.onnx", [1, 8], [1, 1800])
    with pytest.raises(BrokenPack, match=r"a row of numbers; say how large .* --shape 3,90,160"):
        new(tmp_path / "models", "mlp", [path])
    assert not (tmp_path / "models" / "mlp").exists()


@pytest.mark.parametrize(
    ("name", "takes", "gives", "words"),
    [
        ("image", [1, 3, 16, 16], [1, 3, 16, 16], "an image-to-image network"),
        ("image", [1, 3, 16, 16], [1, 3, 32, 32], "an image-to-image network"),
        ("image", [1, 3, 16, 16], [1, 1000], "a classifier or an encoder"),
        ("z", [1, 64], [1, 6, 64], "a mapping network"),
        ("z", [1, 64], [1, 256], "a mapping network"),
        ("z", [1, 64], [1, 18, 512], "a mapping network"),
        ("z", [1, 8, 16], [1, 1, 4096], "an audio model"),
    ],
)
def test_what_makes_no_pictures_of_points_is_named_as_what_it_is(
    tmp_path, name, takes, gives, words
):
    nodes, kept = exports.dense("flat", int(np.prod(takes[1:])), list(gives[1:]))
    flat = exports.numpy_helper.from_array(np.array([-1, int(np.prod(takes[1:]))]), "flat_shape")
    nodes.insert(0, exports.helper.make_node("Reshape", [name, "flat_shape"], ["flat"]))
    path = tmp_path / "model.onnx"
    taken = [(name, exports.FLOAT, takes)]
    end = "ws" if "mapping" in words and takes[-1] != gives[-1] else "answer"
    nodes.append(exports.helper.make_node("Identity", ["seed"], [end]))
    exports.save(path, nodes, [*kept, flat], taken, [(end, exports.FLOAT, gives)], 17)
    with pytest.raises(BrokenPack, match=words):
        guess(path)


def two_inputs(path, first, second):
    """Two vectors, each (name, size), that both change the picture alike."""
    nodes = []
    kept = []
    for number, (name, size) in enumerate((first, second)):
        some, weights = exports.dense(name, size, [3, 24, 24], gain=0.7)
        for node in some:
            for names in (node.input, node.output):
                own = [each if each == name else f"{each}{number}" for each in names]
                del names[:]
                names.extend(own)
        for weight in weights:
            weight.name += str(number)
        nodes += some
        kept += weights
    nodes.append(exports.helper.make_node("Add", ["seed0", "seed1"], ["sum"]))
    nodes.append(exports.helper.make_node("Tanh", ["sum"], ["picture"]))
    taken = [(name, exports.FLOAT, [1, size]) for name, size in (first, second)]
    exports.save(path, nodes, kept, taken, [("picture", exports.FLOAT, [1, 3, 24, 24])], 17)
    return path


@pytest.mark.parametrize(
    ("first", "second", "latent", "other"),
    [
        (("input0", 128), ("input1", 1000), "input0", [1.0, *[0.0] * 999]),
        (("logvar", 16), ("mu", 16), "mu", -20.0),
        (("mean", 16), ("std", 16), "mean", 0.0),
    ],
)
def test_of_two_inputs_classes_and_spreads_are_not_the_point(
    tmp_path, first, second, latent, other
):
    found = guess(two_inputs(tmp_path / "model.onnx", first, second))
    assert found.fields["latent"] == latent
    assert list(found.fields["constants"].values()) == [other]


def test_where_several_inputs_could_be_the_point_it_is_said_and_can_be_told(tmp_path):
    path = two_inputs(tmp_path / "model.onnx", ("a", 16), ("b", 24))
    found = guess(path)
    assert found.fields["latent"] == "b" and "with --latent a" in found.notes[0]
    assert guess(path, Told(latent="a")).fields["latent"] == "a"
    with pytest.raises(BrokenPack, match="--latent c: its inputs are a, b, and a, b can take"):
        guess(path, Told(latent="c"))


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (Told(dimensions=3), r"--dimensions 3: a point of z, which is \(1, 16\), has 16 values"),
        (Told(channels="RGBA"), "--channels RGBA: its picture has 3"),
        (Told(channels="grey"), "--channels grey: its picture has 3"),
        (Told(shape=[3, 64, 64]), "3 x 64 x 64 are 12288 numbers, and picture has 1728"),
    ],
)
def test_what_is_told_against_the_model_is_answered_with_what_it_has(tmp_path, told, words):
    path = painter(tmp_path / "model.onnx", [1, 16], [1, 3, 24, 24])
    with pytest.raises(BrokenPack, match=words):
        guess(path, told)


def test_a_decoder_with_free_axes_is_asked_for_its_places(tmp_path):
    """Incident: one place was tried, and the pack had pictures of two pixels."""
    lots = np.random.default_rng(2)
    kernel = exports.numpy_helper.from_array(
        lots.normal(size=(4, 3, 2, 2)).astype(np.float32), "kernel"
    )
    nodes = [
        exports.helper.make_node(
            "ConvTranspose", ["latent_sample", "kernel"], ["wide"], strides=[2, 2]
        ),
        exports.helper.make_node("Tanh", ["wide"], ["sample"]),
    ]
    axes = ["batch", "channels", "height", "width"]
    taken = [("latent_sample", exports.FLOAT, axes)]
    gives = [("sample", exports.FLOAT, ["batch", 3, "h", "w"])]
    exports.save(tmp_path / "sd.onnx", nodes, [kernel], taken, gives, 17)
    with pytest.raises(BrokenPack, match="say how many, as in --point 4,8,8"):
        guess(tmp_path / "sd.onnx")
    assert guess(tmp_path / "sd.onnx", Told(point=[4, 16, 16])).fields["dimensions"] == 1024
    with pytest.raises(BrokenPack, match="takes 4 channels, and got 3"):
        guess(tmp_path / "sd.onnx", Told(point=[3, 16, 16]))


def test_a_newer_format_and_an_input_without_a_shape_are_told_with_what_helps(tmp_path):
    path = painter(tmp_path / "model.onnx", [1, 16], [1, 3, 24, 24])
    model = exports.onnx.load(path)
    del model.graph.input[0].type.tensor_type.shape.dim[:]
    model.graph.input[0].type.tensor_type.ClearField("shape")
    exports.onnx.save(model, tmp_path / "shapeless.onnx")
    with pytest.raises(BrokenPack, match="z does not say how many numbers it takes"):
        guess(tmp_path / "shapeless.onnx")
    model = exports.onnx.load(path)
    model.ir_version = 99
    exports.onnx.save(model, tmp_path / "new.onnx")
    with pytest.raises(BrokenPack, match=r"version 99 of the format .* set model.ir_version = \d"):
        guess(tmp_path / "new.onnx")


@pytest.mark.parametrize(
    ("mean", "deviation", "wanted", "channels"),
    [
        ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225], "imagenet", "RGB"),
        (
            [0.406, 0.456, 0.485],
            [0.225, 0.224, 0.229],
            [[-1.8044, 2.64], [-2.0357, 2.4286], [-2.1179, 2.2489]],
            "BGR",
        ),
        (
            [0.4076, 0.458, 0.485],
            [1 / 255, 1 / 255, 1 / 255],
            [[-103.94, 151.06], [-116.78, 138.22], [-123.68, 131.32]],
            "BGR",
        ),
    ],
    ids=["ImageNet", "ImageNet BGR", "Caffe"],
)
def test_a_mean_colour_that_was_left_in_is_seen_in_the_values_and_so_is_the_order(
    mean, deviation, wanted, channels
):
    pictures = np.random.default_rng(0).uniform(0, 1, (16, 3, 8, 8))
    spread = (3, 1, 1)
    normal = (pictures - np.reshape(mean, spread)) / np.reshape(deviation, spread)
    found = normalised_as(normal, PictureForm(NCHW))
    assert (found.written, found.channels) == (wanted, channels)
    assert normalised_as(pictures * 2 - 1, PictureForm(NCHW)) is None
    assert range_of(pictures * 2 - 1, PictureForm(NCHW))[0] == [-1, 1]


@pytest.mark.parametrize(
    ("name", "told", "channels", "why"),
    [
        ("picture", None, "RGB", '"BGR" where red and blue are exchanged'),
        ("image_bgr", None, "BGR", "by the output's name"),
        ("picture", "BGR", "BGR", "as told"),
    ],
)
def test_whether_blue_comes_first_is_told_by_names_by_the_artist_or_left_as_a_question(
    tmp_path, name, told, channels, why
):
    path = painter(tmp_path / "model.onnx", [1, 8], [1, 3, 24, 24], name=name)
    found = guess(path, Told(channels=told))
    assert found.fields["channels"] == channels
    assert why in found.reasons["channels"]


def test_pictures_that_are_all_rather_blue_raise_the_question_whether_blue_comes_first():
    warm = np.random.default_rng(0).uniform(0, 0.4, (16, 3, 8, 8))
    warm += np.reshape([0.0, 0.2, 0.4], (3, 1, 1))
    assert SeenPictures(warm, 1.0).last_is_brightest()
    assert not SeenPictures(warm[:, ::-1], 1.0).last_is_brightest()


def test_a_negative_range_is_shown_as_one_and_loses_no_values():
    picture = np.linspace(-1, 1, 3 * 8 * 8).reshape(1, 3, 8, 8)
    form = PictureForm(NCHW, ranges=((1.0, -1.0),))
    assert form.cut(picture) == 0
    assert form.rgb(picture)[0, 0, 0] == 255


def test_codes_of_a_book_cannot_be_walked_between(tmp_path):
    path = tmp_path / "vq.onnx"
    helper = exports.helper
    kept = [exports.numpy_helper.from_array(exports.np.zeros((16, 3), "f4"), "book")]
    nodes = [
        helper.make_node("Gather", ["book", "codes"], ["raw"]),
        helper.make_node("Sigmoid", ["raw"], ["picture"]),
    ]
    exports.save(
        path,
        nodes,
        kept,
        [("codes", exports.LONG, [1, 8, 8])],
        [("picture", exports.FLOAT, [1, 8, 8, 3])],
        17,
    )
    with pytest.raises(
        BrokenPack,
        match=r"whole numbers .codes of a book.*export the part that takes their vectors",
    ):
        guess(path)


def test_noise_that_is_not_fixed_is_noticed(tmp_path):
    path = tmp_path / "noisy.onnx"
    nodes, kept = exports.dense("z", 8, [3, 16, 16])
    nodes += [
        exports.helper.make_node("RandomNormalLike", ["seed"], ["noise"]),
        exports.helper.make_node("Add", ["seed", "noise"], ["loud"]),
        exports.helper.make_node("Tanh", ["loud"], ["picture"]),
    ]
    exports.save(
        path,
        nodes,
        kept,
        [("z", exports.FLOAT, [1, 8])],
        [("picture", exports.FLOAT, [1, 3, 16, 16])],
        17,
    )
    assert any("another picture each time" in note for note in guess(path).notes)
