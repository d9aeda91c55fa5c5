"""`kiosk pack check`: packs from strangers are proved in quarantine, and each bad one is refused in
words.
"""

import json
import os

import numpy as np
import pytest

from installation.common.paths import ROOT
from installation.faults import BrokenPack
from installation.packs import check, manifest, onnx_file, quarantine
from installation.packs.model_checks import check_answers, check_inside, check_path
from installation.packs.runtime import Runtime
from installation.packs.scene import Scene
from installation.packs.sealing import changed_since, seal
from installation.vocabulary import Severity
from tests.packs.conftest import kiosk_pack, refusal

PACKS = sorted(path.parent.name for path in (ROOT / "models").glob("*/pack.toml"))


def test_a_good_pack_gets_its_table_and_exit_code_0(pack):
    done = kiosk_pack("check", "colours", "--models", pack.parent)
    assert done.returncode == 0, done.stdout + done.stderr
    for part in ("papers", "graph", "answer", "speed", "journey", "look inside"):
        assert part in done.stdout


@pytest.mark.parametrize("name", PACKS)
def test_packs_in_the_box_pass_their_own_check_and_paint_far_from_the_middle(name):
    """Incident: of points four standard deviations away `letters` ended the runtime at a third."""
    folder = ROOT / "models" / name
    said = check.check(folder, quick=True)
    assert Severity.BAD not in [each["state"] for each in said], said
    found = manifest.load(folder)
    model = Runtime(found, 1, 90, 160)
    lots = np.random.default_rng(4)
    for _ in range(24):
        point = 4 * lots.standard_normal(found.dimensions)
        assert model.paint(Scene.of(point.astype(np.float32)), 90, 160).std() > 1


def test_findings_for_programs_are_json_and_a_bad_pack_is_exit_code_1(pack):
    (pack / "generator.onnx").write_bytes(b"<!doctype html><title>404</title>")
    done = kiosk_pack("check", "colours", "--json", "--models", pack.parent)
    assert done.returncode == 1
    assert json.loads(done.stdout)[-1]["state"] == Severity.BAD


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "it is empty"),
        (b"<!DOCTYPE html><html>", "it is a web page"),
        (
            b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n",
            "git-LFS pointer.*git lfs pull",
        ),
        (b"\x80\x02}q\x00.", "pickled.*could run code.*torch.onnx.export"),
        (b"PK\x03\x04\x00\x00archive/data.pkl", "PyTorch checkpoint.*torch.onnx.export"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "a JPEG picture; a pack needs a model"),
        (b"name,title\n1,a\n" * 20, "it is text"),
        (b"ir_version: 8\ngraph {\n  node {\n", "an ONNX model written as text"),
        (b'{"format": "layers-model", "weights": []}', "a model for TensorFlow.js"),
        (b"\x89HDF\r\n\x1a\n" + bytes(64), "Keras or HDF5"),
        (
            b'<?xml version="1.0"?>\n<net name="gan" version="11">',
            "OpenVINO.*the .onnx file it was",
        ),
        (b"ftrt" + bytes(64), "a TensorRT engine.*the .onnx file it was"),
        (b"\x08\x01\x12\x10" + bytes(64), "a TensorFlow SavedModel"),
        (b"7767517\n75 83\nInput data 0 1 data\n", "ncnn.*the .onnx file it was"),
        (b'\x40\x00\x00\x00\x00\x00\x00\x00{"a":1}' + bytes(64), "safetensors"),
        (bytes(range(256)) * 40, "cut off or damaged|no ONNX model"),
        ("half", "cut off or damaged"),
    ],
    ids=[
        "empty",
        "html",
        "lfs-pointer",
        "pickle",
        "pth",
        "jpeg",
        "text",
        "onnx-text",
        "tfjs",
        "keras",
        "openvino",
        "tensorrt",
        "saved-model",
        "ncnn",
        "safetensors",
        "noise",
        "truncated",
    ],
)
def test_a_file_that_is_something_else_is_called_by_its_name(pack, content, words):
    model = pack / "generator.onnx"
    model.write_bytes(
        model.read_bytes()[: model.stat().st_size // 2] if content == "half" else content
    )
    with pytest.raises(BrokenPack, match=words):
        onnx_file.read(model)
    assert "generator.onnx" in refusal(pack)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda p: (p / "leak.txt").symlink_to("/etc/passwd"), "is a link"),
        (
            lambda p: (
                (p / "generator.onnx").unlink(),
                (p / "generator.onnx").symlink_to("/dev/zero"),
            ),
            "is a link",
        ),
        (lambda p: os.mkfifo(p / "pipe.txt"), "no plain file"),
        (lambda p: (p / "more").mkdir(), "one flat folder"),
        (lambda p: (p / "run.py").write_text("print()"), "data only"),
        (lambda p: (p / "a b\n.txt").write_text(""), "name that not every system can keep"),
        (lambda p: p.joinpath("pack.toml").write_text("[pack"), "cannot be understood"),
        (lambda p: p.joinpath("pack.toml").write_bytes(b"\xff\xfe"), "cannot be read"),
        (lambda p: p.joinpath("pack.toml").write_text("a=" + "[" * 5000), "cannot be read"),
        (lambda p: (p / "generator.onnx").unlink(), "generator.onnx is missing"),
    ],
    ids=[
        "link",
        "device",
        "fifo",
        "folder",
        "program",
        "name",
        "papers",
        "encoding",
        "nested",
        "no-model",
    ],
)
def test_what_does_not_belong_into_a_pack_is_refused(pack, spoil, words):
    spoil(pack)
    assert words in refusal(pack)


