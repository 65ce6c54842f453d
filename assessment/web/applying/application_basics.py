"""What every application says: what is made, for how much, with whom, from which level to which."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from assessment.definitions.programmes import Programme
from assessment.locale import translate as _
from assessment.problems import Problem
from assessment.services.applications.application_sheet import ApplicationSheet
from assessment.services.funding import applying
from assessment.web import saved_fields
from assessment.web.saved_fields import Save
from assessment.web.visitor import Visitor, visitor
from assessment.web.wording import percent, won

FIRST = ("planned_system", "planned_cost", "requested_grant", "supplier", "partner")
"""The columns that an application begins with."""
_MONEY = ("planned_cost", "requested_grant")
_TURN = "own-cash-turn"


def fields(sheet: ApplicationSheet, part: str) -> None:
    """The fields of this part that stand in columns of the application."""
    own = sheet.data.application
    if part == "project":
        example = _("예) 생산 실적 수집 단말과 MES")
        _text(sheet, "planned_system", own.planned_system, example)
        _level(sheet, "level_before")
        _level(sheet, "level_after")
        _text(sheet, "supplier", own.supplier)
        _text(sheet, "partner", own.partner)
    if part == "costs":
        _money(sheet, "planned_cost", own.planned_cost, _("예) 100,000,000"))
        _money(sheet, "requested_grant", own.requested_grant, limits(sheet.data.programme))


def labels() -> dict[str, str]:
    """What each field is called before anything is known of the forms."""
    return {name: _label(name, needed=False) for name in FIRST}


def _label(name: str, *, needed: bool) -> str:
    """What a field is called, with its unit and whether some form needs it."""
    called = {
        "planned_system": _("무엇을 도입합니까?"),
        "planned_cost": _("총사업비"),
        "requested_grant": _("지원 신청액"),
        "supplier": _("공급기업"),
        "partner": _("협력기관"),
        "level_before": _("지금 수준"),
        "level_after": _("목표 수준"),
    }
    marks = [_("원")] if name in _MONEY else []
    if needed:
        marks.append(_("꼭 필요"))
    elif name == "partner":
        marks.append(_("있으면"))
    return marked(called[name], marks)


def marked(label: str, marks: Sequence[str]) -> str:
    """The label with all its marks in one pair of brackets, which may be its own."""
    if not marks:
        return label
    start, close = (label[:-1], ", ") if label.endswith(")") else (label, " (")
    return f"{start}{close}{', '.join(marks)})"


def limits(programme: Programme) -> str:
    """How much the notice grants at most."""
    grant = programme.grant
    said = []
    if grant.cap is not None:
        said.append(_("{amount}까지", amount=won(grant.cap)))
    if grant.share is not None:
        said.append(_("총사업비의 {share}까지", share=percent(grant.share)))
    return ", ".join(said)


def _called(sheet: ApplicationSheet, name: str) -> str:
    field = "new_system" if name == "planned_system" else name
    return _label(name, needed=field in sheet.needed)


def amount(value: float | None) -> str:
    """Won as they stand in a field."""
    return f"{value:,.15g}" if value is not None else ""


def place_of(detail: str) -> str:
    """The key of a detail's field."""
    turn = st.session_state.get(_TURN, 0) if detail == "own_cash" else 0
    return f"detail-{detail}-{turn}" if turn else f"detail-{detail}"


def offer_rest(sheet: ApplicationSheet) -> None:
    """The own part in cash that is left when the rest is known, at one press."""
    values = sheet.data.values
    cost, grant = values.get("planned_cost"), values.get("requested_grant")
    if cost is None or grant is None:
        return
    rest = cost - grant - (values.get("own_in_kind") or 0)
    if rest < 0 or values.get("own_cash") == rest:
        return
    st.button(
        _("총사업비에서 남는 {amount}원으로 적기", amount=amount(rest)),
        key="own-cash-rest",
        icon=":material/calculate:",
        on_click=_write_rest,
        args=(sheet.data.application.call_id, sheet.data.application.firm_id, rest),
    )


def _write_rest(call_id: int, firm_id: int | None, rest: float) -> None:
    person = visitor()
    plan = {"details": {"own_cash": rest}}
    applying.apply(person.office, person.actor, call_id, plan, firm_id=firm_id)
    # a field keeps what was typed into it: what is written for it goes into a new one
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1


def saver(sheet: ApplicationSheet, name: str) -> Save:
    """Stores one column of the application."""
    own = sheet.data.application

    def save(person: Visitor, typed: Any) -> tuple[Problem, ...]:
        plan = {name: typed}
        applying.apply(person.office, person.actor, own.call_id, plan, firm_id=own.firm_id)
        return ()

    return save


def _text(sheet: ApplicationSheet, name: str, stored: str | None, hint: str = "") -> None:
    said = _called(sheet, name)
    saved_fields.text(f"plan-{name}", said, stored or "", saver(sheet, name), hint=hint)


def _money(sheet: ApplicationSheet, name: str, stored: float | None, hint: str) -> None:
    saved_fields.text(
        f"plan-{name}",
        _called(sheet, name),
        amount(stored),
        saver(sheet, name),
        hint=hint,
        alike=saved_fields.same_number,
    )


def _level(sheet: ApplicationSheet, name: str) -> None:
    """A step of the questionnaire's axis; what was written otherwise stays to be chosen."""
    stored, save = sheet.data.values.get(name), saver(sheet, name)
    steps = list(sheet.data.steps)
    if not steps:
        _text(sheet, name, stored, _("예) 기초"))
        return
    if stored and stored not in steps:
        steps.append(stored)
    options = {one: one for one in steps}
    saved_fields.choice(f"plan-{name}", _called(sheet, name), stored, options, save)
