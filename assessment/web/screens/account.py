"""내 계정: where one is signed in, password, second factor, language."""

import re

import streamlit as st

from assessment.locale import Language
from assessment.locale import translate as _
from assessment.services.entry import charges, second_factor, sign_ins
from assessment.services.entry.sign_ins import SignIn
from assessment.web import frame
from assessment.web.entering import own_factor
from assessment.web.entering.second_step import qr_code
from assessment.web.refusals import reported
from assessment.web.server.gate import SESSION_HEADER
from assessment.web.visitor import Visitor, visitor
from assessment.web.wording import day, day_and_time, plain

_CODES, _ENROLLING = "new-recovery-codes", "enrolling"


def draw() -> None:
    """One's own account alone; nothing of another's."""
    person = visitor()
    st.title(_("내 계정"), anchor=False)
    st.write(f"{plain(person.actor.name)} · {plain(frame.role_name(person.actor.role))}")
    if person.actor.demo:
        st.info(_("체험 계정은 비밀번호와 인증 앱을 쓰지 않습니다."))
    else:
        st.header(_("비밀번호"), anchor=False)
        st.page_link(frame.password_page(), label=_("비밀번호 바꾸기"), icon=":material/key:")
        st.header(_("인증 앱"), anchor=False)
        _second_factor(person)
    st.header(_("로그인한 곳"), anchor=False)
    _sign_ins(person)
    if person.actor.role == "consultant":
        st.header(_("이해관계 신고"), anchor=False)
        _interests(person)
    st.header(_("화면 언어"), anchor=False)
    _language(person)


@st.fragment
def _sign_ins(person: Visitor) -> None:
    person = visitor()
    here = st.context.headers.get(SESSION_HEADER) or ""
    found = sign_ins.sign_ins(person.office, person.actor)
    found = sorted(found, key=lambda one: one.token_hash != here)  # this one first
    for place, one in enumerate(found):
        _sign_in(person, one, place, here=one.token_hash == here)
    if len(found) > 1 and st.button(_("다른 곳은 모두 로그아웃"), key="end-others"):
        with reported():
            sign_ins.end_sign_ins(person.office, person.actor, keep=here)
            st.rerun(scope="fragment")


def _sign_in(person: Visitor, one: SignIn, place: int, *, here: bool) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        name = _("이 화면") if here else _("다른 기기나 브라우저")
        seen = _("마지막으로 쓴 때 {time}", time=day_and_time(one.seen_at))
        lines = [f"**{name}**", plain(_place(one)), plain(seen)]
        st.markdown("  \n".join(line for line in lines if line), width="stretch")
        if not here and st.button(_("로그아웃시키기"), key=f"end-{place}"):
            with reported():
                sign_ins.end_sign_in(person.office, person.actor, one.token_hash)
                st.rerun(scope="fragment")


def _place(one: SignIn) -> str:
    """The parts of a browser's name that people know, and the address."""
    said = one.device or ""
    systems = ("Windows", "Android", "iPhone", "iPad", "Mac OS", "Linux")
    browsers = {"Edg": "Edge", "Whale": "Whale", "SamsungBrowser": "Samsung Internet",
                "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}  # fmt: skip
    system = next((name for name in systems if name in said), "")
    browser = next((name for sign, name in browsers.items() if sign in said), "")
    return " · ".join(part for part in (browser, system, one.address or "") if part)


@st.fragment
def _second_factor(person: Visitor) -> None:
    person = visitor()
    if st.session_state.get(_CODES):
        _recovery_codes()
        return
    now = second_factor.standing(person.office, person.actor)
    if now.active:
        st.write(_("쓰고 있습니다. 남은 복구 코드 {n}개", n=now.recovery_codes))
        st.caption(_("기기를 잃어버렸으면 관리자에게 초기화를 부탁해 주십시오."))
        st.caption(_("새로 받으면 전에 받은 복구 코드는 쓸 수 없습니다."))
        _code_form(person, _("복구 코드 새로 받기"), "recovery")
        own_factor.switch_off(person, now)
        return
    st.write(_("로그인할 때 휴대전화의 인증번호도 물어, 비밀번호가 새어도 들어올 수 없게 합니다."))
    if not st.session_state.get(_ENROLLING):
        st.button(_("인증 앱 등록하기"), key="enrol", on_click=_enrolling, args=(True,))
        return
    device = own_factor.proven_device(person, now)
    if device is not None:
        st.image(qr_code(device.uri), width=220, caption=_("인증 앱으로 찍어 주십시오"))
        st.caption(_("찍을 수 없으면 이 키를 앱에 적어 주십시오:"))
        key = " ".join(re.findall(".{1,4}", device.secret))
        st.code(key, language=None, wrap_lines=True)
        _code_form(person, _("등록"), "enrol")
    st.button(_("그만두기"), key="enrol-no", on_click=_enrolling, args=(False,))


def _enrolling(now: bool) -> None:
    st.session_state[_ENROLLING] = now
    own_factor.forget_device()


def _recovery_codes() -> None:
    """Until they are said to be written down, so that no stray click takes them away."""
    st.success(_("복구 코드입니다. 지금만 보입니다. 적어서 따로 보관해 주십시오."))
    st.code("\n".join(st.session_state[_CODES]), language=None)
    st.caption(
        _(
            "기기를 잃어버렸을 때 인증번호 대신 씁니다. "
            "하나를 한 번씩만 쓸 수 있고, 다시 보여 드리지 않습니다."
        )
    )
    st.button(
        _("적어 두었습니다. 계속"),
        type="primary",
        key="codes-noted",
        on_click=lambda: st.session_state.pop(_CODES, None),
    )


def _code_form(person: Visitor, label: str, what: str) -> None:
    verbs = {"enrol": second_factor.confirm_device, "recovery": second_factor.new_recovery_codes}
    with st.form(f"code-{what}", border=False, width=420):
        code = st.text_input(
            _("인증 앱에 나온 여섯 자리"),
            key=f"code-of-{what}",
            max_chars=10,
            autocomplete="one-time-code",
        )
        sent = st.form_submit_button(label, type="primary" if what == "enrol" else "secondary")
    if sent:
        with reported():
            made = verbs[what](person.office, person.actor, code)
            st.session_state[_CODES] = made
            _enrolling(False)
            st.rerun(scope="fragment")


def _interests(person: Visitor) -> None:
    st.caption(_("가족이 일하거나 자문한 업체는 업체 화면에서 신고해 주십시오. 맡지 않게 됩니다."))
    for one in charges.interests(person.office, person.actor):
        st.markdown(f"- {plain(one.firm)} · {plain(one.reason)} ({day(one.declared_at)})")


def _language(person: Visitor) -> None:
    names: dict[Language, str] = {"ko": "한국어", "en": "English"}
    chosen: Language = st.radio(
        _("화면 언어"),
        list(names),
        index=list(names).index(person.language),
        format_func=names.__getitem__,
        horizontal=True,
        label_visibility="collapsed",
        key=f"own-language-{person.language}",  # follows the switch at the top
    )
    if chosen != person.language:
        frame.switch_language(person, chosen)


draw()
