"""Scoring, ranking and selecting tables in files: the same method, no database and no account."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from assessment.definitions.loading import load_programme, load_release
from assessment.definitions.programmes import Programme
from assessment.definitions.releases import Release
from assessment.locale import Message, message
from assessment.method.levels import levels
from assessment.method.rounding import half_up
from assessment.method.scoring import score
from assessment.method.tree import compile_tree
from assessment.problems import AssessmentError, Problem, errors_in
from assessment.services.from_files.file_firms import FirmFacts, fact_kinds, firm_facts
from assessment.services.from_files.file_refusals import with_words
from assessment.services.from_files.ranked_files import RankQuestion, rank_firms
from assessment.services.from_files.selected_files import SelectQuestion, select_firms
from assessment.workbooks.tabular.answers import headers, read_answers
from assessment.workbooks.tabular.tables import CellFault, Table, read_file


@dataclass(frozen=True, eq=False)
class FileResult:
    """`frame` holds the good rows; `rejected` every bad cell; `notes` what else is worth knowing.

    `summary` counts what a reader wants first: the distribution of levels, or of verdicts.
    """

    frame: pd.DataFrame
    given: int
    rejected: tuple[CellFault, ...]
    notes: tuple[Problem, ...]
    summary: dict[str, object]


@dataclass(frozen=True, eq=False)
class FileRun:
    """A ranking or selection of a file with all that is needed to do it again.

    `rows` is the result in codes, the same in every language; `result` is what people read.
    """

    kind: Literal["rank", "select"]
    programme: Programme
    given: FirmFacts
    parameters: Mapping[str, Any]
    rows: pd.DataFrame
    optimum: Mapping[str, Any]
    result: FileResult


def find_release(name: str, root: Path) -> Release:
    """The questionnaire of this id under `root`, or in this folder anywhere on disk."""
    folder = Path(name)
    known = {path.parent.name: path.parent for path in root.glob("questionnaires/*/*.yaml")}
    if not (folder / "questionnaire.yaml").is_file():
        if name not in known:
            raise _not_known(name, list(known), message("그런 진단이 없습니다."))
        folder = known[name]
    release, problems = load_release(folder, root)
    if release is None:
        raise AssessmentError(*errors_in(problems))
    return release


def find_programme(name: str, root: Path) -> Programme:
    """The programme of this id under `root`, or in this file anywhere on disk."""
    path = Path(name)
    known = {path.stem: path for path in root.glob("data/programmes/*.yaml")}
    if not path.is_file():
        if name not in known:
            raise _not_known(name, list(known), message("그런 지원사업이 없습니다."))
        path = known[name]
    programme, problems = load_programme(path, root)
    if programme is None:
        raise AssessmentError(*errors_in(problems))
    return programme


def score_file(questionnaire: str, answers: Path, root: Path) -> FileResult:
    """Firm, points of every node, total, level (of the first axis and of each), coverage, reason.

    `reason` is empty, below_floor or not_applicable, of the root; a level below the first step is
    0 and an absent one is blank.
    """
    release = find_release(questionnaire, root)
    return score_table(release, read_file(answers, headers(release)))


def score_table(release: Release, table: Table) -> FileResult:
    """`score_file` on what has been read already."""
    read = read_answers(release, table)
    tree = compile_tree(release)
    scores = score(tree, read.answers)
    found = levels(release, tree, scores, read.answers)
    columns: dict[str, object] = {"firm": list(read.answers.firms)}
    for node in tree.nodes:
        columns[node] = half_up(scores.of(node), tree.decimals)
    columns["total"] = half_up(scores.of(tree.root), tree.decimals)
    numbers = {}
    for axis, result in found.items():
        numbers[axis] = pd.array(result.level, dtype="Int64")
        numbers[axis][result.level < 0] = pd.NA
    columns["level"] = next(iter(numbers.values()), pd.array([pd.NA] * len(read.answers), "Int64"))
    columns |= {f"{axis}_level": values for axis, values in numbers.items()}
    columns["coverage"] = half_up(scores.of(tree.root, "coverage"), tree.decimals)
    columns["reason"] = scores.frame("reasons")[tree.root].to_numpy()
    frame = pd.DataFrame(columns)
    counts = {
        axis: {str(level): int(count) for level, count in _counts(values).items()}
        for axis, values in numbers.items()
    }
    summary: dict[str, object] = {"levels": counts, "points": _quartiles(frame["total"])}
    summary["without_value"] = int(frame["total"].isna().sum())
    return FileResult(frame, read.given, read.rejected, (*table.notes, *read.notes), summary)


def rank_file(
    programme: str, firms: Path, root: Path, question: RankQuestion | None = None
) -> FileRun:
    """Firm, verdict with codes, rank, score and its parts, rank interval, money and funding line.

    Only eligible firms are ranked; what needs checking and what is refused is listed after them.
    """
    rules = find_programme(programme, root)
    given = _given(rules, firms, root)
    asked = question or RankQuestion()
    frame, summary = rank_firms(rules, given, asked)
    result = FileResult(frame, given.given, given.rejected, given.notes, summary)
    return FileRun("rank", rules, given, asked.as_json(), frame, {}, result)


def select_file(
    programme: str, firms: Path, root: Path, question: SelectQuestion | None = None
) -> FileRun:
    """As `rank_file`, with outcome, waiting list, and for each refusal what bound and would help.

    The summary holds the comparison with the other ways of choosing.
    """
    rules = find_programme(programme, root)
    given = _given(rules, firms, root)
    asked = question or SelectQuestion()
    found = select_firms(rules, given, asked)
    notes = (*given.notes, *found.notes)
    result = FileResult(
        with_words(found.frame, rules), given.given, given.rejected, notes, found.summary
    )
    return FileRun("select", rules, given, asked.as_json(), found.frame, found.optimum, result)


def _given(programme: Programme, firms: Path, root: Path) -> FirmFacts:
    kinds = fact_kinds(programme, root)
    return firm_facts(read_file(firms, list(kinds)), kinds)


def _counts(values: pd.api.extensions.ExtensionArray) -> dict[object, int]:
    counted = pd.Series(values).value_counts(dropna=False).sort_index()
    return {"none" if level is pd.NA else level: int(n) for level, n in counted.items()}


def _quartiles(values: pd.Series) -> dict[str, float]:
    known = values.dropna()
    if known.empty:
        return {}
    places = {"min": 0.0, "q1": 0.25, "median": 0.5, "q3": 0.75, "max": 1.0}
    return {name: round(float(known.quantile(place)), 3) for name, place in places.items()}


def _not_known(name: str, known: list[str], what: Message) -> AssessmentError:
    near = get_close_matches(name, known, n=1)
    fix = message("있는 이름: {names}", names=", ".join(sorted(known)) or "-")
    if near:
        fix = message("‘{near}’을(를) 적으려 하셨습니까?", near=near[0])
    return AssessmentError(Problem(name, what, fix, code="not_known"))
