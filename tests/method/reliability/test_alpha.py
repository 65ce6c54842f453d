"""Cronbach's alpha against a library's numbers, and by hand."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from assessment.method.reliability import covariance, cronbach_alpha
from assessment.problems import AssessmentError

# pingouin 0.7.0 on these 30 firms by 6 items (case cronbach_alpha); 0 is missing below
ITEMS = [[int(c) for c in row] for row in [
    "331133", "121132", "424332", "554545", "322222", "212112", "111221", "121123",
    "122111", "345544", "322434", "213132", "455455", "554455", "332223", "543453",
    "211121", "445545", "434222", "324243", "311213", "121222", "221212", "555554",
    "313223", "555545", "221211", "555544", "123111", "443444",
]]  # fmt: skip
ITEMS_NA = [[int(c) or None for c in row] for row in [
    "031133", "121132", "424332", "554540", "322222", "002112", "101221", "121123",
    "122011", "340544", "322434", "213132", "055405", "554455", "332223", "543053",
    "211121", "445545", "434222", "324243", "311213", "121222", "221212", "055554",
    "313223", "555045", "221211", "555544", "123111", "443444",
]]  # fmt: skip


def test_alpha_of_complete_answers_is_the_published_one() -> None:
    found = cronbach_alpha(ITEMS, "complete")
    assert found.value == pytest.approx(0.9514253135689851, abs=1e-9)
    assert (found.low, found.high) == pytest.approx((0.918, 0.974), abs=5e-4)
    assert (found.items, found.firms) == (6, 30)


def test_what_is_missing_is_handled_as_it_says() -> None:
    pairwise, listwise = cronbach_alpha(ITEMS_NA, "pairwise"), cronbach_alpha(ITEMS_NA)
    assert pairwise.value == pytest.approx(0.9373013274419147, abs=1e-9)
    assert listwise.value == pytest.approx(0.9280795344325896, abs=1e-9)
    assert (listwise.firms, listwise.missing) == (20, "listwise")


def test_complete_refuses_and_names_every_item_with_something_missing() -> None:
    frame = pd.DataFrame({"QM01": [1, None, 3], "QM02": [1, 2, 3], "EC01": [None, None, 1]})
    with pytest.raises(AssessmentError) as refused:
        cronbach_alpha(frame, "complete")
    assert [problem.where for problem in refused.value.problems] == ["QM01", "EC01"]


def test_alpha_by_hand() -> None:
    """Items 1 2 3 and 2 2 5: variances 1 and 3, sum 3 4 8 with variance 7: 2(1 − 4/7)."""
    assert cronbach_alpha([[1, 2], [2, 2], [3, 5]]).value == pytest.approx(6 / 7)


def test_the_same_item_twice_has_alpha_one_and_nothing_to_say_has_none() -> None:
    assert cronbach_alpha([[1, 1], [4, 4], [2, 2]]).value == pytest.approx(1.0)
    assert np.isnan(cronbach_alpha([[1], [2], [3]]).value)
    assert np.isnan(cronbach_alpha([[1, 5], [2, 4], [3, 3]]).value)
    assert np.isnan(cronbach_alpha([[0.1, 0.1], [0.1, 0.1], [0.1, 0.1]]).value)
    assert np.isnan(cronbach_alpha(np.empty((0, 3))).value)


@given(arrays(np.int64, (12, 4), elements=st.integers(0, 5)))
def test_order_and_scale_change_nothing(values: np.ndarray) -> None:
    rows, columns = np.random.default_rng(1).permutation(12), [2, 0, 3, 1]
    one = cronbach_alpha(values).value
    other = cronbach_alpha(values[rows][:, columns] * 7.0 + 3).value
    assert one == pytest.approx(other, nan_ok=True, rel=1e-9, abs=1e-9)


def test_pairwise_covariances_are_those_of_pandas() -> None:
    rng = np.random.default_rng(5)
    values = rng.integers(0, 6, (200, 9)).astype(float)
    values[rng.random(values.shape) < 0.2] = np.nan
    np.testing.assert_allclose(
        covariance(values, "pairwise").matrix, pd.DataFrame(values).cov().to_numpy(), rtol=1e-10
    )
