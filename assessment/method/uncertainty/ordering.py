"""The competition ranks of all firms under many weights, block by block of draws.

A score is rounded to 9 decimals, so it is a whole number of billionths; shifted left it leaves room
for the row number, and sorting plain 64-bit numbers gives order and ties at once.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

DECIMALS = 9
UNIT = 10.0**DECIMALS
MANY = 5000
"""From so many firms on the compiled loops pay."""
CELLS = 3 * 2**16
"""Firms × draws held at once, at 8 bytes each."""
MOST_DRAWS = 255
"""In one block at most."""
ALIGNED = 64
"""Rows are padded so that every firm goes through the same instructions: equal rows, equal sums."""
ROUNDING = 1.5 * 2.0**52
"""Adding this leaves the nearest whole number in the low bits of a float64."""
ROW_BITS = 16
"""Room for the row number; also what pushes the exponent of a float64 out of the word."""
WIDEST = 2.0**50

Ranks = NDArray[np.unsignedinteger]


@dataclass(frozen=True, eq=False)
class Block:
    """Some draws: `ranks` (draws × n) of every firm, `start` the number of the first draw.
    Overwritten by the next block."""

    start: int
    ranks: Ranks


def ranked(
    values: NDArray[np.float64], extra: NDArray[np.float64], weights: NDArray[np.float64]
) -> Iterator[Block]:
    """Ranks of the firms (n × m, no NaN) under each row of weights; `extra` is added as it is."""
    count = len(values)
    if not count or not len(weights):
        return
    padded = -(-count // ALIGNED) * ALIGNED
    scaled = np.zeros((values.shape[1], padded))
    scaled[:, :count] = -UNIT * values.T
    if extra.any():
        weights = np.hstack([weights, np.ones((len(weights), 1))])
        scaled = np.vstack([scaled, np.append(-UNIT * extra, np.zeros(padded - count))])
    widest = float(np.abs(values).max(initial=0) + np.abs(extra).max(initial=0)) * UNIT
    bits = max(int(count - 1).bit_length(), ROW_BITS)
    fits = widest < min(WIDEST, 2.0 ** (62 - bits))
    step = min(max(CELLS // padded, 1), MOST_DRAWS, len(weights))
    scores = np.empty((step, padded))
    ranks: Ranks = np.empty((step, count), np.uint16 if count < 2**16 else np.uint32)
    ranker = _ranker(count, bits, fits)
    for start in range(0, len(weights), step):
        rows = min(step, len(weights) - start)
        np.matmul(weights[start : start + rows], scaled, out=scores[:rows])
        ranker.rank(scores[:rows], ranks[:rows])
        yield Block(start, ranks[:rows])


class _Sorted:
    """For scores too large for a whole number of billionths."""

    def rank(self, scores: NDArray[np.float64], ranks: Ranks) -> None:
        rounded = np.rint(scores[:, : ranks.shape[1]])
        order = np.argsort(rounded, axis=1, kind="stable")
        ascending = np.take_along_axis(rounded, order, axis=1)
        _spread(order, ascending[:, 1:] == ascending[:, :-1], ranks)


class _Packed:
    """Score and row in one number."""

    def __init__(self, count: int, bits: int) -> None:
        self.bits = bits
        self.rows = np.arange(count)

    def rank(self, scores: NDArray[np.float64], ranks: Ranks) -> None:
        scores += ROUNDING
        keys = scores.view(np.int64)[:, : ranks.shape[1]] << self.bits
        keys |= self.rows
        keys.sort(axis=1)
        whole = keys >> self.bits
        _spread(keys & ((1 << self.bits) - 1), whole[:, 1:] == whole[:, :-1], ranks)


class _Compiled:
    """The same for many firms, by digits."""

    def __init__(self, count: int, bits: int) -> None:
        from assessment.method.uncertainty import compiled_ranks

        self.fill = compiled_ranks.competition_ranks
        self.bits = bits
        self.room = np.empty(count, np.uint64), np.empty(count, np.uint64)
        self.tally = np.empty(1 << compiled_ranks.DIGIT, np.uint32)

    def rank(self, scores: NDArray[np.float64], ranks: Ranks) -> None:
        self.fill(scores, self.bits, *self.room, self.tally, ranks)


def _ranker(count: int, bits: int, fits: bool) -> _Sorted | _Packed | _Compiled:
    if not fits:
        return _Sorted()
    return _Packed(count, bits) if count < MANY else _Compiled(count, bits)


def _spread(order: NDArray[np.int64], same: NDArray[np.bool_], ranks: Ranks) -> None:
    """Ranks by firm from rows in order; `same` marks places whose next one is equal."""
    count = order.shape[1]
    places = np.arange(1, count + 1, dtype=ranks.dtype)
    for own, firms, equal in zip(ranks, order, same, strict=True):
        shared = places
        if equal.any():
            begins = np.append(True, ~equal)
            shared = np.maximum.accumulate(np.where(begins, places, 0)).astype(ranks.dtype)
        own[firms] = shared
