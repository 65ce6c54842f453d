import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.method.criteria import weighted_score
from assessment.method.ranking import competition_rank
from assessment.method.uncertainty import rank_intervals


def test_a_firm_that_is_better_in_everything_is_always_first():
    shares = np.array([[0.9, 0.9], [0.2, 0.8], [0.8, 0.2], [0.1, 0.1]])
    result = rank_intervals(shares, [1, 1], seed=1, first=1)
    assert (result.low[0], result.median[0], result.high[0]) == (1, 1, 1)
    assert (result.low[3], result.high[3]) == (4, 4)
    assert result.within is not None
    assert result.within.tolist() == [1, 0, 0, 0]


def test_two_firms_that_trade_places_get_both_ranks():
    """Shares (1, 0) and (0, 1) at equal weights: each wins in half of the draws."""
    result = rank_intervals(np.eye(2), [1, 1], draws=4000, seed=3, first=1)
    assert result.low.tolist() == [1, 1]
    assert result.high.tolist() == [2, 2]
    assert result.within is not None
    assert abs(result.within[0] - 0.5) < 0.03
    assert result.within.sum() == 1


def test_without_spread_the_interval_is_the_rank_itself():
    rng = np.random.default_rng(0)
    shares = rng.choice([0, 0.25, 0.5, 1, np.nan], (40, 3))
    ranks = competition_rank(weighted_score(shares, [3, 2, 1]).scores).to_numpy(dtype=int)
    result = rank_intervals(shares, [3, 2, 1], draws=130, spread=0.0)
    for part in (result.low, result.median, result.high):
        np.testing.assert_array_equal(part, ranks)


def test_bonus_points_are_added_in_every_draw():
    result = rank_intervals(np.eye(2), [1, 1], adjustments=np.array([0.0, 50.0]), draws=200)
    assert result.high.tolist() == [2, 1]


def test_the_same_seed_draws_the_same_and_says_so():
    shares = np.random.default_rng(1).random((30, 4))
    one, other = (rank_intervals(shares, [1, 2, 3, 4], seed=11) for _ in range(2))
    np.testing.assert_array_equal(one.low, other.low)
    assert one.distribution.values == {"percent": "20", "draws": "1,000", "seed": 11}


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(2, 12))
def test_ranks_lie_in_order_within_bounds(seed, firms):
    shares = np.random.default_rng(seed).random((firms, 3))
    result = rank_intervals(shares, [1, 1, 1], draws=70, seed=seed)
    assert (result.low >= 1).all()
    assert (result.low <= result.median).all()
    assert (result.median <= result.high).all()
    assert (result.high <= firms).all()


@pytest.mark.slow
def test_beyond_500_firms_the_quantiles_are_still_those_of_every_draw():
    """The rule in force before: sort all ranks of a firm and read the 50th, 500th, 950th."""
    rng = np.random.default_rng(2)
    shares = rng.choice([0, 0.25, 0.5, 0.75, 1], (700, 4))
    result = rank_intervals(shares, [4, 3, 2, 1], draws=200, seed=5)
    factors = np.random.default_rng(5).uniform(0.8, 1.2, (200, 4)) * [4, 3, 2, 1]
    scores = 100 * (factors / factors.sum(axis=1, keepdims=True)) @ shares.T
    ranks = np.sort([competition_rank(row).to_numpy(dtype=int) for row in scores], axis=0)
    for part, place in ((result.low, 9), (result.median, 99), (result.high, 189)):
        np.testing.assert_array_equal(part, ranks[place])
