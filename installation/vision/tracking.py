"""Who is who: visitors followed from frame to frame by where they are, and by nothing else.

Enter at once, leave slowly: a track is a visitor after a moment of evidence, and stays one for a while
when evidence is missing.
"""

import numpy as np

from installation.vision import association
from installation.vision.blobs import Blob
from installation.vision.track import Extent, Track, around

_AT_BORDER_S = 0.10  # evidence wanted of somebody who walks into the view
_AMIDST_S = 0.30  # ... and of somebody who appears in the middle of it
_DOUBT_S = 0.25  # without evidence, somebody not yet believed in is forgotten
_HOLD_S = 1.5  # a visitor out of sight in the middle of the view is still there for so long
_HOLD_AT_BORDER_S = 1.0  # ... and one who has walked out of it
_HIDDEN_S = 2.5  # ... and one whom another visitor covers
_COUNTED_S = 1.0  # a visit is counted when it has lasted so long
_STIRRING = 0.03  # share of a blob's pixels that move, when a person moves
_SPLINTER = 0.1  # of a visitor's usual area is nobody, also when it moves
_REMNANT = 0.3  # ... and so much is nobody when it stays behind without moving
_UPRIGHT = 1.2  # times as high as wide is what is left over of a blob, when it is a second person
_PART = 0.35  # of a blob left over: less is an arm


