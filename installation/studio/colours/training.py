"""Training: a variational autoencoder over drawings, each asked about at places by lot.

It stops at any moment and goes on from its last checkpoint; given a number of steps instead of minutes,
the weights follow from the seed.
"""

import math
import time
from dataclasses import dataclass
from multiprocessing import get_context
from os import cpu_count

import numpy as np
import torch
from torch import Tensor
from tqdm import tqdm

from ..training import Plan, checkpoint_path, save_checkpoint
from .compose import places
from .drawing import draw
from .network import LATENT, SEEN, Decoder, Encoder

GRID, REACH = 64, 1.4  # drawings are kept as squares of this many cells, from -1.4 to 1.4 both ways
BATCH, ASKED = 64, 384  # drawings of a step, places asked about
RATE, WARM_UP = 2e-3, 200  # highest learning rate, steps until there
KL_WEIGHT = 0.002
WEIGHTS = (2.0, 2.0, 2.0, 0.2, 1.0, 1.5)  # of the fields; a phase's error is a wrong colour
COLOUR_WEIGHT = 12.0
SAVE_EVERY_S = 120.0
AVERAGE = 0.998  # of the weights that are exported
HELD_OUT = 1_000_000  # drawings from this index on are never trained on


@dataclass(frozen=True)
class Dataset:
    """Drawings as the network takes them."""

    fields: Tensor  # (n, 6, 4096) float16
    colours: Tensor  # (n, 9, 3) float32
    kinds: np.ndarray  # (n,) int64

    def first(self, count: int) -> "Dataset":
        """The first drawings only."""
        return Dataset(self.fields[:count], self.colours[:count], self.kinds[:count])

    def seen(self, rows: slice) -> tuple[Tensor, Tensor]:
        """What the encoder gets of some drawings."""
        squares = self.fields[rows].float().unflatten(2, (GRID, GRID))
        return torch.nn.functional.avg_pool2d(squares, GRID // SEEN), self.colours[rows]


def drawn(seed: int, count: int, first: int = 0) -> Dataset:
    """Draws with all cores; quick enough to be done anew at each start."""
    jobs = [(seed, first + k, min(50, count - k)) for k in range(0, count, 50)]
    with get_context("spawn").Pool(cpu_count()) as pool:
        made = list(tqdm(pool.imap(_draw_some, jobs), total=len(jobs), desc="drawing"))
    fields, colours, kinds = (np.concatenate(parts) for parts in zip(*made, strict=True))
    return Dataset(torch.from_numpy(fields), torch.from_numpy(colours), kinds)


def _draw_some(job: tuple[int, int, int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    seed, first, count = job
    drawings = [draw(seed, first + k, *places(GRID, GRID, REACH, REACH)) for k in range(count)]
    fields = np.stack([d.fields for d in drawings]).astype(np.float16)
    return fields, np.stack([d.colours for d in drawings]), np.array([d.kind for d in drawings])


class Trainer:
    """Networks, optimiser and progress: all that a checkpoint holds."""

    PARTS = ("encoder", "decoder", "average", "optimiser")

    def __init__(self, plan: Plan):
        torch.manual_seed(plan.seed)
        self.plan, self.step, self.elapsed_s = plan, 0, 0.0
        self.encoder, self.decoder, self.average = (
            made().to(plan.device) for made in (Encoder, Decoder, Decoder)
        )
        self.average.load_state_dict(self.decoder.state_dict())
        self.parameters = [*self.encoder.parameters(), *self.decoder.parameters()]
        self.optimiser = torch.optim.AdamW(
            self.parameters, lr=RATE, betas=(0.9, 0.99), weight_decay=1e-4
        )
        self._places = torch.from_numpy(np.stack(places(GRID, GRID, REACH, REACH), 1)).to(
            plan.device
        )

    @property
    def progress(self) -> float:
        """0 at the start, 1 when the minutes are spent or the steps done."""
        share = (
            self.step / self.plan.steps
            if self.plan.steps
            else self.elapsed_s / (60 * self.plan.minutes)
        )
        return min(1.0, share)

    def turn(self, data: Dataset) -> dict[str, float]:
        """One step; every step draws its own lots. Gives the losses."""
        torch.manual_seed(1_000_003 * self.plan.seed + self.step)
        warm = min(1.0, (self.step + 1) / WARM_UP)
        for group in self.optimiser.param_groups:
            group["lr"] = (
                RATE * warm * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * self.progress)))
            )
        losses = self._losses(
            data, torch.randperm(len(data.kinds))[:BATCH], torch.randperm(GRID**2)[:ASKED]
        )
        self.optimiser.zero_grad(set_to_none=True)
        losses["loss"].backward()
        torch.nn.utils.clip_grad_norm_(self.parameters, 1.0)
        self.optimiser.step()
        self.step += 1
        with torch.no_grad():
            for slow, fast in zip(
                self.average.parameters(), self.decoder.parameters(), strict=True
            ):
                slow.lerp_(fast, 1 - min(AVERAGE, self.step / (self.step + 20)))
        return {name: value.item() for name, value in losses.items()}

    def _losses(self, data: Dataset, rows: Tensor, asked: Tensor) -> dict[str, Tensor]:
        fields, colours = (part.to(self.plan.device) for part in data.seen(rows))
        mean, log_variance = self.encoder(fields, colours)
        latent = mean + torch.randn(len(rows), LATENT).to(mean) * (log_variance / 2).exp()
        told, painted = self.decoder(latent, self._places[asked])
        truth = data.fields[rows][:, :, asked].to(told)
        off = (told - truth).abs().mean((0, 2)) @ torch.tensor(WEIGHTS).to(told)
        paint = (painted - colours).abs().mean()
        kl = (0.5 * (mean**2 + log_variance.exp() - 1 - log_variance)).mean()
        loss = off + COLOUR_WEIGHT * paint + KL_WEIGHT * LATENT * min(1.0, self.step / 1000) * kl
        return {"loss": loss, "fields": off, "paint": paint, "kl": kl}

    def save(self) -> None:
        """See `save_checkpoint`."""
        parts = {name: getattr(self, name).state_dict() for name in self.PARTS}
        numbers = {"step": self.step, "elapsed_s": self.elapsed_s}
        save_checkpoint({**parts, **numbers}, checkpoint_path(self.plan.work))

    def load(self) -> None:
        """Goes on where a checkpoint ended; at the start where there is none."""
        if not (path := checkpoint_path(self.plan.work)).exists():
            return
        kept = torch.load(path, map_location=self.plan.device, weights_only=True)
        for name in self.PARTS:
            getattr(self, name).load_state_dict(kept[name])
        self.step, self.elapsed_s = kept["step"], kept["elapsed_s"]


def train(plan: Plan, data: Dataset) -> Trainer:
    """Trains until minutes or steps are spent; saves as it goes and when interrupted."""
    trainer = Trainer(plan)
    trainer.load()
    try:
        _run(trainer, data)
    finally:
        trainer.save()
    return trainer


def _run(trainer: Trainer, data: Dataset) -> None:
    saved = trainer.elapsed_s
    with tqdm(total=1000, initial=round(1000 * trainer.progress), unit="‰", desc="training") as bar:
        while trainer.progress < 1:
            began = time.monotonic()
            losses = trainer.turn(data)
            trainer.elapsed_s += time.monotonic() - began
            if trainer.step % 20 == 0:
                bar.update(round(1000 * trainer.progress) - bar.n)
                bar.set_postfix(step=trainer.step, **{k: f"{v:.4f}" for k, v in losses.items()})
            if trainer.elapsed_s - saved > SAVE_EVERY_S:
                trainer.save()
                saved = trainer.elapsed_s
