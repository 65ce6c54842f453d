"""Who is at this screen, asked of the database again on every rerun."""

from dataclasses import dataclass

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from assessment.locale import Language, language, speak
from assessment.locale import translate as _
from assessment.services import sessions, tabs
from assessment.services.office import Actor, Office
from assessment.web.gate import MARK, MARK_HEADER, SESSION_HEADER
from assessment.web.one_run import once
from assessment.web.place import office

LANGUAGE_KEY = "language"


@dataclass(frozen=True)
class Visitor:
    """The acting person, the office they act in, and the language they read."""

    office: Office
    actor: Actor
    language: Language


def came_through_gate() -> bool:
    """Whether this process's gate let the websocket in; without it nothing is drawn."""
    return st.context.headers.get(MARK_HEADER) == MARK


def visitor() -> Visitor:
    """The signed-in person; the run stops with a way back when the session has ended."""
    actor = _actor()
    speak(_chosen_language(actor))
    if actor is None:
        _signed_out()
        st.stop()
    if st.session_state.setdefault("account", actor.account_id) != actor.account_id:
        # a connection that was lost and taken up again after somebody else signed in
        st.session_state.clear()
        st.session_state["account"] = actor.account_id
    return Visitor(office(), actor, language())


def _actor() -> Actor | None:
    token = st.context.headers.get(SESSION_HEADER) or ""
    return once("actor-of-run", lambda: sessions.signed_in(office(), token))


def tab() -> str:
    """A name for this browser tab that stays when the server restarts and the browser reconnects.

    After a restart the browser names its previous session in the websocket's protocol list.
    """
    if "tab" not in st.session_state:
        context = get_script_run_ctx()
        session = context.session_id if context else "none"
        offered = (st.context.headers.get("Sec-WebSocket-Protocol") or "").split(",")
        before = offered[2].strip() if len(offered) > 2 else ""
        st.session_state["tab"] = tabs.tab_of(office(), session, before or None)
    return str(st.session_state["tab"])


def _chosen_language(actor: Actor | None) -> Language:
    chosen = st.session_state.get(LANGUAGE_KEY) or (actor.language if actor else "ko")
    return "en" if chosen == "en" else "ko"


def _signed_out() -> None:
    st.title(_("로그아웃되었습니다"))
    st.write(_("저장된 답변은 그대로 있습니다. 다시 로그인하면 이어서 할 수 있습니다."))
    st.link_button(_("로그인 화면으로"), "/login", type="primary")
