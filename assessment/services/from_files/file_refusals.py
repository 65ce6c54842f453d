"""Why a firm of a file is not selected: the rule, or the limit that bound and what would help."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.definitions.programmes import Programme
from assessment.locale import Message, message
from assessment.locale import translate as _
from assessment.method.eligibility import APPLICANT_TYPE, APPLICANT_TYPE_REFUSED
from assessment.method.rounding import half_up
from assessment.method.selection import (
    Constraint,
    Optimum,
    Refusal,
    Selection,
    SelectionProblem,
    refusal_by_optimum,
)
from assessment.services.from_files.file_firms import Applicants
from assessment.services.from_files.file_limits import quota_names
from assessment.services.funding.quotas import limit_words, quota_of
from assessment.services.funding.reasons import Words, words_of

NO_AMOUNT = "no_requested_amount"


@dataclass(frozen=True)
class Why:
    """`points` and `moves` each let the firm in alone; `at_prices` is an estimate of the points,
    from the shadow prices of the relaxation, where nothing exact was worked out."""

    bound_by: Constraint | None
    points: float | None = None
    moves: Mapping[Constraint, float] = field(default_factory=dict)
    at_prices: float | None = None
    tied: bool = False


def whys_by_rank(refusals: Sequence[Refusal], selection: Selection) -> dict[int, Why]:
    """By row, what the walk down the list says."""
    return {
        one.row: Why(one.bound_by, one.points, one.moves, tied=bool(selection.tied[one.row]))
        for one in refusals
    }


def whys_by_optimum(
    problem: SelectionProblem,
    best: Optimum,
    selected: NDArray[np.bool_],
    exactly: int,
) -> dict[int, Why]:
    """By row: the `exactly` nearest to the line by solving again, the others by prices alone."""
    paid = problem.matrix.multiply(best.prices[:, None]).tocsc()
    lacking = np.asarray(paid.sum(axis=0)).ravel() - problem.values
    refused = np.flatnonzero(problem.open & ~selected)
    near = refused[np.argsort(lacking[refused], kind="stable")]
    whys = {int(row): _exact(problem, best, int(row)) for row in near[:exactly]}
    for row in near[exactly:]:
        column = paid[:, [row]].toarray().ravel()
        dearest = int(column.argmax()) if len(column) else -1
        bound = problem.constraints[dearest] if dearest >= 0 and column[dearest] > 0 else None
        whys[int(row)] = Why(bound, at_prices=float(half_up(np.maximum(lacking[[row]], 0.0), 9)[0]))
    return whys


def reason_columns(found: Applicants, outcome: Any, whys: Mapping[int, Why]) -> pd.DataFrame:
    """reason_code, bound_by, points_needed, points_at_prices and moves, by row of the file."""
    rows, programme = [], found.programme
    for row in range(len(found.scores)):
        why = whys.get(row)
        rows.append(
            {
                "reason_code": _code(found, row, bool(outcome.selected[row]), why),
                "bound_by": _limit(why.bound_by, programme) if why and why.bound_by else None,
                "points_needed": why.points if why else None,
                "points_at_prices": why.at_prices if why else None,
                "moves": _moves(why, programme),
            }
        )
    columns = ["reason_code", "bound_by", "points_needed", "points_at_prices", "moves"]
    table = pd.DataFrame(rows, columns=columns)
    return table.astype({"points_needed": "Float64", "points_at_prices": "Float64"})


def with_words(frame: pd.DataFrame, programme: Programme) -> pd.DataFrame:
    """The frame as people read it: `reason` and `change` in words for what stands in codes."""
    rules, names = rule_words(programme), quota_names(programme)
    rows = frame.to_dict("records")
    shown = frame.drop(columns=["bound_by", "moves"])
    place = list(shown.columns).index("reason_code") + 1
    shown.insert(place, "reason", [_reason(row, rules, names, programme) for row in rows])
    shown.insert(place + 1, "change", [_change(row, names) for row in rows])
    return shown


def rule_words(programme: Programme) -> dict[str, Words]:
    """What each code of the programme's rules means."""
    rules = {rule.code: words_of(rule.message) for rule in programme.eligibility}
    if gate := programme.level_gate:
        rules[gate.code] = words_of(gate.message)
    return rules | {APPLICANT_TYPE: words_of(APPLICANT_TYPE_REFUSED)}


