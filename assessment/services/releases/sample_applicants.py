"""What a programme's rules say of its sample applicants, held against what these state."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.definitions.programmes import Programme, ProgrammeCase
from assessment.definitions.source import Document, read_yaml
from assessment.locale import message
from assessment.method.criteria import criteria_values, weighted_score
from assessment.method.eligibility import APPLICANT_TYPE, judge
from assessment.method.grants import granted
from assessment.method.rounding import half_up
from assessment.problems import Problem

SCORE_DECIMALS = 3
Value = str | float | bool | None


@dataclass(frozen=True)
class CaseMiss:
    """Something that a case gets otherwise than it states."""

    place: int
    key: str
    wanted: str
    found: str


def programme_cases(programme: Programme, path: Path) -> tuple[Problem, ...]:
    """Every case that is refused, left open, scored or paid otherwise than it states.

    `path` is the programme's file, for the words.
    """
    found = case_misses(programme)
    if not found:
        return ()
    document, _ = read_yaml(path)
    shown = document or Document(path, None, {})
    return tuple(_told(shown, programme, miss) for miss in found)


def case_misses(programme: Programme) -> list[CaseMiss]:
    """Every stated refusal, open rule, score and grant that is not so."""
    if not programme.cases:
        return []
    return [
        CaseMiss(place, key, value, found[key])
        for place, found in enumerate(_found(programme, case_table(programme)))
        for key, value in _stated(programme.cases[place]).items()
        if value != found[key]
    ]


def case_table(programme: Programme) -> pd.DataFrame:
    """The rule table of the cases, one row a case: facts, scores and the panel's means."""
    rows = [{**programme.case_facts(case), **case.panel} for case in programme.cases]
    names = dict.fromkeys(name for row in rows for name in row)
    return pd.DataFrame({name: _column([row.get(name) for row in rows]) for name in names})


def _stated(case: ProgrammeCase) -> dict[str, str]:
    stated = {"refused": _codes(case.refused), "unknown": _codes(case.unknown)}
    if case.score is not None:
        stated["score"] = _number(case.score)
    if case.grant is not None:
        stated["grant"] = _number(case.grant)
    return stated


def _found(programme: Programme, table: pd.DataFrame) -> Iterator[dict[str, str]]:
    verdict = judge(programme, table)
    values = criteria_values(programme, table)
    scores = weighted_score(values.shares, values.weights).scores + values.adjustment
    won = granted(
        programme.grant, _numbers(table, "requested_grant"), _numbers(table, "planned_cost")
    )
    for row, (failed, unknown) in enumerate(zip(verdict.failed, verdict.unknown, strict=True)):
        yield {
            "refused": _codes(code for code in failed if code != APPLICANT_TYPE),
            "unknown": _codes(rule.code for rule in unknown),
            "score": _number(float(scores[row])),
            "grant": _number(float(won[row])),
        }


def _told(document: Document, programme: Programme, miss: CaseMiss) -> Problem:
    return Problem(
        document.where("cases", miss.place, miss.key),
        message(
            "사례 {case}: {name}은(는) {wanted}이어야 하는데 {found}입니다.",
            case=programme.cases[miss.place].id,
            name=miss.key,
            wanted=miss.wanted or "-",
            found=miss.found or "-",
        ),
        message("규칙이 맞으면 사례를, 아니면 규칙을 고치십시오."),
        code="case",
    )


def _codes(codes: Iterable[str]) -> str:
    return " ".join(sorted(set(codes)))


def _number(value: float) -> str:
    return "-" if np.isnan(value) else f"{float(half_up(value, SCORE_DECIMALS)):.15g}"


def _numbers(table: pd.DataFrame, name: str) -> NDArray[np.float64]:
    if name not in table:
        return np.full(len(table), np.nan)
    values = table[name].astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan)
    return np.asarray(values, np.float64)


def _column(values: list[Value]) -> pd.Series:
    known = [value for value in values if value is not None]
    if known and all(isinstance(value, bool) for value in known):
        return pd.Series(values, dtype="boolean")
    if known and all(isinstance(value, str) for value in known):
        return pd.Series(values, dtype="string")
    return pd.Series(values, dtype="Float64")
