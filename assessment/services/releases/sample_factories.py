"""What a questionnaire's sample factories score, held against what they state."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.definitions.checks.axes import full_points
from assessment.definitions.questionnaires import MultiItem, NumberItem
from assessment.definitions.releases import Case, Expectation, Release
from assessment.definitions.source import Document, Step, read_yaml
from assessment.locale import message
from assessment.method.answers import UNANSWERED, AnswerTable
from assessment.method.asking import leave_out_unasked
from assessment.method.codes import encode_cells
from assessment.method.levels import AxisResult, levels
from assessment.method.profiles import ProfilesResult, profiles
from assessment.method.rounding import half_up
from assessment.method.scoring import Scores, score
from assessment.method.tree import compile_tree
from assessment.problems import AssessmentError, Problem
from assessment.services.assessing.contradictions import fired_rules

SHOWN_DECIMALS = 1


@dataclass(frozen=True)
class Miss:
    """Something that a case gets otherwise than it states; `route` leads there from `expect`."""

    row: int
    route: tuple[Step, ...]
    name: str
    wanted: str
    found: str
    full: float | None = None
    """Of points: the full points of the node."""


@dataclass(frozen=True, eq=False)
class _Scored:
    """The cases of a release, one row a case."""

    scores: Scores
    axes: dict[str, AxisResult]
    held: dict[str, ProfilesResult]
    fired: NDArray[np.bool_]
    rules: tuple[str, ...]
    """The contradictions that the columns of `fired` stand for."""


def release_cases(release: Release, folder: Path) -> tuple[Problem, ...]:
    """What the questionnaire's cases score otherwise than they state; `folder` is for the words."""
    try:
        found = misses(release)
    except AssessmentError as error:
        return error.problems
    if not found:
        return ()
    path = folder / "cases.yaml"
    document, _ = read_yaml(path)
    return tuple(
        _told(document or Document(path, None, {}), release.cases.cases[miss.row].id, miss)
        for miss in found
    )


def misses(release: Release, answers: AnswerTable | None = None) -> list[Miss]:
    """Every stated level, point, gate, order, absence and contradiction that is not so.

    `answers` are the `case_answers` where they are known. AssessmentError where the release cannot
    be computed at all.
    """
    tree = compile_tree(release)
    answers = case_answers(release) if answers is None else answers
    scores = score(tree, answers)
    scored = _Scored(
        scores,
        levels(release, tree, scores, answers),
        profiles(release, tree, scores, answers),
        *_contradicting(release, answers),
    )
    cases = release.cases.cases
    found = list(_points(scores, cases, full_points(release.scoring)))
    for row, case in enumerate(cases):
        for part in (_levels, _gates, _order, _absent, _contradictions):
            found += part(scored, row, case.expect)
    return sorted(found, key=lambda miss: miss.row)


def case_answers(release: Release) -> AnswerTable:
    """The answers of a questionnaire's cases; a cell is as in an answer file."""
    cases = release.cases.cases
    items = release.items
    codes = np.full((len(cases), len(items)), UNANSWERED, np.uint8)
    numbers, chosen = {}, {}
    for place, (name, item) in enumerate(items.items()):
        found = encode_cells(item, [_cell(case.answers.get(name)) for case in cases])
        codes[:, place] = found.codes
        if isinstance(item, NumberItem) and found.numbers is not None:
            numbers[name] = found.numbers
        elif isinstance(item, MultiItem) and found.chosen is not None:
            chosen[name] = found.chosen
    firms = pd.Index([case.id for case in cases])
    return leave_out_unasked(release, AnswerTable(firms, tuple(items), codes, numbers, chosen))


def _cell(value: str | float | tuple[str, ...] | None) -> object:
    if value is None:
        return ""
    return " ".join(value) if isinstance(value, tuple) else value


