"""The ways of steering, by the word that chooses them in `[journey] steering`.

Each is a `SteeringMode` in a module of its own. A further one is one file and one row.
"""

from importlib import import_module
from typing import Protocol, runtime_checkable

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

    Where the pack lacks what it needs, "wander" instead, and a sentence for the technician. A pack
    that takes silhouettes is steered by them alone.
    """
    if pack.takes_silhouettes:
        return ShapeSteering(pack, settings), ""
    message = ""
    try:
        way = _open(settings.steering, pack, settings)
    except BrokenPack as fault:
        message = f"{fault}: steering '{settings.steering}' cannot be used; '{USUAL}' steers"
        way = _open(USUAL, pack, settings)
    if stations is not None and isinstance(way, AlongStations):
        way.follow(stations)
    return way, message


def _open(word: str, pack: Pack, settings: JourneyConfig) -> SteeringMode:
    """Raises `BrokenPack`."""
    module, class_name = WAYS[word]
    kind = getattr(import_module(module), class_name)
    way: SteeringMode = kind(pack, settings)
    return way
