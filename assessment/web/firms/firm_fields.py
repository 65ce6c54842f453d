"""The register's fields of a firm as a form for staff, and what is kept of it as tables."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from assessment.locale import translate as _
from assessment.services.office import Office
from assessment.services.register import firms, register_report
from assessment.services.register.field_names import field_names, figure_names
from assessment.services.register.firms import FirmView
from assessment.services.register.identifiers import show_business_number
from assessment.web.firms import firm_words
from assessment.web.firms.firm_words import number, yes_no
from assessment.web.refusals import reported
from assessment.web.visitor import Visitor
from assessment.web.wording import day, plain, won

YEARS = 3
FIELDS = (
    *("name", "business_number", "corporate_number", "factory_number", "representative", "phone"),
    *("email", "address", "region", "complex", "ksic_code", "industry_name", "products"),
    *("processes", "employees", "size_class", "founded_on"),
)
"""Fields of the form for staff, in its order; the division follows from the code."""


def facts(office: Office, view: FirmView) -> None:
    """Every field with its value; what nobody gave is a dash."""
    shown, names = {}, field_names()
    for field in FIELDS:
        value = getattr(view.firm, field)
        known = firm_words.choices(office, field)
        shown[names[field]] = known.get(value, value) if value not in (None, "") else "–"
    shown[names["business_number"]] = show_business_number(view.firm.business_number) or "–"
    shown[names["founded_on"]] = day(view.firm.founded_on)
    shown[names["employees"]] = number(view.firm.employees)
    for fact, value in view.firm.facts.items():
        if fact == "register":
            shown[names["notes"]] = register_report.shown("notes", value)
            continue
        shown[firm_words.fact_name(office, fact)] = (
            yes_no(value) if isinstance(value, bool) or value is None else number(float(value))
        )
    _pairs(shown)


def _pairs(shown: Mapping[str, object]) -> None:
    table = pd.DataFrame({"": [plain(value) for value in shown.values()]}, index=list(shown))
    st.table(table, hide_header=True, border="horizontal")


def figures(view: FirmView) -> None:
    """The years side by side, the last one first."""
    if view.figures.empty:
        st.caption(_("아직 적은 연도가 없습니다."))
        return
    by_year = view.figures.set_index("year").sort_index(ascending=False)
    table = pd.DataFrame(
        {
            str(year): [number(by_year.loc[year].get(column)) for column in figure_names()]
            for year in by_year.index[:YEARS]
        },
        index=list(figure_names().values()),
    )
    st.table(table, border="horizontal")


def attested(view: FirmView) -> None:
    """Certificates, supports and declarations."""
    st.markdown(f"**{_('수준확인서')}**")
    rows = view.certificates
    _table(
        {
            _("번호"): rows.get("serial"),
            _("역량"): rows.get("capability_level"),
            _("구축시스템"): rows.get("system_level"),
            _("총점"): rows.get("total"),
            _("시작"): rows.get("starts_on"),
            _("끝"): rows.get("ends_on"),
        },
        len(rows),
        _("등록된 수준확인서가 없습니다."),
    )
    st.markdown(f"**{_('받은 지원')}**")
    rows = view.supports
    _table(
        {
            _("연도"): rows.get("year"),
            _("사업"): rows.get("programme"),
            _("유형"): rows.get("track"),
            _("전 수준"): rows.get("level_before"),
            _("후 수준"): rows.get("level_after"),
            _("지원금"): rows["grant"].map(won) if len(rows) else None,
            _("완료"): rows["completed"].map(yes_no) if len(rows) else None,
        },
        len(rows),
        _("받은 지원이 없습니다."),
    )
    st.markdown(f"**{_('신고한 사항')}**")
    _pairs({name: yes_no(view.declarations.get(kind)) for kind, name in declared().items()})
    if len(view.sites):
        st.markdown(f"**{_('다른 사업장')}**")
        st.table(view.sites[[c for c in ("name", "address") if c in view.sites]], hide_index=True)


def declared() -> Mapping[str, str]:
    """What a firm declares of itself."""
    return {
        "tax_arrears": _("세금 체납"),
        "banned": _("지원 참여 제한"),
        "closed": _("휴업·폐업"),
        "insolvent": _("부도·회생 절차"),
    }


def _table(columns: Mapping[str, Any], rows: int, empty: str) -> None:
    if not rows:
        st.caption(empty)
        return
    table = pd.DataFrame({name: _cells(values) for name, values in columns.items()})
    st.table(table, hide_index=True, border="horizontal")


def _cells(values: Sequence[Any]) -> list[str]:
    return [
        "–"
        if value is None or value != value
        else plain(number(value) if _is_number(value) else value)
        for value in values
    ]


def _is_number(value: object) -> bool:
    return isinstance(value, float) and not isinstance(value, bool)


# ---- changing --------------------------------------------------------------------------------


def form(person: Visitor, view: FirmView | None) -> int | None:
    """Every field to be typed; the firm's id once it is kept, every fault named at once."""
    held = view.firm if view else None
    number_ = held.id if held else 0
    with st.form(f"firm-{number_}-{held.revision if held else 0}", border=False):
        left, right = st.columns(2, gap="medium")
        changes: dict[str, Any] = {}
        names = field_names()
        for place, field in enumerate(FIELDS):
            with left if place % 2 == 0 else right:
                value = getattr(held, field) if held else None
                changes[field] = _field(
                    person.office, f"{field}-{number_}", field, names[field], value
                )
        sent = st.form_submit_button(_("저장"), type="primary")
    if not sent:
        return None
    changed = {
        field: value
        for field, value in changes.items()
        if held is None or (value or None) != _typed(getattr(held, field))
    }
    with reported():
        saved = firms.save_firm(
            person.office,
            person.actor,
            held.id if held else None,
            changed,
            held.revision if held else 0,
        )
        return saved.firm_id
    return None


def _typed(value: Any) -> Any:
    return str(value) if isinstance(value, int) else value or None


def _field(office: Office, key: str, field: str, name: str, value: Any) -> Any:
    known = firm_words.choices(office, field)
    if known:
        return st.selectbox(
            name,
            list(known),
            index=list(known).index(value) if value in known else None,
            format_func=known.__getitem__,
            placeholder=_("고르십시오"),
            key=key,
        )
    if field == "founded_on":
        return st.date_input(name, value=value, min_value="1900-01-01", key=key)
    shown = f"{name} ({_('꼭 적기')})" if field == "name" else name
    return st.text_input(shown, value="" if value is None else str(value), key=key)
