"""Who is over a line, under many weights, compiled. Argument checks are the callers'."""

import numpy as np
from numpy.typing import NDArray

from assessment.method.uncertainty.compiling import compiled

TILE = 512
"""Firms taken at a time: their values for all criteria stay in the nearest cache."""
WORD = 8
"""Marks are skipped by so many where none is set."""
TOGETHER = 4
"""Criteria added in one go; their number is padded to a multiple of it."""
CLASSES = 64
"""Near scores fall into so many classes, so that few need sorting."""
UNIT = 1e9

Singles = NDArray[np.float32]
Doubles = NDArray[np.float64]
Marks = NDArray[np.uint8]
Places = NDArray[np.int32]
Near = tuple[Places, Singles, NDArray[np.int64]]
"""Firm and score by draw and place, and how many there are in each draw."""


@compiled()
def near_the_line(
    tiles: Singles,
    weights: Singles,
    bounds: tuple[Singles, Singles],
    above: Places,
    room: tuple[Singles, Singles, Marks, NDArray[np.uint64]],
    near: Near,
) -> NDArray[np.int64]:
    """Scores of `tiles` (tiles × criteria × TILE) under each row of `weights`.

    Counts in `above` in how many draws a firm lies over the upper bound, and lists firm, score and
    their number in `near` where it lies between the bounds. Returns how many lie over it, a draw.
    `room`: twice TILE scores, TILE marks, and the same marks read WORD at a time.
    """
    lower, upper = bounds
    first, second, mark, words = room
    counts = near[2]
    counts[:] = 0
    over = np.zeros(len(weights), np.int64)
    for tile in range(tiles.shape[0]):
        start = tile * TILE
        own = above[start : start + TILE]
        for draw in range(0, len(weights), 2):
            other = min(draw + 1, len(weights) - 1)
            _weighted(tiles[tile], weights[draw], weights[other], first, second)
            over[draw] += _marked(first, lower[draw], upper[draw], own, mark)
            counts[draw] = _listed(first, mark, words, start, draw, near)
            if other > draw:
                over[other] += _marked(second, lower[other], upper[other], own, mark)
                counts[other] = _listed(second, mark, words, start, other, near)
    return over


@compiled(joined=True)
def _weighted(
    values: Singles, one: Singles, other: Singles, first: Singles, second: Singles
) -> None:
    """Scores of two draws at once, so that the values are fetched once."""
    a, b, c, d = values[0], values[1], values[2], values[3]
    u, v, w, x = one[0], one[1], one[2], one[3]
    p, q, r, s = other[0], other[1], other[2], other[3]
    for i in range(TILE):
        e, f, g, h = a[i], b[i], c[i], d[i]
        first[i] = u * e + v * f + w * g + x * h
        second[i] = p * e + q * f + r * g + s * h
    for k in range(TOGETHER, len(one), TOGETHER):
        a, b, c, d = values[k], values[k + 1], values[k + 2], values[k + 3]
        u, v, w, x = one[k], one[k + 1], one[k + 2], one[k + 3]
        p, q, r, s = other[k], other[k + 1], other[k + 2], other[k + 3]
        for i in range(TILE):
            e, f, g, h = a[i], b[i], c[i], d[i]
            first[i] += u * e + v * f + w * g + x * h
            second[i] += p * e + q * f + r * g + s * h


@compiled()
def _listed(
    score: Singles,
    mark: Marks,
    words: NDArray[np.uint64],
    start: int,
    draw: int,
    near: Near,
) -> int:
    """Adds those marked to the draw's list; returns how many it holds."""
    firms, scores, counts = near[0][draw], near[1][draw], near[2]
    place = counts[draw]
    for word in range(TILE // WORD):
        if words[word]:
            for i in range(word * WORD, word * WORD + WORD):
                firms[place] = start + i
                scores[place] = score[i]
                place += mark[i]
    return int(place)


@compiled()
def _marked(
    score: Singles, lower: np.float32, upper: np.float32, above: Places, mark: Marks
) -> int:
    total = np.int32(0)
    for i in range(TILE):
        over = np.int32(1) if score[i] > upper else np.int32(0)
        above[i] += over
        total += over
    yes, no = np.uint8(1), np.uint8(0)
    for i in range(TILE):
        mark[i] = yes if (score[i] >= lower) & (score[i] <= upper) else no
    return int(total)


@compiled()
def lines(
    near: Near,
    bounds: tuple[Singles, Singles],
    left: NDArray[np.int64],
) -> Singles:
    """Per draw the score of the last of `left` places among those near; NaN if there is none."""
    _firms, scores, counts = near
    lower, upper = bounds
    found = np.full(len(left), np.nan, np.float32)
    tally = np.empty(CLASSES, np.int32)
    inside = np.empty(scores.shape[1], np.float32)
    for draw in range(len(left)):
        own = scores[draw, : counts[draw]]
        if not 0 < left[draw] <= len(own):
            continue
        low = lower[draw]
        scale = np.float32(CLASSES - 1) / max(upper[draw] - low, np.float32(1e-30))
        tally[:] = 0
        for score in own:
            tally[np.int32((score - low) * scale)] += 1
        those, remaining = CLASSES - 1, left[draw]
        while tally[those] < remaining:
            remaining -= tally[those]
            those -= 1
        count = 0
        for score in own:
            inside[count] = score
            count += np.int32((score - low) * scale) == those
        found[draw] = np.sort(inside[:count])[count - remaining]
    return found


@compiled()
def count_winners(
    near: Near,
    left: NDArray[np.int64],
    line: Singles,
    doubt: np.float32,
    values: Doubles,
    weights: Doubles,
    counts: NDArray[np.int64],
) -> None:
    """Adds to `counts` (n) the draws in which a firm near the line is in.

    Who is over the line by more than `doubt` is in; those at it are scored again in float64,
    rounded to billionths, and take the places that are left, equal ones all. A draw whose line is
    NaN is left out.
    """
    firms, scores, listed = near
    exact = np.empty(listed.max())
    those = np.empty(listed.max(), np.int32)
    for draw in range(len(left)):
        count, remaining, at_line = listed[draw], left[draw], 0
        for k in range(count):
            firm, score = firms[draw, k], scores[draw, k]
            over = score > line[draw] + doubt
            counts[firm] += over
            remaining -= over
            if (score >= line[draw] - doubt) & (not over):
                total = 0.0
                for j in range(weights.shape[1]):
                    total += values[firm, j] * weights[draw, j]
                exact[at_line], those[at_line] = np.rint(total * UNIT), firm
                at_line += 1
        if at_line == 0:
            continue
        last = np.sort(exact[:at_line])[at_line - remaining]
        for k in range(at_line):
            counts[those[k]] += exact[k] >= last
