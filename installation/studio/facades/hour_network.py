"""Which hour it is at a point: a small network, trained in seconds on drawings whose hour is known."""

import numpy as np
import torch
from torch import nn

from installation.studio.common.training_loop import weights_of
from installation.studio.facades.drawing.materials import HOURS

UNITS = 64
STEPS = 2000
BATCH = 256
RATE = 2e-3
# added to the points, standard deviations: between two hours the sun is to travel, not to jump
BLUR = 0.5


class HourNetwork(nn.Module):
    """The names of its layers are those of the weights that sun.py reads."""

    def __init__(self, dimensions: int):
        super().__init__()
        self.hidden = nn.Linear(dimensions, UNITS)
        self.answer = nn.Linear(UNITS, len(HOURS))

    def forward(self, points: torch.Tensor) -> torch.Tensor:
        """(n, d) -> (n, hours), before softmax."""
        answer: torch.Tensor = self.answer(nn.functional.silu(self.hidden(points)))
        return answer


def train(points: np.ndarray, hours: np.ndarray) -> dict[str, np.ndarray]:
    """Points (n, d) and the index in HOURS of each, (n,) -> the network's weights by name."""
    torch.manual_seed(3)
    network = HourNetwork(points.shape[1])
    optimiser = torch.optim.Adam(network.parameters(), RATE)
    known = torch.from_numpy(points.astype(np.float32))
    wanted = torch.from_numpy(hours)
    for _ in range(STEPS):
        lots = torch.randint(len(known), (BATCH,))
        blurred = known[lots] + BLUR * torch.randn(BATCH, points.shape[1])
        loss = nn.functional.cross_entropy(network(blurred), wanted[lots])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return weights_of(network)
