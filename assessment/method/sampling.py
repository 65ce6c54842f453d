"""How far a share or a median of some firms may stray from that of all: 95 % intervals."""

from math import sqrt

import numpy as np
from numpy.typing import NDArray

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
    place = _heads_quantile(len(known), 0.025)
    return float(known[place - 1]), float(known[-place])


def _heads_quantile(n: int, share: float) -> int:
    """The fewest heads k of n fair coins with P(heads ≤ k) ≥ share.

    scipy.stats would give it too, for 60 MB of a server's memory.
    """
    # down from the middle, each chance as a multiple of the middle one, until they no longer count
    middle = n // 2
    chances = [1.0]
    for heads in range(middle, 0, -1):
        chances.append(chances[-1] * heads / (n - heads + 1))
        if chances[-1] < 1e-25:
            break
    whole = 2 * sum(reversed(chances)) - (0 if n % 2 else chances[0])
    below, place = 0.0, middle - len(chances) + 1
    for chance in reversed(chances):
        below += chance
        if below >= share * whole:
            break
        place += 1
    return place
