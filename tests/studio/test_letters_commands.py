"""Letters on the command line: what is missing is said in one line; then it trains and exports."""

import importlib.util
import json
import subprocess
from pathlib import Path

import numpy as np
import pytest

from installation.studio import cli
from installation.studio.letters import LETTERS, commands

FACES = 18


def test_without_font_libraries_one_line_says_how_to_get_them(tmp_path, monkeypatch, capsys):
    fonts = commands.FONT_LIBRARIES
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name in fonts else True)
    assert cli.main(["train", "letters", "--work", str(tmp_path)]) == 2
    told = capsys.readouterr().err
    assert told.endswith(".venv/bin/pip install fonttools freetype-py\n")
    assert told.count("\n") == 1


def test_without_network_and_folder_one_line_says_what_to_do(tmp_path, monkeypatch, capsys):
    pytest.importorskip("fontTools")
    pytest.importorskip("freetype")
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: True)

    def fail(command, **_):
        raise subprocess.CalledProcessError(100, command)

    monkeypatch.setattr(subprocess, "run", fail)
    assert cli.main(["train", "letters", "--work", str(tmp_path)]) == 2
    told = capsys.readouterr().err
    assert "--typefaces FOLDER" in told
    assert told.count("\n") == 1


def write_fields(work: Path) -> None:
    """Discs in place of letters."""
    folder = work / "letters" / "fields"
    folder.mkdir(parents=True)
    papers = [{"family": f"family {k}", "held_out": k >= FACES - 2} for k in range(FACES)]
    (folder / "faces.json").write_text(json.dumps(papers))
    places = np.arange(192) + 0.5 - 96
    distance = np.hypot(places[:, None], places)
    radii = np.random.default_rng(1).uniform(10, 40, (FACES, len(LETTERS), 1, 1))
    fields = np.arcsinh((radii - distance) / 6).astype(np.float16)
    np.save(folder / "plain.npy", fields)
    np.save(folder / "varied.npy", fields[:0])


def test_it_trains_and_says_what_the_export_lacks(tmp_path, capsys):
    pytest.importorskip("torch")
    pytest.importorskip("onnx")
    write_fields(tmp_path)
    words = ["letters", "--work", str(tmp_path), "--threads", "1"]
    assert cli.main(["train", *words, "--steps", "2", "--device", "cpu"]) == 0
    models = tmp_path / "models"
    assert cli.main(["export", *words, "--models", str(models)]) == 0
    told = capsys.readouterr().out
    assert "not a pack yet" in told
    assert not models.exists()
    written = {path.name for path in (tmp_path / "letters" / "export").iterdir()}
    assert written == {"field-landscape.onnx", "field-portrait.onnx", "map.npz", "map.json"}


def test_too_few_typefaces_are_refused_in_one_line(tmp_path, capsys, monkeypatch):
    pytest.importorskip("torch")
    pytest.importorskip("onnx")
    monkeypatch.setattr("installation.studio.letters.dataset.FACES_A_BATCH", FACES)
    write_fields(tmp_path)
    assert cli.main(["train", "letters", "--work", str(tmp_path), "--steps", "1"]) == 2
    told = capsys.readouterr().err
    assert "--typefaces FOLDER" in told
    assert told.count("\n") == 1
    assert not (tmp_path / "letters" / "checkpoint.pt").exists()
