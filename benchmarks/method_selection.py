"""Choosing 1,200 of 20,000 candidates under money, count and quotas, beside what others use."""

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp

from assessment.method.selection import (
    Quota,
    SelectionProblem,
    cut_off_list,
    greedy,
    optimise,
    selection_problem,
    verify,
    what_if,
)
from benchmarks.rows import Row

CANDIDATES = 20_000
DECISION = 2_000
SECTORS = 12
SHARE = 0.06
SEED = 20260
REPEATS = 5
PATIENCE = 20.0
T = TypeVar("T")


def measure(folder: Path) -> list[Row]:
    """The certificate, its time beside HiGHS on the whole integer programme, the proof, the rest.

    `folder` is not used: nothing is written.
    """
    problem, decision = instance(CANDIDATES), instance(DECISION)
    what_if(problem)  # imports and first touches are not what is measured
    quick_time, quick = _timed(lambda: what_if(problem), REPEATS)
    proof, best = _timed(lambda: optimise(problem, time_limit=60.0), 3)
    decided, small = _timed(lambda: optimise(decision), 3)
    whole, theirs = _timed(lambda: _milp(problem), 1)
    _hold(problem, quick.selected, best.value, theirs)
    told = "found nothing" if theirs.x is None else f"found {-theirs.fun:,.0f}"
    note = f"baseline: HiGHS MILP, gap 1e-6, stopped at {PATIENCE:.0f} s: {told}"
    if theirs.status == 0:
        note = "baseline: HiGHS MILP, gap 1e-6"
    what = f"select {int(CANDIDATES * SHARE):,} of {CANDIDATES:,}, {SECTORS} sectors"
    ours = f"value {quick.value:,.0f}, bound {quick.bound:,.1f}"
    plain, others = cut_off_list(problem).value, greedy(problem).value
    return [
        Row(f"{what}: certified gap", quick.gap, "", 1e-5, None, ours),
        Row(f"{what}: CPU", quick_time, "s", 1.0, whole, note),
        Row(f"{what}: CPU / HiGHS MILP", quick_time / whole, "", 1 / 15),
        Row(f"{what}: exact, CPU", proof, "s", None, whole, f"{best.status}: {best.value:,.0f}"),
        Row(f"select of {DECISION:,}: exact, CPU", decided, "s", None, None, small.status),
        Row(f"{what}: greedy gives up", _lost(others, best.value), "%"),
        Row(f"{what}: plain list gives up", _lost(plain, best.value), "%"),
    ]


def instance(candidates: int) -> SelectionProblem:
    """Scores 200–900 and costs 25–300 in whole numbers; money, count, floors and ceilings bind.

    Drawn as the knapsack case of 40 candidates is; places for 6 %, money for 89 each, each sector
    between 0.9 and 1.1 times an equal part.
    """
    rng = np.random.default_rng(SEED)
    places = int(candidates * SHARE)
    part = places / SECTORS
    return selection_problem(
        rng.integers(200, 901, candidates),
        rng.integers(25, 301, candidates),
        budget=places * 89,
        places=places,
        quotas=[Quota({"sector": s}, int(part * 0.9), int(part * 1.1)) for s in range(SECTORS)],
        attributes={"sector": rng.integers(0, SECTORS, candidates).tolist()},
    )


def _milp(problem: SelectionProblem) -> OptimizeResult:
    """HiGHS by itself, as anybody would call it."""
    return milp(
        -problem.values,
        integrality=np.ones(len(problem)),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(problem.matrix, -np.inf, problem.limits),
        options={"mip_rel_gap": 1e-6, "time_limit": PATIENCE},
    )


def _hold(
    problem: SelectionProblem, quick: np.ndarray, best: float, theirs: OptimizeResult
) -> None:
    """The two solvers must not contradict each other; the quick choice keeps its promise."""
    told = verify(problem, quick)
    if not told.feasible or told.value > best + 1e-6 or best > told.bound + 1e-6:
        raise RuntimeError("the quick choice breaks a limit or its bound")
    if theirs.x is not None and -theirs.fun > best * (1 + 1e-9):
        raise RuntimeError(f"HiGHS finds {-theirs.fun}, we find {best}")
    if theirs.status == 0 and best > -theirs.fun * (1 + 2e-6):
        raise RuntimeError(f"HiGHS proves {-theirs.fun}, we find {best}")


def _lost(value: float, best: float) -> float:
    return 100.0 * (best - value) / best


def _timed(work: Callable[[], T], repeats: int) -> tuple[float, T]:
    """Median CPU seconds of this process, and the last result."""
    times = []
    for _ in range(repeats):
        begun = time.process_time()
        result = work()
        times.append(time.process_time() - begun)
    return statistics.median(times), result
