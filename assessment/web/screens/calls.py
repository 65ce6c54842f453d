"""지원사업 공고: whom do we take, and on what grounds?"""

import streamlit as st

from assessment.locale import translate as _
from assessment.services.funding import applying
from assessment.web import manager_look
from assessment.web.address import number_in
from assessment.web.applying import application_desk, application_form
from assessment.web.calls import (
    call_eligibility,
    call_head,
    call_list,
    call_ranking,
    call_record,
    call_selection,
)
from assessment.web.calls.call_memory import seen_now
from assessment.web.visitor import Visitor, visitor
from assessment.web.wording import plain

TABS = {
    "eligibility": call_eligibility.draw,
    "ranking": call_ranking.draw,
    "selection": call_selection.draw,
    "record": call_record.draw,
}
START = "ranking"


def draw() -> None:
    """One call when the address names it, else all of them."""
    person = visitor()
    st.html(manager_look.STYLE)
    number = number_in(st.query_params.get("call", ""))
    if number is None:
        call_list.draw(person)
        return
    applicant = number_in(st.query_params.get("applicant", ""))
    if applicant is not None:
        _applicant(person, applicant)
        return
    seen = seen_now(person, number)
    call_head.draw(seen.view)
    names = {
        "eligibility": _("자격"),
        "ranking": _("순위"),
        "selection": _("선정"),
        "record": _("기록"),
    }
    wanted = st.query_params.get("tab", START)
    key = f"call-tabs-{person.language}"
    tabs = st.tabs(
        list(names.values()),
        default=names.get(wanted, names[START]),
        key=key,
        on_change=lambda: _remember(names, key),
    )
    for part, tab in zip(TABS.values(), tabs, strict=True):
        if tab.open:
            with tab:
                part(number, seen.change)


def _applicant(person: Visitor, application_id: int) -> None:
    """One applicant's application, as the applicant sees it."""
    view = applying.application(person.office, person.actor, application_id)
    part = "part" in st.query_params and view.call.accepts
    st.button(
        _("신청서") if part else _("공고로 돌아가기"),
        icon=":material/chevron_left:",
        type="tertiary",
        key="to-call",
        on_click=_leave,
        args=("part" if part else "applicant",),
    )
    found = view.application
    st.title(plain(found.applicant_name if found else view.call.name), anchor=False)
    st.caption(plain(view.call.name))
    if found is None or found.firm_id is None:
        st.info(_("거둔 신청이거나 업체가 아닌 신청이라 서식이 없습니다."))
        return
    if not part:
        application_form.standing(view)
    application_desk.draw(person, view)


def _leave(name: str) -> None:
    st.query_params.pop("part", None)
    st.query_params.pop(name, None)


def _remember(names: dict[str, str], key: str) -> None:
    chosen = next((one for one, label in names.items() if label == st.session_state[key]), START)
    if chosen == START:
        st.query_params.pop("tab", None)
    else:
        st.query_params["tab"] = chosen


draw()
