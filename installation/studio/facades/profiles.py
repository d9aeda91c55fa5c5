"""What is made of row and column profiles: patterns, grids and darkness.

A facade is mostly rows times columns: storeys times bays. The decoder is given, at three resolutions, products of
a row profile and a column profile (`Weave`): a grid of windows is one such product, and need not be invented by
convolutions. What is straight, or alike in rows and columns, is drawn by no convolution at all (`Lattice`).
"""

from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from installation.studio.facades.drawing import LAYERS
from installation.studio.facades.fields import COLUMNS, ROWS

Floats = NDArray[np.float32]

STYLE = 256  # width of what all stages of the decoder are told
DRAWN = len(LAYERS) - 1  # layers that convolutions draw; the last, darkness, is made of profiles
SWITCHES = 4  # products that tell which lights are put out
# sheets of what is alike in rows and columns in a layer: storeys, courses, ribs, bars, roofs, arches
GRIDS = {"near": 3, "ground": 2, "mass": 4, "relief": 9, "opening": 6, "light": 5}
PLANNED = 256  # numbers by which the profiles of all grids are planned
# numbers of which they are made; with 256 of them edges lay 0.3 pixels of 1024 elsewhere
OUTLINED = 128
NO_GRID = -9.0  # far outside of any ink, where a layer has no grid
# Where nothing shines a profile is free to jump from cell to cell; on the way between two buildings that
# would be seen as scratches in every lamp and sun. A normal curve of 1.5 cells; half a wall is wider
CALM = np.exp(-(np.arange(-6, 7) ** 2) / 4.5).astype(np.float32)
CALM /= CALM.sum()
# and a flare that jumps from row to row frays a sloping edge
CALM_FLARE = np.array([0.25, 0.5, 0.25], np.float32)


class Weave(nn.Module):
    """A style to `channels` patterns, each the product of a row and a column profile."""

    def __init__(self, rows: int, columns: int, channels: int):
        super().__init__()
        self.rows = rows
        self.columns = columns
        self.channels = channels
        self.profiles = nn.Linear(STYLE, channels * (rows + columns))

    def forward(self, style: Tensor) -> Tensor:
        """(n, STYLE) -> (n, channels, rows, columns)."""
        cells = self.rows + self.columns
        profiles = self.profiles(style).view(-1, cells, self.channels)
        down = profiles[:, : self.rows, None]
        across = profiles[:, None, self.rows :]
        woven = down * across
        return woven.permute(0, 3, 1, 2)  # channels last in memory, as the convolutions want it


class Profiles(NamedTuple):
    """Of k grids, for each of n houses."""

    down: Tensor  # (n, k, h), of rows
    across: Tensor  # (n, k, w), of columns
    flare: Tensor  # (n, k, h), what each row adds to that of the columns


class Lattice(nn.Module):
    """Grids: for each of the layers that convolutions draw, the union of its GRIDS.

    A grid's field is the smaller of a row profile and a column profile. Where both are distances to the
    ends of storeys and of bays, that is the distance to rectangles, but outside of their corners. A second
    row profile, the flare, is added to the column profile: where it falls, what stands there grows narrower.
    With c(x) = a - |x - bay|, the shape is that of all x with |x - bay| < a + flare(y): so the same window may
    end in an arch, a house in a gable or a sloping roof, a tower in a dome.
    """

    def __init__(self) -> None:
        super().__init__()
        self._count = sum(GRIDS.values())
        self.plan = nn.Sequential(
            nn.Linear(STYLE, PLANNED),
            nn.SiLU(),
            nn.Linear(PLANNED, PLANNED),
            nn.SiLU(),
            nn.Linear(PLANNED, OUTLINED, bias=False),
        )
        self.profiles = nn.Linear(OUTLINED, self._count * (ROWS + COLUMNS))
        self.flares = nn.Linear(OUTLINED, self._count * ROWS)
        # grids that are all alike at the start would stay so
        nn.init.normal_(self.profiles.bias, mean=-0.1, std=0.3)
        nn.init.zeros_(self.flares.weight)
        nn.init.zeros_(self.flares.bias)

    def forward(self, style: Tensor, coarser: int = 1) -> Tensor:
        """(n, STYLE) -> (n, DRAWN, 144, 256), or so many times fewer rows and columns."""
        rows = ROWS // coarser
        outlined = self.plan(style)
        straight = self.profiles(outlined).view(-1, self._count, ROWS + COLUMNS)
        straight = _coarsened(straight, coarser)
        flare = _calmed(self.flares(outlined).view(-1, self._count, ROWS), CALM_FLARE)
        flare = _coarsened(flare, coarser)
        counts = [GRIDS.get(name, 0) for name in LAYERS[:DRAWN]]
        grids = (straight[:, :, :rows], straight[:, :, rows:], flare)
        parts = [part.split(counts, 1) for part in grids]
        return torch.stack(
            [_union(Profiles(*of_layer)) for of_layer in zip(*parts, strict=True)], 1
        )


