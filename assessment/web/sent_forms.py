"""Forms keep what was typed until it is stored; only then are they empty for the next."""

import streamlit as st


def begin(form: str, *fields: str) -> None:
    """Before the fields are drawn: empty them if what they said has just been stored."""
    if st.session_state.pop(f"{form}-stored", False):
        for field in fields:
            st.session_state.pop(field, None)


def stored(form: str) -> None:
    """What the form said is kept elsewhere from now on."""
    st.session_state[f"{form}-stored"] = True
