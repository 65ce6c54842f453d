"""Values made comparable: each column on its own, higher always better afterwards.

Values are (n,) or (n, m); NaN stays NaN and takes no part. `direction` says which end of the given
values is good ("up", "max", +1 or "down", "min", −1), one for all or one a column. A programme
states its goalposts (`goalposts`), so that a new applicant cannot reverse others; all the rest
depend on the data and serve comparison and sensitivity. Sources: OECD/JRC Handbook on Constructing
Composite Indicators 2008, step 5 (tables 14 and 15); UNDP Human Development Report (goalposts).
"""

from collections.abc import Sequence
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
End = Literal["up", "down", "max", "min", 1, -1]
Direction: TypeAlias = End | Sequence[End] | NDArray[np.int_]
_SIGNS = {"up": 1.0, "max": 1.0, "1": 1.0, "down": -1.0, "min": -1.0, "-1": -1.0}


def goalposts(
    values: ArrayLike,
    low: float,
    high: float,
    direction: Direction = "up",
    *,
    clip: bool = True,
    to: tuple[float, float] = (0.0, 1.0),
) -> Array:
    """Shares (value − low) / (high − low), cut at both ends unless told; 1 minus that for `down`.

    `to` is the range that the goalposts are moved to.
    """
    if not low < high:
        raise ValueError("the low goalpost must lie below the high one")
    given = np.asarray(values, np.float64)
    shares = (given - low) / (high - low)
    if clip:
        shares = np.clip(shares, 0.0, 1.0)
    turned = np.where(signs(direction, given) < 0, 1.0 - shares, shares)
    return _spread(turned, to)


def min_max(
    values: ArrayLike, direction: Direction = "up", to: tuple[float, float] = (0.0, 1.0)
) -> Array:
    """The worst value at the first, the best at the second end of `to`; all equal: its middle."""
    turned = _turned(values, direction)
    low, high = _ends(turned)
    with np.errstate(invalid="ignore"):
        shares = np.where(high > low, (turned - low) / (high - low), turned - turned + 0.5)
    return _spread(shares, to)


def z_score(
    values: ArrayLike, direction: Direction = "up", mean: float = 0.0, sd: float = 1.0
) -> Array:
    """(value − mean) / sample standard deviation (n − 1), moved to this mean and sd.

    All equal, or a single value: the mean.
    """
    turned = _turned(values, direction)
    known = (~np.isnan(turned)).sum(axis=0)
    away = turned - np.nansum(turned, axis=0) / np.maximum(known, 1)
    # Only rounding is left of equal values; it must not be blown up to a deviation.
    low, high = _ends(turned)
    away = np.where(high > low, away, turned - turned)
    spread = np.sqrt(np.nansum(away**2, axis=0) / np.maximum(known - 1, 1))
    return mean + sd * away / np.where(spread > 0, spread, 1.0)


def rank_points(
    values: ArrayLike,
    direction: Direction = "up",
    ties: Literal["min", "max", "average", "dense", "ordinal"] = "min",
) -> Array:
    """1 for the worst, n for the best (the number of a rank counted from the bottom)."""
    from scipy.stats import rankdata  # a second of every command that needs no ranks

    ranks: Array = rankdata(_turned(values, direction), method=ties, axis=0, nan_policy="omit")
    return np.asarray(ranks, np.float64)


def borda(
    values: ArrayLike,
    direction: Direction = "up",
    ties: Literal["min", "max", "average", "dense", "ordinal"] = "min",
) -> Array:
    """How many units are beaten: 0 for the worst, n − 1 for the best."""
    return rank_points(values, direction, ties) - 1.0


def percentile_rank(values: ArrayLike, direction: Direction = "up") -> Array:
    """Share of the other units that are beaten, 0..1; a single unit has 1."""
    ranks = rank_points(values, direction)
    others = (~np.isnan(ranks)).sum(axis=0) - 1
    shares: Array = np.where(others > 0, (ranks - 1.0) / np.maximum(others, 1), ranks)
    return shares


def percentile(values: ArrayLike, direction: Direction = "up") -> Array:
    """100 · rank from the bottom / n, ties the lower rank (OECD table 15)."""
    ranks = rank_points(values, direction)
    shares: Array = 100.0 * ranks / np.maximum((~np.isnan(ranks)).sum(axis=0), 1)
    return shares


