"""Training: a variational autoencoder over letters' fields, then what lies between them is mended.

The learning rate stays high until the last fifth of the minutes and falls then; given more
minutes later, it rises again.
"""

from enum import StrEnum
from typing import Any

import numpy as np
import torch
from torch import Tensor
from tqdm import tqdm

from installation.studio.common.training_loop import (
    LateFall,
    TrainingPlan,
    TrainingTime,
    VaeTrainer,
)
from installation.studio.letters.dataset import (
    LettersBatch,
    LettersDataset,
    MorphsBatch,
)
from installation.studio.letters.field_losses import (
    DISTANCE_WEIGHT,
    INK_WEIGHT,
    SLOPE_WEIGHT,
    apart,
    distance_missed,
    flaw_missed,
    missed,
    slope_missed,
    soft_ink_missed,
    style_divergence,
)
from installation.studio.letters.grid import LANDSCAPE, PORTRAIT
from installation.studio.letters.model import CALIBRATION, LettersModel, calibration_of
from installation.studio.letters.network import (
    LettersDecoder,
    LettersEncoder,
    middle_of,
    one_hot,
)
from installation.studio.letters.steep_steps import too_steep
from installation.studio.letters.ways_pool import WaysGround, WaysPool

RATE = 2e-3
FALLING = 0.2  # share of the time in which the learning rate falls
LOWEST = 0.04  # share of the highest learning rate at the end
UPRIGHT = 0.2  # share of steps in portrait

KL_WEIGHT = 1.5e-4  # of the divergence, summed over the style's numbers
MORPH_WEIGHT = 0.7  # of what lies between two letters, beside the letters themselves
MENDED_WEIGHT = 0.5  # of the decoder's own pictures, mended
FLAW_WEIGHT = 2.0  # of the place where they were torn
STEEP_WEIGHT = 0.05  # of steps on which a picture changes too much
MENDED_A_BATCH = 16
STEEP_A_BATCH = 6  # pairs
MENDING_RATE = 0.3  # of the learning rate, while the decoder is mended
POOL = 1  # lots of their own
FACE_WEIGHT = 1e-4  # of how far apart the styles of one face's letters lie


class Stage(StrEnum):
    """What is learned."""

    LEARN = "learn"  # both networks
    FIT = "fit"  # the encoder alone, to a decoder that was there before
    MEND = "mend"  # the decoder alone, also from its own pictures, mended


# from which share of the minutes each begins
FROM_NOTHING = {Stage.LEARN: 0.0, Stage.MEND: 0.6}
FROM_A_PACK = {Stage.FIT: 0.0, Stage.MEND: 0.1}


