"""A contest between what paints pictures and a critic that tells them from true ones."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.functional import avg_pool2d, pad, relu

SHIFT = 0.125  # of the sides
LIGHT = 0.25


@dataclass(frozen=True)
class Contest:
    """A critic, true pictures and the painted ones that it must tell from them."""

    critic: nn.Module
    true: Tensor  # (n, 3, h, w)
    again: Tensor  # (n, 3, h, w): the true pictures, painted
    new: Tensor  # (m, 3, h, w): painted without a true picture

    def painters_losses(self) -> tuple[Tensor, Tensor]:
        """How far `again` is from the true pictures in the critic's eyes, and how little real all look."""
        pair = varied(torch.cat([self.true, self.again], 1))
        true, again = pair.chunk(2, 1)
        with torch.no_grad():
            _, wanted = self.critic(true)
        scores, features = self.critic(again)
        new_scores, _ = self.critic(varied(self.new))
        realness = -0.5 * (scores.float().mean() + new_scores.float().mean())
        return likeness(features, wanted), realness

    def critics_loss(self) -> Tensor:
        """Hinge loss (Lim and Ye 2017)."""
        true, _ = self.critic(varied(self.true))
        loss = relu(1 - true.float()).mean()
        for pictures in (self.again, self.new):
            scores, _ = self.critic(varied(pictures.detach()))
            loss = loss + relu(1 + scores.float()).mean() / 2
        return loss


def likeness(painted: list[Tensor], true: list[Tensor]) -> Tensor:
    """How far apart two pictures are in a critic's features (Larsen et al. 2016)."""
    apart = [
        (p.float() - t.detach().float()).abs().mean() for p, t in zip(painted, true, strict=True)
    ]
    return torch.stack(apart).mean()


def pyramid_loss(painted: Tensor, true: Tensor, levels: int = 3) -> Tensor:
    """Mean absolute difference at several sizes, each half the one before."""
    loss = (painted - true).abs().mean()
    for _ in range(levels - 1):
        painted = avg_pool2d(painted, 2)
        true = avg_pool2d(true, 2)
        loss = loss + (painted - true).abs().mean()
    return loss / levels


def varied(batch: Tensor) -> Tensor:
    """(n, c, h, w), each picture moved and lit otherwise, differentiably (Zhao et al. 2020).

    A critic that never sees a picture as it is cannot learn few pictures by heart.
    """
    return _lit(_moved(batch))


def _moved(batch: Tensor) -> Tensor:
    height, width = batch.shape[2:]
    down = round(SHIFT * height)
    across = round(SHIFT * width)
    wide = pad(batch, (across, across, down, down), mode="reflect")
    tops = torch.randint(2 * down + 1, (len(batch),)).tolist()
    lefts = torch.randint(2 * across + 1, (len(batch),)).tolist()
    parts = [
        wide[k, :, top : top + height, left : left + width]
        for k, (top, left) in enumerate(zip(tops, lefts, strict=True))
    ]
    return torch.stack(parts)


def _lit(batch: Tensor) -> Tensor:
    lots = torch.rand(len(batch), 2, 1, 1, 1, device=batch.device) - 0.5
    middle = batch.mean((1, 2, 3), keepdim=True)
    contrast = 1 + 2 * LIGHT * lots[:, 1]
    return (batch - middle) * contrast + middle + 2 * LIGHT * lots[:, 0]
