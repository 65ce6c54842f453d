"""Tables of an application, a card a row: what is bought, what becomes better."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from assessment.locale import translate as _
from assessment.problems import Problem
from assessment.records.applications import ApplicationRecord
from assessment.services.applications import application_values
from assessment.services.applications.application_measures import COSTS
from assessment.services.applications.application_plan import KPI_CLASSES, NUMBERS
from assessment.services.applications.application_sheet import ApplicationSheet
from assessment.services.funding import applying
from assessment.services.funding.reasons import words_of
from assessment.web import saved_fields
from assessment.web.applying.application_basics import amount
from assessment.web.refusals import reported
from assessment.web.saved_fields import Save
from assessment.web.visitor import Visitor, visitor
from assessment.web.wording import plain


@dataclass(frozen=True)
class _Table:
    """A table of the application's: its columns in order, the class a new row begins with."""

    name: str
    labels: Mapping[str, str]
    classes: Mapping[str, str]
    start: str | None
    more: str


def costs(sheet: ApplicationSheet) -> None:
    """What is bought; the items of expenditure add up by themselves."""
    fields = application_values.form_fields(visitor().office).fields
    table = _Table(
        name="costs",
        labels={
            "name": _("살 것"),
            "class": _("비목"),
            "amount": _("금액 (원)"),
            "own": _("그중 자부담 (원)"),
        },
        classes={name: str(words_of(fields[name].label)) for name in COSTS},
        start=None,
        more=_("살 것 더하기"),
    )
    st.markdown(f"**{_('무엇에 얼마를 씁니까?')}**")
    rows = sheet.data.values.get("cost_rows") or ()
    _rows(sheet, table, rows)
    total = sum(float(row.get("amount") or 0) for row in rows)
    planned = sheet.data.application.planned_cost
    said = _("합계 {total}원", total=amount(total))
    if planned is not None and rows:
        gap = planned - total
        said += " · " + (
            _("총사업비와 같습니다")
            if not gap
            else _("총사업비보다 {gap}원 모자랍니다", gap=amount(gap))
            if gap > 0
            else _("총사업비보다 {gap}원 많습니다", gap=amount(-gap))
        )
    st.markdown(f"**{plain(said)}**")
    if any(row.get("amount") and not row.get("class") for row in sheet.data.application.costs):
        st.markdown(f":orange[{_('비목을 고르지 않은 줄이 있습니다.')}]")


def kpis(sheet: ApplicationSheet) -> None:
    """What becomes better, from which value to which, and how much each counts."""
    rows = sheet.data.application.kpis
    used = {row.get("class") for row in rows}
    table = _Table(
        name="kpis",
        labels={
            "class": _("구분"),
            "name": _("지표 이름"),
            "unit": _("단위"),
            "before": _("지금 값"),
            "target": _("목표 값"),
            "weight": _("가중치 (%)"),
        },
        classes={"P": _("생산성"), "Q": _("품질"), "C": _("원가"), "D": _("납기")},
        start=next((one for one in KPI_CLASSES if one not in used), KPI_CLASSES[0]),
        more=_("지표 더하기"),
    )
    st.markdown(f"**{_('무엇이 얼마나 좋아집니까?')}**")
    _rows(sheet, table, rows)
    total = sum(float(row.get("weight") or 0) for row in rows)
    said = _("가중치 합 {total}", total=f"{total:g}")
    if rows and abs(total - 100) > 0.01:
        said += " · " + _("100이 되어야 합니다")
    st.markdown(f"**{plain(said)}**")


def _rows(sheet: ApplicationSheet, table: _Table, rows: Sequence[Mapping[str, Any]]) -> None:
    turn = st.session_state.get(f"{table.name}-turn", 0)
    adding = st.session_state.get(f"{table.name}-adding") == len(rows)
    blank = [{"class": table.start}] if adding or not rows else []
    for place, row in enumerate([*rows, *blank]):
        with st.container(border=True, key=f"{table.name}-{turn}-{place}", gap="small"):
            _row(sheet, table, place, row, f"{table.name}-{turn}-{place}")
            if place < len(rows):
                st.button(
                    _("이 줄 지우기"),
                    key=f"{table.name}-{turn}-{place}-away",
                    icon=":material/delete:",
                    type="tertiary",
                    on_click=_away,
                    args=(sheet, table.name, place),
                )
    if not blank:
        st.button(
            table.more,
            key=f"{table.name}-add",
            icon=":material/add:",
            on_click=_add,
            args=(table.name, len(rows)),
        )


def _row(
    sheet: ApplicationSheet, table: _Table, place: int, row: Mapping[str, Any], key: str
) -> None:
    for part, column in zip(st.columns(len(table.labels)), table.labels, strict=True):
        stored, label = row.get(column), table.labels[column]
        save = _saver(sheet, table, place, column)
        with part:
            if column == "class":
                saved_fields.choice(f"{key}-{column}", label, stored, table.classes, save)
            elif column in NUMBERS[table.name]:
                known = stored if isinstance(stored, int | float) else None
                typed = amount(known) if known is not None else str(stored or "")
                place_ = f"{key}-{column}"
                saved_fields.text(place_, label, typed, save, alike=saved_fields.same_number)
            else:
                saved_fields.text(f"{key}-{column}", label, str(stored or ""), save)


def _saver(sheet: ApplicationSheet, table: _Table, place: int, column: str) -> Save:
    number = sheet.data.application.id

    def save(person: Visitor, typed: Any) -> tuple[Problem, ...]:
        own, _call, _programme = applying.application_record(person.office, person.actor, number)
        # only this one cell changes: others may have been written elsewhere meanwhile
        rows = [dict(row) for row in _stored(own, table.name)]
        if place >= len(rows):
            rows.append({"class": table.start})
        rows[min(place, len(rows) - 1)][column] = typed
        plan = {table.name: rows}
        applying.apply(person.office, person.actor, own.call_id, plan, firm_id=own.firm_id)
        return ()

    return save


def _stored(own: ApplicationRecord, table: str) -> Sequence[Mapping[str, Any]]:
    found: Sequence[Mapping[str, Any]] = getattr(own, table)
    return found


def _add(table: str, count: int) -> None:
    st.session_state[f"{table}-adding"] = count


def _away(sheet: ApplicationSheet, table: str, place: int) -> None:
    person = visitor()
    number = sheet.data.application.id
    with reported():
        own, _call, _programme = applying.application_record(person.office, person.actor, number)
        rows = [dict(row) for row in _stored(own, table)]
        plan = {table: rows[:place] + rows[place + 1 :]}
        applying.apply(person.office, person.actor, own.call_id, plan, firm_id=own.firm_id)
        # the rows below move up: their fields are new ones
        st.session_state[f"{table}-turn"] = st.session_state.get(f"{table}-turn", 0) + 1
