"""[선정]: what the notice's rule gives, taken by one person and approved by another."""

from functools import partial

import streamlit as st

from assessment.locale import translate as _
from assessment.services.funding import deciding
from assessment.services.funding.deciding import Decision
from assessment.services.funding.outcomes import OUTCOMES
from assessment.services.funding.ranking import CallView
from assessment.web.calls import (
    call_approval,
    call_comparison,
    call_head,
    call_limits,
    call_lottery,
    call_outcomes,
    call_what_if,
    call_words,
)
from assessment.web.calls.call_memory import seen_before, taken_before
from assessment.web.calls.call_words import outcome_name
from assessment.web.refusals import reported
from assessment.web.visitor import visitor
from assessment.web.wording import day_and_time, plain


def draw(call_id: int, change: int) -> None:
    """The rule, how it is met, the next step, and the outcomes with their reasons."""
    person = visitor()
    view = seen_before(person, call_id, change).view
    taken = next(iter(taken_before(person, call_id, change)), None)
    call_limits.draw(view, taken)
    call_lottery.draw(view)
    if view.call.status == "open":
        st.info(_("공고를 마감하면 선정을 확정할 수 있습니다. 지금은 마감 전의 모습입니다."))
        call_head.close_button(view.call, "close-call")
        _besides(view)
        return
    if taken is None:
        _decide(view, again=False)
        _besides(view)
        return
    _state(taken)
    if view.call.status != "decided":
        call_approval.draw(view.call, taken)
        with st.expander(_("선정을 다시 하기"), key="again"):
            _decide(view, again=True)
    _besides(view)
    st.fragment(partial(call_outcomes.draw, taken), key="outcomes")()


def _besides(view: CallView) -> None:
    """What does not decide: other ways of choosing, other weights."""
    if not view.ranking.empty:
        call_comparison.draw(view.call.id)
    if st.button(_("가정해 보기"), icon=":material/tune:", key="what-if-here"):
        call_what_if.opened(view.call.id)


def _decide(view: CallView, *, again: bool) -> None:
    if view.panel_missing:
        st.warning(
            _(
                "위원 점수 {n}칸이 비어 있습니다. 빈칸은 0점으로 셉니다.",
                n=f"{view.panel_missing:,}",
            )
        )
    apart = len(view.unverified) + len(view.pending)
    if apart:
        st.warning(
            _(
                "확인이 끝나지 않은 {n}곳은 선정에서 빠지고 그 까닭이 남습니다.",
                n=f"{apart:,}",
            )
        )
    waiting = st.number_input(
        _("예비순위는 몇 위까지 둡니까? (비우면 모두)"),
        min_value=0,
        value=None,
        step=1,
        key="waiting",
    )
    st.caption(_("확정하면 다른 담당자의 승인을 기다립니다. 승인 전에는 다시 할 수 있습니다."))
    if st.button(_("선정 확정"), type="secondary" if again else "primary", key="decide"):
        person = visitor()
        with reported(), st.spinner(_("선정 결과를 적고 있습니다…")):
            deciding.decide(
                person.office,
                person.actor,
                view.call.id,
                waiting=int(waiting) if waiting is not None else None,
            )
            st.rerun()


def _state(taken: Decision) -> None:
    counts = taken.rows["outcome"].value_counts()
    told = " · ".join(f"{outcome_name(one)} {int(counts.get(one, 0)):,}" for one in OUTCOMES)
    who = _("{who}, {at}", who=plain(taken.decided_by), at=day_and_time(taken.decided_at))
    if taken.approved_at is None:
        st.warning(_("승인 대기 — {told} (확정: {who})", told=told, who=who))
    else:
        at = day_and_time(taken.approved_at)
        by = _("{who}, {at}", who=plain(taken.approved_by or ""), at=at)
        st.success(_("승인됨 — {told} (확정: {who} · 승인: {by})", told=told, who=who, by=by))
    if taken.solved is not None:
        st.caption(call_words.solved_words(taken.solved))
