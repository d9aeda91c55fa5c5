"""Who is who: visitors followed from frame to frame by where they are, and by nothing else.

Enter at once, leave slowly: a track is a visitor after a moment of evidence, and stays one for a while when
evidence is missing.
"""

import numpy as np

from installation.vision import association
from installation.vision.blobs import Blob
from installation.vision.overstay import Overstays, has_overstayed
from installation.vision.track import Extent, Track, around

_AT_BORDER_S = 0.10  # evidence wanted of somebody who walks into the view
_AMIDST_S = 0.30  # ... and of somebody who appears in the middle of it
_DOUBT_S = 0.25  # without evidence, somebody not yet confirmed is forgotten
_HOLD_S = 1.5  # a visitor out of sight in the middle of the view is still there for so long
_HOLD_AT_BORDER_S = 1.0  # ... and one who has walked out of it
_HIDDEN_S = 2.5  # ... and one whom another visitor covers
_COUNTED_S = 1.0  # a visit is counted when it has lasted so long
_BORDER = 2  # pixels
_STIRRING = 0.03  # share of a blob's pixels that move, when a person moves
_EVIDENCE = 0.1  # of a track's box must be filled with pixels
_SPLINTER = 0.1  # of a visitor's usual area is nobody, also when it moves
_REMNANT = 0.3  # ... and so much is nobody when it stays behind without moving
_UPRIGHT = 1.2  # times as high as wide is what is left over of a blob, when it is a second person


