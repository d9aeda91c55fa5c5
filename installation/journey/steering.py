"""The ways of steering, by the word that chooses them in `[journey] steering`.

Each is a `SteeringMode` in a module of its own. A further one is one file and one row.
"""

from importlib import import_module

from installation.config.schema import JourneyConfig
from installation.faults import BrokenPack
from installation.journey import SteeringMode
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


def choose(pack: Pack, settings: JourneyConfig) -> tuple[SteeringMode, str]:
    """The way that the settings name, and "".

    Where the pack lacks what it needs, "wander" instead, and a sentence for the technician.
    """
    try:
        return _open(settings.steering, pack, settings), ""
    except BrokenPack as fault:
        message = f"{fault}: steering '{settings.steering}' cannot be used; '{USUAL}' steers"
        return _open(USUAL, pack, settings), message


def _open(word: str, pack: Pack, settings: JourneyConfig) -> SteeringMode:
    """Raises `BrokenPack`."""
    module, class_name = WAYS[word]
    kind = getattr(import_module(module), class_name)
    return kind(pack, settings)
