"""All firms put in order under many weights, by sorting whole numbers that carry the firm along.

A score is rounded to 9 decimals, so it is a whole number of billionths; shifted left it leaves room
for the row number, and one plain sort of 64-bit numbers gives order and ties at once. That is far
cheaper than sorting positions, and exact.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

DECIMALS = 9
UNIT = 10.0**DECIMALS
CELLS = 3 * 2**16
"""Firms × draws held at once, at 8 bytes each."""
MOST_DRAWS = 255
"""In one block at most, so that a byte can count them."""
ALIGNED = 64
"""Rows are padded so that every firm goes through the same instructions: equal rows, equal sums."""
ROUNDING = 1.5 * 2.0**52
"""Adding this leaves the nearest whole number in the low bits of a float64."""
ROW_BITS = 16
"""Room for the row number; also what pushes the exponent of a float64 out of the word."""
WIDEST = 2.0**50


@dataclass(frozen=True, eq=False)
class Block:
    """Some draws: `order` (draws × n) lists the rows from the first, `ranks` the competition rank
    at each of these places, `start` the number of the first draw. Overwritten by the next block."""

    start: int
    order: NDArray[np.int64]
    ranks: NDArray[np.unsignedinteger]

    def by_firm(self) -> NDArray[np.unsignedinteger]:
        """draws × n: the rank of every firm."""
        found = np.empty(self.order.shape, self.ranks.dtype)
        for own, order, ranks in zip(found, self.order, self.ranks, strict=True):
            own[order] = ranks
        return found

    def winners(self) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
        """Draw (from 0) and row of every first place, shared ones each."""
        widest = max(int(np.searchsorted(ranks, 1, side="right")) for ranks in self.ranks)
        draw, place = np.nonzero(self.ranks[:, :widest] == 1)
        return draw, self.order[draw, place]


def orders(
    values: NDArray[np.float64], extra: NDArray[np.float64], weights: NDArray[np.float64]
) -> Iterator[Block]:
    """The firms (n × m, no NaN) in order under each row of weights; `extra` is added as it is."""
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
    keys = np.empty((step, count), np.int64)
    size = np.uint16 if count < 2**16 else np.uint32
    places: NDArray[np.unsignedinteger] = np.arange(1, count + 1).astype(size)
    for start in range(0, len(weights), step):
        rows = min(step, len(weights) - start)
        np.matmul(weights[start : start + rows], scaled, out=scores[:rows])
        order, same = (
            _packed(scores[:rows], keys[:rows], bits) if fits else _sorted(scores[:rows, :count])
        )
        yield Block(start, order, competition_places(places, same, rows))


def _packed(
    scores: NDArray[np.float64], keys: NDArray[np.int64], bits: int
) -> tuple[NDArray[np.int64], NDArray[np.intp]]:
    """The rows in order, and the flat places whose next one is equal."""
    count = keys.shape[1]
    scores += ROUNDING
    np.left_shift(scores.view(np.int64)[:, :count], bits, out=keys)
    keys |= np.arange(count)
    keys.sort(axis=1)
    close = _places(keys[:, 1:] - keys[:, :-1] < 1 << bits)
    flat = keys.reshape(-1)
    same = close[flat[close] >> bits == flat[close + 1] >> bits]
    return keys & ((1 << bits) - 1), same


def _sorted(scores: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.intp]]:
    """The same for scores too large for a whole number of billionths."""
    rounded = np.rint(scores)
    order = np.argsort(rounded, axis=1, kind="stable").astype(np.int64)
    ascending = np.take_along_axis(rounded, order, axis=1)
    return order, _places(ascending[:, 1:] == ascending[:, :-1])


def _places(marked: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Flat positions in rows that are one longer than those of `marked`."""
    found = np.flatnonzero(marked)
    if len(found):
        found += found // marked.shape[1]
    return found


def competition_places(
    places: NDArray[np.unsignedinteger], same: NDArray[np.intp], rows: int
) -> NDArray[np.unsignedinteger]:
    """Rank at each place (1, 2, …) of so many rows sorted from the best; `same` are the flat
    places whose next one is equal, and equal ones share the first of their places."""
    if not len(same):
        return np.broadcast_to(places, (rows, len(places)))
    ranks = np.tile(places, (rows, 1))
    begins = np.append(True, np.diff(same) != 1)
    runs = np.cumsum(begins) - 1
    ranks.reshape(-1)[same + 1] = ranks.reshape(-1)[same[begins]][runs]
    return ranks
