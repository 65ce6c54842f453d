"""A selection from a file beside other ways of choosing; they decide nothing."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assessment.method.rounding import half_up
from assessment.method.selection import (
    Comparison,
    Constraint,
    Optimum,
    SelectionProblem,
    cut_off_list,
    down_the_list,
    greedy,
)
from assessment.problems import AssessmentError
from assessment.services.from_files.file_firms import Applicants
from assessment.services.funding.quotas import limit_words

Flags = NDArray[np.bool_]
FIGURES = 9


def compared(
    problem: SelectionProblem, optimum: Optimum, selected: Flags, found: Applicants, rule: str
) -> dict[str, Any]:
    """`comparison`: this selection, the other rule (the optimum with bound and gap, or down the
    list), plain cut-off list and greedy; `prices`: shadow prices of the linear relaxation, points
    per unit of a limit.

    Each way has its number of firms, value (sum of scores), cost, the limits it does not keep, and
    which firms would come in and go out.
    """
    ways = [_way("this", problem, selected, selected, found, ())]
    if rule == "by_rank":
        best = _way("optimum", problem, optimum.selected, selected, found, ())
        best |= {"bound": _figure(optimum.bound), "gap": float(f"{optimum.gap:.6g}")}
        ways.append(best | {"status": optimum.status})
    else:
        ways.append(_walk(problem, selected, found))
    for name, other in (("cut_off", cut_off_list(problem)), ("greedy", greedy(problem))):
        ways.append(_plainer(name, problem, other, selected, found))
    prices = [
        {
            "limit": str(limit_words(found.programme, one)),
            "left": _figure(left),
            "price": _figure(price),
        }
        for one, left, price in zip(optimum.constraints, optimum.slack, optimum.prices, strict=True)
    ]
    return {"comparison": ways, "prices": prices}


def _walk(problem: SelectionProblem, selected: Flags, found: Applicants) -> dict[str, Any]:
    try:
        walk = down_the_list(problem, found.programme.decimals).selected
    except AssessmentError as impossible:
        return {"name": "by_rank", "impossible": [str(one.what) for one in impossible.problems]}
    return _way("by_rank", problem, walk, selected, found, ())


def _plainer(
    name: str, problem: SelectionProblem, other: Comparison, selected: Flags, found: Applicants
) -> dict[str, Any]:
    return _way(name, problem, other.selected, selected, found, other.broken)


def _way(
    name: str,
    problem: SelectionProblem,
    other: Flags,
    selected: Flags,
    found: Applicants,
    broken: Sequence[Constraint],
) -> dict[str, Any]:
    firms = np.array(found.given.firms, object)
    return {
        "name": name,
        "selected": int(other.sum()),
        "value": _figure(problem.values[other].sum()),
        "cost": _figure(problem.costs[other].sum()),
        "broken": [str(limit_words(found.programme, one)) for one in broken],
        "comes_in": firms[other & ~selected].tolist(),
        "goes_out": firms[selected & ~other].tolist(),
    }


def _figure(value: float) -> float:
    return float(half_up(np.array([value]), FIGURES)[0])
