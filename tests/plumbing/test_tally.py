"""Quantiles in fixed memory."""

import numpy as np

from installation.plumbing.tally import Tally


def test_quantiles_are_true_to_one_percent_and_the_greatest_is_exact():
    values = np.random.default_rng(0).lognormal(3, 1, 20_000)
    tally = Tally()
    for value in values:
        tally.add(float(value))
    for share in (0.5, 0.95, 0.99):
        assert abs(tally.quantile(share) / np.quantile(values, share) - 1) < 0.012
    assert tally.max == values.max()


def test_nothing_measured_is_no_number():
    assert Tally().quantile(0.5) is None
