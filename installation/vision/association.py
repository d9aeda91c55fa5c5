"""Whose body is which blob, and which pixel of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from installation.vision.blobs import Blob
from installation.vision.track import Extent, Track

_OVERLAP = 0.2  # of the smaller box is common to a track and a blob that may be its body
_SPARE = 0.25  # of a track's height: so far head and legs may stick out of its box
_HOLE = -0.2  # log units: an outline that has lost so much contrast is where somebody was
_AT_REST = 0.05  # share of pixels that move: a hole fills up slowly, but never moves ...
_HOLE_AT_REST = -0.05  # ... so a blob at rest is taken for one sooner
_SOFT = 0.25  # share of a sharp outline: softer is the shadow of a visitor who has left the view
_SLACK = 1.5  # a pixel so many half boxes from a visitor's centre may still be theirs
_ALONE = 1.7  # of a visitor's usual width, arms spread: no wider blob with one head shows a second
_REAL_PART = 0.15  # of a shared blob: less is a touch
_WIDER = 1.5  # a blob so many times wider than its visitor may hide a second one
_WIDE_FOR_HEIGHT = 0.45  # ... unless it is narrow for its height
_NEW_S = 0.6  # somebody so new has no usual width yet
_PART = 0.35  # of a blob left over: less is an arm


@dataclass
class Assignment:
    """Whose the pixels of one frame are."""

    owners: np.ndarray  # (h, w) int32: the id of the track whose body a pixel is, or 0
    extents: dict[int, Extent] = field(default_factory=dict)  # what each track has got, by its id
    unclaimed: list[Blob] = field(
        default_factory=list
    )  # with enough left for one more, largest first

    def give(self, track_id: int, extent: Extent) -> None:
        """These pixels, too, are that track's."""
        before = self.extents.get(track_id)
        self.extents[track_id] = extent.joined(before)


def assign(
    labels: np.ndarray,
    blobs: list[Blob],
    tracks: list[Track],
) -> Assignment:
    """Divides the blobs among the tracks that may be in them (`Track.blobs`), and marks who shares and who hides.

    `labels`: (h, w) int32, as `blobs.find` gives them.
    """
    sole_ids = np.zeros(labels.max() + 1, np.int32)  # label -> the one track that explains it
    sole: list[tuple[Blob, Track]] = []
    contested: list[tuple[Blob, list[Track]]] = []
    unclaimed: list[Blob] = []
    for blob in blobs:
        claimants = [track for track in tracks if blob.label in track.blobs]
        if not claimants:
            unclaimed.append(blob)
            continue
        owner = _sole_owner(blob, claimants)
        if owner is None:
            contested.append((blob, claimants))
            continue
        sole_ids[blob.label] = owner.id
        sole.append((blob, owner))
    assignment = Assignment(sole_ids.take(labels))
    for blob, owner in sole:
        assignment.give(owner.id, blob.extent)
    for blob, claimants in contested:
        left = blob.area - _share_out(labels, blob, claimants, assignment)
        if left >= _PART * blob.area:
            unclaimed.append(blob)
    assignment.unclaimed = sorted(unclaimed, key=lambda blob: -blob.area)
    return assignment


def candidates(track: Track, blobs: list[Blob], is_leaving: bool) -> list[Blob]:
    """The blobs that may be the body of a track; `is_leaving`: it touches the border of the view."""
    near: list[Blob] = []
    weights: list[float] = []
    overlaps = _overlaps(track, blobs)
    for blob, overlap in zip(blobs, overlaps, strict=True):
        if overlap > _OVERLAP and _may_be_body(blob, is_leaving):
            preference = 1 + 2 * blob.moving
            near.append(blob)
            weights.append(overlap * blob.area * preference)
    if not near:
        return []
    first = near[weights.index(max(weights))]
    body = [first]
    for blob in near:
        if blob is not first and _one_body(first, blob, track.usual_width):
            body.append(blob)
    return body


def _sole_owner(blob: Blob, claimants: list[Track]) -> Track | None:
    """Who alone is seen in a blob; the others are marked as hidden. None where the blob shows several."""
    front = _in_front(claimants, blob)
    if front is not None:
        for track in claimants:
            track.hidden |= track is not front
    return front