class LettersTrainer(VaeTrainer[LettersDataset]):
    """The training of both networks, with what lies between two letters trained on too."""

    def __init__(self, plan: TrainingPlan, start: LettersDecoder | None = None):
        """`start`: the decoder of a pack, when training begins with it."""
        torch.manual_seed(plan.seed)
        where = torch.device(plan.device)
        encoder = LettersEncoder()
        decoder = LettersDecoder()
        average = LettersDecoder()
        if start is not None:
            decoder.load_state_dict(start.state_dict())
        for network in (encoder, decoder, average):
            network.to(where, memory_format=torch.channels_last)
        schedule = LateFall(RATE, LOWEST, FALLING)
        super().__init__(
            plan,
            encoder,
            decoder,
            average,
            schedule,
            fused=True,
        )
        began_with_pack = (plan.work / CALIBRATION).exists()
        self._stages = FROM_A_PACK if began_with_pack else FROM_NOTHING
        self._pool = WaysPool()
        self._ground: WaysGround | None = None

    def parts(self) -> dict[str, Any]:
        """The pictures that were mended, too."""
        return {**super().parts(), "pool": self._pool}

    @property
    def stage(self) -> Stage:
        """What is learned now."""
        begun = [stage for stage, share in self._stages.items() if self.progress >= share]
        return begun[-1]

    def losses(self, data: LettersDataset) -> dict[str, Tensor]:
        """The losses of a batch by lot: "loss" is what is minimised."""
        stage = self.stage
        self.encoder.requires_grad_(stage is not Stage.MEND)
        self.decoder.requires_grad_(stage is not Stage.FIT)
        lots = np.random.default_rng([self.plan.seed, self.step])
        is_upright = lots.random() < UPRIGHT
        window = "portrait" if is_upright else "landscape"
        batch = data.batch(lots).on(self.plan.device)
        morphs = data.morphs_by_lot(lots).on(self.plan.device)
        parts = self._parts(batch, morphs, window)
        if stage is Stage.MEND:
            self._draw_pool(data)
            parts |= self._mending(lots, window) | self._evening(lots, window)
        stacked = torch.stack([*parts.values()])
        total = stacked.sum()
        return {"loss": total, **parts}

    def rate(self) -> float:
        """The learning rate of the next step."""
        highest = super().rate()
        return highest * MENDING_RATE if self.stage is Stage.MEND else highest

    def _parts(
        self,
        batch: LettersBatch,
        morphs: MorphsBatch,
        window: str,
    ) -> dict[str, Tensor]:
        letter = one_hot(batch.letters)
        rows, columns = PORTRAIT if window == "portrait" else LANDSCAPE
        wanted = batch.squares[:, rows, columns]
        wanted_between = morphs.squares[:, rows, columns]
        with torch.autocast(self.plan.device, torch.bfloat16):
            seen = self.encoder(middle_of(batch.squares), letter)
            mean, log_variance = (value.float() for value in seen)
            noise = torch.randn_like(mean)
            deviation = (log_variance / 2).exp()
            style = mean + noise * deviation
            letter_between, style_between = self._mixed(morphs)
            letters = torch.cat([letter, letter_between])
            styles = torch.cat([style, style_between])
            drawn = self.decoder(letters, styles, window).float()
        ours, between = drawn.split([len(wanted), len(wanted_between)])
        return {
            "distance": DISTANCE_WEIGHT * distance_missed(ours, wanted),
            "ink": INK_WEIGHT * soft_ink_missed(ours, wanted),
            "slope": SLOPE_WEIGHT * slope_missed(ours, wanted),
            "morph": MORPH_WEIGHT * missed(between, wanted_between),
            "kl": KL_WEIGHT * style_divergence(mean, log_variance),
            "face": FACE_WEIGHT * apart(mean),
        }

    def _mixed(self, morphs: MorphsBatch) -> tuple[Tensor, Tensor]:
        """The letter weights (n, 29) and the style (n, STYLE) of morphs, mixed from their ends."""
        letter = one_hot(morphs.letters)
        squares = morphs.ends.flatten(0, 1)
        mean, _ = self.encoder(middle_of(squares), letter.flatten(0, 1))
        styles = mean.float().view(*morphs.letters.shape, -1)
        weights = morphs.weights[..., None]
        return (letter * weights).sum(1), (styles * weights).sum(1)

    def _draw_pool(self, data: LettersDataset) -> None:
        if not self._pool.is_due(self.step):
            return
        time = TrainingTime(self.step, self.elapsed_s)
        model = LettersModel.copied(self.encoder, self.average, time)
        if self._ground is None:
            # the encoder rests from now on, so this is the latent space of the export
            calibration = calibration_of(model, data, self.plan.work)
            self._ground = WaysGround.of(model, data, calibration)
        lots = np.random.default_rng([self.plan.seed, self.step, POOL])
        tqdm.write(self._pool.draw(model.decoder, self._ground, lots, self.step))

    def _mending(self, lots: np.random.Generator, window: str) -> dict[str, Tensor]:
        found = self._pool.by_lot(lots, window, MENDED_A_BATCH)
        weights, styles, wanted, near = (value.to(self.plan.device) for value in found)
        if not len(wanted):
            return {}
        with torch.autocast(self.plan.device, torch.bfloat16):
            drawn = self.decoder(weights, styles, window).float()
        return {
            "mended": MENDED_WEIGHT * missed(drawn, wanted),
            "flaw": FLAW_WEIGHT * flaw_missed(drawn, wanted, near),
        }

    def _evening(self, lots: np.random.Generator, window: str) -> dict[str, Tensor]:
        weights, styles, usual = self._pool.steep_by_lot(lots, window, STEEP_A_BATCH)
        if not len(weights):
            return {}
        weights = weights.to(self.plan.device)
        styles = styles.to(self.plan.device)
        with torch.autocast(self.plan.device, torch.bfloat16):
            drawn = self.decoder(weights, styles, window).float()
        return {"steep": STEEP_WEIGHT * too_steep(drawn, usual)}
