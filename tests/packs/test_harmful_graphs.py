"""Graphs that are made to harm are refused in words, and never run."""

from pathlib import Path

import numpy as np
import pytest

from installation.faults import BrokenPack
from installation.packs import onnx_file
from tests.packs.conftest import COLOURS, refusal


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


def own(h, onnx):
    """Of ONNX Runtime's own operators, one that reads a file."""
    nodes, kept = dense(h, [h.make_node("EPContext", ["raw"], ["picture"], domain="com.microsoft")])
    return {"nodes": nodes, "kept": kept, "domain": "com.microsoft"}


def one_processor(h, onnx):
    domain = "com.microsoft.nchwc"
    nodes, kept = dense(h, [h.make_node("ReorderInput", ["raw"], ["picture"], domain=domain)])
    return {"nodes": nodes, "kept": kept, "domain": domain}


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
        (own, "needs custom operators (com.microsoft.EPContext)"),
        (one_processor, "optimised for one kind of processor"),
        (outside, "keeps its numbers outside, in ../../../../etc/passwd"),
        (not_a_number, "no numbers (NaN or infinity)"),
        (one_colour, "of one colour or all the same"),
        (hungry, "GB of memory that it may have here: export a smaller picture"),
        (transparent, "6 channels"),
        (ancient, "opset 3"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_graph_that_harms_is_refused_in_words(pack, harm, words):
    onnx = pytest.importorskip("onnx")
    graph(pack, **harm(onnx.helper, onnx))
    assert words in refusal(pack)


def message(number: int, content: bytes) -> bytes:
    """A field of a protocol buffer, with its length in three bytes."""
    size = len(content)
    length = bytes([0x80 | size & 0x7F, 0x80 | size >> 7 & 0x7F, size >> 14])
    return bytes([number << 3 | 2]) + length + content


@pytest.mark.parametrize(
    ("graph", "words"),
    [
        (b"\x0a\x00" * 1100, "has more than 1000 nodes"),
        (b"\x2a\x00" * 2100, "has more than 2000 parts"),
        (message(1, message(1, b"\x01" * 9000)), "a name in it has 9000 bytes"),
    ],
    ids=["nodes", "parts", "name"],
)
def test_a_file_of_endless_parts_is_read_no_further(tmp_path, monkeypatch, graph, words):
    """Some MB of empty nodes would take gigabytes in the process that asks, before anything is confined."""
    monkeypatch.setattr(onnx_file, "MOST_NODES", 1000)
    monkeypatch.setattr(onnx_file, "MOST_PARTS", 2000)
    path = tmp_path / "endless.onnx"
    path.write_bytes(b"\x08\x08" + message(7, graph + b"\xff"))
    with pytest.raises(BrokenPack, match=words):
        onnx_file.read(path)


def mutated(whole: bytes, random: np.random.Generator) -> bytes:
    """The file cut off, or whole, with some bytes changed."""
    is_cut = random.random() < 0.3
    mutant = bytearray(whole[: random.integers(100, len(whole))] if is_cut else whole)
    for _ in range(random.integers(1, 30)):
        # Most of a model are weights: what counts stands in what is left.
        is_at_front = random.random() < 0.5
        end = min(len(mutant), 20_000) if is_at_front else len(mutant)
        mutant[random.integers(0, end)] = random.integers(256)
    return bytes(mutant)


def test_whatever_stands_in_a_file_it_is_read_or_refused_and_nothing_else(tmp_path):
    random = np.random.default_rng(0)
    whole = (COLOURS / "generator.onnx").read_bytes()
    path = tmp_path / "mutant.onnx"
    refused = 0
    for _ in range(300):
        path.write_bytes(mutated(whole, random))
        try:
            onnx_file.read(path)
        except BrokenPack:
            refused += 1
    assert 60 < refused < 300
