"""Preference functions of PROMETHEE: how often and how much a value beats the others below it.

Every function takes one criterion in ascending order and gives, per place, Σ P(x − y) over all y
below. Values stand in boxes a power of two wide: a value's place in its box is then exact, and
prefix sums keep their precision whatever the range of the criterion.
"""

import numpy as np
from numpy.typing import NDArray

from assessment.method.ranking.decision import NOISE

Column = NDArray[np.float64]


def above(ordered: Column, threshold: float) -> NDArray[np.int64]:
    """How many values lie below by more than the threshold; noise about it does not count."""
    slack = NOISE * (np.abs(ordered) + threshold)
    places = np.searchsorted(ordered, ordered - threshold - slack, side="left")
    return np.asarray(places, np.int64)


def usual(ordered: Column) -> Column:
    """P(d) = 1 for d > 0."""
    return above(ordered, 0.0).astype(np.float64)


def u_shape(ordered: Column, q: float) -> Column:
    """P(d) = 1 for d > q."""
    return above(ordered, q).astype(np.float64)


def level(ordered: Column, q: float, p: float) -> Column:
    """P(d) = 1/2 for q < d ≤ p, 1 for d > p."""
    return np.asarray(0.5 * (above(ordered, q) + above(ordered, p)))


def linear(ordered: Column, q: float, p: float) -> Column:
    """P(d) = (d − q)/(p − q) for q < d ≤ p, 1 for d > p; q = p: u_shape; q = 0: v_shape."""
    if p <= q:
        return u_shape(ordered, q)
    count = len(ordered)
    width = 2.0 ** np.ceil(np.log2(p))
    boxes = np.floor(ordered / width)
    starts = np.flatnonzero(np.diff(boxes, prepend=boxes[0] - 1.0))
    sizes = np.diff(starts, append=count)
    first = np.repeat(starts, sizes)
    first_before = np.repeat(np.concatenate([starts[:1], starts[:-1]]), sizes)
    origin = boxes * width
    sums = np.concatenate([[0.0], np.cumsum(ordered - origin)])
    # The values within p below stand in the own box or in the one before it.
    far = np.maximum(above(ordered, p), first_before)
    near = np.maximum(above(ordered, q) if q > 0 else np.arange(count), far)
    split = np.clip(first, far, near)
    gaps = (near - split) * (ordered - origin) + (split - far) * (ordered - origin[first_before])
    partly = gaps - (sums[near] - sums[far]) - q * (near - far)
    return np.asarray(far + np.clip(partly / (p - q), 0.0, near - far))
