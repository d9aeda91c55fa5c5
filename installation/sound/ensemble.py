"""The ground: an ensemble of bowed strings, organ and glass in one, whose spectrum is the latent point."""

import numpy as np

from installation.common.smoothing import approach
from installation.common.tuning import Pitches
from installation.sound.loudness import k_weight
from installation.sound.modulation import OrnsteinUhlenbeck
from installation.sound.timbre import (
    SILENT_DB,
    Timbre,
    amplitude,
    fitted_partials,
    formant_basis,
    tilt_octaves,
)

PARTIALS = 12
# Gains of the two strings of a partial: unequal, so that beating never empties a tone.
_STRING_GAINS = np.array([0.87, 0.49])
_STRINGS = len(_STRING_GAINS)
_SWELL_S = 7.0
_SWELL_DB = 5.0
_TIDE_S = 13.0
_TIDE_DB = 1.2
_MOOD_S = 110.0
_HARMONY_S = 4.0  # until another harmony has taken over
_RISE_DB = -2.2  # per octave of a note's height: high notes are colours, not the ground
_SIDE = 0.42  # how far apart the two strings of a partial sit, 0..1


class Ensemble:
    """Targets for its oscillators: frequencies (o,) and amplitudes (2, o) at the end of the next block."""

    def __init__(
        self,
        notes: Pitches,
        rate_hz: float,
        random: np.random.Generator,
        tempo: float,
    ):
        count = len(notes.hz)
        number = np.arange(1, PARTIALS + 1)
        hz = notes.hz[:, None] * number  # (n, PARTIALS)
        self._notes = notes
        self._strings_hz = np.repeat(hz, _STRINGS)
        self._audible_db = np.where(hz < 0.4 * rate_hz, 0.0, SILENT_DB)
        self._tilt = tilt_octaves(hz) + 0.25 * np.log2(number)
        self._colours = _colours(hz, number, self._tilt)
        spread = np.sqrt(number) * random.uniform(0.7, 1.4, hz.shape)
        detune = spread[..., None] * [-0.5, 0.5]
        self._detune = detune.ravel()
        self._weights = k_weight(hz, rate_hz) ** 2
        self._swell = OrnsteinUhlenbeck(
            random,
            count,
            _SWELL_S / tempo,
        )
        self._mood = OrnsteinUhlenbeck(random, 1, _MOOD_S / tempo)
        self._tide = OrnsteinUhlenbeck(random, 1, _TIDE_S / tempo)
        self._gains = _panned_gains(random, count)
        self._centre = float(np.unique(notes.fifths).mean())  # of the harmony, in fifths
        self._next_centre = self._centre

    @property
    def size(self) -> int:
        """Number of its oscillators."""
        return self._strings_hz.size

    def change_harmony(self, share: float) -> np.ndarray:
        """Moves to 0..1 of the way along the scale's chain of fifths. Returns its notes (n,) in Hz, the nearest first."""
        fifths = self._notes.fifths
        low = fifths.min()
        high = fifths.max()
        self._next_centre = float(low + share * (high - low))
        distance = np.abs(fifths - self._next_centre)
        nearest_first = np.argsort(distance, kind="stable")
        return self._notes.hz[nearest_first]

    def tick(
        self, timbre: Timbre, openness: float, dt: float
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """(hz (o,), amplitudes (2, o), levels of the notes (n,) 0..1) after `dt` seconds.

        `openness` 0..1 brightens: 0 nobody, 1 wholly with the visitors.
        """
        levels = self._levels(timbre, dt)
        shape = self._shape(timbre, openness) + self._audible_db
        partials = levels[:, None] * amplitude(shape)  # (n, PARTIALS)
        powers = partials**2 * self._weights
        power = powers.sum()
        partials /= np.sqrt(power) + 1e-9  # equally loud, whatever the timbre
        tide = _TIDE_DB * self._tide.tick(dt)[0]
        partials *= amplitude(tide + 1.5 * openness)
        hz = self._strings_hz + timbre.shimmer * self._detune
        amplitudes = partials[..., None] * self._gains
        return hz, amplitudes.reshape(2, -1), levels

    def _shape(self, timbre: Timbre, openness: float) -> np.ndarray:
        """(n, PARTIALS) dB of the partials of each note."""
        if timbre.partials is not None:
            own = fitted_partials(timbre.partials, PARTIALS)
            return own + 2.0 * openness * self._tilt
        tilt = timbre.tilt - 2.0 + 2.0 * openness
        colour = np.append(timbre.formants, (tilt, -timbre.hollow))
        return self._colours @ colour

    def _levels(self, timbre: Timbre, dt: float) -> np.ndarray:
        """(n,) amplitude of each note, the strongest 1: point, slow swells, and the mood of the mode."""
        self._centre = approach(
            self._centre,
            self._next_centre,
            dt,
            _HARMONY_S,
        )
        mood = self._centre + 1.3 * self._mood.tick(dt)[0]  # where in the chain of fifths we are
        fifths = self._notes.fifths
        distance = np.abs(fifths - mood)
        strange = np.maximum(0.0, distance - 1.5)
        strange = np.where(fifths == 0, 0.0, strange)  # the root is always at home
        level = timbre.notes + _SWELL_DB * self._swell.tick(dt)
        level = level - 7.0 * strange**2
        level = level + _RISE_DB * self._notes.octave
        powers = np.exp(level / 4.0)
        smooth_max = 4.0 * np.log(powers.sum())
        return amplitude(1.25 * (level - smooth_max))


def _colours(hz: np.ndarray, number: np.ndarray, tilt: np.ndarray) -> np.ndarray:
    """(n, PARTIALS, FORMANTS + 2): what formants, tilt and hollow do to each partial, dB per dB."""
    is_even = np.broadcast_to(number % 2 == 0, hz.shape)
    parts = [
        formant_basis(hz),
        tilt[..., None],
        is_even[..., None],
    ]
    return np.concatenate(parts, axis=-1)


def _panned_gains(random: np.random.Generator, notes: int) -> np.ndarray:
    """(2, n, PARTIALS, _STRINGS): constant-power panning; each note has a place of its own."""
    seat = random.uniform(-0.25, 0.25, (notes, 1, 1))
    strings = _SIDE * np.array([-1.0, 1.0])
    sides = strings * np.ones((notes, PARTIALS, 1))
    place = np.clip(seat + sides, -1, 1)
    angle = (place + 1) * np.pi / 4
    left = np.cos(angle)
    right = np.sin(angle)
    panned = np.stack([left, right])
    return panned * _STRING_GAINS
