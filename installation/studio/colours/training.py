"""Training: the losses of the variational autoencoder over drawings, each asked about at places by lot."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from installation.studio.colours.compose import places
from installation.studio.colours.drawing import draw
from installation.studio.colours.network import LATENT, SEEN, ColoursDecoder, ColoursEncoder
from installation.studio.common.drawing_pool import DrawingRun, draw_in_pool
from installation.studio.common.training_loop import (
    RateSchedule,
    TrainingPlan,
    VaeTrainer,
    divergence,
)

GRID = 64  # drawings are kept as squares of this many cells both ways
REACH = 1.4  # from -1.4 to 1.4
BATCH = 64  # drawings of a step
ASKED = 384  # places asked about
SCHEDULE = RateSchedule(highest=2e-3, lowest_share=0.02)
KL_WEIGHT = 0.002
KL_WARM_UP = 1000  # steps until the divergence counts in full
WEIGHTS = (2.0, 2.0, 2.0, 0.2, 1.0, 1.5)  # of the fields; a phase's error is a wrong colour
COLOUR_WEIGHT = 12.0


@dataclass(frozen=True)
class ColoursDataset:
    """Drawings as the network takes them."""

    fields: Tensor  # (n, 6, 4096) float16
    colours: Tensor  # (n, 9, 3) float32
    kinds: np.ndarray  # (n,) int64

    def first(self, count: int) -> "ColoursDataset":
        """The first drawings only."""
        return ColoursDataset(
            self.fields[:count],
            self.colours[:count],
            self.kinds[:count],
        )

    def seen(self, rows: slice | Tensor) -> tuple[Tensor, Tensor]:
        """What the encoder gets of some drawings: (n, 6, 16, 16), (n, 9, 3)."""
        squares = self.fields[rows].float().unflatten(2, (GRID, GRID))
        fields = nn.functional.avg_pool2d(squares, GRID // SEEN)
        return fields, self.colours[rows]


def drawn(seed: int, count: int, first: int = 0) -> ColoursDataset:
    """Draws with all cores; quick enough to be done anew at each start."""
    fields = []
    colours = []
    kinds = []
    for _, arrays in draw_in_pool(draw_run, DrawingRun(seed, first, count)):
        fields.append(arrays[0])
        colours.append(arrays[1])
        kinds.append(arrays[2])
    return ColoursDataset(
        torch.from_numpy(np.concatenate(fields)),
        torch.from_numpy(np.concatenate(colours)),
        np.concatenate(kinds),
    )


def draw_run(run: DrawingRun) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Fields, colours and kinds of a few drawings, as `ColoursDataset` holds them."""
    x, y = places(GRID, GRID, REACH, REACH)
    drawings = [draw(run.seed, run.first + k, x, y) for k in range(run.count)]
    fields = np.stack([drawing.fields for drawing in drawings])
    colours = np.stack([drawing.colours for drawing in drawings])
    kinds = np.array([drawing.kind for drawing in drawings])
    return fields.astype(np.float16), colours, kinds


class ColoursTrainer(VaeTrainer[ColoursDataset]):
    """The networks of colours in training."""

    encoder: ColoursEncoder
    decoder: ColoursDecoder
    average: ColoursDecoder

    def __init__(self, plan: TrainingPlan):
        torch.manual_seed(plan.seed)
        encoder = ColoursEncoder()
        decoder = ColoursDecoder()
        average = ColoursDecoder()
        networks: list[nn.Module] = [encoder, decoder, average]
        for network in networks:
            network.to(plan.device)
        super().__init__(
            plan,
            encoder,
            decoder,
            average,
            SCHEDULE,
        )
        grid = np.stack(places(GRID, GRID, REACH, REACH), 1)
        self._places = torch.from_numpy(grid).to(plan.device)

    def losses(self, data: ColoursDataset) -> dict[str, Tensor]:
        """Of one batch; see `VaeTrainer.losses`."""
        rows = torch.randperm(len(data.kinds))[:BATCH]
        asked = torch.randperm(GRID**2)[:ASKED]
        fields, colours = (part.to(self.plan.device) for part in data.seen(rows))
        mean, log_variance = self.encoder(fields, colours)
        noise = torch.randn(len(rows), LATENT).to(mean)
        latent = mean + noise * (log_variance / 2).exp()
        told, painted = self.decoder(latent, self._places[asked])
        truth = data.fields[rows][:, :, asked].to(told)
        off = (told - truth).abs().mean((0, 2))
        distance = off @ torch.tensor(WEIGHTS).to(told)
        paint = (painted - colours).abs().mean()
        kl = divergence(mean, log_variance)
        kl_weight = KL_WEIGHT * LATENT * min(1.0, self.step / KL_WARM_UP)
        loss = distance + COLOUR_WEIGHT * paint + kl_weight * kl
        return {
            "loss": loss,
            "fields": distance,
            "paint": paint,
            "kl": kl,
        }
