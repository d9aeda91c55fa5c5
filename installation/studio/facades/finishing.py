"""Going on from a pack: its houses stay where they are, and the decoder learns to draw them, and what lies
between them, after their plans.

A decoder that is told latents guesses what stands between two houses, and melts them together; one that is told
plans is taught it (planned_houses.py). Beside it the encoder of drawings, which no pack has, learns the same
latents.
"""

import os
from collections.abc import Iterator

import numpy as np
import torch
from torch import Tensor

from installation.studio.common.training_loop import LateFall, TrainingPlan
from installation.studio.facades import training
from installation.studio.facades.dataset import FacadesDataset
from installation.studio.facades.fields import STORED
from installation.studio.facades.latent_space import LatentSpace
from installation.studio.facades.network import FacadesDecoder, PlanDecoder
from installation.studio.facades.planned_houses import HousePool, PlannedHouses
from installation.studio.facades.training import BATCH, FacadesTrainer, without_sun

SCHEDULE = LateFall(highest=6e-4, lowest_share=0.03, falling=0.4, warm_up=100)
ENCODER_WEIGHT = 1.0
LAYER_WEIGHTS = {
    **training.LAYER_WEIGHTS,
    "far": 1.6,
    "near": 1.2,
    "ground": 2.0,
}  # clouds are small
FAR = 0.8  # of a field, from which nothing is seen of it
# what a logit may be before it is drawn back: tanh has hardly a slope beyond, and what is there no longer learns
CALM = 1.5
CALM_WEIGHT = 0.3
ENCODED_EVERY = 4  # steps: where the latents lie is quickly learned
# before the first step the plan is taught to say what the latent said
TAUGHT = 1500  # batches
TAUGHT_RATE = 2e-3
TAUGHT_AT_ONCE = 256  # houses


class FinishingTrainer(FacadesTrainer):
    """The networks of facades, each alone, in the latent space of a pack."""

    decoder: PlanDecoder
    average: PlanDecoder
    # beside a sloping roof grids left the corners of rectangles
    overdrawn = 2 * training.OVERDRAWN

    def __init__(self, plan: TrainingPlan, space: LatentSpace, start: FacadesDecoder | None = None):
        """`start`: the decoder of the pack, when training begins."""
        plans = space.known.plans
        if plans is None:
            raise ValueError("houses without plans")
        torch.manual_seed(plan.seed)
        decoder = PlanDecoder(plans.layout.size)
        if isinstance(start, PlanDecoder):
            decoder.load_state_dict(start.state_dict())
        elif start is not None:
            begin_with(decoder, start, space.known.latents, plans.all_told(space.known.styles))
        super().__init__(plan, SCHEDULE, decoder, LAYER_WEIGHTS)
        self._space = space
        self._batches: Iterator[PlannedHouses] | None = None

    def losses(self, data: FacadesDataset) -> dict[str, Tensor]:
        """Of one batch; see `VaeTrainer.losses`."""
        if self._batches is None:
            # one core trains, the others draw
            processes = max(1, (os.cpu_count() or 2) - 1)
            pool = HousePool(self._space, self.plan.seed, BATCH, processes)
            self._batches = pool.batches(self.step)
        houses = next(self._batches)
        told = torch.from_numpy(houses.told).to(self.plan.device)
        bytes_ = torch.from_numpy(houses.fields).to(self.plan.device)
        fields = (bytes_.to(torch.bfloat16) / STORED).contiguous(memory_format=torch.channels_last)
        with torch.autocast(self.plan.device, torch.bfloat16):
            decoded = self.decoder(told)
        whole = without_sun(fields)
        parts = {
            **self.missed(decoded, whole),
            **self.by_hand(decoded, whole),
            "calm": CALM_WEIGHT
            * (decoded.logits.abs() - CALM).clamp(min=0).mean(dtype=torch.float32),
        }
        if self.step % ENCODED_EVERY == 0:
            parts["encoder"] = ENCODER_WEIGHT * self._misplaced(houses, fields, decoded.colours)
        total = torch.stack([*parts.values()]).sum()
        return {"loss": total, **parts}

    def _strayed(self, drawn: Tensor, wanted: Tensor) -> Tensor:
        """Far from any edge a field may be as it likes: held to -1 a sky is deaf to every cloud."""
        is_far = (wanted.abs() > FAR) & (drawn * wanted.sign() > FAR)
        return (drawn - wanted).abs().masked_fill(is_far, 0)

    def _misplaced(self, houses: PlannedHouses, fields: Tensor, colours: Tensor) -> Tensor:
        latents = torch.from_numpy(houses.latents).to(self.plan.device)
        with torch.autocast(self.plan.device, torch.bfloat16):
            seen, _ = self.encoder(fields, colours)
        return (seen.float() - latents).square().mean()


def begin_with(
    decoder: PlanDecoder, start: FacadesDecoder, latents: np.ndarray, told: np.ndarray
) -> None:
    """Gives a decoder the weights of one that is told latents; to understand plans it is taught here.

    `latents` (k, 64) and what is `told` (k, d) of the same houses.
    """
    weights = start.state_dict()
    kept = {
        name: array
        for name, array in weights.items()
        if not name.startswith(("style.", "colours."))
    }
    decoder.load_state_dict(decoder.state_dict() | kept)
    plans = torch.from_numpy(told)[:, : decoder.told]
    with torch.no_grad():
        wanted = start.style(torch.from_numpy(latents))
    optimiser = torch.optim.Adam(decoder.style.parameters(), TAUGHT_RATE)
    for _ in range(TAUGHT):
        some = torch.randint(len(plans), (TAUGHT_AT_ONCE,))
        missed = (decoder.style(plans[some]) - wanted[some]).square().mean()
        optimiser.zero_grad(set_to_none=True)
        missed.backward()
        optimiser.step()
