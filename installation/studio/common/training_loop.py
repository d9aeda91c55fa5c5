"""Training a variational autoencoder: what every model of the studio shares.

A run can be stopped at any moment and goes on from its last checkpoint. Its minutes are those spent
training, over all starts; the learning rate follows them, so the last ones bring the fine detail. With a
number of steps instead, the whole run follows from the seed, however often it was stopped: every step
draws its own lots. (To the last bit only on the same machine: sums are rounded as its processor orders
them.)
"""

import io
import math
import time
from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import torch
from torch import Tensor, nn
from tqdm import tqdm

from installation.common.files import write_whole

WARM_UP = 200  # steps until the highest learning rate
SAVE_EVERY_S = 120.0
AVERAGE = 0.998  # how much of the exported weights a step keeps
LONGEST_GRADIENT = 1.0  # longer ones are shortened to this length
TOLD_EVERY = 20  # steps between two updates of the progress bar
PARTS = ("encoder", "decoder", "average", "optimiser")  # of a checkpoint, beside its numbers

Data = TypeVar("Data")


@dataclass(frozen=True)
class TrainingPlan:
    """What the command line asks for."""

    work: Path  # the model's folder for drawings and checkpoints
    minutes: float
    device: str  # "cpu" or "cuda"
    seed: int
    steps: int = 0  # instead of minutes, where given


@dataclass(frozen=True)
class RateSchedule:
    """The learning rate: a linear warm-up, then half a cosine down to a share of the highest."""

    highest: float
    lowest_share: float

    def rate(self, step: int, progress: float) -> float:
        """At a step, counted from 0, and at a progress of 0..1."""
        warm_up = min(1.0, (step + 1) / WARM_UP)
        falling = (1 - self.lowest_share) * 0.5 * (1 + math.cos(math.pi * progress))
        return self.highest * warm_up * (self.lowest_share + falling)


@dataclass(frozen=True)
class LateFall(RateSchedule):
    """A linear warm-up, a long high stretch, a straight fall at the end."""

    falling: float  # share of the time in which the learning rate falls
    warm_up: int = WARM_UP  # steps

    def rate(self, step: int, progress: float) -> float:
        """At a step, counted from 0, and at a progress of 0..1."""
        warm = min(1.0, (step + 1) / self.warm_up)
        left = min(1.0, (1 - progress) / self.falling)
        share = self.lowest_share + (1 - self.lowest_share) * left
        return self.highest * warm * share


@dataclass(frozen=True)
class TrainingTime:
    """How long a model was trained."""

    steps: int
    seconds: float


class Trainer(ABC, Generic[Data]):
    """Progress, and all that a checkpoint holds.

    A model must seed PyTorch with the plan's seed before it makes its networks: then they follow from the
    seed as well.
    """

    def __init__(self, plan: TrainingPlan):
        self.plan = plan
        self.step = 0
        self.elapsed_s = 0.0

    @abstractmethod
    def parts(self) -> dict[str, Any]:
        """Networks and optimisers, by their names in the checkpoint."""

    @abstractmethod
    def train_step(self, data: Data) -> dict[str, Tensor]:
        """One step; returns its losses."""

    @property
    def progress(self) -> float:
        """0 at the start, 1 when the minutes are spent or the steps done."""
        if self.plan.steps:
            return min(1.0, self.step / self.plan.steps)
        return min(1.0, self.elapsed_s / (60 * self.plan.minutes))

    def draw_lots(self) -> None:
        """From now on what is drawn by lot follows from the seed and the step."""
        torch.manual_seed(1_000_003 * self.plan.seed + self.step)

    @torch.no_grad()
    def update_average(self, average: nn.Module, trained: nn.Module) -> None:
        """An averaged network follows the trained one, closely at first."""
        kept = min(AVERAGE, self.step / (self.step + 20))
        pairs = zip(average.parameters(), trained.parameters(), strict=True)
        for slow, fast in pairs:
            slow.lerp_(fast, 1 - kept)

    def save(self) -> None:
        """Writes the checkpoint in one move. Raises OSError, and leaves the old one, where there is no room."""
        content: dict[str, Any] = {name: part.state_dict() for name, part in self.parts().items()}
        content["step"] = self.step
        content["elapsed_s"] = self.elapsed_s
        content["seed"] = self.plan.seed
        file = io.BytesIO()
        torch.save(content, file)
        write_whole(checkpoint_path(self.plan.work), file.getvalue())

    def load(self) -> None:
        """Goes on where a checkpoint ended; stays at the start where there is none."""
        path = checkpoint_path(self.plan.work)
        if not path.exists():
            return
        stored = torch.load(path, map_location=self.plan.device, weights_only=True)
        for name, part in self.parts().items():
            if name in stored:  # an older checkpoint may lack a part
                part.load_state_dict(stored[name])
        self.step = stored["step"]
        self.elapsed_s = stored["elapsed_s"]