def test_a_pack_that_was_changed_after_it_was_sealed_is_refused(pack):
    assert kiosk_pack("seal", "colours", "--models", pack.parent).returncode == 0
    assert (
        kiosk_pack("seal", "colours", "--models", pack.parent).returncode == 0
    )  # again is the same
    assert pack.joinpath("pack.toml").read_text().count("[files]") == 1
    with (pack / "generator.onnx").open("ab") as model:
        model.write(b"\0")
    assert "is not what was sealed" in refusal(pack)


def test_the_seal_covers_the_papers(pack):
    """Incident: sealed, then another truncation: "what was sealed"."""
    seal(pack)
    assert changed_since(manifest.load(pack)) == ""
    papers = pack / "pack.toml"
    papers.write_text(papers.read_text().replace("[generator]", "[generator]\npace = 2.0"))
    assert "papers (pack.toml) were changed" in changed_since(manifest.load(pack))
    seal(pack)
    (pack / "more.txt").write_text("x")
    assert changed_since(manifest.load(pack)) == "more.txt came in"


def test_encoder_and_voice_are_judged_as_the_rooms_will(pack):
    """Incident: the check said that mirror works; in the room it did not."""
    encoder = ROOT / "tests" / "journey" / "encoder.onnx"  # of another pack
    for name in ("encoder.onnx", "voice.onnx"):
        (pack / name).write_bytes(encoder.read_bytes())
    found = manifest.load(pack)
    said = [result.said for result in check_path(found, Runtime(found, 1, 90, 160))]
    assert not any("mirror" in one for one in said[:1])
    assert any("nobody will be mirrored" in one for one in said)
    assert any("voice will not be heard" in one for one in said)


def test_what_the_panes_do_without_keeps_no_pack_from_being_shown(pack):
    """A check that said BAD where the house shows the pack, and OK where a pane is left out."""
    encoder = ROOT / "tests" / "journey" / "encoder.onnx"
    (pack / "classifier.onnx").write_bytes(encoder.read_bytes())
    found = manifest.load(pack)
    np.savez(pack / "map.npz", points=np.zeros((3, found.dimensions), np.float32))
    results = list(check_inside(found, Runtime(found, 1, 90, 160)))
    assert {result.state for result in results[:2]} == {Severity.WARN}
    assert "pane is left out" in results[0].said and "panes are left out" in results[1].said


def test_no_pack_passes_whose_pictures_do_not_differ(pack):
    """Incident: two pictures that differ by 0.0 % were OK, and grey on the wall."""
    model = Still()
    found = manifest.load(pack)
    with pytest.raises(BrokenPack, match="all the same, whatever the point"):
        list(check_answers(found, model))


def test_strips_grain_and_cut_values_are_told(pack):
    found = manifest.load(pack)
    said = [result.said for result in check_answers(found, Grain())]
    assert any("95% of the values lie outside" in one for one in said)
    assert any("strips of 1024x16" in one for one in said)
    assert any("differ in their grain alone" in one for one in said)


class Still:
    """A model that paints the same whatever the point."""

    def paint(self, scene, height, width):
        return np.tile(np.arange(90, dtype=np.uint8)[:, None, None], (1, 160, 3))


class Grain:
    """A model of strips that hold noise."""

    def paint(self, scene, height, width):
        random = np.random.default_rng(abs(int(1e6 * scene.points[0, 0])))
        return random.integers(0, 256, (16, 1024, 3), np.uint8)

    def cut_share(self, scene, height, width):
        return 0.95


def test_a_folder_under_another_name_than_its_papers_is_refused(pack):
    pack.rename(pack.with_name("kolors"))
    assert "use one name" in refusal(pack.with_name("kolors"))


def test_quarantine_can_write_nothing_and_reach_nobody(pack):
    """The positive control: a task that tries, and is refused each time."""
    assert quarantine.ask("quarantine:escapes", pack) == []


def test_a_model_that_never_answers_is_given_up(pack):
    with pytest.raises(BrokenPack, match=r"no answer within 0\.\d+ s"):
        quarantine.ask("check:check", pack, patience_s=0.05)


def test_a_folder_without_papers_is_told_how_it_becomes_a_pack(tmp_path):
    """Incident: the file with the model's numbers was called no part of a pack, and was to be taken out."""
    folder = tmp_path / "dropped one"
    folder.mkdir()
    (folder / "model.onnx").write_bytes(b"x")
    (folder / "model.onnx.data").write_bytes(b"x")
    (result,) = check.check(folder)
    assert result["state"] == Severity.BAD
    made = f"kiosk pack new NAME '{folder}/model.onnx' makes a pack of it"
    assert "dropped one is no pack" in result["said"] and made in result["said"]


def test_numbers_beside_a_model_are_told_whose_they_are(pack):
    onnx = pytest.importorskip("onnx")
    model = onnx.load(pack / "generator.onnx")
    onnx.save(
        model,
        pack / "generator.onnx",
        save_as_external_data=True,
        location="weights.bin",
        size_threshold=0,
    )
    (result,) = check.check(pack)
    assert "weights.bin holds numbers of generator.onnx: kiosk pack new" in result["said"]
