"""Training a collection's three networks side by side, each against a critic of its own."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import avg_pool2d, pad

from installation.studio.collection.adversary import Contest, pyramid_loss, spectrum_loss
from installation.studio.collection.batches import Batches
from installation.studio.collection.detail_network import (
    MARGIN,
    RIM,
    DetailNetwork,
    FineNetwork,
    PatchCritic,
    fixed_noise,
)
from installation.studio.collection.drawn_layouts import between, parts_of
from installation.studio.collection.frame import DETAIL, FINE, Frame
from installation.studio.collection.half_precision import Precision
from installation.studio.collection.layout_network import (
    LayoutCritic,
    LayoutDecoder,
    LayoutEncoder,
)
from installation.studio.common.training_loop import (
    RateSchedule,
    Trainer,
    TrainingPlan,
    divergence,
)

LAYOUTS = 16  # in a batch
PARTS = 8
FINE_PARTS = 8
# Layouts are what is hard to learn, and every part of a picture teaches detail. In the last part of the
# time they rest: detail learns from the layouts that it will be given.
LAYOUTS_UNTIL = 0.6  # of the time
DETAIL_EVERY = 2  # steps, until then
FINE_EVERY = 4
SCHEDULE = RateSchedule(highest=4e-4, lowest_share=0.05)
CRITICS_RATE = 4e-4
PIXELS = 6.0  # weights of the losses
FEATURES = 3.0
SPREAD = 0.02
REALNESS = 0.4
PART_PIXELS = 3.0
PART_FEATURES = 1.0
PART_REALNESS = 0.5
WAVES = 0.15
# pixels: what is smaller is texture, and only has to look like the true one; without critics it has to be it
HELD = 4
ADVERSARIES_FROM = 300  # steps: until then the networks learn what is easy

Lesson = Callable[[Batches], tuple[dict[str, Tensor], Contest]]


class CollectionNetworks(nn.Module):
    """All that is exported or needed to export."""

    def __init__(self, frame: Frame):
        super().__init__()
        self.encoder = LayoutEncoder(frame)
        self.decoder = LayoutDecoder(frame)
        self.detail = DetailNetwork()
        self.fine = FineNetwork()
        noise = fixed_noise(frame.rows + 2 * MARGIN, frame.columns + 2 * MARGIN)
        self.noise = [torch.from_numpy(part) for part in noise]

    @torch.no_grad()
    def detailed(self, points: Tensor) -> Tensor:
        """(n, latent) -> (n, 3, 8 rows, 8 columns), -1..1."""
        return self._detailed(points, 0).clamp(-1, 1)

    @torch.no_grad()
    def finished(self, points: Tensor) -> Tensor:
        """(n, latent) -> (n, 3, 32 rows, 32 columns), -1..1: the pictures on the wall."""
        fine = self.fine(self._detailed(points, RIM))
        return _without(fine, RIM * FINE).clamp(-1, 1)

    def _detailed(self, points: Tensor, rim: int) -> Tensor:
        """With so many pixels around."""
        layout = pad(self.decoder(points), [MARGIN] * 4, mode="replicate")
        noise = [part.to(points.device) for part in self.noise]
        return _without(self.detail(layout, noise), MARGIN * DETAIL - rim)


class CollectionTrainer(Trainer[Batches]):
    """Networks, critics, optimisers and progress."""

    def __init__(self, plan: TrainingPlan, frame: Frame, has_critics: bool = True):
        """`has_critics`: without them it is a plain variational autoencoder, to compare with."""
        torch.manual_seed(plan.seed)
        super().__init__(plan)
        self.has_critics = has_critics
        self.networks = CollectionNetworks(frame).to(plan.device)
        self.average = CollectionNetworks(frame).to(plan.device)
        self.average.load_state_dict(self.networks.state_dict())
        self.critics = nn.ModuleDict(
            {"layout": LayoutCritic(), "detail": PatchCritic(), "fine": PatchCritic()}
        ).to(plan.device)
        self.optimiser = torch.optim.Adam(
            self.networks.parameters(), lr=SCHEDULE.highest, betas=(0.5, 0.99)
        )
        self.critics_optimiser = torch.optim.Adam(
            self.critics.parameters(), lr=CRITICS_RATE, betas=(0.5, 0.99)
        )
        self.precision = Precision.measured(plan.device)

    def parts(self) -> dict[str, Any]:
        """What a checkpoint holds."""
        return {
            "networks": self.networks,
            "average": self.average,
            "critics": self.critics,
            "optimiser": self.optimiser,
            "critics_optimiser": self.critics_optimiser,
        }

    def train_step(self, data: Batches) -> dict[str, Tensor]:
        """One step of all networks; returns its losses."""
        self.draw_lots()
        rate = SCHEDULE.rate(self.step, self.progress)
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        for group in self.critics_optimiser.param_groups:
            group["lr"] = rate * CRITICS_RATE / SCHEDULE.highest
        losses, contests = self._losses(data)
        self.optimiser.zero_grad(set_to_none=True)
        losses["loss"].backward()
        self.optimiser.step()
        if self._is_judged:
            losses["critics"] = self._teach_critics(contests)
        self.step += 1
        self.update_average(self.average, self.networks)
        return {name: value.detach() for name, value in losses.items()}

    @property
    def _is_judged(self) -> bool:
        return self.has_critics and self.step >= ADVERSARIES_FROM

    def _losses(self, data: Batches) -> tuple[dict[str, Tensor], list[Contest]]:
        """All losses of the networks, and the contests that their critics learn from."""
        self.critics.requires_grad_(False)
        losses: dict[str, Tensor] = {}
        contests: list[Contest] = []
        with self.precision.autocast():
            for step in self._due():
                told, contest = step(data)
                losses.update(told)
                contests.append(contest)
        losses["loss"] = torch.stack(list(losses.values())).sum()
        return losses, contests

    def _due(self) -> list[Lesson]:
        """What is learned in this step."""
        if self.progress >= LAYOUTS_UNTIL:
            return [self._detail_step, self._fine_step]
        lessons: list[Lesson] = [self._layout_step]
        if self.step % DETAIL_EVERY == 0:
            lessons.append(self._detail_step)
        if self.step % FINE_EVERY == 0:
            lessons.append(self._fine_step)
        return lessons

    def _teach_critics(self, contests: list[Contest]) -> Tensor:
        self.critics.requires_grad_(True)
        with self.precision.autocast():
            loss = torch.stack([contest.critics_loss() for contest in contests]).sum()
        self.critics_optimiser.zero_grad(set_to_none=True)
        loss.backward()
        self.critics_optimiser.step()
        return loss

    def _layout_step(self, data: Batches) -> tuple[dict[str, Tensor], Contest]:
        """Pictures painted again from their points, and new ones from points between two of them."""
        true = data.layouts(LAYOUTS, self.plan.device)
        mean, log_variance = self.networks.encoder(true)
        mean = mean.float()
        log_variance = log_variance.float()
        point = mean + (0.5 * log_variance).exp() * torch.randn_like(mean)
        again, new = self.networks.decoder(torch.cat([point, between(mean)])).float().chunk(2)
        contest = Contest(self.critics["layout"], true, again, new)
        losses = {
            "layout": PIXELS * pyramid_loss(again, true),
            "spread": SPREAD * divergence(mean, log_variance),
        }
        losses.update(self._judged("layout", contest, FEATURES, REALNESS))
        return losses, contest

    def _detail_step(self, data: Batches) -> tuple[dict[str, Tensor], Contest]:
        """Parts of pictures painted from their own layouts, and from those that a point gave."""
        layout, true = data.detailed(PARTS, self.plan.device)
        drawn = parts_of(self._new_layouts(data), layout.shape[-1])
        again, new = self.networks.detail(torch.cat([layout, drawn])).float().chunk(2)
        contest = Contest(self.critics["detail"], true, again, new)
        faithful = (avg_pool2d(new, DETAIL) - drawn).abs().mean()
        losses = {"detail": PART_PIXELS * (self._unlike(again, true) + faithful)}
        if self.has_critics:
            waves = spectrum_loss(again, true) + spectrum_loss(new, true)
            losses["waves"] = WAVES * waves
        losses.update(self._judged("detail", contest, PART_FEATURES, PART_REALNESS))
        return losses, contest

    @torch.no_grad()
    def _new_layouts(self, data: Batches) -> Tensor:
        """(PARTS, 3, rows, columns): layouts between two pictures."""
        mean, _ = self.networks.encoder(data.layouts(PARTS, self.plan.device))
        return self.networks.decoder(between(mean.float())).float()

    def _fine_step(self, data: Batches) -> tuple[dict[str, Tensor], Contest]:
        picture, true = data.fine(FINE_PARTS, self.plan.device)
        again = self.networks.fine(picture).float()
        contest = Contest(self.critics["fine"], true, again)
        faithful = (avg_pool2d(again, FINE) - picture).abs().mean()
        losses = {"fine": PART_PIXELS * (self._unlike(again, true) + faithful)}
        if self.has_critics:
            losses["fine_waves"] = 2 * WAVES * spectrum_loss(again, true)
        losses.update(self._judged("fine", contest, PART_FEATURES, PART_REALNESS))
        return losses, contest

    def _unlike(self, again: Tensor, true: Tensor) -> Tensor:
        """How far parts of pictures are from the true ones, in what must not differ."""
        if not self.has_critics:
            return pyramid_loss(again, true)
        return pyramid_loss(avg_pool2d(again, HELD), avg_pool2d(true, HELD), levels=2)

    def _judged(
        self, name: str, contest: Contest, features: float, realness: float
    ) -> dict[str, Tensor]:
        """What a critic says, weighed; nothing before it has begun."""
        if not self._is_judged:
            return {}
        apart, unreal = contest.painters_losses()
        return {f"{name}_seen": features * apart, f"{name}_real": realness * unreal}


def _without(pictures: Tensor, rim: int) -> Tensor:
    """(n, c, h, w) without so many pixels on each side."""
    return pictures[:, :, rim:-rim, rim:-rim]
