"""Two synthetic calls: one of a past round, decided and approved; one that is open now."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from assessment.definitions.programmes import Programme
from assessment.records import bulk
from assessment.services.demo.calendar import Span, at_nine
from assessment.services.demo.people import APPROVER, MANAGER, actor
from assessment.services.demo.plans import Plans, costs
from assessment.services.demo.population import BASIC, NONE, Population
from assessment.services.demo.register import firm_name
from assessment.services.demo.sheets import Rows, Sheet
from assessment.services.demo.trades import SYSTEMS
from assessment.services.funding import deciding
from assessment.services.funding.calls import close_call, open_call
from assessment.services.office import Office

PROGRAMME = "gyeonggi-basic-2026"
MARK = "가상 공고"
_PANELISTS = ("평가위원 가", "평가위원 나", "평가위원 다")
_COST_PER_FIRM = 45_000_000.0
_APPETITE = {NONE: 0.26, BASIC: 0.16}
"""Share of the firms of a round that apply, by what they have adopted; 5 % of the others."""
_MOST_APPLICANTS = 1_000


def decided_call(
    office: Office,
    rng: np.random.Generator,
    programme: Programme,
    population: Population,
    sheets: Sequence[Sheet],
    round_id: int,
    span: Span,
) -> None:
    """Announced, closed, scored by a panel, decided by one person and approved by another."""
    days = span.closes_on - span.opens_on
    opens, closes = span.opens_on + days * 0.4, span.opens_on + days * 0.66
    chosen = _applicants(rng, population, sheets)
    call_id = open_call(
        _at(office, opens),
        actor(MANAGER),
        name=f"[{MARK}] {programme.name.ko}",
        programme=programme.id,
        round_id=round_id,
        opens_on=opens,
        closes_on=closes,
        budget=_budget(len(chosen), 0.4),
    )
    rows = _rows(rng, programme, population, chosen, call_id, 1, at_nine(opens), at_nine(closes))
    with office.database.writing() as connection:
        bulk.add(connection, "applications", rows)
        scored = at_nine(closes + timedelta(days=7))
        bulk.add(connection, "panel_scores", _panel(rng, programme, rows, scored))
    close_call(_at(office, closes + timedelta(days=1)), actor(MANAGER), call_id)
    decided = closes + timedelta(days=10)
    proposal = deciding.decide(_at(office, decided), actor(MANAGER), call_id, waiting=20)
    approved = decided + timedelta(days=2)
    deciding.approve(_at(office, approved), actor(APPROVER), proposal.id)


def current_call(
    office: Office,
    rng: np.random.Generator,
    programme: Programme,
    population: Population,
    sheets: Sequence[Sheet],
    round_id: int,
    span: Span,
    first_id: int,
) -> None:
    """Open for a month from now; the next call of the same programme as it may be expected."""
    today = office.today()
    opens = max(span.opens_on, today - timedelta(days=20))
    chosen = _applicants(rng, population, sheets)
    call_id = open_call(
        _at(office, opens),
        actor(MANAGER),
        name=f"[{MARK}] {programme.name.ko} 다음 공고 예상",
        programme=programme.id,
        round_id=round_id,
        opens_on=opens,
        closes_on=today + timedelta(days=30),
        budget=_budget(len(chosen), 0.3),
    )
    start, end = at_nine(opens), max(span.end, at_nine(opens) + timedelta(minutes=1))
    rows = _rows(rng, programme, population, chosen, call_id, first_id, start, end)
    with office.database.writing() as connection:
        bulk.add(connection, "applications", rows)
        half = [row for row in rows if row["id"] % 2]
        bulk.add(connection, "panel_scores", _panel(rng, programme, half, end))
        bulk.continue_numbering(connection)


def _at(office: Office, day: date) -> Office:
    moment = at_nine(day)
    return replace(office, clock=lambda: moment)


def _budget(applicants: int, share: float) -> float:
    return max(round(applicants * share), 1) * _COST_PER_FIRM


def _applicants(
    rng: np.random.Generator, population: Population, sheets: Sequence[Sheet]
) -> list[Sheet]:
    draws = rng.random(len(sheets))
    adopted = population.adopted.tolist()
    willing = [
        sheet
        for sheet, draw in zip(sheets, draws, strict=True)
        if draw < _APPETITE.get(adopted[sheet.place], 0.05)
    ]
    return willing[:_MOST_APPLICANTS]


def _rows(
    rng: np.random.Generator,
    programme: Programme,
    population: Population,
    sheets: Sequence[Sheet],
    call_id: int,
    first_id: int,
    start: datetime,
    end: datetime,
) -> Rows:
    cap = programme.grant.cap or 50_000_000.0
    rows, plans = [], Plans((call_id, first_id))
    for number, sheet in enumerate(sheets):
        system, short = SYSTEMS[int(rng.integers(len(SYSTEMS)))]
        wanted = float(round(cap * float(rng.uniform(0.5, 1.0)), -6))
        cost = float(round(wanted / float(rng.uniform(0.45, 0.75)), -6))
        stated = bool(rng.random() < 0.97)
        rows.append(
            {
                "id": first_id + number,
                "call_id": call_id,
                "applicant_type": "firm",
                "firm_id": sheet.place + 1,
                "applicant_name": firm_name(sheet.place + 1, int(population.division[sheet.place])),
                "assessment_id": sheet.id,
                "planned_system": system,
                "planned_cost": cost if stated else None,
                "requested_grant": wanted if stated else None,
                "supplier": f"가상공급 {int(rng.integers(1, 30)):02d}",
                "partner": None,
                "level_before": "기초 전" if population.adopted[sheet.place] == NONE else "기초",
                "level_after": "기초" if population.adopted[sheet.place] == NONE else "중간1",
                "kpis": _kpis(rng),
                "costs": costs(short, cost, wanted),
                "details": plans.details(
                    system,
                    int(population.division[sheet.place]),
                    int(population.employees[sheet.place]),
                    cost,
                    wanted,
                    told=stated,
                ),
                "withdrawn_at": None,
                "created_at": start + (end - start) * float(rng.random()),
            }
        )
    return rows


def _kpis(rng: np.random.Generator) -> list[dict[str, Any]]:
    pace, defects = float(rng.integers(40, 160)), float(rng.integers(8, 40)) / 10
    return [
        {
            "class": "P",
            "name": "시간당 생산량",
            "unit": "개",
            "before": pace,
            "target": float(round(pace * float(rng.uniform(1.05, 1.30)))),
            "weight": 50,
        },
        {
            "class": "Q",
            "name": "공정불량률",
            "unit": "%",
            "before": defects,
            "target": round(defects * float(rng.uniform(0.55, 0.9)), 1),
            "weight": 50,
        },
    ]


def _panel(
    rng: np.random.Generator, programme: Programme, rows: Rows, at: datetime
) -> list[dict[str, Any]]:
    """Three panelists, who mostly agree on a plan and differ a little in severity."""
    criteria = [one for one in programme.criteria if one.source == "panel"]
    severity = rng.normal(0, 3, len(_PANELISTS))
    scores = []
    for row in rows:
        for criterion in criteria:
            low, high = criterion.goalposts
            quality = float(rng.normal(0.68, 0.11))
            for panelist, shift in zip(_PANELISTS, severity.tolist(), strict=True):
                given = low + (high - low) * quality + shift + float(rng.normal(0, 4))
                scores.append(
                    {
                        "application_id": row["id"],
                        "criterion": criterion.id,
                        "panelist": panelist,
                        "score": float(np.clip(round(given), low, high)),
                        "by": MANAGER,
                        "at": at,
                    }
                )
    return scores
