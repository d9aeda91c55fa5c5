"""What tells two fields apart, and what holds styles together."""

import torch
from torch import Tensor

from installation.studio.letters.dataset import LETTERS_A_FACE
from installation.studio.letters.grid import SOFT

EDGE = 10.0  # how much more a cell on an edge counts than one far away
EDGE_WIDTH = 2.0  # cells from an edge where half of that is left
DISTANCE_WEIGHT = 1.0
INK_WEIGHT = 0.5
SLOPE_WEIGHT = 0.5
INK_SHARPNESS = 2.0  # of ink at an edge, per cell
STEEPEST = 5.0  # how much more a slope counts far away, where companding made it flat


def missed(drawn: Tensor, wanted: Tensor) -> Tensor:
    """All that tells two fields apart, (n, h, w) twice."""
    distance = distance_missed(drawn, wanted)
    ink = soft_ink_missed(drawn, wanted)
    slope = slope_missed(drawn, wanted)
    return DISTANCE_WEIGHT * distance + INK_WEIGHT * ink + SLOPE_WEIGHT * slope


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


def flaw_missed(drawn: Tensor, wanted: Tensor, near: Tensor) -> Tensor:
    """Mean difference where a picture was mended, 1 in `near`; (n, h, w) each.

    A flaw is small: in the mean over the picture it would hardly count.
    """
    error = (drawn - wanted).abs() * near
    cells = near.sum((1, 2)).clamp(min=1)
    return (error.sum((1, 2)) / cells).mean()
