"""Half-up rounding on the shortest decimal, as spreadsheets do it."""

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
from numpy.typing import ArrayLike, NDArray

EXACT = 1e14


def half_up(values: ArrayLike, decimals: int) -> NDArray[np.float64]:
    """`Decimal(f"{x:.15g}")` rounded half away from zero, as float; NaN and infinity stay.

    Only values whose last kept digit is in doubt go through Decimal; the rest cannot differ.
    Used once, before bands and ranks.
    """
    given = np.asarray(values, np.float64)
    scale = 10.0**decimals
    with np.errstate(invalid="ignore", over="ignore"):
        scaled = np.abs(given) * scale
        rounded = np.copysign(np.floor(scaled + 0.5) / scale, given) + 0.0
        doubt = np.abs(scaled - np.floor(scaled) - 0.5) <= scaled * 1e-14 + 1e-300
        doubt |= scaled > EXACT
    finite = np.isfinite(given)
    result = np.where(finite, rounded, given)
    for place in np.argwhere(doubt & finite):
        where = tuple(place)
        result[where] = half_up_exactly(float(given[where]), decimals)
    return result


def half_up_exactly(value: float, decimals: int) -> float:
    """The definition itself, one value at a time."""
    shortest = Decimal(f"{value:.15g}")
    step = Decimal(1).scaleb(-decimals)
    if shortest.adjusted() + decimals > 26:
        return float(shortest)
    return float(shortest.quantize(step, rounding=ROUND_HALF_UP)) + 0.0
