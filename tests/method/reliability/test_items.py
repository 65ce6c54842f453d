"""Item statistics against pandas on the raw answers, and by hand."""

import numpy as np
import pandas as pd
import pytest

from assessment.method.reliability import (
    cronbach_alpha,
    item_rest,
    item_statistics,
    redundant_pairs,
)
from tests.method.reliability.test_alpha import ITEMS, ITEMS_NA


def test_an_items_correlation_with_the_rest_is_that_of_the_sums() -> None:
    values = np.array(ITEMS, float)
    expected = [
        np.corrcoef(values[:, k], np.delete(values, k, axis=1).sum(axis=1))[0, 1] for k in range(6)
    ]
    assert item_rest(values) == pytest.approx(expected)


def test_alpha_without_an_item_is_alpha_of_the_others() -> None:
    values = np.array(ITEMS_NA, float)
    found = item_statistics(values, 1, 5, "pairwise")["alpha_without"].to_numpy()
    expected = [cronbach_alpha(np.delete(values, k, 1), "pairwise").value for k in range(6)]
    assert found == pytest.approx(expected)


def test_floor_and_ceiling_count_those_who_answered() -> None:
    """A: 1 1 – 5, B: 2 3 4 5; one of seven is 14 %, under the mark of 15 %."""
    frame = pd.DataFrame({"A": [1, 1, None, 5], "B": [2, 3, 4, 5]})
    found = item_statistics(frame, lowest=[1, 1], highest=5)
    assert found["firms"].tolist() == [3, 4]
    assert found["floor"].tolist() == pytest.approx([2 / 3, 0])
    assert found["ceiling"].tolist() == pytest.approx([1 / 3, 1 / 4])
    assert found["has_floor"].tolist() == [True, False]
    seven = item_statistics([[1, 2], [5, 3], *[[3, 3]] * 5], 1, 5)
    assert not seven["has_floor"].any()
    assert not seven["has_ceiling"].any()


def test_an_item_that_nobody_answered_has_no_statistics() -> None:
    found = item_statistics([[1, np.nan], [2, np.nan]], 1, 5)
    assert found["firms"].tolist() == [2, 0]
    assert found.loc["2", ["mean", "floor", "item_rest"]].isna().all()


def test_items_that_ask_the_same_thing_are_named_the_most_alike_first() -> None:
    rng = np.random.default_rng(3)
    one = rng.integers(0, 6, 60).astype(float)
    frame = pd.DataFrame({"A": one, "B": rng.integers(0, 6, 60), "C": 5 - one, "D": one})
    frame.loc[0, "D"] = 5 - frame.loc[0, "D"] + 0.5
    frame.loc[:4, "B"] = np.nan
    found = redundant_pairs(frame)
    assert (found[0].first, found[0].second) == ("A", "C")
    assert found[0].correlation == pytest.approx(-1.0)
    assert {(pair.first, pair.second) for pair in found} == {("A", "C"), ("A", "D"), ("C", "D")}


def test_correlations_of_pairs_are_those_of_pandas() -> None:
    rng = np.random.default_rng(5)
    values = pd.DataFrame(rng.integers(0, 6, (80, 6)).astype(float), columns=list("ABCDEF"))
    values = values.mask(rng.random(values.shape) < 0.3)
    expected = values.corr(min_periods=10)
    for pair in redundant_pairs(values, at_least=0.0):
        assert pair.correlation == pytest.approx(expected.loc[pair.first, pair.second])


def test_too_few_firms_or_a_constant_are_no_evidence() -> None:
    assert redundant_pairs([[1, 1], [2, 2], [3, 3]]) == ()
    assert len(redundant_pairs([[1, 1], [2, 2], [3, 3]], fewest=3)) == 1
    assert redundant_pairs([[0.1, 1]] * 20) == ()
