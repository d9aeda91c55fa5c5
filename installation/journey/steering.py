"""The ways of steering, by the word that chooses them in `[journey] steering`.

Each is a `SteeringMode` in a module of its own. A further one is one file and one row.
"""

from importlib import import_module
from typing import Protocol, runtime_checkable

from installation.common import mistakes
from installation.config.schema import JourneyConfig
from installation.faults import BrokenPack
from installation.journey import SteeringMode
from installation.journey.shape_steering import ShapeSteering
from installation.journey.stations import Stations
from installation.packs.manifest import Pack
from installation.vocabulary import Steering

USUAL = Steering.WANDER
# word -> module and class
WAYS: dict[str, tuple[str, str]] = {
    Steering.AUTO: ("installation.journey.auto_steering", "AutoSteering"),
    Steering.WANDER: ("installation.journey.promenade", "Promenade"),
    Steering.MIRROR: ("installation.journey.mirror", "Mirror"),
    Steering.PLANE: ("installation.journey.plane", "Plane"),
}


@runtime_checkable
class AlongStations(Protocol):
    """A way of steering that leads along the stations."""

    def follow(self, stations: Stations) -> None:
        """Leads along these from now on, which all visitors share."""


def choose(
    pack: Pack, settings: JourneyConfig, stations: Stations | None = None
) -> tuple[SteeringMode, str]:
    """The way that the settings name, and ""; where it leads along stations, along these.

    Where the pack lacks what it needs, or it cannot be made, "wander" instead, and a sentence for the
    technician. A pack that takes silhouettes is steered by them alone.
    """
    if pack.takes_silhouettes:
        return ShapeSteering(pack, settings), ""
    try:
        return _open(settings.steering, pack, settings, stations), ""
    except BrokenPack as fault:
        trouble = str(fault)
    except Exception as error:  # an artist's own, and its mistakes are of all kinds
        trouble = mistakes.in_words(error)
    return usual(pack, settings, stations, trouble)


def usual(
    pack: Pack, settings: JourneyConfig, stations: Stations | None, trouble: str
) -> tuple[SteeringMode, str]:
    """The way "wander" instead of the one that the settings name, and a sentence that says why."""
    message = f"{trouble}: steering '{settings.steering}' cannot be used; '{USUAL}' steers"
    return _open(USUAL, pack, settings, stations), message


def _open(
    word: str, pack: Pack, settings: JourneyConfig, stations: Stations | None
) -> SteeringMode:
    """Raises `BrokenPack`, and what an artist's own class raises."""
    module, class_name = WAYS[word]
    kind = getattr(import_module(module), class_name)
    way: SteeringMode = kind(pack, settings)
    if stations is not None and isinstance(way, AlongStations):
        way.follow(stations)
    return way