def _levels(scored: _Scored, row: int, expect: Expectation) -> Iterator[Miss]:
    for axis, wanted in expect.levels.items():
        found = scored.axes[axis].step(row)
        if found != wanted:
            yield Miss(row, ("levels", axis), axis, wanted, found or "-")


def _points(scores: Scores, cases: Sequence[Case], full: Mapping[str, float]) -> Iterator[Miss]:
    for node in dict.fromkeys(node for case in cases for node in case.expect.points):
        rows = [row for row, case in enumerate(cases) if node in case.expect.points]
        stated = [cases[row].expect.points[node] for row in rows]
        wanted, found = (
            half_up(np.array(values), SHOWN_DECIMALS) for values in (stated, scores.of(node)[rows])
        )
        for place in np.flatnonzero(found != wanted):
            shown = "-" if np.isnan(found[place]) else f"{found[place]:g}"
            miss = Miss(rows[place], ("points", node), node, f"{stated[place]:g}", shown)
            yield replace(miss, full=full.get(node))


def _gates(scored: _Scored, row: int, expect: Expectation) -> Iterator[Miss]:
    states: dict[str, str] = {}
    for axis in scored.axes.values():
        states |= axis.states_by_code(row)
    for held in scored.held.values():
        states |= held.states_by_code(row)
    for code, wanted in expect.gates.items():
        if states.get(code) != wanted:
            yield Miss(row, ("gates", code), code, wanted, states.get(code, "-"))


def _order(scored: _Scored, row: int, expect: Expectation) -> Iterator[Miss]:
    for axis, order in expect.order.items():
        seen = tuple(one.profile.id for one in scored.held[axis].in_order(row))[: len(order)]
        if seen != order:
            yield Miss(row, ("order", axis), axis, " ".join(order), " ".join(seen))


def _absent(scored: _Scored, row: int, expect: Expectation) -> Iterator[Miss]:
    for place, node in enumerate(expect.absent):
        value = scored.scores.of(node)[row]
        if not np.isnan(value):
            yield Miss(row, ("absent", place), node, "-", f"{value:g}")


def _contradicting(
    release: Release, answers: AnswerTable
) -> tuple[NDArray[np.bool_], tuple[str, ...]]:
    """What fires in each case; nothing is looked at where no case states any."""
    if all(case.expect.contradictions is None for case in release.cases.cases):
        return np.zeros((len(answers), 0), bool), ()
    rules = tuple(rule.id for rule in release.questionnaire.contradictions)
    return fired_rules(release, answers), rules


def _contradictions(scored: _Scored, row: int, expect: Expectation) -> Iterator[Miss]:
    if expect.contradictions is None:
        return
    fired = {rule for rule, is_so in zip(scored.rules, scored.fired[row], strict=True) if is_so}
    if fired != set(expect.contradictions):
        wanted, found = (" ".join(sorted(names)) or "-" for names in (expect.contradictions, fired))
        yield Miss(row, ("contradictions",), "contradictions", wanted, found)


def _told(document: Document, case: str, miss: Miss) -> Problem:
    fix = message("배점·규칙이 맞으면 사례의 기대값을, 아니면 배점·규칙을 고치십시오.")
    if miss.full is not None:
        fix = message(
            "이 마디의 만점은 {full}점입니다. 배점이 맞으면 사례의 기대값을, 아니면 배점을 "
            "고치십시오.",
            full=f"{miss.full:g}",
        )
    elif miss.route[0] == "levels" and miss.found == "-":
        fix = message(
            "마디에 값이 없어 수준도 없습니다. 그것이 맞으면 levels에서 지우고 absent에 마디를 "
            "쓰십시오."
        )
    return Problem(
        document.where("cases", miss.row, "expect", *miss.route),
        message(
            "사례 {case}: {name}은(는) {wanted}이어야 하는데 {found}입니다.",
            case=case,
            name=miss.name,
            wanted=miss.wanted,
            found=miss.found,
        ),
        fix,
        code="case",
    )
