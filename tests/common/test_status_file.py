"""Which of several houses on one machine is meant."""

import os

import pytest

from installation.common.status_file import StatusFile, running


def test_a_house_is_found_by_its_configuration_and_its_state_folder(tmp_path, monkeypatch):
    """`kiosk check --config FILE` judged another house that ran beside it."""
    monkeypatch.setenv("RUNTIME_DIRECTORY", str(tmp_path))
    about = {"config": str(tmp_path / "a.toml"), "state": str(tmp_path / "state")}
    with StatusFile(about) as status:
        status.write({}, {}, {}, None)
        assert running(config=tmp_path / "a.toml", state=tmp_path / "state") is not None
        assert running(config=tmp_path / "b.toml") is None
        assert running(state=tmp_path) is None


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"\xff", b'{"at_ns": 1', b"[" * 9999])
def test_what_no_house_wrote_to_its_end_is_no_status(tmp_path, monkeypatch, content):
    """`kiosk status`, alerts and update ended with a mistake in the program."""
    monkeypatch.setenv("RUNTIME_DIRECTORY", str(tmp_path))
    (tmp_path / f"{os.getpid()}.json").write_bytes(content)
    (tmp_path / f"{'9' * 30}.json").write_bytes(content)
    os.mkfifo(tmp_path / "1.json")
    assert running() is None


def test_a_house_clears_away_what_dead_ones_left_and_nothing_else(tmp_path, monkeypatch):
    """Reports that lay in the same folder were gone after a start."""
    monkeypatch.setenv("RUNTIME_DIRECTORY", str(tmp_path))
    dead = tmp_path / f"{'9' * 9}.json"
    report = tmp_path / "report.json"
    for path in (dead, report):
        path.write_text("{}")
    with StatusFile({}):
        assert report.exists() and not dead.exists()
