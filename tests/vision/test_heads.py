"""People side by side in one blob are told apart by their heads."""

import numpy as np
import pytest

from installation.vision import heads
from installation.vision.figure import Figure, draw_figure


def blob(*places: float, arm: float = 0.0, stride: float = 0.0) -> np.ndarray:
    """The mask of figures at these places in the view, cut to its bounds."""
    canvas = np.zeros((144, 192, 3), np.uint8)
    for x in places:
        draw_figure(canvas, Figure(x, 0.9, 0.6, stride, arm, (1, 1, 1)), (255, 255, 255))
    mask = canvas[..., 0] > 0
    rows, columns = (np.flatnonzero(mask.any(axis=axis)) for axis in (1, 0))
    return mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


@pytest.mark.parametrize("places", [(0.5,), (0.4, 0.52), (0.3, 0.43, 0.55)])
def test_each_head_is_counted_once(places):
    assert len(heads.centres(blob(*places))) == len(places)


@pytest.mark.parametrize("arm", [0.5, 1.0])
def test_a_raised_arm_is_no_head(arm):
    assert len(heads.centres(blob(0.5, arm=arm, stride=1.0))) == 1
