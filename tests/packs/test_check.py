"""`kiosk pack check`: packs from strangers are proved in quarantine, and each bad one is refused in words."""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

from installation.faults import BrokenPack
from installation.packs import onnx_file, quarantine
from installation.packs.archive import install
from installation.packs.check import BAD

ROOT = Path(__file__).resolve().parents[2]
COLOURS = ROOT / "models" / "colours"


@pytest.fixture
def pack(tmp_path):
    """A good pack to be spoiled."""
    return Path(shutil.copytree(COLOURS, tmp_path / "models" / "colours"))


def kiosk_pack(*arguments, **options):
    command = [sys.executable, "-I", "-m", "installation", "pack", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=180, **options)


def refusal(pack: Path) -> str:
    """Why a pack is refused; fails where it is not."""
    findings = quarantine.ask("check:check", pack, quick=True)
    assert findings[-1]["state"] == BAD, findings
    assert "Traceback" not in findings[-1]["words"]
    return findings[-1]["words"]


def test_a_good_pack_gets_its_table_and_exit_code_0(pack):
    done = kiosk_pack("check", "colours", "--models", pack.parent)
    assert done.returncode == 0, done.stdout + done.stderr
    for part in ("papers", "graph", "answer", "speed", "journey", "look inside"):
        assert part in done.stdout


def test_findings_for_programs_are_json_and_a_bad_pack_is_exit_code_1(pack):
    (pack / "generator.onnx").write_bytes(b"<!doctype html><title>404</title>")
    done = kiosk_pack("check", "colours", "--json", "--models", pack.parent)
    assert done.returncode == 1
    assert json.loads(done.stdout)[-1]["state"] == BAD


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
        (b"\x89HDF\r\n\x1a\n" + bytes(64), "Keras or HDF5"),
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
        "keras",
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
        (lambda p: p.joinpath("pack.toml").write_text("[pack"), "cannot be read"),
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


def test_a_folder_under_another_name_than_its_papers_is_refused(pack):
    pack.rename(pack.with_name("kolors"))
    assert "use one name" in refusal(pack.with_name("kolors"))


# -- graphs that are made to harm ------------------------------------------------------------------


def graph(pack: Path, nodes, kept=(), inputs=None, outputs=None, opset=17, domain=None) -> None:
    """Puts a hand-made graph into the pack, which then has 8 dimensions and no places."""
    onnx = pytest.importorskip("onnx")
    h = onnx.helper
    inputs = inputs or [h.make_tensor_value_info("z", 1, [1, 8])]
    outputs = outputs or [h.make_tensor_value_info("picture", 1, [1, 3, 16, 16])]
    opsets = [h.make_opsetid("", opset), *([h.make_opsetid(domain, 1)] if domain else [])]
    model = h.make_model(
        h.make_graph(nodes, "bad", inputs, outputs, list(kept)), opset_imports=opsets, ir_version=8
    )
    (pack / "generator.onnx").write_bytes(model.SerializeToString())
    (pack / "pack.toml").write_text(
        '[pack]\nname = "colours"\nversion = "1"\ntitle = { en = "Bad" }\n[generator]\ndimensions = 8\nlatent = "z"\n'
    )


def weights(shape, name="w", scale=1.0):
    onnx = pytest.importorskip("onnx")
    values = np.random.default_rng(0).normal(size=shape) * scale
    return onnx.numpy_helper.from_array(values.astype(np.float32), name)


def dense(h, after=()):
    """z (1, 8) -> picture (1, 3, 16, 16), with further nodes from "raw" on."""
    onnx = pytest.importorskip("onnx")
    shape = onnx.numpy_helper.from_array(np.array([1, 3, 16, 16]), "shape")
    first = [
        h.make_node("MatMul", ["z", "w"], ["flat"]),
        h.make_node("Reshape", ["flat", "shape"], ["raw"]),
    ]
    return [*first, *(after or [h.make_node("Tanh", ["raw"], ["picture"])])], [
        weights((8, 768)),
        shape,
    ]


