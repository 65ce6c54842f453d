"""Where a firm stands among comparable ones, without showing any single one of them."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

FEWEST = 5
ONE_DOMINATES, TWO_DOMINATE = 0.50, 0.75
Circle = Literal["division", "group", "complex"]
CIRCLES: tuple[Circle, ...] = ("division", "group", "complex")


@dataclass(frozen=True)
class PeerGroup:
    """The group, how many other firms it holds, their quartiles, and the firm's place.

    `top` is the band of the firm counted from the top, in percent: (0, 25), (25, 50), (50, 75),
    (75, 100); None when the firm has no value.
    """

    circle: Circle
    name: Hashable
    n: int
    lower: float
    median: float
    upper: float
    top: tuple[int, int] | None


def peer_group(frame: pd.DataFrame, firm: int | str) -> PeerGroup | None:
    """The closest group that may be shown: division, else sector group, else complex; or None.

    Frame: index firm; columns division, group, complex, value and sales. Peers are the other firms
    of the group that have a value. Never fewer than 5, nor where one holds more than half of their
    sales or two more than three quarters (unknown sales count as the median of the known).
    """
    itself = frame.index == firm
    own = frame[itself].iloc[0]
    others = frame[~itself]
    others = others[others["value"].notna()]
    for circle in CIRCLES:
        if pd.isna(own[circle]):
            continue
        peers = others[(others[circle] == own[circle]).fillna(False).astype(bool)]
        if may_be_shown(peers["sales"]):
            return _described(circle, own[circle], peers["value"], own["value"])
    return None


def may_be_shown(sales: pd.Series) -> bool:
    """Whether figures about these firms may be shown: 5 or more, none dominating."""
    if len(sales) < FEWEST:
        return False
    known = np.asarray(sales.astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan))
    if np.isnan(known).all():
        return True
    filled = np.where(np.isnan(known), np.nanmedian(known), known)
    largest = np.sort(np.maximum(filled, 0.0))[::-1]
    total = float(largest.sum())
    if total <= 0:
        return True
    return bool(largest[0] <= ONE_DOMINATES * total and largest[:2].sum() <= TWO_DOMINATE * total)


def _described(circle: Circle, name: Hashable, values: pd.Series, own: float | None) -> PeerGroup:
    known = np.asarray(values.to_numpy(dtype=np.float64))
    lower, median, upper = np.quantile(known, [0.25, 0.5, 0.75])
    return PeerGroup(
        circle=circle,
        name=name,
        n=len(known),
        lower=float(lower),
        median=float(median),
        upper=float(upper),
        top=None if own is None or pd.isna(own) else _band(known, float(own)),
    )


def _band(peers: NDArray[np.float64], own: float) -> tuple[int, int]:
    """The quarter of the peers, counted from the top, into which the firm falls; ties half."""
    above = float((peers > own).mean() + (peers == own).mean() / 2)
    quarter = min(int(above * 4), 3)
    return quarter * 25, quarter * 25 + 25
