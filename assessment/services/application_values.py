"""Everything known for an application, by the fields of a form; nothing is typed twice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from assessment.definitions.programmes import Programme
from assessment.definitions.registers import FormFields
from assessment.definitions.scoring import Gates, Ladder
from assessment.definitions.shape import read_part
from assessment.locale import message
from assessment.locale import translate as _
from assessment.problems import AssessmentError, Problem
from assessment.records import evidence
from assessment.records.applications import ApplicationRecord
from assessment.records.evidence import Evidence
from assessment.services import applying, firms, results
from assessment.services.application_measures import COSTS, application_measures
from assessment.services.firms import FirmView
from assessment.services.office import SEOUL, Actor, Office
from assessment.services.reasons import fact_definitions, words_of
from assessment.services.results import Result

YEARS = 3
_FIGURES = (
    "sales",
    "exports",
    "exports_usd",
    "operating_margin",
    "employees",
    "debt_ratio",
    "capital",
    "assets",
)
_AXIS = "system"


@dataclass(frozen=True, eq=False)
class ApplicationData:
    """`values` by field as `mapped_forms.Values`, `measures` for the rules of forms."""

    firm: str
    call: str
    programme: Programme
    assessment_id: int | None
    values: Mapping[str, Any]
    measures: Mapping[str, Any]
    evidence: Sequence[Evidence]


def form_fields(office: Office) -> FormFields:
    """What an applicant types, as `data/form_fields.yaml` says."""
    path = office.root / "data" / "form_fields.yaml"
    found = read_part(path, FormFields, office.root / "data" / "local" / "compiled")
    if found.model is None or found.problems:
        raise AssessmentError(*found.problems)
    return found.model


def application_data(office: Office, actor: Actor, application_id: int) -> ApplicationData:
    """One application with its firm and assessment; another firm's does not exist for an owner."""
    view = applying.application(office, actor, application_id)
    own = view.application
    if own is None or own.firm_id is None:
        what = message("업체의 신청이 아니거나 거둔 신청입니다.")
        fix = message("업체가 낸 신청을 고르십시오.")
        raise AssessmentError(Problem(str(application_id), what, fix, code="no_application"))
    firm = firms.firm(office, actor, own.firm_id)
    found = results.result(office, actor, own.assessment_id) if own.assessment_id else None
    kept: list[Evidence] = []
    if own.assessment_id:
        with office.database.reading() as connection:
            kept = evidence.of_assessment(connection, own.assessment_id)
    values = {
        **_of_firm(office, firm),
        **_of_plan(office, own),
        **_levels(own, found),
    }
    known = _known(view.programme, own, firm, found, kept)
    return ApplicationData(
        firm=firm.firm.name,
        call=view.call.name,
        programme=view.programme,
        assessment_id=own.assessment_id,
        values=values,
        measures=application_measures(values, office.today(), view.programme, known),
        evidence=kept,
    )


def _of_firm(office: Office, view: FirmView) -> dict[str, Any]:
    firm = view.firm
    industry = [f"C{firm.ksic_code}" if firm.ksic_code else None, firm.industry_name]
    return {
        "firm_name": firm.name,
        "business_number": firm.business_number,
        "corporate_number": firm.corporate_number,
        "representative": firm.representative,
        "factory_address": firm.address,
        "build_site": firm.address,
        "region": _value_name(office, "region", firm.region),
        "complex": _value_name(office, "complex", firm.complex),
        "size_class": _value_name(office, "size_class", firm.size_class),
        "industry": " ".join(filter(None, industry)) or None,
        "products": firm.products,
        "processes": firm.processes,
        "founded_on": firm.founded_on,
        "contact": firm.phone,
        "certificate": _certificate(view.certificates),
        "root_industry": firm.facts.get("root_industry"),
        "past_projects": _past(view.supports),
        **_figures(view.figures),
    }


