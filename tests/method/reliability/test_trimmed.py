"""The panel's mean without the highest and the lowest score."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.method.reliability import trimmed_mean

NAN = np.nan


def test_the_highest_and_the_lowest_are_dropped_once_each() -> None:
    """Five raters: 90 80 80 70 10 leaves (80 + 80 + 70)/3; of two equal highest one stays."""
    found = trimmed_mean([[90, 80, 10, 80, 70], [90, 90, 60, 70, NAN]])
    assert found.value == pytest.approx([230 / 3, 80])
    assert found.used.tolist() == [3, 2]
    assert found.trimmed.all()


def test_too_few_scores_give_no_value_or_the_plain_mean() -> None:
    scores = [[80, 90, NAN], [NAN, NAN, NAN], [80, NAN, NAN]]
    assert np.isnan(trimmed_mean(scores).value).all()
    plain = trimmed_mean(scores, too_few="mean")
    np.testing.assert_array_equal(plain.value, [85, NAN, 80])
    assert plain.used.tolist() == [2, 0, 1]
    assert not plain.trimmed.any()


def test_nothing_dropped_is_the_mean() -> None:
    assert trimmed_mean([[1, 2, 6]], 0, 0).value.tolist() == [3]
    assert trimmed_mean([[1, 2, 6]], 0, 1).value.tolist() == [1.5]


@given(st.lists(st.integers(0, 100), min_size=3, max_size=9))
def test_the_trimmed_mean_lies_between_what_is_left(scores: list[int]) -> None:
    kept = sorted(scores)[1:-1]
    assert trimmed_mean([scores]).value[0] == pytest.approx(sum(kept) / len(kept))
