"""Slow movement that never repeats: smooth random walks that come home."""

import math

import numpy as np

_TWICE = math.sqrt(2.0)  # two equal low-passes in a row halve the variance of white noise once more


class Drift:
    """Several independent values, each about N(0, 1), changing smoothly within about `seconds`.

    An Ornstein-Uhlenbeck process followed by a first-order low-pass: its speed has no jumps either.
    """

    def __init__(self, random: np.random.Generator, count: int, seconds: float):
        self._random, self._seconds = random, seconds
        self._driver = random.standard_normal(count)
        self.values = self._driver.copy()  # (count,)

    def step(self, dt: float) -> np.ndarray:
        """The values (count,) after `dt` seconds."""
        stay = math.exp(-dt / self._seconds)
        noise = self._random.standard_normal(len(self._driver))
        self._driver = stay * self._driver + math.sqrt(1 - stay * stay) * noise
        self.values = approach(self.values, _TWICE * self._driver, dt, self._seconds)
        return self.values


def approach(value, target, dt: float, seconds: float):
    """`value` drawn towards `target` with the time constant `seconds` (0: at once)."""
    return target + (value - target) * math.exp(-dt / seconds) if seconds > 0 else target
