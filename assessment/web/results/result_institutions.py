"""Who can help with what is missing, how to ask, and how each request stands."""

import streamlit as st

from assessment.definitions.institutions import Supplier
from assessment.locale import translate as _
from assessment.services.institutions import gaps, referrals
from assessment.services.institutions.gaps import GapView
from assessment.services.institutions.network import Helper
from assessment.services.institutions.referrals import ReferralView, Talent, status_name
from assessment.services.scoring.results import Result
from assessment.web.firms.firm_words import told
from assessment.web.refusals import reported
from assessment.web.visitor import Visitor
from assessment.web.wording import cited, day, plain, points

UNBROKEN, LINE = "\u00a0", "  \n"
_SAID = "referral-said"
_WITHDRAWABLE = ("asked", "accepted")


def who_helps(person: Visitor, found: Result) -> None:
    """Gaps with institutions and a request for each, then the firm's requests so far."""
    view = gaps.gaps_of(person.office, person.actor, found)
    st.header(_("누가 도와줄 수 있습니까?"), anchor=False)
    if said := st.session_state.pop(_SAID, None):
        st.success(said, icon=":material/task_alt:")
    if view.gaps:
        st.caption(
            _("먼저 할 일, 그다음 점수가 많이 남은 차례입니다. 요청하면 담당자가 이어 드립니다.")
        )
    for place, gap in enumerate(view.gaps):
        _gap(person, found, gap, first=place == 0)
    _anything_else(person, found)
    _so_far(person, view.referrals)


def _gap(person: Visitor, found: Result, gap: GapView, *, first: bool) -> None:
    label = f"{plain(gap.short)} · {_('남은 점수 {n}', n=points(gap.missed))}"
    if gap.planned:
        label += f" · {_('먼저 할 일')}"
    running = next((one for one in gap.asked if one.open), None)
    if running is not None:
        label += f" · {status_name(running.referral.status)}"
    with st.expander(label, expanded=first, key=f"gap-{gap.item}"):
        st.caption(_("필요한 도움: {needs}", needs=plain(" · ".join(map(str, gap.needs)))))
        if not gap.helpers:
            st.markdown(
                _("등록된 기관 가운데 이 도움을 주는 곳이 없습니다. 아래에서 요청을 남겨 주십시오.")
            )
        for helper in gap.helpers:
            with st.container(border=True, key=f"helper-{gap.item}-{helper.id}"):
                _helper(person, found, gap, helper)
        for supplier in gap.suppliers:
            _supplier(supplier)


def _helper(person: Visitor, found: Result, gap: GapView, helper: Helper) -> None:
    st.markdown(f"**{plain(helper.name)}** · {plain(helper.place)}")
    if helper.notice is not None:
        st.markdown(f":material/info: **{plain(helper.notice)}**")
    for one in helper.helps:
        doubt = f" ({_('확인되지 않음')})" if one.confidence == "unconfirmed" else ""
        st.markdown(f"- {plain(one.name)}{doubt}")
    said = _("물어볼 곳: {contact}", contact=cited(helper.contact))
    if helper.to_ask:
        asked = plain(" · ".join(map(str, helper.to_ask)))
        said += " / " + _("먼저 확인할 것: {asked}", asked=asked)
    st.caption(said)
    mine = [one for one in gap.asked if one.referral.institution == helper.id and one.open]
    if mine:
        st.markdown(f":material/schedule: {_steps(mine[0])}")
    elif st.button(
        _("연계 요청하기"),
        key=f"ask-{gap.item}-{helper.id}",
        icon=":material/handshake:",
    ):
        _ask(person, found, gap.item, helper)


def _supplier(supplier: Supplier) -> None:
    made_up = f" · {_('가상 데이터')}" if supplier.synthetic else ""
    st.caption(
        _("공급기업: {name} — {offers}", name=plain(supplier.name), offers=told(supplier.offers))
        + made_up
    )


