"""Quantiles in fixed memory."""

import numpy as np
import pytest

from installation.parent.histogram import Histogram


def test_quantiles_are_true_to_one_percent_and_the_greatest_is_exact():
    values = np.random.default_rng(0).lognormal(3, 1, 20_000)
    tally = Histogram()
    for value in values:
        tally.record(float(value))
    for share in (0.5, 0.95, 0.99):
        assert abs(tally.quantile(share) / np.quantile(values, share) - 1) < 0.012
    assert tally.max == values.max()


def test_nothing_measured_is_no_number():
    assert Histogram().quantile(0.5) is None


def test_values_below_zero_are_told_from_those_above():
    tally = Histogram()
    for value in range(-50, 51):
        tally.record(float(value))
    assert tally.quantile(0.05) == pytest.approx(-45, rel=0.02)
    assert tally.quantile(0.5) == pytest.approx(0, abs=1.1)
    assert tally.quantile(0.95) == pytest.approx(45, rel=0.02)
