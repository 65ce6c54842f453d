"""Applying to one call, and what became of it."""

from typing import Any

import streamlit as st

from assessment.locale import translate as _
from assessment.services.funding import applying
from assessment.services.funding.applying import ApplicationView
from assessment.web.applying import application_basics, application_facts, programme_cards
from assessment.web.refusals import reported
from assessment.web.visitor import Visitor
from assessment.web.wording import plain, points, won

LONGEST = {
    "planned_system": 300, "planned_cost": 40, "requested_grant": 40, "supplier": 200,
    "partner": 200,
}  # fmt: skip


def draw(person: Visitor, view: ApplicationView) -> None:
    """The first few fields, with which the firm applies."""
    with st.form(f"application-{view.call.id}", border=False):
        facts = application_facts.draw(person, view.programme)
        plan = _project(view)
        sent = st.form_submit_button(_("신청하기"), type="primary", width="stretch")
    st.caption(_("신청한 뒤에 나머지 칸을 이어서 적습니다. 마감 전에는 고칠 수 있습니다."))
    if sent:
        with reported():
            application_facts.store(person, facts)
            applying.apply(person.office, person.actor, view.call.id, plan)
            st.session_state["applied-to"] = view.call.id
            st.rerun()


def _project(view: ApplicationView) -> dict[str, Any]:
    """What is to be made, for how much, with whom; the rest is asked once this is known."""
    labels = application_basics.labels()
    hints = {
        "planned_system": _("예) 생산 실적 수집 단말과 MES"),
        "planned_cost": _("예) 100,000,000"),
        "requested_grant": application_basics.limits(view.programme),
    }
    return {
        name: st.text_input(
            label, max_chars=LONGEST[name], placeholder=hints.get(name, ""), key=f"first-{name}"
        )
        for name, label in labels.items()
    }


def standing(view: ApplicationView) -> None:
    """What became of the application so far: what fits, what does not, what was decided."""
    found, verdict, outcome = view.application, view.verdict, view.outcome
    if found is None:
        return
    if st.session_state.pop("applied-to", None) == view.call.id:
        st.success(_("신청을 받았습니다."), icon=":material/task_alt:")
    if outcome is not None:
        _outcome(outcome)
    elif verdict is not None:
        said = {
            "eligible": _("자격요건에 맞습니다."),
            "needs_checking": _("확인할 것이 남았습니다."),
            "not_eligible": _("자격요건에 맞지 않는 것이 있습니다."),
        }
        st.markdown(f"**{said[str(verdict.status)]}**")
        programme_cards.conditions(verdict.refusals, verdict.open)


def _outcome(outcome: applying.Outcome) -> None:
    if outcome.outcome == "selected":
        granted = won(outcome.granted)
        st.success(_("선정되었습니다. 지원금 {granted}", granted=granted))
    elif outcome.outcome == "waiting":
        st.info(_("예비 {n}순위입니다.", n=outcome.place))
    else:
        st.info(_("이번에는 선정되지 않았습니다."))
    if outcome.score is not None:
        st.markdown(_("평가 점수 {points}", points=points(outcome.score)))
    if outcome.reason is not None:
        said = f"{plain(outcome.reason)} `{outcome.reason.code}`"
        st.markdown(_("까닭: {reason}", reason=said))
