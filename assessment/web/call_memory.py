"""A call as it was computed last, shared by everybody who looks at it, until anything changes."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date

import streamlit as st

from assessment.locale import translate as _
from assessment.services import call_desk
from assessment.services.ranking import CallView, call_view
from assessment.web.visitor import Visitor

MOST = 4
Key = tuple[int, str, date]


@dataclass(frozen=True, eq=False)
class Seen:
    """A view and the last change that it takes in."""

    view: CallView
    change: int


_seen: OrderedDict[Key, Seen] = OrderedDict()
_guard = threading.Lock()


def seen_now(person: Visitor, call_id: int) -> Seen:
    """The call with everything that has happened until now."""
    change = call_desk.last_change(person.office, person.actor)
    key = _key(person, call_id)
    with _guard:
        found = _seen.get(key)
    if found is not None and found.change == change:
        return found
    with st.spinner(_("신청 자료를 모아 순위를 매기고 있습니다…"), show_time=True):
        made = Seen(call_view(person.office, person.actor, call_id), change)
    with _guard:
        _seen[key] = made
        _seen.move_to_end(key)
        while len(_seen) > MOST:
            _seen.popitem(last=False)
    return made


def seen_before(person: Visitor, call_id: int, change: int) -> Seen:
    """The call as this page began with it, so that rows stay put while one pages through them."""
    call_desk.last_change(person.office, person.actor)
    with _guard:
        found = _seen.get(_key(person, call_id))
    return found if found is not None and found.change == change else seen_now(person, call_id)


def _key(person: Visitor, call_id: int) -> Key:
    return call_id, person.language, person.office.today()
