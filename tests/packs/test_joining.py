"""`kiosk pack new` of files that are one model: numbers beside the graph, mapping and synthesis."""

import os

import numpy as np
import pytest

from installation.faults import BrokenPack, Refused
from installation.packs import manifest
from installation.packs.new import new
from installation.packs.runtime import Runtime
from installation.packs.scene import Scene

onnx = pytest.importorskip("onnx")
pytest.importorskip("torch")

from tests.packs import exports  # noqa: E402

FLOAT = exports.FLOAT


@pytest.fixture
def split(tmp_path):
    """A model as PyTorch writes it today: model.onnx and model.onnx.data."""
    path = tmp_path / "model.onnx"
    exports.half(path)
    whole = onnx.load(path)
    onnx.save(whole, path, save_as_external_data=True, location="model.onnx.data", size_threshold=0)
    return path


def made(tmp_path, *files):
    guess = new(tmp_path / "models", "mine", list(files))
    return guess, Runtime(manifest.load(tmp_path / "models" / "mine"), 1, 96, 160)


def painted(runtime, point):
    return runtime.paint(Scene.of(point), 96, 160)


def test_numbers_beside_the_graph_are_joined_with_it_and_it_is_said(tmp_path, split):
    exports.half(tmp_path / "plain.onnx")
    new(tmp_path / "models", "plain", [tmp_path / "plain.onnx"])
    plain = Runtime(manifest.load(tmp_path / "models" / "plain"), 1, 96, 160)
    guess, joined = made(tmp_path, split)
    assert guess["notes"] == ["model.onnx and model.onnx.data were joined into one file."]
    assert sorted(os.listdir(tmp_path / "models" / "mine")) == ["generator.onnx", "pack.toml"]
    point = np.random.default_rng(1).normal(size=32)
    assert np.array_equal(painted(joined, point), painted(plain, point))


def gone(path):
    path.with_name("model.onnx.data").unlink()


def cut_off(path):
    data = path.with_name("model.onnx.data")
    data.write_bytes(data.read_bytes()[:100])


def linked(path):
    data = path.with_name("model.onnx.data")
    data.rename(path.with_name("secret"))
    data.symlink_to("secret")


def elsewhere(path):
    renamed(path, "../../etc/passwd")


def renamed(path, location):
    """The model names its numbers by another location."""
    model = onnx.load(path, load_external_data=False)
    for tensor in model.graph.initializer:
        tensor.external_data[0].value = location
    path.write_bytes(model.SerializeToString())


def behind_a_link(path):
    secret = path.with_name("secret")
    secret.mkdir()
    path.with_name("model.onnx.data").rename(secret / "data")
    path.with_name("weights").symlink_to("secret")
    renamed(path, "weights/data")


@pytest.mark.parametrize(
    "location", ["weights/model.onnx.data", "weights\\model.onnx.data", "C:/export/moved.data"]
)
def test_numbers_in_a_folder_beside_the_graph_or_moved_to_it_are_joined(tmp_path, split, location):
    renamed(split, location)
    data = split.with_name("model.onnx.data")
    if "weights" in location:
        split.with_name("weights").mkdir()
        data.rename(split.with_name("weights") / data.name)
    else:
        data.rename(split.with_name("moved.data"))
    _, joined = made(tmp_path, split)
    assert painted(joined, np.zeros(32)).any()


def test_a_model_that_was_renamed_along_with_its_numbers_is_joined_with_them(tmp_path, split):
    path = split.rename(tmp_path / "night.onnx")
    (tmp_path / "model.onnx.data").rename(tmp_path / "night.onnx.data")
    guess, joined = made(tmp_path, path)
    assert guess["notes"] == ["night.onnx and night.onnx.data were joined into one file."]
    assert painted(joined, np.zeros(32)).any()


def test_a_model_and_its_numbers_may_be_given_in_any_order(tmp_path, split):
    _, joined = made(tmp_path, split.with_name("model.onnx.data"), split)
    assert painted(joined, np.zeros(32)).any()


def test_of_numbers_alone_their_model_is_asked_for(tmp_path, split):
    with pytest.raises(Refused, match=r"model\.onnx\.data holds .* give the \.onnx file beside it"):
        new(tmp_path / "models", "mine", [split.with_name("model.onnx.data")])


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (gone, "model.onnx.data, which is not beside it"),
        (cut_off, "model.onnx.data does not fit: it is cut off"),
        (linked, "model.onnx.data is a link"),
        (elsewhere, "put passwd into the folder of model.onnx"),
        (behind_a_link, "lies behind a link"),
    ],
)
def test_numbers_that_do_not_lie_there_are_told_and_nothing_is_left(tmp_path, split, harm, words):
    harm(split)
    with pytest.raises(BrokenPack, match=words):
        new(tmp_path / "models", "mine", [split])
    assert not list((tmp_path / "models").glob("*"))


def halves(tmp_path, rows=0):
    """z (1, 16) -> w (1, 24), and w, in rows or not, -> picture."""
    nodes, kept = exports.dense("z", 16, [24], gain=3)
    mapping = tmp_path / "mapping.onnx"
    exports.save(mapping, nodes, kept, [("z", FLOAT, [1, 16])], [("seed", FLOAT, ["n", 24])], 17)
    nodes, kept = exports.dense("row", 24, [3, 16, 16])
    nodes.append(exports.helper.make_node("Tanh", ["seed"], ["picture"]))
    nodes.insert(0, exports.helper.make_node("ReduceMax", ["w"], ["row"], axes=[1], keepdims=0))
    if not rows:
        nodes[0] = exports.helper.make_node("Identity", ["w"], ["row"])
    shape = [1, rows, 24] if rows else [1, 24]
    synthesis = tmp_path / "synthesis.onnx"
    taken = [("w", FLOAT, shape)]
    exports.save(synthesis, nodes, kept, taken, [("picture", FLOAT, [1, 3, 16, 16])], 17)
    return mapping, synthesis


@pytest.mark.parametrize("rows", [0, 5])
def test_mapping_and_synthesis_become_one_model_that_keeps_the_mean_w(tmp_path, rows):
    mapping, synthesis = halves(tmp_path, rows)
    guess, _ = made(tmp_path, synthesis, mapping)
    assert guess["fields"]["dimensions"] == 16
    assert guess["fields"]["constants"] == {"truncation_psi": 0.7}
    papers = tmp_path / "models" / "mine" / "pack.toml"
    whole = papers.read_text().replace('"truncation_psi" = 0.7', '"truncation_psi" = 1.0')
    papers.write_text(whole)
    runtime = Runtime(manifest.load(papers.parent), 1, 96, 160)
    point = np.random.default_rng(1).normal(size=16).astype(np.float32)
    wanted = 255 * (np.tanh(_weights(synthesis, _weights(mapping, point))) + 1) / 2
    found = painted(runtime, point).transpose(2, 0, 1).ravel()
    assert np.abs(found - wanted).max() <= 1


def _weights(path, point):
    weights = onnx.numpy_helper.to_array(onnx.load(path).graph.initializer[0])
    return point @ weights


def test_two_files_that_do_not_belong_together_are_told_their_shapes(tmp_path):
    mapping, _ = halves(tmp_path)
    exports.grey_vae(tmp_path / "vae.onnx")
    with pytest.raises(BrokenPack, match=r"mapping.onnx gives \(1, 24\), vae.onnx takes"):
        new(tmp_path / "models", "mine", [mapping, tmp_path / "vae.onnx"])
