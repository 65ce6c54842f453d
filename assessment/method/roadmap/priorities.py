"""Which areas to take first: cost share, relevance to the firm's aims, gap to the best in class."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assessment.locale import message
from assessment.problems import AssessmentError, Problem

Horizon = Literal["strategic", "tactical", "operational"]
Basis = Literal["all", "gap_only"]
Floats = NDArray[np.float64]
HORIZONS: Mapping[str, tuple[float, float, float]] = {
    "strategic": (0.30, 0.40, 0.30),
    "tactical": (0.45, 0.30, 0.25),
    "operational": (0.60, 0.20, 0.20),
}
"""Weights of cost, KPI and proximity by horizon (SIRI Prioritisation Matrix 2019, p. 29)."""
FACTORS = ("cost", "kpi", "gap")


@dataclass(frozen=True, eq=False)
class Priorities:
    """Per area (n,): the three factors as given, as shares of their totals, and their weighted sum.

    `impact` sums to 1 unless a factor is 0 throughout; such factors are named in `empty`. `order`
    lists areas from the highest unrounded impact, equals in the order given. `basis` is "gap_only"
    where relevance or best-in-class tables were missing, named in `missing`: then the gap alone
    decides and `weights` are 0, 0, 1.
    """

    factors: Floats
    shares: Floats
    impact: Floats
    order: NDArray[np.intp]
    weights: tuple[float, float, float]
    basis: Basis
    empty: tuple[str, ...]
    missing: tuple[str, ...]


def impact(cost: ArrayLike, kpi: ArrayLike, gap: ArrayLike, horizon: Horizon) -> Priorities:
    """Impact values from the three factors of every area, each (n,) and at least 0.

    Each factor is divided by its total over the areas (0 throughout where the total is 0), then
    weighed by the horizon. A negative gap counts 0. NaN counts 0 in its own factor. Raises
    AssessmentError for an unknown horizon or a negative cost or KPI factor.
    """
    if horizon not in HORIZONS:
        raise AssessmentError(
            Problem(
                where="horizon",
                what=message("계획 기간이 올바르지 않습니다: {horizon}", horizon=horizon),
                fix=message("다음 가운데 하나를 고르십시오: {known}", known=", ".join(HORIZONS)),
                code="unknown_horizon",
            )
        )
    return _weighed(_columns(cost, kpi, gap), HORIZONS[horizon], "all", ())


def cost_factor(relevance: ArrayLike, shares: ArrayLike) -> Floats:
    """Σ over categories of relevance (categories × areas) · the firm's cost share (categories,).

    Shares are of any positive scale; a category without a share (NaN) counts 0.
    """
    table, parts = _table(relevance), np.nan_to_num(np.asarray(shares, np.float64))
    if parts.shape != (len(table),):
        raise ValueError("one cost share a category")
    factor: Floats = parts @ table
    return factor


def kpi_factor(relevance: ArrayLike, chosen: ArrayLike) -> Floats:
    """Σ of relevance (KPI categories × areas) over the chosen categories (row numbers)."""
    rows = np.unique(np.asarray(chosen, np.intp))
    factor: Floats = _table(relevance)[rows].sum(axis=0)
    return factor


def proximity(own: ArrayLike, best: ArrayLike) -> Floats:
    """Best in class less own level, never below 0; NaN where either is unknown."""
    gap: Floats = np.maximum(np.asarray(best, np.float64) - np.asarray(own, np.float64), 0.0)
    return gap


def priorities(
    own: ArrayLike,
    *,
    horizon: Horizon = "tactical",
    best: ArrayLike | None = None,
    highest: float = 5.0,
    cost_relevance: ArrayLike | None = None,
    cost_shares: ArrayLike | None = None,
    kpi_relevance: ArrayLike | None = None,
    kpis: ArrayLike | None = None,
) -> Priorities:
    """Impact values from a firm's own levels (n,) and the tables that there are.

    Without best-in-class levels the gap is to `highest`. Where any of the tables is missing the
    order is by the gap alone, and says so: relevance is never guessed.
    """
    levels = np.asarray(own, np.float64)
    given = {
        "best": best,
        "cost_relevance": cost_relevance,
        "cost_shares": cost_shares,
        "kpi_relevance": kpi_relevance,
        "kpis": kpis,
    }
    missing = tuple(name for name, table in given.items() if table is None)
    gap = proximity(levels, np.full(len(levels), highest) if best is None else best)
    if missing:
        nothing = np.zeros(len(levels))
        return _weighed(_columns(nothing, nothing, gap), (0.0, 0.0, 1.0), "gap_only", missing)
    assert cost_relevance is not None
    assert cost_shares is not None
    assert kpi_relevance is not None
    assert kpis is not None
    return impact(
        cost_factor(cost_relevance, cost_shares), kpi_factor(kpi_relevance, kpis), gap, horizon
    )


def focus(result: Priorities, blocks: Sequence[Hashable]) -> tuple[int, ...]:
    """The areas to begin with: the highest of each block, then the highest of all the others."""
    if len(blocks) != len(result.impact):
        raise ValueError("one block an area")
    first: dict[Hashable, int] = {}
    for area in result.order.tolist():
        first.setdefault(blocks[area], area)
    rest = [area for area in result.order.tolist() if area not in first.values()]
    return (*(first[block] for block in dict.fromkeys(blocks)), *rest[:1])


def _columns(cost: ArrayLike, kpi: ArrayLike, gap: ArrayLike) -> Floats:
    columns = [np.asarray(part, np.float64) for part in (cost, kpi, gap)]
    if len({column.shape for column in columns}) != 1 or columns[0].ndim != 1:
        raise ValueError("cost, KPI and gap must have one entry an area")
    factors = np.nan_to_num(np.column_stack(columns))
    factors[:, 2] = np.maximum(factors[:, 2], 0.0)
    negative = [FACTORS[k] for k in np.flatnonzero((factors < 0).any(axis=0))]
    if negative:
        raise AssessmentError(
            Problem(
                where=", ".join(negative),
                what=message("비용이나 성과지표의 관련도가 0보다 작습니다."),
                fix=message("0 이상의 값을 넣으십시오."),
                code="negative_factor",
            )
        )
    return factors


def _weighed(
    factors: Floats, weights: tuple[float, float, float], basis: Basis, missing: tuple[str, ...]
) -> Priorities:
    totals = factors.sum(axis=0)
    shares = np.divide(factors, totals, out=np.zeros_like(factors), where=totals > 0)
    values: Floats = shares @ np.array(weights)
    used = [k for k, weight in enumerate(weights) if weight > 0]
    return Priorities(
        factors=factors,
        shares=shares,
        impact=values,
        order=np.argsort(-values, kind="stable"),
        weights=weights,
        basis=basis,
        empty=tuple(FACTORS[k] for k in used if totals[k] == 0),
        missing=missing,
    )


def _table(relevance: ArrayLike) -> Floats:
    table = np.nan_to_num(np.asarray(relevance, np.float64))
    if table.ndim != 2:
        raise ValueError("relevance must be categories × areas")
    return table
