"""Steps on which a picture changes far more than it does elsewhere: what shall be an even way.

A stroke that leaps from here to there between two neighbouring places is no fault of either
picture, so nothing that looks at one picture finds it. These pairs of neighbours are looked for
among the network's own pictures, and it learns to spread the change over the places around.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from installation.studio.letters.grid import SOFT

STEEP = 2.0  # times the mean step: what is more is learned from
SHARPNESS = 2.0  # of ink at an edge, per cell

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class SteepSteps:
    """Pairs of neighbours that differ too much."""

    weights: Floats  # (n, 2, 29) of letters
    styles: Floats  # (n, 2, STYLE)
    usual: float  # how much a picture changes on a step, in the mean
    tried: int  # steps that were looked at

    @classmethod
    def among(cls, weights: Floats, styles: Floats, changes: Floats) -> "SteepSteps":
        """Those of the pairs (n, 2, 29), (n, 2, STYLE) on which the picture changes (n,) too much."""
        usual = float(changes.mean())
        is_steep = changes > STEEP * usual
        return cls(weights[is_steep], styles[is_steep], usual, len(changes))

    def by_lot(self, lots: np.random.Generator, count: int) -> tuple[Tensor, Tensor]:
        """Letter weights and styles of `count` pairs, one after another; or of none."""
        drawn = count if len(self.weights) else 0
        which = lots.integers(max(len(self.weights), 1), size=drawn)
        weights = torch.from_numpy(self.weights[which])
        styles = torch.from_numpy(self.styles[which])
        return weights.flatten(0, 1), styles.flatten(0, 1)

    def state_dict(self) -> dict[str, Any]:
        """For a checkpoint."""
        return {
            "weights": torch.from_numpy(self.weights),
            "styles": torch.from_numpy(self.styles),
            "usual": self.usual,
            "tried": self.tried,
        }

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> "SteepSteps":
        """From a checkpoint."""
        return cls(
            state["weights"].numpy(),
            state["styles"].numpy(),
            state["usual"],
            state["tried"],
        )


def step_changes(fields: Tensor) -> Tensor:
    """Share of the picture whose ink changes from each first to each second of (2n, h, w) -> (n,)."""
    ink = torch.sigmoid(SHARPNESS * SOFT * fields)
    first, second = ink[0::2], ink[1::2]
    return (second - first).abs().mean((1, 2))


def too_steep(fields: Tensor, usual: float) -> Tensor:
    """By how many usual steps pairs of (2n, h, w) change more than STEEP of them, in the mean."""
    changes = step_changes(fields)
    return torch.relu(changes / usual - STEEP).mean()
