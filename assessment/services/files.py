"""Scoring and ranking tables in files: the same method, no database and no account."""

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.definitions.loading import load_programme, load_release
from assessment.definitions.models import Release
from assessment.definitions.programmes import Programme
from assessment.expressions import parse
from assessment.locale import Message, message
from assessment.method.criteria import CriteriaValues, criteria_values, value_of
from assessment.method.eligibility import judge
from assessment.method.intervals import rank_intervals
from assessment.method.levels import levels
from assessment.method.ranking import weighted_sum
from assessment.method.rounding import half_up
from assessment.method.scoring import score
from assessment.method.selecting import by_rank
from assessment.method.tree import compile_tree
from assessment.problems import AssessmentError, Problem, errors_in
from assessment.services.reasons import fact_definitions
from assessment.workbooks.answers import headers, read_answers
from assessment.workbooks.facts import FactKind, FactTable, read_facts
from assessment.workbooks.tables import CellFault, Table, read_file

SEED, DRAWS, SPREAD = 20260, 1000, 0.2


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


def rank_file(programme: str, firms: Path, root: Path) -> FileResult:
    """Firm, verdict with codes, rank, score and its parts, rank interval, money and funding line.

    Only eligible firms are ranked; what needs checking and what is refused is listed after them.
    """
    rules = find_programme(programme, root)
    kinds = fact_kinds(rules, root)
    return rank_table(rules, read_file(firms, list(kinds)), kinds)


def rank_table(programme: Programme, table: Table, kinds: dict[str, FactKind]) -> FileResult:
    """`rank_file` on what has been read already."""
    read = read_facts(table, kinds)
    facts = read.frame
    verdict = judge(programme, facts)
    values = criteria_values(programme, facts)
    summed = weighted_sum(values.shares, values.weights)
    points = half_up(summed.scores + values.adjustment, programme.decimals)
    granted = _granted(programme, facts)
    eligible = np.array([status == "eligible" for status in verdict.status], bool)
    if programme.budget is not None:  # without a price nobody can be drawn to the funding line
        eligible &= ~np.isnan(granted)
    chosen = by_rank(
        np.where(eligible, points, np.nan),
        granted,
        programme.budget,
        programme.places,
        decimals=programme.decimals,
    )
    low, high, distribution = _drawn(values, np.flatnonzero(eligible))
    parts = {
        f"contribution_{name}": summed.contributions[:, place]
        for place, name in enumerate(values.criteria)
    }
    judged = verdict.frame()
    frame = pd.DataFrame(
        {
            "firm": list(read.firms),
            "rank": chosen.rank,
            **{name: list(judged[name]) for name in judged.columns},
            "score": points,
            **parts,
            "adjustment": values.adjustment,
            "criteria_unknown": [" ".join(values.unknown(row)) for row in range(len(facts))],
            "rank_low": low,
            "rank_high": high,
            "granted": granted,
            "cumulative": chosen.cumulative,
            "selected": chosen.selected,
            "waiting": chosen.waiting,
        }
    )
    frame = frame.sort_values("rank", kind="stable", na_position="last").reset_index(drop=True)
    summary: dict[str, object] = {
        "status": {name: verdict.status.count(name) for name in sorted(set(verdict.status))},
        "selected": int(chosen.selected.sum()),
        "parameters": {"seed": SEED, "draws": DRAWS, "spread": SPREAD},
        "distribution": distribution,
    }
    return FileResult(
        frame, read.given, read.rejected, (*table.notes, *_notes(read, table)), summary
    )


def _drawn(values: CriteriaValues, rows: NDArray[np.intp]) -> tuple[Any, Any, str]:
    """Lowest and highest rank of the chosen rows, null elsewhere, and the distribution in words."""
    drawn = rank_intervals(
        values.shares[rows],
        values.weights,
        DRAWS,
        SPREAD,
        SEED,
        adjustments=values.adjustment[rows],
    )
    low, high = (pd.array([pd.NA] * len(values.shares), dtype="Int64") for _ in range(2))
    low[rows], high[rows] = drawn.low, drawn.high
    return low, high, str(drawn.distribution)


def fact_kinds(programme: Programme, root: Path) -> dict[str, FactKind]:
    """Every name that the programme's rules and grant use, with the kind of its column."""
    names = {"applicant_type", "requested_grant", "planned_cost"}
    rules = [one.rule for one in programme.eligibility]
    rules += [one.rule for one in programme.adjustments]
    for rule in rules:
        names |= parse(rule).names
    for criterion in programme.criteria:
        names |= value_of(criterion).names
    if gate := programme.level_gate:
        names |= {f"certificate_{gate.axis}", f"{gate.axis}_level"}
    known = fact_definitions(root).facts
    return {name: known[name].type if name in known else "number" for name in sorted(names)}


def _granted(programme: Programme, facts: pd.DataFrame) -> np.ndarray:
    """Won asked for, within the programme's cap and share of cost; NaN when not said."""
    granted = _numbers(facts, "requested_grant")
    if programme.grant.cap is not None:
        granted = np.minimum(granted, programme.grant.cap)
    if programme.grant.share is not None:
        limit = programme.grant.share * _numbers(facts, "planned_cost")
        granted = np.where(np.isnan(limit), granted, np.minimum(granted, limit))
    return granted


def _numbers(facts: pd.DataFrame, name: str) -> np.ndarray:
    if name not in facts:
        return np.full(len(facts), np.nan)
    return facts[name].to_numpy(dtype=np.float64, na_value=np.nan)


def _counts(values: pd.api.extensions.ExtensionArray) -> dict[object, int]:
    counted = pd.Series(values).value_counts(dropna=False).sort_index()
    return {"none" if level is pd.NA else level: int(n) for level, n in counted.items()}


def _quartiles(values: pd.Series) -> dict[str, float]:
    known = values.dropna()
    if known.empty:
        return {}
    places = {"min": 0.0, "q1": 0.25, "median": 0.5, "q3": 0.75, "max": 1.0}
    return {name: round(float(known.quantile(place)), 3) for name, place in places.items()}


def _notes(read: FactTable, table: Table) -> tuple[Problem, ...]:
    notes = []
    if read.absent:
        what = message("열이 없어 모르는 것으로 둔 값: {names}", names=", ".join(read.absent[:20]))
        fix = message("값을 알면 그 이름의 열을 더해 주십시오.")
        notes.append(Problem(table.name, what, fix, "facts_absent", "warning"))
    if read.unread:
        what = message("쓰지 않은 열: {names}", names=", ".join(read.unread[:20]))
        fix = message("규칙에 쓰일 값이면 제목을 고쳐 주십시오.")
        notes.append(Problem(table.name, what, fix, "facts_unread", "warning"))
    return tuple(notes)


def _not_known(name: str, known: list[str], what: Message) -> AssessmentError:
    near = get_close_matches(name, known, n=1)
    fix = message("있는 이름: {names}", names=", ".join(sorted(known)) or "-")
    if near:
        fix = message("‘{near}’을(를) 적으려 하셨습니까?", near=near[0])
    return AssessmentError(Problem(name, what, fix, code="not_known"))
