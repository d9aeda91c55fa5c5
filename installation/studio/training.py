"""Training: a variational autoencoder over fields and colours, for a given number of minutes.

It can be stopped at any moment and goes on from its last checkpoint. The minutes are those spent
training, over all starts; the learning rate follows them, so the last ones bring the fine detail.
"""

import math
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from tqdm import tqdm

from .dataset import Dataset
from .drawing import LAYERS
from .network import Decoder, Encoder

BATCH = 16
RATE = 1.2e-3  # highest learning rate
WARM_UP = 200  # steps
KL_WEIGHT = 0.008  # of the mean over latent dimensions; more makes the space rounder and the detail poorer
COLOUR_WEIGHT = 6.0  # the study's 3 let palettes fade to their mean
PLAIN, EDGE = 6.0, 20.0  # weight of a cell far from any edge, and what is added on an edge
SHARPNESS = 10.0  # how narrow the band is that counts as edge
# Small things cover few cells; without weights nobody would be at home
LAYER_WEIGHTS = {"disc": 0.6, "far": 0.6, "near": 0.8, "ground": 0.6, "mass": 1.2, "relief": 1.3, "opening": 1.6, "light": 1.6}
SKETCHING = 0.5  # share of the time spent at half the resolution: twice the steps, and detail comes quickly after
SAVE_EVERY_S = 120.0
AVERAGE = 0.998  # of the weights that are exported


@dataclass(frozen=True)
class Plan:
    """What the command line asks for."""

    work: Path
    minutes: float
    device: str  # "cpu" or "cuda"
    seed: int


class Trainer:
    """Networks, optimiser and progress: all that a checkpoint holds."""

    def __init__(self, plan: Plan):
        torch.manual_seed(plan.seed)
        self.plan, self.step, self.elapsed_s = plan, 0, 0.0
        layout = {"device": plan.device, "memory_format": torch.channels_last}
        self.encoder, self.decoder, self.average = Encoder().to(**layout), Decoder().to(**layout), Decoder().to(**layout)
        self.average.load_state_dict(self.decoder.state_dict())
        self.parameters = [*self.encoder.parameters(), *self.decoder.parameters()]
        self.optimiser = torch.optim.AdamW(self.parameters, lr=RATE, betas=(0.9, 0.99), weight_decay=1e-4, fused=True)
        self.weights = torch.tensor([LAYER_WEIGHTS[k] for k in LAYERS], device=plan.device, dtype=torch.bfloat16)[:, None, None]

    @property
    def progress(self) -> float:
        """0 at the start, 1 when the minutes are spent."""
        return min(1.0, self.elapsed_s / (60 * self.plan.minutes))

    def turn(self, fields: Tensor, colours: Tensor) -> dict[str, float]:
        """One step on a batch: (n, 8, 144, 256) bfloat16 in -1..1 and (n, 10, 3) in 0..1; gives the losses."""
        for group in self.optimiser.param_groups:
            group["lr"] = _rate(self.step, self.progress)
        losses = self._losses(fields, colours)
        self.optimiser.zero_grad(set_to_none=True)
        losses["loss"].backward()
        torch.nn.utils.clip_grad_norm_(self.parameters, 1.0)
        self.optimiser.step()
        self.step += 1
        self._follow()
        return losses

    def _losses(self, fields: Tensor, colours: Tensor) -> dict[str, Tensor]:
        with torch.autocast(self.plan.device, torch.bfloat16):
            mean, log_variance = (x.float() for x in self.encoder(fields, colours))
            latent = mean + torch.randn_like(mean) * (log_variance / 2).exp()
            if self.progress < SKETCHING:
                drawn, painted = self.decoder.sketched(latent)
                fields = torch.nn.functional.avg_pool2d(fields, 2)
            else:
                drawn, painted, _ = self.decoder(latent)
        distance = ((drawn - fields).abs() * self._cell_weights(fields)).mean(dtype=torch.float32)
        paint = (painted.float() - colours).abs().mean()
        kl = (0.5 * (mean**2 + log_variance.exp() - 1 - log_variance)).mean()
        weight = KL_WEIGHT * min(1.0, self.step / 2000)
        loss = distance + COLOUR_WEIGHT * paint + weight * kl
        return {"loss": loss, "fields": distance.detach(), "paint": paint.detach(), "kl": kl.detach()}

    @torch.no_grad()
    def _cell_weights(self, fields: Tensor) -> Tensor:
        """How much each cell counts: edges are seen, depths are not. 4 s (1 - s) is a bell around zero."""
        soft = torch.sigmoid(SHARPNESS * fields)
        return (soft * (1 - soft)).mul_(4 * EDGE).add_(PLAIN) * self.weights

    @torch.no_grad()
    def _follow(self) -> None:
        """The averaged decoder follows the trained one."""
        keep = min(AVERAGE, self.step / (self.step + 20))
        for slow, fast in zip(self.average.parameters(), self.decoder.parameters(), strict=True):
            slow.lerp_(fast, 1 - keep)

    def save(self, path: Path) -> None:
        """Writes a checkpoint beside the old one, then puts it in its place."""
        parts = {name: getattr(self, name).state_dict() for name in ("encoder", "decoder", "average", "optimiser")}
        numbers = {"step": self.step, "elapsed_s": self.elapsed_s, "seed": self.plan.seed}
        new = path.with_suffix(".new")
        torch.save({**parts, **numbers}, new)
        new.replace(path)

    def load(self, path: Path) -> None:
        """Goes on where a checkpoint ended."""
        kept = torch.load(path, map_location=self.plan.device, weights_only=True)
        for name in ("encoder", "decoder", "average", "optimiser"):
            getattr(self, name).load_state_dict(kept[name])
        self.step, self.elapsed_s = kept["step"], kept["elapsed_s"]


