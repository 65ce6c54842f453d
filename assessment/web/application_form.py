"""The application to one call: what is planned, what it costs, what should become better."""

from typing import Any

import streamlit as st

from assessment.locale import translate as _
from assessment.services import applying
from assessment.services.application_plan import KPI_CLASSES
from assessment.services.applying import ApplicationView
from assessment.web import application_facts, programme_cards
from assessment.web.refusals import reported, show
from assessment.web.visitor import Visitor
from assessment.web.wording import percent, plain, points, won

COST_ROWS = 4


def draw(person: Visitor, view: ApplicationView) -> None:
    """The form, filled with what was saved before."""
    before = view.application
    with st.form(f"application-{view.call.id}", border=False):
        facts = application_facts.draw(person, view.programme)
        plan = _project(view)
        plan["kpis"] = _kpis(before.kpis if before else ())
        plan["costs"] = _costs(before.costs if before else ())
        label = _("고친 내용 저장") if before else _("신청하기")
        sent = st.form_submit_button(label, type="primary", width="stretch")
    if sent:
        with reported():
            application_facts.store(person, facts)
            applying.apply(person.office, person.actor, view.call.id, plan)
            st.session_state["applied-to"] = view.call.id
            st.rerun()


def _limits(view: ApplicationView) -> str:
    """How much the notice grants at most."""
    grant = view.programme.grant
    said = []
    if grant.cap is not None:
        said.append(_("{amount}까지", amount=won(grant.cap)))
    if grant.share is not None:
        said.append(_("총사업비의 {share}까지", share=percent(grant.share)))
    return ", ".join(said)


def _project(view: ApplicationView) -> dict[str, Any]:
    """What is to be made, for how much, with whom, from which level to which."""
    before = view.application

    def known(name: str) -> str:
        return str(getattr(before, name, None) or "")

    plan: dict[str, Any] = {
        "planned_system": st.text_input(
            _("무엇을 도입합니까?"),
            value=known("planned_system"),
            max_chars=300,
            placeholder=_("예) 생산 실적 수집 단말과 MES"),
        ),
        "planned_cost": st.text_input(
            _("총사업비 (원)"),
            value=_amount(before.planned_cost if before else None),
            placeholder=_("예) 100,000,000"),
        ),
        "requested_grant": st.text_input(
            _("지원 신청액 (원)"),
            value=_amount(before.requested_grant if before else None),
            placeholder=_limits(view),
        ),
        "supplier": st.text_input(_("공급기업"), value=known("supplier"), max_chars=200),
        "partner": st.text_input(_("협력기관 (있으면)"), value=known("partner"), max_chars=200),
    }
    for name, label, example in (
        ("level_before", _("지금 수준"), _("예) 기초 전")),
        ("level_after", _("목표 수준"), _("예) 기초")),
    ):
        plan[name] = st.text_input(label, value=known(name), max_chars=40, placeholder=example)
    return plan


def standing(person: Visitor, view: ApplicationView) -> None:
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
    for warning in view.warnings:
        show(warning)
    if found.assessment_id is not None:
        st.link_button(
            _("신청용 엑셀 내려받기"),
            f"/files/application/{found.assessment_id}",
            icon=":material/download:",
            width="stretch",
        )
    else:
        st.caption(_("전체 진단을 제출하면 신청용 엑셀을 내려받을 수 있습니다."))
    if view.call.accepts:
        _withdrawal(person, found.id)


def _withdrawal(person: Visitor, application_id: int) -> None:
    with st.popover(_("신청 취소"), width="stretch"):
        st.write(_("취소해도 마감 전에는 다시 신청할 수 있습니다."))
        if st.button(_("정말 취소합니다"), key=f"withdraw-{application_id}"):
            with reported():
                applying.withdraw(person.office, person.actor, application_id)
                st.rerun()


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


def _kpis(before: Any) -> list[dict[str, Any]]:
    names = {"P": _("생산성"), "Q": _("품질"), "C": _("원가"), "D": _("납기")}
    known = {str(row.get("class")): row for row in before}
    rows = []
    with st.expander(_("무엇이 얼마나 좋아집니까? (성과지표)")):
        for place in KPI_CLASSES:
            row = known.get(place, {})
            st.markdown(f"**{names[place]}**")
            one = {
                name: st.text_input(
                    label, value=str(row.get(name) or ""), key=f"kpi-{place}-{name}"
                )
                for name, label in (
                    ("name", _("지표 이름")),
                    ("unit", _("단위")),
                    ("before", _("지금 값")),
                    ("target", _("목표 값")),
                )
            }
            if any(value.strip() for value in one.values()):
                rows.append({"class": place, **one, "weight": row.get("weight")})
    return rows


def _costs(before: Any) -> list[dict[str, Any]]:
    known = list(before) + [{}] * COST_ROWS
    rows = []
    with st.expander(_("비용은 어떻게 나뉩니까? (사업비)")):
        for place in range(COST_ROWS):
            row = known[place]
            name = st.text_input(
                _("비용 항목 {n}", n=place + 1),
                value=str(row.get("name") or ""),
                key=f"cost-{place}-name",
            )
            amount = st.text_input(
                _("금액 (원)"), value=_amount(row.get("amount")), key=f"cost-{place}-amount"
            )
            digits = amount.replace(",", "").strip()
            if name.strip():
                value = float(digits) if digits.isdigit() else None
                rows.append({"name": name, "amount": value, "own": row.get("own")})
    return rows


def _amount(value: float | None) -> str:
    return f"{value:,.0f}" if value is not None else ""
