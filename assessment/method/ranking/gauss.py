"""The Gaussian preference function by a fast Gauss transform in one dimension.

Values stand in boxes not wider than √2·s. Within a box exp(−(x−y)²/(2s²)) is expanded in Chebyshev
polynomials of both places (Greengard & Strain 1991 with Hermite functions; here by interpolation),
so that prefix sums of the polynomials give the sums over the values below, and a box adds to
another as a whole. O(n) after sorting.
"""

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.float64]
Factors = NDArray[np.float64]
NODES = 16
"""Polynomials in a box: their error stays below 1e-13."""
REACH = 5.5
"""Pairs further apart than this many √2·s are left out: each weighs less than exp(−30)."""
PAIRS = 64
"""Up to so many near pairs a value on average, every near pair is computed by itself."""
CHUNK = 4_096


def gaussian(ordered: Column, s: float) -> tuple[Column, Column]:
    """Σ 1 − exp(−d²/(2s²)) over the values below and over those above; ascending values.

    Absolute error of a mean below 1e-12.
    """
    count = len(ordered)
    unit = np.sqrt(2.0) * s
    window = np.arange(count) - np.searchsorted(ordered, ordered - REACH * unit)
    if window.sum() <= PAIRS * count:
        lower, upper = _pair_by_pair(ordered, unit, window)
    else:
        lower, upper = _box_by_box(ordered, unit)
    below = np.arange(count)
    return (
        np.clip(below - lower, 0.0, below),
        np.clip(below[::-1] - upper, 0.0, below[::-1]),
    )


def _pair_by_pair(ordered: Column, unit: float, window: NDArray[np.intp]) -> tuple[Column, Column]:
    """Sums of the kernel over the near values below and above, one step further at a time."""
    lower, upper = np.zeros(len(ordered)), np.zeros(len(ordered))
    step = 1
    active = np.flatnonzero(window >= step)
    while len(active):
        gaps = (ordered[active] - ordered[active - step]) / unit
        kernel = np.exp(-gaps * gaps)
        lower[active] += kernel
        upper[active - step] += kernel
        step += 1
        active = active[window[active] >= step]
    return lower, upper


def _box_by_box(ordered: Column, unit: float) -> tuple[Column, Column]:
    width = 2.0 ** np.floor(np.log2(unit))
    boxes = np.floor(ordered / width)
    within = ordered / width - boxes
    starts = np.flatnonzero(np.diff(boxes, prepend=boxes[0] - 1.0))
    places = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(ordered)))
    totals = _totals(within, places, len(starts))
    ratio = width / unit
    below, beyond = _far(totals, boxes[starts], ratio)
    own = _kernel(0, ratio)
    before = own @ (np.cumsum(totals, axis=1) - totals)
    below -= before
    beyond += before + own @ totals
    lower, upper = np.empty(len(ordered)), np.empty(len(ordered))
    running = np.zeros((NODES, 1))
    for start in range(0, len(ordered), CHUNK):
        part = slice(start, start + CHUNK)
        terms, box = _polynomials(within[part]), places[part]
        sums = np.cumsum(terms, axis=1)
        sums += running
        running = sums[:, -1:].copy()
        so_far = own @ sums
        lower[part] = _product(terms, so_far + below.take(box, axis=1)) - 1.0  # less itself
        upper[part] = _product(terms, beyond.take(box, axis=1) - so_far)
    return lower, upper


def _product(one: Factors, other: Factors) -> Column:
    other *= one
    return np.asarray(other.sum(axis=0))


def _polynomials(places: Column) -> Factors:
    """Chebyshev polynomials T_0 … (nodes × values) at places 0..1 of a box."""
    doubled = 4.0 * places - 2.0
    terms = np.empty((NODES, len(places)))
    terms[0] = 1.0
    terms[1] = 0.5 * doubled
    for degree in range(2, NODES):
        np.multiply(doubled, terms[degree - 1], out=terms[degree])
        terms[degree] -= terms[degree - 2]
    return terms


def _totals(within: Column, places: NDArray[np.intp], boxes: int) -> Factors:
    """The polynomials summed in every box (nodes × boxes)."""
    totals = np.zeros((NODES, boxes))
    for start in range(0, len(within), CHUNK):
        part = slice(start, start + CHUNK)
        box = places[part]
        firsts = np.flatnonzero(np.diff(box, prepend=-1))
        totals[:, box[firsts]] += np.add.reduceat(_polynomials(within[part]), firsts, axis=1)
    return totals


def _far(totals: Factors, boxes: Column, ratio: float) -> tuple[Factors, Factors]:
    """What the boxes below and above add to each box, as factors of its polynomials."""
    below, above = np.zeros_like(totals), np.zeros_like(totals)
    for distance in range(1, int(np.ceil(REACH / ratio)) + 1):
        lower = np.searchsorted(boxes, boxes - distance)
        upper = np.flatnonzero(boxes[lower] == boxes - distance)
        lower = lower[upper]
        below[:, upper] += _kernel(distance, ratio) @ totals[:, lower]
        above[:, lower] += _kernel(-distance, ratio) @ totals[:, upper]
    return below, above


def _kernel(distance: int, ratio: float) -> Factors:
    """exp(−(x − y)²) of two boxes that stand so far apart, in the polynomials of both."""
    angles = np.pi * (np.arange(NODES) + 0.5) / NODES
    nodes = 0.5 * np.cos(angles)
    values = np.exp(-((ratio * (nodes[:, None] + distance - nodes)) ** 2))
    to_factors = 2.0 / NODES * np.cos(np.arange(NODES)[:, None] * angles)
    to_factors[0] /= 2.0
    return np.asarray(to_factors @ values @ to_factors.T)
