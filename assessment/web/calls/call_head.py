"""The top of a call: what it is, how it stands, what happened after its close, closing it."""

import streamlit as st

from assessment.locale import translate as _
from assessment.services.funding import calls
from assessment.services.funding.calls import CallRow
from assessment.services.funding.ranking import CallView
from assessment.web.calls.call_list import go_to
from assessment.web.calls.call_words import head_line
from assessment.web.frame import notices
from assessment.web.refusals import reported
from assessment.web.visitor import visitor
from assessment.web.wording import day, day_and_time, plain


def draw(view: CallView) -> None:
    """Back, name, the line of facts, and what the numbers below rest on."""
    call = view.call
    if view.after_close:
        notices(
            False,
            _(
                "마감 후 변경 {n}건: 마감 때의 자료로 순위를 매기며 바뀐 자료는 넣지 않습니다",
                n=len(view.after_close),
            ),
        )
    with st.container(horizontal=True, vertical_alignment="center", key="call-name"):
        st.button(
            _("공고 목록"),
            icon=":material/chevron_left:",
            type="tertiary",
            key="to-calls",
            on_click=go_to,
            args=(None,),
        )
        st.title(plain(call.name), anchor=False)
    with st.container(key="call-line"):
        st.markdown(f"**{head_line(call)}**")
    if call.closed_at is not None:
        st.caption(
            plain(_("{at}에 마감한 자료로 순위를 매깁니다.", at=day_and_time(call.closed_at)))
        )
    else:
        st.caption(_("마감 전이라 순위가 바뀔 수 있습니다. 마감은 [선정]에서 합니다."))


def close_button(call: CallRow, key: str) -> None:
    """Closing, offered where it is the next step."""
    if st.button(_("공고 마감"), type="primary", key=key):
        _confirm(call)


def _confirm(call: CallRow) -> None:
    st.dialog(_("공고를 마감합니까?"))(_closing)(call)


def _closing(call: CallRow) -> None:
    st.write(
        _(
            "신청 {n}곳의 사실, 응답, 확인값이 지금 그대로 굳습니다. 되돌릴 수 없습니다.",
            n=f"{call.applicants:,}",
        )
    )
    if call.days_left > 0:
        st.warning(
            _(
                "공고문의 마감일은 {day}입니다. {n}일 남았습니다.",
                day=day(call.closes_on),
                n=call.days_left,
            )
        )
    with st.container(horizontal=True):
        if st.button(_("그만두기"), key="close-no", width="stretch"):
            st.rerun()
        if st.button(_("마감합니다"), type="primary", key="close-yes", width="stretch"):
            person = visitor()
            with reported():
                calls.close_call(person.office, person.actor, call.id)
                st.rerun()
