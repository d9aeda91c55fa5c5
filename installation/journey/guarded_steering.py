"""Who is asked where visitors want the point to be: the way that the settings name, as long as it answers."""

import numpy as np

from installation.common import mistakes
from installation.config.schema import JourneyConfig
from installation.faults import Fault
from installation.journey.stations import Stations
from installation.journey.steering import USUAL, choose, usual
from installation.messages import Presence
from installation.packs.manifest import Pack


class GuardedSteering:
    """Asks a way of steering; for one that fails, or whose answer is no point, "wander" steers from then on."""

    def __init__(self, pack: Pack, settings: JourneyConfig, stations: Stations):
        self._pack = pack
        self._settings = settings
        self._stations = stations
        self._way, self.message = choose(pack, settings, stations)

    def goal(self, presence: Presence, point: np.ndarray, dt: float) -> np.ndarray | None:
        """See `SteeringMode`."""
        try:
            # a copy: who counts it on would move the point itself
            return _checked(self._way.goal(presence, point.copy(), dt), point.shape)
        except Exception as error:  # of an artist's own way: mistakes are of all kinds
            if self._settings.steering == USUAL:
                raise
            trouble = str(error) if isinstance(error, Fault) else mistakes.in_words(error)
        self._way, self.message = usual(self._pack, self._settings, self._stations, trouble)
        return self._way.goal(presence, point, dt)


def _checked(goal: object, shape: tuple[int, ...]) -> np.ndarray | None:
    """Raises `Fault`."""
    if goal is None:
        return None
    numbers = np.asarray(goal)
    is_point = numbers.shape == shape and numbers.dtype.kind in "fiu"
    if not is_point or not np.isfinite(numbers).all():
        raise Fault(f"goal answers {_in_words(goal)} instead of {shape[0]} finite numbers")
    return numbers


def _in_words(goal: object) -> str:
    """What it is instead."""
    if isinstance(goal, np.ndarray):
        return f"{goal.dtype} {goal.shape}"
    return type(goal).__name__
