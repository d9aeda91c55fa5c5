"""Fixtures for the whole suite. Real parts: clips, Xvfb, PulseAudio, processes that are killed."""

import pathlib
import shutil
import subprocess

import pytest

from tests.house import House

ROOT = pathlib.Path(__file__).resolve().parent.parent
CLIPS = ROOT.parent / "shared" / "visitors"


@pytest.fixture
def one_by_one() -> str:
    """The clip of six visitors, one after another."""
    clip = CLIPS / "one-by-one.mp4"
    if not clip.exists():
        pytest.skip(f"the clips of real visitors are not here ({CLIPS})")
    return str(clip)


@pytest.fixture
def house(tmp_path):
    """Starts the kiosk as a technician would; whatever still runs at the end of the test is killed."""
    started = []

    def start(*options, **environment) -> House:
        started.append(House(tmp_path, options, environment))
        return started[-1]

    yield start
    for each in started:
        each.kill()


class Screen:
    """A virtual X server with one monitor."""

    def __init__(self, size: str):
        command = ["Xvfb", "-displayfd", "1", "-screen", "0", f"{size}x24", "-noreset"]
        self._server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.name = f":{self._server.stdout.readline().decode().strip()}"

    def kill(self) -> None:
        self._server.kill()
        self._server.wait()


@pytest.fixture
def screen(request):
    """Of 1280x720, or as large as the test says: `@pytest.mark.parametrize("screen", ["3840x2160"], indirect=True)`."""
    if shutil.which("Xvfb") is None:
        pytest.skip("Xvfb is not installed")
    server = Screen(getattr(request, "param", "1280x720"))
    yield server
    server.kill()