def _figures(kept: pd.DataFrame) -> dict[str, Any]:
    """Years on file, latest first, and each figure in their order."""
    if not len(kept):
        return {}
    rows = kept.sort_values("year", ascending=False).head(YEARS)
    found: dict[str, Any] = {"year": [int(year) for year in rows["year"]]}
    for name in _FIGURES:
        found[name] = [None if pd.isna(value) else float(value) for value in rows[name]]
    return found


def _past(supports: pd.DataFrame) -> list[dict[str, Any]]:
    if not len(supports):
        return []
    return [
        {
            "year": None if pd.isna(row["year"]) else int(row["year"]),
            "programme": row["track"] or row["programme"],
            "level_before": _step(row["level_before"]),
            "level_after": _step(row["level_after"]),
        }
        for row in supports.sort_values("year").to_dict("records")
    ]


def _of_plan(office: Office, own: ApplicationRecord) -> dict[str, Any]:
    fields = form_fields(office)
    rows = [_cost_row(row) for row in own.costs]
    named: dict[str, float] = {}
    for name in COSTS:
        label = fields.fields[name].label
        amounts = [row["amount"] or 0 for row in rows if row["name"] in (label.ko, label.en)]
        if amounts:
            named[name] = sum(amounts)
    details = dict(own.details or {})
    return {
        "project_name": own.planned_system,
        "new_system": own.planned_system,
        "planned_cost": own.planned_cost,
        "requested_grant": own.requested_grant,
        "supplier": own.supplier,
        "partner_institution": own.partner,
        "kpi_rows": [dict(row) for row in own.kpis],
        "cost_rows": rows,
        **named,
        **details,
    }


def _cost_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """An application's cost row; `own` may say that the firm bears all of it."""
    amount, borne = row.get("amount"), row.get("own")
    if isinstance(borne, bool):
        borne = amount if borne else 0
    return {"name": row.get("name"), "amount": amount, "own": borne}


def _levels(own: ApplicationRecord, found: Result | None) -> dict[str, Any]:
    axis = found.axis(_AXIS) if found else None
    stated = own.level_before or (axis.step_name if axis else None)
    return {"level_before": stated or None, "level_after": own.level_after}


def _known(
    programme: Programme,
    own: ApplicationRecord,
    firm: FirmView,
    found: Result | None,
    kept: Sequence[Evidence],
) -> dict[str, Any]:
    axis = found.axis(_AXIS) if found else None
    gate = programme.level_gate
    ends = list(firm.certificates["ends_on"].dropna()) if len(firm.certificates) else []
    assessed = axis.level if axis else None
    days: list[date] = [one.at.astimezone(SEOUL).date() for one in kept]
    return {
        "level_now": _level_of(own.level_before, found) if own.level_before else assessed,
        "level_target": _level_of(own.level_after, found),
        "level_assessed": assessed,
        "level_needed": gate.at_least if gate and gate.axis == _AXIS else None,
        "certificate_ends": max(ends) if ends else None,
        "evidence_oldest": min(days) if days else None,
    }


def _level_of(stated: str | None, found: Result | None) -> int | None:
    """The number of the step with this name, in either language, on the system axis."""
    axis = found.release.scoring.axes.get(_AXIS) if found else None
    if not stated or found is None or not isinstance(axis, Ladder | Gates):
        return None
    steps = {one.id: one.level for one in axis.steps}
    for texts in found.release.texts.values():
        for step, words in texts.axes[_AXIS].steps.items():
            if stated.strip() in (words.name, step):
                return steps.get(step, 0)
    return None


def _certificate(certificates: pd.DataFrame) -> str | None:
    if not len(certificates):
        return None
    last = certificates.sort_values("ends_on").iloc[-1]
    return _(
        "역량 {capability} · 구축시스템 {system} ({ends}까지)",
        capability=_step(last["capability_level"]) or "-",
        system=_step(last["system_level"]) or "-",
        ends=last["ends_on"],
    )


def _step(value: Any) -> str | None:
    return None if value is None or pd.isna(value) else f"{value:g}"


def _value_name(office: Office, fact: str, value: str | None) -> str | None:
    if value is None:
        return None
    named = fact_definitions(office.root).facts[fact].values.get(value)
    return str(words_of(named)) if named else value
