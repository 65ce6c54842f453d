"""One's own second factor on the account screen: who enrols it or takes it off proves who they are.

The screen may have been left open by somebody else, so the session alone is not enough.
"""

import streamlit as st

from assessment.locale import translate as _
from assessment.services.entry import second_factor
from assessment.services.entry.second_factor import Device, Standing
from assessment.web.refusals import reported
from assessment.web.server.gate import SESSION_HEADER
from assessment.web.visitor import Visitor

_DEVICE = "new-device"


def proven_device(person: Visitor, now: Standing) -> Device | None:
    """The device to enrol, once the password was given; until then the question for it."""
    if _DEVICE not in st.session_state:
        with st.form("who-enrols", border=False, width=420):
            password = _own_password(now, "enrol")
            sent = st.form_submit_button(_("계속"), type="primary")
        if sent:
            with reported():
                st.session_state[_DEVICE] = second_factor.new_device(
                    person.office, person.actor, password, here=_here()
                )
                st.rerun(scope="fragment")
    return st.session_state.get(_DEVICE)


def forget_device() -> None:
    """The next who enrols is asked again."""
    st.session_state.pop(_DEVICE, None)


def switch_off(person: Visitor, now: Standing) -> None:
    """The way out, for the password and a code; nobody whose role needs the device has it."""
    if now.required:
        return
    opened = st.popover(_("인증 앱 끄기"), key="factor-off", on_change="rerun")
    if not opened.open:
        return
    with opened, st.form("factor-off-form", border=False):
        password = _own_password(now, "off")
        told = _("인증 앱에 나온 여섯 자리나 복구 코드")
        code = st.text_input(told, key="code-of-off", max_chars=20)
        sent = st.form_submit_button(_("끄기"))
        if sent:
            with reported():
                given = (person.office, person.actor, password, code)
                second_factor.remove_device(*given, here=_here())
                st.rerun(scope="fragment")


def reset_own(person: Visitor) -> bool:
    """Whether an administrator's own device was taken off, for the password; they are out then."""
    now = second_factor.standing(person.office, person.actor)
    with st.form("factor-reset-form", border=False):
        password = _own_password(now, "reset")
        if not st.form_submit_button(_("네, 그렇게 합니다"), type="primary"):
            return False
    second_factor.reset(
        person.office, person.actor, person.actor.account_id, password, here=_here()
    )
    return True


def _own_password(now: Standing, what: str) -> str:
    if not now.has_password:
        st.caption(_("로그인한 지 10분 안에만 할 수 있습니다."))
        return ""
    return st.text_input(
        _("지금 비밀번호"),
        type="password",
        autocomplete="current-password",
        key=f"own-password-{what}",
    )


def _here() -> str:
    return st.context.headers.get(SESSION_HEADER) or ""
