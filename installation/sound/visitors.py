"""Each visitor is a voice: placed where they stand, breathing and brightening as they move."""

import math
from dataclasses import dataclass

import numpy as np

from installation.common.smoothing import approach, share
from installation.common.tuning import Pitches
from installation.sound.timbre import (
    Timbre,
    amplitude,
    fitted_partials,
    formant_basis,
    tilt_octaves,
)

VOICES = 8
PARTIALS = 10
SWIFT = 0.35  # views per second at which a voice is at its brightest
_STRING_GAINS = np.array([0.87, 0.49])  # two strings a partial, unequal
_STRINGS = len(_STRING_GAINS)
_ARRIVE_S = 0.7
_LEAVE_S = 2.5
_SOFTEN_S = 0.25  # a second low-pass over arriving and leaving
_FOLLOW_S = 0.12
_STIR_S = 0.15  # motion is heard at once ...
_CALM_S = 0.9  # ... and dies away slowly
_NEAR_S = 1.0
_LEVEL_DB = -10.0
_FREE_LOUDNESS = 0.02  # a voice that is softer may be given to somebody else
_CHOICES = 4  # newcomers are spread over so many free voices
# Columns of what is known of a visitor.
_X = 0
_MOTION = 1


@dataclass(frozen=True)
class Visitor:
    """What is heard of one person."""

    id: int
    x: float  # 0 left .. 1 right
    speed: float  # views per second
    closeness: float  # 0 far .. 1 near


