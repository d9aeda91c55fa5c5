"""Frame in, presence out: how many visitors there are, where, and how they move.

What leaves this module is all that is ever kept of a visitor: a box, its motion, a coarse shape. There
is no face detection here, no biometric feature, no recognition of a person who comes again, and no
reading of emotions; keep it so. No frame is stored, logged or handed on.

Pure: the same frames and the same `dt` give the same answer.
"""

import json
from dataclasses import dataclass, replace

import cv2
import numpy as np

from installation.messages import SILHOUETTE_SHAPE
from installation.vision import blobs
from installation.vision.background import Background, Bodies, Departure, log_light
from installation.vision.motion import Motion
from installation.vision.track import Track
from installation.vision.tracking import Tracker

LONG_SIDE = 192  # pixels of the small image that everything is computed on
_LONGEST_DT_S = 0.5  # a longer gap is treated as this: nobody's speed is known across it
_STILL_S = 900.0  # a visitor who has walked in may stand still for so long
_STILL_UNWALKED_S = 60.0  # ... and something that only ever stirred where it is
_KNOCK = 0.03  # of the view, suddenly new and nobody's: perhaps the camera was knocked
_UPSET, _UPSET_S = 0.4, 1.0  # so much of the view, for so long, and it is another room
_TURNS = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}
_AROUND = cv2.getStructuringElement(
    cv2.MORPH_RECT, (7, 7)
)  # a visitor's margin that is not learned


@dataclass(frozen=True)
class Sight:
    """What one frame says; arrays as in `messages.Presence`."""

    places: np.ndarray
    flow: np.ndarray
    motion: np.ndarray
    silhouette: np.ndarray

    @property
    def count(self) -> int:
        return len(self.places)


