"""지원사업: what fits now, what is missing, and the application."""

from collections.abc import Sequence

import streamlit as st

from assessment.locale import translate as _
from assessment.services.funding import announced, applying, calls, outlook
from assessment.services.funding.calls import CallRow
from assessment.services.funding.outlook import ProgrammeFit
from assessment.web.address import number_in
from assessment.web.applying import application_desk, application_form, programme_cards
from assessment.web.visitor import Visitor, visitor
from assessment.web.wording import day, plain


def _open_call(call_id: int) -> None:
    st.query_params["call"] = str(call_id)


def _back() -> None:
    st.query_params.clear()


def _whole() -> None:
    st.query_params.pop("part", None)


def _list(person: Visitor) -> None:
    st.title(_("지원사업"), anchor=False)
    rows = calls.calls(person.office, person.actor)
    applied = [one for one in rows if one.applied is not None]
    if applied:
        st.header(_("신청한 공고"), anchor=False)
        for one in applied:
            _call(one, _("신청 내용 보기"), primary=False)
    found = outlook.programmes_of_firm(person.office, person.actor, person.actor.firm_id)
    some = any(one.answered for one in found)
    if not some:
        st.write(_("진단을 하시면 맞는 사업과 모자란 것을 알려 드립니다."))
        st.page_link(
            "screens/assess.py", label=_("자가진단 하러 가기"), icon=":material/checklist:"
        )
    _programmes(found, {one.id: one for one in rows}, ask_first=some)
    _others(person)


def _others(person: Visitor) -> None:
    """Programmes that are over, or of which too little is known to say whether they fit."""
    known = announced.other_programmes(person.office)
    if not known:
        return
    with st.expander(_("지난 사업과 아직 알려지지 않은 사업 {n}개", n=len(known)), key="others"):
        for one in known:
            programme_cards.other(one)


def _programmes(
    found: Sequence[ProgrammeFit], rows: dict[int, CallRow], *, ask_first: bool
) -> None:
    titles = programme_cards.titles()
    for fit, some in programme_cards.groups(found).items():
        st.header(f"{titles[fit]} {len(some)}", anchor=False)
        for one in some:
            with st.container(border=True, key=f"programme-{one.id}"):
                programme_cards.card(one, ask_first=ask_first)
                call = rows.get(one.call_id) if one.call_id is not None else None
                if call is not None and call.accepts and call.applied is None:
                    st.button(
                        _("이 공고에 신청하기"),
                        type="primary" if fit in ("fits", "one_missing") else "secondary",
                        key=f"apply-{call.id}",
                        on_click=_open_call,
                        args=(call.id,),
                        width="stretch",
                    )


def _call(one: CallRow, label: str, *, primary: bool) -> None:
    with st.container(border=True, key=f"call-{one.id}"):
        st.markdown(f"**{plain(one.name)}**")
        if one.accepts:
            left = _("{day}까지 · {n}일 남음", day=day(one.closes_on), n=one.days_left)
            st.markdown(f":material/event: {plain(left)}")
        else:
            st.caption(_("접수가 끝났습니다 ({day})", day=day(one.closes_on)))
        st.button(
            label,
            type="primary" if primary else "secondary",
            key=f"see-{one.id}",
            on_click=_open_call,
            args=(one.id,),
            width="stretch",
        )


def _one(person: Visitor, call_id: int) -> None:
    view = applying.application_view(person.office, person.actor, call_id)
    part = "part" in st.query_params and view.application is not None and view.call.accepts
    st.button(
        _("신청서") if part else _("지원사업 목록"),
        icon=":material/chevron_left:",
        type="tertiary",
        key="to-programmes",
        on_click=_whole if part else _back,
    )
    st.title(plain(view.call.name), anchor=False)
    if view.call.accepts:
        left = _("{day}까지 · {n}일 남음", day=day(view.call.closes_on), n=view.call.days_left)
        st.markdown(f":material/event: {plain(left)}")
    else:
        st.info(_("접수가 끝났습니다 ({day})", day=day(view.call.closes_on)))
    if not part:
        application_form.standing(view)
    if view.application is not None:
        application_desk.draw(person, view)
    elif view.call.accepts:
        application_form.draw(person, view)


def _page(person: Visitor) -> None:
    if person.actor.firm_id is None:
        st.info(_("이 계정에 연결된 공장이 없습니다. 담당자에게 연결을 부탁해 주십시오."))
        return
    call = number_in(st.query_params.get("call", ""))
    if call is not None:
        _one(person, call)
    else:
        _list(person)


_page(visitor())
