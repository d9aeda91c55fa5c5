"""What stands at a few fixed places, alike at every house: clouds in the sky.

They are a sum of stencils, learned pictures of the whole band in which such things stand. Convolutions, which
paint the sky of all houses alike, left them out.
"""

from typing import NamedTuple

import torch
from torch import Tensor, nn

from installation.studio.facades.drawing import LAYERS
from installation.studio.facades.fields import COLUMNS, ROWS
from installation.studio.facades.profiles import DRAWN, STYLE


class Band(NamedTuple):
    """Where the stencils of a layer lie."""

    first: int  # row
    rows: int
    stencils: int


BANDS = {"far": Band(8, 30, 16)}
CHOSEN = 128  # numbers of which it is told how much of each stencil is seen


class Stencils(nn.Module):
    """A style to what is added to the fields in the BANDS, before they are held to -1..1."""

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
            picture = 0.01 * torch.randn(band.stencils, band.rows, COLUMNS)
            pictures[name] = nn.Parameter(picture)
        self.pictures = nn.ParameterDict(pictures)

    def forward(self, drawn: Tensor, style: Tensor) -> Tensor:
        """(n, DRAWN, 144, 256) as all else draws it, (n, STYLE) -> the same with what stands in the bands."""
        counts = [band.stencils for band in BANDS.values()]
        amounts = dict(zip(BANDS, self.amounts(style).split(counts, 1), strict=True))
        layers = []
        for name, layer in zip(LAYERS[:DRAWN], drawn.unbind(1), strict=True):
            if name in BANDS:
                layer = layer + self._seen(name, amounts[name]).to(layer.dtype)
            layers.append(layer)
        return torch.stack(layers, 1)

    def _seen(self, name: str, amounts: Tensor) -> Tensor:
        """(n, 144, 256), nothing outside of the band."""
        band = BANDS[name]
        pictures = self.pictures[name].to(amounts.dtype)
        seen = (amounts @ pictures.flatten(1)).view(-1, band.rows, COLUMNS)
        below = ROWS - band.first - band.rows
        return nn.functional.pad(seen, (0, 0, band.first, below))