class VisitorVoices:
    """A fixed number of voices, lent to visitors while they are there."""

    def __init__(self, notes: Pitches, random: np.random.Generator):
        number = np.arange(1, PARTIALS + 1)
        self._owner: list[int | None] = [None] * VOICES
        self._presence = np.zeros(VOICES)  # 0..1 asked for
        self._wanted = np.tile([0.5, 0.0, 0.5], (VOICES, 1))  # x, motion, closeness
        self._now = self._wanted.copy()
        self._level = np.zeros(VOICES)
        self.loudness = np.zeros(VOICES)  # 0..1 of each voice
        pitches = np.resize(notes.voices, VOICES)
        self._hz = pitches[:, None] * number  # (VOICES, PARTIALS)
        self._strings_hz = np.repeat(self._hz, _STRINGS, axis=1)
        self._tilt = tilt_octaves(self._hz / 2)
        self._colours = _colours(self._hz, number)
        spread = np.sqrt(number) * random.uniform(0.25, 0.6, self._hz.shape)
        detune = spread[..., None] * [-0.5, 0.5]
        self._detune = detune.reshape(VOICES, -1)
        self._phase = random.uniform(0, 2 * np.pi, VOICES)  # of the vibrato
        self._vibrato_hz = random.uniform(3.6, 4.6, VOICES)
        self.arrived: list[int] = []  # voices that were given out in the last tick

    @property
    def size(self) -> int:
        """Number of its oscillators."""
        return self._hz.size * _STRINGS

    def tick(
        self, visitors: tuple[Visitor, ...], timbre: Timbre, dt: float
    ) -> tuple[np.ndarray, np.ndarray]:
        """(hz (o,), amplitudes (2, o)) after `dt` seconds. The nearest `VOICES` visitors are heard."""
        self._assign(visitors)
        self._smooth(dt)
        x, motion, closeness = self._now.T
        partials = amplitude(self._shape(timbre, motion))
        power = (partials**2).sum(axis=1, keepdims=True)
        partials /= np.sqrt(power)
        level = amplitude(_LEVEL_DB + 4.0 * closeness + 3.0 * motion)
        rise = np.pi / 2 * self.loudness
        opening = np.sin(rise) ** 2
        voices = _panned(0.08 + 0.84 * x) * (level * opening)  # (2, VOICES)
        strings = voices[:, :, None, None]
        amplitudes = strings * partials[..., None] * _STRING_GAINS
        return self._frequencies(motion, dt), amplitudes.reshape(2, -1)

    def air(self) -> np.ndarray:
        """(2,) left and right: how much air the movements of all visitors stir."""
        stirred = self.loudness * self._now[:, _MOTION]
        return _panned(self._now[:, _X]) @ stirred

    def pitch(self, voice: int) -> float:
        """Hz of a voice's first partial."""
        return float(self._hz[voice, 0])

    def pan(self, voice: int) -> float:
        """0 left .. 1 right."""
        return float(self._wanted[voice, _X])

    def _shape(self, timbre: Timbre, motion: np.ndarray) -> np.ndarray:
        """(VOICES, PARTIALS) dB."""
        if timbre.partials is not None:
            tilt = (-4.0 + 4.0 * motion)[:, None]
            return fitted_partials(timbre.partials, PARTIALS) + tilt * self._tilt
        shape = self._colours @ np.append(timbre.formants, timbre.hollow)
        tilt = (-13.0 + 7.0 * motion)[:, None]
        return shape + tilt * self._tilt

    def _frequencies(self, motion: np.ndarray, dt: float) -> np.ndarray:
        """(o,) Hz."""
        turn = 2 * np.pi * self._vibrato_hz * dt
        self._phase = (self._phase + turn) % (2 * np.pi)
        depth = 0.0022 * (0.15 + motion)  # up to about four cents
        vibrato = 1 + depth * np.sin(self._phase)
        detune = self._detune * (1 + motion)[:, None]
        return (self._strings_hz * vibrato[:, None] + detune).ravel()

    def _assign(self, visitors: tuple[Visitor, ...]) -> None:
        """Gives voices to those who are there, and says where each should come to."""
        nearest = sorted(visitors, key=lambda visitor: -visitor.closeness)[:VOICES]
        heard = {visitor.id: visitor for visitor in nearest}
        self._presence[:] = [owner in heard for owner in self._owner]
        self.arrived = []
        for visitor in heard.values():
            voice = self._voice_of(visitor)
            if voice is None:
                continue
            motion = math.tanh(visitor.speed / SWIFT)
            self._presence[voice] = 1.0
            self._wanted[voice] = [
                _clipped(visitor.x),
                _clipped(motion),
                _clipped(visitor.closeness),
            ]

    def _voice_of(self, visitor: Visitor) -> int | None:
        """Their own, or a new one; None while all still sound."""
        if visitor.id in self._owner:
            return self._owner.index(visitor.id)
        free = [voice for voice in range(VOICES) if self._is_free(voice)]
        if not free:
            return None
        voice = free[visitor.id % min(len(free), _CHOICES)]
        self._owner[voice] = visitor.id
        self._now[voice] = [
            _clipped(visitor.x),
            0.0,
            _clipped(visitor.closeness),
        ]
        self.arrived.append(voice)
        return voice

    def _is_free(self, voice: int) -> bool:
        if self._presence[voice]:
            return False
        return self.loudness[voice] < _FREE_LOUDNESS

    def _smooth(self, dt: float) -> None:
        self._level = _eased(
            self._level,
            self._presence,
            dt,
            _ARRIVE_S,
            _LEAVE_S,
        )
        self.loudness = approach(
            self.loudness,
            self._level,
            dt,
            _SOFTEN_S,
        )
        x, motion, closeness = self._now.T
        wanted_x, wanted_motion, wanted_closeness = self._wanted.T
        stir = wanted_motion * self._presence
        x[:] = approach(x, wanted_x, dt, _FOLLOW_S)
        motion[:] = _eased(
            motion,
            stir,
            dt,
            _STIR_S,
            _CALM_S,
        )
        closeness[:] = approach(
            closeness,
            wanted_closeness,
            dt,
            _NEAR_S,
        )


def _colours(hz: np.ndarray, number: np.ndarray) -> np.ndarray:
    """(VOICES, PARTIALS, FORMANTS + 1): what formants and hollow do to each partial, dB per dB."""
    is_even = np.broadcast_to(number % 2 == 0, hz.shape)
    formants = 0.6 * formant_basis(hz)
    hollow = -0.5 * is_even[..., None]
    return np.concatenate([formants, hollow], axis=-1)


def _eased(
    value: np.ndarray, target: np.ndarray, dt: float, rise_s: float, fall_s: float
) -> np.ndarray:
    """`value` drawn towards `target` with one time constant upwards and another downwards."""
    is_rising = target > value
    rising = share(dt, rise_s)
    falling = share(dt, fall_s)
    moved = np.where(is_rising, rising, falling)
    return target + (value - target) * (1.0 - moved)


def _panned(x: np.ndarray) -> np.ndarray:
    """(2, n): constant-power gains at 0 left .. 1 right, (n,)."""
    angle = np.pi / 2 * x
    return np.stack([np.cos(angle), np.sin(angle)])


def _clipped(value: float) -> float:
    return min(max(value, 0.0), 1.0)
