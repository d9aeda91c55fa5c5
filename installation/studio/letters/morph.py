"""What lies between two letters: strokes of the one grow thin while those of the other grow.

Between distance fields there is a mean, but it tears strokes that do not lie on each other. A
soft maximum keeps both as lines, and an offset gives it as much ink as lies between the two: a
monogram, in which no stroke ever breaks.
"""

import torch
from torch import Tensor

JOINED = 3.0  # how sharply the larger of two companded fields is chosen


def blended(first: Tensor, second: Tensor, share: Tensor) -> Tensor:
    """(n, h, w) companded twice and the second one's share (n,) -> (n, h, w)."""
    weight = share[:, None, None]
    ours = JOINED * first + torch.log(1 - weight)
    theirs = JOINED * second + torch.log(weight)
    joined = torch.logaddexp(ours, theirs) / JOINED
    before = _area(first)
    after = _area(second)
    area = torch.lerp(before, after, share)
    level = _level(joined, area)
    return joined - level[:, None, None]


def _area(field: Tensor) -> Tensor:
    """(n, h, w) -> (n,) cells with ink."""
    is_ink = field > 0
    return is_ink.sum((1, 2)).float()


def _level(field: Tensor, area: Tensor) -> Tensor:
    """The value above which a field has that many cells, (n,)."""
    most = int(area.max())
    flat = field.flatten(1)
    falling = flat.topk(most + 1, dim=1).values
    places = area.long()[:, None]
    return falling.gather(1, places)[:, 0]
