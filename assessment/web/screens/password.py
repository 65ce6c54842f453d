"""비밀번호: one's own, changed with the present one."""

import streamlit as st

from assessment.locale import translate as _
from assessment.services.entry import accounts
from assessment.web import frame
from assessment.web.refusals import reported
from assessment.web.server.gate import SESSION_HEADER
from assessment.web.visitor import visitor

_FIELDS = ("password-current", "password-new", "password-again")
_DONE, _FIRST, _AGAIN = "password-changed", "first", "again"


def draw() -> None:
    """One form; every other sign-in of the account ends."""
    person = visitor()
    done = st.session_state.pop(_DONE, None)
    if done is not None:
        st.session_state.update(dict.fromkeys(_FIELDS, ""))
    st.title(_("비밀번호 바꾸기"), anchor=False)
    if person.actor.must_change_password:
        st.info(_("받은 첫 비밀번호를 나만 아는 비밀번호로 바꾸면 시작할 수 있습니다."))
    with st.form("password", border=False, width=420):
        current = st.text_input(
            _("지금 비밀번호"),
            type="password",
            autocomplete="current-password",
            key=_FIELDS[0],
        )
        new = st.text_input(
            _("새 비밀번호"),
            type="password",
            autocomplete="new-password",
            key=_FIELDS[1],
        )
        st.caption(_("8자 이상. 문장처럼 길게 쓰면 외우기 쉽고 안전합니다."))
        again = st.text_input(_("새 비밀번호 한 번 더"), type="password", key=_FIELDS[2])
        sent = st.form_submit_button(_("바꾸기"), type="primary")
    if done is not None:
        st.success(_("바꾸었습니다. 다른 기기의 로그인은 끝났습니다."))
    if done == _FIRST:
        start = frame.pages(person.actor.role)[0]
        st.page_link(start, label=_("시작하기"), icon=":material/arrow_forward:")
    if not sent:
        return
    if new != again:
        st.error(_("새 비밀번호 두 칸이 서로 다릅니다. 같게 적어 주십시오."))
        return
    with reported():
        accounts.set_password(
            person.office,
            person.actor,
            person.actor.account_id,
            new,
            current=current,
            keep=st.context.headers.get(SESSION_HEADER),
        )
        st.session_state[_DONE] = _FIRST if person.actor.must_change_password else _AGAIN
        st.rerun()


draw()
