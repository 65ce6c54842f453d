"""Values on goalposts that the programme states, so that a new applicant cannot reverse others."""

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray


def goalposts(
    values: ArrayLike, low: float, high: float, direction: Literal["up", "down"] = "up"
) -> NDArray[np.float64]:
    """Shares 0..1: (value − low) / (high − low), cut at both ends; 1 minus that for `down`.

    NaN stays NaN. Source: goalpost normalisation as in UNDP's HDI (OECD/JRC Handbook 2008, 5.3).
    """
    if not low < high:
        raise ValueError("the low goalpost must lie below the high one")
    shares = np.clip((np.asarray(values, np.float64) - low) / (high - low), 0.0, 1.0)
    return 1.0 - shares if direction == "down" else shares
