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
# Where places are things by themselves, such as letters:
FAR_AHEAD = 3  # places: whoever is so far ahead is followed in a leap
REST_S = 1.2  # a place that the point has reached is kept for so long
# the point is led elsewhere and does not come: it is waited for no longer. The longest ways take nearly as long, and to
# turn round halfway shows nothing but what lies between letters
PATIENCE_S = 10.0
SAME = 1e-3  # latent units: places that are no farther apart are the same thing
REACHED = 1 / 3  # of the way to the nearest other place: so near the point is at a place
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
        self._steady = steady
        looseness = (pack.generator.bandwidth or STRAY) / STRAY
        self._reach = settings.reach * looseness
        self._swing = np.zeros(3)

    def follow(self, stations: Stations) -> None:
        """Leads along these from now on, which all visitors share."""
        self._stations = stations

    def goal(self, presence: Presence, point: np.ndarray, dt: float) -> np.ndarray:
        """The point (d,) that the visitors ask for."""
        x, y, closeness = centre(presence.places)
        self._swing_with(presence, dt)
        depth = np.array([0.0, 0.5 - y, closeness - 0.5])
        offset = self._swing + 2 * DEPTH * depth
        limited = np.tanh(offset / MAX_SWING)
        away = self._reach * limited * MAX_SWING
        axes = len(self._axes)  # fewer than three in a space of one or two dimensions
        line = self._loop if self._stations is None else self._stations.line
        if self._stops is not None:
            things = line[:, : self._steady]
            is_there = _is_there(point[: self._steady], things[self._stops.place], things)
            x = self._stops.stop(x, is_there, dt)
        return _along(line, x) + away[:axes] @ self._axes

    def _swing_with(self, presence: Presence, dt: float) -> None:
        """Movement pushes the swing, which dies away by itself."""
        across, down = presence.flow
        stir = float(presence.motion.mean())
        push = np.array([across, down, stir])
        self._swing += dt * SWING * push
        self._swing *= np.exp(-dt / SWING_S)


class Stops:
    """Of a pack whose places are things by themselves, such as letters: never between two of them."""

    def __init__(self, count: int):
        self.place = 0  # number of the present one
        self._last = count - 1
        self._rested_s = REST_S  # the point has been there
        self._waited_s = 0.0  # for the point

    def stop(self, x: float, is_there: bool, dt: float) -> float:
        """Where on the line the place lies that somebody at `x` (0..1) sees, 0..1; `is_there`: the point is.

        Each is held until it has been seen. Who walks slowly passes one after another; who is far
        ahead is followed in a leap.
        """
        if is_there:
            self._rested_s += dt
        else:
            self._waited_s += dt
        within = (x - MARGIN) / (1 - 2 * MARGIN)
        exact = min(1.0, max(0.0, within)) * self._last
        ahead = exact - self.place
        is_left = abs(ahead) > 0.5 + NEARLY
        was_seen = self._rested_s >= REST_S or self._waited_s >= PATIENCE_S
        if is_left and was_seen:
            leap = round(ahead)
            if abs(leap) < FAR_AHEAD:
                leap = int(np.sign(ahead))
            self.place += leap
            self._rested_s = 0.0
            self._waited_s = 0.0
        return self.place / self._last


def _is_there(point: np.ndarray, place: np.ndarray, places: np.ndarray) -> bool:
    """Whether the point (k,) is at the place (k,), and not on its way from or to another one of the places (n, k)."""
    distances = geometry.lengths(places - place)
    others = distances[distances > SAME]  # the same letter may have two places
    if not others.size:
        return True
    return bool(geometry.lengths(point - place) < REACHED * others.min())


def _along(line: np.ndarray, x: float) -> np.ndarray:
    """The point (d,) of the line (n, d) at `x`, 0 its beginning .. 1 its end."""
    last = len(line) - 1
    place = min(1.0, max(0.0, x)) * last
    first = min(int(place), last - 1)
    share = place - first
    start = line[first]
    end = line[first + 1]
    return geometry.slerp(start, end, share)
