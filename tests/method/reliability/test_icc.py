"""The intraclass correlations of Shrout & Fleiss 1979."""

import numpy as np
import pytest

from assessment.method.reliability import icc

# Shrout & Fleiss 1979, Psychological Bulletin 86, table 2: 6 targets, 4 judges
JUDGED = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]


@pytest.mark.parametrize(
    ("form", "value", "f", "df", "interval"),
    [
        # values: their table 4; F and intervals as printed by psych::ICC (R) for the same data
        ("1,1", 0.17, 1.79, (5, 18), (-0.133, 0.723)),
        ("2,1", 0.29, 11.03, (5, 15), (0.019, 0.761)),
        ("3,1", 0.71, 11.03, (5, 15), (0.342, 0.946)),
        ("1,k", 0.44, 1.79, (5, 18), (-0.884, 0.912)),
        ("2,k", 0.62, 11.03, (5, 15), (0.071, 0.927)),
        ("3,k", 0.91, 11.03, (5, 15), (0.676, 0.986)),
    ],
)
def test_the_six_forms_are_the_published_ones(
    form: str, value: float, f: float, df: tuple[int, int], interval: tuple[float, float]
) -> None:
    found = icc(JUDGED)[form]  # type: ignore[index]
    assert found.value == pytest.approx(value, abs=0.005)
    assert found.f == pytest.approx(f, abs=0.005)
    assert (found.df1, found.df2) == df
    assert (found.low, found.high) == pytest.approx(interval, abs=6e-4)


def test_the_single_forms_follow_the_mean_squares() -> None:
    """Their table 3: BMS 11.24, WMS 6.26, JMS 32.49, EMS 1.02."""
    bms, wms, jms, ems = 11.2417, 6.2639, 32.4861, 1.0194
    found = icc(JUDGED)
    assert found["1,1"].value == pytest.approx((bms - wms) / (bms + 3 * wms), abs=1e-4)
    second = (bms - ems) / (bms + 3 * ems + 4 * (jms - ems) / 6)
    assert found["2,1"].value == pytest.approx(second, abs=1e-4)
    assert found["3,1"].value == pytest.approx((bms - ems) / (bms + 3 * ems), abs=1e-4)


def test_a_unit_that_somebody_did_not_rate_is_left_out_and_counted() -> None:
    found = icc([*JUDGED, [1, np.nan, 2, 3]])
    assert (found.units, found.raters, found.left_out) == (6, 4, 1)
    assert found["2,1"] == icc(JUDGED)["2,1"]


def test_perfect_agreement_is_one_and_a_constant_shift_only_consistency() -> None:
    same = icc([[1, 1], [2, 2], [4, 4]])
    assert {one.value for one in same.forms.values()} == {1.0}
    assert same["2,1"].low == 1.0
    shifted = icc([[1, 3], [2, 4], [4, 6]])
    assert shifted["3,1"].value == pytest.approx(1.0)
    assert shifted["2,1"].value < 0.6


def test_units_that_do_not_differ_have_no_correlation_to_speak_of() -> None:
    assert np.isnan(icc([[3, 3], [3, 3]])["2,1"].value)
    assert np.isnan(icc([[3, 4]])["1,1"].value)
    assert np.isnan(icc([[3], [4], [5]])["1,1"].value)
