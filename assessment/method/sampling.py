"""How far a share or a median of some firms may stray from that of all: 95 % intervals."""

from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom

Z95 = 1.959963984540054
FEWEST = 6


def share_interval(met: int, n: int) -> tuple[float, float] | None:
    """Wilson's 95 % interval of met / n; none of nothing."""
    if n <= 0:
        return None
    share, z2 = met / n, Z95 * Z95
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z95 / (1 + z2 / n) * sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)


def median_interval(values: NDArray[np.float64]) -> tuple[float, float] | None:
    """95 % interval of the median: the k-th lowest to the k-th highest value; none below six.

    k is the highest for which P(Binomial(n, ½) < k) ≤ 2.5 %. NaN is left out.
    """
    known = np.sort(values[~np.isnan(values)])
    if len(known) < FEWEST:
        return None
    place = int(binom.ppf(0.025, len(known), 0.5))
    return float(known[place - 1]), float(known[-place])
