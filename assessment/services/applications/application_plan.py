"""What an application may say: texts, won, indicators and costs, and how they must fit."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from assessment.definitions.programmes import Programme
from assessment.locale import Message, message
from assessment.problems import AssessmentError, Problem
from assessment.records.applications import ApplicationRecord
from assessment.services.applications.application_measures import COSTS

TEXTS = {"planned_system": 300, "supplier": 200, "partner": 200}
LEVELS = {"level_before": 40, "level_after": 40}
MONEY = ("planned_cost", "requested_grant")
TABLES = {
    "kpis": ("class", "name", "unit", "before", "target", "weight"),
    "costs": ("name", "amount", "own", "class"),
}
KPI_CLASSES = ("P", "Q", "C", "D")
CLASSES = {"kpis": KPI_CLASSES, "costs": (None, "", *COSTS)}
"""What the `class` of a row may be; a cost's is the item of expenditure that it belongs to."""
NUMBERS = {"kpis": ("before", "target", "weight"), "costs": ("amount", "own")}
DETAILS: Mapping[str, type] = {
    **dict.fromkeys(
        ("project_name", "existing_system", "added_system", "summary", "contact", "build_site"), str
    ),
    **dict.fromkeys(("customers", "poc_problem", "poc_data", "poc_metric", "poc_stop_rule"), str),
    **dict.fromkeys(("project_period", "shop_staff", "office_staff", "foreign_share"), float),
    **dict.fromkeys(("research_share", "poc_baseline", "own_cash", "own_in_kind"), float),
    **dict.fromkeys(("cost_hardware", "cost_software", "cost_network", "cost_automation"), float),
    **dict.fromkeys(("cost_cloud", "cost_staff", "cost_certificate"), float),
}
"""Fields of `data/form_fields.yaml` that only an application form asks."""
LONGEST_DETAIL = 2_000
MOST_ROWS = 30
MOST = 1e13


def checked_plan(
    programme: Programme, plan: Mapping[str, Any], before: ApplicationRecord | None
) -> dict[str, Any]:
    """The columns to write; raises with every fault of the plan."""
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, given in plan.items():
        if name in TEXTS or name in LEVELS:
            values[name] = str(given or "").strip()[: (TEXTS | LEVELS)[name]] or None
        elif name in MONEY:
            values[name] = _won(name, given, problems)
        elif name in TABLES:
            values[name] = _rows(name, given, problems)
        elif name == "details":
            values[name] = _details(given, before, problems)
        else:
            problems.append(_unknown_field(name))
    if not values.keys().isdisjoint(MONEY):
        problems += _over_grant(programme, values, before)
    if problems:
        raise AssessmentError(*problems)
    return values


def _won(name: str, given: object, problems: list[Problem]) -> float | None:
    if given is None or given == "":
        return None
    won = _number(given)
    if won is None or not 0 <= won < MOST:
        what = message("금액이 아닙니다: {given}", given=given)
        problems.append(
            Problem(name, what, message("0 이상의 원 단위 숫자로 적어 주십시오."), code="money")
        )
        return None
    return won


def _number(given: object) -> float | None:
    """A number as people type it; None for anything else."""
    try:
        found = float(str(given).replace(",", ""))
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def _rows(name: str, given: Any, problems: list[Problem]) -> list[dict[str, Any]]:
    allowed = TABLES[name]
    rows = [dict(row) for row in given or ()]
    wrong = len(rows) > MOST_ROWS or any(set(row) - set(allowed) for row in rows)
    wrong |= any(row.get("class") not in CLASSES[name] for row in rows)
    wrong |= any(
        value is not None and not isinstance(value, str | int | float | bool)
        for row in rows
        for value in row.values()
    )
    if wrong:
        what = message("표의 내용이 맞지 않습니다.")
        columns = ", ".join(allowed)
        fix = message("열은 {columns}, 줄은 {most}개까지입니다.", columns=columns, most=MOST_ROWS)
        problems.append(Problem(name, what, fix, code="table"))
        return rows
    return [_row(name, row, problems) for row in rows]


