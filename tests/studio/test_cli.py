"""The artists' command, with words it does not know and without its library."""

import importlib.util

import pytest

from installation.studio import cli


def test_without_torch_one_line_says_how_to_get_it(monkeypatch, capsys):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert cli.main(["train", "facades"]) == 2
    assert capsys.readouterr().err == cli.NO_TORCH + "\n"


def test_an_unknown_pack_is_refused(monkeypatch, capsys):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: True)
    assert cli.main(["train", "gardens"]) == 2
    assert "facades" in capsys.readouterr().err


def test_nothing_trained_is_said(tmp_path, capsys):
    pytest.importorskip("torch")
    assert cli.main(["export", "facades", "--work", str(tmp_path)]) == 2
    assert "train facades" in capsys.readouterr().err
