"""Pitch material: a root and a chain of pure fifths over it, as pitches in three registers."""

from dataclasses import dataclass

import numpy as np

# Degrees by their place in the chain of fifths around the root (0). Pure fifths, because beating is
# then something we add on purpose, not something that the tuning does to us.
_CHAIN = {-2: 16 / 9, -1: 4 / 3, 0: 1.0, 1: 3 / 2, 2: 9 / 8, 3: 27 / 16, 4: 81 / 64}
_LOW = (0, 1)  # in the lowest octave only root and fifth: anything closer is mud


@dataclass(frozen=True)
class Tuning:
    """What the artist sets. `tempo` scales how fast the piece changes by itself (1 = as composed)."""

    root_hz: float = 73.416  # D2
    octaves: int = 3
    tempo: float = 1.0


@dataclass(frozen=True)
class Pitches:
    """The notes of a tuning, lowest first: (n,) each."""

    hz: np.ndarray
    fifths: np.ndarray  # place in the chain of fifths
    octave: np.ndarray  # height above the root in octaves


def pitches(tuning: Tuning) -> Pitches:
    """All notes of the tuning: root and fifth in the lowest octave, the whole chain above, a last root."""
    notes = [(ratio * 2**o, q) for o in range(tuning.octaves) for q, ratio in _CHAIN.items() if o or q in _LOW]
    notes = sorted([*notes, (2.0**tuning.octaves, 0)])
    ratios = np.array([ratio for ratio, _ in notes])
    return Pitches(tuning.root_hz * ratios, np.array([q for _, q in notes]), np.log2(ratios))
