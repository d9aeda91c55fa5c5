"""The one script: after the first use it needs no network, and it hands every word to the kiosk command."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = ROOT / "kiosk"

pytestmark = pytest.mark.skipif(not (ROOT / ".venv").exists(), reason="not run from the script's own environment")


def test_the_second_start_needs_no_network():
    without_network = ["unshare", "--map-root-user", "--net"]
    if shutil.which("unshare") is None or subprocess.run([*without_network, "true"], capture_output=True).returncode:
        pytest.skip("this machine lets nobody take the network away")
    answer = subprocess.run([*without_network, SCRIPT, "run", "--help"], capture_output=True, text=True, timeout=60)
    assert answer.returncode == 0 and "--camera" in answer.stdout and not answer.stderr


def test_it_may_be_called_from_anywhere_and_through_a_link(tmp_path):
    (tmp_path / "kiosk").symlink_to(SCRIPT)
    answer = subprocess.run(["./kiosk", "run", "--pack", "nosuch"], cwd=tmp_path, capture_output=True, text=True)
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
