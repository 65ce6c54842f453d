"""Who may apply: rules that keep, refuse, or ask for the facts that are missing."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.definitions.programmes import LevelGate, Programme
from assessment.expressions import evaluate, parse
from assessment.locale import message

Status = Literal["eligible", "needs_checking", "not_eligible"]
APPLICANT_TYPE = "applicant_type"
APPLICANT_TYPE_REFUSED = message("이 사업이 받지 않는 신청자 유형입니다.")


@dataclass(frozen=True)
class Undecided:
    """A rule that cannot be decided, and the facts that it lacks."""

    code: str
    facts: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Eligibility:
    """Per applicant: status, codes of the rules that refuse, rules that cannot be decided."""

    applicants: pd.Index
    status: tuple[Status, ...]
    failed: tuple[tuple[str, ...], ...]
    unknown: tuple[tuple[Undecided, ...], ...]

    def frame(self) -> pd.DataFrame:
        """Status, failed codes, unknown codes and missing facts as text, one row an applicant."""
        return pd.DataFrame(
            {
                "status": self.status,
                "failed": [" ".join(codes) for codes in self.failed],
                "unknown": [" ".join(rule.code for rule in rules) for rules in self.unknown],
                "missing": [
                    " ".join(dict.fromkeys(fact for rule in rules for fact in rule.facts))
                    for rules in self.unknown
                ],
            },
            index=self.applicants,
        )


def judge(programme: Programme, table: pd.DataFrame) -> Eligibility:
    """The verdict on every row of the rule table.

    One false rule refuses. Otherwise one unknown rule asks for checking, naming the facts that
    are null; an absent column is null throughout. The level gate passes on `certificate_<axis>`,
    fails on a known `<axis>_level` below it, and needs checking in between.
    """
    failed: list[list[str]] = [[] for _ in range(len(table))]
    unknown: list[list[Undecided]] = [[] for _ in range(len(table))]
    _applicant_types(programme, table, failed)
    for rule in programme.eligibility:
        expression = parse(rule.rule)
        truth = evaluate(expression, table)
        names = sorted(expression.names)
        _note(rule.code, truth, names, table, failed, unknown)
    if programme.level_gate is not None:
        gate = programme.level_gate
        truth = level_gate(gate, table)
        _note(gate.code, truth, [f"certificate_{gate.axis}"], table, failed, unknown, every=True)
    status = tuple(_status(bad, open_) for bad, open_ in zip(failed, unknown, strict=True))
    return Eligibility(table.index, status, tuple(map(tuple, failed)), tuple(map(tuple, unknown)))


def level_gate(gate: LevelGate, table: pd.DataFrame) -> pd.Series:
    """True, false or null: certified high enough; known to be too low; neither."""
    certified = _numbers(f"certificate_{gate.axis}", table)
    estimate = _numbers(f"{gate.axis}_level", table)
    passes = certified >= gate.at_least
    fails = ~passes & (estimate < gate.at_least)
    truth = pd.Series(pd.array(passes, dtype="boolean"), index=table.index)
    truth[~passes & ~fails] = pd.NA
    return truth


def _numbers(name: str, table: pd.DataFrame) -> NDArray[np.float64]:
    if name not in table:
        return np.full(len(table), np.nan)
    column = table[name].astype("Float64")
    return np.asarray(column.to_numpy(dtype=np.float64, na_value=np.nan))


def _applicant_types(programme: Programme, table: pd.DataFrame, failed: list[list[str]]) -> None:
    if APPLICANT_TYPE not in table:
        return
    kinds = table[APPLICANT_TYPE]
    for row in np.flatnonzero((kinds.notna() & ~kinds.isin(programme.applicant_types)).to_numpy()):
        failed[row].append(APPLICANT_TYPE)


def _note(
    code: str,
    truth: pd.Series,
    names: list[str],
    table: pd.DataFrame,
    failed: list[list[str]],
    unknown: list[list[Undecided]],
    *,
    every: bool = False,
) -> None:
    """Write a rule's verdicts down; `every`: the names lack even where a value stands."""
    nulls = truth.isna().to_numpy(dtype=bool)
    for row in np.flatnonzero(~truth.fillna(True).to_numpy(dtype=bool)):
        failed[row].append(code)
    empty = {name: table[name].isna().to_numpy() for name in names if name in table}
    for row in np.flatnonzero(nulls):
        lacking = [n for n in names if every or n not in empty or empty[n][row]]
        unknown[row].append(Undecided(code, tuple(lacking)))


def _status(failed: list[str], unknown: list[Undecided]) -> Status:
    if failed:
        return "not_eligible"
    return "needs_checking" if unknown else "eligible"
