"""Letters on the command line: what is missing is said in a line; then it trains and exports."""

import importlib.util
import json
import subprocess
from pathlib import Path

import numpy as np
import pytest

from installation.packs import atlas, manifest
from installation.packs.runtime import Runtime
from installation.packs.scene import Scene
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
    papers = [
        {
            "family": f"family {k}",
            "style": "Regular",
            "collection": "made up",
            "designer": "",
            "licence": "OFL",
            "notice": "Copyright (c) 2020, Somebody",
            "held_out": k >= FACES - 2,
        }
        for k in range(FACES)
    ]
    (folder / "faces.json").write_text(json.dumps(papers))
    places = np.arange(192) + 0.5 - 96
    distance = np.hypot(places[:, None], places)
    radii = np.random.default_rng(1).uniform(10, 40, (FACES, len(LETTERS), 1, 1))
    fields = np.arcsinh((radii - distance) / 6).astype(np.float16)
    np.save(folder / "plain.npy", fields)
    np.save(folder / "varied.npy", fields[:0])


def test_it_trains_and_exports_a_pack_that_paints_words(tmp_path):
    pytest.importorskip("torch")
    pytest.importorskip("onnx")
    write_fields(tmp_path)
    words = ["letters", "--work", str(tmp_path), "--threads", "1"]
    assert cli.main(["train", *words, "--steps", "2", "--device", "cpu"]) == 0
    models = tmp_path / "models"
    assert cli.main(["export", *words, "--models", str(models), "--generator-only"]) == 0
    pack = manifest.load(models / "letters")
    assert pack.missing_metadata == []
    assert [titles["de"][0] for titles in pack.titles] == list(LETTERS)
    assert atlas.load(pack.folder, pack.dimensions).captions is not None
    scene = Scene(pack.places[:3], np.array([[0.2, 0.5], [0.5, 0.5], [0.8, 0.5]], np.float32))
    assert Runtime(pack, 1, 72, 128).paint(scene, 72, 128).shape == (72, 128, 3)


def test_too_few_typefaces_are_refused_in_one_line(tmp_path, capsys, monkeypatch):
    pytest.importorskip("torch")
    pytest.importorskip("onnx")
    monkeypatch.setattr("installation.studio.letters.dataset.FEWEST", FACES)
    write_fields(tmp_path)
    assert cli.main(["train", "letters", "--work", str(tmp_path), "--steps", "1"]) == 2
    told = capsys.readouterr().err
    assert "--typefaces FOLDER" in told
    assert told.count("\n") == 1
    assert not (tmp_path / "letters" / "checkpoint.pt").exists()


def test_fewer_faces_than_a_batch_are_learned_from(tmp_path, monkeypatch):
    pytest.importorskip("torch")
    pytest.importorskip("onnx")
    monkeypatch.setattr("installation.studio.letters.dataset.FACES_A_BATCH", FACES)
    write_fields(tmp_path)
    words = ["train", "letters", "--work", str(tmp_path), "--steps", "1", "--threads", "1"]
    assert cli.main(words) == 0
