"""How alike two rankings are."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import kendalltau, rankdata, spearmanr

Ranks = NDArray[np.float64]


def kendall_tau_b(one: ArrayLike, other: ArrayLike) -> float:
    """(concordant − discordant pairs) / √(pairs not tied in one · pairs not tied in the other).

    −1..1; NaN where one has a single rank. Rows without a rank (NaN) in either are left out.
    O(n log n). Kendall 1945.
    """
    first, second = _both(one, other)
    return (
        float(kendalltau(first, second, variant="b").statistic) if _varied(first, second) else _no()
    )


def spearman(one: ArrayLike, other: ArrayLike) -> float:
    """Pearson's correlation of the ranks, ties by their mean place.

    −1..1; NaN where one has a single rank. Rows without a rank (NaN) in either are left out.
    Spearman 1904.
    """
    first, second = _both(one, other)
    return float(spearmanr(first, second).statistic) if _varied(first, second) else _no()


def weighted_spearman(one: ArrayLike, other: ArrayLike) -> float:
    """r_w = 1 − 6 Σ (x−y)²·((n−x+1) + (n−y+1)) / (n⁴ + n³ − n² − n): the top counts more.

    −1..1 for rankings without ties, symmetric; NaN below two rows. x and y are ranks with 1 = best;
    where rows without a rank (NaN) in either are left out, the others are ranked anew, ties by
    their mean place. Pinto da Costa & Soares 2005.
    """
    first, second = _ranks(one, other)
    count = float(len(first))
    if count < 2:
        return _no()
    top = (count - first + 1) + (count - second + 1)
    gaps = float(((first - second) ** 2 * top).sum())
    return 1.0 - 6.0 * gaps / (count**4 + count**3 - count**2 - count)


def ws(reference: ArrayLike, other: ArrayLike) -> float:
    """WS = 1 − Σ 2^(−x)·|x − y| / max(|1 − x|, |n − x|), x the reference: its top decides.

    About 0..1, not symmetric; NaN below two rows. Ranks with 1 = best; rows without a rank as in
    `weighted_spearman`. Sałabun & Urbaniak 2020.
    """
    first, second = _ranks(reference, other)
    count = len(first)
    if count < 2:
        return _no()
    farthest = np.maximum(np.abs(1 - first), np.abs(count - first))
    return float(1.0 - (np.exp2(-first) * np.abs(first - second) / farthest).sum())


def _both(one: ArrayLike, other: ArrayLike) -> tuple[Ranks, Ranks]:
    first, second = np.asarray(one, np.float64), np.asarray(other, np.float64)
    if first.ndim != 1 or first.shape != second.shape:
        raise ValueError("two rankings of the same rows")
    ranked = ~(np.isnan(first) | np.isnan(second))
    return first[ranked], second[ranked]


def _ranks(one: ArrayLike, other: ArrayLike) -> tuple[Ranks, Ranks]:
    first, second = _both(one, other)
    if len(first) < len(np.asarray(one)):
        return np.asarray(rankdata(first)), np.asarray(rankdata(second))
    return first, second


def _varied(first: Ranks, second: Ranks) -> bool:
    return bool(len(first) > 1 and np.ptp(first) > 0 and np.ptp(second) > 0)


def _no() -> float:
    return float("nan")
