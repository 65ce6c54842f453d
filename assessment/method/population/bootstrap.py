"""Weighted means, shares and medians of a complex with bootstrap intervals."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assessment.method.population.weights import effective_n

Statistic = Literal["mean", "share", "median"]
Floats = NDArray[np.float64]
Strata = NDArray[np.int64]
DRAWS = 1000
TIE = 1e-12


@dataclass(frozen=True)
class Estimate:
    """A weighted figure with its interval; NaN where fewer than two firms have a value.

    `n` firms have a value, worth `effective_n` of equal weight. Draws and seed give it again.
    """

    value: float
    low: float
    high: float
    n: int
    effective_n: float
    draws: int
    seed: int


def weighted_mean(values: ArrayLike, weights: ArrayLike) -> float:
    """Σwx / Σw over the known values, NaN without any weight; of 0 and 1 it is a share."""
    given, weight = _pair(values, weights)
    known = ~np.isnan(given)
    total = float(weight[known].sum())
    return float(weight[known] @ given[known]) / total if total > 0 else float("nan")


def weighted_median(values: ArrayLike, weights: ArrayLike) -> float:
    """The value with half of the weight up to it; between two where exactly half lies below.

    With equal weights the ordinary median. NaN is left out.
    """
    given, weight = _pair(values, weights)
    return _median(given)(weight)


def estimate(
    values: ArrayLike,
    weights: ArrayLike,
    statistic: Statistic = "mean",
    *,
    strata: ArrayLike | None = None,
    seed: int,
    draws: int = DRAWS,
    level: float = 0.95,
) -> Estimate:
    """One figure of values (n,); see `estimates`."""
    asked = {"": (np.asarray(values, np.float64), statistic)}
    return estimates(asked, weights, strata=strata, seed=seed, draws=draws, level=level)[""]


def estimates(
    asked: Mapping[str, tuple[NDArray[np.float64], Statistic]],
    weights: ArrayLike,
    *,
    strata: ArrayLike | None = None,
    seed: int,
    draws: int = DRAWS,
    level: float = 0.95,
) -> dict[str, Estimate]:
    """Figures of values (n,) under the same weights (n,) and the same draws of firms.

    NaN is left out of its figure. Intervals are percentiles over `draws` of the rescaled bootstrap
    within `strata` (n,); weights are held fixed. No finite-population correction, so they are
    wide rather than narrow where many answered. Sources: Efron 1979; Rao, Wu & Yue 1992.
    """
    weight = np.asarray(weights, np.float64)
    figures = {name: figure(values, kind, weight) for name, (values, kind) in asked.items()}
    cells = np.zeros(len(weight), np.int64) if strata is None else np.asarray(strata)
    drawn = np.full((draws, len(figures)), np.nan)
    if len(weight) > 1:
        for row, factor in zip(drawn, resampled(cells, draws, seed), strict=True):
            row[:] = [of(weight * factor) for of, _ in figures.values()]
    found = {}
    for (name, (of, known)), column in zip(figures.items(), drawn.T, strict=True):
        low, high = interval(column, level) if known.sum() > 1 else (float("nan"),) * 2
        size = effective_n(weight[known])
        found[name] = Estimate(of(weight), low, high, int(known.sum()), size, draws, seed)
    return found


def resampled(strata: ArrayLike, draws: int, seed: int) -> Iterator[Floats]:
    """For each draw the factor (n,) by which every firm's weight is multiplied.

    Of a stratum's n firms n − 1 are drawn with replacement and counted n/(n − 1) times, which keeps
    sums of weights that are equal within it and makes the spread unbiased. Strata of one firm are
    drawn together; a lone one joins the smallest other.
    """
    place = _with_company(np.asarray(strata))
    size = np.bincount(place)
    order = np.argsort(place, kind="stable")
    taken = np.maximum(size - 1, 1)
    start = np.repeat(np.cumsum(size) - size, taken)
    spread = np.repeat(size, taken)
    scale = (size / taken)[place]
    random = np.random.default_rng(seed)
    for _ in range(draws):
        picked = order[start + (random.random(len(start)) * spread).astype(np.int64)]
        yield np.bincount(picked, minlength=len(place)) * scale


def interval(drawn: Floats, level: float = 0.95) -> tuple[float, float]:
    """The middle `level` of what was drawn; draws without a value are left out."""
    known = drawn[~np.isnan(drawn)]
    if not len(known):
        return float("nan"), float("nan")
    low, high = np.quantile(known, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def figure(
    values: ArrayLike, kind: Statistic, weight: ArrayLike
) -> tuple[Callable[[Floats], float], NDArray[np.bool_]]:
    """The figure as a function of the weights, and which firms have a value."""
    if kind not in get_args(Statistic):
        raise ValueError(f"the statistic must be one of {get_args(Statistic)}")
    given, _ = _pair(values, weight)
    known = ~np.isnan(given)
    if kind == "share" and not np.isin(given[known], (0.0, 1.0)).all():
        raise ValueError("a share is of values 0 and 1")
    return _median(given) if kind == "median" else _mean(given), known


def _mean(given: Floats) -> Callable[[Floats], float]:
    there = ~np.isnan(given)
    filled, counted = np.where(there, given, 0.0), there.astype(np.float64)

    def of(weight: Floats) -> float:
        total = float(weight @ counted)
        return float(weight @ filled) / total if total > 0 else float("nan")

    return of


def _median(given: Floats) -> Callable[[Floats], float]:
    order = np.argsort(given, kind="stable")[: int((~np.isnan(given)).sum())]
    ascending = given[order]

    def of(weight: Floats) -> float:
        running = np.cumsum(weight[order])
        if not len(running) or running[-1] <= 0:
            return float("nan")
        half = running[-1] / 2
        low = np.searchsorted(running, half * (1 - TIE), side="left")
        high = np.searchsorted(running, half * (1 + TIE), side="right")
        return float(ascending[low] + ascending[high]) / 2

    return of


def _pair(values: ArrayLike, weights: ArrayLike) -> tuple[Floats, Floats]:
    given, weight = np.asarray(values, np.float64), np.asarray(weights, np.float64)
    if given.ndim != 1 or given.shape != weight.shape:
        raise ValueError("values and weights must be one number a firm")
    if not (np.isfinite(weight).all() and (weight >= 0).all()):
        raise ValueError("weights must be finite and not negative")
    return given, weight


def _with_company(strata: Strata) -> Strata:
    _, place, size = np.unique(strata, return_inverse=True, return_counts=True)
    alone = size == 1
    if not alone.any() or len(size) == 1:
        return place.astype(np.int64)
    joined = np.arange(len(size))
    first = int(np.flatnonzero(alone)[0])
    joined[alone] = first
    if alone.sum() == 1:
        joined[first] = int(np.argmin(np.where(alone, size.max() + 1, size)))
    return np.unique(joined[place], return_inverse=True)[1].astype(np.int64)
