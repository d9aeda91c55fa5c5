"""Training: a variational autoencoder over fields and colours, for a given number of minutes or steps.

It can be stopped at any moment and goes on from its last checkpoint. The minutes are those spent
training, over all starts; the learning rate follows them, so the last ones bring the fine detail.
With a number of steps instead, the whole run follows from the seed, however often it was stopped:
every step draws its own lots. (To the last bit only on the same machine: sums are rounded as its
processor orders them.)
"""

import io
import math
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from tqdm import tqdm

from installation.common.files import write_whole

from .dataset import Dataset
from .drawing import LAYERS
from .network import DRAWN, Decoder, Encoder

BATCH = 16
RATE = 1.2e-3  # highest learning rate
WARM_UP = 200  # steps
KL_WEIGHT = (
    0.004  # of the mean over latent dimensions; more makes the space rounder and the detail poorer
)
COLOUR_WEIGHT = 6.0  # the study's 3 let palettes fade to their mean
PLAIN, EDGE = 6.0, 20.0  # weight of a cell far from any edge, and what is added on an edge
SHARPNESS = 10.0  # how narrow the band is that counts as edge
# Small things cover few cells; without weights nobody would be at home
LAYER_WEIGHTS = {
    "far": 0.6,
    "near": 0.8,
    "ground": 0.6,
    "mass": 1.2,
    "relief": 1.3,
    "opening": 1.6,
    "light": 1.6,
}
DARK_WEIGHT = 1.0  # of the lights that are on or off by mistake
DECIDED = 6.0  # how sharply darkness counts as one or the other
INK_WEIGHT = (
    1.0  # of the overlap's loss: a house with one lit window counts as much as one with forty
)
INK = ("mass", "relief", "opening", "light")
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
    steps: int = 0  # instead of minutes, where given


class Trainer:
    """Networks, optimiser and progress: all that a checkpoint holds."""

    def __init__(self, plan: Plan):
        torch.manual_seed(plan.seed)
        self.plan, self.step, self.elapsed_s = plan, 0, 0.0
        layout = {"device": plan.device, "memory_format": torch.channels_last}
        self.encoder, self.decoder, self.average = (
            Encoder().to(**layout),
            Decoder().to(**layout),
            Decoder().to(**layout),
        )
        self.average.load_state_dict(self.decoder.state_dict())
        self.parameters = [*self.encoder.parameters(), *self.decoder.parameters()]
        self.optimiser = torch.optim.AdamW(
            self.parameters, lr=RATE, betas=(0.9, 0.99), weight_decay=1e-4, fused=True
        )
        self.weights = torch.tensor(
            [*LAYER_WEIGHTS.values()], device=plan.device, dtype=torch.bfloat16
        )[:, None, None]

    @property
    def progress(self) -> float:
        """0 at the start, 1 when the minutes are spent or the steps done."""
        if self.plan.steps:
            return min(1.0, self.step / self.plan.steps)
        return min(1.0, self.elapsed_s / (60 * self.plan.minutes))

    def turn(self, fields: Tensor, colours: Tensor) -> dict[str, float]:
        """One step on a batch: (n, 8, 144, 256) bfloat16 in -1..1 and (n, 9, 3) in 0..1; gives the losses."""
        for group in self.optimiser.param_groups:
            group["lr"] = _rate(self.step, self.progress)
        torch.manual_seed(1_000_003 * self.plan.seed + self.step)
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
        dark = _lights_mistaken(drawn, fields)
        drawn, fields = drawn[:, :DRAWN], fields[:, :DRAWN]
        distance = ((drawn - fields).abs() * self._cell_weights(fields)).mean(dtype=torch.float32)
        ink = _ink_missed(drawn, fields)
        paint = (painted.float() - colours).abs().mean()
        kl = (0.5 * (mean**2 + log_variance.exp() - 1 - log_variance)).mean()
        weight = KL_WEIGHT * min(1.0, self.step / 2000)
        loss = (
            distance + INK_WEIGHT * ink + DARK_WEIGHT * dark + COLOUR_WEIGHT * paint + weight * kl
        )
        parts = {"fields": distance, "ink": ink, "dark": dark, "paint": paint, "kl": kl}
        return {"loss": loss, **{name: value.detach() for name, value in parts.items()}}

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
        """See `save_checkpoint`."""
        parts = {
            name: getattr(self, name).state_dict()
            for name in ("encoder", "decoder", "average", "optimiser")
        }
        numbers = {"step": self.step, "elapsed_s": self.elapsed_s, "seed": self.plan.seed}
        save_checkpoint({**parts, **numbers}, path)

    def load(self, path: Path) -> None:
        """Goes on where a checkpoint ended."""
        kept = torch.load(path, map_location=self.plan.device, weights_only=True)
        for name in ("encoder", "decoder", "average", "optimiser"):
            getattr(self, name).load_state_dict(kept[name])
        self.step, self.elapsed_s = kept["step"], kept["elapsed_s"]


