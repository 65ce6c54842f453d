"""Applicants in a file: judged and scored by a programme's published rule, without a database."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.definitions.programmes import Programme
from assessment.expressions import parse
from assessment.locale import message
from assessment.method.criteria import (
    CriteriaValues,
    WeightedScore,
    criteria_values,
    value_of,
    weighted_score,
)
from assessment.method.eligibility import Eligibility, judge
from assessment.method.grants import granted
from assessment.method.rounding import half_up
from assessment.problems import Problem
from assessment.services.funding.reasons import fact_definitions
from assessment.workbooks.tabular.facts import FactKind, FactTable, read_facts
from assessment.workbooks.tabular.tables import CellFault, Table

DTYPES: Mapping[str, str] = {
    "number": "Float64",
    "text": "string",
    "flag": "boolean",
    "date": "datetime64[ns]",
}


@dataclass(frozen=True, eq=False)
class FirmFacts:
    """The good rows of a file: firms, and one typed column a fact; unknown is null.

    `rejected` and `notes` say what of the file is not in here.
    """

    firms: tuple[str, ...]
    frame: pd.DataFrame
    kinds: Mapping[str, FactKind]
    given: int
    rejected: tuple[CellFault, ...] = ()
    notes: tuple[Problem, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Plain values; `facts_from_json` reads them back."""
        columns = {name: _plain(self.frame[name]) for name in self.frame.columns}
        held = {name: self.kinds[name] for name in columns}
        return {"firms": list(self.firms), "kinds": held, "facts": columns}


@dataclass(frozen=True, eq=False)
class Applicants:
    """Every firm of a file under the rule; `ranked` are eligible and, under a budget, priced."""

    programme: Programme
    given: FirmFacts
    verdict: Eligibility
    values: CriteriaValues
    summed: WeightedScore
    scores: NDArray[np.float64]
    granted: NDArray[np.float64]
    ranked: NDArray[np.bool_]

    @property
    def unpriced(self) -> NDArray[np.bool_]:
        """Eligible, but without a requested amount where money draws the line."""
        eligible = np.array([status == "eligible" for status in self.verdict.status], bool)
        return eligible & ~self.ranked


def firm_facts(table: Table, kinds: Mapping[str, FactKind]) -> FirmFacts:
    """What a table says of its firms."""
    read = read_facts(table, kinds)
    frame = read.frame.reset_index(drop=True)
    notes = (*table.notes, *_notes(read, table))
    return FirmFacts(tuple(read.firms), frame, kinds, read.given, read.rejected, notes)


def facts_from_json(stored: Mapping[str, Any]) -> FirmFacts:
    """The facts that `as_json` gave."""
    firms, kinds = tuple(stored["firms"]), dict(stored["kinds"])
    frame = pd.DataFrame(stored["facts"], index=pd.RangeIndex(len(firms)), dtype=object)
    frame = frame.astype({name: DTYPES[kinds[name]] for name in frame.columns})
    return FirmFacts(firms, frame, kinds, len(firms))


def applicants(programme: Programme, given: FirmFacts, budget: float | None) -> Applicants:
    """Judged, scored and priced; without a price nobody can be drawn to a funding line."""
    verdict = judge(programme, given.frame)
    values = criteria_values(programme, given.frame)
    summed = weighted_score(values.shares, values.weights)
    money = [_numbers(given.frame, name) for name in ("requested_grant", "planned_cost")]
    won = granted(programme.grant, *money)
    ranked = np.array([status == "eligible" for status in verdict.status], bool)
    if budget is not None:
        ranked &= ~np.isnan(won)
    scores = half_up(summed.scores + values.adjustment, programme.decimals)
    return Applicants(programme, given, verdict, values, summed, scores, won, ranked)


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
    names |= {quota.fact for quota in programme.quotas}
    known = fact_definitions(root).facts
    return {name: known[name].type if name in known else "number" for name in sorted(names)}


def _numbers(facts: pd.DataFrame, name: str) -> NDArray[np.float64]:
    if name not in facts:
        return np.full(len(facts), np.nan)
    return facts[name].to_numpy(dtype=np.float64, na_value=np.nan)


def _plain(column: pd.Series) -> list[Any]:
    """Texts, truths, numbers and ISO dates; None where unknown."""
    known = column.notna()
    if pd.api.types.is_datetime64_any_dtype(column):
        column = column.dt.strftime("%Y-%m-%dT%H:%M:%S")
    return list(column.astype(object).where(known, None))


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
