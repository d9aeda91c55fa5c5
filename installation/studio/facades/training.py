"""Training: the losses of the variational autoencoder over fields and colours."""

import copy
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from installation.studio.common.training_loop import (
    RateSchedule,
    TrainingPlan,
    VaeTrainer,
    divergence,
)
from installation.studio.facades.dataset import FacadesDataset
from installation.studio.facades.drawing import LAYERS
from installation.studio.facades.fields import STORED
from installation.studio.facades.network import Decoded, FacadesDecoder, FacadesEncoder
from installation.studio.facades.profiles import DRAWN, GRIDS

BATCH = 16
SCHEDULE = RateSchedule(highest=1.2e-3, lowest_share=0.03)
# of the mean over latent dimensions; more makes the space rounder and the detail poorer
KL_WEIGHT = 0.004
KL_WARM_UP = 2000  # steps until the divergence counts in full
COLOUR_WEIGHT = 6.0  # the study's 3 let palettes fade to their mean
PLAIN = 6.0  # weight of a cell far from any edge
EDGE = 20.0  # what is added on an edge
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
# of the overlap's loss: a house with one lit window counts as much as one with forty
INK_WEIGHT = 1.0
INK = ("mass", "relief", "opening", "light")
SMOOTHING = 20  # cells added to ink and overlap, so that a sheet without ink counts little
GRID_WEIGHT = 0.3  # what grids alone miss, beside what they miss together with the convolutions
OVERDRAWN = 2.0  # ink of a grid where none is wanted counts more: nothing takes it away again
HAND_WEIGHT = 1.0  # of what convolutions draw though grids draw it: a hand trembles
STEP_BACK = 0.1  # how far below a grid's field theirs should lie
# share of the time spent at half the resolution: twice the steps, and detail comes quickly after
SKETCHING = 0.6


class FacadesTrainer(VaeTrainer[FacadesDataset]):
    """The networks of facades in training; most of the time at half the resolution."""

    encoder: FacadesEncoder
    decoder: FacadesDecoder
    average: FacadesDecoder
    overdrawn = OVERDRAWN

    def __init__(
        self,
        plan: TrainingPlan,
        schedule: RateSchedule = SCHEDULE,
        decoder: FacadesDecoder | None = None,
        layer_weights: dict[str, float] = LAYER_WEIGHTS,
    ):
        """`decoder`: instead of a new one."""
        torch.manual_seed(plan.seed)
        encoder = FacadesEncoder()
        decoder = decoder or FacadesDecoder()
        average = copy.deepcopy(decoder)
        networks: list[nn.Module] = [encoder, decoder, average]
        layout: dict[str, Any] = {"device": plan.device, "memory_format": torch.channels_last}
        for network in networks:
            network.to(**layout)
        super().__init__(
            plan,
            encoder,
            decoder,
            average,
            schedule,
            fused=True,
        )
        weights = torch.tensor(
            list(layer_weights.values()),
            device=plan.device,
            dtype=torch.bfloat16,
        )
        self.layer_weights = weights[:, None, None]

    def losses(self, data: FacadesDataset) -> dict[str, Tensor]:
        """Of one batch; see `VaeTrainer.losses`."""
        lots = np.random.default_rng([self.plan.seed, self.step])
        fields, colours = batch(data, lots, self.plan.device)
        with torch.autocast(self.plan.device, torch.bfloat16):
            mean, log_variance = (part.float() for part in self.encoder(fields, colours))
            latent = mean + torch.randn_like(mean) * (log_variance / 2).exp()
            is_sketch = self.progress < SKETCHING
            decode = self.decoder.sketched if is_sketch else self.decoder
            decoded = decode(latent)
        whole = without_sun(fields)
        coarse = nn.functional.avg_pool2d(whole, 2)
        wanted = coarse if is_sketch else whole
        kl = divergence(mean, log_variance)
        parts = {
            **self.missed(decoded, wanted),
            **self.by_hand(decoded, coarse),
            "paint": COLOUR_WEIGHT * (decoded.colours.float() - colours).abs().mean(),
            "kl": KL_WEIGHT * min(1.0, self.step / KL_WARM_UP) * kl,
        }
        total = torch.stack([*parts.values()]).sum()
        return {"loss": total, **parts}

    def missed(self, decoded: Decoded, fields: Tensor) -> dict[str, Tensor]:
        """What tells decoded fields from those wanted, (n, 8, h, w)."""
        dark = lights_mistaken(decoded.fields, fields)
        wanted = fields[:, :DRAWN]
        drawn = decoded.fields[:, :DRAWN]
        weights = self._cell_weights(wanted)
        distance = (self._strayed(drawn, wanted) * weights).mean(dtype=torch.float32)
        return {
            "fields": distance,
            "ink": INK_WEIGHT * ink_missed(drawn, wanted),
            "dark": DARK_WEIGHT * dark,
        }

    def by_hand(self, decoded: Decoded, fields: Tensor) -> dict[str, Tensor]:
        """What grids alone draw too much or leave out, and what is drawn by hand though grids draw it.

        `fields` (n, 8, h, w) may be coarser than what is decoded: quicker, but deaf to a side that jumps from row to row.
        """
        wanted = fields[:, :DRAWN]
        grids = decoded.grids
        if grids.shape[2] > wanted.shape[2]:
            grids = nn.functional.avg_pool2d(grids, 2)
        over = grids - wanted
        strayed = torch.where(over > 0, self.overdrawn * over, -over)
        each = strayed * self._cell_weights(wanted)
        layers = [LAYERS.index(name) for name in GRIDS]
        freehand = decoded.freehand[:, layers]
        needless = (freehand - decoded.grids[:, layers].detach() + STEP_BACK).clamp(min=0)
        return {
            "grids": GRID_WEIGHT * each.mean(dtype=torch.float32),
            "hand": HAND_WEIGHT * needless.mean(dtype=torch.float32),
        }

    def _strayed(self, drawn: Tensor, wanted: Tensor) -> Tensor:
        return (drawn - wanted).abs()

    @torch.no_grad()
    def _cell_weights(self, fields: Tensor) -> Tensor:
        """How much each cell counts: edges are seen, depths are not. 4 s (1 - s) is a bell around zero."""
        soft = torch.sigmoid(SHARPNESS * fields)
        weights = (soft * (1 - soft)).mul_(4 * EDGE).add_(PLAIN)
        return weights * self.layer_weights


