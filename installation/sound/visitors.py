"""Each visitor is a voice: placed where they stand, breathing and brightening as they move."""

import math
from dataclasses import dataclass

import numpy as np

from installation.common.tuning import Pitches
from installation.sound.modulation import approach
from installation.sound.timbre import (
    Timbre,
    amplitude,
    fitted_partials,
    formant_basis,
    tilt_octaves,
)

VOICES = 8
PARTIALS = 10
_BOW = np.array([0.87, 0.49])  # two strings a partial, unequal
_STRINGS = len(_BOW)
_ARRIVE_S, _LEAVE_S, _FOLLOW_S = 0.7, 2.5, 0.12
_STIR_S, _CALM_S = 0.15, 0.9  # motion is heard at once and dies away slowly
SWIFT = 0.35  # views per second at which a voice is at its brightest
_LEVEL_DB = -10.0


@dataclass(frozen=True)
class Visitor:
    """What is heard of one person."""

    id: int
    x: float  # 0 left .. 1 right
    speed: float  # views per second
    closeness: float  # 0 far .. 1 near


class Visitors:
    """A fixed number of voices, lent to visitors while they are there."""

    def __init__(self, notes: Pitches, random: np.random.Generator):
        self._owner: list[int | None] = [None] * VOICES
        self._there = np.zeros(VOICES)  # 0..1 asked for
        self._wanted = np.tile([0.5, 0.0, 0.5], (VOICES, 1))  # x, speed, closeness
        self._now = self._wanted.copy()
        self._level, self.loudness = np.zeros(VOICES), np.zeros(VOICES)
        number = np.arange(1, PARTIALS + 1)
        self._hz = np.resize(notes.voices, VOICES)[:, None] * number  # (VOICES, PARTIALS)
        self._strings_hz = np.repeat(self._hz, _STRINGS, axis=1)
        self._tilt = tilt_octaves(self._hz / 2)
        even = np.broadcast_to(number % 2 == 0, self._hz.shape)
        self._colours = np.concatenate(
            [0.6 * formant_basis(self._hz), -0.5 * even[..., None]], axis=-1
        )
        spread = np.sqrt(number) * random.uniform(0.25, 0.6, self._hz.shape)
        self._apart = (spread[..., None] * [-0.5, 0.5]).reshape(VOICES, -1)
        self._phase, self._pace = (
            random.uniform(0, 2 * np.pi, VOICES),
            random.uniform(3.6, 4.6, VOICES),
        )
        self.arrived: list[int] = []  # voices that were given out in the last step

    @property
    def size(self) -> int:
        """Number of its oscillators."""
        return self._hz.size * _STRINGS

    def step(self, visitors: tuple[Visitor, ...], timbre: Timbre, dt: float):
        """(hz (o,), amplitudes (2, o)) after `dt` seconds. The nearest `VOICES` visitors are heard."""
        self._lend(visitors)
        self._ease(dt)
        x, motion, closeness = self._now.T
        partials = amplitude(self._shape(timbre, motion))
        partials /= np.sqrt((partials**2).sum(axis=1, keepdims=True))
        loud = (
            amplitude(_LEVEL_DB + 4.0 * closeness + 3.0 * motion)
            * np.sin(np.pi / 2 * self.loudness) ** 2
        )
        angle = np.pi / 2 * (0.08 + 0.84 * x)
        gains = np.stack([np.cos(angle), np.sin(angle)])  # (2, VOICES)
        amplitudes = (gains * loud)[:, :, None, None] * partials[..., None] * _BOW
        return self._frequencies(motion, dt), amplitudes.reshape(2, -1)

    def breath(self) -> np.ndarray:
        """(2,) left and right: how much air the movements of all visitors stir."""
        angle = np.pi / 2 * self._now[:, 0]
        return np.stack([np.cos(angle), np.sin(angle)]) @ (self.loudness * self._now[:, 1])

    def pitch(self, voice: int) -> float:
        """Hz of a voice's first partial."""
        return float(self._hz[voice, 0])

    def place(self, voice: int) -> float:
        """0 left .. 1 right."""
        return float(self._wanted[voice, 0])

    def _shape(self, timbre: Timbre, motion: np.ndarray) -> np.ndarray:
        """(VOICES, PARTIALS) dB."""
        if timbre.partials is not None:
            return (
                fitted_partials(timbre.partials, PARTIALS)
                + (-4.0 + 4.0 * motion)[:, None] * self._tilt
            )
        shape = self._colours @ np.append(timbre.formants, timbre.hollow)
        return shape + (-13.0 + 7.0 * motion)[:, None] * self._tilt

    def _frequencies(self, motion: np.ndarray, dt: float) -> np.ndarray:
        self._phase = (self._phase + 2 * np.pi * self._pace * dt) % (2 * np.pi)
        vibrato = 1 + 0.0022 * (0.15 + motion) * np.sin(self._phase)  # up to about four cents
        return (self._strings_hz * vibrato[:, None] + self._apart * (1 + motion)[:, None]).ravel()

    def _lend(self, visitors: tuple[Visitor, ...]) -> None:
        heard = {v.id: v for v in sorted(visitors, key=lambda v: -v.closeness)[:VOICES]}
        self._there[:] = [owner in heard for owner in self._owner]
        self.arrived = []
        for visitor in heard.values():
            voice = (
                self._owner.index(visitor.id) if visitor.id in self._owner else self._give(visitor)
            )
            if voice is not None:
                self._there[voice] = 1.0
                brisk = math.tanh(visitor.speed / SWIFT)
                self._wanted[voice] = [
                    min(max(share, 0.0), 1.0) for share in (visitor.x, brisk, visitor.closeness)
                ]

    def _give(self, visitor: Visitor) -> int | None:
        """A voice for somebody new: the stillest that nobody has, None while all still sound."""
        free = [
            voice
            for voice in range(VOICES)
            if not self._there[voice] and self.loudness[voice] < 0.02
        ]
        if not free:
            return None
        voice = free[visitor.id % len(free)] if len(free) < 4 else free[visitor.id % 4]
        self._owner[voice] = visitor.id
        self._now[voice] = [np.clip(visitor.x, 0, 1), 0.0, np.clip(visitor.closeness, 0, 1)]
        self.arrived.append(voice)
        return voice

    def _ease(self, dt: float) -> None:
        stays = np.where(
            self._there > self._level, math.exp(-dt / _ARRIVE_S), math.exp(-dt / _LEAVE_S)
        )
        self._level = self._there + (self._level - self._there) * stays
        self.loudness = approach(
            self.loudness, self._level, dt, 0.25
        )  # a second time, for a soft start
        self._now[:, 0] = approach(self._now[:, 0], self._wanted[:, 0], dt, _FOLLOW_S)
        moving = self._wanted[:, 1] * self._there
        stays = np.where(moving > self._now[:, 1], math.exp(-dt / _STIR_S), math.exp(-dt / _CALM_S))
        self._now[:, 1] = moving + (self._now[:, 1] - moving) * stays
        self._now[:, 2] = approach(self._now[:, 2], self._wanted[:, 2], dt, 1.0)
