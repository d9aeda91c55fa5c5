"""What stands at a few fixed places, alike at every house: clouds in the sky, people, lamps and trees on the street.

Each is a sum of stencils, learned pictures of the whole band in which such things stand. Convolutions, which
paint the sky and the street of all houses alike, left them out.
"""

from typing import NamedTuple

import torch
from torch import Tensor, nn

from installation.studio.facades.drawing import LAYERS
from installation.studio.facades.fields import COLUMNS, ROWS
from installation.studio.facades.profiles import DRAWN, NO_GRID, STYLE


class Band(NamedTuple):
    """Where the stencils of a layer lie."""

    first: int  # row
    rows: int
    stencils: int


BANDS = {"far": Band(8, 30, 16), "ground": Band(86, 45, 48)}
CHOSEN = 128  # numbers of which it is told how much of each stencil is seen
AT_FIRST = -0.4  # outside of any ink, and near enough to it to be moved


class Stencils(nn.Module):
    """A style to what is seen of the BANDS."""

    def __init__(self) -> None:
        super().__init__()
        count = sum(band.stencils for band in BANDS.values())
        self.amounts = nn.Sequential(
            nn.Linear(STYLE, CHOSEN),
            nn.SiLU(),
            nn.Linear(CHOSEN, count),
        )
        pictures = {}
        for name, band in BANDS.items():
            picture = 0.1 * torch.randn(band.stencils, band.rows, COLUMNS)
            picture[0] = AT_FIRST
            pictures[name] = nn.Parameter(picture)
        self.pictures = nn.ParameterDict(pictures)
        last = self.amounts[-1]
        with torch.no_grad():
            last.weight.mul_(0.5)
            for first in _firsts():
                last.bias[first] = 1.0

    def forward(self, style: Tensor) -> Tensor:
        """(n, STYLE) -> (n, DRAWN, 144, 256), far outside of ink where there are no stencils."""
        counts = [band.stencils for band in BANDS.values()]
        amounts = dict(zip(BANDS, self.amounts(style).split(counts, 1), strict=True))
        layers = []
        for name in LAYERS[:DRAWN]:
            if name in BANDS:
                layers.append(self._band(name, amounts[name]))
            else:
                layers.append(style.new_full((len(style), ROWS, COLUMNS), NO_GRID))
        return torch.stack(layers, 1)

    def _band(self, name: str, amounts: Tensor) -> Tensor:
        band = BANDS[name]
        pictures = self.pictures[name].to(amounts.dtype)
        seen = (amounts @ pictures.flatten(1)).view(-1, band.rows, COLUMNS)
        below = ROWS - band.first - band.rows
        return nn.functional.pad(seen, (0, 0, band.first, below), value=NO_GRID)


def _firsts() -> list[int]:
    """The number of each layer's first stencil."""
    firsts = []
    start = 0
    for band in BANDS.values():
        firsts.append(start)
        start += band.stencils
    return firsts
