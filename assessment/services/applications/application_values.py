"""Everything known for an application, by the fields of a form; nothing is typed twice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from assessment.definitions.installed import installed
from assessment.definitions.programmes import Programme
from assessment.definitions.registers import FormFields
from assessment.definitions.releases import Release
from assessment.definitions.scoring import Gates, Ladder
from assessment.definitions.values import Bilingual
from assessment.locale import language, message
from assessment.locale import translate as _
from assessment.problems import AssessmentError, Problem
from assessment.records import evidence, rounds
from assessment.records.applications import ApplicationRecord
from assessment.records.calls import CallRecord
from assessment.records.evidence import Evidence
from assessment.services.applications.application_measures import COSTS, application_measures
from assessment.services.funding import applying
from assessment.services.funding.reasons import value_name
from assessment.services.office import SEOUL, Actor, Office
from assessment.services.register import firms
from assessment.services.register.firms import FirmView
from assessment.services.releases.publishing import release_of
from assessment.services.scoring.scored import AssessedRelease, assessed_one

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
    call: CallRecord
    programme: Programme
    application: ApplicationRecord
    values: Mapping[str, Any]
    measures: Mapping[str, Any]
    evidence: Sequence[Evidence]
    steps: Sequence[str]
    """Names of the steps of the system axis, lowest first; none without an assessment."""

    @property
    def assessment_id(self) -> int | None:
        return self.application.assessment_id


def form_fields(office: Office) -> FormFields:
    """What an applicant types, as `data/form_fields.yaml` says."""
    return installed(office.root, "form_fields", FormFields)


def application_data(office: Office, actor: Actor, application_id: int) -> ApplicationData:
    """One application with its firm and assessment; another firm's does not exist for an owner."""
    own, call, programme = applying.application_record(office, actor, application_id)
    if own.firm_id is None or own.withdrawn_at is not None:
        what = message("업체의 신청이 아니거나 거둔 신청입니다.")
        fix = message("업체가 낸 신청을 고르십시오.")
        raise AssessmentError(Problem(str(application_id), what, fix, code="no_application"))
    firm = firms.firm(office, actor, own.firm_id)
    found: AssessedRelease | None = None
    kept: list[Evidence] = []
    if own.assessment_id:
        with office.database.reading() as connection:
            kept = evidence.of_assessment(connection, own.assessment_id)
            found = assessed_one(connection, own.assessment_id)
    release = found.release if found else _asked(office, call, programme)
    values = {
        **_of_firm(office, firm),
        **_of_plan(office, own),
        **_levels(own, found),
    }
    known = _known(programme, own, firm, found, kept)
    return ApplicationData(
        firm=firm.firm.name,
        call=call,
        programme=programme,
        application=own,
        values=values,
        measures=application_measures(values, office.today(), programme, known),
        evidence=kept,
        steps=tuple(_step_names(release).values()),
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
        "region": value_name(office.root, "region", firm.region),
        "complex": value_name(office.root, "complex", firm.complex),
        "size_class": value_name(office.root, "size_class", firm.size_class),
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
        amounts = [row["amount"] or 0 for row in rows if _is_of(row, name, label)]
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
    return {
        "name": row.get("name"), "amount": amount, "own": borne, "class": row.get("class")
    }  # fmt: skip


def _is_of(row: Mapping[str, Any], name: str, label: Bilingual) -> bool:
    """Whether a cost row belongs to this item of expenditure, by its class or else by its name."""
    return bool(row["class"] == name if row["class"] else row["name"] in (label.ko, label.en))


def _levels(own: ApplicationRecord, found: AssessedRelease | None) -> dict[str, Any]:
    step = found.levels[_AXIS].step(0) if found and _AXIS in found.levels else None
    known = _step_names(found.release) if found and step else {}
    stated = own.level_before or (known.get(step) if step else None)
    return {"level_before": stated or None, "level_after": own.level_after}


def _known(
    programme: Programme,
    own: ApplicationRecord,
    firm: FirmView,
    found: AssessedRelease | None,
    kept: Sequence[Evidence],
) -> dict[str, Any]:
    gate = programme.level_gate
    ends = list(firm.certificates["ends_on"].dropna()) if len(firm.certificates) else []
    level = int(found.levels[_AXIS].level[0]) if found and _AXIS in found.levels else -1
    assessed = None if level < 0 else level
    days: list[date] = [one.at.astimezone(SEOUL).date() for one in kept]
    return {
        "level_now": _level_of(own.level_before, found) if own.level_before else assessed,
        "level_target": _level_of(own.level_after, found),
        "level_assessed": assessed,
        "level_needed": gate.at_least if gate and gate.axis == _AXIS else None,
        "certificate_ends": max(ends) if ends else None,
        "evidence_oldest": min(days) if days else None,
    }


def _level_of(stated: str | None, found: AssessedRelease | None) -> int | None:
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


def _asked(office: Office, call: CallRecord, programme: Programme) -> Release | None:
    """What the programme's questionnaire was in the round of the call."""
    with office.database.reading() as connection:
        held = rounds.get(connection, call.round_id)
        digest = held.releases.get(programme.questionnaire) if held else None
        return release_of(connection, digest) if digest else None


def _step_names(release: Release | None) -> dict[str, str]:
    """Step of the system axis to its name, lowest first."""
    axis = release.scoring.axes.get(_AXIS) if release else None
    if release is None or not isinstance(axis, Ladder | Gates):
        return {}
    words = release.texts[language()].axes[_AXIS].steps
    return {step: words[step].name for step in (axis.base, *(one.id for one in axis.steps))}


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