def _rate(step: int, progress: float) -> float:
    return RATE * min(1.0, (step + 1) / WARM_UP) * (0.03 + 0.97 * 0.5 * (1 + math.cos(math.pi * progress)))


def checkpoint_path(work: Path) -> Path:
    """Where training keeps its state."""
    return work / "checkpoint.pt"


def train(plan: Plan, data: Dataset) -> Trainer:
    """Trains until the minutes are spent; resumes by itself, and saves as it goes and when interrupted."""
    trainer, path = Trainer(plan), checkpoint_path(plan.work)
    if path.exists():
        trainer.load(path)
    rng = np.random.default_rng([plan.seed, trainer.step])
    try:
        _run(trainer, data, rng, path)
    finally:
        trainer.save(path)
    return trainer


def _run(trainer: Trainer, data: Dataset, rng: np.random.Generator, path: Path) -> None:
    total = 60 * trainer.plan.minutes
    saved = trainer.elapsed_s
    with tqdm(total=round(total), initial=round(trainer.elapsed_s), unit="s", desc="training") as bar:
        while trainer.progress < 1:
            began = time.monotonic()
            losses = trainer.turn(*batch(data, rng, trainer.plan.device))
            trainer.elapsed_s += time.monotonic() - began
            if trainer.step % 20 == 0:
                bar.n = round(min(trainer.elapsed_s, total))
                bar.set_postfix(step=trainer.step, **{k: f"{v.item():.4f}" for k, v in losses.items()})
            if trainer.elapsed_s - saved > SAVE_EVERY_S:
                trainer.save(path)
                saved = trainer.elapsed_s


def batch(data: Dataset, rng: np.random.Generator, device: str) -> tuple[Tensor, Tensor]:
    """Drawings by lot, each mirrored or not: (n, 8, 144, 256) in -1..1 and (n, 10, 3)."""
    chosen = np.sort(rng.choice(len(data.styles), BATCH, replace=False))
    fields = torch.from_numpy(data.fields[chosen]).to(device).to(torch.bfloat16) / 127  # half the memory to move
    mirrored = torch.from_numpy(rng.random(BATCH) < 0.5).to(device)[:, None, None, None]
    fields = torch.where(mirrored, fields.flip(3), fields)
    return fields.contiguous(memory_format=torch.channels_last), torch.from_numpy(data.colours[chosen]).to(device)
