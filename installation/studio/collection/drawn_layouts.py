"""What detail learns from beside true pictures: layouts between two of them, and parts of these."""

import torch
from torch import Tensor


def between(points: Tensor) -> Tensor:
    """(n, latent) -> (n, latent): each somewhere on a way to another one, straight or on an arc."""
    others = points.roll(1, 0)
    share = torch.rand(len(points), 1, device=points.device)
    straight = torch.lerp(points, others, share)
    arc = (1 - share).sqrt() * points + share.sqrt() * others
    is_straight = torch.rand_like(share) < 0.5
    return torch.where(is_straight, straight, arc)


def parts_of(layouts: Tensor, side: int) -> Tensor:
    """(n, 3, rows, columns) -> (n, 3, side, side): a part of each by lot."""
    parts = []
    for layout in layouts:
        top = int(torch.randint(layout.shape[1] - side + 1, ()))
        left = int(torch.randint(layout.shape[2] - side + 1, ()))
        parts.append(layout[:, top : top + side, left : left + side])
    return torch.stack(parts)
