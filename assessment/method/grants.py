"""What is granted: what is asked for, within the programme's cap and its share of the cost."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assessment.definitions.programmes import Grant


def granted(grant: Grant, requested: ArrayLike, planned_cost: ArrayLike) -> NDArray[np.float64]:
    """Won; NaN where nothing is asked for. An unknown cost leaves the share unapplied."""
    won = np.asarray(requested, np.float64).copy()
    if grant.cap is not None:
        won = np.minimum(won, grant.cap)
    if grant.share is not None:
        limit = grant.share * np.asarray(planned_cost, np.float64)
        won = np.where(np.isnan(limit), won, np.minimum(won, limit))
    return won
