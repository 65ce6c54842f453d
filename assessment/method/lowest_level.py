"""The dearest level in whole numbers: weighted means of items as exact sums, all at once.

Whole-number weights times whole-number points below 2²⁴ (2⁵³) add up without error in float32
(float64), in any order; so one matrix product gives every firm the same result wherever it stands.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from assessment.method.answers import HIGHEST, NOT_APPLICABLE, UNANSWERED, UNKNOWN, AnswerTable

if TYPE_CHECKING:
    from assessment.method.tree import Branch

Codes = NDArray[np.uint8]
Mask = NDArray[np.bool_]
Array = NDArray[np.float64]
FINEST = 10**6
"""Weights are whole multiples of at least 1/FINEST of the greatest, or not whole numbers at all."""
CLOSE = 1e-15
"""Binary fractions this close to a fraction of whole numbers are it."""
CHUNK = 8192
BYTE = 255
SMALL = np.arange(1, HIGHEST + 1, dtype=np.float64)
Whole = NDArray[np.floating[Any]]


@dataclass(frozen=True, eq=False)
class LowestLevel:
    """Nodes that are weighted means of items with whole-number points and weights.

    `places` are positions among the tree's branches, `items` their items in the order of the
    matrices; `highest` is each item's last option. Points (by code: `points`, one row a distinct
    table, `table` which row an item uses; None where the points are the code itself) times `gains`
    over presence times `weights` (both nodes × items) is the share. `pack` is 0, or a number that
    exceeds every sum of gains and leaves room for a code beside it in a byte, where a node's
    weights are its gains times one number, `units`: points and presence can then be summed as one.
    """

    places: tuple[int, ...]
    items: tuple[str, ...]
    highest: Codes
    points: Whole | None
    table: NDArray[np.intp]
    gains: Whole
    weights: Whole
    counts_unknown: bool
    pack: int
    units: Whole


@dataclass(frozen=True, eq=False)
class Sums:
    """Nodes × firms: whole-number sums of gained and present weight, then covered and applicable.

    The last two are `present` itself where every item is answered or not applicable.
    """

    gained: Whole
    present: Whole
    covered: Whole
    applies: Whole

    @property
    def even(self) -> bool:
        """Whether every item of every firm is answered or does not apply."""
        return self.applies is self.present


class Counting:
    """One block of a table after another, in the same arrays.

    Firms are taken in chunks small enough for their numbers to stay in the processor's cache.
    """

    def __init__(self, level: LowestLevel, answers: AnswerTable, rows: int) -> None:
        shape, kind = (min(rows, CHUNK), len(level.items)), level.gains.dtype
        self._level, self._codes = level, answers.codes
        self._columns = _columns(level.items, answers)
        self._highest = level.highest[:1]
        if (level.highest != self._highest).any():
            self._highest = np.broadcast_to(level.highest, shape).copy()
        self._answered, self._applies = np.empty(shape, bool), np.empty(shape, bool)
        self._kept = np.empty(shape, np.uint8)
        self._float = np.empty(shape, kind)
        self._sums = np.empty((4, len(level.places), rows), kind)

    def sums(self, block: slice) -> Sums:
        """The sums of these firms."""
        rows = block.stop - block.start
        chunks = [slice(first, min(first + CHUNK, rows)) for first in range(0, rows, CHUNK)]
        gained, present, covered, applies = self._sums[:, :, :rows]
        uneven = False
        for done, chunk in enumerate(chunks):
            codes = self._of(slice(block.start + chunk.start, block.start + chunk.stop))
            even = self._answers(codes)
            if even and not uneven and self._level.pack:
                self._packed(codes, gained[:, chunk], present[:, chunk])
                continue
            np.matmul(self._level.gains, self._points(codes).T, out=gained[:, chunk])
            if not even and not uneven:
                before = slice(0, chunks[done].start)
                covered[:, before] = applies[:, before] = present[:, before]
                uneven = True
            self._weigh(codes, even, uneven, [one[:, chunk] for one in (present, covered, applies)])
        if uneven:
            return Sums(gained, present, covered, applies)
        return Sums(gained, present, present, present)

    def _of(self, block: slice) -> Codes:
        codes = self._codes[block]
        if isinstance(self._columns, slice):
            return codes[:, self._columns]
        held = codes[:, self._columns]
        held[:, self._columns < 0] = UNANSWERED
        return held

    def _answers(self, codes: Codes) -> bool:
        """Marks what is answered and what applies; whether that is the same."""
        answered, applies = self._answered[: len(codes)], self._applies[: len(codes)]
        highest = self._highest[0] if self._highest.ndim == 1 else self._highest[: len(codes)]
        np.less_equal(codes, highest, out=answered)
        np.not_equal(codes, NOT_APPLICABLE, out=applies)
        return bool(np.count_nonzero(answered) == np.count_nonzero(applies))

    def _packed(self, codes: Codes, gained: Whole, present: Whole) -> None:
        """Sums of pack · presence + points, taken apart: both are whole, the second below pack."""
        kept, values = self._kept[: len(codes)], self._float[: len(codes)]
        np.add(codes, np.uint8(self._level.pack), out=kept)
        np.multiply(kept, self._answered[: len(codes)].view(np.uint8), out=kept)
        np.copyto(values, kept)
        np.matmul(self._level.gains, values.T, out=gained)
        np.floor(np.divide(gained, self._level.pack, out=present), out=present)
        gained -= present * self._level.pack
        present *= self._level.units

    def _points(self, codes: Codes) -> Whole:
        level, values = self._level, self._float[: len(codes)]
        if level.points is None:
            kept = self._kept[: len(codes)]
            np.multiply(codes, self._answered[: len(codes)].view(np.uint8), out=kept)
            np.copyto(values, kept)
        elif len(level.points) == 1:
            np.take(level.points[0], codes, out=values, mode="clip")
        else:
            for row, points in enumerate(level.points):
                columns = np.flatnonzero(level.table == row)
                values[:, columns] = points.take(codes[:, columns])
        return values

    def _weigh(self, codes: Codes, even: bool, uneven: bool, out: list[Whole]) -> None:
        present, covered, applies = out
        answered = self._answered[: len(codes)]
        if even:
            self._weighed(answered, present)
            if uneven:
                covered[...] = applies[...] = present
            return
        unknown = self._level.counts_unknown
        self._weighed(answered | (codes == UNKNOWN) if unknown else answered, present)
        self._weighed(codes <= HIGHEST, covered)
        self._weighed(self._applies[: len(codes)], applies)

    def _weighed(self, there: Mask, out: Whole) -> None:
        values = self._float[: len(there)]
        np.copyto(values, there)
        np.matmul(self._level.weights, values.T, out=out)


def _columns(items: tuple[str, ...], answers: AnswerTable) -> slice | NDArray[np.intp]:
    """Where these items stand in the table; −1 for those that it does not hold."""
    known = {item: place for place, item in enumerate(answers.items)}
    found = np.array([known.get(item, -1) for item in items], np.intp)
    if found[0] >= 0 and (np.diff(found) == 1).all():
        return slice(int(found[0]), int(found[-1]) + 1)
    return found


def lowest_level(
    branches: "tuple[Branch, ...]", items: tuple[str, ...], lookup: Array, plain: frozenset[int]
) -> LowestLevel | None:
    """The nodes that can be summed in whole numbers; None when there are none.

    `plain` are the columns of items whose share depends on the code alone.
    """
    alike = {lookup[column].tobytes(): column for column in plain}
    whole = {key: _whole_points(lookup[column]) for key, column in alike.items()}
    tables = {column: whole[lookup[column].tobytes()] for column in plain}
    nodes = []
    for place, branch in enumerate(branches):
        points = [tables.get(child) for child in branch.children]
        if branch.aggregation != "weighted_mean" or None in points:
            continue
        full = [int(one[0]) for one in points if one is not None]
        weights = whole_weights(branch.weights, lcm(*full))
        if weights is not None:
            nodes.append((place, branch, weights, full))
    held = sorted({child for _, branch, _, _ in nodes for child in branch.children})
    if not held:
        return None
    row = {child: place for place, child in enumerate(held)}
    gains, weighed = np.zeros((2, len(nodes), len(held)))
    for number, (_, branch, weights, full) in enumerate(nodes):
        for child, weight, most in zip(branch.children, weights, full, strict=True):
            weighed[number, row[child]] += weight
            gains[number, row[child]] += weight // most
    kind = np.float32 if weighed.sum(axis=1).max() < 2**24 else np.float64
    rows = np.array([tables[child][1] for child in held])  # type: ignore[index]  # a held child has its table
    keys = [points.tobytes() for points in rows]
    first = {key: keys.index(key) for key in keys}
    highest = np.array([_last(lookup[child]) for child in held], np.uint8)
    codes_are_points = _are_codes(rows, highest)
    pack = int(weighed.sum(axis=1).max()) + 1 if codes_are_points else BYTE
    units = np.array([max(full) for *_, full in nodes], np.float64)[:, None]
    if pack + int(highest.max()) > BYTE or (gains * units != weighed).any():
        pack = 0
    return LowestLevel(
        places=tuple(place for place, *_ in nodes),
        items=tuple(items[child] for child in held),
        highest=highest,
        points=None if codes_are_points else rows[list(first.values())].astype(kind),
        table=np.array([list(first).index(key) for key in keys], np.intp),
        gains=gains.astype(kind),
        weights=weighed.astype(kind),
        counts_unknown=not np.isnan(lookup[held[0], UNKNOWN]),
        pack=pack,
        units=units.astype(kind),
    )


def whole_weights(weights: tuple[float, ...], unit: int) -> list[int] | None:
    """Whole numbers in the ratio of the weights, each a multiple of `unit`; None if there are none.

    Their sum stays below 2⁵³, so that float64 adds them without error.
    """
    greatest = max(weights)
    ratios = [Fraction(weight / greatest).limit_denominator(FINEST) for weight in weights]
    if any(
        abs(float(ratio) - weight / greatest) > CLOSE * weight / greatest
        for ratio, weight in zip(ratios, weights, strict=True)
    ):
        return None
    common = lcm(*(ratio.denominator for ratio in ratios)) * unit
    whole = [int(ratio * common) for ratio in ratios]
    return whole if sum(whole) < 2**53 else None


def _whole_points(shares: Array) -> tuple[int, Array] | None:
    """Full points and the points of each code as whole numbers to 249; None if they are not."""
    known = shares[~np.isnan(shares)]
    if not len(known) or (known < 0).any() or np.isnan(shares[: _last(shares) + 1]).any():
        return None
    scaled = known * SMALL[:, None]
    fits = (np.abs(scaled - np.round(scaled)) <= CLOSE * SMALL[:, None]).all(axis=1)
    if not fits.any():
        return None
    full = int(SMALL[fits.argmax()])
    return full, np.round(np.nan_to_num(shares) * full)


def _last(shares: Array) -> int:
    return int(np.flatnonzero(~np.isnan(shares[: HIGHEST + 1])).max(initial=0))


def _are_codes(points: Array, highest: Codes) -> bool:
    """Whether every item's points are its code, and an unknown answer gives none."""
    return all(
        (row[: last + 1] == np.arange(last + 1)).all() and row[UNKNOWN] == 0
        for row, last in zip(points, highest.astype(int), strict=True)
    )
