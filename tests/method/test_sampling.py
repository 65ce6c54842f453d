"""Intervals of shares and medians, against published values."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.method.sampling import median_interval, share_interval


def test_wilsons_interval_is_that_of_the_textbook() -> None:
    """81 of 263: 0.2553 to 0.3662 (Newcombe 1998, Stat Med 17, table I, method 3)."""
    assert share_interval(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)


def test_none_of_ten_is_not_certainly_none() -> None:
    """0 of 10: 0 to z²/(n + z²) = 3.8415/13.8415 = 0.2775."""
    assert share_interval(0, 10) == pytest.approx((0.0, 0.2775), abs=5e-5)
    assert share_interval(0, 0) is None


def test_the_medians_interval_stands_between_two_of_the_values() -> None:
    """n = 10: P(X ≤ 1) = 11/1024 = 1.07 %, P(X ≤ 2) = 5.5 %, so 2nd lowest to 2nd highest."""
    assert median_interval(np.arange(1.0, 11.0)) == (2.0, 9.0)


def test_six_values_span_from_end_to_end_and_five_are_too_few() -> None:
    """n = 6: 1/64 = 1.6 % on either side; n = 5: 1/32 = 3.1 %."""
    assert median_interval(np.array([3.0, 1, 2, 6, 5, 4, np.nan])) == (1.0, 6.0)
    assert median_interval(np.arange(5.0)) is None


@given(st.integers(0, 60), st.integers(1, 60))
def test_the_share_lies_inside_its_interval(met: int, n: int) -> None:
    met = min(met, n)
    interval = share_interval(met, n)
    assert interval is not None
    assert interval[0] - 1e-12 <= met / n <= interval[1] + 1e-12
