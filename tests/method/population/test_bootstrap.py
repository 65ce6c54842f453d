"""Weighted figures and their bootstrap intervals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.method.population import estimate, estimates, weighted_mean, weighted_median
from assessment.method.population.bootstrap import resampled

PAIRS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 4)), min_size=1, max_size=15)


def test_weighted_figures_by_hand() -> None:
    """1 with 1, 2 with 1, 5 with 2: mean 13/4; exactly half lies up to 2, so 3.5."""
    assert weighted_mean([1, 2, 5, np.nan], [1, 1, 2, 9]) == pytest.approx(13 / 4)
    assert weighted_median([5, 1, 2, np.nan], [2, 1, 1, 9]) == pytest.approx(3.5)
    assert np.isnan(weighted_mean([1.0], [0]))
    assert np.isnan(weighted_median([np.nan], [1]))


@given(PAIRS)
def test_whole_weights_are_repetitions(pairs: list[tuple[int, int]]) -> None:
    values, weights = np.array(pairs, float).T
    repeated = np.repeat(values, weights.astype(int))
    if len(repeated):
        assert weighted_mean(values, weights) == pytest.approx(repeated.mean())
        assert weighted_median(values, weights) == np.median(repeated)


def test_the_same_seed_gives_the_same_interval_and_another_seed_another() -> None:
    values = np.random.default_rng(1).normal(50, 10, 80)
    weights = np.linspace(1, 3, 80)
    one = estimate(values, weights, seed=7, draws=200)
    assert one == estimate(values, weights, seed=7, draws=200)
    assert (one.draws, one.seed, one.n) == (200, 7, 80)
    assert one.low != estimate(values, weights, seed=8, draws=200).low
    assert one.low < one.value < one.high


def test_the_spread_of_the_draws_is_the_textbooks() -> None:
    """Var of Σ N_h ȳ_h / N = Σ (N_h/N)² s_h² / n_h, without a population correction."""
    rng = np.random.default_rng(3)
    sizes, registered = np.array([3, 8, 15]), np.array([30.0, 16, 90])
    strata = np.repeat([0, 1, 2], sizes)
    values = rng.normal(0, 1, 26) * np.array([1.0, 5, 2])[strata] + 10 * strata
    weights = (registered / sizes)[strata]
    drawn = [weighted_mean(values, weights * factor) for factor in resampled(strata, 20_000, 5)]
    share = registered / registered.sum()
    variances = [values[strata == h].var(ddof=1) / sizes[h] for h in range(3)]
    assert np.var(drawn) == pytest.approx(float(share**2 @ variances), rel=0.04)
    assert np.mean(drawn) == pytest.approx(weighted_mean(values, weights), abs=0.02)


def test_every_draw_keeps_the_weight_of_each_stratum() -> None:
    strata = np.array([4, 4, 4, 9, 9, 7, 2])
    for factor in resampled(strata, 20, 1):
        assert factor[:3].sum() == pytest.approx(3)
        assert factor[3:5].sum() == pytest.approx(2)
        # the two single firms are drawn together, one of them twice
        assert sorted(factor[5:]) == [0, 2]


def test_a_lone_single_firm_joins_the_smallest_other_stratum() -> None:
    draws = list(resampled(np.array([0, 0, 0, 1, 1, 2]), 200, 1))
    assert {float(one[3:].sum()) for one in draws} == {3.0}
    assert {float(one[5]) for one in draws} > {0.0, 1.5}


@pytest.mark.slow
@pytest.mark.parametrize("statistic", ["mean", "median"])
def test_intervals_cover_the_truth_about_as_often_as_they_say(statistic: str) -> None:
    """95 % nominal; the percentile interval of 40 values is a little short."""
    rng = np.random.default_rng(11)
    covered = 0
    for seed in range(200):
        values = rng.normal(0, 1, 40)
        found = estimate(values, np.ones(40), statistic, seed=seed, draws=200)  # type: ignore[arg-type]
        covered += found.low <= 0 <= found.high
    assert 0.89 <= covered / 200 <= 0.985


def test_a_share_is_of_noughts_and_ones() -> None:
    found = estimate([1, 0, 0, 1, np.nan], [1, 1, 1, 3, 5], "share", seed=1, draws=50)
    assert (found.value, found.n) == (pytest.approx(4 / 6), 4)
    assert found.effective_n == pytest.approx(36 / 12)
    with pytest.raises(ValueError, match="0 and 1"):
        estimate([0.5], [1], "share", seed=1)


def test_figures_asked_together_are_those_asked_alone() -> None:
    values = np.arange(20.0)
    asked = {"mean": (values, "mean"), "median": (values, "median")}
    found = estimates(asked, np.ones(20), seed=3, draws=100)  # type: ignore[arg-type]
    assert found["median"] == estimate(values, np.ones(20), "median", seed=3, draws=100)


def test_one_firm_has_a_value_but_no_interval() -> None:
    found = estimate([4.0], [2.0], seed=1)
    assert found.value == 4
    assert np.isnan(found.low)
    nobody = estimate([], [], seed=1)
    assert np.isnan(nobody.value)
    assert (nobody.n, nobody.effective_n) == (0, 0)
