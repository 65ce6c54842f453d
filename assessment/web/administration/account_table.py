"""관리 › 계정: people found page by page; invited, shut out, given another role."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from assessment.locale import mark
from assessment.locale import translate as _
from assessment.services.entry import accounts, invitations, second_factor, sign_ins
from assessment.services.entry.accounts import PAGE, Account
from assessment.services.entry.sessions import OPERATOR
from assessment.services.office import ROLES
from assessment.web import sent_forms
from assessment.web.entering import own_factor
from assessment.web.firms.firm_choice import firm_choice
from assessment.web.frame import role_name
from assessment.web.refusals import reported
from assessment.web.visitor import Visitor, visitor
from assessment.web.wording import day, plain

_CHOSEN, _TURN = "account-by-name", "accounts-turn"
_RESET = mark("등록한 인증 앱과 복구 코드를 못 쓰게 되고, 다음 로그인 때 다시 등록합니다.")


@st.fragment
def draw(person: Visitor) -> None:
    """Search, one page of people, what can be done with the chosen one, a new one."""
    person = visitor()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        text = st.text_input(
            _("찾기"),
            placeholder=_("이름, 이메일, 업체명, 사업자등록번호"),
            key="account-search",
            width=420,
        )
        role = st.selectbox(
            _("역할"),
            ["", *ROLES],
            format_func=lambda one: role_name(one) if one else _("모두"),
            key="account-of-role",
            width=200,
        )
    page = int(st.session_state.get("account-page", 1))
    sought = (text, role or None)
    found, total = accounts.find_accounts(person.office, person.actor, *sought, page)
    if not found and page > 1:
        page = 1
        found, total = accounts.find_accounts(person.office, person.actor, *sought, page)
    chosen = _table(found, total)
    if total > PAGE:
        st.pagination(-(-total // PAGE), key="account-page")
    _told()
    if chosen is not None:
        _one(person, chosen)
    with st.expander(_("계정 만들기"), icon=":material/person_add:"):
        _new(person)
    st.link_button(
        _("초대 편지 만들기"), "/files/letters", icon=":material/mail:", type="secondary"
    )


def _table(found: list[Account], total: int) -> Account | None:
    st.caption(_("{n}명. 한 사람을 고르면 아래에서 바꿀 수 있습니다.", n=f"{total:,}"))
    states = [
        _("중지") if not one.active else _("사용 중") if one.password_hash else _("아직 안 들어옴")
        for one in found
    ]
    names = {OPERATOR: _("서버 명령으로만 씀")}
    by_number = _("사업자등록번호로 로그인")
    ids = [one.id for one in found]
    turn = int(st.session_state.get(_TURN, 0))
    st.dataframe(
        pd.DataFrame(
            {
                _("이름"): [one.name for one in found],
                _("상태"): states,
                _("역할"): [role_name(one.role) for one in found],
                _("이메일"): [
                    one.email if "@" in one.email else names.get(one.email, by_number)
                    for one in found
                ],
            }
        ),
        hide_index=True,
        on_select=lambda: _row_chosen(ids, turn),
        selection_mode="single-row",
        key=f"accounts-{turn}",
    )  # fmt: skip
    return _by_name(found)


def _row_chosen(ids: list[int], turn: int) -> None:
    rows = st.session_state[f"accounts-{turn}"]["selection"]["rows"]
    st.session_state[_CHOSEN] = ids[rows[0]] if rows and rows[0] < len(ids) else None


def _by_name(found: list[Account]) -> Account | None:
    """The one who is chosen; also for whoever has no mouse, as rows are ticked by pointing."""
    known = {one.id: one for one in found}
    if st.session_state.get(_CHOSEN) not in known:
        st.session_state[_CHOSEN] = None
    chosen = st.selectbox(
        _("한 사람 고르기"),
        list(known),
        format_func=lambda one: f"{known[one].name} · {role_name(known[one].role)}",
        placeholder=_("이름으로 고르기"),
        key=_CHOSEN,
        on_change=_name_chosen,
        width=420,
    )
    return known.get(chosen)


def _name_chosen() -> None:
    """The tick in the table goes: it may stand beside somebody else."""
    st.session_state[_TURN] = int(st.session_state.get(_TURN, 0)) + 1


def _one(person: Visitor, one: Account) -> None:
    office, actor = person.office, person.actor
    with st.container(border=True, key="account-chosen"):
        st.markdown(f"**{plain(one.name)}** · {plain(role_name(one.role))}")
        if one.email == OPERATOR:
            st.caption(_("서버의 명령이 쓰는 계정이라 로그인하거나 바꿀 수 없습니다."))
            return
        if one.id == actor.account_id:
            _own(person)
            return
        with st.container(horizontal=True):
            if one.active:
                _invite(person, one)
                if st.button(_("모두 로그아웃"), key="account-end"):
                    _do(lambda: sign_ins.end_sign_ins(office, actor, one.id))
            if _sure(_("인증 앱 초기화"), _(_RESET), "account-reset"):
                _do(lambda: second_factor.reset(office, actor, one.id))
            if not one.active:
                if st.button(_("다시 사용"), key="account-switch"):
                    _do(lambda: accounts.enable(office, actor, one.id))
            elif _sure(
                _("사용 중지"),
                _("열려 있는 화면이 바로 닫히고 로그인할 수 없습니다. 나중에 다시 켤 수 있습니다."),
                "account-switch",
            ):
                _do(lambda: accounts.disable(office, actor, one.id))
        if one.role != "owner":
            _role(person, one)
            st.caption(_("역할을 바꾸면 열려 있는 화면이 바로 닫힙니다."))


def _own(person: Visitor) -> None:
    """What an administrator does with their own account; the rest is another's to do."""
    st.caption(_("자기 계정의 초대 코드, 중지, 역할은 다른 관리자가 바꿉니다."))
    opened = st.popover(_("인증 앱 초기화"), key="own-reset", on_change="rerun")
    if opened.open:
        with opened:
            st.write(_(_RESET))
            with reported():
                if own_factor.reset_own(person):
                    st.rerun()


