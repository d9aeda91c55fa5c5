"""Slow movement that never repeats: smooth random walks that keep returning to zero."""

import math

import numpy as np

from installation.common.smoothing import approach

_TWICE = math.sqrt(2.0)  # two equal low-passes in a row halve the variance of white noise once more


class OrnsteinUhlenbeck:
    """Several independent values, each about N(0, 1), changing smoothly within about `seconds`.

    An Ornstein-Uhlenbeck process followed by a first-order low-pass: its speed has no jumps either.
    """

    def __init__(
        self,
        random: np.random.Generator,
        count: int,
        seconds: float,
    ):
        self._random = random
        self._seconds = seconds
        self._driver = random.standard_normal(count)
        self.values = self._driver.copy()  # (count,)

    def tick(self, dt: float) -> np.ndarray:
        """The values (count,) after `dt` seconds."""
        stay = math.exp(-dt / self._seconds)
        noise = self._random.standard_normal(len(self._driver))
        kick = math.sqrt(1 - stay * stay)
        self._driver = stay * self._driver + kick * noise
        self.values = approach(
            self.values,
            _TWICE * self._driver,
            dt,
            self._seconds,
        )
        return self.values
