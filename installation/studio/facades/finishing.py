"""Going on from a pack: the decoder alone learns the houses around which all that is shown lies.

Their latents stay where they are, and so does the pack's map. Trained from nothing, a decoder learns all
drawings; what is shown are these houses and what lies between them. Beside it the encoder of drawings, which
no pack has, learns the same latents.
"""

import numpy as np
import torch
from torch import Tensor, nn

from installation.studio.common.training_loop import LateFall, TrainingPlan
from installation.studio.facades.dataset import FacadesDataset
from installation.studio.facades.latent_space import LatentSpace
from installation.studio.facades.network import FacadesDecoder
from installation.studio.facades.training import (
    BATCH,
    COLOUR_WEIGHT,
    FacadesTrainer,
    chosen_batch,
    without_sun,
)

SCHEDULE = LateFall(highest=4e-4, lowest_share=0.04, falling=0.4, warm_up=100)
NOISE = 0.25  # standard deviation, in latents, whose nearest neighbours are 3.5 apart
ENCODER_WEIGHT = 1.0


class FinishingTrainer(FacadesTrainer):
    """The networks of facades, each alone, in the latent space of a pack."""

    def __init__(self, plan: TrainingPlan, space: LatentSpace, start: FacadesDecoder | None = None):
        """`start`: the decoder of the pack, when training begins."""
        super().__init__(plan, SCHEDULE)
        self._latents = torch.from_numpy(space.known.latents)
        if start is not None:
            for network in (self.decoder, self.average):
                network.load_state_dict(start.state_dict())

    def losses(self, data: FacadesDataset) -> dict[str, Tensor]:
        """Of one batch; see `VaeTrainer.losses`."""
        lots = np.random.default_rng([self.plan.seed, self.step])
        numbers = np.flatnonzero(data.is_of_one_style)[: len(self._latents)]
        houses = np.sort(lots.choice(len(numbers), min(BATCH, len(numbers)), replace=False))
        fields, colours = chosen_batch(data, numbers[houses], self.plan.device)
        latents = self._latents[houses].to(self.plan.device)
        with torch.autocast(self.plan.device, torch.bfloat16):
            decoded = self.decoder(latents + NOISE * torch.randn_like(latents))
            seen, _ = self.encoder(fields, colours)
        whole = without_sun(fields)
        missed = (seen.float() - latents).square().mean()
        parts = {
            **self.missed(decoded, whole),
            **self.by_hand(decoded, nn.functional.avg_pool2d(whole, 2)),
            "paint": COLOUR_WEIGHT * (decoded.colours.float() - colours).abs().mean(),
            "encoder": ENCODER_WEIGHT * missed,
        }
        total = torch.stack([*parts.values()]).sum()
        return {"loss": total, **parts}
