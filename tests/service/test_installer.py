"""The units of the service, whatever the folder of the program is called: systemd itself reads them."""

import shutil
from pathlib import Path

import pytest

from installation.common.paths import PROGRAM
from installation.faults import Fault
from installation.service import install_checks, unit_files
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
