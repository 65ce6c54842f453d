"""Two rounds: the same firms in pairs, the complex by weights."""

import numpy as np
import pandas as pd
import pytest

from assessment.method.population import RoundValues, complex_change, paired_change, paired_changes

NAN = np.nan


def test_the_paired_difference_is_students() -> None:
    """Student 1908's own data: hours of sleep gained, 10 patients; t(9) = 4.062."""
    first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    found = paired_change(first, second)
    assert found.difference == pytest.approx(1.58)
    assert (found.low, found.high) == pytest.approx((0.7001142, 2.4598858))
    assert (found.n, found.rose, found.fell) == (10, 9, 0)
    assert (found.before, found.after) == pytest.approx((0.75, 2.33))


def test_only_firms_with_both_values_count() -> None:
    found = paired_change([1, NAN, 3, 4], [2, 5, NAN, 3])
    assert (found.n, found.difference, found.rose, found.fell) == (2, 0, 1, 1)
    alone = paired_change([1, NAN], [2, 5])
    assert alone.difference == 1
    assert np.isnan(alone.low)
    assert np.isnan(paired_change([NAN], [1]).difference)


def test_rounding_errors_are_no_movement() -> None:
    assert paired_change([0.3], [0.1 + 0.2]).rose == 0


def test_every_column_is_compared_over_the_firms_in_both_frames() -> None:
    before = pd.DataFrame({"A": [1.0, 2, 3], "B": [0.0, NAN, 1]}, index=[7, 8, 9])
    after = pd.DataFrame({"A": [9.0, 5, 4], "B": [1.0, 1, 1]}, index=[5, 9, 8])
    found = paired_changes(before, after)
    assert found.loc["A", ["n", "before", "after", "rose"]].tolist() == [2, 2.5, 4.5, 2]
    assert found.loc["B", ["n", "difference"]].tolist() == [1, 0]
    assert paired_changes(before[[]], after[[]]).empty


def _round(firms: range, values: np.ndarray, weight: float = 1.0) -> RoundValues:
    n = len(firms)
    return RoundValues(list(firms), values, np.full(n, weight), np.zeros(n, int))


def test_what_every_firm_gained_alike_is_certain() -> None:
    """The same forty firms, all five points higher: no spread, however they differ."""
    values = np.random.default_rng(1).normal(50, 10, 40)
    found = complex_change(_round(range(40), values), _round(range(40), values + 5), seed=1)
    assert (found.difference, found.low, found.high) == pytest.approx((5, 5, 5))
    assert (found.n_before, found.n_after, found.both) == (40, 40, 40)


def test_other_firms_spread_as_two_samples() -> None:
    """Var of the difference of two means: s²/n + s²/n."""
    rng = np.random.default_rng(2)
    one, other = rng.normal(50, 10, 60), rng.normal(52, 10, 60)
    found = complex_change(
        _round(range(60), one), _round(range(60, 120), other, 3.0), seed=4, draws=2000
    )
    error = np.sqrt(one.var(ddof=1) / 60 + other.var(ddof=1) / 60)
    assert found.high - found.low == pytest.approx(2 * 1.96 * error, rel=0.06)
    assert found.both == 0


def test_weights_and_missing_values_enter_both_rounds() -> None:
    before = RoundValues([1, 2, 3], [10, 20, NAN], [1, 3, 5], ["a", "a", "a"])
    after = RoundValues([3, 2], [30, 40], [1, 1], ["a", "a"])
    found = complex_change(before, after, seed=1, draws=50)
    assert (found.before, found.after, found.difference) == (17.5, 35, 17.5)
    assert (found.n_before, found.n_after, found.both) == (2, 2, 1)
    assert found == complex_change(before, after, seed=1, draws=50)


def test_a_firm_stands_once_in_a_round() -> None:
    twice = RoundValues([1, 1], [1, 2], [1, 1], [0, 0])
    with pytest.raises(ValueError, match="once"):
        complex_change(twice, twice, seed=1)
