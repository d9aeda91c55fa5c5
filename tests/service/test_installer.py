"""The units of the service, whatever the folder of the program is called: systemd itself reads them."""

import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from installation.common.paths import PROGRAM
from installation.faults import BadConfig, Fault
from installation.service import install_checks, installer, unit_files
from installation.service.unit_files import UNITS


def program_in(folder):
    """A program with an interpreter that could be started."""
    python = folder / "current" / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    shutil.copyfile("/bin/true", python)
    python.chmod(0o755)
    return folder


def units_for(base):
    return {name: unit_files.written(PROGRAM, name, base) for name in UNITS}


def test_systemd_takes_the_units_of_a_program_in_any_folder(tmp_path):
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    base = program_in(tmp_path / "100 % für $HOME")
    unit_files.check(units_for(base))
    (base / "current" / ".venv" / "bin" / "python").chmod(0o644)
    with pytest.raises(Fault, match=r"would not take the service as it is.*not executable"):
        unit_files.check(units_for(base))


def test_the_service_starts_what_current_names_and_the_judge_what_was_before(tmp_path):
    base = program_in(tmp_path / "a%b c")
    units = units_for(base)
    quoted = str(base).replace("%", "%%")
    start = f'ExecStart="{quoted}/current/.venv/bin/python" -I -m installation run'
    assert start in units["kiosk.service"]
    assert f'ExecStart="{quoted}/previous/.venv/bin/python"' in units["kiosk-trial.service"]
    assert f"WorkingDirectory={quoted}\n" in units["kiosk.service"]


def test_the_judge_does_not_wait_for_a_house_that_never_becomes_ready(tmp_path):
    """Incident: a version that asked systemd for more time, for ever, was never judged."""
    unit = units_for(program_in(tmp_path))["kiosk-trial.service"]
    before = [line for line in unit.splitlines() if line.startswith("After=")]
    assert before and "kiosk.service" not in " ".join(before).partition("=")[2].split()


def test_an_interpreter_that_the_service_cannot_see_is_refused_with_the_way_out(tmp_path):
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to(tmp_path / "pyenv" / "python3")
    with pytest.raises(Fault, match="is gone"):
        install_checks.check_interpreter(python)
    (tmp_path / "pyenv").mkdir()
    (tmp_path / "pyenv" / "python3").touch()
    if not install_checks.is_in_home(tmp_path):
        pytest.skip("temporary files lie elsewhere than in /tmp")
    with pytest.raises(Fault, match="KIOSK_PYTHON=/usr/bin/python3"):
        install_checks.check_interpreter(python)
    with pytest.raises(Fault, match="put the program into /opt first"):
        install_checks.check_place(Path("/home/somebody/latenzraum"))
    with pytest.raises(Fault, match="systemd takes no ' in the name"):
        install_checks.check_place(Path("/opt/artist's"))


def test_a_configuration_that_is_no_text_is_told_before_anything_is_installed(
    tmp_path, monkeypatch
):
    (tmp_path / "kiosk.toml").write_bytes(b"# f\xfcr uns\n")
    monkeypatch.setattr(installer, "ROOT", tmp_path)
    root = tmp_path / "root"
    root.mkdir()
    with pytest.raises(BadConfig, match="it is not UTF-8 text"):
        installer.install(root, print)
    assert not list(root.iterdir())


@pytest.mark.parametrize("name", ["{}", "etc/../../{}"])
def test_a_damaged_list_takes_nothing_away_that_is_not_ours(tmp_path, name):
    root = tmp_path / "root"
    listed = root / installer.LIST
    listed.parent.mkdir(parents=True)
    other = tmp_path / "other"
    other.touch()
    listed.write_text(name.format(other if name == "{}" else "other"))
    with pytest.raises(Fault, match="is damaged, it names"):
        installer.uninstall(root, print)
    assert other.exists() and listed.exists()


@pytest.mark.parametrize(
    ("text", "is_looked"),
    [
        ("[alerts]\n", True),
        ("\ufeff[alerts]\r\n", True),
        ("\t[ alerts ]\n", True),
        ("alerts.webhook = 'http://hook'\n", True),
        ("# [alerts]\n#webhook = ''\n", False),
    ],
)
def test_who_wants_to_be_told_is_however_the_file_is_written(tmp_path, text, is_looked):
    """The service looked at [alerts] at the beginning of a line alone, and nobody was told of anything."""
    (condition,) = (
        line.removeprefix("ExecCondition=")
        for line in (PROGRAM / "kiosk-alert.service").read_text().splitlines()
        if line.startswith("ExecCondition=")
    )
    config = tmp_path / "kiosk.toml"
    config.write_text(text)
    *command, _ = shlex.split(condition)
    found = subprocess.run([*command, str(config)], check=False)
    assert (found.returncode == 0) is is_looked
