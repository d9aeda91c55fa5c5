"""Who never leaves is nobody: a curtain in the draught, a plant, a machine, a screen that nobody told of.

A track that has not left its spot for longer than anybody stands there is let go, also while it stirs. Its place is
remembered: what begins to stir there again is no visitor, unless it walks out of it.
"""

from installation.vision.track import Track

STAYS_S = 1200.0  # a visitor who has walked in may stay on one spot for so long, also on a bench
STAYS_UNWALKED_S = 600.0  # ... and what only ever stirred where it is
_REMEMBERED_S = 1200.0  # a place, after it was last stirred
_INSIDE = 0.5  # of a track's box lies in such a place
_WALKS = 1.0  # widths away from where it was first seen, and it is somebody all the same
_MOST = 16

Bounds = tuple[float, float, float, float]  # left, top, right, bottom, pixels


def has_overstayed(track: Track) -> bool:
    """True for who has been on one spot for longer than any visitor."""
    patience_s = STAYS_S if track.walked > _WALKS else STAYS_UNWALKED_S
    return track.stayed_s > patience_s


class Overstays:
    """Places in the view where something stirs for ever."""

    def __init__(self) -> None:
        self._quiet_s: dict[Bounds, float] = {}  # place -> for how long nothing has stirred there

    @property
    def places(self) -> list[Bounds]:
        """Pixels of the view."""
        return list(self._quiet_s)

    def add(self, bounds: Bounds) -> None:
        """What is there is no visitor."""
        self._quiet_s[bounds] = 0.0
        while len(self._quiet_s) > _MOST:
            self._quiet_s.pop(next(iter(self._quiet_s)))

    def explains(self, track: Track) -> bool:
        """True for a track that only stirs in such a place."""
        if track.walked > _WALKS:
            return False
        for place in self._quiet_s:
            if _share_within(track.bounds, place) > _INSIDE:
                self._quiet_s[place] = 0.0
                return True
        return False

    def pass_time(self, dt: float) -> None:
        """`dt` seconds later: places that have become quiet are forgotten."""
        for place in self.places:
            self._quiet_s[place] += dt
            if self._quiet_s[place] > _REMEMBERED_S:
                self._quiet_s.pop(place)


def _share_within(bounds: Bounds, place: Bounds) -> float:
    """Of a box, the share that lies in another."""
    left, top, right, bottom = bounds
    width = min(right, place[2]) - max(left, place[0])
    height = min(bottom, place[3]) - max(top, place[1])
    area = (right - left) * (bottom - top)
    return max(0.0, width) * max(0.0, height) / max(1.0, area)
