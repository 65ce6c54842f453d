"""What a reviewer has begun in this browser tab: method, marks, running totals, own findings."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from assessment.services.review.review_item import (
    ReviewedItem,
    item_under_review,
    items_under_review,
)
from assessment.services.review.reviewing import METHODS, Totals
from assessment.web.visitor import Visitor, visitor

TOTALS, MARK = "totals", "mark"


@dataclass
class Fresh:
    """What one drawing of the whole page has read, for all its rows; empty once it is drawn.

    A row that is redrawn alone reads for itself.
    """

    person: Visitor | None = None
    items: Mapping[str, ReviewedItem] | None = None

    def who(self) -> Visitor:
        """The person at the screen."""
        return self.person or visitor()

    def item(self, assessment_id: int, item: str) -> ReviewedItem:
        """One item as it is now."""
        if self.items is not None:
            return self.items[item]
        person = self.who()
        return item_under_review(person.office, person.actor, assessment_id, item)

    def all(self, assessment_id: int) -> Mapping[str, ReviewedItem]:
        """Every item as it is now."""
        if self.items is not None:
            return self.items
        person = self.who()
        return items_under_review(person.office, person.actor, assessment_id)

    def over(self) -> None:
        """The page is drawn: from here on what is read must be read anew."""
        self.person = self.items = None


def totals_key(assessment_id: int) -> str:
    """Where this tab keeps the totals that the last verb gave."""
    return f"review-totals-{assessment_id}"


def keep_totals(assessment_id: int, totals: Totals) -> None:
    """The totals as the service gave them last."""
    st.session_state[totals_key(assessment_id)] = totals


def totals(assessment_id: int) -> Totals:
    """The totals kept last."""
    kept: Totals = st.session_state[totals_key(assessment_id)]
    return kept


def method(assessment_id: int) -> str:
    """How the reviewer looks at things now; it goes with every finding."""
    return str(st.session_state.get(f"method-{assessment_id}") or next(iter(METHODS)))


def marked() -> list[str]:
    """Items to be sent back; in the address, so that they outlive the server."""
    return list(st.query_params.get_all(MARK))


def mark(item: str, *, on: bool) -> None:
    """Put an item among those to be sent back, or take it out."""
    kept = [one for one in marked() if one != item] + ([item] if on else [])
    if kept:
        st.query_params[MARK] = kept
    else:
        st.query_params.pop(MARK, None)


def turn(assessment_id: int, one: ReviewedItem) -> int:
    """Goes into the keys of the item's fields: it changes when somebody else finds something.

    A choice that a crash delayed is then never taken for a new one.
    """
    return one.times - _own().get((assessment_id, one.item), 0)


def count_own(assessment_id: int, item: str) -> None:
    """This tab has just verified it through the item's own fields."""
    _own()[assessment_id, item] = _own().get((assessment_id, item), 0) + 1


def first_time(replay: str) -> bool:
    """Whether this session has not yet stored this on its own; a safeguard against storing it
    over and over when it reads back in another spelling."""
    known: set[str] = st.session_state.setdefault("replays-stored", set())
    fresh = replay not in known
    known.add(replay)
    return fresh


def _own() -> dict[tuple[int, str], int]:
    found: dict[tuple[int, str], int] = st.session_state.setdefault("own-findings", {})
    return found


def forget(assessment_id: int) -> None:
    """Nothing is begun any more: sent back or finished."""
    st.query_params.pop(MARK, None)
    known: list[Any] = [
        key for key in st.session_state if str(key).startswith(f"request-{assessment_id}-")
    ]
    for key in known:
        del st.session_state[key]
