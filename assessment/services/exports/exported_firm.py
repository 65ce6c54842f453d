"""One firm's application as a workbook: facts, assessment, plan, targets and cost."""

from typing import Any

import pandas as pd

from assessment.locale import language
from assessment.locale import translate as _
from assessment.records import applications, calls
from assessment.services.entry.sessions import is_demo
from assessment.services.funding import applying
from assessment.services.funding.reasons import value_name, words_of
from assessment.services.office import Actor, Office
from assessment.services.register import firms
from assessment.services.register.facts import CERTIFIED_AXES
from assessment.services.register.firms import FirmView
from assessment.services.releases.publishing import programme_of
from assessment.services.scoring import results
from assessment.services.scoring.results import Result
from assessment.workbooks.sheets.application import ApplicationForm, application_workbook

FIGURES = (
    "sales",
    "exports",
    "operating_margin",
    "employees",
    "debt_ratio",
    "capital",
    "assets",
    "rnd_spend",
)
_YEARS = 3
_MOST_STEPS = 12


def application(office: Office, actor: Actor, assessment_id: int) -> tuple[tuple[str, str], bytes]:
    """Name parts and the application workbook; of an owner their own firm's alone."""
    found = results.result(office, actor, assessment_id)
    firm = firms.firm(office, actor, found.assessment.firm_id)
    applied = _applied(office, actor, found)
    given = ApplicationForm(
        firm_name=firm.firm.name,
        questionnaire=found.release.texts[language()].title,
        round=found.round_name,
        day=office.today().isoformat(),
        facts=_facts(office, firm),
        figures=_figures(firm.figures),
        project=_project(applied),
        levels=_levels(found, applied),
        results=_results(found),
        totals=_totals(found),
        steps=_steps(found),
        kpis=_kpis(applied),
        costs=_costs(applied),
        disclaimer=_disclaimer(found),
        history=_history(firm.supports),
        demo=is_demo(office),
    )
    return (firm.firm.name, found.round_name), application_workbook(given)


def _applied(office: Office, actor: Actor, found: Result) -> applying.ApplicationView | None:
    """The firm's latest application, not withdrawn, to a call that weighs this questionnaire."""
    with office.database.reading() as connection:
        known = applications.calls_of_firm(connection, found.assessment.firm_id)
        weighing = [
            call
            for call in sorted(known)
            if (one := calls.call(connection, call)) is not None
            and programme_of(connection, one.release_hash).questionnaire == found.release.id
        ]
    return applying.application(office, actor, known[weighing[-1]]) if weighing else None


def _disclaimer(found: Result) -> str:
    if any(axis.id in CERTIFIED_AXES for axis in found.axes):
        return _("자가 추정이며 스마트공장 수준확인이 아닙니다.")
    return _("스스로 답한 것으로 낸 추정입니다.")


def _facts(office: Office, view: FirmView) -> list[tuple[str, object]]:
    firm = view.firm
    certificate = _("없음")
    if len(view.certificates):
        last = view.certificates.sort_values("ends_on").iloc[-1]
        certificate = _(
            "역량 {capability} · 구축시스템 {system} ({ends}까지)",
            capability=_shown(last["capability_level"]),
            system=_shown(last["system_level"]),
            ends=last["ends_on"],
        )
    industry = " ".join(filter(None, (f"C{firm.ksic_code}" if firm.ksic_code else None,
                                      firm.industry_name)))  # fmt: skip
    return [
        (_("업체명"), firm.name),
        (_("사업자등록번호"), _business_number(firm.business_number)),
        (_("대표자"), firm.representative),
        (_("법인등록번호"), _corporate_number(firm.corporate_number)),
        (_("공장관리번호"), firm.factory_number),
        (_("설립일"), firm.founded_on.isoformat() if firm.founded_on else None),
        (_("공장 주소"), firm.address),
        (_("산업단지"), value_name(office.root, "complex", firm.complex)),
        (_("업종"), industry or None),
        (_("주생산품"), firm.products),
        (_("주요 공정"), firm.processes),
        (_("기업규모"), value_name(office.root, "size_class", firm.size_class)),
        (_("종업원 수"), firm.employees),
        (_("수준확인서"), certificate),
        (_("연락처"), firm.phone),
    ]


def _figures(kept: pd.DataFrame) -> pd.DataFrame:
    """Label, unit and the last three years; years that nobody gave stay out."""
    names = {
        "sales": (_("매출액"), _("백만원")),
        "exports": (_("수출액"), _("백만원")),
        "operating_margin": (_("영업이익률"), "%"),
        "employees": (_("종업원 수"), _("명")),
        "debt_ratio": (_("부채비율"), "%"),
        "capital": (_("자본총계"), _("백만원")),
        "assets": (_("자산총계"), _("백만원")),
        "rnd_spend": (_("연구개발비"), _("백만원")),
    }
    years = sorted(kept["year"])[-_YEARS:] if len(kept) else []
    by_year = kept.set_index("year") if len(kept) else kept
    rows = []
    for name in FIGURES:
        label, unit = names[name]
        values = {str(year): by_year.loc[year, name] for year in years}
        rows.append({"label": label, "unit": unit, **values})
    return pd.DataFrame(rows)


