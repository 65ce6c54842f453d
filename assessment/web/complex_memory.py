"""A complex as it was computed last, shared by all who look at it, until anything changes."""

import threading
from collections import OrderedDict
from datetime import date

import streamlit as st

from assessment.locale import translate as _
from assessment.services import population
from assessment.services.call_desk import last_change
from assessment.services.population import Grouping, Overview, PopulationFilter
from assessment.web.visitor import Visitor

MOST = 16
Key = tuple[int, PopulationFilter, Grouping, date]
_seen: OrderedDict[Key, tuple[int, Overview]] = OrderedDict()
_guard = threading.Lock()


def overview_now(
    person: Visitor, round_id: int, filters: PopulationFilter, by: Grouping
) -> Overview:
    """The overview with everything that has happened until now."""
    change = last_change(person.office, person.actor)
    key = (round_id, filters, by, person.office.today())
    with _guard:
        found = _seen.get(key)
    if found is not None and found[0] == change:
        return found[1]
    with st.spinner(_("업체의 답을 모으고 있습니다…"), show_time=True):
        made = population.overview(person.office, person.actor, round_id, filters, by=by)
    with _guard:
        _seen[key] = (change, made)
        _seen.move_to_end(key)
        while len(_seen) > MOST:
            _seen.popitem(last=False)
    return made