def endless(h, onnx):
    body = h.make_graph(
        [h.make_node("Identity", ["go"], ["go_on"]), h.make_node("Add", ["x", "x"], ["y"])], "body",
        [h.make_tensor_value_info("i", 7, []), h.make_tensor_value_info("go", 9, []), h.make_tensor_value_info("x", 1, None)],
        [h.make_tensor_value_info("go_on", 9, []), h.make_tensor_value_info("y", 1, None)],
    )  # fmt: skip
    kept = [
        onnx.numpy_helper.from_array(np.array(2**62), "n"),
        onnx.numpy_helper.from_array(np.array(True), "yes"),
    ]
    nodes, more = dense(h, [h.make_node("Loop", ["n", "yes", "raw"], ["picture"], body=body)])
    return {"nodes": nodes, "kept": [*kept, *more]}


def nested_loop(h, onnx):
    """The same loop where only who looks into the branches of an If finds it."""
    inner = endless(h, onnx)
    branch = h.make_graph(
        inner["nodes"], "branch", [], [h.make_tensor_value_info("picture", 1, None)], inner["kept"]
    )
    kept = [onnx.numpy_helper.from_array(np.array(True), "always")]
    return {
        "nodes": [
            h.make_node("If", ["always"], ["picture"], then_branch=branch, else_branch=branch)
        ],
        "kept": kept,
    }


def custom(h, onnx):
    nodes, kept = dense(h, [h.make_node("Upfirdn2d", ["raw"], ["picture"], domain="custom.ops")])
    return {"nodes": nodes, "kept": kept, "domain": "custom.ops"}


def outside(h, onnx):
    nodes, kept = dense(h)
    kept[0].ClearField("raw_data")
    kept[0].data_location = onnx.TensorProto.EXTERNAL
    kept[0].external_data.add(key="location", value="../../../../etc/passwd")
    return {"nodes": nodes, "kept": kept}


def not_a_number(h, onnx):
    nodes, kept = dense(h, [h.make_node("Sqrt", ["raw"], ["picture"])])
    return {"nodes": nodes, "kept": kept}


def one_colour(h, onnx):
    nodes, kept = dense(h, [h.make_node("Mul", ["raw", "none"], ["picture"])])
    return {
        "nodes": nodes,
        "kept": [*kept, onnx.numpy_helper.from_array(np.array(0, np.float32), "none")],
    }


def hungry(h, onnx):
    """Some bytes that ask for 64 GB."""
    kept = [onnx.numpy_helper.from_array(np.array([1, 3, 75000, 75000]), "much")]
    nodes, more = dense(h, [
        h.make_node("ConstantOfShape", ["much"], ["large"]), h.make_node("ReduceMean", ["large"], ["mean"]),
        h.make_node("Add", ["raw", "mean"], ["picture"]),
    ])  # fmt: skip
    return {"nodes": nodes, "kept": [*kept, *more]}


def transparent(h, onnx):
    nodes, kept = dense(h, [h.make_node("Concat", ["raw", "raw"], ["picture"], axis=1)])
    return {
        "nodes": nodes,
        "kept": kept,
        "outputs": [h.make_tensor_value_info("picture", 1, [1, 6, 16, 16])],
    }