class VaeTrainer(Trainer[Data]):
    """A variational autoencoder: a model says what its networks are and what a step's losses are."""

    def __init__(
        self,
        plan: TrainingPlan,
        encoder: nn.Module,
        decoder: nn.Module,
        average: nn.Module,
        schedule: RateSchedule,
        fused: bool = False,
    ):
        """`average` is a decoder too, the one that is exported; `fused` chooses the optimiser's faster kernels."""
        super().__init__(plan)
        self.encoder = encoder
        self.decoder = decoder
        self.average = average
        self.average.load_state_dict(decoder.state_dict())
        self.schedule = schedule
        self.parameters = [*encoder.parameters(), *decoder.parameters()]
        self.optimiser = torch.optim.AdamW(
            self.parameters,
            lr=schedule.highest,
            betas=(0.9, 0.99),
            weight_decay=1e-4,
            fused=fused,
        )

    def parts(self) -> dict[str, Any]:
        """Both networks, the averaged one and the optimiser."""
        return {name: getattr(self, name) for name in PARTS}

    def rate(self) -> float:
        """The learning rate of the next step."""
        return self.schedule.rate(self.step, self.progress)

    @abstractmethod
    def losses(self, data: Data) -> dict[str, Tensor]:
        """The losses of one batch by lot: "loss" is what is minimised, the others are shown."""

    def train_step(self, data: Data) -> dict[str, Tensor]:
        """One step; returns its losses."""
        self.draw_lots()
        rate = self.rate()
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        losses = self.losses(data)
        self.optimiser.zero_grad(set_to_none=True)
        losses["loss"].backward()
        nn.utils.clip_grad_norm_(self.parameters, LONGEST_GRADIENT)
        self.optimiser.step()
        self.step += 1
        self.update_average(self.average, self.decoder)
        return {name: value.detach() for name, value in losses.items()}


def train(trainer: Trainer[Data], data: Data) -> None:
    """Trains until minutes or steps are spent.

    Resumes by itself; saves as it goes and when it is interrupted.
    """
    trainer.load()
    try:
        _run(trainer, data)
    finally:
        trainer.save()


def _run(trainer: Trainer[Data], data: Data) -> None:
    saved_s = trainer.elapsed_s
    done = round(1000 * trainer.progress)
    with tqdm(total=1000, initial=done, unit="‰", desc="training") as bar:
        while trainer.progress < 1:
            began = time.monotonic()
            losses = trainer.train_step(data)
            trainer.elapsed_s += time.monotonic() - began
            if trainer.step % TOLD_EVERY == 0:
                _show(bar, trainer, losses)
            if trainer.elapsed_s - saved_s > SAVE_EVERY_S:
                trainer.save()
                saved_s = trainer.elapsed_s


def _show(bar: tqdm, trainer: Trainer[Data], losses: dict[str, Tensor]) -> None:
    bar.update(round(1000 * trainer.progress) - bar.n)
    numbers = {name: f"{value.item():.4f}" for name, value in losses.items()}
    bar.set_postfix(step=trainer.step, **numbers)


def divergence(mean: Tensor, log_variance: Tensor) -> Tensor:
    """Kullback-Leibler divergence from N(0, 1), mean over drawings and dimensions (Kingma and Welling 2014)."""
    return (0.5 * (mean**2 + log_variance.exp() - 1 - log_variance)).mean()


def checkpoint_path(work: Path) -> Path:
    """Where training keeps its state."""
    return work / "checkpoint.pt"


def restore(checkpoint: Path, encoder: nn.Module, decoder: nn.Module) -> TrainingTime:
    """Gives both their trained weights, the decoder its averaged ones.

    Raises FileNotFoundError where nothing has been trained yet.
    """
    stored = torch.load(checkpoint, map_location="cpu", weights_only=True)
    encoder.load_state_dict(stored["encoder"])
    decoder.load_state_dict(stored["average"])
    encoder.eval()
    decoder.eval()
    return TrainingTime(stored["step"], stored["elapsed_s"])


def weights_of(network: nn.Module) -> dict[str, Any]:
    """A network's weights as numpy arrays, by name."""
    return {name: value.numpy() for name, value in network.state_dict().items()}