def _share_out(
    labels: np.ndarray,
    blob: Blob,
    claimants: list[Track],
    assignment: Assignment,
) -> int:
    """Divides a blob's pixels among its claimants; returns how many it has given away."""
    is_blob = labels[blob.window] == blob.label
    ys, xs = np.nonzero(is_blob)
    view_xs = xs + blob.x0
    view_ys = ys + blob.y0
    distances = np.stack([_half_boxes(track, view_xs, view_ys) for track in claimants])
    nearest = distances.argmin(axis=0)
    claimant_ids = np.array([track.id for track in claimants])
    ids = claimant_ids[nearest]
    too_far = distances.min(axis=0) >= _SLACK
    ids[too_far] = 0
    window_owners = assignment.owners[blob.window]
    window_owners[ys, xs] = ids
    pixels = np.bincount(nearest, minlength=len(claimants))
    _mark_shared(blob, claimants, pixels)
    given = 0
    for track in claimants:
        part = np.flatnonzero(ids == track.id)
        if len(part):
            extent = Extent.of(view_xs[part], view_ys[part])
            assignment.give(track.id, extent)
            given += extent.pixels
    return given


def _mark_shared(blob: Blob, claimants: list[Track], pixels: Iterable[int]) -> None:
    """`pixels`: how many are nearest to each claimant; who has too few is hidden by the others."""
    is_shared = len(claimants) > 1
    for track, count in zip(claimants, pixels, strict=True):
        track.shared = is_shared
        is_touch = bool(count < _REAL_PART * blob.area)
        track.hidden |= is_shared and is_touch


def _may_be_body(blob: Blob, is_leaving: bool) -> bool:
    """False for light, a hole (somebody left the background they were part of), a shadow that stays behind."""
    hole = _HOLE if blob.moving > _AT_REST else _HOLE_AT_REST
    if blob.gain < hole or blob.is_lit:
        return False
    return blob.sharp > _SOFT or not is_leaving


def _in_front(claimants: list[Track], blob: Blob) -> Track | None:
    """The one visitor who explains the whole blob, so that others are hidden; None where it needs several."""
    if len(claimants) == 1:
        track = claimants[0]
        wide_for_visitor = _WIDER * track.usual_width
        wide_for_height = _WIDE_FOR_HEIGHT * blob.height
        is_alone = blob.width <= max(wide_for_visitor, wide_for_height)
        return track if is_alone or track.age_s < _NEW_S else None
    widest = max(track.usual_width for track in claimants)
    if blob.width > _ALONE * widest:
        return None
    # whoever is in sight, then the eldest: the same one in each frame
    return min(claimants, key=lambda track: (track.unseen_s > 0, track.id))


def _overlaps(track: Track, blobs: list[Blob]) -> list[float]:
    """Common area of the boxes as a share of the smaller one, for each blob."""
    left, top, right, bottom = track.bounds
    spare = _SPARE * (bottom - top)
    top -= spare
    bottom += spare
    area = (right - left) * (bottom - top)
    shares = []
    for blob in blobs:
        across = _common(left, right, blob.x0, blob.x1)
        down = _common(top, bottom, blob.y0, blob.y1)
        if across <= 0 or down <= 0:
            shares.append(0.0)
            continue
        smaller = min(area, blob.width * blob.height)
        shares.append(across * down / max(1.0, smaller))
    return shares


def _common(
    start: float,
    end: float,
    other_start: float,
    other_end: float,
) -> float:
    """Length that two stretches have in common; negative: the gap between them."""
    return min(end, other_end) - max(start, other_start)


def _one_body(one: Blob, other: Blob, width: float) -> bool:
    """True where two blobs stand one above the other, or so close that one body of this width covers both."""
    common = _common(one.x0, one.x1, other.x0, other.x1)
    left = min(one.x0, other.x0)
    right = max(one.x1, other.x1)
    both = right - left
    if both < 1.15 * width:
        return True
    if common > 0.3 * min(one.width, other.width):
        return True
    is_near = common > -0.15 * width
    is_narrow = both < _WIDER * width
    is_small = other.area < 0.35 * one.area
    return is_near and is_narrow and is_small


def _half_boxes(track: Track, xs: np.ndarray, ys: np.ndarray) -> np.ndarray:
    """How far pixels (n,) are from the track's centre, in halves of its box."""
    x, y, width, height = track.box
    across = np.abs(xs + 0.5 - x)
    down = np.abs(ys + 0.5 - y)
    across /= width / 2
    down /= height / 2
    return np.maximum(across, down)
