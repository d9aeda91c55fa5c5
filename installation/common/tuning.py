"""Pitch material: a root and the degrees of a scale over it, as pitches in several registers.

A degree knows its place in the chain of fifths: near places sound at home together, whatever the scale.
"""

import re
from dataclasses import dataclass

import numpy as np

# Stretches of the chain of pure fifths around the root (0). Pure, because beating is then something we
# add on purpose, not something that the tuning does to us.
SCALES = {
    "suspended": (-2, 2),
    "pentatonic": (0, 4),
    "lydian": (0, 6),
    "ionian": (-1, 5),
    "mixolydian": (-2, 4),
    "dorian": (-3, 3),
    "aeolian": (-4, 2),
    "phrygian": (-5, 1),
}
ROOT = r"^[A-G][#b]?[0-4]$"
_SEMITONES = {"C": -9, "D": -7, "E": -5, "F": -4, "G": -2, "A": 0, "B": 2, "#": 1, "b": -1}
_A4_HZ = 440.0
_LOW = (0, 1)  # in the lowest octave only root and fifth: anything closer is mud
# How voices are handed to visitors, place in the chain and octave: few of them sound open.
_VOICES = ((0, 2), (1, 2), (2, 2), (-1, 2), (0, 3), (1, 1), (-2, 2), (2, 3))


@dataclass(frozen=True)
class Tuning:
    """What the artist sets. `tempo` scales how fast the piece changes by itself (1 = as composed)."""

    root: str = "D2"
    scale: str | tuple[float, ...] = "mixolydian"  # a name of SCALES, or cents above the root
    octaves: int = 3
    tempo: float = 1.0


@dataclass(frozen=True)
class Pitches:
    """The notes of a tuning, lowest first: (n,) each."""

    hz: np.ndarray
    fifths: np.ndarray  # place in the chain of fifths
    octave: np.ndarray  # height above the root in octaves
    voices: np.ndarray  # (8,) Hz: what visitors are given, in this order


def root_hz(name: str) -> float:
    """Of a note like "D2" or "Bb1", A4 = 440 Hz. Raises ValueError."""
    if not re.match(ROOT, name):
        raise ValueError(f"{name!r} is no note from C0 to B4, such as D2, F#1 or Bb2")
    semitones = sum(_SEMITONES[letter] for letter in name[:-1])
    octave = int(name[-1])
    return _A4_HZ * 2 ** (semitones / 12 + octave - 4)


def pitches(tuning: Tuning) -> Pitches:
    """All notes of the tuning: root and fifth in the lowest octave, the whole scale above, a last root.

    Raises ValueError for a scale that is none.
    """
    chain = degrees(tuning.scale)
    notes: list[tuple[float, float]] = [(2.0**tuning.octaves, 0)]  # ratio to the root, place
    for octave in range(tuning.octaves):
        for place, ratio in chain.items():
            if octave > 0 or place in _LOW:
                notes.append((ratio * 2**octave, place))
    notes.sort()
    ratios = np.array([ratio for ratio, _ in notes])
    places = np.array([place for _, place in notes])
    root = root_hz(tuning.root)
    return Pitches(
        hz=root * ratios,
        fifths=places,
        octave=np.log2(ratios),
        voices=root * _voices(chain),
    )


def degrees(scale: str | tuple[float, ...] | list[float]) -> dict[float, float]:
    """Place in the chain of fifths -> ratio 1..2 above the root, which is always among them. Raises ValueError."""
    if isinstance(scale, str):
        if scale not in SCALES:
            raise ValueError(
                f"{scale!r} is no scale; available: {', '.join(SCALES)}, or cents such as [0, 200, 700]"
            )
        first, last = SCALES[scale]
        return {place: _fifths(place) for place in range(first, last + 1)}
    if not 1 <= len(scale) <= 24 or not all(0 <= cents < 1200 for cents in scale):
        raise ValueError(
            "a scale of one's own is 1 to 24 numbers of cents above the root, from 0 to under 1200"
        )
    chain: dict[float, float] = {0: 1.0}
    for cents in scale:
        if cents:
            chain[_place(cents)] = 2 ** (cents / 1200)
    return chain


def _fifths(place: int) -> float:
    """So many pure fifths up, brought back into one octave."""
    octaves = np.floor(place * np.log2(1.5))
    return 1.5**place / 2.0**octaves


def _place(cents: float) -> float:
    """The place of the semitone that is nearest, from -5 to 6, and a little beside it by what it is off."""
    semitone = round(cents / 100)
    return (7 * semitone + 5) % 12 - 5 + (cents / 100 - semitone)


def _voices(chain: dict[float, float]) -> np.ndarray:
    """(8,) ratios to the root."""
    chosen = [chain[place] * 2**octave for place, octave in _VOICES if place in chain]
    usual = {place for place, _ in _VOICES}
    unusual = sorted((place for place in chain if place not in usual), key=abs)
    for octave in (2, 3, 1, 4):
        for place in (*unusual, *chain):
            chosen.append(chain[place] * 2**octave)
    different = list(dict.fromkeys(chosen))
    return np.array(different[: len(_VOICES)])
