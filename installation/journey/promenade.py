"""Steering "wander": the visitors' place picks a region between the named places, movement swings the point around it."""

import numpy as np

from installation.config.schema import JourneyConfig
from installation.journey.activity import centre
from installation.journey.idle_path import STRAY
from installation.journey.stations import Stations, loop_of
from installation.latent import geometry
from installation.messages import Presence
from installation.packs.manifest import Pack

SWING_S = 2.5  # time constant with which a movement is forgotten
SWING = 5.0  # latent units for crossing the view once
DEPTH = 2.0  # latent units for standing at the edge of the view, or as close as can be
MAX_SWING = 4.0  # latent units
MARGIN = 0.1  # of the view: the first and the last place are reached before one is out of sight
FAR_AHEAD = 5  # places
HOLD_S = 2.4  # a place is kept for so long, the way to it included, where places are things by themselves
NEARLY = 0.15  # of the way between two places: so far beyond the middle, the next one counts


class Promenade:
    """Left to right leads along the stations; depth and every movement lead off it."""

    def __init__(self, pack: Pack, settings: JourneyConfig):
        self._loop = loop_of(pack, settings.seed)  # (n, d)
        self._stations: Stations | None = None
        steady = pack.generator.steady
        self._axes = geometry.axes(settings.seed, pack.dimensions, 3, steady)
        self._stops: Stops | None = None
        if steady:
            self._stops = Stops(len(self._loop))
        looseness = (pack.generator.bandwidth or STRAY) / STRAY
        self._reach = settings.reach * looseness
        self._swing = np.zeros(3)

    def follow(self, stations: Stations) -> None:
        """Leads along these from now on, which all visitors share."""
        self._stations = stations

    def goal(self, presence: Presence, dt: float) -> np.ndarray:
        """The point (d,) that the visitors ask for."""
        x, y, closeness = centre(presence.places)
        self._swing_with(presence, dt)
        depth = np.array([0.0, 0.5 - y, closeness - 0.5])
        offset = self._swing + 2 * DEPTH * depth
        limited = np.tanh(offset / MAX_SWING)
        away = self._reach * limited * MAX_SWING
        axes = len(self._axes)  # fewer than three in a space of one or two dimensions
        if self._stops is not None:
            x = self._stops.stop(x, dt)
        return self._along(x) + away[:axes] @ self._axes

    def _swing_with(self, presence: Presence, dt: float) -> None:
        """Movement pushes the swing, which dies away by itself."""
        across, down = presence.flow
        stir = float(presence.motion.mean())
        push = np.array([across, down, stir])
        self._swing += dt * SWING * push
        self._swing *= np.exp(-dt / SWING_S)

    def _along(self, x: float) -> np.ndarray:
        """The point (d,) of the line at `x`, 0 its beginning .. 1 its end."""
        line = self._loop if self._stations is None else self._stations.line
        last = len(line) - 1
        place = min(1.0, max(0.0, x)) * last
        first = min(int(place), last - 1)
        share = place - first
        start = line[first]
        end = line[first + 1]
        return geometry.slerp(start, end, share)


class Stops:
    """Of a pack whose places are things by themselves, such as letters: never between two of them."""

    def __init__(self, count: int):
        self._last = count - 1
        self._place = 0  # number of the place
        self._held_s = HOLD_S

    def stop(self, x: float, dt: float) -> float:
        """Where on the line the place lies that somebody at `x` (0..1) sees, 0..1.

        Each is held long enough to be seen. Who walks slowly passes one after another; who is far
        ahead is followed in a leap.
        """
        self._held_s += dt
        within = (x - MARGIN) / (1 - 2 * MARGIN)
        exact = min(1.0, max(0.0, within)) * self._last
        ahead = exact - self._place
        is_left = abs(ahead) > 0.5 + NEARLY
        if is_left and self._held_s >= HOLD_S:
            leap = round(ahead)
            if abs(leap) < FAR_AHEAD:
                leap = int(np.sign(ahead))
            self._place += leap
            self._held_s = 0.0
        return self._place / self._last
