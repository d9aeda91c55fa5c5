"""The artists' command, with words it does not know and without its library."""

import importlib.util

import pytest

from installation.common.files import whole_folder
from installation.studio import cli


def test_without_torch_one_line_says_how_to_get_it(monkeypatch, capsys):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "torch" else True)
    assert cli.main(["train", "facades"]) == 2
    told = capsys.readouterr().err
    assert told == "The studio needs torch: .venv/bin/pip install torch==2.13.0\n"


def test_an_unknown_pack_is_refused(monkeypatch, capsys):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: True)
    assert cli.main(["train", "gardens"]) == 2
    assert "facades" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--minutes", "-1"], "'-1' are no minutes"),
        (["--minutes", "nan"], "'nan' are no minutes"),
        (["--minutes", "0"], "in 0 minutes nothing is trained"),
        (["--steps", "0"], "with 0 steps nothing is trained"),
        (["--threads", "-3"], "'-3' is no whole number"),
        (["--images", "photos"], "facades is one of the models in the box"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_anything_is_trained(
    monkeypatch, capsys, words, told
):
    """Incident: with --minutes -1 a training had no end."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: True)
    assert cli.main(["train", "facades", *words]) == 2
    assert told in capsys.readouterr().err


def test_a_graphics_card_that_is_not_there_is_told_before_any_picture_is_looked_at(
    tmp_path, capsys
):
    """Incident: a traceback, after hundreds of pictures had been read."""
    torch = pytest.importorskip("torch")
    pytest.importorskip("onnx")
    pytest.importorskip("tqdm")
    if torch.cuda.is_available():
        pytest.skip("there is one")
    words = ["--images", str(tmp_path), "--work", str(tmp_path / "work"), "--device", "cuda"]
    assert cli.main(["train", "harbour", *words]) == 2
    assert "--device auto" in capsys.readouterr().err
    assert not (tmp_path / "work").exists()


@pytest.mark.parametrize("model", cli.MODELS)
@pytest.mark.parametrize("command", ["export", "report"])
def test_nothing_trained_is_said(tmp_path, capsys, model, command):
    pytest.importorskip("torch")
    pytest.importorskip("onnx")
    assert cli.main([command, model, "--work", str(tmp_path)]) == 2
    assert f"train {model} --work {tmp_path}" in capsys.readouterr().err


def test_a_pack_takes_its_place_whole_or_not_at_all(tmp_path):
    with whole_folder(tmp_path / "facades") as folder:
        (folder / "pack.toml").write_text("old")
    with pytest.raises(OSError), whole_folder(tmp_path / "facades") as folder:
        assert folder.name.startswith(".")
        (folder / "pack.toml").write_text("half")
        raise OSError("no space left")
    assert [path.name for path in tmp_path.iterdir()] == ["facades"]
    assert (tmp_path / "facades" / "pack.toml").read_text() == "old"
