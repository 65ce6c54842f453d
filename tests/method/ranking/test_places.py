import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import rankdata

from assessment.method.ranking import TIES, competition_rank, rank, tied
from assessment.method.rounding import half_up


def test_ties_share_the_better_rank_and_nan_is_unranked():
    """cases/rank_conventions.json, row `min`."""
    ranks = competition_rank([4, 7, 7, 9, 1, np.nan])
    assert ranks.tolist() == [4, 2, 2, 1, 5, pd.NA]
    assert tied([4, 7, 7, 9, 1, np.nan]).tolist() == [False, True, True, False, False, False]


def test_scores_are_rounded_once_before_they_are_compared():
    assert competition_rank([0.1 + 0.2, 0.3]).tolist() == [1, 1]
    assert competition_rank([70.44, 70.45], decimals=1).tolist() == [2, 1]
    assert competition_rank([70.45, 70.54], decimals=1).tolist() == [1, 1]


def test_nobody_to_rank_gives_no_ranks():
    assert competition_rank([np.nan, np.nan]).tolist() == [pd.NA, pd.NA]
    assert len(competition_rank([])) == 0


scores = st.lists(st.sampled_from([1.0, 2.0, 2.5, 3.0, np.nan]), min_size=1, max_size=30)


@given(scores)
def test_a_rank_is_one_more_than_the_number_of_better_firms(values):
    ranks = competition_rank(values)
    for value, place in zip(values, ranks, strict=True):
        if np.isnan(value):
            assert place is pd.NA
        else:
            assert place == 1 + sum(other > value for other in values)


@pytest.mark.parametrize(
    ("ties", "expected"),
    [
        ("min", [4, 2, 2, 1, 5]),
        ("dense", [3, 2, 2, 1, 4]),
        ("average", [4, 2.5, 2.5, 1, 5]),
        ("max", [4, 3, 3, 1, 5]),
        ("ordinal", [4, 2, 3, 1, 5]),
    ],
)
def test_five_rules_for_ties(ties, expected):
    """cases/rank_conventions.json: COINr rank_df gives `min`, scipy.stats.rankdata the others."""
    ranks = rank([4, 7, 7, 9, 1, np.nan], ties)
    assert ranks[:5].tolist() == expected
    assert np.isnan(ranks[5])


def test_less_may_be_better():
    assert rank([4, 7, 7, 9], descending=False).tolist() == [1, 2, 2, 4]


def test_unknown_rules_and_tables_are_refused():
    with pytest.raises(ValueError, match="ties"):
        rank([1, 2], "best")
    with pytest.raises(ValueError, match="scores"):
        rank([[1, 2]])


wide = st.floats(allow_nan=True, allow_infinity=True, width=64)
close = st.integers(-40, 40).map(lambda whole: whole / 7)


@given(st.lists(st.one_of(wide, close), max_size=40), st.booleans(), st.integers(0, 12))
def test_ranks_of_any_scores_are_those_of_scipy(values, descending, decimals):
    rounded = half_up(values, decimals)
    known = ~np.isnan(rounded)
    keys = -rounded[known] if descending else rounded[known]
    for ties in TIES:
        ranks = rank(values, ties, decimals, descending)
        assert ranks[known].tolist() == rankdata(keys, ties).tolist()
        assert np.isnan(ranks[~known]).all()


def test_many_scores_rank_as_scipy_ranks_them():
    scores = np.random.default_rng(5).normal(size=200_000).round(4)
    np.testing.assert_array_equal(rank(scores, "average"), rankdata(-scores))
