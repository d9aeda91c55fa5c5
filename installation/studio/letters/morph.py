"""What lies between two letters: strokes of the one move to those of the other.

The two fields are bent towards each other until they lie on each other as well as they can
(symmetric demons: Thirion 1998, Vercauteren et al. 2009), each by its share of the way; then their
mean is taken, with as much ink as lies between the two. A mean of fields that were not bent first
tears every stroke that has no partner in its place.
"""

import torch
from torch import Tensor, nn

SOLVED_AT = (4, 2)  # cells for each cell of the grids on which the bending is found, coarse first
ROUNDS = 70  # on each grid
FARTHEST = 1.0  # how many cells of its grid the bending grows in a round
SMOOTH = 1.2  # cells of the grid over which the bending is smoothed
CALM = 1e-3  # keeps the force finite where both fields are flat
AGAINST_DIFFERENCE = 0.25  # how much a large difference slows the force


def aligning_shift(first: Tensor, second: Tensor) -> Tensor:
    """(n, h, w) companded twice -> the shift (n, 2, h, w) that bends them, cells across and down.

    Half of it bends the first, the opposite half the second: first(x + shift / 2) is then about
    second(x - shift / 2).
    """
    count, height, width = first.shape
    shift = torch.zeros(count, 2, 1, 1)
    before = height
    for cells in SOLVED_AT:
        ours = nn.functional.avg_pool2d(first[:, None], cells)[:, 0]
        theirs = nn.functional.avg_pool2d(second[:, None], cells)[:, 0]
        shift = _scaled(shift, ours.shape[1], ours.shape[2], before / ours.shape[1])
        shift = _refined(shift, ours, theirs)
        before = ours.shape[1]
    return _scaled(shift, height, width, before / height)


def bent(fields: Tensor, shift: Tensor) -> Tensor:
    """(n, h, w) fields seen at places moved by a shift."""
    _, height, width = fields.shape
    down = torch.arange(height, dtype=torch.float32)
    across = torch.arange(width, dtype=torch.float32)
    rows, columns = torch.meshgrid(down, across, indexing="ij")
    places = torch.stack([columns, rows], -1) + shift.permute(0, 2, 3, 1)
    last = torch.tensor([width - 1, height - 1])
    seen = nn.functional.grid_sample(
        fields[:, None],
        2 * places / last - 1,
        padding_mode="border",
        align_corners=True,
    )
    return seen[:, 0]


def between(first: Tensor, second: Tensor, share: Tensor, joined: float = 0.0) -> Tensor:
    """(n, h, w) two aligned fields and the second one's share (n,) -> (n, h, w).

    With `joined` above 0 the mean leans to the larger of the two: fewer strokes part, and
    more of them cross.
    """
    weight = share[:, None, None]
    if joined == 0:
        return torch.lerp(first, second, weight)
    ours = joined * first + torch.log(1 - weight)
    theirs = joined * second + torch.log(weight)
    return torch.logaddexp(ours, theirs) / joined


def with_ink(fields: Tensor, area: Tensor) -> Tensor:
    """(n, h, w) fields lifted or lowered until (n,) cells have ink."""
    most = int(area.max())
    flat = fields.flatten(1)
    falling = flat.topk(most + 1, dim=1).values
    places = area.long()[:, None]
    level = falling.gather(1, places)
    return fields - level[:, :, None]


def ink_area(fields: Tensor) -> Tensor:
    """(n, h, w) -> (n,) cells with ink."""
    is_ink = fields > 0
    return is_ink.sum((1, 2)).float()


def _refined(shift: Tensor, first: Tensor, second: Tensor) -> Tensor:
    for _ in range(ROUNDS):
        ours = bent(first, shift / 2)
        theirs = bent(second, -shift / 2)
        apart = (ours - theirs)[:, None]
        slope = (_slope(ours) + _slope(theirs)) / 2
        steep = slope.square().sum(1, keepdim=True)
        force = apart * slope / (steep + AGAINST_DIFFERENCE * apart.square() + CALM)
        moved = shift - force.clamp(-FARTHEST, FARTHEST)
        shift = _smoothed(moved)
    return shift


def _scaled(shift: Tensor, height: int, width: int, larger: float) -> Tensor:
    """A shift on another grid, whose cells are smaller by `larger`."""
    size = (height, width)
    there = nn.functional.interpolate(shift, size, mode="bilinear", align_corners=True)
    return there / larger


def _slope(fields: Tensor) -> Tensor:
    """Central differences, 0 at the rim."""
    across = (fields[:, :, 2:] - fields[:, :, :-2]) / 2
    down = (fields[:, 2:] - fields[:, :-2]) / 2
    wide = nn.functional.pad(across, (1, 1))
    tall = nn.functional.pad(down, (0, 0, 1, 1))
    return torch.stack([wide, tall], 1)


def _smoothed(shift: Tensor) -> Tensor:
    reach = round(3 * SMOOTH)
    steps = torch.arange(-reach, reach + 1, dtype=torch.float32)
    bell = torch.exp(-(steps**2) / (2 * SMOOTH**2))
    line = bell / bell.sum()
    each = shift.flatten(0, 1)[:, None]
    across = nn.functional.pad(each, (reach, reach, 0, 0), mode="replicate")
    each = nn.functional.conv2d(across, line.view(1, 1, 1, -1))
    down = nn.functional.pad(each, (0, 0, reach, reach), mode="replicate")
    each = nn.functional.conv2d(down, line.view(1, 1, -1, 1))
    return each.view_as(shift)