def _project(applied: applying.ApplicationView | None) -> list[tuple[str, object]]:
    if applied is None or applied.application is None:
        return [(_("지원사업"), _("신청한 지원사업이 없습니다."))]
    own = applied.application
    months = applied.programme.grant.months
    return [
        (_("지원사업"), str(words_of(applied.programme.name))),
        (_("공고"), applied.call.name),
        (_("사업 기간(개월)"), months if months is not None else _("공고 확인")),
        (_("도입할 시스템"), own.planned_system),
        (_("총사업비(원)"), own.planned_cost),
        (_("신청 지원금(원)"), own.requested_grant),
        (_("공급기업"), own.supplier),
        (_("연계기관"), own.partner),
    ]


def _levels(found: Result, applied: applying.ApplicationView | None) -> pd.DataFrame:
    """Level now and after the planned steps by axis; the application's own words lead."""
    rows: list[dict[str, str | None]] = []
    for axis in found.axes:
        reached = found.advice.levels.get(axis.id)
        steps = found.release.texts[language()].axes[axis.id].steps
        rows.append(
            {
                "axis": axis.name,
                "before": axis.step_name or "-",
                "after": steps[reached].name if reached else "-",
            }
        )
    own = applied.application if applied else None
    if own and (own.level_before or own.level_after):
        rows.append({"axis": _("신청서에 적은 목표"), "before": own.level_before,
                     "after": own.level_after})  # fmt: skip
    return pd.DataFrame(rows, columns=["axis", "before", "after"])


def _results(found: Result) -> pd.DataFrame:
    texts = found.release.texts[language()]
    areas = {area.id: area for area in found.release.questionnaire.areas}
    rows = [
        {
            "field": texts.fields.get(areas[row["area"]].field, ""),
            "area": texts.areas[row["area"]].name,
            "item": row["short"],
            "claimed": row["claimed"],
            "verified": row["verified"],
            "got": row["got"],
            "possible": row["possible"],
        }
        for row in found.items.to_dict("records")
    ]
    return pd.DataFrame(rows)


def _totals(found: Result) -> list[tuple[str, object]]:
    rows: list[tuple[str, object]] = [
        (_("점수 ({points}점 만점)", points=f"{found.points:g}"), found.total),
        (_("신고값 점수"), found.claimed),
        (_("확인 비율"), f"{found.verified_share:.0%}"),
    ]
    rows += [(axis.name, axis.step_name or "-") for axis in found.axes]
    for many in found.profiles:
        met = [one.name for one in many.profiles if one.state == "met" and not one.historic]
        rows.append((many.name, ", ".join(met) or "-"))
    return rows


def _steps(found: Result) -> pd.DataFrame:
    rows = [
        {
            "item": step.short,
            "now": step.now,
            "action": step.text,
            "to": step.then,
            "cost": step.cost,
            "months": step.months,
            "gain": step.gain,
        }
        for step in (*found.advice.plan, *found.advice.others)
    ]
    columns = ["item", "now", "action", "to", "cost", "months", "gain"]
    return pd.DataFrame(rows[:_MOST_STEPS], columns=columns)


def _kpis(applied: applying.ApplicationView | None) -> pd.DataFrame:
    columns = ["class", "name", "unit", "before", "target", "weight"]
    own = applied.application if applied else None
    return pd.DataFrame(list(own.kpis) if own else [], columns=columns)


def _costs(applied: applying.ApplicationView | None) -> pd.DataFrame:
    """The application's cost rows; `own` is either the firm's part in won or says it bears all."""
    own = applied.application if applied else None
    rows: list[dict[str, Any]] = []
    for row in own.costs if own else ():
        total: Any = row.get("amount")
        borne: Any = row.get("own")
        if isinstance(borne, bool):
            borne = total if borne else None
        grant = total - borne if _number(total) and _number(borne) else None
        rows.append({"kind": row.get("name"), "total": total, "grant": grant, "own": borne})
    return pd.DataFrame(rows, columns=["kind", "total", "grant", "own"])


def _history(supports: pd.DataFrame) -> pd.DataFrame | None:
    if not len(supports):
        return None
    ordered = supports.sort_values("year")
    rows = [
        {
            "year": str(row["year"]),
            "programme": row["track"] or row["programme"],
            "before": _shown(row["level_before"]),
            "after": _shown(row["level_after"]),
        }
        for row in ordered.to_dict("records")
    ]
    return pd.DataFrame(rows)


def _business_number(digits: str | None) -> str | None:
    return f"{digits[:3]}-{digits[3:5]}-{digits[5:]}" if digits and len(digits) == 10 else digits


def _corporate_number(digits: str | None) -> str | None:
    return f"{digits[:6]}-{digits[6:]}" if digits and len(digits) == 13 else digits


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _shown(value: Any) -> str:
    return "-" if value is None or pd.isna(value) else f"{value:g}"
