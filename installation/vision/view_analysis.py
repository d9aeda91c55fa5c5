"""One view of one size, from its first frame on: the room behind the visitors, who they are, how they move.

Pure: the same frames and the same `dt` give the same answer.
"""

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from installation.messages import SILHOUETTE_SHAPE
from installation.vision import Detection, blobs
from installation.vision.background import Background, Departure, Explanation, log_light
from installation.vision.blobs import Blob
from installation.vision.damage import DamageWatch, Verdict
from installation.vision.motion import MotionEstimator
from installation.vision.screen_echo import ScreenEcho
from installation.vision.track import Track
from installation.vision.tracking import Tracker

_STILL_S = 900.0  # a visitor who has walked in may stand still for so long
_STILL_UNWALKED_S = 60.0  # ... and something that only ever stirred where it is
_KNOCK = 0.03  # of the view, suddenly new and nobody's: perhaps the camera was knocked
_UPSET = 0.4  # of the view new and nobody's ...
_UPSET_S = 1.0  # ... for so long, and it is another room
_BLIND_S = 2.0  # without a picture to believe, nobody is said to be there
_MARGIN = cv2.getStructuringElement(cv2.MORPH_RECT, (7, 7))  # around visitors, not learned
_FILLED = 0.4  # of a cell of the silhouette is visitor

_ALL_IGNORED = "nobody can be seen: the zones to ignore cover the whole view ([camera] ignore)"
_SCREEN = (
    "the camera sees the screen, and nobody is looked for there: turn the camera away from it, "
    "or mark that part as a zone to ignore ([camera] ignore, {zone})"
)
_OVERSTAY = (
    "something stirs and never leaves, and counts as nobody: "
    "mark that part as a zone to ignore ([camera] ignore, {zone})"
)

Zone = Sequence[float]  # x, y, width, height, shares of the view


class ViewAnalysis:
    """Follows the visitors in frames of one size."""

    def __init__(self, small: np.ndarray, zones: Sequence[Zone]):
        """`small`: the first frame, (h, w, 3) uint8; nobody is looked for in `zones`."""
        height, width = small.shape[:2]
        look = log_light(small)
        self.shape = (height, width)
        self.tracker = Tracker(width, height)
        self._background = Background(look)
        self._motion = MotionEstimator(look)
        self._damage = DamageWatch(look)
        self._blind_s = 0.0  # since the last frame that was believed
        self._zones = covered(zones, self.shape)
        self._echo = ScreenEcho(self.shape)
        self._now_s = 0.0
        self._owners = np.zeros(self.shape, np.int32)  # the track whose body a pixel is, or 0
        self._body = np.zeros(self.shape, bool)  # where visitors are
        self._upset_s = 0.0
        self._unexplained = 0.0  # share of the last frame

    def see(self, small: np.ndarray, dt: float) -> Detection:
        """`small`: (h, w, 3) uint8 of the view's size; `dt`: seconds since the last one, above 0."""
        self._now_s += dt
        look = log_light(small)
        verdict = self._damage.judge(look, dt)
        if verdict == Verdict.DAMAGED:
            return self._without_picture(dt)
        if verdict == Verdict.NEW:
            self._background.restart(look)
            self._motion.restart(look)
        dt += self._blind_s
        self._blind_s = 0.0
        departure = self._departure(look, dt)
        self._echo.look(look, self._background.light, self._now_s)
        stirring = self._motion.stirring(look, self._background.light, dt)
        labels, found = blobs.find(departure, stirring)
        self._owners = self.tracker.follow(labels, found, dt)
        self._body = self._owned_by(self.tracker.visitors)
        self._learn(look, departure, labels, found, dt)
        flow, motion = self._motion.measure(small, self._body, dt)
        return Detection(self._places(), flow, motion, self._silhouette())

    @property
    def complaint(self) -> str:
        """What is wrong with the pictures or with what they show, as a sentence; "" when nothing is."""
        if self._zones.all():
            return _ALL_IGNORED
        if self._echo.is_seen:
            return _SCREEN.format(zone=_as_zone(self._echo.bounds))
        if self._damage.complaint:
            return self._damage.complaint
        if places := self.tracker.overstays.places:
            height, width = self.shape
            return _OVERSTAY.format(
                zone=_as_zone(np.array(places[0]) / (width, height, width, height))
            )
        return ""

    def screen_showed(self, cells: np.ndarray, ago_s: float) -> None:
        """The screen's light, `SHOWN_LIGHT_SHAPE` uint8, so long before the last frame."""
        self._echo.showed(cells, self._now_s - ago_s)

    def _without_picture(self, dt: float) -> Detection:
        """What was known before a damaged frame, for a while."""
        self._blind_s += dt
        if self._blind_s > _BLIND_S:
            self.tracker.forget()
            self._body[:] = False
            self._owners[:] = 0
        flow, motion = self._motion.calm(dt)
        return Detection(self._places(), flow, motion, self._silhouette())

    def _departure(self, look: np.ndarray, dt: float) -> Departure:
        """Where the frame departs from the room, after a knock against the camera from the room as it now lies."""
        is_owned = self._owners > 0
        ignored = self._ignored
        taken = is_owned | ignored
        departure = self._background.compare(look, taken)
        unexplained = _share_of(departure.body, ~taken)
        is_knocked = self._unexplained + _KNOCK < unexplained
        self._unexplained = unexplained
        if unexplained > _UPSET:
            self._upset_s += dt
        else:
            self._upset_s = 0.0
        if is_knocked and self._background.realign(look):
            self._motion.restart(look)
            departure = self._background.compare(look, taken)
        elif self._upset_s > _UPSET_S:
            self._background.restart(look)
            self._motion.restart(look)
            departure = self._background.compare(look, taken)
        return _without(departure, ignored) if ignored.any() else departure

    @property
    def _ignored(self) -> np.ndarray:
        """bool (h, w): where nobody is looked for, in zones and on the screen."""
        screen = self._echo.ignored
        return self._zones if screen is None else self._zones | screen

    def _learn(
        self,
        look: np.ndarray,
        departure: Departure,
        labels: np.ndarray,
        found: list[Blob],
        dt: float,
    ) -> None:
        """The background follows everywhere but under visitors."""
        present = self._body
        settled = [track for track in self.tracker.visitors if _has_settled(track)]
        if settled:
            settled_body = self._owned_by(settled)
            present = present & ~settled_body
        is_bodily = np.zeros(labels.max() + 1, np.uint8)  # by label
        for blob in found:
            if blob.is_bodily:
                is_bodily[blob.label] = 1
        things = is_bodily.take(labels)
        departs = departure.light | departure.body
        visitors = cv2.dilate(present.astype(np.uint8), _MARGIN)
        explanation = Explanation(
            visitors=visitors,
            things=things,
            light=departs & ~things,
        )
        self._background.learn(look, explanation, dt)

    def _owned_by(self, tracks: list[Track]) -> np.ndarray:
        """bool (h, w): pixels of these tracks."""
        ids = [track.id for track in tracks]
        wanted = np.zeros(self.tracker.next_id, bool)
        wanted[ids] = True
        return wanted.take(self._owners)

    def _places(self) -> np.ndarray:
        """Rows of `Presence.places`."""
        height, width = self.shape
        visitors = self.tracker.visitors
        places = np.zeros((len(visitors), 8), np.float32)
        if not visitors:
            return places
        boxes = np.array([track.box for track in visitors])
        speeds = np.array([track.speed for track in visitors])
        shares = share_of_view(boxes, self.shape)
        places[:, 0] = [track.id for track in visitors]
        places[:, 1:5] = np.clip(shares, 0, 1)
        places[:, 5:7] = speeds / (width, height)
        places[:, 7] = places[:, 4]  # who fills the view's height is as close as one can be
        return places

    def _silhouette(self) -> np.ndarray:
        rows, columns = SILHOUETTE_SHAPE
        shares = cv2.resize(
            self._body.astype(np.float32),
            (columns, rows),
            interpolation=cv2.INTER_AREA,
        )
        return (shares > _FILLED).astype(np.uint8)