def _row(name: str, row: dict[str, Any], problems: list[Problem]) -> dict[str, Any]:
    """The row with its numbers as numbers; a blank is not known."""
    for column in NUMBERS[name]:
        given = row.get(column)
        if isinstance(given, str):
            row[column] = _number(given) if given.strip() else None
            if given.strip() and row[column] is None:
                problems.append(_no_number(name, given))
    return row


def _no_number(name: str, given: object) -> Problem:
    what = message("숫자가 아닙니다: {given}", given=given)
    return Problem(name, what, message("0 이상의 숫자로 적어 주십시오."), code="number")


def _details(
    given: Mapping[str, Any], before: ApplicationRecord | None, problems: list[Problem]
) -> dict[str, Any]:
    """What is given joins what was there; a blank takes a field away."""
    kept = dict(before.details or {}) if before else {}
    for name, value in given.items():
        if name not in DETAILS:
            problems.append(_unknown_field(name))
        elif value is None or value == "":
            kept.pop(name, None)
        elif DETAILS[name] is str:
            kept[name] = str(value).strip()[:LONGEST_DETAIL]
        else:
            number = _number(value)
            if number is None or not 0 <= number < MOST:
                problems.append(_no_number(name, value))
            else:
                kept[name] = number
    return kept


def _over_grant(
    programme: Programme, values: Mapping[str, Any], before: ApplicationRecord | None
) -> list[Problem]:
    def now(name: str) -> float | None:
        found = values[name] if name in values else getattr(before, name, None)
        return float(found) if found is not None else None

    wanted, cost = now("requested_grant"), now("planned_cost")
    cap, share = programme.grant.cap, programme.grant.share
    if wanted is None:
        return []
    problems = []
    if cap is not None and wanted > cap:
        what = message("신청액이 한도를 넘습니다: {cap}원", cap=f"{cap:,.0f}")
        problems.append(_grant_problem(what, "over_cap"))
    if cost is not None and share is not None and wanted > cost * share + 1:
        what = message("신청액이 총사업비의 {share}%를 넘습니다.", share=f"{share * 100:g}")
        problems.append(_grant_problem(what, "over_share"))
    return problems


def _grant_problem(what: Message, code: str) -> Problem:
    return Problem("requested_grant", what, message("신청액을 줄여 주십시오."), code=code)


def _unknown_field(name: str) -> Problem:
    what = message("신청서에 없는 칸입니다: {name}", name=name)
    return Problem(name, what, message("화면을 새로 열어 주십시오."), code="unknown_field")


def plan_warnings(found: ApplicationRecord) -> tuple[Problem, ...]:
    """What does not fit together in an application; it does not stop it."""
    return (*_cost_gap(found.costs, found.planned_cost), *_kpi_gap(found.kpis))


def _cost_gap(costs: Sequence[Mapping[str, Any]], planned: float | None) -> list[Problem]:
    total = sum(float(row.get("amount") or 0) for row in costs)
    if not costs or planned is None or abs(total - planned) < 1:
        return []
    what = message("사업비 표의 합계가 총사업비와 다릅니다: {total}원", total=f"{total:,.0f}")
    fix = message("두 금액을 맞춰 주십시오.")
    return [Problem("costs", what, fix, code="cost_gap", severity="warning")]


def _kpi_gap(kpis: Sequence[Mapping[str, Any]]) -> list[Problem]:
    total = sum(float(row.get("weight") or 0) for row in kpis)
    if not kpis or abs(total - 100) < 0.01:
        return []
    what = message("성과지표 가중치의 합이 100이 아닙니다: {total}", total=f"{total:g}")
    fix = message("합이 100이 되게 고쳐 주십시오.")
    return [Problem("kpis", what, fix, code="kpi_weight", severity="warning")]
