"""The tools that guard the code: what they say of it is part of the suite."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def said_by(tool, *options):
    """The tool's answer, which fails the test unless it is content."""
    program = shutil.which(tool, path=str(Path(sys.executable).parent)) or shutil.which(tool)
    if program is None:
        pytest.skip(f"{tool} is not installed: ./kiosk test installs it")
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    answer = subprocess.run(
        [program, *options], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
    return answer.stdout


def test_ruff_finds_nothing():
    said_by("ruff", "check", "installation", "tests")


def test_the_code_is_formatted():
    said_by("ruff", "format", "--check", "installation", "tests")


def test_mypy_finds_nothing():
    assert "Success" in said_by("mypy")


def test_imports_go_one_way_and_nothing_lies_in_a_circle():
    """The layers of docs/architecture.md, imports inside functions counted, without exceptions."""
    assert "0 broken" in said_by("lint-imports", "--no-cache")
