"""Who is in charge of a firm, its owner's way in, and a consultant's own tie to it."""

import streamlit as st

from assessment.locale import translate as _
from assessment.services.entry import accounts, charges, invitations
from assessment.web.refusals import reported
from assessment.web.visitor import Visitor
from assessment.web.wording import day, plain


def draw(person: Visitor, firm_id: int) -> None:
    """Charge, invitation, and for consultants the declaration of a tie."""
    _charge(person, firm_id)
    _invitation(person, firm_id)
    if person.actor.role == "consultant":
        _tie(person, firm_id)


def _charge(person: Visitor, firm_id: int) -> None:
    st.header(_("담당 컨설턴트"), anchor=False)
    known = charges.charges(person.office, person.actor, firm_id)
    for one in known:
        until = day(one.ended_at) if one.ended_at else _("지금까지")
        st.markdown(f"- {plain(one.consultant)} · {day(one.began_at)} – {until}")
    now = {one.account_id for one in known if one.ended_at is None}
    if not now:
        st.caption(_("담당이 없습니다. 처음 손을 대는 컨설턴트가 맡게 됩니다."))
    if person.actor.role == "consultant":
        if person.actor.account_id not in now and st.button(_("내가 맡기"), key="take-firm"):
            with reported():
                charges.take_firm(person.office, person.actor, firm_id)
                st.rerun()
        return
    people = accounts.reviewers(person.office, person.actor)
    options = [None, *people]
    held = next((one for one in options if one in now), None)
    with st.form("firm-charge", border=False, width=420):
        chosen = st.selectbox(
            _("담당 바꾸기"),
            options,
            index=options.index(held),
            format_func=lambda one: people[one] if one is not None else _("담당 없음"),
            key="charge-of",
        )
        if st.form_submit_button(_("정하기")):
            with reported():
                charges.assign_firm(person.office, person.actor, firm_id, chosen)
                st.rerun()


def _invitation(person: Visitor, firm_id: int) -> None:
    st.header(_("업체의 로그인"), anchor=False)
    st.caption(
        _("처음 들어오거나 비밀번호를 잊은 업체에 내 줍니다. 14일 동안 한 번 쓸 수 있습니다.")
        + " "
        + _("코드를 새로 내면 전에 낸 코드와 비밀번호는 쓸 수 없습니다.")
    )
    sure = st.checkbox(_("업체 담당자가 맞는지 확인했습니다."), key=f"invite-sure-{firm_id}")
    if st.button(_("초대 코드 내기"), key="invite-owner", disabled=not sure):
        with reported():
            made = invitations.invite_owner(person.office, person.actor, firm_id)
            st.success(_("지금만 보입니다. 전에 낸 코드와 비밀번호는 쓸 수 없게 되었습니다."))
            st.code(f"{made.name}\n{made.code}", language=None)
            st.caption(
                _("로그인 화면의 '초대 코드'에서 씁니다. {day}까지", day=day(made.expires_at))
            )


def _tie(person: Visitor, firm_id: int) -> None:
    st.header(_("이해관계 신고"), anchor=False)
    with st.form("firm-tie", border=False, width=420, enter_to_submit=False):
        reason = st.text_input(
            _("이 업체와 어떤 관계입니까?"), max_chars=500, key=f"tie-reason-{firm_id}",
            placeholder=_("예) 가족이 일합니다, 작년에 자문했습니다"),
        )  # fmt: skip
        st.caption(_("신고하면 이 업체를 맡지 않게 되고, 이 업체가 더는 보이지 않습니다."))
        if st.form_submit_button(_("신고하기")):
            with reported():
                charges.declare_interest(person.office, person.actor, firm_id, reason)
                st.query_params.pop("firm", None)
                st.rerun()
