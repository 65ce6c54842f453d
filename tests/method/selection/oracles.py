"""Small problems and every choice that they allow, tried one by one."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from hypothesis import strategies as st

from assessment.method.selection import Quota, selection_problem


def choices(n: int) -> np.ndarray:
    """All 2^n choices, one a row."""
    return (np.arange(2**n)[:, None] >> np.arange(n)) & 1 == 1


def keeps(case: dict[str, Any], chosen: np.ndarray) -> np.ndarray:
    """Which choices (rows) keep every limit, straight from the words of the case."""
    costs = np.array(case["costs"], float)
    good = np.ones(len(chosen), bool)
    if case.get("budget") is not None:
        good &= chosen @ costs <= case["budget"] + 1e-6
    if case.get("places") is not None:
        good &= chosen.sum(1) <= case["places"]
    for quota in case.get("quotas", ()):
        inside = np.all(
            [np.array(case["attributes"][a], object) == v for a, v in quota.where.items()], axis=0
        )
        taken = chosen[:, inside].sum(1)
        good &= taken >= quota.floor
        if quota.ceiling is not None:
            good &= taken <= quota.ceiling
    for group in _groups(case):
        good &= chosen[:, group].sum(1) <= 1
    return good


def _groups(case: dict[str, Any]) -> list[Sequence[int]]:
    firms = case.get("firms") or []
    same = [[k for k, f in enumerate(firms) if f == one] for one in set(firms)]
    return [*same, *case.get("exclusions", ())]


def best(case: dict[str, Any]) -> float | None:
    """The largest value of any choice that keeps the limits; None when none does."""
    chosen = choices(len(case["values"]))
    good = keeps(case, chosen)
    values = chosen @ np.array(case["values"], float)
    return float(values[good].max()) if good.any() else None


def problem_of(case: dict[str, Any]):
    return selection_problem(**case)


@st.composite
def cases(draw: st.DrawFn, most: int = 9, floors: bool = True) -> dict[str, Any]:
    """Up to `most` candidates with two attributes, any limits present or not."""
    n = draw(st.integers(1, most))
    numbers = st.lists(st.integers(0, 30), min_size=n, max_size=n)
    case: dict[str, Any] = {
        "values": [float(v) for v in draw(numbers)],
        "costs": [float(c) for c in draw(numbers)],
        "budget": draw(st.none() | st.integers(0, 100)),
        "places": draw(st.none() | st.integers(0, n)),
        "attributes": {
            "sector": draw(st.lists(st.sampled_from("ab"), min_size=n, max_size=n)),
            "size": draw(st.lists(st.sampled_from("xyz"), min_size=n, max_size=n)),
        },
        "firms": draw(st.none() | st.lists(st.integers(0, 6), min_size=n, max_size=n)),
        "exclusions": draw(st.lists(st.lists(st.integers(0, n - 1), max_size=3), max_size=2)),
    }
    wheres = [{"sector": "a"}, {"size": "x"}, {"size": "y"}, {"sector": "b", "size": "z"}]
    quotas = []
    for where in draw(st.lists(st.sampled_from(wheres), max_size=3, unique_by=str)):
        floor = draw(st.integers(0, 2)) if floors else 0
        quotas.append(Quota(where, floor, draw(st.none() | st.integers(floor, floor + 2))))
    case["quotas"] = quotas
    case["exclusions"] = [sorted(set(e)) for e in case["exclusions"]]
    return case
