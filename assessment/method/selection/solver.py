"""HiGHS behind two questions: the best fractions of candidates, and the best whole ones."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csc_array, diags_array

from assessment.method.selection.problem import CENT
from assessment.method.selection.quiet import quiet

Floats = NDArray[np.float64]
DIRECT = 3000
"""Up to so many candidates are relaxed at once; above, a sample tells which of them matter."""
CORE = 1500
ROUNDS = 12


@dataclass(frozen=True, eq=False)
class Relaxed:
    """The best fractions (n,), the price (r,) ≥ 0 of one unit of each limit, and the bound.

    No choice is worth more than `bound` = (tightened) limits · prices + Σ max(0, `reduced`), where
    `reduced` is value less the prices of what a candidate takes up: true for any prices ≥ 0, so it
    can be checked without trusting the solver.
    """

    shares: Floats
    prices: Floats
    reduced: Floats
    bound: float


@dataclass(frozen=True, eq=False)
class Whole:
    """A choice of whole candidates (None: none found), what it is worth and what no choice exceeds.

    `proven` says that the search was finished: the choice is best, or there is none at all.
    """

    chosen: NDArray[np.bool_] | None
    bound: float
    proven: bool


def relaxed(values: Floats, matrix: csc_array, limits: Floats) -> Relaxed | None:
    """The linear relaxation: maximise values · x, matrix @ x ≤ limits, 0 ≤ x ≤ 1; None: impossible.

    Above 3,000 candidates a systematic sample gives first prices; only candidates near them stay
    variable, the others are set to 0 or 1 and let in again until none is set wrongly. Limits are
    first `tightened`.
    """
    limits = tightened(matrix, limits)
    if len(values) <= DIRECT:
        return _at_once(values, matrix, limits)
    return _by_core(values, matrix, limits) or _at_once(values, matrix, limits)


def whole(
    values: Floats,
    matrix: csc_array,
    limits: Floats,
    time_limit: float | None = None,
    nodes: int | None = None,
) -> Whole:
    """The integer programme, to a gap of 0 unless seconds or branch-and-bound nodes run out."""
    if not len(values):
        kept = bool((limits >= -1e-9).all())
        return Whole(np.zeros(0, bool) if kept else None, 0.0, True)
    options: dict[str, float] = {"mip_rel_gap": 0.0}
    if time_limit is not None:
        options["time_limit"] = time_limit
    if nodes is not None:
        options["node_limit"] = nodes
    limits, scale = tightened(matrix, limits), _steps(matrix)
    rules = (
        LinearConstraint(diags_array(scale) @ matrix, -np.inf, scale * limits)
        if len(limits)
        else ()
    )
    with quiet():
        found = milp(
            -values, integrality=np.ones(len(values)), bounds=Bounds(0, 1), constraints=rules,
            options=options,
        )  # fmt: skip
    chosen = None if found.x is None else np.asarray(found.x) > 0.5
    proven = found.status in (0, 2)
    bound = getattr(found, "mip_dual_bound", None)
    if bound is None or not np.isfinite(bound):
        return Whole(chosen, np.inf, proven)
    return Whole(chosen, -float(bound), proven)


def _units(matrix: csc_array) -> Floats:
    """Per row the greatest common divisor of its parts where they are whole (1e15 at most), or 0.

    Rows of ones have no need of it and get 0 as well.
    """
    rows = matrix.tocsr()
    units = np.zeros(matrix.shape[0])
    for row in range(len(units)):
        parts = np.abs(rows.data[rows.indptr[row] : rows.indptr[row + 1]])
        if len(parts) and 1 < parts.max() <= 1e15 and bool((parts == np.floor(parts)).all()):
            units[row] = float(np.gcd.reduce(parts.astype(np.int64)))
    return units


def tightened(matrix: csc_array, limits: Floats) -> Floats:
    """Limits lowered to what whole candidates can come to: a multiple of the costs' divisor."""
    units = _units(matrix)
    known = units > 0
    tight = limits.copy()
    tight[known] = np.floor((limits[known] + CENT) / units[known]) * units[known]
    return tight


def _steps(matrix: csc_array) -> Floats:
    """A factor a row that brings its parts below 1,024, by their common divisor and powers of two.

    The solver's tolerances are absolute (1e-6): millions of won would strain them.
    """
    units = _units(matrix)
    scale = 1.0 / np.where(units > 0, units, 1.0)
    largest = np.abs(matrix).max(axis=1).toarray().ravel() * scale
    excess = np.ceil(np.log2(np.maximum(largest, 1.0))) - 10
    factors: Floats = scale * 2.0 ** -np.maximum(excess, 0.0)
    return factors


def priced(
    values: Floats, matrix: csc_array, limits: Floats, prices: Floats
) -> tuple[Floats, float]:
    """Reduced values under these prices, and the bound that follows from them."""
    reduced: Floats = values - matrix.T @ prices
    return reduced, float(limits @ prices + np.maximum(reduced, 0.0).sum())


def _at_once(values: Floats, matrix: csc_array, limits: Floats) -> Relaxed | None:
    found = _linear(values, matrix, limits)
    if found is None:
        return None
    shares, prices = found
    reduced, bound = priced(values, matrix, limits, prices)
    return Relaxed(shares, prices, reduced, bound)


def _linear(values: Floats, matrix: csc_array, limits: Floats) -> tuple[Floats, Floats] | None:
    if not len(limits):
        return (values > 0).astype(float), np.zeros(0)
    if not len(values):
        return (np.zeros(0), np.zeros(len(limits))) if (limits >= -1e-9).all() else None
    found = linprog(-values, A_ub=matrix, b_ub=limits, bounds=(0, 1), method="highs-ds")
    if found.x is None:
        return None
    prices = np.maximum(-np.asarray(found.ineqlin.marginals, np.float64), 0.0)
    return np.asarray(found.x, np.float64), prices


def _by_core(values: Floats, matrix: csc_array, limits: Floats) -> Relaxed | None:
    prices = _sampled_prices(values, matrix, limits)
    if prices is None:
        return None
    reduced, _ = priced(values, matrix, limits, prices)
    free = np.zeros(len(values), bool)
    free[np.argpartition(np.abs(reduced), CORE)[:CORE]] = True
    set_to_one = ~free & (reduced > 0)
    slightly = 1e-9 * float(np.abs(values).max() or 1.0)
    for _ in range(ROUNDS):
        found = _linear(values[free], matrix[:, free], limits - matrix[:, set_to_one].sum(axis=1))
        if found is None:
            return None
        reduced, bound = priced(values, matrix, limits, found[1])
        wrong = ~free & np.where(set_to_one, reduced < -slightly, reduced > slightly)
        if not wrong.any():
            shares = set_to_one.astype(float)
            shares[free] = found[0]
            return Relaxed(shares, found[1], reduced, bound)
        free |= wrong
        set_to_one &= ~wrong
    return None


def _sampled_prices(values: Floats, matrix: csc_array, limits: Floats) -> Floats | None:
    """Prices from every k-th candidate by value, with limits in proportion."""
    step = -(-len(values) // CORE)
    rows = np.argsort(-values, kind="stable")[step // 2 :: step]
    own = matrix[:, rows]
    share = np.asarray(np.abs(own).sum(axis=1)) / np.maximum(np.abs(matrix).sum(axis=1), 1e-300)
    scaled = limits * np.where(share > 0, share, 1.0)
    found = _linear(values[rows], own, scaled)
    return None if found is None else found[1]
