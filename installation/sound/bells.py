"""Single soft glass tones, far apart: the piece thinking by itself, and a visitor greeted."""

import numpy as np

_SLOTS = 6
_RATIOS = np.array(
    [1.0, 2.004, 3.013, 4.98, 6.79]
)  # a little stretched: struck glass, not a string
_WEIGHTS = np.array([1.0, 0.32, 0.22, 0.09, 0.04])
_DECAY_S = np.array([3.2, 2.0, 1.3, 0.7, 0.4])
_ATTACK_S = 0.05


class Glass:
    """A few slots that ring out; the oldest is used again."""

    def __init__(self, random: np.random.Generator):
        self._random = random
        self._hz = np.full((_SLOTS, len(_RATIOS)), 440.0)
        self._age = np.full(_SLOTS, 1e3)  # seconds since struck
        self._gain = np.zeros((2, _SLOTS))
        self._due: list[
            tuple[float, float, float, float]
        ] = []  # seconds from now, and what is then struck

    @property
    def size(self) -> int:
        """Number of its oscillators."""
        return self._hz.size

    def strike(self, hz: float, level: float, place: float) -> None:
        """A tone of this pitch and amplitude at `place` (0 left .. 1 right)."""
        slot = int(np.argmax(self._age))
        if self._envelope()[slot].max() * self._gain[:, slot].max() > 1e-4:
            return  # all slots still ring; to cut one off would click
        self._hz[slot] = hz * _RATIOS
        self._age[slot] = 0.0
        self._gain[:, slot] = level * np.array(
            [np.cos(np.pi / 2 * place), np.sin(np.pi / 2 * place)]
        )

    def later(self, seconds: float, hz: float, level: float, place: float) -> None:
        """Strikes after so many seconds; what is far too much is forgotten."""
        if len(self._due) < _SLOTS:
            self._due.append((seconds, hz, level, place))

    def step(self, dt: float):
        """(hz (o,), amplitudes (2, o)) after `dt` seconds."""
        self._age = np.minimum(self._age + dt, 1e3)
        self._due = [(seconds - dt, *tone) for seconds, *tone in self._due]
        for _, *tone in (due for due in self._due if due[0] <= 0):
            self.strike(*tone)
        self._due = [due for due in self._due if due[0] > 0]
        amplitudes = self._gain[:, :, None] * self._envelope()
        return self._hz.ravel(), amplitudes.reshape(2, -1)

    def maybe(self, dt: float, every_s: float, hz: np.ndarray, levels: np.ndarray) -> None:
        """Strikes one of the notes `hz` now and then, about every `every_s`, the louder the likelier."""
        chance, which, place, strength = self._random.random(
            4
        )  # always four: the same life for any timbre
        if chance < dt / every_s:
            weights = np.cumsum(levels**0.5)
            note = int(np.searchsorted(weights, which * weights[-1]))
            self.strike(hz[min(note, len(hz) - 1)], 0.05 + 0.10 * strength, 0.15 + 0.7 * place)

    def _envelope(self) -> np.ndarray:
        """(_SLOTS, partials)."""
        age = self._age[:, None]
        return _WEIGHTS * (1 - np.exp(-age / _ATTACK_S)) ** 2 * np.exp(-age / _DECAY_S)
