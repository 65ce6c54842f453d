"""Ranks of scores, and who shares one."""

from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from pandas.arrays import IntegerArray

from assessment.method.rounding import half_up

Ties = Literal["min", "max", "average", "dense", "ordinal"]
TIES: tuple[Ties, ...] = ("min", "max", "average", "dense", "ordinal")
BLOCK = 16_384
"""Scores that are rounded together: they stay in the processor's cache."""
EXACT = 2**52
"""Rounded scores counted in their last decimal are whole numbers below this."""


def rank(
    scores: ArrayLike, ties: Ties = "min", decimals: int = 9, descending: bool = True
) -> NDArray[np.float64]:
    """Rank 1 = best (highest, or lowest if not `descending`); NaN is unranked (NaN).

    Scores are rounded once, half-up, to `decimals` before they are compared. Equal scores share the
    best of their places (min, "1224"), the worst (max), the mean (average), one without gaps
    (dense, "1223"), or stand in the order of the rows (ordinal). Only `average` gives fractions.
    """
    if ties not in TIES:
        raise ValueError(f"ties: one of {', '.join(TIES)}")
    rounded = rounded_once(scores, decimals)
    missing = np.isnan(rounded)
    ranks = np.full(len(rounded), np.nan)
    if not missing.any():
        _place(rounded, ranks, ties, decimals, descending)
    elif not missing.all():
        kept = np.flatnonzero(~missing)
        among = np.empty(len(kept))
        _place(rounded[kept], among, ties, decimals, descending)
        ranks[kept] = among
    return ranks


def competition_rank(scores: ArrayLike, decimals: int = 9) -> IntegerArray:
    """Rank 1 = highest, equal scores share the better rank ("1224"); NaN is unranked (NA).

    Scores are rounded once, half-up, to `decimals` before they are compared.
    """
    ranks = rank(scores, "min", decimals)
    unranked = np.isnan(ranks)
    return IntegerArray(np.where(unranked, 1, ranks).astype(np.int64), unranked)


def tied(scores: ArrayLike, decimals: int = 9) -> NDArray[np.bool_]:
    """Whether a score, rounded, is shared with another row; NaN never is."""
    rounded = pd.Series(half_up(scores, decimals))
    return np.asarray(rounded.duplicated(keep=False) & rounded.notna(), bool)


def rounded_once(scores: ArrayLike, decimals: int) -> NDArray[np.float64]:
    """`half_up` of a long row of scores, block by block."""
    given = np.asarray(scores, np.float64)
    if given.ndim != 1:
        raise ValueError("scores: one number a row")
    result = np.empty(len(given))
    for start in range(0, len(given), BLOCK):
        part = slice(start, start + BLOCK)
        result[part] = half_up(given[part], decimals)
    return result


def _place(
    rounded: NDArray[np.float64],
    ranks: NDArray[np.float64],
    ties: Ties,
    decimals: int,
    descending: bool,
) -> None:
    count = len(rounded)
    if not count:
        return
    order, fresh = _sorted(rounded, decimals, descending)
    places = np.arange(1.0, count + 1)
    if ties == "ordinal" or fresh.all():
        ranks[order] = places
        return
    if ties == "dense":
        ranks[order] = np.cumsum(fresh)
        return
    firsts = np.flatnonzero(fresh)
    sizes = np.diff(firsts, append=count)
    shared = {"min": 0.0, "max": 1.0, "average": 0.5}[ties]
    ranks[order] = np.repeat(firsts + 1 + shared * (sizes - 1), sizes)


def _sorted(
    rounded: NDArray[np.float64], decimals: int, descending: bool
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The rows from the best, equal ones as they stand, and where another score begins.

    Rounded scores are whole numbers of their last decimal: with the row's number below, they sort
    as one integer, several times faster than an argsort of floats.
    """
    count = len(rounded)
    bits = max(count - 1, 1).bit_length()
    low, high = float(rounded.min()), float(rounded.max())
    scale = 10.0**decimals
    if max(-low, high) * scale < EXACT and (high - low) * scale < 2 ** (62 - bits):
        whole = np.rint(rounded * scale).astype(np.int64)
        whole = whole.max() - whole if descending else whole - whole.min()
        packed = whole << bits
        packed |= np.arange(count)
        packed.sort()
        order = packed & ((1 << bits) - 1)
        packed >>= bits
        fresh = np.ones(count, bool)
        np.not_equal(packed[1:], packed[:-1], out=fresh[1:])
        return order, fresh
    keys = -rounded if descending else rounded
    order = np.argsort(keys, kind="stable")
    fresh = np.ones(count, bool)
    fresh[1:] = keys[order][1:] != keys[order][:-1]
    return order, fresh
