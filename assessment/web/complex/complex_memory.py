"""A complex as it was computed last, shared by all who look at it, until anything changes."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, TypeVar

import streamlit as st

from assessment.locale import translate as _
from assessment.services.complex import population, population_whole
from assessment.services.complex.population import Grouping, Overview, PopulationFilter
from assessment.services.complex.population_whole import Whole, WholeChange
from assessment.services.funding.call_desk import last_change
from assessment.web.visitor import Visitor

MOST = 48
Made = TypeVar("Made")
_seen: OrderedDict[tuple[object, ...], tuple[int, Any]] = OrderedDict()
_guard = threading.Lock()


def overview_now(
    person: Visitor, round_id: int, form: str, filters: PopulationFilter, by: Grouping
) -> Overview:
    """The overview with everything that has happened until now."""

    def make() -> Overview:
        return population.overview(
            person.office, person.actor, round_id, filters, questionnaire=form, by=by
        )

    return _now(person, ("overview", round_id, form, filters, by), make)


def whole_now(person: Visitor, round_id: int, form: str, filters: PopulationFilter) -> Whole:
    """The estimates of the whole complex as they are now."""

    def make() -> Whole:
        return population_whole.whole(
            person.office, person.actor, round_id, filters, questionnaire=form
        )

    return _now(person, ("whole", round_id, form, filters), make)


def change_now(
    person: Visitor, round_id: int, form: str, filters: PopulationFilter
) -> WholeChange | None:
    """What has changed since the round before, as it is now."""

    def make() -> WholeChange | None:
        return population_whole.whole_change(
            person.office, person.actor, round_id, filters, questionnaire=form
        )

    return _now(person, ("change", round_id, form, filters), make)


def _now(person: Visitor, what: tuple[object, ...], make: Callable[[], Made]) -> Made:
    change = last_change(person.office, person.actor)
    key = (*what, person.office.today())
    with _guard:
        found = _seen.get(key)
    if found is not None and found[0] == change:
        kept: Made = found[1]
        return kept
    with st.spinner(_("업체의 답을 모으고 있습니다…"), show_time=True):
        made = make()
    with _guard:
        _seen[key] = (change, made)
        _seen.move_to_end(key)
        while len(_seen) > MOST:
            _seen.popitem(last=False)
    return made
