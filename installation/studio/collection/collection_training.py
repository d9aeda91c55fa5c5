"""Training a collection's layouts: a variational autoencoder against a critic."""

from typing import Any

import torch
from torch import Tensor, nn

from installation.studio.collection.adversary import Contest, pyramid_loss
from installation.studio.collection.batches import Batches
from installation.studio.collection.frame import Frame
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
SCHEDULE = RateSchedule(highest=4e-4, lowest_share=0.05)
CRITIC_RATE = 4e-4
PIXELS = 6.0  # weights of the losses
FEATURES = 3.0
SPREAD = 0.02
REALNESS = 0.4
ADVERSARY_FROM = 300  # steps: until then the networks learn what is easy


class CollectionNetworks(nn.Module):
    """All that is exported or needed to export."""

    def __init__(self, frame: Frame):
        super().__init__()
        self.encoder = LayoutEncoder(frame)
        self.decoder = LayoutDecoder(frame)

    @torch.no_grad()
    def layouts(self, points: Tensor) -> Tensor:
        """(n, latent) -> (n, 3, rows, columns), -1..1."""
        return self.decoder(points).clamp(-1, 1)


class CollectionTrainer(Trainer[Batches]):
    """Networks, critic, optimisers and progress."""

    def __init__(self, plan: TrainingPlan, frame: Frame, has_critic: bool = True):
        """`has_critic`: without it this is a plain variational autoencoder, to compare with."""
        torch.manual_seed(plan.seed)
        super().__init__(plan)
        self.has_critic = has_critic
        self.networks = CollectionNetworks(frame).to(plan.device)
        self.average = CollectionNetworks(frame).to(plan.device)
        self.average.load_state_dict(self.networks.state_dict())
        self.critic = LayoutCritic().to(plan.device)
        self.optimiser = torch.optim.Adam(
            self.networks.parameters(), lr=SCHEDULE.highest, betas=(0.5, 0.99)
        )
        self.critic_optimiser = torch.optim.Adam(
            self.critic.parameters(), lr=CRITIC_RATE, betas=(0.5, 0.99)
        )
        self.precision = Precision.measured(plan.device)

    def parts(self) -> dict[str, Any]:
        """What a checkpoint holds."""
        return {
            "networks": self.networks,
            "average": self.average,
            "critic": self.critic,
            "optimiser": self.optimiser,
            "critic_optimiser": self.critic_optimiser,
        }

    def train_step(self, data: Batches) -> dict[str, Tensor]:
        """One step; returns its losses."""
        self.draw_lots()
        rate = SCHEDULE.rate(self.step, self.progress)
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        for group in self.critic_optimiser.param_groups:
            group["lr"] = rate * CRITIC_RATE / SCHEDULE.highest
        self.critic.requires_grad_(False)
        with self.precision.autocast():
            losses, contest = self._losses(data)
        losses["loss"] = torch.stack(list(losses.values())).sum()
        self.optimiser.zero_grad(set_to_none=True)
        losses["loss"].backward()
        self.optimiser.step()
        if self._is_judged:
            losses["critic"] = self._teach_critic(contest)
        self.step += 1
        self.update_average(self.average, self.networks)
        return {name: value.detach() for name, value in losses.items()}

    @property
    def _is_judged(self) -> bool:
        return self.has_critic and self.step >= ADVERSARY_FROM

    def _losses(self, data: Batches) -> tuple[dict[str, Tensor], Contest]:
        """Pictures painted again from their points, and new ones from points between two of them."""
        true = data.layouts(LAYOUTS, self.plan.device)
        mean, log_variance = self.networks.encoder(true)
        mean = mean.float()
        log_variance = log_variance.float()
        point = mean + (0.5 * log_variance).exp() * torch.randn_like(mean)
        again, new = self.networks.decoder(torch.cat([point, between(mean)])).float().chunk(2)
        contest = Contest(self.critic, true, again, new)
        losses = {
            "layout": PIXELS * pyramid_loss(again, true),
            "spread": SPREAD * divergence(mean, log_variance),
        }
        if self._is_judged:
            apart, unreal = contest.painters_losses()
            losses["seen"] = FEATURES * apart
            losses["real"] = REALNESS * unreal
        return losses, contest

    def _teach_critic(self, contest: Contest) -> Tensor:
        self.critic.requires_grad_(True)
        with self.precision.autocast():
            loss = contest.critics_loss()
        self.critic_optimiser.zero_grad(set_to_none=True)
        loss.backward()
        self.critic_optimiser.step()
        return loss


def between(points: Tensor) -> Tensor:
    """(n, latent) -> (n, latent): each somewhere on a way to another one, straight or on an arc."""
    others = points.roll(1, 0)
    share = torch.rand(len(points), 1, device=points.device)
    straight = torch.lerp(points, others, share)
    arc = (1 - share).sqrt() * points + share.sqrt() * others
    is_straight = torch.rand_like(share) < 0.5
    return torch.where(is_straight, straight, arc)
