"""Fixtures for the whole suite. Real parts: clips, Xvfb, PulseAudio, processes that are killed."""

import functools
import os
import pathlib
import shutil
import subprocess

import pytest

from tests.house import House

ROOT = pathlib.Path(__file__).resolve().parent.parent
CLIPS = ROOT.parent / "shared" / "visitors"

# One thread a library, as in the rooms (`parent/spawn.py`): the two processes of a test run fill two cores. Here,
# because it must be said before numpy is loaded.
os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "OPENCV_FOR_THREADS_NUM": "1"}


# They start processes, but nothing in them depends on when: they may run beside the others. The more of them there
# are, the more evenly the two processes share: whoever is through with what is in real time takes from these.
BESIDE_OTHERS = (
    "tests/config/test_edit.py",
    "tests/console/test_houses_on_a_broker.py",
    "tests/console/test_lock.py",
    "tests/packs/test_archive.py",
    "tests/parent/test_systemd.py",
    "tests/service/test_camera_setup.py",
    "tests/service/test_commands.py",
    "tests/test_refusals.py",
    "tests/test_script.py",
    "tests/vision/test_confinement.py",
    "tests/vision/test_recording.py",
)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Two processes share the tests: one does the files marked realtime, one after another, the other the rest."""
    from xdist.scheduler import LoadScopeScheduling

    class Sharing(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.split("::")[0]
            return "in real time" if is_realtime(file) else file

    return Sharing(config, log)


@functools.cache
def is_realtime(file: str) -> bool:
    """Whether the whole file carries the marker: xdist asks where the tests are only known by name."""
    return file not in BESIDE_OTHERS and "pytest.mark.realtime" in (ROOT / file).read_text(
        encoding="utf-8"
    )


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


MONITOR = """
Section "Device"
  Identifier "none"
  Driver "dummy"
  VideoRam 65536
EndSection
Section "Monitor"
  Identifier "monitor"
  HorizSync 5-1000
  VertRefresh 5-200
  Modeline "1280x720" 74.50 1280 1344 1472 1664 720 723 728 748
EndSection
Section "Screen"
  Identifier "screen"
  Device "none"
  Monitor "monitor"
  DefaultDepth 24
  SubSection "Display"
    Modes "1280x720"
    Virtual 1920 1440
  EndSubSection
EndSection
"""


class Server(Screen):
    """The X server of a museum's machine, with a monitor that `xrandr` switches off and on and to other modes."""

    def __init__(self, folder):
        config = folder / "xorg.conf"
        config.write_text(MONITOR)
        command = [
            "Xorg",
            "-displayfd",
            "1",
            "-config",
            config,
            "-logfile",
            folder / "xorg.log",
            "-noreset",
        ]
        command += ["-nolisten", "tcp", "-novtswitch", "-sharevts"]
        self._server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.name = f":{self._server.stdout.readline().decode().strip()}"

    def switch(self, *to: str) -> None:
        """`("--off",)` or `("--mode", "1920x1440")`."""
        subprocess.run(
            ["xrandr", "--output", "DUMMY0", *to],
            env=os.environ | {"DISPLAY": self.name},
            check=True,
        )


@pytest.fixture
def x_server(tmp_path):
    """Skips where Xorg, its driver without hardware, or the right to start it are missing."""
    if (
        not shutil.which("Xorg")
        or not shutil.which("xrandr")
        or not os.path.exists("/usr/lib/xorg/modules/drivers/dummy_drv.so")
    ):
        pytest.skip("Xorg and its dummy driver are not installed")
    found = Server(tmp_path)
    if found.name == ":":
        pytest.skip("Xorg does not start for this user")
    yield found
    found.kill()


@pytest.fixture
def screen(request):
    """Of 1280x720, or as large as the test says: `@pytest.mark.parametrize("screen", ["3840x2160"], indirect=True)`."""
    if shutil.which("Xvfb") is None:
        pytest.skip("Xvfb is not installed")
    server = Screen(getattr(request, "param", "1280x720"))
    yield server
    server.kill()
