"""Networks beside a generator, in the shapes that their makers' programs write: used, or told why not."""

import numpy as np
import pytest

from installation.faults import BrokenPack
from installation.messages import SILHOUETTE_SHAPE
from installation.packs import manifest
from installation.packs.check import check
from installation.packs.classifier_model import ClassifierModel
from installation.packs.encoder_model import MirrorEncoder
from installation.packs.new import new
from installation.packs.voice_model import VoiceModel

pytest.importorskip("onnx")
pytest.importorskip("torch")
pytestmark = pytest.mark.filterwarnings("ignore")

from tests.packs import exports  # noqa: E402
from tests.packs.further_nodes import FLOAT, SIZES, network, node, number, painted  # noqa: E402

Kind = exports.TensorProto


def dense(path, kind, takes, gives, name="y"):
    """A network of one layer: values in these axes -> values in those."""
    sizes = int(np.prod(takes)), int(np.prod(gives))
    weights = np.random.default_rng(0).normal(size=sizes).astype(np.float32)
    nodes = [
        node("Cast", ["x"], ["numbers"], to=FLOAT),
        node("Reshape", ["numbers", "row"], ["flat"]),
        node("MatMul", ["flat", "weights"], ["many"]),
        node("Reshape", ["many", "axes"], [name]),
    ]
    row = np.array([1, sizes[0]])
    kept = [number("row", row), number("weights", weights), number("axes", np.array(gives))]
    return network(path, nodes, kept, ("x", kind, takes), [(name, FLOAT, gives)])


@pytest.fixture
def folder(tmp_path):
    new(tmp_path / "models", "mine", [painted(tmp_path / "m.onnx")])
    return tmp_path / "models" / "mine"


@pytest.mark.parametrize(
    ("kind", "takes"),
    [
        (Kind.UINT8, [1, 18, 32]),
        (FLOAT, [1, 1, 18, 32]),
        (Kind.FLOAT16, [1, 18, 32, 1]),
        (Kind.BOOL, [18, 32]),
        (Kind.DOUBLE, [1, 576]),
    ],
)
def test_an_encoder_takes_a_silhouette_in_any_usual_shape_and_kind(folder, kind, takes):
    dense(folder / "encoder.onnx", kind, takes, [1, 8])
    silhouette = np.zeros(SILHOUETTE_SHAPE, np.uint8)
    silhouette[4:, 12:18] = 1
    encoder = MirrorEncoder(manifest.load(folder))
    assert encoder.point(silhouette).shape == (8,)
    assert not np.array_equal(encoder.point(silhouette), encoder.point(1 - silhouette))


def test_an_encoder_of_a_finer_silhouette_is_told_the_shape(folder):
    dense(folder / "encoder.onnx", FLOAT, [1, 1, 36, 64], [1, 8])
    with pytest.raises(BrokenPack, match="takes 1 x 1 x 36 x 64; a silhouette is 1 x 18 x 32"):
        MirrorEncoder(manifest.load(folder))


@pytest.mark.parametrize(
    ("kind", "takes", "gives"),
    [
        (FLOAT, [8], [32]),
        (FLOAT, [1, 8, 1, 1], [1, 32, 1]),
        (Kind.DOUBLE, [1, 8], [1, 1, 256]),
    ],
)
def test_a_voice_takes_the_point_as_its_generator_might(folder, kind, takes, gives):
    voice = VoiceModel(dense(folder / "voice.onnx", kind, takes, gives), 8)
    assert voice(np.ones(8)).max() == 0


def test_a_voice_of_whole_numbers_is_told_what_a_point_is(folder):
    path = dense(folder / "voice.onnx", Kind.INT64, [1, 8], [1, 32])
    with pytest.raises(BrokenPack, match="of numbers with a fraction"):
        VoiceModel(path, 8)


def test_a_classifier_with_its_channels_first_is_told_what_goes_in(folder):
    dense(folder / "classifier.onnx", Kind.UINT8, [1, 3, 32, 32], [1, 4], "scores_colour")
    with pytest.raises(BrokenPack, match=r"wanted is one input picture \(1, h, w, 3\) uint8"):
        ClassifierModel(folder)


def test_a_check_tells_that_a_picture_trembles(tmp_path):
    after = [
        node("RandomNormalLike", ["picture"], ["grain"], scale=0.2),
        node("Add", ["picture", "grain"], ["end"]),
    ]
    path = painted(tmp_path / "m.onnx", after, (), ("end", FLOAT, SIZES))
    new(tmp_path / "models", "mine", [path])
    said = [each["said"] for each in check(tmp_path / "models" / "mine", quick=True)]
    assert any("The same point gives another picture each time" in each for each in said)