def _ink_missed(drawn: Tensor, fields: Tensor) -> Tensor:
    """One minus the soft overlap of the INK layers (Dice: twice the common ink by the sum of both), mean over all.

    An L1 distance alone gives up on what is small: a lit pane covers a few cells of many thousand.
    """
    rows = [LAYERS.index(name) for name in INK]
    a, b = (torch.sigmoid(3 * SHARPNESS * x[:, rows]).float() for x in (drawn, fields))
    common, both = (a * b).sum((2, 3)), (a + b).sum((2, 3))
    return (1 - (2 * common + 20) / (both + 20)).mean()


def _lights_mistaken(drawn: Tensor, fields: Tensor) -> Tensor:
    """Cross entropy of "put out" over the cells of panes, mean over drawings; elsewhere darkness may be as it likes."""
    panes = (fields[:, LAYERS.index("light")] > 0).float()
    out = (fields[:, LAYERS.index("dark")] > 0).float()
    logits = DECIDED * drawn[:, LAYERS.index("dark")].float()
    missed = torch.nn.functional.binary_cross_entropy_with_logits(logits, out, reduction="none")
    return ((missed * panes).sum((1, 2)) / (panes.sum((1, 2)) + 1)).mean()


def _rate(step: int, progress: float) -> float:
    return (
        RATE
        * min(1.0, (step + 1) / WARM_UP)
        * (0.03 + 0.97 * 0.5 * (1 + math.cos(math.pi * progress)))
    )


def checkpoint_path(work: Path) -> Path:
    """Where training keeps its state."""
    return work / "checkpoint.pt"


def save_checkpoint(content: dict, path: Path) -> None:
    """Writes it in one move. Raises OSError, and leaves the old one, where there is no room."""
    file = io.BytesIO()
    torch.save(content, file)
    write_whole(path, file.getvalue())


def restore(
    checkpoint: Path, encoder: torch.nn.Module, decoder: torch.nn.Module
) -> tuple[int, float]:
    """Gives both the trained weights, the decoder its averaged ones; returns steps and seconds of the training.

    Raises FileNotFoundError where nothing has been trained yet.
    """
    kept = torch.load(checkpoint, map_location="cpu", weights_only=True)
    encoder.load_state_dict(kept["encoder"])
    decoder.load_state_dict(kept["average"])
    encoder.eval(), decoder.eval()
    return kept["step"], kept["elapsed_s"]


def train(plan: Plan, data: Dataset) -> Trainer:
    """Trains until the minutes are spent; resumes by itself, and saves as it goes and when interrupted."""
    trainer, path = Trainer(plan), checkpoint_path(plan.work)
    if path.exists():
        trainer.load(path)
    try:
        _run(trainer, data, path)
    finally:
        trainer.save(path)
    return trainer


def _run(trainer: Trainer, data: Dataset, path: Path) -> None:
    saved = trainer.elapsed_s
    with tqdm(total=1000, initial=round(1000 * trainer.progress), unit="‰", desc="training") as bar:
        while trainer.progress < 1:
            began = time.monotonic()
            lots = np.random.default_rng([trainer.plan.seed, trainer.step])
            losses = trainer.turn(*batch(data, lots, trainer.plan.device))
            trainer.elapsed_s += time.monotonic() - began
            if trainer.step % 20 == 0:
                bar.update(round(1000 * trainer.progress) - bar.n)
                bar.set_postfix(
                    step=trainer.step, **{k: f"{v.item():.4f}" for k, v in losses.items()}
                )
            if trainer.elapsed_s - saved > SAVE_EVERY_S:
                trainer.save(path)
                saved = trainer.elapsed_s


def batch(data: Dataset, rng: np.random.Generator, device: str) -> tuple[Tensor, Tensor]:
    """Drawings by lot: (n, 8, 144, 256) in -1..1 and (n, 9, 3)."""
    chosen = np.sort(rng.choice(len(data.styles), BATCH, replace=False))
    fields = (
        torch.from_numpy(data.fields[chosen]).to(device).to(torch.bfloat16) / 127
    )  # half the memory to move
    return fields.contiguous(memory_format=torch.channels_last), torch.from_numpy(
        data.colours[chosen]
    ).to(device)
