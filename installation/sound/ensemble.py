"""The ground: an ensemble of bowed strings, organ and glass in one, whose spectrum is the latent point."""

import numpy as np

from installation.common.tuning import Pitches
from installation.sound.loudness import k_weight
from installation.sound.modulation import Drift, approach
from installation.sound.timbre import (
    SILENT_DB,
    Timbre,
    amplitude,
    fitted_partials,
    formant_basis,
    tilt_octaves,
)

PARTIALS = 12
_BOW = np.array(
    [0.87, 0.49]
)  # the two strings of a partial: unequal, so that beating never empties a tone
_STRINGS = len(_BOW)
_SWELL_S, _MOOD_S, _TIDE_S = 7.0, 110.0, 13.0
_SWELL_DB, _TIDE_DB = 5.0, 1.2
_TURN_S = 4.0  # until another harmony has taken over
_RISE_DB = -2.2  # per octave of a note's height: high notes are colours, not the ground
_SIDE = 0.42  # how far apart the two strings of a partial sit, 0..1


class Ensemble:
    """Targets for its oscillators: frequencies (o,) and amplitudes (2, o) at the end of the next block."""

    def __init__(self, notes: Pitches, rate_hz: float, random: np.random.Generator, tempo: float):
        self._notes = notes
        number = np.arange(1, PARTIALS + 1)
        hz = notes.hz[:, None] * number  # (n, PARTIALS)
        self._strings_hz = np.repeat(hz, _STRINGS)
        self._below = np.where(hz < 0.4 * rate_hz, 0.0, SILENT_DB)
        self._tilt = tilt_octaves(hz) + 0.25 * np.log2(number)
        even = np.broadcast_to(number % 2 == 0, hz.shape)
        self._colours = np.concatenate(
            [formant_basis(hz), self._tilt[..., None], even[..., None]], axis=-1
        )
        spread = np.sqrt(number) * random.uniform(0.7, 1.4, hz.shape)
        self._apart = (spread[..., None] * [-0.5, 0.5]).ravel()
        self._loud = k_weight(hz, rate_hz) ** 2
        self._swell = Drift(random, len(notes.hz), _SWELL_S / tempo)
        self._mood = Drift(random, 1, _MOOD_S / tempo)
        self._tide = Drift(random, 1, _TIDE_S / tempo)
        self._gains = _string_gains(random, len(notes.hz))
        self._centre = self._aim = float(np.unique(notes.fifths).mean())

    @property
    def size(self) -> int:
        """Number of its oscillators."""
        return self._strings_hz.size

    def turn(self, share: float) -> np.ndarray:
        """Another harmony: 0..1 of the way along the scale's chain of fifths. Returns its notes (n,), the nearest first."""
        low, high = self._notes.fifths.min(), self._notes.fifths.max()
        self._aim = float(low + share * (high - low))
        return self._notes.hz[np.argsort(np.abs(self._notes.fifths - self._aim), kind="stable")]

    def step(self, timbre: Timbre, openness: float, dt: float):
        """(hz (o,), amplitudes (2, o), levels of the notes (n,) 0..1) after `dt` seconds.

        `openness` 0..1 brightens: 0 nobody, 1 wholly with the visitors.
        """
        levels = self._levels(timbre, dt)
        shape = self._shape(timbre, openness) + self._below
        partials = levels[:, None] * amplitude(shape)  # (n, PARTIALS)
        partials /= np.sqrt((partials**2 * self._loud).sum()) + 1e-9  # as loud, whatever the timbre
        partials *= amplitude(_TIDE_DB * self._tide.step(dt)[0] + 1.5 * openness)
        hz = self._strings_hz + timbre.shimmer * self._apart
        return hz, (partials[..., None] * self._gains).reshape(2, -1), levels

    def _shape(self, timbre: Timbre, openness: float) -> np.ndarray:
        """(n, PARTIALS) dB of the partials of each note."""
        if timbre.partials is not None:
            return fitted_partials(timbre.partials, PARTIALS) + 2.0 * openness * self._tilt
        return self._colours @ np.append(
            timbre.formants, (timbre.tilt - 2.0 + 2.0 * openness, -timbre.hollow)
        )

    def _levels(self, timbre: Timbre, dt: float) -> np.ndarray:
        """(n,) amplitude of each note, the strongest 1: point, slow swells, and the mood of the mode."""
        self._centre = approach(self._centre, self._aim, dt, _TURN_S)
        mood = (
            self._centre + 1.3 * self._mood.step(dt)[0]
        )  # the place in the chain of fifths where we are now
        strange = np.maximum(0.0, np.abs(self._notes.fifths - mood) - 1.5)
        strange = np.where(self._notes.fifths == 0, 0.0, strange)  # the root is always at home
        level = (
            timbre.notes
            + _SWELL_DB * self._swell.step(dt)
            - 7.0 * strange**2
            + _RISE_DB * self._notes.octave
        )
        smooth_max = 4.0 * np.log(np.exp(level / 4.0).sum())
        return amplitude(1.25 * (level - smooth_max))


def _string_gains(random: np.random.Generator, notes: int) -> np.ndarray:
    """(2, n, PARTIALS, _STRINGS): constant-power places in the room; each note sits somewhere of its own."""
    seat = random.uniform(-0.25, 0.25, (notes, 1, 1))
    place = np.clip(seat + _SIDE * np.array([-1.0, 1.0]) * np.ones((notes, PARTIALS, 1)), -1, 1)
    angle = (place + 1) * np.pi / 4
    return np.stack([np.cos(angle), np.sin(angle)]) * _BOW