def _coarsened(profiles: Tensor, coarser: int) -> Tensor:
    """(n, k, cells) -> so many times fewer cells."""
    return profiles if coarser == 1 else nn.functional.avg_pool1d(profiles, coarser)


def _union(grids: Profiles) -> Tensor:
    """(n, h, w); no ink where there are no grids."""
    houses, count, rows = grids.down.shape
    if count == 0:
        return grids.down.new_full((houses, rows, grids.across.shape[2]), NO_GRID)
    union: Tensor = GridUnion.apply(*grids)
    return union


class GridUnion(torch.autograd.Function):
    """The largest of k grids, each the smaller of its row and its flared column profile.

    PyTorch would keep all grids for the way back, and be three times as slow.
    """

    @staticmethod
    def forward(ctx: Any, down: Tensor, across: Tensor, flare: Tensor) -> Tensor:
        """(n, k, h), (n, k, w), (n, k, h) -> (n, h, w)."""
        grids = _sides(across, flare)
        torch.minimum(down[..., None], grids, out=grids)
        union, winner = grids.max(1)
        ctx.save_for_backward(down, across, flare, winner)
        return union

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """A cell's gradient goes to the profiles that it was taken from."""
        down, across, flare, winner = ctx.saved_tensors
        to_down = torch.zeros_like(down)
        to_across = torch.zeros_like(across)
        to_flare = torch.zeros_like(flare)
        for grid in range(down.shape[1]):
            won = torch.where(winner == grid, gradients[0], 0)
            one = slice(grid, grid + 1)
            is_row = down[:, grid, :, None] <= _sides(across[:, one], flare[:, one])[:, 0]
            of_sides = torch.where(is_row, 0, won)
            to_flare[:, grid] = of_sides.sum(2)
            to_across[:, grid] = of_sides.sum(1)
            to_down[:, grid] = won.sum(2) - to_flare[:, grid]
        return to_down, to_across, to_flare


def _sides(across: Tensor, flare: Tensor) -> Tensor:
    """(n, k, w), (n, k, h) -> (n, k, h, w)."""
    return across[:, :, None] + flare[..., None]


class Darkness(nn.Module):
    """Which lights are put out: a sum of row times column profiles, and nothing else.

    Whole storeys, whole bays, a chequer of both: each is one such product. Convolutions, told the same by
    the latent point, lit every window, because the average drawing does.
    """

    def __init__(self) -> None:
        super().__init__()
        self.profiles = nn.Linear(STYLE, SWITCHES * (ROWS + COLUMNS))
        nn.init.normal_(self.profiles.bias, std=0.3)  # a product of two zeros would never learn

    def forward(self, style: Tensor) -> Tensor:
        """(n, STYLE) -> (n, 1, 144, 256)."""
        sizes = [SWITCHES * ROWS, SWITCHES * COLUMNS]
        down, across = self.profiles(style).split(sizes, 1)
        down = down.view(-1, ROWS, SWITCHES)
        across = across.view(-1, SWITCHES, COLUMNS)
        calm_down = _calmed(down.mT, CALM).mT
        calm_across = _calmed(across, CALM)
        return (calm_down @ calm_across)[:, None]


def _calmed(profiles: Tensor, calm: Floats) -> Tensor:
    """(n, k, cells) without jumps from cell to cell: each is the mean of those around it, weighed by `calm`."""
    count = profiles.shape[1]
    reach = len(calm) // 2
    kernel = torch.from_numpy(calm).to(profiles).expand(count, 1, -1)
    padded = nn.functional.pad(profiles, (reach, reach), "replicate")
    return nn.functional.conv1d(padded, kernel, groups=count)
