"""What a call's rules ask of a firm or its plan that stands nowhere else in the register."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from assessment.definitions.programmes import Programme
from assessment.expressions import parse
from assessment.locale import translate as _
from assessment.problems import Problem
from assessment.services.applications.application_sheet import ApplicationSheet
from assessment.services.funding.reasons import fact_definitions, words_of
from assessment.services.register import firms
from assessment.services.register.facts import KEPT_APART
from assessment.web import saved_fields
from assessment.web.firms.firm_words import fact_name
from assessment.web.saved_fields import Save
from assessment.web.visitor import Visitor
from assessment.web.wording import plain


def asked(programme: Programme) -> list[str]:
    """Facts kept apart that a rule, a bonus or a criterion of this programme names."""
    rules = [one.rule for one in programme.eligibility]
    rules += [one.rule for one in programme.adjustments]
    rules += [one.value for one in programme.criteria if one.value and one.source == "fact"]
    names = frozenset[str]().union(*(parse(rule).names for rule in rules))
    return [name for name in KEPT_APART if name in names]


def draw(person: Visitor, programme: Programme) -> dict[str, Any]:
    """The fields, showing what is known; what they say and is not known so yet."""
    names = asked(programme)
    firm_id = person.actor.firm_id
    if not names or firm_id is None:
        return {}
    st.markdown(f"**{_('이 공고가 더 묻는 것')}**")
    known = firms.firm(person.office, person.actor, firm_id).firm.facts
    said = {name: _field(person, name, known) for name in names}
    return {name: v for name, v in said.items() if v is not None and v != known.get(name)}


def store(person: Visitor, said: Mapping[str, Any]) -> None:
    """Keep what was said of the firm."""
    if said and person.actor.firm_id is not None:
        firm_id = person.actor.firm_id
        known = firms.firm(person.office, person.actor, firm_id).firm
        told = {"facts": dict(said)}
        firms.save_firm(person.office, person.actor, firm_id, told, known.revision)


def fields(person: Visitor, sheet: ApplicationSheet) -> None:
    """The same one by one, each stored as it is left."""
    firm_id = sheet.data.application.firm_id
    if firm_id is None:
        return
    known = firms.firm(person.office, person.actor, firm_id).firm.facts
    for name in asked(sheet.data.programme):
        label = fact_name(person.office, name)
        stored, save = known.get(name), _saver(firm_id, name)
        if KEPT_APART[name] == "flag":
            saved_fields.flag(f"fact-{name}", label, stored, save)
        else:
            typed = "" if stored is None else f"{stored:,.15g}"
            place = f"fact-{name}"
            saved_fields.text(place, label, typed, save, alike=saved_fields.same_number)


def _saver(firm_id: int, name: str) -> Save:
    def save(person: Visitor, typed: Any) -> tuple[Problem, ...]:
        revision = firms.firm(person.office, person.actor, firm_id).firm.revision
        told = {"facts": {name: None if typed == "" else typed}}
        saved = firms.save_firm(person.office, person.actor, firm_id, told, revision)
        return tuple(saved.warnings)

    return save


def _field(person: Visitor, name: str, known: Mapping[str, Any]) -> Any:
    definition = fact_definitions(person.office.root).facts[name]
    label = plain(words_of(definition.label))
    stored = known.get(name)
    if KEPT_APART[name] != "flag":
        whole = None if stored is None else int(stored)  # kept as a float, which the field refuses
        return st.number_input(label, value=whole, min_value=0, step=1, key=f"fact-{name}")
    words = {True: _("예"), False: _("아니요")}
    return st.radio(
        label,
        list(words),
        index=list(words).index(stored) if stored in words else None,
        format_func=words.__getitem__,
        horizontal=True,
        key=f"fact-{name}",
    )
