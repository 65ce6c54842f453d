"""What limits a selection from a file: money, places, the programme's quotas and its lottery."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assessment.definitions.programmes import Programme
from assessment.locale import message
from assessment.method.selection import (
    SelectionProblem,
    selection_problem,
    tie_break,
    what_if,
)
from assessment.method.selection.quick_list import QuickList
from assessment.problems import AssessmentError, Problem
from assessment.services.from_files.file_firms import Applicants
from assessment.services.funding.quotas import memberships, quotas_of
from assessment.services.funding.reasons import words_of

Floats = NDArray[np.float64]
Choose = Callable[[Floats], NDArray[np.bool_]]


@dataclass(frozen=True)
class Limits:
    """Won and places (none: without that limit), and what was published for the lottery."""

    budget: float | None
    places: int | None
    lottery: str | None = None


def limits_of(
    programme: Programme,
    budget: float | None = None,
    places: int | None = None,
    lottery: str | None = None,
) -> Limits:
    """The programme's own limits, with another budget or number of places where given.

    AssessmentError for a lottery where the programme draws none.
    """
    if lottery is not None and programme.tie_break != "lottery":
        what = message("이 지원사업은 동점을 추첨으로 가리지 않습니다.")
        fix = message("--lottery를 빼고 다시 실행해 주십시오.")
        raise AssessmentError(Problem(programme.id, what, fix, "no_lottery"))
    return Limits(
        programme.budget if budget is None else budget,
        programme.places if places is None else places,
        lottery,
    )


def limited_problem(found: Applicants, limits: Limits) -> SelectionProblem:
    """The ranked firms, by their scores, within the limits; what is unknown counts to no quota."""
    return selection_problem(
        np.where(found.ranked, found.scores, np.nan),
        found.granted,
        budget=limits.budget,
        places=limits.places,
        quotas=quotas_of(found.programme),
        attributes=memberships(found.programme, found.given.frame),
    )


def drawn_order(found: Applicants, limits: Limits) -> NDArray[np.int64] | None:
    """Each firm's place in the lottery, by its name in the file; None where equals stand together.

    AssessmentError for an empty text.
    """
    return None if limits.lottery is None else tie_break(limits.lottery, found.given.firms)


def chooser(
    problem: SelectionProblem, rows: NDArray[np.intp], decimals: int, rule: str
) -> Choose | None:
    """Who of these rows is funded at other scores; None where money and places alone decide."""
    own = replace(
        problem,
        values=problem.values[rows],
        costs=problem.costs[rows],
        open=problem.open[rows],
        matrix=problem.matrix[:, rows],
    )
    if rule == "optimise":
        return lambda scores: what_if(replace(own, values=scores)).selected
    if all(one.kind in ("budget", "places") for one in problem.constraints):
        return None
    return QuickList(own, decimals)


def quota_names(programme: Programme) -> Mapping[str, str]:
    """Quota id to what it is called, in the reader's language."""
    return {one.id: str(words_of(one.name)) for one in programme.quotas}
