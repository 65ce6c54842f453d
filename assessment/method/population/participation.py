"""Who takes part: registered and answering firms by cell."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike


def participation(
    register: pd.DataFrame, taking_part: ArrayLike, by: Sequence[str] = ()
) -> pd.DataFrame:
    """One row a cell of the columns `by` (none: one row of all firms), in the order of labels.

    `taking_part` is one truth a row of the register. Columns: those of `by` (null for no label),
    registered, answered, share, weight (registered / answered; NaN in a cell nobody answered from).
    Everybody is counted, so there is no interval.
    """
    answered = np.asarray(taking_part, bool)
    if answered.shape != (len(register),):
        raise ValueError("taking_part must have one truth a registered firm")
    table = register[list(by)].reset_index(drop=True).assign(registered=1, answered=answered)
    if by:
        counted = (
            table.groupby(list(by), dropna=False, sort=True, observed=True).sum().reset_index()
        )
    else:
        counted = table.sum().to_frame().T
    counted = counted.astype({"registered": "int64", "answered": "int64"})
    counted["share"] = counted["answered"] / counted["registered"].where(counted["registered"] > 0)
    counted["weight"] = counted["registered"] / counted["answered"].where(counted["answered"] > 0)
    return counted
