"""Folders that belong to somebody else, as after a copy that root made: what is in them can only be done without."""

import os
import shutil
import subprocess
import sys

import pytest

from tests.packs.scene_pack import write_scene_pack

OTHERS_FILES = "-dac_override,-dac_read_search"
AS_SERVICE = ["setpriv", f"--bounding-set={OTHERS_FILES}", f"--inh-caps={OTHERS_FILES}"]
PREFIX = AS_SERVICE if os.getuid() == 0 else []

pytestmark = pytest.mark.skipif(
    bool(PREFIX) and shutil.which("setpriv") is None, reason="nothing is closed to root"
)


@pytest.fixture
def closed(tmp_path):
    """Closes a folder, and opens it again at the end."""
    folders = []

    def close(folder):
        folder.chmod(0)
        folders.append(folder)

    yield close
    for path in (*folders, *tmp_path.rglob("*.broken")):
        if path.exists():
            path.chmod(0o700)


def said(code: str, *paths) -> str:
    """What a program prints to whom these folders are closed."""
    command = [*PREFIX, sys.executable, "-c", code, *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    return done.stdout


@pytest.mark.parametrize("name", ["last-good", "last-good/pack", "last-good/pack/scene"])
def test_a_closed_folder_of_copies_is_put_aside_and_told(tmp_path, closed, name):
    """Incident: a folder of copies that root had brought, and the house did not start."""
    folder = tmp_path / name
    folder.mkdir(parents=True)
    closed(folder)
    told = said(
        "import sys, pathlib; from installation.parent.state_watch import StateWatch\n"
        "print(StateWatch(pathlib.Path(sys.argv[1])).message)",
        tmp_path,
    )
    assert f"{folder} could not be used (the user " in told
    assert f"it lies aside as {folder.name}.broken" in told
    assert folder.with_suffix(".broken").is_dir()


def test_a_closed_state_folder_is_told_and_left_as_it_is(tmp_path, closed):
    state = tmp_path / "state"
    (state / "last-good").mkdir(parents=True)
    closed(state)
    told = said(
        "import sys, pathlib; from installation.parent.state_watch import StateWatch\n"
        "watch = StateWatch(pathlib.Path(sys.argv[1])); watch.look(); print(watch.message)",
        state,
    )
    assert f"nothing can be written into the state folder {state}" in told


@pytest.mark.parametrize("what", ["models", "models/scene"])
def test_a_closed_pack_is_one_that_is_refused_and_none_that_is_not_there(tmp_path, closed, what):
    """Incident: its copy was at hand, and the house ended before it showed anything."""
    (tmp_path / "models" / "scene").mkdir(parents=True)
    write_scene_pack(tmp_path / "models" / "scene")
    closed(tmp_path / what)
    told = said(
        "import sys, pathlib; from installation.packs import quarantine\n"
        "from installation.parent.pack_choice import PackChoice\n"
        "folder = PackChoice(pathlib.Path(sys.argv[1])).folder('scene')\n"
        "try:\n    print(quarantine.check(folder))\nexcept Exception as fault:\n    print(fault)",
        tmp_path / "models",
    )
    assert "scene cannot be read: the user" in told
