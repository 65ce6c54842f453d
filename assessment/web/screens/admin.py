"""관리: accounts, rounds, published questionnaires and programmes, the journal."""

from datetime import timedelta

import pandas as pd
import streamlit as st

from assessment.locale import translate as _
from assessment.services.assessing import rounds
from assessment.services.demo.assumptions import assumptions_told
from assessment.services.releases import publishing
from assessment.services.trust import journal
from assessment.services.trust.journal_words import kind_name
from assessment.web import sent_forms
from assessment.web.administration import account_table, crosswalk_table, privacy_desk
from assessment.web.refusals import reported, show
from assessment.web.visitor import Visitor, visitor
from assessment.web.wording import day, day_and_time, plain


def draw() -> None:
    """Five tabs, one task each."""
    person = visitor()
    st.title(_("관리"), anchor=False)
    people, stretch, released, chain, privacy = st.tabs(
        [_("계정"), _("회차"), _("게시"), _("기록 검사"), _("개인정보")], key="admin-tabs"
    )
    with people:
        account_table.draw(person)
    with stretch:
        _rounds(person)
    with released:
        _releases(person)
    with chain:
        _journal(person)
    with privacy:
        privacy_desk.draw()
    if person.actor.demo:
        with st.expander(_("가상 데이터의 가정"), icon=":material/science:"):
            for text, source in assumptions_told():
                st.markdown(f"- {plain(text)} ({plain(source)})")


# ---- rounds ----------------------------------------------------------------------------------


@st.fragment
def _rounds(person: Visitor) -> None:
    person = visitor()
    known = rounds.rounds(person.office, person.actor)
    st.dataframe(
        pd.DataFrame(
            {
                _("회차"): [one.name for one in known],
                _("산업단지"): [one.complex for one in known],
                _("시작"): [day(one.opens_on) for one in known],
                _("끝"): [day(one.closes_on) for one in known],
            }
        ),
        hide_index=True,
        key="rounds",
    )
    sent_forms.begin("new-round", "round-name")
    with (
        st.expander(_("회차 열기"), icon=":material/add:"),
        st.form("new-round", border=False),
    ):
        st.caption(_("지금까지 게시한 문항과 사업이 이 회차에 고정됩니다."))
        name = st.text_input(_("회차 이름"), placeholder=_("예: 2027년 1회차"), key="round-name")
        place = st.text_input(_("산업단지"), value=_("반월·시화"), key="round-complex")
        today = person.office.today()
        opens = st.date_input(_("시작"), value=today, key="round-opens")
        closes = st.date_input(_("끝"), value=today + timedelta(days=180), key="round-closes")
        if st.form_submit_button(_("회차 열기"), type="primary"):
            with reported():
                rounds.open_round(person.office, person.actor, name, place, opens, closes)
                sent_forms.stored("new-round")
                st.rerun(scope="fragment")


# ---- releases --------------------------------------------------------------------------------


@st.fragment
def _releases(person: Visitor) -> None:
    person = visitor()
    known = publishing.releases(person.office, person.actor)
    kinds = {"questionnaire": _("진단 문항"), "programme": _("지원사업")}
    st.caption(_("게시하면 내용이 그대로 얼어붙습니다. 파일을 고쳐도 지난 결과는 바뀌지 않습니다."))
    st.dataframe(
        pd.DataFrame(
            {
                _("종류"): known["kind"].map(kinds),
                _("이름"): known["name"],
                _("판"): known["version"],
                _("게시"): [day_and_time(at) for at in known["published_at"]],
                _("지문"): known["hash"].str[:12],
            }
        ),
        hide_index=True,
        key="releases",
    )
    crosswalk_table.draw(person)
    names = publishing.publishable(person.office)
    chosen = st.selectbox(
        _("게시할 정의"), names, index=None, placeholder=_("고르기"), key="release-chosen"
    )
    if not chosen:
        return
    why = st.text_area(
        _("바꾸는 까닭"),
        help=_("업체의 수준, 순위, 자격이 바뀌는 게시에만 필요하고, 기록에 남습니다."),
        key="release-why",
    )
    with st.popover(_("게시"), icon=":material/publish:", type="primary", key="publish-open"):
        st.write(_("{name}: 게시한 판은 고치거나 지울 수 없습니다.", name=plain(chosen)))
        sure = st.button(_("검사하고 게시"), type="primary", key="publish")
    if sure:
        with reported(), st.spinner(_("정의 파일을 검사하고 있습니다…")):
            digest = publishing.publish(person.office, person.actor, chosen, explanation=why)
            st.success(_("게시했습니다. 지문 {digest}", digest=digest[:12]))


# ---- journal ---------------------------------------------------------------------------------


@st.fragment
def _journal(person: Visitor) -> None:
    person = visitor()
    st.write(_("모든 변경은 서로 이어진 기록으로 남습니다. 한 줄이라도 바뀌면 여기서 드러납니다."))
    if st.button(_("지금 검사"), type="primary", key="verify-journal"):
        with st.spinner(_("기록을 처음부터 검사하고 있습니다…")):
            checked = journal.check_journal(person.office, person.actor)
        for problem in checked.problems[:50]:
            show(problem)
        if not checked.problems:
            st.success(_("기록 {rows}건이 모두 이어져 있습니다.", rows=f"{checked.rows:,}"))
            st.caption(_("마지막 기록의 지문: {digest}", digest=checked.head.hash))
    recent = journal.entries(person.office, person.actor)
    st.dataframe(
        pd.DataFrame(
            {
                _("번호"): recent["seq"],
                _("시각"): [day_and_time(at) for at in recent["at"]],
                _("일"): recent["kind"].map(kind_name),
                _("누가"): recent["who"],
                _("무엇에"): recent["subject"],
            }
        ),
        hide_index=True,
        key="journal",
    )


draw()