def _exact(problem: SelectionProblem, best: Optimum, row: int) -> Why:
    found = refusal_by_optimum(problem, best, row)
    points = None if found.points is None else float(half_up(np.array([found.points]), 9)[0])
    moves = {c: float(half_up(np.array([by]), 6)[0]) for c, by in found.moves.items()}
    return Why(found.bound_by, points, moves)


def _moves(why: Why | None, programme: Programme) -> list[dict[str, Any]]:
    return [_limit(c, programme) | {"by": by} for c, by in why.moves.items()] if why else []


def _limit(one: Constraint, programme: Programme) -> dict[str, Any]:
    """The limit in codes: a quota by its id, whatever language is spoken."""
    quota = quota_of(programme, one)
    return {"kind": one.kind, "name": quota.id if quota else one.name, "limit": one.limit}


def _code(found: Applicants, row: int, selected: bool, why: Why | None) -> str:
    if selected:
        return ""
    if why is not None:
        return "tied" if why.tied else why.bound_by.kind if why.bound_by else "value"
    if found.unpriced[row]:
        return NO_AMOUNT
    failed, unknown = found.verdict.failed[row], found.verdict.unknown[row]
    return failed[0] if failed else unknown[0].code if unknown else ""


def _reason(
    row: Mapping[Any, Any],
    rules: Mapping[str, Words],
    names: Mapping[str, str],
    programme: Programme,
) -> str:
    code, status = row["reason_code"], row["status"]
    if not code:
        return ""
    if code == NO_AMOUNT:
        return _("신청 금액이 없어 예산선을 그을 수 없습니다.")
    if status == "not_eligible":
        return " · ".join(str(rules[one]) for one in row["failed"].split())
    if status == "needs_checking":
        asked = " · ".join(str(rules[one]) for one in row["unknown"].split())
        return _("확인되지 않음: {rules} ({missing})", rules=asked, missing=row["missing"])
    place = _("예비 {place}순위", place=row["waiting"])
    if row["bound_by"] is None:
        return place
    limit = Constraint(**row["bound_by"])
    bound = limit_words(programme, replace(limit, name=names.get(limit.name, limit.name)))
    if code == "tied":
        return _("{place}. 동점이 모두 들어가지 못함: {bound}", place=place, bound=bound)
    return _("{place}. 막은 조건: {bound}", place=place, bound=bound)


def _change(row: Mapping[Any, Any], names: Mapping[str, str]) -> str:
    """The smallest changes, any one of which is enough."""
    if row["outcome"] != "waiting":
        return ""
    if not pd.isna(row["points_at_prices"]):
        return _(
            "점수 약 {points}점 더(한계 가격으로 어림)", points=f"{row['points_at_prices']:.6g}"
        )
    ways = [str(_move(move, names)) for move in row["moves"]]
    if not pd.isna(row["points_needed"]):
        ways.insert(0, _("점수 {points}점 더", points=_amount(row["points_needed"])))
    if not ways:
        return _("한 가지만 바꾸어서는 들어올 수 없음")
    return f" {_('또는')} ".join(ways)


def _move(move: Mapping[str, Any], names: Mapping[str, str]) -> Message:
    by, name = _amount(move["by"]), names.get(move["name"], move["name"])
    return {
        "budget": message("예산 {by} 더", by=by),
        "places": message("선정 수 {by} 더", by=by),
        "ceiling": message("{name} 최대 {by}곳 더", name=name, by=by),
        "floor": message("{name} 최소 {by}곳 덜", name=name, by=by),
    }[move["kind"]]


def _amount(value: float) -> str:
    return f"{value:,.9f}".rstrip("0").rstrip(".")