def _invite(person: Visitor, one: Account) -> None:
    label = _("초대 코드 내기")
    if one.password_hash is None:  # nothing that is in use ends
        pressed = st.button(label, key="account-invite")
    else:
        told = _("지금 비밀번호와 로그인이 끝나고, 코드로 다시 들어와야 합니다.")
        pressed = _sure(label, told, "account-invite")
    if pressed:
        with reported():
            made = invitations.invite(person.office, person.actor, one.id)
            st.session_state["account-told"] = made
            st.rerun(scope="fragment")


def _sure(label: str, told: str, key: str) -> bool:
    """Whether it was confirmed, after what it does was read."""
    with st.popover(label, key=f"{key}-open"):
        st.write(told)
        return st.button(_("네, 그렇게 합니다"), type="primary", key=key)


def _role(person: Visitor, one: Account) -> None:
    staff = [role for role in ROLES if role != "owner"]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        role = st.selectbox(
            _("역할"),
            staff,
            index=staff.index(one.role) if one.role in staff else 0,
            format_func=role_name,
            key=f"account-role-{one.id}",
            width=200,
        )
        if st.button(_("역할 바꾸기"), key="account-role-change", disabled=role == one.role):
            _do(lambda: accounts.change_role(person.office, person.actor, one.id, role))


def _do(work: Callable[[], None]) -> None:
    with reported():
        work()
        st.rerun(scope="fragment")


def _told() -> None:
    made = st.session_state.pop("account-told", None)
    if made is None:
        return
    with st.container(border=True, key="account-code"):
        st.markdown(f"**{plain(made.person)}** — {_('초대 코드입니다. 지금만 보입니다.')}")
        st.code(f"{made.name}\n{made.code}", language=None)
        st.caption(
            _(
                "로그인 화면의 '초대 코드'에서 {day}까지 한 번 쓸 수 있습니다.",
                day=day(made.expires_at),
            )
        )


def _new(person: Visitor) -> None:
    role = st.selectbox(_("역할"), ROLES, format_func=role_name, key="account-role", width=420)
    firm = firm_choice(person, "account-firm") if role == "owner" else None
    sent_forms.begin("new-account", "account-name", "account-email")
    with st.form("new-account", border=False, width=420):
        name = st.text_input(_("이름"), key="account-name")
        email = st.text_input(_("이메일"), key="account-email")
        st.caption(_("만들면 초대 코드가 나옵니다. 비밀번호는 그 사람이 정합니다."))
        sent = st.form_submit_button(_("만들기"), type="primary")
    if sent:
        with reported():
            number = accounts.create_account(
                person.office,
                person.actor,
                email=email,
                name=name,
                role=role,
                firm_id=firm,
            )
            made = invitations.invite(person.office, person.actor, number)
            st.session_state["account-told"] = made
            sent_forms.stored("new-account")
            st.rerun(scope="fragment")
