"""Selecting from a file of firms: outcome, waiting list, and why each one was refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.definitions.programmes import Programme
from assessment.locale import message
from assessment.method.ranking import competition_rank
from assessment.method.rounding import half_up
from assessment.method.selection import (
    Optimum,
    SelectionProblem,
    down_the_list,
    optimise,
    refusals_by_rank,
    verify,
    what_if,
)
from assessment.method.uncertainty import monte_carlo_error
from assessment.problems import AssessmentError, Problem
from assessment.services.from_files.file_firms import Applicants, FirmFacts, applicants
from assessment.services.from_files.file_limits import drawn_order, limited_problem, limits_of
from assessment.services.from_files.file_refusals import (
    Why,
    reason_columns,
    whys_by_optimum,
    whys_by_rank,
)
from assessment.services.from_files.other_choices import compared
from assessment.services.from_files.ranked_files import (
    Outcome,
    funding_columns,
    outcome_by_rank,
    rank_summary,
    ranked_frame,
)
from assessment.services.from_files.selection_notes import (
    by_prices,
    fewer_draws,
    tied_at_line,
    unproven,
)
from assessment.services.funding.drawn_weights import Drawing
from assessment.services.funding.quotas import limit_words

Rule = Literal["by_rank", "optimise"]
RULES: tuple[Rule, ...] = get_args(Rule)
TIME_LIMIT = 60.0
EXPLAINED, EXPLAINED_TIMES_CANDIDATES = 20, 2000
OPTIMISED = 60
"""Draws of a chance under an optimised rule at most: each is a selection of its own."""
OUTCOMES = ("selected", "waiting", "refused")
QUOTAS = ("floor", "ceiling")
PROVEN = 2000
"""Up to so many candidates the optimum beside a selection by rank is proven, not only certified."""
FIGURES = 9
"""Decimals of what a solver gives: its last digits are not the same on every machine."""


@dataclass(frozen=True)
class SelectQuestion:
    """What is not given is the programme's own. `explained`: how many refusals of an optimum are
    explained exactly, those nearest to the line first (None: 20, fewer above 100 candidates, as
    each takes longer); `time_limit` in seconds, for an optimum."""

    rule: Rule | None = None
    budget: float | None = None
    places: int | None = None
    lottery: str | None = None
    drawing: Drawing = field(default_factory=Drawing)
    explained: int | None = None
    time_limit: float | None = TIME_LIMIT

    def as_json(self) -> dict[str, Any]:
        """Plain values; `select_question` reads them back."""
        plain = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return plain | {"drawing": self.drawing.as_json()}


def select_question(stored: Mapping[str, Any]) -> SelectQuestion:
    """The question that `as_json` gave."""
    return SelectQuestion(**{**stored, "drawing": Drawing(**stored["drawing"])})


@dataclass(frozen=True)
class StoredChoice:
    """What a search found within its time: verified instead of searched for again."""

    firms: frozenset[str]
    value: float
    bound: float


@dataclass(frozen=True, eq=False)
class Selected:
    """`frame`, in codes, has one row a firm: selected, then waiting, then refused.

    `optimum` holds status, value, bound and gap of an optimised selection; empty by rank.
    """

    frame: pd.DataFrame
    optimum: Mapping[str, Any]
    summary: dict[str, Any]
    notes: tuple[Problem, ...]


@dataclass(frozen=True, eq=False)
class _Choice:
    """A selection by either rule, with what is said of it."""

    outcome: Outcome
    whys: Mapping[int, Why]
    optimum: Mapping[str, Any]
    more: Mapping[str, Any]
    notes: tuple[Problem, ...]


def select_firms(
    programme: Programme,
    given: FirmFacts,
    question: SelectQuestion,
    stored: StoredChoice | None = None,
) -> Selected:
    """The selection by the programme's rule, or by the one asked for.

    AssessmentError when the limits cannot be kept together, naming a smallest conflicting set, and
    when a stored choice breaks a limit or is not worth what is said of it.
    """
    limits = limits_of(programme, question.budget, question.places, question.lottery)
    found = applicants(programme, given, limits.budget)
    problem = limited_problem(found, limits)
    draws = question.drawing.of(found.values.weights)
    rule = question.rule or programme.selection
    best = _reference(problem, question, rule, stored)
    if rule == "by_rank":
        more = funding_columns(found, problem, limits, draws)
        chosen = _by_rank(problem, programme, drawn_order(found, limits), more)
    else:
        few = replace(question.drawing, draws=min(question.drawing.draws, OPTIMISED))
        more = funding_columns(found, problem, limits, few.of(found.values.weights), rule)
        chosen = _by_optimum(problem, best, found, question, stored, more)
    frame = ranked_frame(found, chosen.outcome, draws, chosen.more)
    reasons = reason_columns(found, chosen.outcome, chosen.whys)
    frame = pd.concat([frame.drop(columns="selected"), reasons], axis=1)
    frame.insert(1, "outcome", _outcomes(chosen.outcome))
    summary = rank_summary(found, chosen.outcome, draws, question.drawing) | {
        "waiting": int((chosen.outcome.waiting > 0).sum()),
        "rule": rule,
        "supposed": _supposed(programme, question),
        "budget": limits.budget,
        "places": limits.places,
        "quotas": [str(limit_words(programme, c)) for c in problem.constraints if c.kind in QUOTAS],
        "optimum": dict(chosen.optimum),
        "error": monte_carlo_error(min(len(draws), OPTIMISED) if chosen.optimum else len(draws)),
        **compared(problem, best, chosen.outcome.selected, found, rule),
    }
    return Selected(_in_order(frame), chosen.optimum, summary, chosen.notes)


def _by_rank(
    problem: SelectionProblem,
    programme: Programme,
    order: NDArray[np.int64] | None,
    more: Mapping[str, Any],
) -> _Choice:
    decimals = programme.decimals
    selection = down_the_list(problem, decimals, order)
    refusals = refusals_by_rank(problem, selection, decimals=decimals, tie_break=order)
    whys = whys_by_rank(refusals, selection)
    return _Choice(
        outcome_by_rank(selection),
        whys,
        {},
        more,
        tied_at_line(programme.id, selection.tied_at_line),
    )


def _by_optimum(
    problem: SelectionProblem,
    best: Optimum,
    found: Applicants,
    question: SelectQuestion,
    stored: StoredChoice | None,
    more: Mapping[str, Any],
) -> _Choice:
    """The proven best choice, or the best within the time, which is explained by prices alone."""
    if stored is None:
        selected = best.selected
        figures = {"status": best.status, "value": best.value, "bound": best.bound}
    else:
        selected = _verified(problem, found, stored)
        figures = {"status": "time_limit", "value": stored.value, "bound": stored.bound}
    proven = figures["status"] == "optimal"
    exactly = _explained(problem, question) if proven else 0
    whys = whys_by_optimum(problem, best, selected, exactly)
    refused = int((problem.open & ~selected).sum())
    left_out = max(0, refused - exactly)
    notes = (
        *unproven(proven or stored is not None, question.time_limit),
        *by_prices(left_out, refused),
        *fewer_draws(question.drawing.draws, OPTIMISED),
    )
    outcome = _outcome(problem, selected, found.programme.decimals)
    return _Choice(outcome, whys, _rounded(figures), more, notes)


def _explained(problem: SelectionProblem, question: SelectQuestion) -> int:
    if question.explained is not None:
        return question.explained
    return min(EXPLAINED, EXPLAINED_TIMES_CANDIDATES // max(int(problem.open.sum()), 1))


def _reference(
    problem: SelectionProblem, question: SelectQuestion, rule: Rule, stored: StoredChoice | None
) -> Optimum:
    """What an optimised selection is, and a selection by rank is held against."""
    few = int(problem.open.sum()) <= PROVEN
    if stored is None and (rule == "optimise" or few):
        return optimise(problem, question.time_limit)
    return what_if(problem)


def _verified(
    problem: SelectionProblem, found: Applicants, stored: StoredChoice
) -> NDArray[np.bool_]:
    """The stored choice, feasible, worth what it says, and not above its bound."""
    selected = np.array([firm in stored.firms for firm in found.given.firms], bool)
    checked = verify(problem, selected)
    worth = float(half_up(np.array([checked.value]), FIGURES)[0])
    sound = worth == stored.value <= stored.bound <= checked.bound + 10.0**-FIGURES * 10
    if checked.feasible and sound:
        return selected
    broken = ", ".join(str(limit_words(found.programme, one)) for one in checked.broken) or "-"
    raise AssessmentError(
        Problem(
            "optimum",
            message(
                "저장된 선정이 맞지 않습니다. 지키지 않은 조건: {broken}. 점수 합 {value}, "
                "상한 {bound}",
                broken=broken,
                value=worth,
                bound=checked.bound,
            ),
            message("파일이 바뀌지 않았는지 확인하고 다시 내보내 주십시오."),
            code="choice_not_verified",
        )
    )


def _outcome(problem: SelectionProblem, selected: NDArray[np.bool_], decimals: int) -> Outcome:
    """The chosen in the order of scores; the others wait in the order of theirs."""
    scores = np.where(problem.open, problem.values, np.nan)
    rank = competition_rank(scores, decimals)
    order = np.flatnonzero(problem.open)
    order = order[np.argsort(-problem.values[order], kind="stable")]
    inside = order[selected[order]]
    cumulative = np.full(len(problem), np.nan)
    cumulative[inside] = np.cumsum(problem.costs[inside])
    waits = competition_rank(np.where(selected, np.nan, scores), decimals)
    waiting = waits.to_numpy(dtype=np.int64, na_value=0)
    return Outcome(rank, selected, waiting, cumulative)


def _outcomes(outcome: Outcome) -> list[str]:
    waits = np.where(outcome.waiting > 0, 1, 2)
    return [OUTCOMES[place] for place in np.where(outcome.selected, 0, waits)]


def _in_order(frame: pd.DataFrame) -> pd.DataFrame:
    keys = frame["outcome"].map(OUTCOMES.index)
    frame = frame.assign(_key=keys).sort_values(["_key", "rank"], kind="stable", na_position="last")
    return frame.drop(columns="_key").reset_index(drop=True)


def _supposed(programme: Programme, question: SelectQuestion) -> list[str]:
    """What of this is not the programme's own: then the whole is a what-if."""
    asked = {
        "rule": (question.rule, programme.selection),
        "budget": (question.budget, programme.budget),
        "places": (question.places, programme.places),
    }
    return [name for name, (given, own) in asked.items() if given is not None and given != own]


def _rounded(figures: Mapping[str, Any]) -> dict[str, Any]:
    value, bound = half_up(np.array([figures["value"], figures["bound"]]), FIGURES)
    gap = max(0.0, float(bound - value)) / (abs(float(bound)) or 1.0)
    told = {"value": float(value), "bound": float(bound), "gap": float(f"{gap:.6g}")}
    return {"status": figures["status"], **told}
