"""The fields of one item, and what their present content would be as an answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from assessment.definitions.questionnaires import (
    ChoiceItem,
    Item,
    LevelItem,
    MultiItem,
    NumberItem,
    PlainItem,
)
from assessment.definitions.texts import ItemText
from assessment.locale import translate as _
from assessment.services.assessing.answering import StoredAnswer
from assessment.web.firms.firm_words import told
from assessment.web.wording import plain

NOT_APPLICABLE, UNKNOWN = "!na", "!unknown"


@dataclass(frozen=True)
class Wanted:
    """What the fields say; `state` is none while a reason is still to be chosen."""

    state: str | None
    value: str | None = None
    reason: str | None = None

    def differs(self, stored: StoredAnswer | None) -> bool:
        """Whether it is a complete answer other than the stored one."""
        if self.state is None:
            return False
        if stored is None:
            return self.state != "unanswered"
        return (self.state, self.value, self.reason) != (stored.state, stored.value, stored.reason)


@dataclass(frozen=True)
class Place:
    """Which item the fields belong to; a key carries the epoch, so it dies with the epoch."""

    assessment_id: int
    item: str
    epoch: int

    @property
    def of(self) -> tuple[int, str]:
        """The item of the assessment, whatever the epoch."""
        return self.assessment_id, self.item

    def key(self, field: str) -> str:
        """The widget's key."""
        return f"{field}-{self.assessment_id}-{self.item}-{self.epoch}"


def draw(
    place: Place,
    definition: Item,
    text: ItemText,
    reasons: Mapping[str, str],
    stored: StoredAnswer | None,
    *,
    disabled: bool,
    on_change: Callable[..., None],
) -> None:
    """The fields, first showing what is stored; `on_change` gets place and definition."""
    shared: dict[str, Any] = {
        "disabled": disabled,
        "on_change": on_change,
        "args": (place, definition),
    }
    if isinstance(definition, LevelItem | ChoiceItem):
        _options(place, definition, text, stored, shared)
    else:
        _field(place, definition, text, stored, shared)
        _states(place, definition, stored, shared)
    if _chosen(place) == NOT_APPLICABLE and len(definition.not_applicable) > 1:
        known = list(definition.not_applicable)
        before = stored.reason if stored and stored.reason in known else None
        st.radio(
            _("해당하지 않는 이유를 골라 주십시오. 고르면 저장됩니다."),
            known,
            index=known.index(before) if before else None,
            format_func=lambda reason: plain(reasons[reason]),
            key=place.key("reason"),
            width="stretch",
            **shared,
        )


def wanted(place: Place, definition: Item) -> Wanted:
    """What the fields say now."""
    chosen = _chosen(place)
    if chosen == UNKNOWN:
        return Wanted("unknown")
    if chosen == NOT_APPLICABLE:
        single = definition.not_applicable[0] if len(definition.not_applicable) == 1 else None
        reason = single or st.session_state.get(place.key("reason"))
        return Wanted("not_applicable", None, reason) if reason else Wanted(None)
    if isinstance(definition, LevelItem | ChoiceItem):
        return Wanted("answered", chosen) if chosen else Wanted("unanswered")
    value = _value(definition, st.session_state.get(place.key("value")))
    return Wanted("answered", value) if value else Wanted("unanswered")


def fill(place: Place, definition: Item, answer: Wanted) -> None:
    """Make the fields say this; only before they are drawn."""
    special = {"not_applicable": NOT_APPLICABLE, "unknown": UNKNOWN}.get(answer.state or "")
    st.session_state[place.key("reason")] = answer.reason
    if isinstance(definition, LevelItem | ChoiceItem):
        st.session_state[place.key("choice")] = special or answer.value
    else:
        st.session_state[place.key("choice")] = special
        st.session_state[place.key("value")] = _shown(definition, answer.value)


def _chosen(place: Place) -> str | None:
    found: str | None = st.session_state.get(place.key("choice"))
    return found


