"""The plans of houses, and what a network is told of means of them; see plan_layout.py."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from installation.studio.facades.drawing.lots import Decisions
from installation.studio.facades.plan_layout import PAINT, Floats, PlanLayout
from installation.studio.facades.plan_tuning import tuned


@dataclass(frozen=True)
class HousePlans:
    """The plans of houses."""

    layout: PlanLayout
    plans: Floats  # (k, widest), each as long as its style has it
    colours: Floats  # (k, 9, 3) in 0..1

    @classmethod
    def of(
        cls,
        decisions: Sequence[Decisions],
        styles: NDArray[Any],
        colours: NDArray[Any],
        layout: PlanLayout | None = None,
    ) -> "HousePlans":
        """Of drawings (k,), with the numbers of their styles (k,) and their colours (k, 9, 3).

        `layout`: that of other houses, where these are to be told to a network that knows those.
        """
        if layout is None:
            layout = PlanLayout.of(decisions, styles)
        plans = np.zeros((len(decisions), layout.widest), np.float32)
        for row, decided, style in zip(plans, decisions, styles, strict=True):
            plan = layout.styles[style].plan(decided)
            row[: len(plan)] = plan
        return cls(layout, plans, colours.astype(np.float32))

    def all_told(self, styles: NDArray[Any]) -> Floats:
        """What is told of each of the houses themselves, (k, size + PAINT); `styles` (k,) are theirs."""
        told = np.zeros((len(styles), self.layout.size + PAINT), np.float32)
        for style in np.unique(styles):
            numbers = np.flatnonzero(styles == style)
            own = self.layout.styles[style]
            plans = self.plans[numbers, : own.size]
            alone = own.told(np.eye(len(numbers), dtype=np.float32), plans)
            told[numbers] = self.layout.told(style, alone, self.colours[numbers])
        return told

    def told(self, style: int, weights: Floats, numbers: NDArray[Any]) -> Floats:
        """What is told of means of the houses `numbers` (m,) of one style: `weights` (n, m) -> (n, size + PAINT)."""
        own = self.layout.styles[style]
        told = own.told(weights, self.plans[numbers, : own.size])
        colours = weights @ self.colours[numbers].reshape(len(numbers), -1)
        return self.layout.told(style, told, colours)

    def tuned(self, style: int, evidence: Floats, numbers: NDArray[Any]) -> "HousePlans":
        """See plan_tuning.py; `numbers` (m,) are those of the style's houses."""
        styles = list(self.layout.styles)
        plans = self.plans[numbers, : styles[style].size]
        styles[style] = tuned(styles[style], evidence, plans)
        return replace(self, layout=PlanLayout(tuple(styles)))
