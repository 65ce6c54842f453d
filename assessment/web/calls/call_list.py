"""Every call, and the announcement of a new one."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import streamlit as st

from assessment.definitions.programmes import Programme
from assessment.locale import translate as _
from assessment.services.assessing import rounds
from assessment.services.assessing.rounds import Round
from assessment.services.funding import call_desk, calls
from assessment.services.funding.calls import CallRow
from assessment.services.funding.reasons import words_of
from assessment.web.applying import programme_cards
from assessment.web.calls.call_words import head_line
from assessment.web.refusals import reported
from assessment.web.visitor import Visitor, visitor
from assessment.web.wording import day, plain


def draw(person: Visitor) -> None:
    """The calls, the one that closes last first; below them how a new one is opened."""
    st.title(_("지원사업 공고"), anchor=False)
    known = calls.calls(person.office, person.actor)
    if not known:
        st.info(_("아직 공고가 없습니다. 게시된 지원사업으로 첫 공고를 열어 주십시오."))
    for one in known:
        _card(one)
    with st.expander(
        _("새 공고 열기"),
        icon=":material/add:",
        expanded=not known,
        key="new-call",
        on_change="rerun",
    ) as form:
        if form.open:
            _new(person)


def _card(one: CallRow) -> None:
    with st.container(border=True, key=f"call-card-{one.id}", gap="xsmall"):
        st.button(
            f"**{plain(one.name)}**",
            icon=":material/chevron_right:",
            type="tertiary",
            key=f"go-call-{one.id}",
            on_click=go_to,
            args=(one.id,),
            width="stretch",
        )
        st.markdown(head_line(one))
        st.caption(_("접수 {opens} – {closes}", opens=day(one.opens_on), closes=day(one.closes_on)))


def go_to(call_id: int | None) -> None:
    """A call's page, or the list."""
    st.query_params.clear()
    if call_id is not None:
        st.query_params["call"] = str(call_id)


# ---- a new call ------------------------------------------------------------------------------


@st.fragment
def _new(person: Visitor) -> None:
    person = visitor()
    known = call_desk.published_programmes(person.office, person.actor)
    stretches = rounds.rounds(person.office, person.actor)
    if not known or not stretches:
        st.info(_("관리 화면에서 지원사업을 게시하고 회차를 연 뒤에 공고를 열 수 있습니다."))
        return
    programme = st.selectbox(
        _("지원사업"),
        known,
        format_func=lambda one: f"{words_of(one.name)} · {one.version}",
        key="new-programme",
    )
    _facts(programme)
    with st.form("new-call-form", border=False):
        asked = _asked(programme, stretches, person.office.today())
        sent = st.form_submit_button(_("공고 열기"), type="primary")
    if sent:
        with reported():
            go_to(calls.open_call(person.office, person.actor, programme=programme.id, **asked))
            st.rerun()


def _asked(programme: Programme, stretches: Sequence[Round], today: date) -> dict[str, Any]:
    """Name, round, dates, money and places of the call, as `open_call` takes them."""
    name = st.text_input(
        _("공고 이름"), value=str(words_of(programme.name)), key=f"name-{programme.id}"
    )
    stretch = st.selectbox(
        _("진단 회차"), stretches, format_func=lambda one: one.name, key="new-round"
    )
    left, right = st.columns(2)
    first, last = _days(programme, today)
    key = programme.id
    opens = left.date_input(_("접수 시작"), value=first, key=f"opens-{key}")
    closes = right.date_input(_("접수 마감"), value=last, key=f"closes-{key}")
    left, right = st.columns(2)
    money = left.number_input(
        _("예산 (원, 비우면 지원사업의 값)"),
        value=programme.budget,
        min_value=1.0,
        step=10_000_000.0,
        format="%.0f",
        key=f"budget-{programme.id}",
    )
    places = right.number_input(
        _("선정 수 (곳, 비우면 지원사업의 값)"),
        value=programme.places or _places_of_cohorts(programme),
        min_value=1,
        step=1,
        key=f"places-{programme.id}",
    )
    st.caption(_("순위구간은 가중치마다 ±20%, 1,000번으로 계산합니다. 씨앗은 기록에 남습니다."))
    return {
        "name": name,
        "round_id": stretch.id,
        "opens_on": opens,
        "closes_on": closes,
        "budget": money,
        "places": places,
    }


def _days(programme: Programme, today: date) -> tuple[date, date]:
    """The notice's own days where they lie ahead; else a month from today."""
    ahead = [
        one
        for one in programme.phases
        if one.closes is not None and one.closes >= today and one.status in ("open", "expected")
    ]
    if not ahead:
        return today, today + timedelta(30)
    one = min(ahead, key=lambda phase: phase.closes or today)
    return one.opens or today, one.closes or today + timedelta(30)


def _places_of_cohorts(programme: Programme) -> int | None:
    """Places of the kinds of applicant that are ranked; the others are recruited apart."""
    ranked = [
        one.places for one in programme.cohorts if one.applicant_type in programme.applicant_types
    ]
    return sum(ranked) or None


def _facts(programme: Programme) -> None:
    said = [str(words_of(programme.operator)), *programme_cards.offered(programme)]
    if any(one.example for one in programme.criteria):
        said.append(_("예시 배점"))
    if programme.status != "open":
        said.append(_("공식 공고는 지금 열려 있지 않습니다"))
    st.caption(plain(" · ".join(said)))
    for cohort in programme.cohorts:
        who = {"name": plain(words_of(cohort.name)), "n": f"{cohort.places:,}"}
        if cohort.applicant_type in programme.applicant_types:
            st.caption(_("{name}: {n} 자리를 순위로 뽑습니다.", **who))
        else:
            st.caption(_("{name}: {n} 자리는 순위에 넣지 않고 따로 모집합니다.", **who))
    if days := programme_cards.calendar(programme):
        st.caption(f"{_('일정')}: {' · '.join(days)}")
    if programme.unknown:
        missing = ", ".join(str(words_of(one)) for one in programme.unknown)
        st.caption(f"{_('공고 확인')}: {plain(missing)}")