class Tracker:
    """All tracks of one view of `width` x `height` pixels."""

    def __init__(self, width: int, height: int):
        self._width, self._height = width, height
        self.next_id = 1  # never given twice
        self.tracks: list[Track] = []
        self.visits = 0

    @property
    def visitors(self) -> list[Track]:
        """The tracks that are believed in."""
        return [track for track in self.tracks if track.believed]

    def remember(self, boxes: np.ndarray, stood: list[bool], next_id: int) -> None:
        """Goes on with visitors who were counted in an earlier life."""
        self.tracks = [
            Track.remembered(next_id + n, box, still)
            for n, (box, still) in enumerate(zip(boxes, stood))
        ]
        self.next_id = next_id + len(self.tracks)

    def follow(self, labels: np.ndarray, blobs: list[Blob], dt: float) -> np.ndarray:
        """Takes the blobs of one frame in. Returns (h, w) int32: the track id whose body a pixel is, or 0."""
        owners, extents, unclaimed = self._claim(labels, blobs, dt)
        seen = {
            track.id for track in self.tracks if self._measure(track, extents.get(track.id), dt)
        }
        for blob in unclaimed:
            self._bear(labels, blob, owners, seen)
        self._unite(owners, seen)
        for track in self.tracks:
            self._judge(track, track.id in seen, dt)
        self.tracks = [track for track in self.tracks if track.unseen_s <= self._hold_s(track)]
        return owners

    def _claim(
        self, labels: np.ndarray, blobs: list[Blob], dt: float
    ) -> tuple[np.ndarray, dict[int, Extent], list[Blob]]:
        """Whose each pixel is, what each track has got by its id, and the blobs of which enough is left for one more."""
        self._go_on(blobs, dt)
        front = np.zeros(
            labels.max() + 1, np.int32
        )  # label -> track id, where one visitor explains a blob
        extents: dict[int, Extent] = {}
        several, unclaimed = [], []
        for blob in blobs:
            claimants = [track for track in self.tracks if blob.label in track.blobs]
            one = association.in_front(blob, claimants) if claimants else None
            if one is not None:
                front[blob.label] = one.id
                extents[one.id] = _extent(blob).joined(extents.get(one.id))
            elif claimants:
                several.append((blob, claimants))
            else:
                unclaimed.append(blob)
        owners = front.take(labels)
        for blob, claimants in several:
            parts = association.share_out(labels, blob, claimants, owners)
            for number, part in parts.items():
                extents[number] = part.joined(extents.get(number))
            if blob.area - sum(part.pixels for part in parts.values()) >= _PART * blob.area:
                unclaimed.append(blob)
        return owners, extents, sorted(unclaimed, key=lambda blob: -blob.area)

    def _go_on(self, blobs: list[Blob], dt: float) -> None:
        """Each track where it will be, and which blobs it may be in there."""
        for track in self.tracks:
            track.predict(dt)
            mine = association.candidates(track, blobs, self._at_border(track))
            track.blobs = frozenset(blob.label for blob in mine)
            if any(blob.moving > _STIRRING for blob in mine):
                track.still_s = 0.0

    def _measure(self, track: Track, extent: Extent | None, dt: float) -> bool:
        """Moves the track to its pixels; False where they are no evidence for it."""
        if extent is None or extent.pixels < 0.1 * track.box[2] * track.box[3]:
            return False
        if self._is_remnant(track, extent.pixels):
            return False
        track.move(extent, dt)
        return not track.hidden

    def _is_remnant(self, track: Track, pixels: int) -> bool:
        """True where a visitor has gone and something small stays behind: a bag, a mark on the floor."""
        if track.shared or track.remembered_s or self._at_border(track):
            return False
        return pixels < (_REMNANT if track.still_s > 0 else _SPLINTER) * track.bulk

    def _bear(self, labels: np.ndarray, blob: Blob, owners: np.ndarray, seen: set[int]) -> None:
        """A track for what no track explains of a blob: somebody who was out of sight, or somebody new."""
        if not blob.bodily:
            return
        window = (slice(blob.y0, blob.y1), slice(blob.x0, blob.x1))
        left = (labels[window] == blob.label) & (owners[window] == 0)
        ys, xs = np.nonzero(left)
        extent = Extent.of(xs + blob.x0, ys + blob.y0)
        box = np.array(extent.box)
        if extent.pixels < blob.area and box[3] < _UPRIGHT * box[2]:
            return
        track = self._lost_near(box, extent.pixels, seen) or (
            self._new(box) if blob.moving > _STIRRING else None
        )
        if track is not None:
            track.box = box
            owners[window][left] = track.id
            seen.add(track.id)

    def _new(self, box: np.ndarray) -> Track:
        self.tracks.append(Track(self.next_id, box))
        self.next_id += 1
        return self.tracks[-1]

    def _lost_near(self, box: np.ndarray, pixels: int, seen: set[int]) -> Track | None:
        """Who is out of sight, has about this size, and was last seen near this box."""
        lost = [t for t in self.tracks if t.id not in seen and pixels > _REMNANT * t.bulk]
        near = [
            t for t in lost if np.all(np.abs(t.box[:2] - box[:2]) < 0.7 * (t.box[2:] + box[2:]))
        ]
        return min(near, key=lambda t: np.abs(t.box[:2] - box[:2]).sum(), default=None)

    def _unite(self, owners: np.ndarray, seen: set[int]) -> None:
        """Parts of one body that were taken for two visitors become one again."""
        for young in sorted((t for t in self.tracks if t.id in seen), key=lambda t: -t.id):
            olds = (t for t in self.tracks if t.id in seen and t.id < young.id)
            old = next((t for t in olds if self._same_body(t, young)), None)
            if old is not None:
                old.box = around(old, young)
                old.girth = old.girth if old.age_s > _COUNTED_S else float(old.box[2])
                old.believed |= young.believed
                owners[owners == young.id] = old.id
                self.tracks.remove(young)

    def _same_body(self, old: Track, young: Track) -> bool:
        """True where a newcomer is more likely an arm, a leg or the other half of somebody known."""
        if (
            young.age_s > _COUNTED_S
            and young.box[2] * young.box[3] > 0.25 * old.box[2] * old.box[3]
        ):
            return False
        _, _, width, height = around(old, young)
        cut = (
            min(old.bounds[3], young.bounds[3]) > self._height - 2
        )  # both reach out of the view below: arms, perhaps
        if old.age_s < _COUNTED_S and (old.blobs & young.blobs or cut):
            return bool(width < (1.8 if cut else 1.3) * height)
        close = height <= 1.1 * (old.box[3] + young.box[3]) and width <= 1.1 * (
            old.box[2] + young.box[2]
        )
        return bool(close and width <= 1.35 * max(old.girth, young.girth))

    def _judge(self, track: Track, seen: bool, dt: float) -> None:
        """Believes in a visitor for whom there is evidence enough, and counts a visit that lasts."""
        track.grow_old(seen, dt)
        wanted_s = _AT_BORDER_S if self._at_border(track) else _AMIDST_S
        track.believed |= track.evidence_s >= wanted_s + dt / 2  # never on a single frame
        if track.believed and not track.counted and track.evidence_s >= _COUNTED_S:
            track.counted = True
            self.visits += 1

    def _hold_s(self, track: Track) -> float:
        if not track.believed:
            return _DOUBT_S
        if track.hidden:
            return _HIDDEN_S
        return _HOLD_AT_BORDER_S if self._at_border(track) else _HOLD_S

    def _at_border(self, track: Track) -> bool:
        left, top, right, bottom = track.bounds
        return left < 2 or top < 2 or right > self._width - 2 or bottom > self._height - 2


def _extent(blob: Blob) -> Extent:
    return Extent(blob.x0, blob.y0, blob.x1, blob.y1, blob.area)
