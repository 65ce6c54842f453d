"""Kappas and alpha against published examples and against scikit-learn and statsmodels."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from assessment.method.reliability import (
    fleiss_kappa,
    krippendorff_alpha,
    rating_counts,
    weighted_kappa,
)
from assessment.problems import AssessmentError

# case cohen_weighted_kappa: scikit-learn 1.9.1 and statsmodels 0.15.0 agree
FIRST = [1, 2, 3, 4, 5, 2, 3, 3, 1, 4, 5, 2, 2, 3, 4]
SECOND = [1, 2, 4, 4, 4, 2, 3, 2, 1, 5, 5, 1, 2, 3, 3]
# case fleiss_kappa_wikipedia: 10 subjects, 14 raters, 5 categories; published 0.21
COUNTS = [
    [0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1],
    [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7],
]  # fmt: skip
# Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability", section C: 4 observers, 12 units
OBSERVERS = ["12332141200 0", "1233224125 03", "0333234225 10", "1233244125 10"]
UNITS = np.array([[float(c) or np.nan for c in row.replace(" ", "")] for row in OBSERVERS]).T


@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        ("none", 0.4943820224719101),
        ("linear", 0.7239263803680982),
        ("quadratic", 0.8790322580645161),
    ],
)
def test_kappa_of_two_raters_is_the_published_one(weights: str, expected: float) -> None:
    assert weighted_kappa(FIRST, SECOND, weights).value == pytest.approx(expected, abs=1e-9)  # type: ignore[arg-type]


@pytest.mark.slow
@pytest.mark.parametrize("weights", ["none", "linear", "quadratic"])
@given(arrays(np.int64, (20, 2), elements=st.integers(1, 5)))
def test_kappa_is_scikit_learns(weights: str, ratings: np.ndarray) -> None:
    from sklearn.metrics import cohen_kappa_score

    one, other = ratings.T
    found = weighted_kappa(one, other, weights, categories=[1, 2, 3, 4, 5])  # type: ignore[arg-type]
    if np.isnan(found.value):
        assert len(set(ratings.ravel())) == 1
        return
    expected = cohen_kappa_score(
        one, other, labels=[1, 2, 3, 4, 5], weights=None if weights == "none" else weights
    )
    assert found.value == pytest.approx(expected, abs=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize("weights", ["none", "linear", "quadratic"])
def test_the_interval_of_kappa_is_that_of_statsmodels(weights: str) -> None:
    from statsmodels.stats import inter_rater

    rng = np.random.default_rng(4)
    table = rng.integers(1, 9, (5, 5))
    pairs = np.repeat([(i, j) for i in range(5) for j in range(5)], table.ravel(), axis=0)
    found = weighted_kappa(*pairs.T, weights)  # type: ignore[arg-type]
    kind = {} if weights == "none" else {"wt": weights}
    expected = inter_rater.cohens_kappa(table, **kind)
    assert (found.value, found.low, found.high) == pytest.approx(
        (expected.kappa, expected.kappa_low, expected.kappa_upp)
    )


def test_a_unit_that_one_rater_did_not_rate_is_left_out_and_counted() -> None:
    found = weighted_kappa([*FIRST, None, np.nan], [*SECOND, 3, None], "linear")
    assert found.value == pytest.approx(0.7239263803680982)
    assert (found.units, found.left_out) == (15, 2)


def test_a_step_that_never_occurs_counts_when_it_is_named() -> None:
    """1 against 3 is the widest distance of {1, 3}, but half of that of 1 to 5."""
    one, other = [1, 1, 3, 3], [1, 3, 3, 3]
    assert weighted_kappa(one, other, "linear").value == pytest.approx(0.5)
    words = weighted_kappa(["기초"], ["중간"], "linear", categories=["기초", "중간", "고도"])
    assert words.observed == pytest.approx(0.5)
    with pytest.raises(ValueError, match="order"):
        weighted_kappa(["기초"], ["중간"], "linear")
    with pytest.raises(ValueError, match="outside"):
        weighted_kappa([1], [9], categories=[1, 2])


def test_raters_who_only_ever_say_one_thing_have_no_kappa() -> None:
    assert np.isnan(weighted_kappa([2, 2], [2, 2]).value)
    assert np.isnan(weighted_kappa([], []).value)
    assert np.isnan(fleiss_kappa([[3, 0], [3, 0]]).value)
    assert np.isnan(krippendorff_alpha([[2, 2], [2, 2]], "ordinal").value)


def test_fleiss_kappa_is_the_published_one() -> None:
    found = fleiss_kappa(COUNTS)
    assert found.value == pytest.approx(0.20993070442195522, abs=1e-9)
    assert (found.observed, found.expected) == pytest.approx((0.378, 0.213), abs=5e-4)


@pytest.mark.slow
def test_fleiss_kappa_is_statsmodels_on_random_ratings() -> None:
    from statsmodels.stats import inter_rater

    ratings = np.random.default_rng(2).integers(0, 4, (50, 6))
    counts = rating_counts(ratings)
    expected = inter_rater.fleiss_kappa(inter_rater.aggregate_raters(ratings)[0], method="fleiss")
    assert fleiss_kappa(counts).value == pytest.approx(expected)


def test_units_with_other_numbers_of_raters_are_refused_by_name() -> None:
    with pytest.raises(AssessmentError) as refused:
        fleiss_kappa([[3, 0], [2, 0], [1, 2], [0, 4]])
    assert [problem.where for problem in refused.value.problems] == ["2", "4"]


@pytest.mark.parametrize(
    ("scale", "expected"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)]
)
def test_krippendorffs_alpha_is_his_own(scale: str, expected: float) -> None:
    """The twelfth unit was rated once: 40 pairable values of 41."""
    found = krippendorff_alpha(UNITS, scale)  # type: ignore[arg-type]
    assert found.value == pytest.approx(expected, abs=5e-4)
    assert (found.units, found.left_out) == (11, 1)


@pytest.mark.slow
@pytest.mark.parametrize("scale", ["nominal", "ordinal", "interval"])
@given(
    arrays(np.int64, (8, 3), elements=st.sampled_from([0, 1, 2, 5, 9])),
    arrays(np.bool_, (8, 3)),
)
def test_krippendorffs_alpha_follows_his_definition(
    scale: str, values: np.ndarray, missing: np.ndarray
) -> None:
    ratings = np.where(missing, np.nan, values.astype(float))
    found = krippendorff_alpha(ratings, scale).value  # type: ignore[arg-type]
    assert found == pytest.approx(_by_coincidences(ratings, scale), nan_ok=True, abs=1e-9)


def _by_coincidences(ratings: np.ndarray, scale: str) -> float:
    """The coincidence matrix of 2011, pair by pair."""
    units = [row[~np.isnan(row)] for row in ratings]
    units = [row for row in units if len(row) > 1]
    values = sorted({float(v) for row in units for v in row})
    if len(values) < 2:
        return float("nan")
    o = np.zeros((len(values), len(values)))
    for row in units:
        for i, one in enumerate(row):
            for j, other in enumerate(row):
                if i != j:
                    o[values.index(one), values.index(other)] += 1 / (len(row) - 1)
    n = o.sum(axis=1)

    def distance(c: int, k: int) -> float:
        low, high = min(c, k), max(c, k)
        ordinal = n[low : high + 1].sum() - (n[low] + n[high]) / 2
        return {
            "nominal": float(c != k),
            "ordinal": ordinal**2,
            "interval": (values[c] - values[k]) ** 2,
        }[scale]

    d = np.array([[distance(c, k) for k in range(len(n))] for c in range(len(n))])
    expected = (np.outer(n, n) - np.diag(n)) * d
    return float(1 - (n.sum() - 1) * (o * d).sum() / expected.sum())
