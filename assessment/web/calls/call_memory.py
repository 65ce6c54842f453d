"""A call as it was computed last, shared by everybody who looks at it, until anything changes."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import streamlit as st

from assessment.locale import translate as _
from assessment.services.funding import call_desk, deciding
from assessment.services.funding.deciding import Decision
from assessment.services.funding.ranking import CallView, call_view
from assessment.services.trust.erasing import erasures
from assessment.web.visitor import Visitor

MOST = 4
Key = tuple[int, str, date, int]
Kept = TypeVar("Kept")


@dataclass(frozen=True, eq=False)
class Seen:
    """A view and the last change that it takes in."""

    view: CallView
    change: int


_seen: OrderedDict[Key, Seen] = OrderedDict()
_taken: OrderedDict[Key, tuple[int, tuple[Decision, ...]]] = OrderedDict()
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
    _keep(_seen, key, made)
    return made


def seen_before(person: Visitor, call_id: int, change: int) -> Seen:
    """The call as this page began with it, so that rows stay put while one pages through them."""
    call_desk.last_change(person.office, person.actor)
    with _guard:
        found = _seen.get(_key(person, call_id))
    return found if found is not None and found.change == change else seen_now(person, call_id)


def taken_before(person: Visitor, call_id: int, change: int) -> tuple[Decision, ...]:
    """Every decision on the call, the newest first, as this page began with them."""
    call_desk.last_change(person.office, person.actor)
    key = _key(person, call_id)
    with _guard:
        found = _taken.get(key)
    if found is not None and found[0] == change:
        return found[1]
    with st.spinner(_("선정 결과를 읽고 있습니다…"), show_time=True):
        made = deciding.decisions(person.office, person.actor, call_id)
    _keep(_taken, key, (change, made))
    return made


def _keep(memory: OrderedDict[Key, Kept], key: Key, made: Kept) -> None:
    with _guard:
        memory[key] = made
        memory.move_to_end(key)
        while len(memory) > MOST:
            memory.popitem(last=False)


def _key(person: Visitor, call_id: int) -> Key:
    # not even a page that began before it goes on showing a firm that is erased
    return call_id, person.language, person.office.today(), erasures(person.office)
