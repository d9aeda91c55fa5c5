"""The network that reads silhouettes: small, and the same for a body wherever it stands.

What it sees is the part of the view that the body fills, resampled by tent weights (bilinear
interpolation, or an average where cells are left over) to two small squares: one keeps the
proportions, the other is stretched to fill it.
"""

import numpy as np
import torch
from torch import Tensor, nn

from installation.messages import SILHOUETTE_SHAPE
from installation.studio.letters import LETTERS

ROWS, COLUMNS = SILHOUETTE_SHAPE
SIDE = 20  # of the squares
EXTRAS = 4
CHANNELS = (16, 32)
KERNELS = (5, 3)
HALVED = 2  # by each convolution
LEFT_OVER = SIDE // HALVED ** len(CHANNELS)  # cells along a side of the last
HIDDEN = 128
ANSWERS = len(LETTERS) + 2  # scores, whether it is meant, the body's thickness


class BodyNetwork(nn.Module):
    """(n, 18, 32) of 0 and 1, none empty -> (n, 31), see ANSWERS."""

    def __init__(self) -> None:
        super().__init__()
        first, second = CHANNELS
        wide, slim = KERNELS
        self.first = nn.Conv2d(2, first, wide, HALVED, wide // 2)
        self.second = nn.Conv2d(first, second, slim, HALVED, slim // 2)
        self.hidden = nn.Linear(second * LEFT_OVER**2 + EXTRAS, HIDDEN)
        self.out = nn.Linear(HIDDEN, ANSWERS)

    def forward(self, cells: Tensor) -> Tensor:
        """Scores before softmax, doubt before sigmoid, thickness in standard deviations."""
        squares, extras = body_squares(cells)
        x = torch.relu(self.first(squares))
        x = torch.relu(self.second(x))
        seen = torch.cat([x.flatten(1), extras], 1)
        hidden = torch.relu(self.hidden(seen))
        return self.out(hidden)


def body_squares(cells: Tensor) -> tuple[Tensor, Tensor]:
    """(n, 18, 32) -> squares (n, 2, SIDE, SIDE) and extras (n, EXTRAS)."""
    top, height = _extent(cells.amax(2))
    left, width = _extent(cells.amax(1))
    longest = torch.maximum(height, width)
    middle_down = top + height / 2
    middle_across = left + width / 2
    squares = []
    for tall, wide in ((longest, longest), (height, width)):
        down = tents(middle_down, tall, ROWS)
        across = tents(middle_across, wide, COLUMNS)
        squares.append(down @ cells @ across.transpose(1, 2))
    fill = cells.sum((1, 2)) / (height * width)
    touches = cells[:, -1].amax(1)
    extras = [torch.log2(width / height), fill, height / ROWS, touches]
    return torch.stack(squares, 1), torch.stack(extras, 1)


def _extent(is_set: Tensor) -> tuple[Tensor, Tensor]:
    """Where along one axis (n, k) the set cells begin, and over how many they reach."""
    count = is_set.shape[1]
    numbers = torch.arange(count, dtype=is_set.dtype)
    first = (count - (count - numbers) * is_set).amin(1)
    last = ((numbers + 1) * is_set).amax(1)
    return first, last - first


def tents(middle: Tensor, extent: Tensor, count: int) -> Tensor:
    """Weights (n, SIDE, count) of `count` cells for SIDE places spread over an extent."""
    places = (torch.arange(SIDE) + 0.5) / SIDE - 0.5
    wanted = middle[:, None] + extent[:, None] * places
    cells = torch.arange(count) + 0.5
    away = (wanted[:, :, None] - cells).abs()
    reach = (extent / SIDE).clamp(min=1)[:, None, None]
    return torch.relu(1 - away / reach) / reach


def outlines(cells: Tensor) -> Tensor:
    """bool (n, 18, 32): cells at the edge of a silhouette, within and without."""
    around = nn.functional.pad(cells[:, None], (1, 1, 1, 1))
    most = nn.functional.max_pool2d(around, 3, stride=1)[:, 0]
    least = -nn.functional.max_pool2d(-around, 3, stride=1)[:, 0]
    return most > least


def flickering(cells: Tensor, outline: Tensor, share: float, generator: torch.Generator) -> Tensor:
    """As a camera might see it: of the cells along the outline, a share is wrong."""
    wrong = (torch.rand(cells.shape, generator=generator) < share) & outline
    return torch.where(wrong, 1 - cells, cells)


def as_cells(cells: np.ndarray) -> Tensor:
    """uint8 cells as the network takes them."""
    return torch.from_numpy(cells.astype(np.float32))
