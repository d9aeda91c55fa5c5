"""Single soft glass tones, far apart: the piece thinking by itself, and a visitor greeted."""

from dataclasses import dataclass

import numpy as np

_SLOTS = 6
_RATIOS = np.array([1.0, 2.004, 3.013, 4.98, 6.79])  # slightly stretched: struck glass, no string
_WEIGHTS = np.array([1.0, 0.32, 0.22, 0.09, 0.04])
_DECAY_S = np.array([3.2, 2.0, 1.3, 0.7, 0.4])
_ATTACK_S = 0.05
_LONG_AGO_S = 1e3
_AUDIBLE = 1e-4


@dataclass
class _ScheduledTone:
    """A tone that is to be struck later."""

    due_s: float  # from now
    hz: float
    level: float
    pan: float


class Bells:
    """A few slots that ring out; the oldest is used again."""

    def __init__(self, random: np.random.Generator):
        self._random = random
        self._hz = np.full((_SLOTS, len(_RATIOS)), 440.0)
        self._age_s = np.full(_SLOTS, _LONG_AGO_S)  # since struck
        self._gains = np.zeros((2, _SLOTS))
        self._scheduled: list[_ScheduledTone] = []

    @property
    def size(self) -> int:
        """Number of its oscillators."""
        return self._hz.size

    def strike(self, hz: float, level: float, pan: float) -> None:
        """A tone of this pitch and amplitude at `pan` (0 left .. 1 right)."""
        slot = int(np.argmax(self._age_s))
        envelope = self._envelope()[slot].max()
        gain = self._gains[:, slot].max()
        if envelope * gain > _AUDIBLE:
            return  # all slots still ring; to cut one off would click
        angle = np.pi / 2 * pan
        left = np.cos(angle)
        right = np.sin(angle)
        sides = np.array([left, right])
        self._hz[slot] = hz * _RATIOS
        self._age_s[slot] = 0.0
        self._gains[:, slot] = level * sides

    def strike_later(
        self,
        seconds: float,
        hz: float,
        level: float,
        pan: float,
    ) -> None:
        """Strikes after so many seconds; tones beyond the number of slots are dropped."""
        if len(self._scheduled) < _SLOTS:
            tone = _ScheduledTone(seconds, hz, level, pan)
            self._scheduled.append(tone)

    def strike_sometimes(
        self, dt: float, every_s: float, hz: np.ndarray, levels: np.ndarray
    ) -> None:
        """Strikes one of the notes `hz` (n,) now and then, about every `every_s`; the louder (n,), the likelier."""
        # always four numbers: the same sequence for any timbre
        chance, which, pan, strength = self._random.random(4)
        if chance >= dt / every_s:
            return
        weights = np.cumsum(levels**0.5)
        note = int(np.searchsorted(weights, which * weights[-1]))
        note = min(note, len(hz) - 1)
        self.strike(
            hz=hz[note],
            level=0.05 + 0.10 * strength,
            pan=0.15 + 0.7 * pan,
        )

    def tick(self, dt: float) -> tuple[np.ndarray, np.ndarray]:
        """(hz (o,), amplitudes (2, o)) after `dt` seconds."""
        self._age_s = np.minimum(self._age_s + dt, _LONG_AGO_S)
        self._strike_due(dt)
        gains = self._gains[:, :, None]
        amplitudes = gains * self._envelope()
        return self._hz.ravel(), amplitudes.reshape(2, -1)

    def _strike_due(self, dt: float) -> None:
        waiting = []
        for tone in self._scheduled:
            tone.due_s -= dt
            if tone.due_s <= 0:
                self.strike(tone.hz, tone.level, tone.pan)
            else:
                waiting.append(tone)
        self._scheduled = waiting

    def _envelope(self) -> np.ndarray:
        """(_SLOTS, partials)."""
        age_s = self._age_s[:, None]
        attack = (1 - np.exp(-age_s / _ATTACK_S)) ** 2
        decay = np.exp(-age_s / _DECAY_S)
        return _WEIGHTS * attack * decay
