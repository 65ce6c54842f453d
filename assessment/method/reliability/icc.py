"""Intraclass correlation: how much of the spread of ratings lies between the units rated."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import fdtrc, fdtri

Form = Literal["1,1", "2,1", "3,1", "1,k", "2,k", "3,k"]


@dataclass(frozen=True)
class Icc:
    """One form with the F test of no agreement and the 95 % interval; NaN where undefined."""

    form: Form
    value: float
    f: float
    df1: float
    df2: float
    p: float
    low: float
    high: float


@dataclass(frozen=True)
class IccTable:
    """The six forms; `units` were counted, `left_out` were not rated by everybody."""

    forms: dict[Form, Icc]
    units: int
    raters: int
    left_out: int

    def __getitem__(self, form: Form) -> Icc:
        return self.forms[form]


@dataclass(frozen=True)
class _Squares:
    """Mean squares of n units by k raters: units, raters, rest, and within units."""

    n: int
    k: int
    units: float
    raters: float
    rest: float
    within: float


def icc(ratings: ArrayLike) -> IccTable:
    """ICC (1,1) to (3,k) from ratings (n units, k raters).

    Forms: 1 each unit by other raters, 2 the same random raters, absolute agreement, 3 the same
    fixed raters, consistency; k is the mean of all k. Units with a missing rating are left out
    and counted. Undefined below two units or raters. Sources: Shrout & Fleiss 1979, McGraw & Wong
    1996; the interval of 2,1 by Satterthwaite's degrees of freedom.
    """
    given = np.asarray(ratings, np.float64)
    if given.ndim != 2:
        raise ValueError("ratings must be a matrix: a row a unit, a column a rater")
    whole = given[~np.isnan(given).any(axis=1)]
    squares = _mean_squares(whole)
    single = [_first(squares), _second(squares), _third(squares)]
    several = [_stepped(one, squares.k) for one in single]
    forms = {one.form: one for one in (*single, *several)}
    return IccTable(forms, len(whole), given.shape[1], len(given) - len(whole))


def _mean_squares(whole: NDArray[np.float64]) -> _Squares:
    n, k = whole.shape
    if n < 2 or k < 2:
        return _Squares(n, k, *[float("nan")] * 4)
    centred = whole - whole.mean()
    units, raters = centred.mean(axis=1), centred.mean(axis=0)
    rest = float(((centred - units[:, None] - raters) ** 2).sum())
    within = float(((centred - units[:, None]) ** 2).sum())
    return _Squares(
        n,
        k,
        units=k * float((units**2).sum()) / (n - 1),
        raters=n * float((raters**2).sum()) / (k - 1),
        rest=rest / ((n - 1) * (k - 1)),
        within=within / (n * (k - 1)),
    )


def _first(of: _Squares) -> Icc:
    value = _share(of.units - of.within, of.units + (of.k - 1) * of.within)
    df1, df2 = of.n - 1, of.n * (of.k - 1)
    return _tested("1,1", value, of.units, of.within, df1, df2, of.k)


def _third(of: _Squares) -> Icc:
    value = _share(of.units - of.rest, of.units + (of.k - 1) * of.rest)
    df1, df2 = of.n - 1, (of.n - 1) * (of.k - 1)
    return _tested("3,1", value, of.units, of.rest, df1, df2, of.k)


def _tested(
    form: Form, value: float, above: float, below: float, df1: float, df2: float, k: int
) -> Icc:
    """F = above / below; the interval is that of (F − 1) / (F + k − 1)."""
    f = _share(above, below)
    if np.isinf(f):
        return Icc(form, value, f, df1, df2, 0.0, 1.0, 1.0)
    low, high = f / _quantile(df1, df2), f * _quantile(df2, df1)
    interval = (_share(low - 1, low + k - 1), _share(high - 1, high + k - 1))
    return Icc(form, value, f, df1, df2, float(fdtrc(df1, df2, f)), *interval)


def _second(of: _Squares) -> Icc:
    n, k = of.n, of.k
    value = _share(of.units - of.rest, of.units + (k - 1) * of.rest + k * (of.raters - of.rest) / n)
    f, df1, df2 = _share(of.units, of.rest), n - 1, (n - 1) * (k - 1)
    # Shrout & Fleiss 1979, p. 424: the raters' own spread enters the interval's denominator
    raters = k * value * of.raters
    slope = (n * (1 + (k - 1) * value) - k * value) * of.rest
    freedom = _share(df2 * (raters + slope) ** 2, (n - 1) * raters**2 + slope**2)
    upper, lower = _quantile(df1, freedom), _quantile(freedom, df1)
    spread = k * of.raters + (k * n - k - n) * of.rest
    if np.isinf(f) and of.raters == 0:
        return Icc("2,1", value, f, df1, df2, 0.0, 1.0, 1.0)
    low = _share(n * (of.units - upper * of.rest), upper * spread + n * of.units)
    high = _share(n * (lower * of.units - of.rest), spread + n * lower * of.units)
    return Icc("2,1", value, f, df1, df2, float(fdtrc(df1, df2, f)), low, high)


def _stepped(single: Icc, k: int) -> Icc:
    """Spearman–Brown: the mean of k raters, from one; it carries the interval's ends over."""
    several: dict[Form, Form] = {"1,1": "1,k", "2,1": "2,k", "3,1": "3,k"}
    value, low, high = (
        _share(k * one, 1 + (k - 1) * one) for one in (single.value, single.low, single.high)
    )
    test = (single.f, single.df1, single.df2, single.p)
    return Icc(several[single.form], value, *test, low, high)


def _quantile(df1: float, df2: float) -> float:
    return float(fdtri(df1, df2, 0.975)) if df1 > 0 and df2 > 0 else float("nan")


def _share(above: float, below: float) -> float:
    """`above / below`, infinite where nothing but the rest is 0, NaN where nothing varies."""
    if below == 0 or np.isnan(below):
        return float("inf") if above > 0 else float("nan")
    return above / below
