"""Limits that cannot be kept together: a smallest set of them, by name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NoReturn

import numpy as np

from assessment.locale import Message, message
from assessment.method.selection.problem import Constraint, SelectionProblem
from assessment.method.selection.solver import relaxed, whole
from assessment.problems import AssessmentError, Problem


@dataclass(frozen=True)
class Listed:
    """Messages one after the other, rendered when they are shown."""

    parts: tuple[Message, ...]

    def __str__(self) -> str:
        return " · ".join(map(str, self.parts))


def conflict(problem: SelectionProblem, time_limit: float | None = None) -> tuple[Constraint, ...]:
    """A set of limits that no choice keeps, any one of which may go to make the rest possible.

    Empty when all can be kept. Found by halving on the linear relaxation, or on whole candidates
    where fractions could do it, then by deletion: each member is left out in turn, and stays out
    when the others still conflict. `time_limit` is for one such question; without an answer a
    member stays in.
    """
    rows = np.flatnonzero(problem.open)
    matrix, nothing = problem.matrix[:, rows].tocsr(), np.zeros(len(rows))

    def by_fractions(kept: Sequence[int]) -> bool:
        part = sorted(kept)
        return relaxed(nothing, matrix[part].tocsc(), problem.limits[part]) is not None

    def by_whole(kept: Sequence[int]) -> bool:
        part = sorted(kept)
        found = whole(nothing, matrix[part].tocsc(), problem.limits[part], time_limit)
        return found.chosen is not None or not found.proven

    everything = list(range(len(problem.constraints)))
    test = by_fractions
    if by_fractions(everything):
        if by_whole(everything):
            return ()
        test = by_whole
    members = _halved(test, [], [], everything)
    for member in list(members):
        others = [k for k in members if k != member]
        if not by_whole(others):
            members = others
    return tuple(problem.constraints[k] for k in sorted(members))


def refuse_conflict(problem: SelectionProblem, time_limit: float | None = None) -> None:
    """Raises AssessmentError (`impossible_limits`) naming a smallest conflicting set, if any."""
    members = conflict(problem, time_limit)
    if members:
        _refuse(problem, members)


def _refuse(problem: SelectionProblem, members: tuple[Constraint, ...]) -> NoReturn:
    fix: Message = message("이 가운데 하나를 늦추면 나머지는 함께 지킬 수 있습니다.")
    needed = _budget_needed(problem, members)
    if needed is not None:
        fix = message(
            "하나를 늦추면 나머지는 함께 지킬 수 있습니다. 예산이라면 {needed} 이상이어야 합니다.",
            needed=f"{needed:,.10g}",
        )
    raise AssessmentError(
        Problem(
            where=", ".join(f"{c.kind} {c.name}".strip() for c in members),
            what=message(
                "다음 조건을 함께 지킬 수 없습니다: {members}",
                members=Listed(tuple(c.words for c in members)),
            ),
            fix=fix,
            code="impossible_limits",
        )
    )


def _budget_needed(problem: SelectionProblem, members: tuple[Constraint, ...]) -> float | None:
    """The least money with which the conflicting set could be kept; None without money in it."""
    kept = [k for k, c in enumerate(problem.constraints) if c in members and c.kind != "budget"]
    if len(kept) == len(members):
        return None
    rows = np.flatnonzero(problem.open)
    matrix = problem.matrix[:, rows].tocsr()[kept].tocsc()
    cheapest = whole(-problem.costs[rows], matrix, problem.limits[kept], nodes=10_000)
    return None if cheapest.chosen is None else float(problem.costs[rows][cheapest.chosen].sum())


def _halved(
    possible: Callable[[Sequence[int]], bool],
    base: list[int],
    added: list[int],
    rest: list[int],
) -> list[int]:
    """Members of `rest` that conflict with `base`, none to spare (QuickXplain, Junker 2004)."""
    if added and not possible(base):
        return []
    if len(rest) == 1:
        return rest
    one, other = rest[: len(rest) // 2], rest[len(rest) // 2 :]
    second = _halved(possible, base + one, one, other)
    first = _halved(possible, base + second, second, one)
    return first + second
