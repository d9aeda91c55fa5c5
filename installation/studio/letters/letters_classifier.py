"""The second network: the ink of a picture's middle to 29 letter scores.

Trained on drawn letters alone, moved and thickened a little; it is the judge of what the
generator makes, so it never sees a generated one.
"""

import io
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from installation.common.files import write_whole
from installation.studio.letters import LETTERS
from installation.studio.letters.dataset import LettersDataset
from installation.studio.letters.grid import SOFT
from installation.studio.letters.network import middle_of

SEEN = 36  # cells along the side of what it looks at
SHARPNESS = 1.2  # of ink at an edge, per cell of the field
MOVED = 6  # cells of the field by which a letter may lie aside
CLEAR = 0.8  # score of the first letter from which a picture counts as one clear letter
TRAINING_STEPS = 2500
TOLD_EVERY = 200  # steps
RATE = 2e-3


class LettersClassifier(nn.Module):
    """Four convolutions and a verdict."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv2d(1, 24, 5, padding=2)
        self.second = nn.Conv2d(24, 48, 3, stride=2, padding=1)
        self.third = nn.Conv2d(48, 64, 3, stride=2, padding=1)
        self.fourth = nn.Conv2d(64, 96, 3, stride=2, padding=1)
        seen = 96 * 5 * 5
        self.verdict = nn.Sequential(
            nn.Dropout(0.2),
            nn.Linear(seen, len(LETTERS)),
        )

    def forward(self, ink: Tensor) -> Tensor:
        """(n, 36, 36) share of ink -> (n, 29) scores before softmax."""
        x = torch.relu(self.first(ink[:, None]))
        x = torch.relu(self.second(x))
        x = torch.relu(self.third(x))
        x = torch.relu(self.fourth(x))
        return self.verdict(x.flatten(1))


def seen_ink(middle: Tensor) -> Tensor:
    """(n, 108, 108) companded field -> (n, 36, 36) share of ink."""
    steep = 4 * SHARPNESS * SOFT
    ink = torch.sigmoid(steep * middle)
    pooled = nn.functional.avg_pool2d(ink[:, None], 3)
    return pooled[:, 0]


def disturbed(middle: Tensor, lots: np.random.Generator) -> Tensor:
    """The same letters moved, thicker or thinner."""
    down, across = lots.integers(-MOVED, MOVED + 1, 2).tolist()
    heavier = float(lots.uniform(-0.4, 0.8))
    moved = torch.roll(middle, (down, across), (1, 2))
    return moved + heavier / SOFT


def train_classifier(data: LettersDataset, steps: int) -> LettersClassifier:
    """On the faces for training."""
    torch.manual_seed(1)
    network = LettersClassifier()
    optimiser = torch.optim.AdamW(
        network.parameters(),
        lr=RATE,
        weight_decay=1e-2,
    )
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps)
    for step in range(steps):
        lots = np.random.default_rng([5, step])
        batch = data.batch(lots)
        other = data.batch(lots)
        middles = []
        for half in (batch, other):
            middle = middle_of(half.squares)
            middles.append(disturbed(middle, lots))
        letters = torch.cat([batch.letters, other.letters])
        ink = seen_ink(torch.cat(middles))
        scores = network(ink)
        loss = nn.functional.cross_entropy(scores, letters, label_smoothing=0.02)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        if step % TOLD_EVERY == 0:
            print(f"step {step} loss {loss.item():.3f}", flush=True)
    return network.eval()


@torch.no_grad()
def accuracy(network: LettersClassifier, data: LettersDataset) -> Tensor:
    """Share of held-out faces read rightly, for each letter (29,)."""
    right = torch.zeros(len(LETTERS))
    for face in data.held_out:
        batch = data.of_faces(np.array([face]))
        ink = seen_ink(middle_of(batch.squares))
        first = network(ink).argmax(1)
        is_right = first == batch.letters
        right += is_right.float()
    return right / len(data.held_out)


def classifier_path(work: Path) -> Path:
    """Where the trained judge is kept."""
    return work / "classifier.pt"


def make_classifier(data: LettersDataset, work: Path) -> None:
    """Trains the judge, keeps it, and prints how well it reads faces it never saw."""
    network = train_classifier(data, TRAINING_STEPS)
    file = io.BytesIO()
    torch.save(network.state_dict(), file)
    write_whole(classifier_path(work), file.getvalue())
    right = accuracy(network, data)
    worst = int(right.argmin())
    print(f"held-out faces {len(data.held_out)}, read rightly {right.mean():.4f}")
    print(f"worst letter {LETTERS[worst]} {right[worst]:.3f}")


def load_classifier(work: Path) -> LettersClassifier:
    """Raises FileNotFoundError where none has been trained."""
    network = LettersClassifier()
    stored = torch.load(classifier_path(work), weights_only=True)
    network.load_state_dict(stored)
    return network.eval()
