"""Steering "auto": walk, and you wander; stand in a pose, and you are mirrored."""

import numpy as np

from installation.common import files
from installation.common.smoothing import approach
from installation.config.schema import JourneyConfig
from installation.journey.mirror import Mirror
from installation.journey.promenade import Promenade
from installation.journey.standing import StandingWatch
from installation.journey.stations import Stations
from installation.latent.geometry import slerp
from installation.messages import Presence
from installation.packs.encoder_model import ENCODER
from installation.packs.manifest import Pack

STAND_S = 0.8  # so long somebody stands before they are mirrored
CLEAR = 0.55  # the encoder is so sure before a pose counts ...
UNCLEAR = 0.4  # ... and so unsure before it no longer does
WIDE = 0.75  # of an encoder that does not say: a silhouette so wide, by its height, has its arms out ...
NARROW = 0.6  # ... and is no pose any more
PASSING_S = 0.5  # time constant from one way of steering to the other
LEAST = 0.01  # share of the mirror that is seen


class AutoSteering:
    """Both ways at once, and the share of each."""

    def __init__(self, pack: Pack, settings: JourneyConfig):
        """A pack without an encoder is wandered through. Raises `BrokenPack` where it has one that is no use."""
        self._promenade = Promenade(pack, settings)
        self._mirror: Mirror | None = None
        if files.is_file(pack.point_folder / ENCODER):
            self._mirror = Mirror(pack, settings)
        self._is_posing = False
        self._standing = StandingWatch()
        self._share = 0.0  # of the mirror

    def follow(self, stations: Stations) -> None:
        """Who walks is led along these from now on, which all visitors share."""
        self._promenade.follow(stations)

    def goal(self, presence: Presence, point: np.ndarray, dt: float) -> np.ndarray:
        """The point (d,) that the visitors ask for."""
        wandering = self._promenade.goal(presence, point, dt)
        if self._mirror is None:
            return wandering
        stands = self._standing.tick(presence, dt) >= STAND_S
        if not stands and self._share < LEAST:
            self._is_posing = False
            return wandering
        mirrored = self._mirror.goal(presence, point, dt)
        self._is_posing = stands and self._is_pose(presence, self._mirror)
        wanted = 1.0 if self._is_posing else 0.0
        self._share = approach(self._share, wanted, dt, PASSING_S)
        return slerp(wandering, mirrored, self._share)

    def _is_pose(self, presence: Presence, mirror: Mirror) -> bool:
        """With hysteresis: who is posing goes on doing so while it is nearly clear."""
        if mirror.confidence is not None:
            return mirror.confidence > (UNCLEAR if self._is_posing else CLEAR)
        if presence.count > 1:  # several are wide together
            return False
        return _width_by_height(presence.silhouette) > (NARROW if self._is_posing else WIDE)


def _width_by_height(silhouette: np.ndarray) -> float:
    rows = np.flatnonzero(silhouette.any(axis=1))
    columns = np.flatnonzero(silhouette.any(axis=0))
    if not len(rows):
        return 0.0
    height = rows[-1] - rows[0] + 1
    width = columns[-1] - columns[0] + 1
    return float(width / height)
