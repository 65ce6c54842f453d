"""One part of an application: every field stored as it is left, what is known filled in."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any, Literal

import streamlit as st

from assessment.locale import translate as _
from assessment.problems import Problem
from assessment.services.applications import application_sheet, application_values
from assessment.services.applications.application_sheet import ApplicationSheet, AskedField
from assessment.services.funding import applying
from assessment.services.funding.reasons import words_of
from assessment.web import saved_fields, upward
from assessment.web.applying import application_basics, application_facts, application_rows
from assessment.web.applying.application_links import part_names
from assessment.web.saved_fields import Save
from assessment.web.visitor import Visitor, visitor
from assessment.web.wording import plain

_LONG = {"summary": 4, "poc_problem": 3, "poc_data": 3}
_FIRM = ("firm", "preference")


def draw(person: Visitor, sheet: ApplicationSheet, part: str, parts: Sequence[str]) -> None:
    """The part's fields, and the ways to the parts beside it."""
    place, title = parts.index(part), part_names()[part]
    upward.begin_at_top(part)
    st.header(f"{place + 1}/{len(parts)} {title}", anchor=False)
    number = sheet.data.application.id
    st.fragment(partial(_fields, number, part), key=f"part-{part}")()
    with st.container(horizontal=True, key="part-pager", gap="small"):
        _go(_("이전"), "part-previous", parts[place - 1] if place else "", "secondary")
        last = place + 1 == len(parts)
        label = _("다 적었습니다") if last else _("다음")
        _go(label, "part-next", "" if last else parts[place + 1], "primary")


def _go(label: str, key: str, part: str, kind: Literal["primary", "secondary"]) -> None:
    clicked = st.button(label, key=key, type=kind, on_click=_open, args=(part,), width="stretch")
    # the first click after a crash of the server comes without its callback
    if clicked and not st.session_state.pop("part-paged", False):
        _open(part)
        st.rerun()


def _open(part: str) -> None:
    st.session_state["part-paged"] = True
    if part:
        st.query_params["part"] = part
    else:
        st.query_params.pop("part", None)


def _fields(number: int, part: str) -> None:
    person = visitor()
    sheet = application_sheet.application_sheet(person.office, person.actor, number)
    saved_fields.saved_line()
    if part == "asked":
        application_facts.fields(person, sheet)
        return
    if part == "factory":
        _known(person, sheet)
    application_basics.fields(sheet, part)
    if part == "costs":
        application_rows.costs(sheet)
    if part == "kpis":
        application_rows.kpis(sheet)
    found = sheet.part(part)
    for one in found.asked if found else ():
        _field(sheet, one)
        if one.name == "own_cash":
            application_basics.offer_rest(sheet)


def _field(sheet: ApplicationSheet, one: AskedField) -> None:
    marks = [str(words_of(one.field.unit))] if one.field.unit else []
    marks += [_("꼭 필요")] if one.needed else []
    numeric = one.field.kind in ("number", "money")
    saved_fields.text(
        application_basics.place_of(one.name),
        plain(application_basics.marked(str(words_of(one.field.label)), marks)),
        shown(one.value),
        _saver(sheet, one.name),
        hint=str(words_of(one.field.help)) if one.field.help else "",
        rows=_LONG.get(one.name, 0),
        alike=saved_fields.same_number if numeric else saved_fields.same_text,
    )
    if one.value is not None and not one.typed:
        st.caption(_("이미 아는 값입니다. 다르면 고쳐 적어 주십시오."))
    for fault in one.faults:
        if fault.code != "missing":
            st.markdown(f":red[{plain(fault.what)} {plain(fault.fix)}]")


def _saver(sheet: ApplicationSheet, name: str) -> Save:
    own = sheet.data.application

    def save(person: Visitor, typed: Any) -> tuple[Problem, ...]:
        plan = {"details": {name: typed}}
        applying.apply(person.office, person.actor, own.call_id, plan, firm_id=own.firm_id)
        return ()

    return save


def _known(person: Visitor, sheet: ApplicationSheet) -> None:
    """What the register says of the firm: shown, never asked again."""
    fields = application_values.form_fields(person.office).fields
    asked = {one.name for part in sheet.parts for one in part.asked}
    known = {
        name: sheet.data.values.get(name)
        for name, field in fields.items()
        if field.section in _FIRM and name not in asked
    }
    said = {name: value for name, value in known.items() if value is not None}
    with st.expander(_("이미 아는 것 {n}가지 (다시 적지 않습니다)", n=len(said)), key="known"):
        lines = [
            f"- {plain(words_of(fields[name].label))}: **{plain(shown(value))}**"
            for name, value in said.items()
        ]
        st.markdown("\n".join(lines))
        if person.actor.role == "owner":
            st.page_link("screens/firm.py", label=_("우리 공장에서 고치기"))
        else:
            firm = str(sheet.data.application.firm_id)
            st.page_link(
                "screens/firms.py", label=_("업체 정보에서 고치기"), query_params={"firm": firm}
            )


def shown(value: Any) -> str:
    """A value as it stands in a field."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("예") if value else _("아니요")
    if isinstance(value, float | int):
        return f"{value:,.15g}"
    return value.isoformat() if isinstance(value, date) else str(value)