def _stored_choice(stored: StoredAnswer | None) -> str | None:
    if stored is None or stored.state == "unanswered":
        return None
    special = {"not_applicable": NOT_APPLICABLE, "unknown": UNKNOWN}
    return special.get(stored.state, stored.value)


def labels(definition: LevelItem | ChoiceItem, text: ItemText) -> dict[str, str]:
    """What each row says: the options, then what can be said instead."""
    options = {
        option.id: plain(text.options[option.id].descriptor if option.id in text.options else "?")
        for option in definition.options
    }
    return options | _special(definition)


def _special(definition: Item) -> dict[str, str]:
    many = len(definition.not_applicable) > 1
    names = {NOT_APPLICABLE: _("해당 없음 (이유 고르기)") if many else _("해당 없음")}
    if not definition.not_applicable:
        names = {}
    return names | {UNKNOWN: _("잘 모르겠음")}


def _options(
    place: Place,
    definition: LevelItem | ChoiceItem,
    text: ItemText,
    stored: StoredAnswer | None,
    shared: dict[str, Any],
) -> None:
    special = _special(definition)
    words = labels(definition, text)
    known = list(words)
    before = _stored_choice(stored)
    chosen = _chosen(place) or before
    example = text.options[chosen].example if chosen in text.options else None
    captions = [
        _("예) {example}", example=plain(example)) if one == chosen and example else ""
        for one in known
    ]

    # the container's name tells the keyboard's script how many rows at the end are no options
    with st.container(key=f"options-{len(special)}"):
        st.radio(
            plain(text.question),
            known,
            index=known.index(before) if before in known else None,
            format_func=words.__getitem__,
            captions=captions,
            label_visibility="collapsed",
            key=place.key("choice"),
            width="stretch",
            **shared,
        )


def _states(
    place: Place, definition: Item, stored: StoredAnswer | None, shared: dict[str, Any]
) -> None:
    special = _special(definition)
    before = _stored_choice(stored)
    st.pills(
        _("답할 수 없다면"),
        list(special),
        default=before if before in special else None,
        format_func=lambda one: special[one],
        key=place.key("choice"),
        **shared,
    )


def unit_of(definition: NumberItem) -> str:
    """The unit of a number in the reader's language."""
    return definition.unit if isinstance(definition.unit, str) else told(definition.unit)


def _field(
    place: Place,
    definition: NumberItem | MultiItem | PlainItem,
    text: ItemText,
    stored: StoredAnswer | None,
    shared: dict[str, Any],
) -> None:
    label, key = plain(text.question), place.key("value")
    before = _shown(definition, stored.value if stored else None)
    match definition:
        case NumberItem():
            st.number_input(
                f"{plain(text.short)} ({plain(unit_of(definition))})",
                min_value=definition.minimum,
                max_value=definition.maximum,
                value=before,
                key=key,
                **shared,
            )
        case MultiItem():
            st.pills(
                label,
                [option.id for option in definition.options],
                selection_mode="multi",
                default=before,
                format_func=lambda one: plain(text.options[one].descriptor),
                label_visibility="collapsed",
                key=key,
                **shared,
            )
        case PlainItem(type="date"):
            st.date_input(label, value=before, label_visibility="collapsed", key=key, **shared)
        case PlainItem(type="text"):
            st.text_area(
                label,
                value=before or "",
                max_chars=2_000,
                label_visibility="collapsed",
                key=key,
                **shared,
            )
        case _:
            st.caption(_("아래 '사진·파일'로 올려 주십시오."))


def _value(definition: Item, shown: Any) -> str | None:
    if shown is None or shown == "" or shown == []:
        return None
    match definition:
        case NumberItem():
            return f"{float(shown):.15g}"
        case MultiItem(options=options):
            return " ".join(option.id for option in options if option.id in shown)
        case PlainItem(type="date"):
            return str(shown.isoformat())
        case _:
            return str(shown).strip() or None


def _shown(definition: Item, value: str | None) -> Any:
    match definition:
        case MultiItem():
            return (value or "").split()
        case NumberItem():
            return float(value) if value else None
        case PlainItem(type="date"):
            return date.fromisoformat(value) if value else None
        case _:
            return value