def without_sun(fields: Tensor) -> Tensor:
    """(n, 8, h, w) with no light but that of panes: what shines in the sky is drawn by sun.py."""
    light = LAYERS.index("light")
    panes = fields.clone()
    panes[:, light] = torch.minimum(fields[:, light], fields[:, LAYERS.index("mass")])
    return panes


def ink_missed(drawn: Tensor, fields: Tensor) -> Tensor:
    """One minus the soft overlap of the INK layers (Dice: twice the common ink by the sum of both), mean over all.

    An L1 distance alone gives up on what is small: a lit pane covers a few cells of many thousand.
    """
    a = _soft_ink(drawn)
    b = _soft_ink(fields)
    common = (a * b).sum((2, 3))
    both = (a + b).sum((2, 3))
    return (1 - (2 * common + SMOOTHING) / (both + SMOOTHING)).mean()


def _soft_ink(fields: Tensor) -> Tensor:
    """The INK layers, 0 outside and 1 inside with a narrow slope between."""
    rows = [LAYERS.index(name) for name in INK]
    return torch.sigmoid(3 * SHARPNESS * fields[:, rows]).float()


def lights_mistaken(drawn: Tensor, fields: Tensor) -> Tensor:
    """Cross entropy of "put out" over the cells of panes, mean over drawings; elsewhere darkness may be as it likes."""
    panes = (fields[:, LAYERS.index("light")] > 0).float()
    put_out = (fields[:, LAYERS.index("dark")] > 0).float()
    logits = DECIDED * drawn[:, LAYERS.index("dark")].float()
    missed = nn.functional.binary_cross_entropy_with_logits(logits, put_out, reduction="none")
    per_pane_cell = (missed * panes).sum((1, 2)) / (panes.sum((1, 2)) + 1)
    return per_pane_cell.mean()


def batch(data: FacadesDataset, rng: np.random.Generator, device: str) -> tuple[Tensor, Tensor]:
    """Drawings by lot: (n, 8, 144, 256) bfloat16 in -1..1 and (n, 9, 3) float32 in 0..1."""
    lots = rng.choice(len(data.styles), BATCH, replace=False)
    return chosen_batch(data, np.sort(lots), device)


def chosen_batch(data: FacadesDataset, chosen: np.ndarray, device: str) -> tuple[Tensor, Tensor]:
    """The drawings of these rising numbers, as `batch` gives them."""
    bytes_ = torch.from_numpy(data.fields[chosen]).to(device)
    fields = bytes_.to(torch.bfloat16) / STORED  # half the memory to move
    colours = torch.from_numpy(data.colours[chosen]).to(device)
    return fields.contiguous(memory_format=torch.channels_last), colours
