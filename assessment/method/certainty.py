"""How far a claimed total may move when it is checked, judged by what happened to others."""

import numpy as np
from numpy.typing import ArrayLike

FEWEST = 20
LOW, HIGH = 0.10, 0.90


def verification_range(total: float, deltas: ArrayLike) -> tuple[float, float] | None:
    """The total plus the 10 % and 90 % quantiles of other firms' verified − claimed points.

    Never below 0. None with fewer than 20 other firms, or without a total. It widens what is shown;
    it never moves a score. Quantiles interpolate linearly (Hyndman & Fan 1996, type 7).
    """
    known = np.asarray(deltas, np.float64)
    known = known[~np.isnan(known)]
    if len(known) < FEWEST or np.isnan(total):
        return None
    low, high = np.quantile(known, [LOW, HIGH])
    return max(total + float(low), 0.0), max(total + float(high), 0.0)
