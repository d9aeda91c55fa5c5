"""Which blob, and which pixel of it, is whose body."""

import numpy as np

from installation.vision.blobs import Blob
from installation.vision.track import Extent, Track

_TOUCH = 0.2  # of the smaller box is common to a track and a blob that may be its body
_HOLE = -0.2  # log units: an outline that has lost so much contrast is where somebody was
_AT_REST, _HOLE_AT_REST = (
    0.05,
    -0.05,
)  # share of pixels that move; a hole fills up slowly, but never moves
_SOFT = 0.25  # of an outline is sharp: what stays at the view's border when a visitor has left is a shadow
_SLACK = 1.5  # a pixel so many half boxes from a visitor's centre may still be theirs
_ALONE = 1.7  # of a visitor's girth, arms spread: no wider blob with one head shows a second one
_REAL_PART = 0.15  # of a shared blob: less is a touch
_WIDER = 1.5  # a blob so many times wider than its visitor may hide a second one
_NEW_S = 0.6  # somebody so new has no usual width yet


def candidates(track: Track, blobs: list[Blob], leaving: bool) -> list[Blob]:
    """The blobs that may be the body of a track; `leaving`: it touches the border of the view."""
    overlaps = zip(blobs, _overlaps(track, blobs), strict=True)
    near = [
        (blob, overlap)
        for blob, overlap in overlaps
        if overlap > _TOUCH and _may_be_body(blob, leaving)
    ]
    if not near:
        return []
    first, _ = max(near, key=lambda pair: pair[1] * pair[0].area * (1 + 2 * pair[0].moving))
    return [blob for blob, _ in near if blob is first or _one_body(first, blob, track.girth)]


def _may_be_body(blob: Blob, leaving: bool) -> bool:
    """False for the hole that somebody leaves in a background they were part of, and for a shadow that stays behind."""
    hole = blob.gain < (_HOLE if blob.moving > _AT_REST else _HOLE_AT_REST)
    return not hole and (blob.sharp > _SOFT or not leaving)


def in_front(blob: Blob, claimants: list[Track]) -> Track | None:
    """Who alone is seen of a blob, so that the others are hidden behind, which is noted; None where it is several."""
    front = _in_front(claimants, blob)
    if front is not None:
        for track in claimants:
            track.hidden |= track is not front
    return front


def share_out(
    labels: np.ndarray, blob: Blob, claimants: list[Track], owners: np.ndarray
) -> dict[int, Extent]:
    """Writes into `owners` whose each pixel of the blob is, and notes in the tracks who shares and who hides.

    Returns what each has got of it, by track id.
    """
    window = (slice(blob.y0, blob.y1), slice(blob.x0, blob.x1))
    ys, xs = np.nonzero(labels[window] == blob.label)
    distance = np.stack([_half_boxes(track, xs + blob.x0, ys + blob.y0) for track in claimants])
    nearest = distance.argmin(axis=0)
    ids = np.array([track.id for track in claimants])[nearest]
    ids[distance.min(axis=0) >= _SLACK] = 0
    owners[window][ys, xs] = ids
    for track, pixels in zip(claimants, np.bincount(nearest, minlength=len(claimants))):
        track.shared = len(claimants) > 1
        track.hidden |= track.shared and bool(pixels < _REAL_PART * blob.area)
    parts = {track.id: np.flatnonzero(ids == track.id) for track in claimants}
    return {
        of: Extent.of(xs[part] + blob.x0, ys[part] + blob.y0)
        for of, part in parts.items()
        if len(part)
    }


def _in_front(claimants: list[Track], blob: Blob) -> Track | None:
    """The one visitor who explains the whole blob, so that others are hidden behind; None where it needs several."""
    if len(claimants) == 1:
        track = claimants[0]
        alone = track.age_s < _NEW_S or blob.width <= max(_WIDER * track.girth, 0.45 * blob.height)
        return track if alone else None
    if blob.width > _ALONE * max(track.girth for track in claimants):
        return None
    return min(
        claimants, key=lambda track: (track.unseen_s > 0, track.id)
    )  # the same one in each frame


def _overlaps(track: Track, blobs: list[Blob]) -> list[float]:
    """Common area of the boxes as a share of the smaller one, for each blob; head and legs may stick out of a track's."""
    left, top, right, bottom = track.bounds
    spare = 0.25 * (bottom - top)
    top, bottom = top - spare, bottom + spare
    area = (right - left) * (bottom - top)
    shares = []
    for blob in blobs:
        if right <= blob.x0 or blob.x1 <= left or bottom <= blob.y0 or blob.y1 <= top:
            shares.append(0.0)
            continue
        across, down = (
            min(right, blob.x1) - max(left, blob.x0),
            min(bottom, blob.y1) - max(top, blob.y0),
        )
        shares.append(across * down / max(1.0, min(area, blob.width * blob.height)))
    return shares


def _one_body(one: Blob, other: Blob, girth: float) -> bool:
    """True where two blobs stand above one another, or so close that one body of this girth covers both."""
    common = min(one.x1, other.x1) - max(one.x0, other.x0)
    both = max(one.x1, other.x1) - min(one.x0, other.x0)
    above = common > 0.3 * min(one.width, other.width)
    beside = common > -0.15 * girth and both < _WIDER * girth and other.area < 0.35 * one.area
    return above or beside or both < 1.15 * girth


def _half_boxes(track: Track, xs: np.ndarray, ys: np.ndarray) -> np.ndarray:
    """How far pixels are from the track's centre, in halves of its box."""
    x, y, width, height = track.box
    return np.maximum(np.abs(xs + 0.5 - x) / (width / 2), np.abs(ys + 0.5 - y) / (height / 2))
