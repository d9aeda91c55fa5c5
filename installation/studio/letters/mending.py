"""A pack mends itself: what its decoder paints stays, but for what is torn between letters and what leaps.

Neither typefaces nor an encoder are needed. The decoder is asked for places by lot: where nothing is wrong it
is to go on painting what it painted before, torn pictures are mended (`mended_ways`), and steps on which the
picture changes too much become smaller (`steep_steps`).
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from tqdm import tqdm

from installation.faults import BrokenPack
from installation.packs import atlas, map_file
from installation.studio.common.training_loop import (
    LONGEST_GRADIENT,
    LateFall,
    Trainer,
    TrainingPlan,
)
from installation.studio.letters import LETTERS
from installation.studio.letters.calibration import COUNTRY_AXES
from installation.studio.letters.field_losses import flaw_missed, missed
from installation.studio.letters.measures import ACROSS, usual_counts
from installation.studio.letters.network import STYLE, LettersDecoder
from installation.studio.letters.pack_weights import PackWeights
from installation.studio.letters.steep_steps import too_steep
from installation.studio.letters.training import (
    FLAW_WEIGHT,
    MENDED_A_BATCH,
    MENDED_WEIGHT,
    POOL,
    STEEP_A_BATCH,
    UPRIGHT,
)
from installation.studio.letters.ways_pool import WaysGround, WaysPool

SCHEDULE = LateFall(highest=2e-4, lowest_share=0.03, falling=0.5, warm_up=100)
WALKED_A_BATCH = 14  # places on ways that stay as they are
OTHERS_A_BATCH = 10  # and others
STEEP_WEIGHT = 0.15  # of steps on which a picture changes too much
COUNTED = 20  # pictures of each letter from which its parts and holes are told


@dataclass(frozen=True)
class PackOnTheWay:
    """A pack that mends itself, and where its ways lead."""

    weights: PackWeights
    ground: WaysGround

    @classmethod
    def of(cls, weights: PackWeights, folder: Path) -> "PackOnTheWay":
        """`folder` is the pack's: its map says where real letters lie. Raises `BrokenPack`."""
        letters = atlas.load(folder, COUNTRY_AXES + STYLE)
        if letters is None:
            raise BrokenPack(f"{folder} has no {map_file.FILE}, which says where its letters lie")
        points = letters.points.astype(np.float32)
        usual = _usual_counts(weights, points, letters.labels)
        return cls(weights, WaysGround(weights.calibration, points, usual))


@torch.no_grad()
def _usual_counts(weights: PackWeights, points: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Each letter's usual parts and holes (29, 2), as the pack itself paints it."""
    rows = []
    for letter in range(len(LETTERS)):
        places = points[labels == letter]
        some = np.resize(places, (COUNTED, points.shape[1]))
        conditions = weights.calibration.conditions(some)
        told = [torch.from_numpy(values.astype(np.float32)) for values in conditions]
        rows.append(weights.decoder(*told).numpy()[:, :, ACROSS])
    by_face = np.stack(rows, 1)  # as `usual_counts` has them: letter after letter of each face
    return usual_counts(by_face.reshape(-1, *by_face.shape[2:]))


class MendingTrainer(Trainer[WaysGround]):
    """The decoder alone, beside what it was before."""

    def __init__(self, plan: TrainingPlan, start: LettersDecoder):
        super().__init__(plan)
        self.before = start.eval()
        self.decoder = LettersDecoder()
        self.average = LettersDecoder()
        for network in (self.before, self.decoder, self.average):
            network.load_state_dict(start.state_dict())
            network.to(torch.device(plan.device), memory_format=torch.channels_last)
        self.optimiser = torch.optim.AdamW(
            self.decoder.parameters(),
            lr=SCHEDULE.highest,
            betas=(0.9, 0.99),
            weight_decay=0.0,
            fused=True,
        )
        self.pool = WaysPool()

    def parts(self) -> dict[str, Any]:
        """The decoder before, now and averaged, the optimiser and the pictures that were mended."""
        names = ("before", "decoder", "average", "optimiser", "pool")
        return {name: getattr(self, name) for name in names}

    def train_step(self, data: WaysGround) -> dict[str, Tensor]:
        """One step; returns its losses."""
        self.draw_lots()
        if self.pool.is_due(self.step):
            lots = np.random.default_rng([self.plan.seed, self.step, POOL])
            average = LettersDecoder()  # pictures are mended on the processor
            average.load_state_dict(self.average.state_dict())
            tqdm.write(self.pool.draw(average.eval(), data, lots, self.step))
        for group in self.optimiser.param_groups:
            group["lr"] = SCHEDULE.rate(self.step, self.progress)
        losses = self._losses(data)
        self.optimiser.zero_grad(set_to_none=True)
        losses["loss"].backward()
        nn.utils.clip_grad_norm_(self.decoder.parameters(), LONGEST_GRADIENT)
        self.optimiser.step()
        self.step += 1
        self.update_average(self.average, self.decoder)
        return {name: value.detach() for name, value in losses.items()}

    def _losses(self, ground: WaysGround) -> dict[str, Tensor]:
        lots = np.random.default_rng([self.plan.seed, self.step])
        window = "portrait" if lots.random() < UPRIGHT else "landscape"
        kept = self._on_device(*self._places(ground, lots))
        mended = self._on_device(*self.pool.by_lot(lots, window, MENDED_A_BATCH))
        *steep, usual = self.pool.steep_by_lot(lots, window, STEEP_A_BATCH)
        steep = self._on_device(*steep)
        letters = torch.cat([kept[0], mended[0], steep[0]])
        styles = torch.cat([kept[1], mended[1], steep[1]])
        with torch.autocast(self.plan.device, torch.bfloat16):
            with torch.no_grad():
                wanted = self.before(*kept, window).float()
            drawn = self.decoder(letters, styles, window).float()
        ours, whole, pairs = drawn.split([len(kept[0]), len(mended[0]), len(steep[0])])
        parts = {"kept": missed(ours, wanted)}
        if len(whole):
            parts["mended"] = MENDED_WEIGHT * missed(whole, mended[2])
            parts["flaw"] = FLAW_WEIGHT * flaw_missed(whole, mended[2], mended[3])
        if len(pairs):
            parts["steep"] = STEEP_WEIGHT * too_steep(pairs, usual)
        return {"loss": torch.stack([*parts.values()]).sum(), **parts}

    def _places(self, ground: WaysGround, lots: np.random.Generator) -> tuple[Tensor, Tensor]:
        walked = ground.steps_by_lot(lots, WALKED_A_BATCH)[:, 0]
        others = ground.places_by_lot(lots, OTHERS_A_BATCH)
        letters, styles = ground.calibration.conditions(np.concatenate([walked, others]))
        return (
            torch.from_numpy(letters.astype(np.float32)),
            torch.from_numpy(styles.astype(np.float32)),
        )

    def _on_device(self, *values: Tensor) -> list[Tensor]:
        return [value.to(self.plan.device) for value in values]
