"""The tabs of the application system in its order, each field with its value and unit there."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from assessment.definitions.registers import FormFields
from assessment.locale import translate as _
from assessment.services.applications.mapped_forms import Values
from assessment.services.funding.reasons import words_of
from assessment.workbooks.outgoing.writing import Column
from assessment.workbooks.sheets.paste import PasteField, PasteTab

BASIC = (
    *("project_name", "project_period", "planned_cost", "requested_grant", "existing_system"),
    *("added_system", "new_system", "level_before", "level_after", "summary", "contact"),
)
FIRM = (
    *("firm_name", "business_number", "corporate_number", "representative", "factory_address"),
    *("build_site", "region", "complex", "products", "processes", "customers", "founded_on"),
    *("industry", "size_class", "shop_staff", "office_staff", "foreign_share", "research_share"),
)
YEARS = ("sales", "exports", "operating_margin", "employees", "debt_ratio", "capital", "assets")
COSTS = (
    *("cost_hardware", "cost_software", "cost_network", "cost_automation", "cost_cloud"),
    *("cost_staff", "cost_certificate", "requested_grant", "own_cash", "own_in_kind"),
)
FILES = ("plan_file", "consent_firm", "consent_data", "tax_file", "sme_file", "export_file")


def tabs_of(values: Values, fields: FormFields) -> tuple[PasteTab, ...]:
    """과제기본정보 to 참여과제이력; a tab whose fields nobody published says so."""
    unknown = _("이 탭의 칸은 공개되지 않았습니다. 공고 확인.")
    files = [PasteField(_label(name, fields), _("올릴 파일")) for name in FILES]
    return (
        PasteTab(_("과제기본정보"), _fields(BASIC, values, fields)),
        PasteTab(_("도입기업정보"), _fields(FIRM, values, fields) + _years(values, fields)),
        _costs(values, fields),
        PasteTab(
            _("컨소시엄공급기업"), _fields(("supplier", "partner_institution"), values, fields)
        ),
        PasteTab(_("우대사항"), _fields(("root_industry", "certificate"), values, fields)),
        _kpis(values),
        PasteTab(_("첨부문서"), files),
        PasteTab(_("설문조사"), note=unknown),
        PasteTab(_("일자리평가"), _years(values, fields, ("employees",)), note=unknown),
        _past(values),
    )


def _fields(names: Sequence[str], values: Values, fields: FormFields) -> list[PasteField]:
    return [
        PasteField(_label(name, fields), _shown(values.get(name)), _unit(name, fields))
        for name in names
    ]


def _years(values: Values, fields: FormFields, names: Sequence[str] = YEARS) -> list[PasteField]:
    years = list(values.get("year") or ())
    return [
        PasteField(f"{_label(name, fields)} {year}", values[name][place], _unit(name, fields))
        for name in names
        for place, year in enumerate(years)
        if values.get(name)
    ]


def _costs(values: Values, fields: FormFields) -> PasteTab:
    rows = [
        {**row, "grant": _less(row.get("amount"), row.get("own"))}
        for row in values.get("cost_rows") or ()
    ]
    columns = (
        Column("name", _("품목"), "wrapped", 34),
        Column("amount", _("금액"), "number", 46),
        Column("own", _("자부담"), "number", 14),
        Column("grant", _("지원금"), "number", 14),
    )
    table = pd.DataFrame(rows, columns=[one.name for one in columns])
    return PasteTab(_("사업비내역"), _fields(COSTS, values, fields), table, columns)


def _kpis(values: Values) -> PasteTab:
    columns = (
        Column("name", _("지표"), "wrapped", 34),
        Column("class", _("구분(P·Q·C·D)"), "text", 46),
        Column("unit", _("단위"), "text", 14),
        Column("before", _("지금 값"), "number", 14),
        Column("target", _("목표 값"), "number", 14),
        Column("weight", _("가중치"), "number", 14),
    )
    rows = list(values.get("kpi_rows") or ())
    table = pd.DataFrame(rows, columns=[one.name for one in columns])
    return PasteTab(_("성과지표"), (), table, columns)


def _past(values: Values) -> PasteTab:
    columns = (
        Column("programme", _("지원사업"), "wrapped", 34),
        Column("year", _("연도"), "number", 46),
        Column("level_before", _("전 수준"), "text", 14),
        Column("level_after", _("후 수준"), "text", 14),
    )
    rows = list(values.get("past_projects") or ())
    table = pd.DataFrame(rows, columns=[one.name for one in columns])
    return PasteTab(_("참여과제이력"), (), table, columns)


def _label(name: str, fields: FormFields) -> str:
    return str(words_of(fields.fields[name].label))


def _unit(name: str, fields: FormFields) -> str:
    unit = fields.fields[name].unit
    return str(words_of(unit)) if unit else ""


def _less(amount: Any, own: Any) -> float | None:
    known = isinstance(amount, int | float) and isinstance(own, int | float)
    return amount - own if known else None


def _shown(value: Any) -> Any:
    if isinstance(value, bool):
        return _("예") if value else _("아니요")
    return value.isoformat() if isinstance(value, date) else value