class Tracker:
    """All tracks of one view of `width` x `height` pixels."""

    def __init__(self, width: int, height: int):
        self.tracks: list[Track] = []
        self.next_id = 1  # never given twice
        self.visits = 0
        self.overstays = Overstays()
        self._width = width
        self._height = height

    @property
    def visitors(self) -> list[Track]:
        """The tracks for which there was evidence enough."""
        return [track for track in self.tracks if track.confirmed]

    def remember(
        self,
        boxes: np.ndarray,
        stood: list[bool],
        next_id: int,
    ) -> None:
        """Goes on with visitors who were counted in an earlier life; `boxes`: (n, 4) float64."""
        self.tracks = []
        self.next_id = next_id
        for box, still in zip(boxes, stood, strict=False):
            self.tracks.append(Track.remembered(self.next_id, box, still))
            self.next_id += 1

    def forget(self) -> None:
        """Lets all go at once."""
        self.tracks = []

    def follow(
        self,
        labels: np.ndarray,
        blobs: list[Blob],
        dt: float,
    ) -> np.ndarray:
        """Takes in the blobs of one frame. Returns (h, w) int32: the id of the track whose body a pixel is, or 0."""
        self._predict(blobs, dt)
        assignment = association.assign(labels, blobs, self.tracks)
        owners = assignment.owners
        seen = set()
        for track in self.tracks:
            extent = assignment.extents.get(track.id)
            if extent is not None and self._measure(track, extent, dt):
                seen.add(track.id)
        for blob in assignment.unclaimed:
            self._add(labels, blob, owners, seen)
        self._unite(owners, seen)
        self.overstays.pass_time(dt)
        for track in self.tracks:
            self._judge(track, track.id in seen, dt)
        self._let_go()
        return owners

    def _predict(self, blobs: list[Blob], dt: float) -> None:
        """Puts each track where it will be, and says which blobs it may be in there."""
        for track in self.tracks:
            track.predict(dt)
            possible = association.candidates(track, blobs, self._at_border(track))
            track.blobs = frozenset(blob.label for blob in possible)
            if any(blob.moving > _STIRRING for blob in possible):
                track.still_s = 0.0

    def _measure(
        self,
        track: Track,
        extent: Extent,
        dt: float,
    ) -> bool:
        """Moves the track to its pixels; False where they are no evidence for it."""
        _, _, width, height = track.box
        if extent.pixels < _EVIDENCE * width * height:
            return False
        if self._is_remnant(track, extent.pixels):
            return False
        track.move(extent, dt)
        return not track.hidden

    def _is_remnant(self, track: Track, pixels: int) -> bool:
        """True where a visitor has gone and something small stays behind: a bag, a mark on the floor."""
        if track.shared or track.remembered_s or self._at_border(track):
            return False
        least = _REMNANT if track.still_s > 0 else _SPLINTER
        return pixels < least * track.usual_pixels

    def _add(
        self,
        labels: np.ndarray,
        blob: Blob,
        owners: np.ndarray,
        seen: set[int],
    ) -> None:
        """Finds whom the unexplained part of a blob shows: somebody who was out of sight, or somebody new."""
        if not blob.is_bodily:
            return
        window_owners = owners[blob.window]
        is_blob = labels[blob.window] == blob.label
        is_free = window_owners == 0
        left = is_blob & is_free
        ys, xs = np.nonzero(left)
        extent = Extent.of(xs + blob.x0, ys + blob.y0)
        _, _, width, height = extent.box
        is_rest = extent.pixels < blob.area
        is_upright = height >= _UPRIGHT * width
        if is_rest and not is_upright:
            return
        box = np.array(extent.box)
        track = self._lost_near(box, extent.pixels, seen)
        if track is None and blob.moving > _STIRRING:
            track = self._new(box)
        if track is not None:
            track.box = box
            window_owners[left] = track.id
            seen.add(track.id)

    def _new(self, box: np.ndarray) -> Track:
        """A track of somebody who has not been here before."""
        track = Track(self.next_id, box)
        self.tracks.append(track)
        self.next_id += 1
        return track

    def _lost_near(
        self,
        box: np.ndarray,
        pixels: int,
        seen: set[int],
    ) -> Track | None:
        """Who is out of sight, has about this size, and was last seen near this box."""
        nearest: Track | None = None
        least = np.inf
        for track in self.tracks:
            least_pixels = _REMNANT * track.usual_pixels
            if track.id in seen or pixels <= least_pixels:
                continue
            away = np.abs(track.box[:2] - box[:2])
            sizes = track.box[2:] + box[2:]
            reach = 0.7 * sizes
            distance = away.sum()
            if distance < least and np.all(away < reach):
                nearest = track
                least = distance
        return nearest

    def _unite(self, owners: np.ndarray, seen: set[int]) -> None:
        """Joins parts of one body that were taken for two visitors, the younger to the older."""
        youngest_first = sorted(self.tracks, key=lambda track: -track.id)
        for young in youngest_first:
            if young.id not in seen:
                continue
            old = self._older_of_same_body(young, seen)
            if old is None:
                continue
            _take_over(old, young)
            owners[owners == young.id] = old.id
            self.tracks.remove(young)

    def _older_of_same_body(self, young: Track, seen: set[int]) -> Track | None:
        for old in self.tracks:
            if old.id >= young.id or old.id not in seen:
                continue
            if _are_same_body(old, young, self._height):
                return old
        return None

    def _judge(
        self,
        track: Track,
        is_seen: bool,
        dt: float,
    ) -> None:
        """Confirms a visitor for whom there is evidence enough, and counts a visit that lasts."""
        track.pass_frame(is_seen, dt)
        wanted_s = _AT_BORDER_S if self._at_border(track) else _AMIDST_S
        wanted_s += dt / 2  # never on a single frame
        if not track.confirmed and track.evidence_s >= wanted_s:
            track.confirmed = not self.overstays.explains(track)
        if track.confirmed and not track.counted and track.evidence_s >= _COUNTED_S:
            track.counted = True
            self.visits += 1

    def _let_go(self) -> None:
        """Forgets who has left, and who has been there for longer than any visitor."""
        held = [track for track in self.tracks if self._is_held(track)]
        for track in held:
            if has_overstayed(track):
                self.overstays.add(track.bounds)
        self.tracks = [track for track in held if not has_overstayed(track)]

    def _is_held(self, track: Track) -> bool:
        """False once a track has been without evidence for too long."""
        if not track.confirmed:
            hold_s = _DOUBT_S
        elif track.hidden:
            hold_s = _HIDDEN_S
        elif self._at_border(track):
            hold_s = _HOLD_AT_BORDER_S
        else:
            hold_s = _HOLD_S
        return track.unseen_s <= hold_s

    def _at_border(self, track: Track) -> bool:
        left, top, right, bottom = track.bounds
        if left < _BORDER or right > self._width - _BORDER:
            return True
        return top < _BORDER or bottom > self._height - _BORDER


def _take_over(old: Track, young: Track) -> None:
    """The older one gets the body of both."""
    old.box = around(old, young)
    old.confirmed |= young.confirmed
    if old.age_s <= _COUNTED_S:
        old.usual_width = float(old.box[2])


def _are_same_body(old: Track, young: Track, view_height: int) -> bool:
    """True where a newcomer is more likely an arm, a leg or the other half of somebody known."""
    _, _, old_width, old_height = old.box
    _, _, young_width, young_height = young.box
    young_area = young_width * young_height
    old_area = old_width * old_height
    if young.age_s > _COUNTED_S and young_area > 0.25 * old_area:
        return False
    _, _, width, height = around(old, young)
    if old.age_s < _COUNTED_S:
        # both reach out of the view below: arms, perhaps
        lowest = view_height - _BORDER
        _, _, _, old_bottom = old.bounds
        _, _, _, young_bottom = young.bounds
        if old_bottom > lowest and young_bottom > lowest:
            return bool(width < 1.8 * height)
        if old.blobs & young.blobs:
            return bool(width < 1.3 * height)
    is_low = height <= 1.1 * (old_height + young_height)
    is_narrow = width <= 1.1 * (old_width + young_width)
    usual_width = max(old.usual_width, young.usual_width)
    return bool(is_low and is_narrow and width <= 1.35 * usual_width)
