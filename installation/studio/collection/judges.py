"""The pictures that a model is judged by: those that were held out; of too few, all the others.

Nothing is held out where a few great groups hold all pictures: a group stays together.
"""

import numpy as np

from installation.studio.collection.pictures import Collection

FEWEST = 2  # a way has two ends
KNOWN = (
    "by pictures that it learned from, since next to nothing could be held out: of new ones the "
    "errors would be larger"
)


def are_held_out(collection: Collection) -> bool:
    """Whether enough were held out to judge by."""
    return bool(collection.held_out.sum() >= FEWEST)


def judges(collection: Collection) -> np.ndarray:
    """(n,) numbers of pictures."""
    if are_held_out(collection):
        return np.flatnonzero(collection.held_out)
    return np.flatnonzero(~collection.held_out)
