"""All ranks of many firms under many weights, compiled. Argument checks are the callers'."""

import numpy as np
from numpy.typing import NDArray

from assessment.method.uncertainty.compiling import compiled

DIGIT = 10
"""Bits sorted by in one pass."""

Doubles = NDArray[np.float64]


@compiled()
def competition_ranks(
    scores: Doubles,
    row_bits: int,
    keys: NDArray[np.uint64],
    spare: NDArray[np.uint64],
    tally: NDArray[np.uint32],
    ranks: NDArray[np.unsignedinteger],
) -> None:
    """Fills `ranks` (draws × n) from scores (draws × n or wider), smallest first.

    Scores are rounded to whole numbers; their distance to the smallest, shifted by `row_bits` to
    make room for the row, must fit 64 bits. `keys` and `spare` hold n, `tally` 2^DIGIT.
    """
    bits, low_bits = np.uint64(row_bits), np.uint64((1 << row_bits) - 1)
    count = ranks.shape[1]
    for draw in range(ranks.shape[0]):
        width = _keyed(scores[draw, :count], bits, keys)
        source, target, shift = keys, spare, row_bits
        while width > 0:
            _sorted_by_digit(source, target, np.uint64(shift), tally)
            source, target = target, source
            shift += DIGIT
            width >>= DIGIT
        own = ranks[draw]
        place, before = 1, ~np.uint64(0)
        for i in range(count):
            score = source[i] >> bits
            place = i + 1 if score != before else place
            before = score
            own[source[i] & low_bits] = place


@compiled(reordered=True)
def _ends(values: Doubles) -> tuple[float, float]:
    low, high = values[0], values[0]
    for i in range(len(values)):
        low, high = min(low, values[i]), max(high, values[i])
    return low, high


@compiled()
def _keyed(scores: Doubles, bits: np.uint64, keys: NDArray[np.uint64]) -> int:
    """Score and row in one number; returns the distance between the ends."""
    low, high = _ends(scores)
    start = np.rint(low)
    for i in range(len(scores)):
        keys[i] = (np.uint64(np.int64(np.rint(scores[i]) - start)) << bits) | np.uint64(i)
    return int(np.rint(high) - start)


@compiled()
def _sorted_by_digit(
    source: NDArray[np.uint64],
    target: NDArray[np.uint64],
    shift: np.uint64,
    tally: NDArray[np.uint32],
) -> None:
    """One pass of a radix sort: equal digits keep their order."""
    digits = np.uint64((1 << DIGIT) - 1)
    tally[:] = 0
    for i in range(len(source)):
        tally[(source[i] >> shift) & digits] += np.uint32(1)
    start = np.uint32(0)
    for digit in range(len(tally)):
        start, tally[digit] = start + tally[digit], start
    for i in range(len(source)):
        digit = (source[i] >> shift) & digits
        target[tally[digit]] = source[i]
        tally[digit] += np.uint32(1)


@compiled()
def count_ranks(
    ranks: NDArray[np.unsignedinteger],
    shift: int,
    first: int,
    weights: Doubles,
    counts: NDArray[np.unsignedinteger],
    sums: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], Doubles],
) -> None:
    """Adds draws × n ranks to `counts` (n × bins of 2^shift ranks) and to `sums`, four by firm: of
    ranks, of draws with a rank up to `first`, of draws in first place, of their weights (n × m)."""
    rank_sums, within, firsts, first_weights = sums
    for firm in range(ranks.shape[1]):
        own = counts[firm]
        for draw in range(ranks.shape[0]):
            rank = np.int64(ranks[draw, firm])
            own[(rank - 1) >> shift] += 1
            rank_sums[firm] += rank
            within[firm] += rank <= first
    for draw in range(ranks.shape[0]):
        for firm in range(ranks.shape[1]):
            if ranks[draw, firm] == 1:
                firsts[firm] += 1
                first_weights[firm] += weights[draw]
