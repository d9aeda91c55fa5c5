"""`kiosk pack new`: what artists export is understood without help, and doubts are said."""

import tomllib

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


@pytest.mark.parametrize("export", exports.ALL, ids=lambda export: export.__name__)
def test_what_an_artist_exports_is_understood_and_shown(tmp_path, export):
    path = tmp_path / "model.onnx"
    wanted = export(path)
    found = guess(path)
    assert {key: found.fields.get(key) for key in wanted} == wanted
    assert all(found.reasons[key] for key in wanted if key != "constants")
    Runtime(manifest.load(_made(tmp_path, path)), 1, 96, 160)


def _made(tmp_path, path):
    new(tmp_path / "models", "mine", [path], None)
    return tmp_path / "models" / "mine"


def test_papers_are_toml_that_leaves_to_the_artist_what_only_they_know(tmp_path):
    exports.stylegan(tmp_path / "G.onnx")
    folder = _made(tmp_path, tmp_path / "G.onnx")
    papers = tomllib.loads((folder / "pack.toml").read_text())
    assert papers["generator"]["constants"]["truncation_psi"] == 0.7
    assert manifest.load(folder).missing_metadata == [
        "[pack] author", "[pack] licence", "[data] source", "[data] licence", "[data] missing"
    ]  # fmt: skip


def test_a_row_of_numbers_is_told_how_to_become_a_picture(tmp_path):
    path = tmp_path / "mlp.onnx"
    nodes, kept = exports.dense("z", 8, [784])
    exports.save(
        path, nodes, kept, [("z", exports.FLOAT, [1, 8])], [("seed", exports.FLOAT, [1, 784])], 17
    )
    with pytest.raises(BrokenPack, match="row of numbers; let the model end with a reshape"):
        new(tmp_path / "models", "mlp", [path], None)
    assert not (tmp_path / "models" / "mlp").exists()


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
