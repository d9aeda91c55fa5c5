"""Checkpoints of other programs: read as what they are, or refused with what would help."""

import json
import struct
import sys

import pytest

pytest.importorskip("onnx")
torch = pytest.importorskip("torch")

from installation.faults import Refused  # noqa: E402
from installation.studio.importing import checkpoint_import  # noqa: E402
from installation.studio.importing.checkpoint import load_checkpoint  # noqa: E402
from installation.studio.importing.import_source import Source  # noqa: E402

CODE = """
import torch
from torch import nn


class Generator(nn.Module):
    def __init__(self, nz=16, wide=False):
        super().__init__()
        self.dense = nn.Linear(nz, 768)

    def forward(self, z):
        if z.ndim != 3:
            raise ValueError("wanted is (n, 1, d)")
        return torch.tanh(self.dense(z[:, 0])).view(-1, 3, 16, 16)
"""


def weights(nz):
    return {"dense.weight": torch.randn(768, nz), "dense.bias": torch.zeros(768)}


def imported(tmp_path, content):
    torch.save(content, tmp_path / "last.ckpt")
    (tmp_path / "code.py").write_text(CODE)
    source = Source(tmp_path / "last.ckpt", tmp_path / "code.py", "Generator", {}, None)
    return checkpoint_import.run(source, tmp_path / "model.onnx", tmp_path / "log")


def test_a_generator_that_takes_a_row_of_one_point_is_asked_so(tmp_path):
    assert imported(tmp_path, weights(16))["dimensions"] == 16


@pytest.mark.parametrize("key", ["hyper_parameters", "config"])
def test_arguments_that_the_checkpoint_keeps_are_proposed(tmp_path, key):
    kept = {"nz": 8, "learning_rate": 0.1, "wide": [1]}
    with pytest.raises(Refused, match=rf"""under {key}: --with '{{"nz": 8}}'"""):
        imported(tmp_path, {"state_dict": weights(8), key: kept})


def test_safetensors_under_another_ending_are_known_by_their_bytes(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "safetensors", None)  # not installed
    head = json.dumps({"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}).encode()
    (tmp_path / "model.pt").write_bytes(struct.pack("<Q", len(head)) + head + bytes(4))
    with pytest.raises(Refused, match="needs one more package: pip install safetensors"):
        load_checkpoint(tmp_path / "model.pt")


def test_the_list_of_a_checkpoint_in_several_files_is_named(tmp_path):
    path = tmp_path / "model.safetensors.index.json"
    path.write_text(json.dumps({"weight_map": {"a": "model-00001-of-00002.safetensors"}}))
    with pytest.raises(Refused, match="the list of a checkpoint in several files"):
        load_checkpoint(path)
