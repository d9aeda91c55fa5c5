"""Values that follow a target smoothly, whatever the length of a turn."""

import math
from typing import Any


def share(dt: float, seconds: float) -> float:
    """How much of the way to its target a value goes in `dt` seconds with this time constant (0: all of it)."""
    return 1.0 - math.exp(-dt / seconds) if seconds > 0 else 1.0


def approach(value: Any, target: Any, dt: float, seconds: float) -> Any:
    """`value` (a number or an array) drawn towards `target` for `dt` seconds: a first-order low-pass."""
    left = math.exp(-dt / seconds) if seconds > 0 else 0.0
    return target + (value - target) * left