def ratio(
    values: ArrayLike,
    to: Literal["best", "worst", "max", "min", "mean", "sum", "norm"] | float = "max",
    direction: Direction = "up",
) -> Array:
    """Value / reference: a number, or that of the column (norm: Euclidean length).

    For `down` it is reference / value, so that a higher ratio stays better. A division by 0 is NaN.
    """
    given = np.asarray(values, np.float64)
    up = signs(direction, given) > 0
    low, high = _ends(given)
    known = (~np.isnan(given)).sum(axis=0)
    match to:
        case "best" | "worst":
            reference = np.where(up == (to == "best"), high, low)
        case "max" | "min":
            reference = high if to == "max" else low
        case "mean":
            reference = np.nansum(given, axis=0) / np.maximum(known, 1)
        case "sum":
            reference = np.nansum(given, axis=0)
        case "norm":
            reference = np.sqrt(np.nansum(given**2, axis=0))
        case _:
            reference = np.asarray(to, np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        result = np.where(up, given / reference, reference / given)
    return np.where(np.isinf(result), np.nan, result)


def distance_to_target(
    values: ArrayLike, target: ArrayLike, direction: Direction = "up", *, cap: bool = False
) -> Array:
    """The way from the worst value to the target that is covered: (x − min) / (target − min).

    For `down`: (max − x) / (max − target). Beyond the target it exceeds 1 unless capped; NaN where
    the target lies at the worst value. `target` is one number or one a column.
    """
    turned = _turned(values, direction)
    goal = np.asarray(target, np.float64) * signs(direction, np.asarray(values, np.float64))
    low, _ = _ends(turned)
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = np.where(goal != low, (turned - low) / (goal - low), np.nan)
    return np.minimum(shares, 1.0) if cap else shares


def distance_to_reference(
    values: ArrayLike, row: int, direction: Direction = "up", *, cap: bool = False
) -> Array:
    """`distance_to_target` with the values of one unit (its row, from 0) as the target."""
    return distance_to_target(values, np.asarray(values, np.float64)[row], direction, cap=cap)


def distance_to_max(values: ArrayLike, direction: Direction = "up") -> Array:
    """`distance_to_target` with the best value as the target: 1 for the best, 0 for the worst."""
    turned = _turned(values, direction)
    return distance_to_target(turned, _ends(turned)[1])


def above_below(values: ArrayLike, band: float = 0.2, direction: Direction = "up") -> Array:
    """+1 above (1 + band) · mean, −1 below (1 − band) · mean, else 0; signs turned for `down`."""
    given = np.asarray(values, np.float64)
    relative = ratio(given, "mean")
    signed = np.where(relative > 1 + band, 1.0, np.where(relative < 1 - band, -1.0, 0.0))
    return np.where(np.isnan(given), np.nan, signed * signs(direction, given) + 0.0)


def categorical(
    values: ArrayLike,
    direction: Direction = "up",
    cuts: ArrayLike = (5, 25, 65, 85, 95),
    scores: ArrayLike = (0, 20, 40, 60, 80, 100),
) -> Array:
    """The score of the group of percentiles: up to the first cut the first score, and so on."""
    edges, marks = np.asarray(cuts, np.float64), np.asarray(scores, np.float64)
    if len(marks) != len(edges) + 1 or (np.diff(edges) <= 0).any():
        raise ValueError("cuts must ascend, with one score more than cuts")
    place = percentile(values, direction)
    return np.where(np.isnan(place), np.nan, marks[np.searchsorted(edges, np.nan_to_num(place))])


def signs(direction: Direction, values: Array) -> Array:
    """+1 or −1 for the column, or one a column; ValueError for anything else."""
    single = isinstance(direction, str | int | float | np.number)
    words = [direction] if single else list(direction)  # type: ignore[arg-type]  # one word or one a column
    names = [word if isinstance(word, str) else f"{word:g}" for word in words]
    if unknown := sorted(set(names).difference(_SIGNS)):
        raise ValueError(f"no such direction: {', '.join(unknown)}")
    found = np.array([_SIGNS[name] for name in names])
    if single:
        return np.asarray(found[0])
    if values.ndim != 2 or len(found) != values.shape[1]:
        raise ValueError("one direction a column is needed")
    return found


def _turned(values: ArrayLike, direction: Direction) -> Array:
    given = np.asarray(values, np.float64)
    return given * signs(direction, given)


def _ends(values: Array) -> tuple[Array, Array]:
    known = ~np.isnan(values)
    low = np.min(values, axis=0, initial=np.inf, where=known)
    high = np.max(values, axis=0, initial=-np.inf, where=known)
    return np.asarray(low), np.asarray(high)


def _spread(shares: Array, to: tuple[float, float]) -> Array:
    moved: Array = shares if to == (0.0, 1.0) else to[0] + shares * (to[1] - to[0])
    return moved
