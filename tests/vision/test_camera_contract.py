"""A camera from outside: its own file and one row of the table, and visitors are found through it.

The camera here is a depth camera that plays a recording of depth frames. It brings its own sensor, for there is
no picture to sense.
"""

from pathlib import Path

import cv2
import numpy as np
import pytest

from installation import vision
from installation.common import clock
from installation.faults import UnknownCamera
from installation.messages import MOTION_SHAPE, SILHOUETTE_SHAPE
from installation.vision import Camera, Detection, Shot, sources
from installation.vision.sources import CameraSource, Needs

ROWS, COLUMNS = 60, 80
ROOM_M = 4.0
NEAR_M = 2.5  # what is nearer is somebody
RATE_HZ = 30
PREFIX = "depth:"


class DepthSensor(vision.Sensor):
    """Finds the one person who stands nearer than the room's wall. `visitors` counts who comes into the view."""

    memory = ""

    def __init__(self):
        self._came = 0
        self._x = None  # of the person in the frame before

    @property
    def visitors(self) -> int:
        return self._came

    def see(self, frame: np.ndarray, dt: float) -> Detection:
        """`frame`: (h, w) float32, metres."""
        near = (frame < NEAR_M).astype(np.uint8)
        cells = cv2.resize(near, SILHOUETTE_SHAPE[::-1], interpolation=cv2.INTER_NEAREST)
        places = np.zeros((0, 8), np.float32)
        vx = 0.0
        if near.any():
            left, top, width, height = cv2.boundingRect(near)
            x = (left + width / 2) / COLUMNS
            y = (top + height / 2) / ROWS
            if self._x is None:
                self._came += 1
            elif dt:
                vx = (x - self._x) / dt
            self._x = x
            share = height / ROWS
            row = [self._came, x, y, width / COLUMNS, share, vx, 0, share]
            places = np.array([row], np.float32)
        return Detection(
            places=places,
            flow=np.array([vx, 0], np.float32),
            motion=np.zeros(MOTION_SHAPE, np.float32),
            silhouette=cells,
        )


class DepthCamera(Camera):
    """Plays (n, h, w) float32 metres of a .npy file once; it needs nothing but its name, `take` and `close`."""

    def __init__(self, path: Path):
        self.name = path.name
        self.sensor = DepthSensor()
        self._frames = np.load(path)
        self._next = 0

    def take(self, wait_s: float) -> Shot | None:
        if self._next == len(self._frames):
            clock.rest(wait_s)
            return None
        number = self._next
        self._next += 1
        return Shot(self._frames[number], number / RATE_HZ, clock.now_ns())

    def close(self) -> None:
        """The file was read at once."""


def path_of(source: str) -> Path:
    return Path(source.removeprefix(PREFIX))


NAME = "depth:FILE.npy"
ROW = CameraSource(
    is_meant=lambda source: source.startswith(PREFIX),
    needs=lambda source: Needs(reads=(str(path_of(source)),)),
    open=lambda settings, epoch_ns, reaches: DepthCamera(path_of(settings.source)),
)


@pytest.fixture
def depth_film(tmp_path):
    """A person-shaped blob two metres away that walks in from the left, and the way it goes."""
    frames = np.full((45, ROWS, COLUMNS), ROOM_M, np.float32)
    way = np.linspace(-10, 60, 45).round().astype(int)
    for frame, x in zip(frames, way, strict=True):
        cv2.ellipse(frame, (int(x), 38), (6, 18), 0, 0, 360, 2.0, cv2.FILLED)
        cv2.circle(frame, (int(x), 16), 5, 2.0, cv2.FILLED)
    path = tmp_path / "gallery.npy"
    np.save(path, frames)
    return path, way


def test_a_depth_camera_is_added_by_one_row_and_visitors_are_found_through_it(
    solo, depth_film, monkeypatch
):
    path, way = depth_film
    monkeypatch.setattr(sources, "SOURCES", {NAME: ROW, **sources.SOURCES})
    alone = solo(source=f"{PREFIX}{path}")
    alone.turn_until(lambda: len(alone.wires.sent) == len(way))
    first, last = alone.wires.sent[0], alone.wires.sent[-1]
    assert first.count == 0
    assert last.count == 1
    assert last.visitors == 1
    _, x, _, width, height, vx, _, closeness = last.places[0]
    assert x == pytest.approx(way[-1] / COLUMNS, abs=0.02)
    assert height > 2 * width
    assert vx > 0
    assert 0 < closeness <= 1
    assert last.silhouette.any()
    assert alone.message == ""
    assert alone.telemetry.camera == "gallery.npy"
    assert alone.telemetry.is_simulated is False


def test_what_it_needs_of_the_sandbox_is_what_its_row_says(depth_film, monkeypatch, solo):
    path, _ = depth_film
    monkeypatch.setattr(sources, "SOURCES", {NAME: ROW, **sources.SOURCES})
    settings = solo().context.settings.camera
    chosen = settings.model_copy(update={"source": f"{PREFIX}{path}"})
    assert sources.needs(chosen) == Needs(reads=(str(path),))


def test_its_words_stand_among_the_choices(monkeypatch, solo):
    monkeypatch.setattr(sources, "SOURCES", {NAME: ROW, **sources.SOURCES})
    with pytest.raises(UnknownCamera, match=r"depth:FILE\.npy"):
        solo(source="nonsense")


@pytest.mark.parametrize("word", ["trouble", "complaint"])
def test_a_camera_that_says_nothing_is_well_and_shows_real_visitors(depth_film, word):
    camera = DepthCamera(depth_film[0])
    assert getattr(camera, word) == ""
    assert not camera.is_simulated
    assert vision.Camera.sensor is None
