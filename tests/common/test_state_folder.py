"""The folder of what must not be forgotten stays the house's, whoever works beside it."""

import os
import subprocess

import pytest

from installation.common.paths import PYTHON

HOUSE = 4711  # a user and group of this number own the state folder


@pytest.mark.skipif(os.getuid() != 0, reason="only root can make files for others")
def test_what_root_leaves_there_is_the_houses(tmp_path):
    """Incident: sudo ./kiosk check before the first start, and the house could keep nothing for bad days."""
    state = tmp_path / "state"
    state.mkdir()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.touch()
    (state / "link").symlink_to(elsewhere)
    os.chown(state, HOUSE, HOUSE)
    subprocess.run(
        [PYTHON, "-I", "-m", "installation", "check", "--only-config"],
        env=os.environ | {"STATE_DIRECTORY": str(state)},
        capture_output=True,
        check=False,
    )
    assert list(state.rglob("*.txt")), "the lists of words are kept there"
    assert {path.lstat().st_uid for path in state.rglob("*")} == {HOUSE}
    assert elsewhere.stat().st_uid == 0
