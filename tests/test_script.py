"""The one script: after the first use it needs no network, and it hands every word to the kiosk command."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = ROOT / "kiosk"

pytestmark = [
    pytest.mark.realtime,
    pytest.mark.skipif(
        not (ROOT / ".venv").exists(), reason="not run from the script's own environment"
    ),
]


def test_the_second_start_needs_no_network():
    without_network = ["unshare", "--map-root-user", "--net"]
    if (
        shutil.which("unshare") is None
        or subprocess.run([*without_network, "true"], capture_output=True).returncode
    ):
        pytest.skip("this machine lets nobody take the network away")
    answer = subprocess.run(
        [*without_network, SCRIPT, "run", "--help"], capture_output=True, text=True, timeout=60
    )
    assert answer.returncode == 0 and "--camera" in answer.stdout and not answer.stderr


def test_it_may_be_called_from_anywhere_and_through_a_link(tmp_path):
    (tmp_path / "kiosk").symlink_to(SCRIPT)
    answer = subprocess.run(
        ["./kiosk", "run", "--pack", "nosuch"], cwd=tmp_path, capture_output=True, text=True
    )
    assert answer.returncode == 2 and "there is no pack 'nosuch'" in answer.stderr


def test_a_word_it_does_not_know_is_answered_with_those_it_does():
    answer = subprocess.run([SCRIPT, "dance"], capture_output=True, text=True)
    assert answer.returncode == 2 and "run" in answer.stderr and "Traceback" not in answer.stderr


@pytest.mark.parametrize("lock", ["run", "test"])
def test_every_package_of_a_lock_has_its_hash_and_no_address(lock):
    text = (ROOT / "requirements" / f"{lock}.txt").read_text()
    named = [line for line in text.splitlines() if "==" in line and not line.startswith(" ")]
    assert named and all(line.endswith("\\") for line in named)
    assert "://" not in text


def test_what_the_system_lacks_is_said_in_one_line_before_anything_is_tried(tmp_path):
    """A fresh Debian has no libGL: every room ended in a traceback, again and again."""
    for program, answer in (("ldconfig", "echo nothing"), ("apt-get", "exit 1")):
        (tmp_path / program).write_text(f"#!/bin/sh\n{answer}\n", encoding="utf-8")
        (tmp_path / program).chmod(0o755)
    path = f"{tmp_path}:{os.environ['PATH']}"
    asked = [SCRIPT, "run", "--for", "1"]
    done = subprocess.run(asked, env={**os.environ, "PATH": path}, capture_output=True, text=True)
    assert done.returncode == 2
    assert (
        "sudo apt-get install -y --no-install-recommends libgl1 libglib2.0-0"
        in done.stderr.splitlines()[-1]
    )
