"""What changed between two rounds: on the same firms, and in the complex as a whole."""

from dataclasses import asdict, dataclass, fields

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtrit

from assessment.method.population.bootstrap import DRAWS, Statistic, figure, interval, resampled
from assessment.method.rounding import half_up


@dataclass(frozen=True)
class PairedChange:
    """Means of the firms with both values, their difference with its interval, and who moved.

    NaN where no firm (for the interval: fewer than two) has both.
    """

    n: int
    before: float
    after: float
    difference: float
    low: float
    high: float
    rose: int
    fell: int


@dataclass(frozen=True, eq=False)
class RoundValues:
    """One round: firm ids, a value (NaN: none), a weight and a stratum each; all (n,)."""

    firms: ArrayLike
    values: ArrayLike
    weights: ArrayLike
    strata: ArrayLike


@dataclass(frozen=True)
class ComplexChange:
    """Weighted figures of two rounds and their difference with its interval.

    `n_before` and `n_after` have a value; `both` of them in either round.
    """

    before: float
    after: float
    difference: float
    low: float
    high: float
    n_before: int
    n_after: int
    both: int
    draws: int
    seed: int


def paired_change(before: ArrayLike, after: ArrayLike, level: float = 0.95) -> PairedChange:
    """After − before of the same firms in the same order (n,); a firm needs both, NaN is missing.

    The interval is Student's on the differences. Movements are counted at 9 decimals.
    """
    then, now = np.asarray(before, np.float64), np.asarray(after, np.float64)
    if then.ndim != 1 or then.shape != now.shape:
        raise ValueError("before and after must have one value a firm")
    known = ~(np.isnan(then) | np.isnan(now))
    then, now = then[known], now[known]
    n = len(then)
    moved = now - then
    if not n:
        absent = float("nan")
        return PairedChange(0, absent, absent, absent, absent, absent, 0, 0)
    difference = float(moved.mean())
    half = float("nan")
    if n > 1:
        error = float(moved.std(ddof=1)) / np.sqrt(n)
        half = float(stdtrit(n - 1, (1 + level) / 2)) * error
    way = np.sign(half_up(moved, 9))
    return PairedChange(
        n,
        float(then.mean()),
        float(now.mean()),
        difference,
        difference - half,
        difference + half,
        rose=int((way > 0).sum()),
        fell=int((way < 0).sum()),
    )


def paired_changes(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """`paired_change` of every column of two frames: firms in the index, the same columns.

    One row a column, in their order; its columns are the fields of PairedChange.
    """
    both = before.index.intersection(after.index)
    then, now = before.loc[both], after.loc[both]
    found = [asdict(paired_change(then[name], now[name])) for name in before.columns]
    names = [field.name for field in fields(PairedChange)]
    return pd.DataFrame(found, index=before.columns, columns=names)


def complex_change(
    before: RoundValues,
    after: RoundValues,
    statistic: Statistic = "mean",
    *,
    seed: int,
    draws: int = DRAWS,
    level: float = 0.95,
) -> ComplexChange:
    """After − before of the weighted figure; NaN values are left out.

    The bootstrap draws firms, not answers: one that is in both rounds is drawn for both, so that
    what stayed the same does not widen the interval. It draws within strata (the later round's
    where a firm has one) and apart for firms in both, in the first and in the second round alone.
    """
    firms, rows, strata = _united(before, after)
    weights = [np.asarray(one.weights, np.float64) for one in (before, after)]
    (then, known_then), (now, known_now) = (
        figure(one.values, statistic, one.weights) for one in (before, after)
    )
    value = then(weights[0]), now(weights[1])
    drawn = np.full(draws, np.nan)
    if len(firms) > 1:
        for place, factor in enumerate(resampled(strata, draws, seed)):
            later = now(weights[1] * factor[rows[1]])
            drawn[place] = later - then(weights[0] * factor[rows[0]])
    both = np.intersect1d(np.asarray(before.firms)[known_then], np.asarray(after.firms)[known_now])
    low, high = interval(drawn, level)
    counts = (int(known_then.sum()), int(known_now.sum()), len(both))
    return ComplexChange(value[0], value[1], value[1] - value[0], low, high, *counts, draws, seed)


def _united(
    before: RoundValues, after: RoundValues
) -> tuple[NDArray[np.generic], list[NDArray[np.intp]], NDArray[np.int64]]:
    """Every firm once, the rows of both rounds among them, and a stratum for each."""
    ids = [np.asarray(one.firms) for one in (before, after)]
    if any(len(np.unique(one)) != len(one) for one in ids):
        raise ValueError("a firm may stand once in a round")
    firms = np.union1d(*ids)
    rows = [np.searchsorted(firms, one) for one in ids]
    pattern = np.zeros(len(firms), np.int64)
    stratum = np.zeros(len(firms), np.int64)
    for place, (one, row) in enumerate(zip((before, after), rows, strict=True)):
        pattern[row] += place + 1
        stratum[row] = np.unique(np.asarray(one.strata), return_inverse=True)[1]
    return firms, rows, pattern * (stratum.max(initial=0) + 1) + stratum
