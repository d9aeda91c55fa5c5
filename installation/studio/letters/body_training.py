"""Training of the network that reads silhouettes: some minutes on one core."""

import io
import time
from pathlib import Path

import cv2
import torch
from torch import Tensor, nn

from installation.common.files import write_whole
from installation.studio.letters import LETTERS
from installation.studio.letters.body_alphabet import (
    NO_LETTER,
    UNKNOWN,
    BodyAlphabet,
    BodySamples,
)
from installation.studio.letters.body_network import BodyNetwork, as_cells, flickering, outlines
from installation.studio.letters.dataset import LettersDataset

SAMPLES = 80_000
DRAWN_AT_ONCE = 250
DRAWING = 0.3  # of the minutes are for drawing at most
STEPS = 12_000
BATCH = 128
RATE = 2e-3
FLICKER = 0.2  # most of the outline's cells that are wrong
USUAL_THICKNESS = 0.08  # logarithm
THICKNESS_SPREAD = 0.28
SMOOTHING = 0.03
TOLD_EVERY = 1000  # steps


def train_body(alphabet: BodyAlphabet, minutes: float, seed: int) -> BodyNetwork:
    """Draws samples, then learns from them; both end early when the time is over."""
    began = time.monotonic()
    samples = _draw(alphabet, began + 60 * minutes * DRAWING)
    outline = outlines(as_cells(samples.cells))
    torch.manual_seed(seed)
    lots = torch.Generator().manual_seed(seed)
    network = BodyNetwork()
    optimiser = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=2e-2)
    learning_from = time.monotonic()
    left_s = max(began + 60 * minutes - learning_from, 1e-3)
    for step in range(STEPS):
        gone = (time.monotonic() - learning_from) / left_s
        done = max(step / STEPS, gone)
        if done >= 1:
            break
        for group in optimiser.param_groups:
            group["lr"] = RATE * min(1, (step + 1) / 100) * (1 - done)
        chosen = torch.randint(len(samples.cells), (BATCH,), generator=lots)
        share = FLICKER * float(torch.rand((), generator=lots))
        picked = samples.only(chosen.numpy())
        cells = flickering(as_cells(picked.cells), outline[chosen], share, lots)
        loss = _loss(network(cells), picked)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if step % TOLD_EVERY == 0:
            print(f"body alphabet: step {step} loss {loss.item():.3f}", flush=True)
    return network.eval()


def _draw(alphabet: BodyAlphabet, until: float) -> BodySamples:
    parts: list[BodySamples] = []
    while len(parts) * DRAWN_AT_ONCE < SAMPLES:
        parts.append(alphabet.batch(DRAWN_AT_ONCE))
        if time.monotonic() > until:
            break
    return BodySamples.joined(parts)


def _loss(answers: Tensor, picked: BodySamples) -> Tensor:
    scores = answers[:, : len(LETTERS)]
    letter = nn.functional.cross_entropy(
        scores,
        torch.from_numpy(picked.letters),
        ignore_index=NO_LETTER,
        label_smoothing=SMOOTHING,
    )
    doubt = nn.functional.binary_cross_entropy_with_logits(
        answers[:, -2],
        torch.from_numpy(picked.meant),
    )
    thickness = torch.from_numpy(picked.thickness)
    is_known = thickness != UNKNOWN
    wanted = (thickness[is_known].log() - USUAL_THICKNESS) / THICKNESS_SPREAD
    off = answers[is_known, -1] - wanted
    return letter + doubt + 0.1 * off.square().mean()


def body_path(work: Path) -> Path:
    """Where the trained network is kept."""
    return work / "body.pt"


def make_body_alphabet(
    data: LettersDataset, work: Path, minutes: float = 8.0, seed: int = 1
) -> None:
    """Trains the network and keeps it; it depends on no checkpoint."""
    cv2.setNumThreads(1)  # the pictures are too small to be shared
    alphabet = BodyAlphabet(data, seed)
    network = train_body(alphabet, minutes, seed)
    file = io.BytesIO()
    torch.save(network.state_dict(), file)
    write_whole(body_path(work), file.getvalue())


def load_body_alphabet(work: Path) -> BodyNetwork:
    """Raises FileNotFoundError where none has been trained."""
    network = BodyNetwork()
    stored = torch.load(body_path(work), weights_only=True)
    network.load_state_dict(stored)
    return network.eval()
