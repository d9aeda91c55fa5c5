"""The ways of steering, by the word that chooses them in `[journey] steering`.

A way is a class in a module of its own, made with the pack and the settings [journey]; it has one method,
`goal(presence, dt)`: the point (d,) that the visitors in view ask for, `dt` seconds after it was last asked.
What it needs and the pack does not have it refuses with `BrokenPack`. A further way is one file and one row.
"""

from importlib import import_module

from installation.faults import BrokenPack

USUAL = "wander"
WAYS = {
    USUAL: ("installation.journey.promenade", "Wander"),
    "mirror": ("installation.journey.mirror", "Mirror"),
    "plane": ("installation.journey.plane", "Plane"),
}


def choose(pack, settings):
    """The way that the settings name, and a sentence for the technician where another one has to stand in."""
    try:
        return _made(settings.steering, pack, settings), ""
    except BrokenPack as fault:
        return _made(
            USUAL, pack, settings
        ), f"{fault}: steering {settings.steering!r} cannot be; {USUAL!r} steers"


def _made(name: str, pack, settings):
    module, kind = WAYS[name]
    return getattr(import_module(module), kind)(pack, settings)
