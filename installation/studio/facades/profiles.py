"""What is made of row and column profiles: patterns, grids and darkness.

A facade is mostly rows times columns: storeys times bays. The decoder is given, at three resolutions, products of
a row profile and a column profile (`Weave`): a grid of windows is one such product, and need not be invented by
convolutions. What is straight is drawn by no convolution at all (`Lattice`).
"""

from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from installation.studio.facades.drawing import LAYERS
from installation.studio.facades.fields import COLUMNS, ROWS

STYLE = 256  # width of what all stages of the decoder are told
DRAWN = len(LAYERS) - 1  # layers that convolutions draw; the last, darkness, is made of profiles
SWITCHES = 4  # products that tell which lights are put out
# sheets of straight things in a layer: storeys, courses, ribs, bars, each with its own extent. Not of "near":
# a tree became a box, for what a grid draws is taken away by nothing
GRIDS = {"mass": 2, "relief": 6, "opening": 4, "light": 4}
PLANNED = 256  # numbers of which all profiles of the grids are made
NO_GRID = -9.0  # far outside of any ink, where a layer has no grid
# Where nothing shines a profile is free to jump from cell to cell; on the way between two buildings that
# would be seen as scratches in every lamp and sun. A normal curve of 1.5 cells; half a wall is wider
CALM = np.exp(-(np.arange(-6, 7) ** 2) / 4.5).astype(np.float32)
CALM /= CALM.sum()


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


class Lattice(nn.Module):
    """Grids of rectangles: for each of the layers that convolutions draw, the union of its GRIDS.

    A grid's field is the smaller of a row profile and a column profile. Where both are distances to the
    ends of storeys and of bays, that is the distance to the rectangles, but outside of their corners.
    """

    def __init__(self) -> None:
        super().__init__()
        count = sum(GRIDS.values())
        self.plan = nn.Sequential(
            nn.Linear(STYLE, PLANNED),
            nn.SiLU(),
            nn.Linear(PLANNED, PLANNED),
            nn.SiLU(),
        )
        self.profiles = nn.Linear(PLANNED, count * (ROWS + COLUMNS))
        # grids that are all alike at the start would stay so
        nn.init.normal_(self.profiles.bias, mean=-0.1, std=0.3)

    def forward(self, style: Tensor, coarser: int = 1) -> Tensor:
        """(n, STYLE) -> (n, DRAWN, 144, 256), or so many times fewer rows and columns."""
        profiles = self.profiles(self.plan(style)).view(-1, sum(GRIDS.values()), ROWS + COLUMNS)
        if coarser > 1:
            profiles = nn.functional.avg_pool1d(profiles, coarser)
        rows = ROWS // coarser
        down = profiles[:, :, :rows]
        across = profiles[:, :, rows:]
        counts = [GRIDS.get(name, 0) for name in LAYERS[:DRAWN]]
        pairs = zip(down.split(counts, 1), across.split(counts, 1), strict=True)
        return torch.stack([_union(*pair) for pair in pairs], 1)


def _union(down: Tensor, across: Tensor) -> Tensor:
    """Profiles (n, k, h), (n, k, w) of k grids -> (n, h, w); no ink where k is 0."""
    count, grids, rows = down.shape
    if grids == 0:
        return down.new_full((count, rows, across.shape[2]), NO_GRID)
    union: Tensor = GridUnion.apply(down, across)
    return union


class GridUnion(torch.autograd.Function):
    """The largest of k grids, each the smaller of its row and its column profile.

    PyTorch would keep all grids for the way back, and be three times as slow.
    """

    @staticmethod
    def forward(ctx: Any, down: Tensor, across: Tensor) -> Tensor:
        """(n, k, h), (n, k, w) -> (n, h, w)."""
        grids = torch.minimum(down[..., None], across[:, :, None])
        union, winner = grids.max(1)
        ctx.save_for_backward(down, across, winner)
        return union

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, Tensor]:
        """A cell's gradient goes to the profile that it was taken from."""
        down, across, winner = ctx.saved_tensors
        to_down = torch.zeros_like(down)
        to_across = torch.zeros_like(across)
        for grid in range(down.shape[1]):
            won = torch.where(winner == grid, gradients[0], 0)
            is_row = down[:, grid, :, None] <= across[:, grid, None]
            of_rows = torch.where(is_row, won, 0)
            to_down[:, grid] = of_rows.sum(2)
            to_across[:, grid] = (won - of_rows).sum(1)
        return to_down, to_across


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
        calm_down = self._calmed(down.mT).mT
        calm_across = self._calmed(across)
        return (calm_down @ calm_across)[:, None]

    def _calmed(self, profiles: Tensor) -> Tensor:
        """(n, SWITCHES, cells) without jumps from cell to cell."""
        reach = len(CALM) // 2
        kernel = torch.from_numpy(CALM).to(profiles).expand(SWITCHES, 1, -1)
        padded = nn.functional.pad(profiles, (reach, reach), "replicate")
        return nn.functional.conv1d(padded, kernel, groups=SWITCHES)
