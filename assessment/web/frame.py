"""What stands around every screen: who, where, which round, what is true of all below."""

import html
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from assessment.locale import LANGUAGES, Language
from assessment.locale import translate as _
from assessment.services.entry import accounts
from assessment.services.office import Role
from assessment.services.standing import standing
from assessment.web import look
from assessment.web.screen_names import SCREENS_OF
from assessment.web.visitor import LANGUAGE_KEY, Visitor
from assessment.web.wording import plain

if TYPE_CHECKING:
    from streamlit.navigation.page import StreamlitPage

_SCREENS = Path(__file__).parent / "screens"
_SWITCHED = "language-switched"


def pages(role: Role) -> list["StreamlitPage"]:
    """The screens of a role, its first one the start; nobody else's are even known."""
    titles = {
        "assess": (_("자가진단"), ":material/checklist:"),
        "result": (_("진단 결과"), ":material/insights:"),
        "firm": (_("우리 공장"), ":material/factory:"),
        "apply": (_("지원사업"), ":material/volunteer_activism:"),
        "inbox": (_("검토함"), ":material/inbox:"),
        "review": (_("검토"), ":material/fact_check:"),
        "interview": (_("대신 입력"), ":material/record_voice_over:"),
        "referrals": (_("연계 요청"), ":material/handshake:"),
        "firms": (_("업체"), ":material/domain:"),
        "forms": (_("양식 가져오기"), ":material/upload_file:"),
        "complex": (_("산업단지 현황"), ":material/location_city:"),
        "calls": (_("지원사업 공고"), ":material/leaderboard:"),
        "admin": (_("관리"), ":material/settings:"),
    }
    return [
        st.Page(
            str(_SCREENS / f"{name}.py"),
            title=titles[name][0],
            icon=titles[name][1],
            url_path=name,
            default=place == 0,
        )
        for place, name in enumerate(SCREENS_OF[role])
        if (_SCREENS / f"{name}.py").exists()
    ]


def password_page() -> "StreamlitPage":
    """Everybody's own password."""
    return st.Page(
        str(_SCREENS / "password.py"),
        title=_("비밀번호"),
        icon=":material/key:",
        url_path="password",
        visibility="hidden",
    )


def account_page() -> "StreamlitPage":
    """Everybody's own account."""
    return st.Page(
        str(_SCREENS / "account.py"),
        title=_("내 계정"),
        icon=":material/person:",
        url_path="account",
        visibility="hidden",
    )


def header(person: Visitor, known: Sequence["StreamlitPage"]) -> None:
    """Product, complex and round, the person, the language, the way out; owners' places below."""
    if st.session_state.pop(_SWITCHED, False):
        _say_anew()
    with st.container(key="top"):
        st.html(look.style())
        # the sidebar stands before it; the first Tab comes here all the same
        skip = _("본문으로 건너뛰기")
        st.html(f'<a class="skip" href="#start" tabindex="1">{skip}</a>')
        with st.container(key="frame", horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{_('스마트공장 진단·지원')}**", width="content")
            with st.container(key="who", horizontal=True, width="content", gap="small"):
                who = f"{person.actor.name} · {role_name(person.actor.role)}"
                st.caption(f"{plain(_place(person))} · {plain(who)}")
            _language_switch(person)
            st.link_button(_("로그아웃"), "/logout", type="tertiary")
        if person.actor.role == "owner":
            with st.container(key="places", horizontal=True, gap="small"):
                for page in known:
                    st.page_link(page, width="content")
        notices(person.actor.demo)
        st.html(f'<div id="start" tabindex="-1"{_for_typing(person)}></div>')


def _for_typing(person: Visitor) -> str:
    """What `typing.js` must know: whose the fields are, and what it says when it fills them."""
    said = _("로그인이 끝나기 전에 쓰던 내용을 되살렸습니다. 칸을 떠나거나 저장을 눌러 주십시오.")
    account = sha256(person.actor.pseudonym.encode()).hexdigest()
    return f' data-account="{account}" data-restored="{html.escape(said)}"'


def footer(person: Visitor) -> None:
    """Whom to ask, and one's own account."""
    with st.container(key="foot", horizontal=True, vertical_alignment="center"):
        st.caption(_("문의: 사업 운영 담당자"), width="stretch")
        if not person.actor.must_change_password:
            st.page_link(account_page(), label=_("내 계정"), width="content")


def notices(demo: bool, *more: str) -> None:
    """The thin line under the header: what is true of all that follows."""
    said = ([_("가상 데이터 — 실제 업체의 자료가 아닙니다")] if demo else []) + list(more)
    if said:
        st.html(f'<div class="notice" role="note">{" · ".join(map(html.escape, said))}</div>')


def _place(person: Visitor) -> str:
    now = standing(person.office)
    return f"{now.complex} · {now.round}" if now.round else _("열린 회차 없음")


def role_name(role: str) -> str:
    """What the role is called."""
    names = {
        "owner": _("공장 대표·담당자"),
        "consultant": _("컨설턴트"),
        "manager": _("사업 담당자"),
        "admin": _("관리자"),
    }
    return names.get(role, role)


def _language_switch(person: Visitor) -> None:
    names = {"ko": "한국어", "en": "English"}
    other = next(code for code in LANGUAGES if code != person.language)
    if st.button(names[other], key="switch-language", type="tertiary"):
        switch_language(person, other)


def switch_language(person: Visitor, chosen: Language) -> None:
    """Keep it for this account and draw the screen anew."""
    st.session_state[LANGUAGE_KEY] = chosen
    st.session_state[_SWITCHED] = True
    accounts.choose_language(person.office, person.actor, chosen)
    st.rerun()


def _say_anew() -> None:
    """A field goes on showing its choice in the words of before until it is given it again."""
    for key, chosen in st.session_state.to_dict().items():
        some = chosen if isinstance(chosen, list) else [chosen]
        if some and all(isinstance(one, str) for one in some):
            st.session_state[key] = chosen
