"""What the tests of the vision room share: the clips, watched once, and a room without its house."""

from types import SimpleNamespace

import cv2
import pytest

from installation.ipc.room import RoomContext
from installation.vision.confinement import Door
from installation.vision.process import Room
from tests.vision import evaluation


@pytest.fixture(scope="session", autouse=True)
def _one_thread():
    cv2.setNumThreads(1)


@pytest.fixture(scope="session")
def clips():
    """The folder of the clips of real visitors."""
    if not evaluation.CLIPS.is_dir():
        pytest.skip(f"the clips of real visitors are not here ({evaluation.CLIPS})")
    return evaluation.CLIPS


@pytest.fixture(scope="session")
def six_visitors(clips):
    """one-by-one.mp4 as sensing sees it."""
    return evaluation.watch(evaluation.film("one-by-one.mp4"))


class Wires:
    """Keeps what a room sends."""

    def __init__(self):
        self.sent = []

    def send(self, message) -> None:
        self.sent.append(message)


class Solo:
    """A vision room alone, with its context."""

    def __init__(self, keep: dict, door: Door, **camera):
        settings = {
            "source": "simulated",
            "width_px": 320,
            "height_px": 240,
            "rate_hz": 30.0,
            "mirror": True,
            "rotate": 0,
            "ignore": [],
            "seed": 1,
        }
        self.wires = Wires()
        settings = SimpleNamespace(camera=SimpleNamespace(**settings | camera))
        self.context = RoomContext("vision", settings, keep, self.wires)
        self.room = Room(self.context, lambda settings: door)

    @property
    def words(self) -> str:
        return self.context.message

    def turn_until(self, done, turns: int = 400) -> None:
        """Turns until `done()`; fails when it does not come."""
        for _ in range(turns):
            self.room.turn()
            if done():
                return
        raise AssertionError(f"not within {turns} turns: {self.words!r} {self.context.facts}")


@pytest.fixture
def solo():
    """Starts vision rooms; `solo(source=...)`."""
    started = []

    def start(keep=None, door=Door("left open, for a test in this process"), **camera) -> Solo:
        started.append(Solo(keep or {}, door, **camera))
        return started[-1]

    yield start
    for each in started:
        each.room.close()
