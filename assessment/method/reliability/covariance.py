"""Covariances of items between which answers are missing, under one of three stated rules."""

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assessment.locale import message
from assessment.problems import AssessmentError, Problem

Missing = Literal["complete", "listwise", "pairwise"]
Matrix = NDArray[np.float64]
SAME = 1e-12
"""A sum of squares this small beside what it comes from is rounding, not variation."""


@dataclass(frozen=True, eq=False)
class Covariance:
    """Sample covariances (m, m), n − 1 below; `pairs` are the firms behind each of them.

    `names` are the columns of a data frame, else "1", "2" …; `firms` is the number of rows used:
    all that answered something (pairwise) or everything (listwise).
    """

    matrix: Matrix
    pairs: NDArray[np.int64]
    names: tuple[str, ...]
    firms: int


def answer_matrix(values: ArrayLike) -> tuple[Matrix, tuple[str, ...]]:
    """Values (n firms, m items) as floats with NaN for missing, and the items' names."""
    columns = getattr(values, "columns", None)
    given = np.asarray(
        values if columns is None else values.astype("float64"),  # type: ignore[union-attr]  # a table
        np.float64,
    )
    if given.ndim != 2:
        raise ValueError("values must be a matrix: a row a firm, a column an item")
    names = range(1, given.shape[1] + 1) if columns is None else columns
    return given, tuple(str(name) for name in names)


def covariance(values: ArrayLike, missing: Missing = "listwise") -> Covariance:
    """Covariances of the columns; NaN where fewer than two firms stand behind one.

    `complete` refuses missing values with an AssessmentError that names the items, `listwise`
    leaves out every firm with one, `pairwise` takes for each pair of items the firms that answered
    both, and their means.
    """
    if missing not in get_args(Missing):
        raise ValueError(f"missing must be one of {get_args(Missing)}")
    given, names = answer_matrix(values)
    known = ~np.isnan(given)
    if missing == "complete":
        _refuse_missing(known, names)
    used = known.all(axis=1) if missing == "listwise" else known.any(axis=1)
    return _pairwise(given[used], names)


def pairwise_correlation(values: ArrayLike) -> tuple[Matrix, NDArray[np.int64]]:
    """Pearson's r (m, m), each over the firms that answered both, and how many those are.

    NaN where either item does not vary among them.
    """
    given, _ = answer_matrix(values)
    known, centred = _centred(given)
    there = known.astype(np.float64)
    pairs = there.T @ there
    sums, squares = centred.T @ there, (centred**2).T @ there
    with np.errstate(invalid="ignore", divide="ignore"):
        spread = squares - sums**2 / pairs
        spread = np.where(spread > SAME * squares, spread, np.nan)
        found = (centred.T @ centred - sums * sums.T / pairs) / np.sqrt(spread * spread.T)
    return np.clip(found, -1.0, 1.0), pairs.astype(np.int64)


def _pairwise(given: Matrix, names: tuple[str, ...]) -> Covariance:
    known, centred = _centred(given)
    there = known.astype(np.float64)
    pairs = there.T @ there
    sums = centred.T @ there
    with np.errstate(invalid="ignore", divide="ignore"):
        matrix = (centred.T @ centred - sums * sums.T / pairs) / (pairs - 1)
    return Covariance(
        np.where(pairs >= 2, matrix, np.nan), pairs.astype(np.int64), names, len(given)
    )


def _centred(given: Matrix) -> tuple[NDArray[np.bool_], Matrix]:
    """What is known, and its distance from the item's mean: products then lose no digits.

    An item that does not vary is exactly 0 throughout, whatever the rounding of its mean says.
    """
    known = ~np.isnan(given)
    with np.errstate(invalid="ignore", divide="ignore"):
        means = np.where(known, given, 0.0).sum(axis=0) / known.sum(axis=0)
    highest = np.where(known, given, -np.inf).max(axis=0, initial=-np.inf)
    lowest = np.where(known, given, np.inf).min(axis=0, initial=np.inf)
    return known, np.where(known & (highest > lowest), given - means, 0.0)


def _refuse_missing(known: NDArray[np.bool_], names: tuple[str, ...]) -> None:
    lacking = (~known).sum(axis=0)
    if lacking.any():
        raise AssessmentError(
            *(
                Problem(
                    where=names[place],
                    what=message("응답이 {n}곳에서 빠져 있습니다.", n=int(lacking[place])),
                    fix=message("빠진 응답을 채우거나 결측 처리 방법을 정해 주십시오."),
                    code="missing_answers",
                )
                for place in np.flatnonzero(lacking)
            )
        )
