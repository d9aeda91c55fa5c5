"""What the tests of the vision room share: the clips, watched once, and a room without its house."""

import cv2
import pytest

from installation.ipc.testing import FakeContext, fake_settings
from installation.vision.confinement import Confinement
from installation.vision.process import Room
from tests.vision import evaluation
from tests.vision.cameras import MjpegServer

NOT_CONFINED = Confinement("left open, for a test in this process")


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


class Solo:
    """A vision room alone, with its context."""

    def __init__(self, checkpoint: dict, confinement: Confinement, **camera):
        section = {"source": "simulated", "width_px": 320, "height_px": 240, "seed": 1} | camera
        settings = fake_settings(camera=section)
        self.context = FakeContext("vision", settings, checkpoint)
        self.wires = self.context.wires
        self.telemetry = self.context.telemetry
        self.room = Room(self.context, lambda settings: confinement)

    @property
    def message(self) -> str:
        return self.context.message

    def turn_until(self, done, turns: int = 400) -> None:
        """Turns until `done()`; fails when it does not come."""
        for _ in range(turns):
            self.room.turn()
            if done():
                return
        raise AssertionError(f"not within {turns} turns: {self.message!r} {self.telemetry}")


@pytest.fixture
def solo():
    """Starts vision rooms; `solo(source=...)`."""
    started = []

    def start(checkpoint=None, confinement=NOT_CONFINED, **camera) -> Solo:
        alone = Solo(checkpoint or {}, confinement, **camera)
        started.append(alone)
        return alone

    yield start
    for each in started:
        each.room.close()


@pytest.fixture
def server():
    """A camera on the network."""
    camera = MjpegServer()
    yield camera
    camera.close()
