"""A page that comes back after its connection was cut asks for its script anew.

Streamlit's page does so only where its last run was a fragment's, was still going, or where some
part of it runs by the clock. Elsewhere a click that the cut took along would stay on the screen
and never reach the server, and one that was stored would never be called stored.
"""

from datetime import timedelta

import streamlit as st

EVERY = timedelta(days=1)
"""Longer than any sign-in lasts: the clock itself never runs the part."""


@st.fragment(run_every=EVERY)
def when_back() -> None:
    """Draw nothing; with it the page has a part that runs by the clock."""
