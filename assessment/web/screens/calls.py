"""지원사업 공고: whom do we take, and on what grounds?"""

import streamlit as st

from assessment.locale import translate as _
from assessment.web import (
    call_eligibility,
    call_head,
    call_list,
    call_ranking,
    call_record,
    call_selection,
    manager_look,
)
from assessment.web.call_memory import seen_now
from assessment.web.visitor import visitor

TABS = {
    "eligibility": call_eligibility.draw,
    "ranking": call_ranking.draw,
    "selection": call_selection.draw,
    "record": call_record.draw,
}
START = "ranking"


def draw() -> None:
    """One call when the address names it, else all of them."""
    person = visitor()
    st.html(manager_look.STYLE)
    number = st.query_params.get("call", "")
    if not number.isdigit():
        call_list.draw(person)
        return
    seen = seen_now(person, int(number))
    call_head.draw(seen.view)
    names = {
        "eligibility": _("자격"),
        "ranking": _("순위"),
        "selection": _("선정"),
        "record": _("기록"),
    }
    wanted = st.query_params.get("tab", START)
    key = f"call-tabs-{person.language}"
    tabs = st.tabs(
        list(names.values()),
        default=names.get(wanted, names[START]),
        key=key,
        on_change=lambda: _remember(names, key),
    )
    for part, tab in zip(TABS.values(), tabs, strict=True):
        if tab.open:
            with tab:
                part(int(number), seen.change)


def _remember(names: dict[str, str], key: str) -> None:
    chosen = next((one for one, label in names.items() if label == st.session_state[key]), START)
    if chosen == START:
        st.query_params.pop("tab", None)
    else:
        st.query_params["tab"] = chosen


draw()
