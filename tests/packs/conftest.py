"""A pack to be spoiled, and the command line as an artist uses it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from installation.common.paths import ROOT
from installation.packs import quarantine
from installation.vocabulary import Severity

COLOURS = ROOT / "models" / "colours"


@pytest.fixture
def pack(tmp_path):
    """The folder of a good pack to be spoiled."""
    return Path(shutil.copytree(COLOURS, tmp_path / "models" / "colours"))


def kiosk_pack(*arguments, **options):
    """`kiosk pack` with these arguments, done."""
    command = [sys.executable, "-I", "-m", "installation", "pack"]
    command += [str(argument) for argument in arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=180, **options)


def refusal(pack: Path) -> str:
    """Why a pack is refused; fails where it is not."""
    results = quarantine.check(pack, quick=True)
    last = results[-1]
    assert last.state == Severity.BAD, results
    assert "Traceback" not in last.said
    return last.said