class Sensing:
    """Follows the visitors in one view."""

    def __init__(
        self, mirror: bool = False, memory: str = "", rotate: int = 0, ignore: list | tuple = ()
    ):
        """`mirror` swaps left and right; `memory` is what an earlier life said at its end.

        `rotate`: degrees clockwise, a multiple of 90, before mirroring; `ignore`: zones (x, y, width, height) in
        which nobody is looked for, shares of the view as it then is.
        """
        self._mirror, self._rotate, self._zones, self._before = mirror, rotate, ignore, 0
        self._memory = json.loads(memory) if memory else None
        self._shape: tuple[int, int] | None = None
        self._tracker: Tracker | None = None

    @property
    def visitors(self) -> int:
        """How many have come."""
        return self._before + (self._tracker.visits if self._tracker else 0)

    @property
    def memory(self) -> str:
        """What the next life needs to go on with the same visitors: the numbers of their places, as JSON."""
        if self._tracker is None:
            return ""
        counted = [track for track in self._tracker.visitors if track.counted]
        places = [np.round(_share_of_view(track.box, self._shape), 3).tolist() for track in counted]
        stood = [track.stands for track in counted]
        return json.dumps({"next_id": self._tracker.next_id, "places": places, "stood": stood})

    def see(self, frame: np.ndarray, dt: float) -> Sight:
        """`frame`: (h, w, 3) uint8 BGR of any size; `dt`: seconds since the last one."""
        dt = min(max(dt, 1e-3), _LONGEST_DT_S)
        small = self._shrink(frame)
        look = log_light(small)
        if small.shape[:2] != self._shape:
            self._begin(look)
        departure = self._departure(look, dt)
        stirring = self._motion.stirring(look, self._background.light, dt)
        labels, found = blobs.find(departure, stirring)
        self._owners = self._tracker.follow(labels, found, dt)
        self._body = self._owned_by([track.id for track in self._tracker.visitors])
        self._learn(look, departure, labels, found, dt)
        flow, motion = self._motion.of(small, self._body, dt)
        return Sight(self._places(), flow, motion, self._silhouette())

    def _shrink(self, frame: np.ndarray) -> np.ndarray:
        """Halved as often as it goes, which is cheap, then brought to size; averaging all the way takes noise out.

        Turned and mirrored only then: from here on everything is the view as shown.
        """
        height, width = frame.shape[:2]
        scale = LONG_SIDE / max(height, width)
        while min(frame.shape[:2]) >= 2 and max(frame.shape[:2]) >= 2 * LONG_SIDE:
            frame = cv2.resize(
                frame, (frame.shape[1] // 2, frame.shape[0] // 2), interpolation=cv2.INTER_AREA
            )
        size = (max(16, round(width * scale)), max(16, round(height * scale)))
        small = cv2.resize(frame, size, interpolation=cv2.INTER_AREA)
        if self._rotate in _TURNS:
            small = cv2.rotate(small, _TURNS[self._rotate])
        return cv2.flip(small, 1) if self._mirror else small

    def _begin(self, look: np.ndarray) -> None:
        """A first frame, or one of another size: the room is new."""
        self._shape = height, width = look.shape[:2]
        self._background = Background(look)
        self._ignored = _covered(self._zones, (height, width))
        self._before = self.visitors
        self._tracker = Tracker(width, height)
        if self._memory:
            boxes = np.reshape(self._memory["places"], (-1, 4)) * (width, height, width, height)
            self._tracker.remember(boxes, self._memory["stood"], self._memory["next_id"])
            self._memory = None
        self._motion = Motion(look)
        self._owners = np.zeros((height, width), np.int32)
        self._upset_s = self._calm_unexplained = 0.0

    def _departure(self, look: np.ndarray, dt: float) -> Departure:
        """Where the frame departs from the room, after a knock against the camera from the room as it now lies."""
        taken = (self._owners > 0) | self._ignored
        departure = self._background.compare(look, taken)
        unexplained = float(departure.body[~taken].mean()) if not taken.all() else 0.0
        self._upset_s = self._upset_s + dt if unexplained > _UPSET else 0.0
        if self._calm_unexplained + _KNOCK < unexplained and self._background.realign(look):
            self._motion.restart(look)
            departure = self._background.compare(look, taken)
        elif self._upset_s > _UPSET_S:
            self._background.restart(look)
            self._motion.restart(look)
            departure = self._background.compare(look, taken)
        self._calm_unexplained = unexplained
        return self._overlook(departure) if self._zones else departure

    def _overlook(self, departure: Departure) -> Departure:
        """What happens in an ignored zone is light: nobody's, and learned at once."""
        seen = departure.body * ~self._ignored
        return replace(departure, body=seen, light=departure.light | departure.body & ~seen)

    def _learn(self, look, departure, labels, found, dt: float) -> None:
        """The background follows everywhere but under visitors."""
        settled = [t.id for t in self._tracker.visitors if t.still_s > _patience_s(t)]
        present = self._body & ~self._owned_by(settled) if settled else self._body
        visitors = cv2.dilate(present.astype(np.uint8), _AROUND)
        bodily = np.zeros(labels.max() + 1, np.uint8)
        bodily[[blob.label for blob in found if blob.bodily]] = 1
        things = bodily.take(labels)
        light = (departure.light | departure.body) & ~things
        self._background.learn(look, Bodies(visitors, things, light), dt)

    def _owned_by(self, ids: list[int]) -> np.ndarray:
        """bool (h, w): pixels of these tracks."""
        wanted = np.zeros(self._tracker.next_id, bool)
        wanted[ids] = True
        return wanted.take(self._owners)

    def _places(self) -> np.ndarray:
        """Rows of `Presence.places`."""
        (height, width), visitors = self._shape, self._tracker.visitors
        places = np.zeros((len(visitors), 8), np.float32)
        if visitors:
            places[:, 0] = [track.id for track in visitors]
            places[:, 1:5] = np.clip(
                _share_of_view(np.array([track.box for track in visitors]), self._shape), 0, 1
            )
            places[:, 5:7] = np.array([track.speed for track in visitors]) / (width, height)
            places[:, 7] = places[:, 4]  # who fills the view's height is as close as one can be
        return places

    def _silhouette(self) -> np.ndarray:
        rows, columns = SILHOUETTE_SHAPE
        shares = cv2.resize(
            self._body.astype(np.float32), (columns, rows), interpolation=cv2.INTER_AREA
        )
        return (shares > 0.4).astype(np.uint8)


def _covered(zones, shape: tuple[int, int]) -> np.ndarray:
    """bool (h, w): pixels whose middle lies in one of the zones (x, y, width, height), shares of the view."""
    rows, columns = ((np.arange(size) + 0.5) / size for size in shape)
    covered = np.zeros(shape, bool)
    for x, y, width, height in zones:
        covered |= ((y <= rows) & (rows < y + height))[:, None] & (
            (x <= columns) & (columns < x + width)
        )
    return covered


def _patience_s(track: Track) -> float:
    return _STILL_S if track.walked > 1.0 else _STILL_UNWALKED_S


def _share_of_view(box: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """Pixels of the small image as shares of the view."""
    height, width = shape
    return box / (width, height, width, height)
