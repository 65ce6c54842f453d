"""The panel's mean without its highest and lowest score, as Korean calls take it."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

TooFew = Literal["absent", "mean"]


@dataclass(frozen=True, eq=False)
class TrimmedMean:
    """Per firm: the mean (NaN: no value), of how many scores, and whether any were dropped."""

    value: NDArray[np.float64]
    used: NDArray[np.int64]
    trimmed: NDArray[np.bool_]


def trimmed_mean(
    scores: ArrayLike, lowest: int = 1, highest: int = 1, too_few: TooFew = "absent"
) -> TrimmedMean:
    """Mean of each row of scores (n firms, r raters) without its lowest and highest ones.

    NaN was not given and counts for nothing; of equal extremes only as many are dropped as asked.
    A firm with no score left has no value, or with `too_few="mean"` the plain mean of what it has.
    Source: 기술성평가 of the smart-factory programme, "최고·최저점 제외 평균".
    """
    given = np.asarray(scores, np.float64)
    if given.ndim != 2 or lowest < 0 or highest < 0:
        raise ValueError("scores must be a matrix and the numbers to drop not negative")
    if too_few not in ("absent", "mean"):
        raise ValueError("too_few must be 'absent' or 'mean'")
    ordered = np.sort(given, axis=1)
    count = (~np.isnan(given)).sum(axis=1)
    enough = count > lowest + highest
    first = np.where(enough, lowest, 0)
    last = np.where(enough, count - highest, count if too_few == "mean" else 0)
    places = np.arange(given.shape[1])
    kept = (places >= first[:, None]) & (places < last[:, None])
    used = kept.sum(axis=1)
    with np.errstate(invalid="ignore"):
        value = np.where(kept, ordered, 0.0).sum(axis=1) / np.where(used, used, np.nan)
    return TrimmedMean(value, used.astype(np.int64), enough & (lowest + highest > 0))