def ancient(h, onnx):
    nodes, kept = dense(h)
    return {"nodes": nodes, "kept": kept, "opset": 3}


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (endless, "holds Loop: a loop in the graph may never end"),
        (nested_loop, "holds Loop"),
        (custom, "needs custom operators (custom.ops.Upfirdn2d)"),
        (outside, "keeps data outside its file"),
        (not_a_number, "no numbers (NaN or infinity)"),
        (one_colour, "of one colour or all the same"),
        (hungry, "cannot be shown"),
        (transparent, "6 channels"),
        (ancient, "opset 3"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_graph_that_harms_is_refused_in_words(pack, harm, words):
    onnx = pytest.importorskip("onnx")
    graph(pack, **harm(onnx.helper, onnx))
    assert words in refusal(pack)


def test_whatever_stands_in_a_file_it_is_read_or_refused_and_nothing_else(tmp_path):
    random, whole = np.random.default_rng(0), (COLOURS / "generator.onnx").read_bytes()
    path, refused = tmp_path / "mutant.onnx", 0
    for _ in range(300):
        mutant = bytearray(
            whole[: random.integers(100, len(whole))] if random.random() < 0.3 else whole
        )
        for _ in range(random.integers(1, 30)):
            # most of a model are weights: what counts stands in what is left
            mutant[
                random.integers(
                    0, min(len(mutant), 20_000) if random.random() < 0.5 else len(mutant)
                )
            ] = random.integers(256)
        path.write_bytes(mutant)
        try:
            onnx_file.read(path)
        except BrokenPack:
            refused += 1
    assert 60 < refused < 300


def test_quarantine_can_write_nothing_and_reach_nobody(pack):
    """The positive control: a task that tries, and is refused each time."""
    assert quarantine.ask("quarantine:tried", pack) == []


def test_a_model_that_never_answers_is_given_up(pack):
    with pytest.raises(BrokenPack, match="no answer within 0.05 s"):
        quarantine.ask("check:check", pack, patience_s=0.05)


# -- zips ------------------------------------------------------------------------------------------


def zipped(tmp_path, pack, more=(), without=()) -> Path:
    path = tmp_path / "loan.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(pack.iterdir()):
            if file.name not in without:
                archive.write(file, f"colours/{file.name}")
        for entry, content in more:
            archive.writestr(entry, content)
    return path


def link(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = 3, 0o120777 << 16
    return info


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    ("more", "without", "words"),
    [
        ([("../../evil.txt", "x")], (), "leads out of the pack"),
        ([("/etc/evil.txt", "x")], (), "leads out of the pack"),
        ([("colours\\..\\evil.txt", "x")], (), "leads out of the pack"),
        ([("C:evil.txt", "x")], (), "leads out of the pack"),
        ([(link("colours/link.txt"), "/etc/passwd")], (), "as a link"),
        ([("colours/zeros.txt", bytes(200 << 20))], (), "times its size"),
        ([("colours/PACK.toml", "x")], (), "twice"),
        ([("colours/pack.toml", "x")], (), "twice"),
        ([("other/a.txt", "x")], (), "more than one folder"),
        ([("colours/deep/a.txt", "x")], (), "one flat folder"),
        ([("colours/run.py", "x")], (), "data only"),
        ([(f"colours/{k}.txt", "x") for k in range(80)], (), "a pack may have 64"),
        ([], ("pack.toml",), "holds no pack.toml"),
        ([], ("generator.onnx",), "generator.onnx is missing"),
    ],
    ids=[
        "up",
        "absolute",
        "backslash",
        "drive",
        "link",
        "bomb",
        "case",
        "duplicate",
        "folders",
        "deep",
        "program",
        "many",
        "no-papers",
        "no-model",
    ],  # fmt: skip
)
def test_a_zip_that_harms_is_refused_and_nothing_is_written(tmp_path, pack, more, without, words):
    target = tmp_path / "house" / "models"
    target.mkdir(parents=True)
    with pytest.raises(BrokenPack, match=re.escape(words)):
        install(zipped(tmp_path, pack, more, without), target)
    assert list((tmp_path / "house").rglob("*")) == [target]


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (b"PK\x03\x04 no more than this", 2, "no zip that can be opened"),
        (None, 1, "loan.zip: No such file or directory"),
    ],
    ids=["damaged", "missing"],
)
def test_a_zip_that_is_none_is_refused_in_one_line(tmp_path, content, code, words):
    """Incident: a name mistyped was called a mistake in the program."""
    path = tmp_path / "loan.zip"
    if content:
        path.write_bytes(content)
    done = kiosk_pack("install", path, "--models", tmp_path)
    assert (done.returncode, words in done.stderr, done.stderr.count("\n")) == (code, True, 1), (
        done.stderr
    )


def test_a_bundle_is_the_same_each_time_and_is_installed_as_it_was(tmp_path, pack):
    zips = [tmp_path / "a.zip", tmp_path / "b.zip"]
    for path in zips:
        done = kiosk_pack("bundle", "colours", "--to", path, "--models", pack.parent)
        assert done.returncode == 0, done.stderr
    assert zips[0].read_bytes() == zips[1].read_bytes()
    target = tmp_path / "elsewhere"
    target.mkdir()
    assert kiosk_pack("install", zips[0], "--models", target).returncode == 0
    for file in pack.iterdir():
        assert (target / "colours" / file.name).read_bytes() == file.read_bytes()
    again = kiosk_pack("install", zips[0], "--models", target)
    assert (again.returncode, "--replace" in again.stderr) == (2, True)
