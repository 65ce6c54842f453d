from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assessment.method.rounding import half_up


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (0.5, 0, 1.0),
        (1.5, 0, 2.0),
        (2.5, 0, 3.0),
        (-2.5, 0, -3.0),
        (1.005, 2, 1.01),  # 1.00499999999999989… in binary; its shortest decimal is 1.005
        (2.675, 2, 2.68),
        (549.9999999995, 9, 550.0),
        (0.1 + 0.2, 9, 0.3),
        (654.9999999999999, 9, 655.0),
        (1e20, 9, 1e20),
        (-0.0000000001, 3, 0.0),
    ],
)
def test_rounding_is_half_up_on_the_shortest_decimal(value, decimals, expected):
    assert half_up(value, decimals) == expected


def test_nan_and_infinity_stay():
    np.testing.assert_array_equal(half_up([np.nan, np.inf, -np.inf], 2), [np.nan, np.inf, -np.inf])


@given(st.floats(-1e12, 1e12), st.integers(0, 9))
@example(8.5, 0)
@example(0.285, 2)
@example(1.4999999999999998, 0)
@example(5e-324, 9)
def test_the_fast_path_equals_the_decimal_definition(value, decimals):
    exact = Decimal(f"{value:.15g}").quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    assert half_up(value, decimals) == float(exact)


@given(st.integers(-(10**9), 10**9), st.integers(1, 9))
def test_exact_halves_go_away_from_zero(whole, decimals):
    value = (whole + 0.5) / 10**decimals
    exact = Decimal(f"{value:.15g}").quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    assert half_up(value, decimals) == float(exact)
