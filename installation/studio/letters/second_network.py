"""The second network of the visit: a picture to 29 letter scores, in colour and as bare edges.

Two small convolutional networks that look for letters everywhere in a picture. What they find
anywhere counts as found, so several letters side by side share the score.
"""

import io
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from installation.common.files import write_whole
from installation.studio.common.edges import edges
from installation.studio.letters import LETTERS
from installation.studio.letters.dataset import LettersDataset
from installation.studio.letters.lot_paintings import LotPaintings, Painted

CHANNELS = (16, 32, 64, 96, 128)  # of five layers
KERNELS = (7, 3, 3, 3, 3)
STRIDES = (2, 2, 2, 2, 1)
DARKEST = 1e-4  # variance that is added: an empty picture stays one
SHARPNESS = 4.0  # of "anywhere": how much the place that is surest counts more
LEARNED_FROM = 400  # faces, or all where there are fewer
TRAINING_STEPS = 2400
BATCH = 40
RATE = 3e-3
TOLD_EVERY = 200  # steps
VARIANTS = {"colour": 3, "edges": 1}  # ways of looking: channels that they see


class LetterFinder(nn.Module):
    """Five convolutions, and a verdict at each place of the last."""

    def __init__(self, channels: int):
        """`channels` is 3 for colour, 1 for edges."""
        super().__init__()
        wide = (channels, *CHANNELS)
        self.convolutions = nn.ModuleList()
        self.norms = nn.ModuleList()
        for number, kernel in enumerate(KERNELS):
            convolution = nn.Conv2d(
                wide[number],
                wide[number + 1],
                kernel,
                stride=STRIDES[number],
                padding=kernel // 2,
            )
            self.convolutions.append(convolution)
            self.norms.append(nn.BatchNorm2d(wide[number + 1]))
        self.verdict = nn.Conv2d(CHANNELS[-1], len(LETTERS), 1)

    def forward(self, seen: Tensor) -> Tensor:
        """(n, channels, 72, 128) -> (n, 29) scores before softmax."""
        x = standardised(seen)
        for convolution, norm in zip(self.convolutions, self.norms, strict=True):
            x = torch.relu(norm(convolution(x)))
        places = self.verdict(x).flatten(2)
        surest = torch.logsumexp(SHARPNESS * places, 2)
        return surest / SHARPNESS

    def folded(self, number: int) -> tuple[np.ndarray, np.ndarray]:
        """Weights and bias of a convolution that does its normalisation as well."""
        convolution = self.convolutions[number]
        norm = self.norms[number]
        with torch.no_grad():
            gain = norm.weight / torch.sqrt(norm.running_var + norm.eps)
            weight = convolution.weight * gain[:, None, None, None]
            bias = (convolution.bias - norm.running_mean) * gain + norm.bias
        return weight.numpy(), bias.numpy()


def standardised(seen: Tensor) -> Tensor:
    """Pictures (n, c, h, w) with mean 0 and variance 1: dark ones are like light ones."""
    mean = seen.mean((1, 2, 3), keepdim=True)
    away = seen - mean
    variance = away.square().mean((1, 2, 3), keepdim=True)
    return away / torch.sqrt(variance + DARKEST)


def views(pictures: Tensor) -> dict[str, Tensor]:
    """What each of VARIANTS sees of pictures (n, 3, h, w) in 0..1."""
    return {"colour": pictures, "edges": edges(pictures)}


def train_second_network(data: LettersDataset, steps: int) -> nn.ModuleDict:
    """On paintings by lot of faces for training; prints how well it reads faces it never saw."""
    torch.manual_seed(1)
    networks = _untrained()
    paintings = LotPaintings(data, data.trained[:LEARNED_FROM], 1)
    optimiser = torch.optim.AdamW(networks.parameters(), lr=RATE, weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps)
    for step in range(steps):
        painted = paintings.batch(BATCH)
        loss = _loss(networks, painted)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        if step % TOLD_EVERY == 0:
            print(f"second network: step {step} loss {loss.item():.3f}", flush=True)
    return networks.eval()


def _untrained() -> nn.ModuleDict:
    return nn.ModuleDict({name: LetterFinder(seen) for name, seen in VARIANTS.items()})


def _loss(networks: nn.ModuleDict, painted: Painted) -> Tensor:
    """Cross entropy of all variants, summed."""
    loss = torch.zeros(())
    for name, seen in views(painted.pictures).items():
        scores = networks[name](seen)
        loss = loss + nn.functional.cross_entropy(scores, painted.letters)
    return loss


@torch.no_grad()
def read_rightly(networks: nn.ModuleDict, data: LettersDataset, count: int) -> dict[str, float]:
    """Share of paintings by lot, of one letter of a held-out face each, read rightly."""
    painted = LotPaintings(data, data.held_out, 2).batch(count)
    alone = painted.is_alone
    shares = {}
    for name, seen in views(painted.pictures[alone]).items():
        first = networks[name](seen).argmax(1)
        is_right = first == painted.first[alone]
        shares[name] = float(is_right.float().mean())
    return shares


def second_network_path(work: Path) -> Path:
    """Where the trained networks are kept."""
    return work / "second_network.pt"


def make_second_network(data: LettersDataset, work: Path, steps: int = TRAINING_STEPS) -> None:
    """Trains it, keeps it, and prints how well it reads; it depends on no checkpoint."""
    networks = train_second_network(data, steps)
    file = io.BytesIO()
    torch.save(networks.state_dict(), file)
    write_whole(second_network_path(work), file.getvalue())


def load_second_network(work: Path) -> nn.ModuleDict:
    """Raises FileNotFoundError where none has been trained."""
    networks = _untrained()
    stored = torch.load(second_network_path(work), weights_only=True)
    networks.load_state_dict(stored)
    return networks.eval()