def _without(departure: Departure, ignored: np.ndarray) -> Departure:
    """What happens in an ignored place, bool (h, w), is light: nobody's, and learned at once."""
    body = departure.body * ~ignored
    overlooked = departure.body & ~body
    light = departure.light | overlooked
    return replace(departure, body=body, light=light)


def _as_zone(bounds: Sequence[float] | np.ndarray) -> str:
    """Left, top, right and bottom in shares of the view, as `[camera] ignore` takes them."""
    left, top, right, bottom = np.clip(bounds, 0, 1).tolist()
    numbers = (left, top, right - left, bottom - top)
    return f"[{', '.join(f'{number:.2f}' for number in numbers)}]"


def covered(zones: Sequence[Zone], shape: tuple[int, int]) -> np.ndarray:
    """bool (h, w): pixels whose middle lies in one of the zones."""
    height, width = shape
    rows = _middles(height)
    columns = _middles(width)
    mask = np.zeros(shape, bool)
    for x, y, zone_width, zone_height in zones:
        is_row = _is_within(rows, y, y + zone_height)
        is_column = _is_within(columns, x, x + zone_width)
        mask |= is_row[:, None] & is_column
    return mask


def _middles(size: int) -> np.ndarray:
    """(size,): where the pixels' middles lie, 0..1."""
    return (np.arange(size) + 0.5) / size


def _is_within(values: np.ndarray, start: float, end: float) -> np.ndarray:
    return (start <= values) & (values < end)


def _share_of(mask: np.ndarray, where: np.ndarray) -> float:
    """Of the pixels where it counts (bool (h, w)), the share that is set in the mask (uint8 0/1); 0 for none."""
    return float(mask[where].mean()) if where.any() else 0.0


def share_of_view(box: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """Boxes (..., 4) in pixels of a view (height, width) as shares of it."""
    height, width = shape
    return box / (width, height, width, height)


def _has_settled(track: Track) -> bool:
    """True for who has not stirred for so long that they become part of the room."""
    patience_s = _STILL_S if track.walked > 1.0 else _STILL_UNWALKED_S
    return track.still_s > patience_s
