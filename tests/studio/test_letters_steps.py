"""Letters: steps on which a picture leaps are found, and learned from."""

# ruff: noqa: E402  (the libraries of training may be missing)
import numpy as np
import pytest

torch = pytest.importorskip("torch")

from installation.studio.letters import LETTERS
from installation.studio.letters.grid import NARROW, SOFT, WIDE
from installation.studio.letters.network import STYLE
from installation.studio.letters.steep_steps import SteepSteps, step_changes, too_steep

COLUMNS = torch.arange(WIDE, dtype=torch.float32).expand(NARROW, WIDE)


def edge_at(column: float) -> torch.Tensor:
    """A companded field with ink to the left of a column."""
    return torch.asinh((column - COLUMNS) / SOFT)


def steps(*moved: float) -> torch.Tensor:
    """Pairs of fields whose edge moves by so many columns."""
    return torch.stack([field for by in moved for field in (edge_at(90), edge_at(90 + by))])


def test_a_step_is_as_long_as_the_ink_that_changes():
    changes = step_changes(steps(1, 3)) * WIDE
    assert torch.allclose(changes, torch.tensor([1.0, 3.0]), atol=0.01)


def test_only_steps_over_twice_the_usual_one_are_learned_from():
    lots = np.random.default_rng(1)
    weights = lots.random((5, 2, len(LETTERS))).astype(np.float32)
    styles = lots.random((5, 2, STYLE)).astype(np.float32)
    changes = step_changes(steps(1, 1, 9, 1, 1)).numpy()
    steep = SteepSteps.among(weights, styles, changes)
    assert np.array_equal(steep.weights, weights[2:3])
    assert np.array_equal(steep.styles, styles[2:3])
    assert steep.tried == 5
    assert steep.usual == pytest.approx(13 / 5 / WIDE, rel=0.01)


def test_learning_from_a_leap_brings_its_two_pictures_nearer():
    usual = 1 / WIDE
    leap = steps(9).requires_grad_()
    missed = too_steep(leap, usual)
    missed.backward()
    with torch.no_grad():
        nearer = leap - 100 * leap.grad
    assert missed > too_steep(nearer, usual) >= 0
    assert too_steep(steps(1.5), usual) == 0


def test_where_every_way_is_even_there_is_nothing_to_learn():
    none = np.zeros((3, 2, len(LETTERS)), np.float32)
    even = SteepSteps.among(none, np.zeros((3, 2, STYLE), np.float32), np.ones(3, np.float32))
    weights, styles = even.by_lot(np.random.default_rng(1), 4)
    assert len(weights) == len(styles) == 0
