"""Exact rank quantiles from counts by bin: wide bins are looked into again, with the same draws."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assessment.method.uncertainty.ordering import ranked

PARTS = (0.05, 0.50, 0.95)
FINER = 100
"""Into how many parts a bin is cut when it is looked into again."""

CHUNK = 2048
"""Firms whose counters are summed up at a time."""


def exact_rank_quantiles(
    values: NDArray[np.float64],
    extra: NDArray[np.float64],
    weights: NDArray[np.float64],
    counts: NDArray[np.unsignedinteger],
    bin_first: NDArray[np.int64],
) -> NDArray[np.int64]:
    """3 × n: the smallest rank that 5, 50 and 95 % of the draws do not exceed.

    `counts` (n × bins) are those of the same values, extras and weights; `bin_first` the first
    rank of each bin. Bins wider than one rank cost one more pass over the draws for every 100-fold.
    """
    count = len(values)
    inside, lacking = _located([counts] * len(PARTS), _needed(len(weights), count))
    found = bin_first[inside] if count else inside.astype(np.int64)
    width = int(np.diff(np.append(bin_first, count + 1)).max(initial=1))
    while width > 1:
        step = -(-width // FINER)
        finer = _counts_inside(values, extra, weights, found, -(-width // step), step)
        inside, lacking = _located(list(finer), lacking)
        found += inside * step
        width = step
    return found


def binned_rank_quantiles(
    counts: NDArray[np.unsignedinteger], bin_last: NDArray[np.int64], draws: int
) -> NDArray[np.int64]:
    """3 × n: the last rank of the bin in which the 5, 50 and 95 % rank lies."""
    inside, _ = _located([counts] * len(PARTS), _needed(draws, len(counts)))
    return bin_last[inside] if len(counts) else inside.astype(np.int64)


def _needed(draws: int, count: int) -> NDArray[np.int64]:
    """The 5, 50 and 95 % quantile is the so-many-th smallest, of every firm."""
    smallest = [max(int(np.ceil(part * draws - 1e-9)), 1) for part in PARTS]
    return np.repeat(np.array(smallest)[:, None], count, axis=1)


def _located(
    counts: Sequence[NDArray[np.unsignedinteger]], needed: NDArray[np.int64]
) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
    """3 × n: the bin in which the needed-th smallest lies, and which of the bin's own it is."""
    inside = np.zeros(needed.shape, np.intp)
    lacking = needed.copy()
    for begin in range(0, needed.shape[1], CHUNK):
        part = slice(begin, begin + CHUNK)
        reached, summed = np.empty(0), None
        for place, own in enumerate(counts):
            if own is not summed:
                reached, summed = own[part].cumsum(axis=1, dtype=own.dtype), own
            bins = (reached >= needed[place, part, None].astype(own.dtype)).argmax(axis=1)
            inside[place, part] = bins
            before = np.take_along_axis(reached, np.maximum(bins - 1, 0)[:, None], axis=1)[:, 0]
            lacking[place, part] -= np.where(bins > 0, before, 0)
    return inside, lacking


def _counts_inside(
    values: NDArray[np.float64],
    extra: NDArray[np.float64],
    weights: NDArray[np.float64],
    begin: NDArray[np.int64],
    parts: int,
    step: int,
) -> NDArray[np.unsignedinteger]:
    size = np.uint16 if len(weights) < 2**16 else np.uint32
    counts: NDArray[np.unsignedinteger] = np.zeros((len(begin), len(values), parts), size)
    cells = np.arange(len(values)) * parts
    for block in ranked(values, extra, weights):
        for own, starts in zip(counts, begin, strict=True):
            offset = block.ranks - starts
            hit = (offset >= 0) & (offset < parts * step)
            np.add.at(own.reshape(-1), (cells + offset // step)[hit], size(1))
    return counts
