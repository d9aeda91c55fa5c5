"""The vision room: frames of a camera in, presence out. This page says what a camera has to be.

To add one, write a class like `Camera` in a file of its own and give it a row in `sources.SOURCES`.
"""

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np


@dataclass(frozen=True)
class Shot:
    """One frame. It lives in the vision room only, and no longer than its turn."""

    frame: Any  # (h, w, 3) uint8 BGR, or whatever the camera's own sensor reads
    camera_s: float  # time in the camera's own film, seconds
    light_ns: int  # monotonic arrival in the program


@dataclass(frozen=True)
class Detection:
    """What one frame says of the visitors; the arrays are those of `messages.Presence`."""

    places: np.ndarray  # (n, 8) float32
    flow: np.ndarray  # (2,) float32
    motion: np.ndarray  # MOTION_SHAPE float32
    silhouette: np.ndarray  # SILHOUETTE_SHAPE uint8

    @property
    def count(self) -> int:
        """Visitors in view."""
        return len(self.places)


class Sensor(Protocol):
    """Finds the visitors in the frames of one camera, one frame after another.

    A class that inherits from this one gets `complaint` and `screen_showed`.
    """

    @property
    def visitors(self) -> int:
        """How many have come since the sensor was made."""

    @property
    def memory(self) -> str:
        """Numbers as text that the room's next life hands to the next sensor; "" for none. Never an image."""

    @property
    def complaint(self) -> str:
        """What is wrong with what it sees, as a sentence; "" when nothing is."""
        return ""

    def screen_showed(self, cells: np.ndarray, ago_s: float) -> None:
        """The screen's light, `SHOWN_LIGHT_SHAPE` uint8, so long before the last frame."""
        return

    def see(self, frame: Any, dt: float) -> Detection:
        """`frame` as the camera's `Shot` holds it; `dt` seconds of film since the last one, 0 for the first."""


class Camera(Protocol):
    """Where frames come from. A class that inherits from this one gets the defaults below."""

    name: str  # for the technician, without passwords; "" until it is known
    is_simulated: bool = False  # what it shows are no visitors, and is not counted
    is_film: bool = False  # played from a file: whom it shows are not here now, and are not counted
    exposure: str = ""  # what is done about its exposure, in words; "" where nothing is
    sensor: Sensor | None = None  # of its own; None for `sensing.Sensing`, which reads BGR pictures

    @property
    def trouble(self) -> str:
        """Why no frames come, as a sentence without its end; "" while they do.

        A simulated visitor stands in for a camera in trouble. Raises `CameraLost` when only a new process helps.
        """
        return ""

    @property
    def complaint(self) -> str:
        """What is wrong with the frames that do come, as a sentence; "" when nothing is."""
        return ""

    def take(self, wait_s: float) -> Shot | None:
        """The newest frame that was not taken yet; None if none comes within `wait_s` seconds."""

    def close(self) -> None:
        """Gives back what was opened."""
