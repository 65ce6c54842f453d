"""The draw between equal scores at the line: stated before the close, drawn once after it."""

import streamlit as st

from assessment.locale import translate as _
from assessment.services.funding import lotteries
from assessment.services.funding.lotteries import LotteryState
from assessment.services.funding.ranking import CallView
from assessment.web.refusals import reported
from assessment.web.visitor import visitor
from assessment.web.wording import plain


def draw(view: CallView) -> None:
    """What was stated and drawn, and the next step; nothing where the notice draws no lots."""
    found = view.lottery
    if found is None:
        return
    with st.container(border=True, key="lottery"):
        st.markdown(f"**{_('동점 추첨')}** · {_said(found)}")
        if found.value is not None:
            _drawn(found)
        elif view.call.status == "open":
            _state(view, found)
        elif view.call.status == "closed" and found.stated is not None:
            _draw(view)
        elif view.call.status == "closed":
            st.warning(_("마감 전에 추첨 방법을 기록하지 않아 추첨할 수 없습니다."))


def _said(found: LotteryState) -> str:
    if found.stated is None:
        return _("선정선에 같은 점수가 걸리면 바깥에서 발표되는 값으로 순서를 정합니다.")
    return _(
        "마감 전에 적어 둔 값: {source}. 규칙 `{rule}`.",
        source=f"**{plain(found.stated)}**",
        rule=found.rule or "",
    )


def _state(view: CallView, found: LotteryState) -> None:
    with st.form("lottery-form", border=False):
        source = st.text_input(
            _("무엇으로 추첨합니까? (마감 뒤에 발표되고 아무도 바꿀 수 없는 값)"),
            value=found.stated or str(found.source),
            max_chars=500,
            key="lottery-source",
        )
        st.caption(
            _("두 사람이 보아도 같은 글자가 되게 적어 주십시오. 마감한 뒤에는 바꿀 수 없습니다.")
        )
        sent = st.form_submit_button(_("추첨 방법 기록"))
    if sent:
        person = visitor()
        with reported():
            lotteries.state_lottery(person.office, person.actor, view.call.id, source)
            st.rerun()


def _draw(view: CallView) -> None:
    with st.form("lottery-draw", border=False):
        published = st.text_input(_("발표된 값 (그대로)"), max_chars=500, key="lottery-value")
        st.caption(_("한 번만 넣을 수 있고 되돌릴 수 없습니다. 글자 하나까지 같아야 합니다."))
        sent = st.form_submit_button(_("추첨하기"))
    if sent:
        person = visitor()
        with reported():
            lotteries.draw_lottery(person.office, person.actor, view.call.id, published)
            st.rerun()


def _drawn(found: LotteryState) -> None:
    st.caption(_("발표된 값. 신청번호와 이어 SHA-256을 구해 작은 것부터 앞에 세웁니다."))
    st.code(str(found.value), language=None, wrap_lines=True)
