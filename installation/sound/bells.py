"""Single soft tones that ring out. Of glass: the piece thinking by itself, and a visitor greeted."""

from dataclasses import dataclass

import numpy as np

_LONG_AGO_S = 1e3
_AUDIBLE = 1e-4


@dataclass(frozen=True)
class BellTone:
    """What is struck, and how it rings out."""

    slots: int  # so many ring at once
    ratios: tuple[float, ...]  # of its partials to the pitch
    weights: tuple[float, ...]
    decay_s: tuple[float, ...]  # time constants
    attack_s: float


GLASS = BellTone(
    slots=6,
    ratios=(1.0, 2.004, 3.013, 4.98, 6.79),  # slightly stretched: struck glass, no string
    weights=(1.0, 0.32, 0.22, 0.09, 0.04),
    decay_s=(3.2, 2.0, 1.3, 0.7, 0.4),
    attack_s=0.05,
)


@dataclass
class _ScheduledTone:
    """A tone that is to be struck later."""

    due_s: float  # from now
    hz: float
    level: float
    pan: float


class Bells:
    """A few slots that ring out; the oldest is used again."""

    def __init__(self, random: np.random.Generator, tone: BellTone = GLASS):
        self._random = random
        self._tone = tone
        self._ratios = np.array(tone.ratios)
        self._weights = np.array(tone.weights)
        self._decay_s = np.array(tone.decay_s)
        self._hz = np.full((tone.slots, len(tone.ratios)), 440.0)
        self._age_s = np.full(tone.slots, _LONG_AGO_S)  # since struck
        self._gains = np.zeros((2, tone.slots))
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
        self._hz[slot] = hz * self._ratios
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
        if len(self._scheduled) < self._tone.slots:
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
        """(slots, partials)."""
        age_s = self._age_s[:, None]
        attack = (1 - np.exp(-age_s / self._tone.attack_s)) ** 2
        decay = np.exp(-age_s / self._decay_s)
        return self._weights * attack * decay
