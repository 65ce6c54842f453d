import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.method.ranking import kendall_tau_b, spearman, weighted_spearman, ws

REFERENCE = [1, 2, 3, 4, 5, 6, 7, 8]
OTHERS = [
    [1, 2, 3, 4, 5, 6, 7, 8],
    [2, 1, 3, 4, 5, 6, 7, 8],
    [1, 2, 3, 4, 5, 6, 8, 7],
    [8, 7, 6, 5, 4, 3, 2, 1],
    [3, 1, 2, 5, 4, 8, 6, 7],
]
"""cases/rank_similarity.json: pymcdm 1.4.0 (WS, r_w), scipy 1.17.1 (Spearman, tau-b)."""


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        (ws, [1, 0.8869047619047619, 0.9981398809523809, 0.1734375, 0.7589285714285714]),
        (weighted_spearman, [1, 0.9603174603174603, 0.9920634920634921, -1, 0.8333333333333334]),
        (spearman, [1, 0.9761904761904763, 0.9761904761904763, -1, 0.8333333333333335]),
        (kendall_tau_b, [1, 0.9285714285714285, 0.9285714285714285, -1, 0.6428571428571428]),
    ],
)
def test_published_similarities(measure, expected):
    found = [measure(REFERENCE, other) for other in OTHERS]
    assert found == pytest.approx(expected, abs=1e-10)


def test_tau_b_with_ties_by_hand():
    """Pairs: 2 concordant, 0 discordant, 1 tied in the first: 2/√(2·3)."""
    assert kendall_tau_b([1, 1, 3], [1, 2, 3]) == pytest.approx(2 / np.sqrt(6))


def test_rows_without_a_rank_are_left_out_and_the_others_ranked_anew():
    for measure in (ws, weighted_spearman, spearman, kendall_tau_b):
        with_gap = measure([1, 2, np.nan, 3, 4], [3, 1, 2, np.nan, 4])
        assert with_gap == pytest.approx(measure([1, 2, 3], [2, 1, 3]))


def test_nothing_can_be_said_of_one_row_or_one_rank():
    for measure in (ws, weighted_spearman, spearman, kendall_tau_b):
        assert np.isnan(measure([1], [1]))
    for measure in (spearman, kendall_tau_b):
        assert np.isnan(measure([1, 1], [1, 2]))


def test_rankings_of_other_rows_are_refused():
    with pytest.raises(ValueError, match="same rows"):
        ws([1, 2], [1, 2, 3])


@pytest.mark.slow
@given(st.permutations(range(1, 9)))
def test_the_same_ranking_is_the_most_alike(other):
    for measure in (ws, weighted_spearman, spearman, kendall_tau_b):
        assert measure(other, other) == pytest.approx(1)
        assert measure(REFERENCE, other) <= 1 + 1e-12
    for measure in (weighted_spearman, spearman, kendall_tau_b):
        assert measure(REFERENCE, other) == pytest.approx(measure(other, REFERENCE))
