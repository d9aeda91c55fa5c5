"""Checkpoints of other programs: read as what they are, or refused with what would help."""

import json
import struct
import sys

import numpy as np
import pytest
from onnxruntime import InferenceSession

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

NOISY = """
import torch
from torch import nn


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.dense = nn.Linear(16, 768, bias=False)
        self.register_buffer("noise", torch.randn(768))

    def forward(self, z):
        return torch.tanh(self.dense(z) + self.noise).view(-1, 3, 16, 16)
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


def divided(folder):
    """A checkpoint in two files with their list, and what is in it."""
    content = weights(16)
    places = {}
    for number, (name, value) in enumerate(content.items(), 1):
        places[name] = f"model-{number:05}-of-00002.bin"
        torch.save({name: value}, folder / places[name])
    (folder / "model.bin.index.json").write_text(json.dumps({"weight_map": places}))
    return content


@pytest.mark.parametrize("given", ["model.bin.index.json", "model-00002-of-00002.bin"])
def test_a_checkpoint_in_several_files_is_read_whole_by_its_list_or_a_part(tmp_path, given):
    content = divided(tmp_path)
    found = load_checkpoint(tmp_path / given)
    assert set(found) == set(content)
    assert all(torch.equal(found[name], content[name]) for name in content)


def test_a_part_that_is_not_there_is_named(tmp_path):
    divided(tmp_path)
    (tmp_path / "model-00001-of-00002.bin").unlink()
    with pytest.raises(Refused, match=r"model-00001-of-00002\.bin is not beside it"):
        load_checkpoint(tmp_path / "model.bin.index.json")


@pytest.mark.parametrize("elsewhere", ["../other.bin", "{folder}/../other.bin", "sub/other.bin"])
def test_a_list_cannot_choose_what_is_read_in_other_folders(tmp_path, elsewhere):
    folder = tmp_path / "given"
    (folder / "sub").mkdir(parents=True)
    for place in (tmp_path, folder / "sub"):
        torch.save(weights(16), place / "other.bin")
    places = {"weight": elsewhere.format(folder=folder)}
    path = folder / "model.bin.index.json"
    path.write_text(json.dumps({"weight_map": places}))
    with pytest.raises(Refused, match=r"names a file in another folder: other\.bin"):
        load_checkpoint(path)


def test_a_part_without_its_list_is_asked_for_it(tmp_path):
    divided(tmp_path)
    (tmp_path / "model.bin.index.json").unlink()
    with pytest.raises(Refused, match=r"copy the others and their list, .*\.index\.json"):
        load_checkpoint(tmp_path / "model-00001-of-00002.bin")


def test_the_list_of_a_checkpoint_in_several_files_that_is_cut_off_is_named(tmp_path):
    path = tmp_path / "model.safetensors.index.json"
    path.write_text('{"weight_map": {"a": "model-00001-of')
    with pytest.raises(Refused, match="the list of a checkpoint in several files, and cut off"):
        load_checkpoint(path)


def test_of_a_folder_with_a_divided_checkpoint_its_list_is_asked_for(tmp_path):
    divided(tmp_path)
    with pytest.raises(Refused, match=r"give the file in it, model\.bin\.index\.json$"):
        load_checkpoint(tmp_path)


def test_a_checkpoint_of_pytorch_is_read_whatever_its_name_ends_with(tmp_path):
    torch.save(weights(16), tmp_path / "model.safetensors")
    assert set(load_checkpoint(tmp_path / "model.safetensors")) == set(weights(16))


def test_weights_of_8_bits_are_taken(tmp_path):
    small = {name: value.to(torch.float8_e4m3fn) for name, value in weights(16).items()}
    assert imported(tmp_path, small)["dimensions"] == 16


@pytest.mark.parametrize(
    "name", ["dense.weight_scale", "dense.weight_scale_inv", "dense.scale_weight"]
)
def test_scales_beside_weights_of_8_bits_are_applied(tmp_path, name):
    plain = weights(16)
    scale = plain["dense.weight"].abs().amax(1, keepdim=True) / 400
    small = (plain["dense.weight"] / scale).to(torch.float8_e4m3fn)
    imported(tmp_path, {"dense.weight": small, name: scale, "dense.bias": plain["dense.bias"]})
    point = np.ones((1, 1, 16), np.float32)
    found = InferenceSession(tmp_path / "model.onnx").run(None, {"z": point})[0]
    wanted = torch.tanh(plain["dense.weight"].sum(1)).view(3, 16, 16).numpy()
    assert np.abs(found - wanted).mean() < 0.1  # 8 bits keep each weight to some 3 %


def test_scales_for_blocks_of_weights_are_refused(tmp_path):
    small = {"dense.weight": weights(16)["dense.weight"].to(torch.float8_e4m3fn)}
    scales = {"dense.weight_scale_inv": torch.ones(6, 2), "dense.bias": torch.zeros(768)}
    with pytest.raises(
        Refused, match=r"dense\.weight is kept in 8 bits with 12 scales for 768 rows"
    ):
        imported(tmp_path, small | scales)


def test_weights_that_are_whole_numbers_without_scales_are_refused(tmp_path):
    quantised = {
        "dense.weight": torch.ones(768, 16, dtype=torch.int8),
        "dense.bias": torch.zeros(768),
    }
    with pytest.raises(Refused, match="take the checkpoint from before it was quantised"):
        imported(tmp_path, quantised)


def test_what_a_file_lacks_is_the_same_at_each_import(tmp_path):
    (tmp_path / "noisy.py").write_text(NOISY)
    torch.save({"dense.weight": weights(16)["dense.weight"]}, tmp_path / "last.ckpt")
    source = Source(tmp_path / "last.ckpt", tmp_path / "noisy.py", "Generator", {}, None)
    pictures = []
    for _ in range(2):
        checkpoint_import.run(source, tmp_path / "model.onnx", tmp_path / "log")
        session = InferenceSession(tmp_path / "model.onnx")
        pictures.append(session.run(None, {"z": np.zeros((1, 16), np.float32)})[0])
    assert np.ptp(pictures[0]) > 0
    np.testing.assert_array_equal(*pictures)
