"""The owner confirms what a consultant wrote down for them, with the code they were told."""

import streamlit as st

from assessment.locale import translate as _
from assessment.services.assessing import interview
from assessment.services.assessing.answering import Sheet
from assessment.web.refusals import reported
from assessment.web.visitor import Visitor


def draw(person: Visitor, sheet: Sheet) -> None:
    """A box for the code, only where a consultant has answered for the owner and it is open."""
    entered = any(one.source == "interview" for one in sheet.answers.values())
    if person.actor.role != "owner" or not sheet.open or not entered:
        return
    with st.form("owner-code", border=True):
        st.markdown(f"**{_('컨설턴트가 대신 적은 답을 확인해 주십시오')}**")
        st.write(_("답을 살펴보고, 맞으면 들으신 확인번호를 넣어 주십시오. 그대로 제출됩니다."))
        code = st.text_input(
            _("확인번호 8자리"), max_chars=12, autocomplete="off", key="owner-code-typed"
        )
        if st.form_submit_button(_("확인하고 제출"), type="primary", width="stretch"):
            with reported():
                interview.confirm_by_code(person.office, person.actor, sheet.assessment.id, code)
                st.rerun()
