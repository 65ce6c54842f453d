"""지원사업: what fits now, what is missing, and the application."""

import streamlit as st

from assessment.locale import translate as _
from assessment.services import applying, calls, results
from assessment.services.begun import begun
from assessment.services.calls import CallRow
from assessment.services.results import Result
from assessment.web import application_form, programme_cards
from assessment.web.visitor import Visitor, visitor
from assessment.web.wording import day, plain


def _result(person: Visitor) -> Result | None:
    known = [
        one
        for one in begun(person.office, person.actor, person.actor.firm_id)
        if one.assessment_id is not None and one.decided
    ]
    if not known or known[-1].assessment_id is None:
        return None
    return results.result(person.office, person.actor, known[-1].assessment_id)


def _open_call(call_id: int) -> None:
    st.query_params["call"] = str(call_id)


def _back() -> None:
    st.query_params.clear()


def _list(person: Visitor) -> None:
    st.title(_("지원사업"), anchor=False)
    rows = calls.calls(person.office, person.actor)
    applied = [one for one in rows if one.applied is not None]
    if applied:
        st.subheader(_("신청한 공고"), anchor=False)
        for one in applied:
            _call(one, _("신청 내용 보기"), primary=False)
    found = _result(person)
    if found is None:
        st.write(_("진단을 하시면 맞는 사업과 모자란 것을 알려 드립니다."))
        st.page_link(
            "screens/assess.py", label=_("자가진단 하러 가기"), icon=":material/checklist:"
        )
        for one in rows:
            if one.accepts and one.applied is None:
                _call(one, _("공고 보기"), primary=False)
        return
    _programmes(found, {one.id: one for one in rows})


def _programmes(found: Result, rows: dict[int, CallRow]) -> None:
    titles = programme_cards.titles()
    for fit, some in programme_cards.groups(found.programmes).items():
        st.subheader(f"{titles[fit]} {len(some)}", anchor=False)
        for one in some:
            with st.container(border=True, key=f"programme-{one.id}"):
                programme_cards.card(one)
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
    st.button(_("지원사업 목록"), icon=":material/chevron_left:", type="tertiary", on_click=_back)
    st.title(plain(view.call.name), anchor=False)
    if view.call.accepts:
        left = _("{day}까지 · {n}일 남음", day=day(view.call.closes_on), n=view.call.days_left)
        st.markdown(f":material/event: {plain(left)}")
    else:
        st.info(_("접수가 끝났습니다 ({day})", day=day(view.call.closes_on)))
    application_form.standing(person, view)
    if view.call.accepts:
        application_form.draw(person, view)


def _page(person: Visitor) -> None:
    if person.actor.firm_id is None:
        st.info(_("이 계정에 연결된 공장이 없습니다. 담당자에게 연결을 부탁해 주십시오."))
        return
    call = st.query_params.get("call", "")
    if call.isdigit():
        _one(person, int(call))
    else:
        _list(person)


_page(visitor())
