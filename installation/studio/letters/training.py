"""Training: a variational autoencoder over letters' fields.

The learning rate stays high until the last fifth of the minutes and falls then; given more
minutes later, it rises again.
"""

import numpy as np
import torch
from torch import Tensor, nn

from installation.studio.common.training_loop import (
    WARM_UP,
    RateSchedule,
    TrainingPlan,
    VaeTrainer,
)
from installation.studio.letters import LETTERS
from installation.studio.letters.dataset import (
    LETTERS_A_FACE,
    LettersBatch,
    LettersDataset,
    MorphsBatch,
)
from installation.studio.letters.grid import LANDSCAPE, PORTRAIT, SOFT
from installation.studio.letters.network import LettersDecoder, LettersEncoder, middle_of

RATE = 2e-3
FALLING = 0.2  # share of the time in which the learning rate falls
LOWEST = 0.04  # share of the highest learning rate at the end
UPRIGHT = 0.2  # share of steps in portrait

EDGE = 10.0  # how much more a cell on an edge counts than one far away
EDGE_WIDTH = 2.0  # cells from an edge where half of that is left
DISTANCE_WEIGHT = 1.0
INK_WEIGHT = 0.5
SLOPE_WEIGHT = 0.5
KL_WEIGHT = 1.5e-4  # of the divergence, summed over the style's numbers
MORPH_WEIGHT = 0.7  # of what lies between two letters, beside the letters themselves
FACE_WEIGHT = 1e-4  # of how far apart the styles of one face's letters lie
INK_SHARPNESS = 2.0  # of ink at an edge, per cell
STEEPEST = 5.0  # how much more a slope counts far away, where companding made it flat


class LateFall(RateSchedule):
    """The learning rate: a linear warm-up, a long high stretch, a straight fall at the end."""

    def rate(self, step: int, progress: float) -> float:
        """At a step, counted from 0, and at a progress of 0..1."""
        warm = min(1.0, (step + 1) / WARM_UP)
        left = min(1.0, (1 - progress) / FALLING)
        share = self.lowest_share + (1 - self.lowest_share) * left
        return self.highest * warm * share


class LettersTrainer(VaeTrainer[LettersDataset]):
    """The training of both networks, with what lies between two letters trained on too."""

    def __init__(self, plan: TrainingPlan):
        torch.manual_seed(plan.seed)
        where = torch.device(plan.device)
        encoder = LettersEncoder()
        decoder = LettersDecoder()
        average = LettersDecoder()
        for network in (encoder, decoder, average):
            network.to(where, memory_format=torch.channels_last)
        schedule = LateFall(RATE, LOWEST)
        super().__init__(
            plan,
            encoder,
            decoder,
            average,
            schedule,
            fused=True,
        )

    def losses(self, data: LettersDataset) -> dict[str, Tensor]:
        """The losses of a batch by lot: "loss" is what is minimised."""
        lots = np.random.default_rng([self.plan.seed, self.step])
        is_upright = lots.random() < UPRIGHT
        window = "portrait" if is_upright else "landscape"
        batch = data.batch(lots).on(self.plan.device)
        morphs = data.morphs_by_lot(lots).on(self.plan.device)
        parts = self._parts(batch, morphs, window)
        stacked = torch.stack([*parts.values()])
        total = stacked.sum()
        return {"loss": total, **parts}

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


def missed(drawn: Tensor, wanted: Tensor) -> Tensor:
    """All that tells two fields apart, (n, h, w) twice."""
    distance = distance_missed(drawn, wanted)
    ink = soft_ink_missed(drawn, wanted)
    slope = slope_missed(drawn, wanted)
    return DISTANCE_WEIGHT * distance + INK_WEIGHT * ink + SLOPE_WEIGHT * slope


def one_hot(letters: Tensor) -> Tensor:
    """(n,) -> (n, 29) float32."""
    return nn.functional.one_hot(letters, len(LETTERS)).float()


def distance_missed(drawn: Tensor, wanted: Tensor) -> Tensor:
    """Mean difference of companded distances; cells near an edge count more. (n, h, w) twice."""
    with torch.no_grad():
        from_edge = wanted * (SOFT / EDGE_WIDTH)
        falling = 1 / (1 + from_edge.square())
        weight = 1 + EDGE * falling
    error = (drawn - wanted).abs()
    return (error * weight).mean()


def soft_ink_missed(drawn: Tensor, wanted: Tensor) -> Tensor:
    """One minus the intersection over union of soft ink, (n, h, w) twice.

    The mean over letters: thin ones count as much as fat ones.
    """
    steep = INK_SHARPNESS * SOFT
    ours = torch.sigmoid(steep * drawn)
    theirs = torch.sigmoid(steep * wanted)
    common = torch.minimum(ours, theirs)
    both = torch.maximum(ours, theirs)
    overlap = common.sum((1, 2)) / both.sum((1, 2))
    return (1 - overlap).mean()


def slope_missed(drawn: Tensor, wanted: Tensor) -> Tensor:
    """Mean difference of slopes, (n, h, w) twice.

    Far away, where companding made them flat, they count more: echo lines do not tremble.
    """
    with torch.no_grad():
        weight = torch.cosh(wanted).clamp(max=STEEPEST)
    error = drawn - wanted
    down = error.diff(dim=1).abs() * weight[:, 1:]
    across = error.diff(dim=2).abs() * weight[:, :, 1:]
    return down.mean() + across.mean()


def style_divergence(mean: Tensor, log_variance: Tensor) -> Tensor:
    """Kullback-Leibler divergence from N(0, 1), summed over the style, mean over letters."""
    each = mean.square() + log_variance.exp() - 1 - log_variance
    of_letters = each.sum(1)
    return 0.5 * of_letters.mean()


def apart(mean: Tensor) -> Tensor:
    """Squared distance between the styles of letters of one face."""
    of_face = mean.view(-1, LETTERS_A_FACE, mean.shape[1])
    centre = of_face.mean(1, keepdim=True)
    squared = (of_face - centre).square()
    return squared.sum(2).mean()
