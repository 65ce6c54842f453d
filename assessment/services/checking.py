"""Definitions checked through to the result: files, cross references, and what the cases score."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from assessment.definitions.loading import load_library, load_programme, load_release
from assessment.definitions.models import Case, MultiItem, NumberItem, Release
from assessment.definitions.programmes import Programme, ProgrammeCase
from assessment.definitions.source import Document, Step, read_yaml
from assessment.locale import Message, message
from assessment.method.answers import UNANSWERED, AnswerTable
from assessment.method.asking import leave_out_unasked
from assessment.method.codes import encode_cells
from assessment.method.eligibility import APPLICANT_TYPE, judge
from assessment.method.levels import AxisResult, levels
from assessment.method.rounding import half_up
from assessment.method.scoring import Scores, score
from assessment.method.tree import compile_tree
from assessment.problems import AssessmentError, Problem

SHOWN_DECIMALS = 1
QUESTIONNAIRE = "questionnaire.yaml"


def check(root: Path, paths: Sequence[Path] = ()) -> tuple[Problem, ...]:
    """Every problem of these questionnaires and programmes, or of the whole project folder.

    A path is a questionnaire's folder (or a file in it), a programme's file, or a project folder.
    What loads is scored: each case must get the levels, points, gates and absences it states.
    """
    if not paths:
        return _project(root)
    problems: list[Problem] = []
    for path in paths:
        folder = path if path.is_dir() else path.parent
        if (folder / QUESTIONNAIRE).exists():
            problems += _questionnaire(folder, root)
        elif path.is_dir():
            problems += _project(path)
        else:
            problems += _programme(path, root)
    told = {(problem.where, str(problem.what)): problem for problem in problems}
    return tuple(told.values())


def release_cases(release: Release, folder: Path) -> tuple[Problem, ...]:
    """What the questionnaire's cases score otherwise than they state; `folder` is for the words."""
    document = _document(folder / "cases.yaml")
    try:
        tree = compile_tree(release)
        answers = case_answers(release)
        scores = score(tree, answers)
        axes = levels(release, tree, scores, answers)
    except AssessmentError as error:
        return error.problems
    return tuple(
        problem
        for row, case in enumerate(release.cases.cases)
        for problem in _case(document, row, case, scores, axes)
    )


def programme_cases(programme: Programme, path: Path) -> tuple[Problem, ...]:
    """What the programme's rules say of its cases otherwise than these state."""
    document = _document(path)
    return tuple(
        problem
        for place, case in enumerate(programme.cases)
        for problem in _judged(programme, document, place, case)
    )


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


def _project(root: Path) -> tuple[Problem, ...]:
    library = load_library(root)
    problems = list(library.problems)
    for name, release in library.releases.items():
        problems += release_cases(release, root / "questionnaires" / name)
    for name, programme in library.programmes.items():
        problems += programme_cases(programme, root / "data" / "programmes" / f"{name}.yaml")
    return tuple(problems)


def _questionnaire(folder: Path, root: Path) -> tuple[Problem, ...]:
    release, problems = load_release(folder, root)
    return (*problems, *(release_cases(release, folder) if release else ()))


def _programme(path: Path, root: Path) -> tuple[Problem, ...]:
    programme, problems = load_programme(path, root)
    return (*problems, *(programme_cases(programme, path) if programme else ()))


def _cell(value: str | float | tuple[str, ...] | None) -> object:
    if value is None:
        return ""
    return " ".join(value) if isinstance(value, tuple) else value


def _document(path: Path) -> Document:
    document, _ = read_yaml(path)
    return document or Document(path, None, {})


# ---- a sample factory ----------------------------------------------------------------------


def _case(
    document: Document, row: int, case: Case, scores: Scores, axes: dict[str, AxisResult]
) -> Iterator[Problem]:
    expect = case.expect

    def told(what: Message, *route: Step) -> Problem:
        where = document.where("cases", row, "expect", *route)
        fix = message("배점·규칙이 맞으면 사례의 기대값을, 아니면 배점·규칙을 고치십시오.")
        return Problem(where, what, fix, code="case")

    for axis, wanted in expect.levels.items():
        found = axes[axis].step(row)
        if found != wanted:
            yield told(_differs(case.id, axis, wanted, found or "-"), "levels", axis)
    for node, points in expect.points.items():
        value = float(half_up(scores.of(node)[row], SHOWN_DECIMALS))
        if value != float(half_up(points, SHOWN_DECIMALS)):
            shown = "-" if np.isnan(value) else f"{value:g}"
            yield told(_differs(case.id, node, f"{points:g}", shown), "points", node)
    states = {code: axis.states(row)[step] for axis in axes.values() for code, step in _gates(axis)}
    for code, wanted in expect.gates.items():
        if states.get(code) != wanted:
            yield told(_differs(case.id, code, wanted, states.get(code, "-")), "gates", code)
    for place, node in enumerate(expect.absent):
        if not np.isnan(scores.of(node)[row]):
            shown = f"{scores.of(node)[row]:g}"
            yield told(_differs(case.id, node, "-", shown), "absent", place)


def _gates(axis: AxisResult) -> list[tuple[str, str]]:
    return list(zip(axis.codes, axis.steps, strict=True))


def _differs(case: str, name: str, wanted: str, found: str) -> Message:
    return message(
        "사례 {case}: {name}은(는) {wanted}이어야 하는데 {found}입니다.",
        case=case,
        name=name,
        wanted=wanted,
        found=found,
    )


# ---- a sample applicant --------------------------------------------------------------------


def _judged(
    programme: Programme, document: Document, place: int, case: ProgrammeCase
) -> Iterator[Problem]:
    known = {name: value for name, value in case.facts.items() if value is not None}
    table = pd.DataFrame({name: _column(value) for name, value in known.items()}, index=[0])
    found = judge(programme, table)
    unknown = {rule.code for rule in found.unknown[0]}
    for key, wanted, got in (
        ("refused", set(case.refused), set(found.failed[0]) - {APPLICANT_TYPE}),
        ("unknown", set(case.unknown), unknown),
    ):
        if wanted != got:
            shown = [" ".join(sorted(codes)) or "-" for codes in (wanted, got)]
            yield Problem(
                document.where("cases", place, key),
                _differs(case.id, key, *shown),
                message("규칙이 맞으면 사례를, 아니면 규칙을 고치십시오."),
                code="case",
            )


def _column(value: str | float | bool) -> pd.Series:
    if isinstance(value, bool):
        return pd.Series([value], dtype="boolean")
    if isinstance(value, str):
        return pd.Series([value], dtype="string")
    return pd.Series([value], dtype="Float64")
