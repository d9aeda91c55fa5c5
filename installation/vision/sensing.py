"""Picture in, detection out: how many visitors there are, where, and how they move.

What leaves this module is all that is ever kept of a visitor: a box, its motion, a coarse shape. There is no
face detection here, no biometric feature, no recognition of a person who comes again, and no reading of
emotions; keep it so. No frame is stored, logged or handed on.
"""

import json
from collections.abc import Sequence

import cv2
import numpy as np

from installation.vision import Detection, Sensor
from installation.vision.view_analysis import ViewAnalysis, Zone, share_of_view

LONG_SIDE = 192  # pixels of the small image that everything is computed on
_SHORTEST_SIDE = 16
_FEWEST_PIXELS = 48  # of a frame's shorter side: of fewer a body across the room is a speck
_TOO_SMALL = (
    "pictures of the camera have only {width} x {height} pixels, too few to see anybody: "
    "a larger [camera] width_px, or another camera"
)
_SHORTEST_DT_S = 1e-3
_LONGEST_DT_S = 0.5  # a longer gap is treated as this: nobody's speed is known across it
_ROTATIONS = {
    90: cv2.ROTATE_90_CLOCKWISE,
    180: cv2.ROTATE_180,
    270: cv2.ROTATE_90_COUNTERCLOCKWISE,
}


class Sensing(Sensor):
    """The sensor of all cameras that give pictures: follows the visitors in one view."""

    def __init__(
        self,
        mirror: bool = False,
        memory: str = "",
        rotate: int = 0,
        ignore: Sequence[Zone] = (),
    ):
        """`mirror` swaps left and right; `memory` is what an earlier life said at its end.

        `rotate`: degrees clockwise, a multiple of 90, before mirroring; `ignore`: zones (x, y, width, height) in
        which nobody is looked for, shares of the view as it then is.
        """
        self._mirror = mirror
        self._rotation = _ROTATIONS.get(rotate)
        self._zones = ignore
        self._remembered = json.loads(memory) if memory else None
        self._view: ViewAnalysis | None = None
        self._size = (0, 0)  # height and width of the last frame
        self._visitors_before = 0  # in views of another size

    @property
    def visitors(self) -> int:
        """How many have come."""
        in_view = self._view.tracker.visits if self._view is not None else 0
        return self._visitors_before + in_view

    @property
    def memory(self) -> str:
        """What the next life needs to go on with the same visitors: the numbers of their places, as JSON."""
        if self._view is None:
            return ""
        tracker = self._view.tracker
        places = []
        stood = []
        for track in tracker.visitors:
            if track.counted:
                place = share_of_view(track.box, self._view.shape)
                places.append(np.round(place, 3).tolist())
                stood.append(track.stands)
        return json.dumps({"next_id": tracker.next_id, "places": places, "stood": stood})

    @property
    def complaint(self) -> str:
        """What is wrong with the pictures, or with what is seen in them, as a sentence; "" when nothing is."""
        if self._view is None:
            return ""
        height, width = self._size
        if min(height, width) < _FEWEST_PIXELS:
            return _TOO_SMALL.format(width=width, height=height)
        return self._view.complaint

    def screen_showed(self, cells: np.ndarray, ago_s: float) -> None:
        """The screen's light, `SHOWN_LIGHT_SHAPE` uint8, so long before the last frame that was seen."""
        if self._view is not None:
            self._view.screen_showed(cells, ago_s)

    def see(self, frame: np.ndarray, dt: float) -> Detection:
        """`frame`: (h, w, 3) uint8 BGR of any size; `dt`: seconds since the last one."""
        self._size = (frame.shape[0], frame.shape[1])
        small = self._shrink(frame)
        view = self._view
        if view is None or view.shape != small.shape[:2]:
            view = self._begin(small)
        dt = min(max(dt, _SHORTEST_DT_S), _LONGEST_DT_S)
        return view.see(small, dt)

    def _shrink(self, frame: np.ndarray) -> np.ndarray:
        """Halved as often as it goes, which is cheap, then brought to size; averaging all the way takes noise out.

        Rotated and mirrored only then: from here on everything is the view as shown.
        """
        height, width = frame.shape[:2]
        scale = LONG_SIDE / max(height, width)
        small_width = max(_SHORTEST_SIDE, round(width * scale))
        small_height = max(_SHORTEST_SIDE, round(height * scale))
        while min(height, width) >= 2 and max(height, width) >= 2 * LONG_SIDE:
            height //= 2
            width //= 2
            frame = cv2.resize(frame, (width, height), interpolation=cv2.INTER_AREA)
        small = cv2.resize(frame, (small_width, small_height), interpolation=cv2.INTER_AREA)
        if self._rotation is not None:
            small = cv2.rotate(small, self._rotation)
        return cv2.flip(small, 1) if self._mirror else small

    def _begin(self, small: np.ndarray) -> ViewAnalysis:
        """A first frame, or one of another size: the room is new."""
        self._visitors_before = self.visitors
        self._view = ViewAnalysis(small, self._zones)
        if self._remembered:
            height, width = self._view.shape
            places = np.reshape(self._remembered["places"], (-1, 4))
            self._view.tracker.remember(
                boxes=places * (width, height, width, height),
                stood=self._remembered["stood"],
                next_id=self._remembered["next_id"],
            )
            self._remembered = None
        return self._view
