"""What stands beside a point is known by shape and name, and nothing of it is taken for the point."""

import numpy as np
import pytest

from installation.faults import BrokenPack
from installation.packs import manifest
from installation.packs.guess import guess
from installation.packs.new import new
from installation.packs.runtime import Runtime

pytest.importorskip("onnx")
pytest.importorskip("torch")
pytestmark = pytest.mark.filterwarnings("ignore")

from tests.packs import exports  # noqa: E402
from tests.packs.conftest import kiosk_pack  # noqa: E402
from tests.packs.further_nodes import FLOAT, SIZES, node, number, painted  # noqa: E402

Kind = exports.TensorProto


def made(tmp_path, path):
    """The constants of a pack that `kiosk pack new` makes and the generator room shows."""
    found = new(tmp_path / "models", "mine", [path])["fields"]
    Runtime(manifest.load(tmp_path / "models" / "mine"), 1, 96, 160)
    return found


def times(name, shape):
    """The picture times one number for each point."""
    nodes = [
        node("Reshape", [name, "column"], ["factor"]),
        node("Mul", ["picture", "factor"], ["end"]),
    ]
    return nodes, [number("column", np.array([-1, 1, 1, 1]))], (name, FLOAT, shape)


@pytest.mark.parametrize(("name", "value"), [("psi", 0.7), ("temperature", 1.0)])
def test_one_number_for_each_point_is_a_strength_and_never_nought(tmp_path, name, value):
    after, kept, taken = times(name, ["n"])
    gives = ("end", FLOAT, ["n", *SIZES[1:]])
    path = painted(tmp_path / "m.onnx", after, kept, gives, [taken], point=("n", 8))
    assert made(tmp_path, path)["constants"] == {name: value}


def test_the_classes_of_two_points_are_no_height_and_width(tmp_path):
    after = [
        node("Gather", ["colours", "labels"], ["colour"]),
        node("Reshape", ["colour", "columns"], ["added"]),
        node("Add", ["picture", "added"], ["end"]),
    ]
    colours = np.random.default_rng(0).uniform(-0.1, 0.1, (4, 3)).astype(np.float32)
    kept = [number("colours", colours), number("columns", np.array([2, 3, 1, 1]))]
    gives = ("end", FLOAT, [2, *SIZES[1:]])
    taken = ("labels", Kind.INT64, [2])
    path = painted(tmp_path / "m.onnx", after, kept, gives, [taken], point=(2, 8))
    found = made(tmp_path, path)
    assert found["constants"] == {"labels": 0}
    assert "size" not in found


def test_a_generator_that_takes_a_time_is_no_denoiser(tmp_path):
    after, kept, taken = times("t", [1])
    gives = ("end", FLOAT, SIZES)
    path = painted(tmp_path / "m.onnx", after, kept, gives, [taken], point=(1, 8, 1, 1))
    assert made(tmp_path, path)["constants"] == {"t": 1.0}


@pytest.mark.parametrize(
    ("name", "shape", "key"), [("out_size", [1, 2], "size"), ("size", [], "constants")]
)
def test_a_wanted_size_is_known_with_a_batch_and_as_one_side(tmp_path, name, shape, key):
    twice = [name] if shape else [name, name]
    after = [
        *[node("Reshape", [name, "row"], [f"side_{number}"]) for number in range(len(twice))],
        node(
            "Concat",
            ["front", *[f"side_{number}" for number in range(len(twice))]],
            ["all"],
            axis=0,
        ),
        node("Resize", ["picture", "", "", "all"], ["end"], mode="linear"),
    ]
    kept = [number("front", np.array([1, 3])), number("row", np.array([-1]))]
    gives = ("end", FLOAT, [1, 3, "h", "w"])
    path = painted(tmp_path / "m.onnx", after, kept, gives, [(name, Kind.INT64, shape)])
    assert made(tmp_path, path)[key] in (name, {name: 256})


def test_how_many_pictures_are_wanted_is_one(tmp_path):
    after = [
        node("Cast", ["batch_size"], ["count"], to=FLOAT),
        node("Mul", ["picture", "count"], ["end"]),
    ]
    gives = ("end", FLOAT, SIZES)
    path = painted(tmp_path / "m.onnx", after, (), gives, [("batch_size", Kind.INT64, [])])
    assert made(tmp_path, path)["constants"] == {"batch_size": 1}


def test_noise_without_a_batch_or_channels_is_no_point(tmp_path):
    after = [
        node("Add", ["picture", "noise_a"], ["loud"]),
        node("Add", ["loud", "noise_b"], ["end"]),
    ]
    takes = [("noise_a", FLOAT, [16, 16]), ("noise_b", FLOAT, [1, 16, 16])]
    path = painted(tmp_path / "m.onnx", after, (), ("end", FLOAT, SIZES), takes)
    found = made(tmp_path, path)
    assert found["latent"] == "z"
    assert found["constants"] == {"noise_a": 0.0, "noise_b": 0.0}


def test_a_row_of_truths_is_a_class_and_its_first_is_chosen(tmp_path):
    after = [
        node("Cast", ["one_hot"], ["class"], to=FLOAT),
        node("MatMul", ["class", "colours"], ["colour"]),
        node("Reshape", ["colour", "columns"], ["added"]),
        node("Mul", ["picture", "added"], ["end"]),
    ]
    kept = [
        number("colours", np.ones((4, 3), np.float32)),
        number("columns", np.array([1, 3, 1, 1])),
    ]
    taken = ("one_hot", Kind.BOOL, [1, 4])
    path = painted(tmp_path / "m.onnx", after, kept, ("end", FLOAT, SIZES), [taken])
    assert made(tmp_path, path)["constants"] == {"one_hot": [1, 0, 0, 0]}


def test_names_with_signs_that_end_a_line_make_papers_that_can_be_read(tmp_path):
    path = painted(tmp_path / "m.onnx", name="la\nt[x]\x85\u2028")
    assert made(tmp_path, path)["latent"] == "la\nt[x]\x85\u2028"


def test_names_that_command_a_terminal_are_printed_without_their_commands(tmp_path):
    path = painted(tmp_path / "m.onnx", name="\x1b[2Jz\x07")
    done = kiosk_pack("new", "mine", path, "--models", tmp_path / "models")
    assert done.returncode == 0, done.stderr
    nothing = painted(tmp_path / "n.onnx", takes=[("\x1b[2Jtext", Kind.STRING, [1])])
    refused = kiosk_pack("new", "other", nothing, "--models", tmp_path / "models")
    assert refused.returncode == 2, refused.stdout
    printed = done.stdout + refused.stdout + refused.stderr
    assert "[2Jz" in printed and "[2Jtext" in printed
    assert all(sign.isprintable() or sign == "\n" for sign in printed)


def test_a_picture_beside_the_point_is_told(tmp_path):
    after = [node("Add", ["picture", "photo"], ["end"])]
    takes = [("photo", FLOAT, [1, 3, 16, 16])]
    found = guess(painted(tmp_path / "m.onnx", after, (), ("end", FLOAT, SIZES), takes))
    assert found.fields["latent"] == "z"
    assert "--source lets another pack's picture" in found.reasons["constants.photo"]


def test_a_point_with_a_value_of_its_own_is_told_with_its_name(tmp_path):
    kept = [number("z", np.zeros((1, 8), np.float32))]
    path = painted(tmp_path / "m.onnx", kept=kept)
    with pytest.raises(BrokenPack, match="input 'z' has a value of its own inside"):
        guess(path)
