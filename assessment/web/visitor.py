"""Who is at this screen, asked of the database again on every rerun."""

from dataclasses import dataclass

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from assessment.locale import Language, language, speak
from assessment.locale import translate as _
from assessment.services.assessing import drafts, tabs
from assessment.services.entry import sessions
from assessment.services.office import Actor, Office
from assessment.web.one_run import once
from assessment.web.server.gate import MARK, MARK_HEADER, SESSION_HEADER
from assessment.web.server.place import office

LANGUAGE_KEY = "language"
_TAB = "tab"
_TYPED = (
    *("comment-", "choice-", "value-", "reason-", "typed-", "note-", "request-"),
    *("remark-text", "step-note", "referral-wish"),
)
"""Fields whose content is worth keeping; never one of a password or a code."""


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
        _signed_out(_kept_draft())
        st.stop()
    if st.session_state.setdefault("account", actor.account_id) != actor.account_id:
        # a connection that was lost and taken up again after somebody else signed in
        st.session_state.clear()
        st.session_state["account"] = actor.account_id
    _restore_draft(actor)
    return Visitor(office(), actor, language())


def _actor() -> Actor | None:
    token = st.context.headers.get(SESSION_HEADER) or ""
    return once("actor-of-run", lambda: sessions.signed_in(office(), token))


def tab() -> str:
    """A name for this browser tab that stays when the server restarts and the browser reconnects.

    After a restart the browser names its previous session in the websocket's protocol list.
    """
    if _TAB not in st.session_state:
        context = get_script_run_ctx()
        session = context.session_id if context else "none"
        offered = (st.context.headers.get("Sec-WebSocket-Protocol") or "").split(",")
        before = offered[2].strip() if len(offered) > 2 else ""
        st.session_state[_TAB] = tabs.tab_of(office(), session, before or None)
    return str(st.session_state[_TAB])


def _chosen_language(actor: Actor | None) -> Language:
    chosen = st.session_state.get(LANGUAGE_KEY) or (actor.language if actor else "ko")
    return "en" if chosen == "en" else "ko"


def _kept_draft() -> bool:
    """Whether what stands in the fields of this screen is kept for when the person is back."""
    fields = {
        str(key): value
        for key, value in st.session_state.items()
        if isinstance(value, str) and value and str(key).startswith(_TYPED)
    }
    if not fields:
        return False
    # keys of answers are right for this tab alone, so its name is kept beside them
    token = st.context.headers.get(SESSION_HEADER) or ""
    beside = {_TAB: str(st.session_state.get(_TAB, ""))}
    return drafts.keep_draft(office(), token, fields, beside)


def _restore_draft(actor: Actor) -> None:
    """Fill the fields of a new screen as they stood when the sign-in before ran out.

    Their keys carry the epoch of the answer, so what somebody else wrote meanwhile stays.
    """
    if st.session_state.setdefault("draft-restored", False):
        return
    st.session_state["draft-restored"] = True
    found = drafts.take_draft(office(), actor)
    st.session_state["draft"] = set(found)
    for key, value in found.items():
        if value and (key == _TAB or key.startswith(_TYPED)):
            st.session_state.setdefault(key, value)
    if found:
        st.toast(
            _("로그인이 끝나기 전에 쓰던 내용을 되살렸습니다."), icon=":material/restore_page:"
        )


def settled(person: Visitor, *keys: str) -> None:
    """These fields are stored, so that no older draft of them comes back."""
    mine = st.session_state.get("draft", set()) & set(keys)
    if mine:
        st.session_state["draft"] -= mine
        drafts.settle_draft(person.office, person.actor, mine)


def _signed_out(kept: bool) -> None:
    st.title(_("로그아웃되었습니다"), anchor=False)
    if kept:
        st.write(_("쓰던 내용은 따로 보관했습니다. 다시 로그인하면 그 자리에 되살아납니다."))
    st.write(_("저장된 답변은 그대로 있습니다. 다시 로그인하면 이어서 할 수 있습니다."))
    st.link_button(_("로그인 화면으로"), "/login?ended=1", type="primary")
