"""Which of several houses on one machine is meant."""

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
