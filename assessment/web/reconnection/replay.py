"""What a browser brings along after the server died: the fields that it last showed."""

import re

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from assessment.web.answering.answer_fields import Place


def older_choice(place: Place) -> str | None:
    """The words of the option that this tab showed as chosen under an older epoch; else none.

    Asked once an item and session: within a session the callback of the field tells. Streamlit
    names no public way to the value of a field whose key is not drawn any more.
    """
    asked: set[str] = st.session_state.setdefault("replays-asked", set())
    context = get_script_run_ctx()
    if context is None or place.item in asked:
        return None
    asked.add(place.item)
    name = re.compile(rf"-choice-{place.assessment_id}-{re.escape(place.item)}-(\d+)$")
    brought = getattr(getattr(context.session_state, "_state", None), "_new_widget_state", None)
    older: dict[int, str] = {}
    for key, state in getattr(brought, "states", {}).items():
        found = name.search(str(key))
        said = getattr(getattr(state, "value", None), "string_value", "")
        if found and said and int(found[1]) != place.epoch:
            older[int(found[1])] = str(said)
    return older[max(older)] if older else None
