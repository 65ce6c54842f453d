"""From fractions to whole candidates: round down, then single swaps near the line."""

import numpy as np
from numpy.typing import NDArray

from assessment.method.selection.problem import CENT, SelectionProblem
from assessment.method.selection.solver import Floats, Relaxed

NEAR = 150
MOVES = 400


def rounded(problem: SelectionProblem, relaxation: Relaxed) -> NDArray[np.bool_] | None:
    """A whole choice near the relaxation, or None when swaps find none that keeps every limit.

    Fractions are dropped; then one candidate is let in, taken out or swapped at a time, the move
    that mends most broken limits first, then the one that gains most value, among the 150 on
    either side whose value is nearest to the prices of what they take up. Deterministic.
    """
    chosen = problem.open & (relaxation.shares > 1 - 1e-7)
    for _ in range(3):
        before = chosen.copy()
        chosen = _swapped(problem, relaxation.reduced, chosen)
        if (chosen == before).all():
            break
    return None if problem.broken(chosen) else chosen


def _swapped(
    problem: SelectionProblem, reduced: Floats, chosen: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Moves until none helps, within the candidates that stand nearest now."""
    chosen = chosen.copy()
    near = np.concatenate([_nearest(reduced, chosen), _nearest(-reduced, problem.open & ~chosen)])
    table = problem.matrix[:, near].toarray()
    touched = np.flatnonzero(np.abs(table).sum(axis=1) > 0)
    table, scale = table[touched], np.maximum(np.abs(problem.limits[touched]), 1.0)
    left = problem.slack(chosen)[touched]
    for _ in range(MOVES):
        inside = chosen[near]
        outs, ins = np.append(near[inside], -1), np.append(near[~inside], -1)
        leaving = np.column_stack([table[:, inside], np.zeros(len(touched))])
        coming = np.column_stack([table[:, ~inside], np.zeros(len(touched))])
        values = np.append(problem.values, 0.0)
        gain = values[ins][None, :] - values[outs][:, None]
        now = float((np.maximum(-left - CENT, 0.0) / scale).sum())
        lacking = np.zeros(gain.shape)
        for k in range(len(touched)):
            after = left[k] + leaving[k][:, None] - coming[k][None, :]
            lacking += np.maximum(-after - CENT, 0.0) / scale[k]
        move = _best(gain, lacking, now)
        if move is None:
            break
        out, come = move
        left = left + leaving[:, out] - coming[:, come]
        if outs[out] >= 0:
            chosen[outs[out]] = False
        if ins[come] >= 0:
            chosen[ins[come]] = True
    return chosen


def _nearest(keys: Floats, among: NDArray[np.bool_]) -> NDArray[np.intp]:
    rows = np.flatnonzero(among)
    if len(rows) > NEAR:
        rows = rows[np.argpartition(keys[rows], NEAR)[:NEAR]]
    order: NDArray[np.intp] = rows[np.lexsort((rows, keys[rows]))]
    return order


def _best(gain: Floats, lacking: Floats, now: float) -> tuple[int, int] | None:
    """The move (out, in) that leaves least lacking, then gains most; None when none helps."""
    if now > 0:
        least = lacking.min()
        if least >= now - 1e-12:
            return None
        gain = np.where(lacking <= least + 1e-12, gain, -np.inf)
    else:
        gain = np.where(lacking <= 0, gain, -np.inf)
        if gain.max() <= 1e-12 * max(1.0, float(np.abs(gain[np.isfinite(gain)]).max(initial=0.0))):
            return None
    out, come = np.unravel_index(int(gain.argmax()), gain.shape)
    return int(out), int(come)
