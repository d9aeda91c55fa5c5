"""What a house leaves among temporary files when it is killed."""

import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile

import pytest

from installation.parent.wire_folder import wire_folder

LONG_AGO = (1, 1)
HOUSE = (
    "import pathlib, socket, sys; from installation.parent.wire_folder import wire_folder\n"
    "with wire_folder() as folder:\n"
    "    socket.socket(socket.AF_UNIX).bind(folder + '/beat')\n"
    "    print(folder, flush=True)\n"
    "    sys.stdin.read()\n"
)


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """Where temporary files lie."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return tmp_path


@pytest.fixture
def other(temporary):
    """Another house that runs, and its folder."""
    command = [sys.executable, "-c", HOUSE]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as house:
        folder = pathlib.Path(house.stdout.readline().strip())
        os.utime(folder, LONG_AGO)
        yield house, folder
        house.kill()


def left(temporary) -> set[str]:
    """After another house has begun and ended."""
    with wire_folder() as folder:
        assert pathlib.Path(folder).parent == temporary
    return {path.name for path in temporary.iterdir()}


def test_the_folder_of_a_house_that_lives_stays_and_that_of_one_that_was_killed_goes(
    temporary, other
):
    """A house that was killed forty times left forty folders."""
    house, folder = other
    assert left(temporary) == {folder.name} and (folder / "beat").exists()
    house.send_signal(signal.SIGKILL)
    house.wait()
    assert left(temporary) == set()


def test_a_folder_that_is_a_minute_old_at_most_stays(temporary, other):
    house, folder = other
    house.kill()
    house.wait()
    os.utime(folder)
    assert left(temporary) == {folder.name}


@pytest.mark.parametrize(
    "what", ["more than sockets", "no file", "another name", "a link", "a pipe"]
)
def test_what_is_not_surely_a_dead_house_is_not_touched(temporary, what):
    folder = temporary / "latenzraum-abc_d123"
    place = temporary / "elsewhere" if what == "a link" else folder
    place = temporary / "latenzraum-status-0" if what == "another name" else place
    place.mkdir()
    with socket.socket(socket.AF_UNIX) as wire:
        wire.bind(str(place / "beat"))
    if what == "a pipe":
        os.mkfifo(place / "held")
    elif what != "no file":
        (place / "held").touch()
    if what == "more than sockets":
        (place / "letter").touch()
    if what == "a link":
        folder.symlink_to(place)
    before = {str(path) for path in temporary.rglob("*")}
    os.utime(place, LONG_AGO)
    left(temporary)
    assert {str(path) for path in temporary.rglob("*")} == before