def _anything_else(person: Visitor, found: Result) -> None:
    if st.button(
        _("어디에 물을지 모르겠습니다. 담당자가 골라 주십시오"),
        key="ask-anything",
        icon=":material/help:",
        width="stretch",
    ):
        _ask(person, found, None, None)


# ---- asking ----------------------------------------------------------------------------------


def _ask(person: Visitor, found: Result, item: str | None, helper: Helper | None) -> None:
    st.dialog(_("연계 요청"))(_request)(person, found, item, helper)


def _request(person: Visitor, found: Result, item: str | None, helper: Helper | None) -> None:
    to = plain(helper.name) if helper else _("담당자가 고른 기관")
    st.markdown(f"**{to}**")
    if helper is not None and helper.notice is not None:
        st.markdown(f":material/info: {plain(helper.notice)}")
    with st.form("referral", border=False):
        wish = st.text_area(
            _("무엇을 도움받고 싶으십니까?"),
            placeholder=_("예) 프레스 8대의 가동 시간을 자동으로 모으고 싶습니다"),
            max_chars=1_000,
            height=110,
            key="referral-wish",
        )
        role = st.text_input(
            _("이 일에 사람도 찾으시면, 하는 일 (비워 두셔도 됩니다)"),
            placeholder=_("예) 설비 데이터를 볼 줄 아는 사람"),
            max_chars=200,
            key="referral-talent",
        )
        count = st.number_input(
            _("찾는 사람 수"), min_value=1, max_value=99, value=None, key="referral-count"
        )
        consent = st.checkbox(
            _("업체 이름, 이 항목의 답, 위에 적은 글을 이 기관에 전하는 데 동의합니다.")
            if item and helper
            else _("업체 이름과 위에 적은 글을 담당자가 고른 기관에 전하는 데 동의합니다."),
            key="referral-consent",
        )
        sent = st.form_submit_button(_("요청 보내기"), type="primary", width="stretch")
    if not sent:
        return
    with reported():
        referrals.ask(
            person.office,
            person.actor,
            found.assessment.id,
            item=item,
            institution=helper.id if helper else None,
            wish=wish or "",
            talent=Talent(role, int(count) if count else None) if role or count else None,
            consent=bool(consent),
        )
        st.session_state[_SAID] = _("요청을 보냈습니다. 진행 상황은 여기에서 볼 수 있습니다.")
        st.rerun()


# ---- how the requests stand ------------------------------------------------------------------


def _so_far(person: Visitor, asked: tuple[ReferralView, ...]) -> None:
    if not asked:
        return
    st.markdown(f"**{_('보낸 요청 {n}건', n=len(asked))}**")
    for one in asked:
        with st.container(border=True, key=f"referral-{one.referral.id}"):
            _request_line(person, one)


def _request_line(person: Visitor, one: ReferralView) -> None:
    to = one.institution_name or _("담당자가 고를 기관")
    about = f"{plain(one.gap)} → " if one.gap else ""
    st.markdown(f"**{about}{plain(to)}** · {status_name(one.referral.status)}")
    st.markdown(_steps(one))
    said = [plain(one.referral.wish)]
    said += [f"{status_name(step.status)}: {plain(step.note)}" for step in one.steps if step.note]
    st.caption(LINE.join(said))
    if one.referral.status in _WITHDRAWABLE and st.button(
        _("요청 거두기"), key=f"withdraw-{one.referral.id}", type="tertiary"
    ):
        with reported():
            number, revision = one.referral.id, one.referral.revision
            referrals.move(person.office, person.actor, number, "withdrawn", revision=revision)
            st.session_state[_SAID] = _("요청을 거두었습니다.")
            st.rerun()


def _steps(one: ReferralView) -> str:
    """ "요청함 2026. 11. 22. → 접수됨 2026. 11. 23." """
    said = [f"{status_name(step.status)} {day(step.at)}" for step in one.steps]
    return " → ".join(plain(part).replace(" ", UNBROKEN) for part in said)
