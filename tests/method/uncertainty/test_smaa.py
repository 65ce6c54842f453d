"""Exact case: smaa2_exact_2criteria (breakpoint enumeration in rational arithmetic); else brute
force with scipy's rankdata on every draw."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import rankdata

from assessment.method.uncertainty import (
    WeightDraws,
    bounded_weights,
    first_places,
    free_weights,
    ordinal_weights,
    smaa,
)

SCORES = [[9, 1], [7, 4], [5, 6], [3, 7], [1, 9], [4, 4]]
ACCEPTABILITY = [
    [2 / 5, 2 / 45, 1 / 18, 0, 1 / 8, 3 / 8],
    [1 / 10, 49 / 110, 2 / 77, 3 / 7, 0, 0],
    [1 / 14, 19 / 126, 7 / 9, 0, 0, 0],
    [0, 1 / 3, 2 / 21, 9 / 28, 1 / 4, 0],
    [3 / 7, 2 / 77, 1 / 22, 0, 1 / 8, 3 / 8],
    [0, 0, 0, 1 / 4, 1 / 2, 1 / 4],
]
WINNING = [
    [0, 0.4, 4 / 9, 0.5, 0.5, 0.625],
    [0.6, 0, 0.5, 4 / 7, 6 / 11, 1],
    [5 / 9, 0.5, 0, 2 / 3, 4 / 7, 1],
    [0.5, 3 / 7, 1 / 3, 0, 0.5, 0.75],
    [0.5, 5 / 11, 3 / 7, 0.5, 0, 0.625],
    [0.375, 0, 0, 0.25, 0.375, 0],
]
EXPECTED_RANK = [
    3.5305555555555554, 2.7831168831168833, 2.7063492063492065,
    3.488095238095238, 3.491883116883117, 5.0,
]  # fmt: skip


def brute(values, weights, extra=0.0):
    """Competition ranks of every draw, draws × n."""
    rows = [rankdata(-np.round(values @ w + extra, 9), method="min") for w in weights]
    return np.array(rows).astype(int)


def within(found, expected, draws):
    expected = np.asarray(expected)
    allowed = 4 * np.sqrt(expected * (1 - expected) / draws) + 1e-9
    assert (np.abs(found - expected) <= allowed).all()


@pytest.mark.slow
def test_two_criteria_with_free_weights_come_out_as_derived():
    draws = 40_000
    result = smaa(SCORES, free_weights(2, draws, 7), pairs="all")
    within(result.acceptability(), ACCEPTABILITY, draws)
    within(result.winning, WINNING, draws)
    spread = np.sqrt(np.array(ACCEPTABILITY) @ np.arange(1, 7) ** 2 - np.square(EXPECTED_RANK))
    assert (np.abs(result.expected_rank - EXPECTED_RANK) <= 4 * spread / np.sqrt(draws)).all()
    assert result.error == 0.0025


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 2**32 - 1), st.integers(1, 40), st.integers(1, 4), st.sampled_from([1, 3, 1000])
)
def test_every_figure_equals_brute_force_also_with_many_ties(seed, firms, criteria, steps):
    rng = np.random.default_rng(seed)
    values = rng.integers(0, steps + 1, (firms, criteria)) / steps
    extra = rng.choice([0.0, 0.0, 0.5], firms)
    drawn = free_weights(criteria, 60, seed % 1000)
    first = int(rng.integers(1, firms + 1))
    result = smaa(values, drawn, adjustments=extra, first=first, pairs=[(0, firms - 1)])
    ranks = brute(values, drawn.weights, extra)
    shares = [(ranks == k).mean(axis=0) for k in range(1, firms + 1)]
    np.testing.assert_allclose(result.acceptability(), np.array(shares).T)
    np.testing.assert_allclose(result.expected_rank, ranks.mean(axis=0))
    ordered = np.sort(ranks, axis=0)
    for found, place in ((result.low, 2), (result.median, 29), (result.high, 56)):
        np.testing.assert_array_equal(found, ordered[place])
    np.testing.assert_allclose(result.within, (ranks <= first).mean(axis=0))
    np.testing.assert_allclose(first_places(values, drawn, first, adjustments=extra), result.within)
    np.testing.assert_allclose(result.winning, (ranks[:, 0] < ranks[:, -1]).mean())


@pytest.mark.parametrize("steps", [3, 10**6])
def test_beyond_500_firms_ranks_fall_into_bins_and_the_rest_stays_exact(steps):
    rng = np.random.default_rng(3)
    values = rng.integers(0, steps + 1, (1500, 3)) / steps
    drawn = free_weights(3, 80, 2)
    result = smaa(values, drawn, first=100, exact_quantiles=True)
    ranks = brute(values, drawn.weights)
    assert result.counts.shape == (1500, 94)
    assert (result.bin_first[1], result.bin_last[0], result.bin_last[-1]) == (17, 16, 1500)
    places = np.searchsorted(result.bin_first, ranks, side="right") - 1
    shares = [(places == k).mean(axis=0) for k in range(94)]
    np.testing.assert_allclose(result.acceptability(), np.array(shares).T)
    np.testing.assert_allclose(result.acceptability([5, 7]).sum(axis=1), 1)
    np.testing.assert_allclose(result.expected_rank, ranks.mean(axis=0))
    ordered = np.sort(ranks, axis=0)
    for found, place in ((result.low, 3), (result.median, 39), (result.high, 75)):
        np.testing.assert_array_equal(found, ordered[place])
    rough = smaa(values, drawn)
    np.testing.assert_array_equal(
        rough.median, result.bin_last[np.searchsorted(result.bin_first, ordered[39], "right") - 1]
    )


@pytest.mark.slow
@pytest.mark.parametrize("steps", [1, 7, 10**6])
def test_ranks_of_many_firms_by_compiled_loops_equal_brute_force(steps):
    """6,000 firms are ranked by digits; the fewer steps, the more scores are shared."""
    rng = np.random.default_rng(steps)
    values = 100 * rng.integers(0, steps + 1, (6000, 3)) / steps
    extra = rng.choice([0.0, 3.0], 6000)
    drawn = free_weights(3, 70, 4)
    result = smaa(values, drawn, adjustments=extra, first=500, exact_quantiles=True)
    ranks = brute(values, drawn.weights, extra)
    bins = np.searchsorted(result.bin_first, ranks, side="right") - 1
    for firm in (0, 17, 5999):
        np.testing.assert_array_equal(result.counts[firm], np.bincount(bins[:, firm], minlength=94))
    np.testing.assert_allclose(result.expected_rank, ranks.mean(axis=0))
    np.testing.assert_allclose(result.within, (ranks <= 500).mean(axis=0))
    ordered = np.sort(ranks, axis=0)
    for found, place in ((result.low, 3), (result.median, 34), (result.high, 66)):
        np.testing.assert_array_equal(found, ordered[place])
    for firm in np.flatnonzero((ranks == 1).any(axis=0))[:5]:
        mean = drawn.weights[ranks[:, firm] == 1].mean(axis=0)
        np.testing.assert_allclose(result.central_weights[firm], mean)


@pytest.mark.slow
@pytest.mark.parametrize("steps", [4, 30, 10**6])
@pytest.mark.parametrize("first", [1, 40, 400, 5999])
def test_the_first_places_alone_equal_full_ranks_with_many_firms(steps, first):
    """6,000 firms: thresholds, not ranks; with 4 steps most scores are shared."""
    rng = np.random.default_rng(first)
    values = 100 * rng.integers(0, steps + 1, (6000, 3)) / steps
    extra = rng.choice([0.0, 3.0], 6000)
    drawn = bounded_weights([1, 2, 3], 40, 0.5, 2)
    expected = (brute(values, drawn.weights, extra) <= first).mean(axis=0)
    np.testing.assert_allclose(first_places(values, drawn, first, adjustments=extra), expected)


@pytest.mark.slow
def test_equal_firms_are_all_in_the_first_places():
    drawn = free_weights(2, 70, 1)
    assert (first_places(np.ones((6000, 2)), drawn, 10) == 1).all()
    values = np.zeros((6000, 2))
    values[:3] = 1
    assert first_places(values, drawn, 3).sum() == 3
    assert first_places(values, drawn, 4).sum() == 6000


def test_scores_too_large_for_billionths_are_ranked_as_well():
    rng = np.random.default_rng(5)
    values = rng.integers(0, 9, (30, 2)) * 1e12
    drawn = free_weights(2, 50, 1)
    np.testing.assert_allclose(
        smaa(values, drawn).expected_rank, brute(values, drawn.weights).mean(axis=0)
    )


def test_a_firm_with_a_missing_value_takes_no_part():
    values = np.array([[1.0, 2.0], [np.nan, 9.0], [0.0, 1.0]])
    result = smaa(values, free_weights(2, 30), first=1)
    assert np.isnan(result.expected_rank[1])
    assert result.low.tolist() == [1, -1, 2]
    assert np.isnan(result.within[1])
    assert result.counts[1].sum() == 0
    assert np.isnan(first_places(values, free_weights(2, 30), 1)).tolist() == [False, True, False]


def test_central_weights_favour_what_a_firm_is_good_at():
    """Firm 0 wins where w1 > ½, whose mean is (¾, ¼); firm 2 never wins."""
    result = smaa([[1, 0], [0, 1], [0.4, 0.4]], free_weights(2, 20_000, 1))
    np.testing.assert_allclose(result.central_weights[0], [0.75, 0.25], atol=0.01)
    np.testing.assert_allclose(result.central_weights[1], [0.25, 0.75], atol=0.01)
    assert np.isnan(result.central_weights[2]).all()
    assert result.confidence[:2].tolist() == [1, 1]
    assert np.isnan(result.confidence[2])


def test_order_of_firms_and_criteria_changes_nothing():
    rng = np.random.default_rng(8)
    values, drawn = rng.random((50, 4)), ordinal_weights([1, 2, 2, 3], 100, 4)
    firms, criteria = rng.permutation(50), rng.permutation(4)
    turned = WeightDraws(drawn.weights[:, criteria], drawn.seed, drawn.distribution)
    one, other = smaa(values, drawn), smaa(values[firms][:, criteria], turned)
    np.testing.assert_array_equal(one.counts[firms], other.counts)


def test_draws_and_seed_are_returned():
    drawn = free_weights(3, 20, 42)
    result = smaa(np.eye(3), drawn)
    assert (result.draws.seed, len(result.draws)) == (42, 20)
    assert str(result.distribution) == str(drawn.distribution)


def test_all_pairs_of_many_firms_and_wrong_shapes_are_refused():
    drawn = free_weights(2, 5)
    with pytest.raises(ValueError, match="pairs"):
        smaa(np.zeros((101, 2)), drawn, pairs="all")
    with pytest.raises(ValueError, match="weight"):
        smaa(np.zeros((3, 3)), drawn)
    with pytest.raises(ValueError, match="weight"):
        first_places(np.zeros((3, 3)), drawn, 1)


def test_no_firms_give_empty_results():
    result = smaa(np.empty((0, 2)), free_weights(2, 5), first=1)
    assert len(result.expected_rank) == len(result.low) == 0
