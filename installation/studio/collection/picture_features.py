"""What pictures have in common, as a small network learned it from this collection alone.

It learned to tell which two parts come from one picture (Chen et al. 2020), so what it sees is content and
manner, not place. Distances in its features judge samples; figures can be compared within one collection
only, as every collection has a network of its own.
"""

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import avg_pool2d, cross_entropy, normalize
from tqdm import tqdm

from installation.studio.collection.adversary import varied
from installation.studio.collection.model import BLOCK, as_tensor

FEATURES = 64
CHANNELS = (32, 64, 96, 128)
STEPS = 400
BATCH = 24
SHRUNK = 2  # pictures are looked at half as large as detailed ones
PART = 64  # pixels of a part
SHARPNESS = 5.0  # of the likeness of two parts


class FeatureNetwork(nn.Module):
    """(n, 3, h, w) -> (n, 64)."""

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        before = 3
        for channels in CHANNELS:
            layers.append(nn.Conv2d(before, channels, 4, stride=2, padding=1))
            layers.append(nn.LeakyReLU(0.2))
            before = channels
        self.layers = nn.Sequential(*layers)
        self.out = nn.Linear(before, FEATURES)

    def forward(self, pictures: Tensor) -> Tensor:
        """Of each picture, whatever its size."""
        return self.out(self.layers(pictures).mean((2, 3)))


def learn_features(pictures: np.ndarray, seed: int = 1) -> FeatureNetwork:
    """From (n, h, w, 3) uint8 pictures."""
    torch.manual_seed(seed)
    network = FeatureNetwork()
    optimiser = torch.optim.AdamW(network.parameters(), lr=1e-3)
    for _ in tqdm(range(STEPS), desc="features"):
        chosen = np.sort(torch.randperm(len(pictures))[:BATCH].numpy())
        seen = _shrunken(pictures[chosen])
        one = normalize(network(varied(_part(seen))))
        other = normalize(network(varied(_part(seen))))
        likeness = SHARPNESS * one @ other.T
        wanted = torch.arange(len(seen))
        loss = cross_entropy(likeness, wanted) + cross_entropy(likeness.T, wanted)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return network.eval()


@torch.no_grad()
def features_of(network: FeatureNetwork, pictures: np.ndarray) -> np.ndarray:
    """(n, h, w, 3) uint8 -> (n, 64) float64."""
    found = []
    for first in range(0, len(pictures), BLOCK):
        found.append(network(_shrunken(pictures[first : first + BLOCK])))
    return torch.cat(found).double().numpy()


def _shrunken(pictures: np.ndarray) -> Tensor:
    return avg_pool2d(as_tensor(pictures), SHRUNK)


def _part(pictures: Tensor) -> Tensor:
    """The same part of all, by lot."""
    side = min(PART, *pictures.shape[2:])
    top = int(torch.randint(pictures.shape[2] - side + 1, ()))
    left = int(torch.randint(pictures.shape[3] - side + 1, ()))
    return pictures[:, :, top : top + side, left : left + side]


def frechet_distance(a: np.ndarray, b: np.ndarray) -> float:
    """Between the normal distributions of two sets of features (n, d) (Heusel et al. 2017)."""
    mean = ((a.mean(0) - b.mean(0)) ** 2).sum()
    spread_a = np.cov(a.T)
    spread_b = np.cov(b.T)
    # the trace of the root of a product, by its eigenvalues: they are real and not negative
    common = np.linalg.eigvals(spread_a @ spread_b).real.clip(0)
    return float(mean + np.trace(spread_a) + np.trace(spread_b) - 2 * np.sqrt(common).sum())


def nearest_distances(some: np.ndarray, known: np.ndarray) -> np.ndarray:
    """(n, d), (m, d) -> (n,): how far each is from what of the known is nearest."""
    squares = (some**2).sum(1)[:, None] + (known**2).sum(1)[None] - 2 * some @ known.T
    return np.sqrt(squares.min(1).clip(0))


def distances_between(known: np.ndarray) -> np.ndarray:
    """(n, d) -> (n,): how far each is from the nearest other one."""
    others = [np.delete(known, number, axis=0) for number in range(len(known))]
    pairs = zip(known, others, strict=True)
    return np.array([nearest_distances(one[None], rest)[0] for one, rest in pairs])
