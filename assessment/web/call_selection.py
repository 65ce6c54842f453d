"""[선정]: what the notice's rule gives, taken by one person and approved by another."""

from collections.abc import Hashable, Mapping
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from assessment.locale import translate as _
from assessment.services import deciding
from assessment.services.deciding import Decision
from assessment.services.outcomes import OUTCOMES
from assessment.services.ranking import CallView
from assessment.web import call_head, call_what_if
from assessment.web.call_memory import seen_before
from assessment.web.call_words import eok, outcome_name
from assessment.web.refusals import reported
from assessment.web.visitor import visitor
from assessment.web.wording import day_and_time, plain

PAGE = 25


def draw(call_id: int, change: int) -> None:
    """The rule, how it is met, the next step, and the outcomes with their reasons."""
    person = visitor()
    view = seen_before(person, call_id, change).view
    taken = next(iter(deciding.decisions(person.office, person.actor, call_id)), None)
    _rule(view, taken)
    if view.call.status == "open":
        st.info(_("공고를 마감하면 선정을 확정할 수 있습니다. 지금은 마감 전의 모습입니다."))
        call_head.close_button(view.call, "close-call")
        return
    if taken is None:
        _decide(view, again=False)
        return
    _state(taken)
    if view.call.status != "decided":
        _approve(taken)
        with st.expander(_("선정을 다시 하기"), key="again"):
            _decide(view, again=True)
    st.fragment(partial(_outcomes, taken), key="outcomes")()


def _rule(view: CallView, taken: Decision | None) -> None:
    line, call = view.line, view.call
    said = [_("선정 규칙: 확인이 끝난 적격 업체를 점수 순으로, 예산이나 선정 수가 찰 때까지.")]
    if taken is not None:
        above = taken.rows[taken.rows["outcome"] == "selected"]
        number, spent = len(above), float(above["granted"].sum())
    else:
        number, spent = line.selected, line.spent
    money = _("예산 {spent} / {budget}", spent=eok(spent), budget=eok(call.budget))
    places = _("{n} / {most}곳", n=number, most=call.places or "–")
    said.append(f"**{money} · {_('선정')} {places}**")
    with st.container(horizontal=True, vertical_alignment="center", key="rule-line"):
        st.markdown("  \n".join(said), width="stretch")
        if st.button(_("가정해 보기"), icon=":material/tune:", key="what-if-here"):
            call_what_if.opened(call.id)
    if call.budget is None and call.places is None:
        st.warning(_("예산도 선정 수도 없어 모두 선정됩니다. 공고를 확인해 주십시오."))
    left = number < len(view.ranking)
    st.caption(
        _("예산이 다음 순위의 신청액보다 적게 남으면 거기서 멈춥니다. 건너뛰어 뽑지 않습니다.")
        if left
        else _("순위에 든 업체가 모두 들어옵니다.")
    )


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
        return
    by = _("{who}, {at}", who=plain(taken.approved_by or ""), at=day_and_time(taken.approved_at))
    st.success(_("승인됨 — {told} (확정: {who} · 승인: {by})", told=told, who=who, by=by))


def _approve(taken: Decision) -> None:
    st.caption(_("승인은 확정한 사람이 아닌 다른 담당자가 합니다. 승인하면 결과가 굳습니다."))
    if st.button(_("선정 승인"), type="primary", key="approve"):
        person = visitor()
        with reported(), st.spinner(_("저장된 기준으로 다시 계산해 맞춰 보고 있습니다…")):
            deciding.approve(person.office, person.actor, taken.id)
            st.rerun()


# ---- the outcomes ----------------------------------------------------------------------------


def _outcomes(taken: Decision) -> None:
    counts = taken.rows["outcome"].value_counts()
    chosen = st.segmented_control(
        _("결과"),
        OUTCOMES,
        format_func=lambda one: f"{outcome_name(one)} {int(counts.get(one, 0)):,}",
        default=OUTCOMES[0],
        required=True,
        key="outcome",
        label_visibility="collapsed",
    )
    rows = taken.rows[taken.rows["outcome"] == chosen]
    if rows.empty:
        st.info(_("이 결과에 해당하는 업체가 없습니다."))
        return
    key = f"page-{chosen}"
    page = int(st.session_state.get(key, 1))
    shown = rows.iloc[(page - 1) * PAGE : page * PAGE]
    for row in shown.to_dict("records"):
        with st.container(key=f"applicant-{row['application']}"):
            st.markdown(_outcome(row))
    if len(rows) > PAGE:
        st.pagination(-(-len(rows) // PAGE), key=key)


def _outcome(row: Mapping[Hashable, Any]) -> str:
    name = f"**{plain(row['name'])}**"
    score = "" if pd.isna(row["score"]) else _("{n}점", n=f"{row['score']:.2f}")
    place = "" if pd.isna(row["place"]) else str(row["place"])
    match row["outcome"]:
        case "selected":
            head = _("{n}위", n=place)
            parts = [f"{head} {name}", score, eok(_number(row["granted"]))]
        case "waiting":
            parts = [f"{_('예비 {place}순위', place=place)} {name}", score]
        case _:
            parts = [name, score]
    line = " · ".join(part for part in parts if part)
    if row["code"]:
        line += f"  \n`{row['code']}` {plain(row['reason'])}"
    return line


def _number(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)
