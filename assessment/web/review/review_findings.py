"""What a reviewer says of one item, stored at the click; what is not stored is told."""

from dataclasses import dataclass

import streamlit as st

from assessment.definitions.questionnaires import ChoiceItem, Item, LevelItem, MultiItem, NumberItem
from assessment.locale import translate as _
from assessment.problems import AssessmentError, Problem
from assessment.services.assessing.item_texts import item_text
from assessment.services.review import reviewing
from assessment.services.review.review_item import ReviewedItem, item_under_review
from assessment.web.review import review_state as state
from assessment.web.visitor import visitor
from assessment.web.wording import plain

NOT_APPLICABLE, UNKNOWN = "!na", "!unknown"
_STATES = {NOT_APPLICABLE: "not_applicable", UNKNOWN: "unknown"}
_CODES = {known: code for code, known in _STATES.items()}


@dataclass(frozen=True)
class Row:
    """What the whole sheet knows of an item and does not change while it is reviewed.

    `redrawn` names the fragments that a finding here redraws; `seen` is the claim's revision as
    it was drawn.
    """

    assessment_id: int
    item: str
    can_move: bool = False
    stake: float = 0.0
    changed: bool = False
    asked_again: bool = False
    doubts: tuple[str, ...] = ()
    redrawn: tuple[str, ...] = ()
    seen: int | None = None

    def key(self, part: str, turn: int) -> str:
        """The key of one of the row's fields."""
        return f"{part}-{self.assessment_id}-{self.item}-{turn}"


def code_of(answer_state: str, value: str | None) -> str:
    """How a row of choices names an answer."""
    return _CODES.get(answer_state, value or "")


def choices(one: ReviewedItem) -> dict[str, str]:
    """Options in order, then what can be said instead; the claimed one says so."""
    definition = one.release.items[one.item]
    if not isinstance(definition, LevelItem | ChoiceItem | MultiItem):
        return {}
    texts = item_text(one.release, one.item).options
    words = {o.id: plain(texts[o.id].label if o.id in texts else o.id) for o in definition.options}
    if isinstance(definition, MultiItem):
        return words
    if definition.not_applicable:
        words[NOT_APPLICABLE] = _("해당 없음")
    if one.claim_state == "unknown":
        words[UNKNOWN] = _("잘 모르겠음")
    claimed = code_of(one.claim_state, one.claim_value)
    if claimed in words:
        words[claimed] = _("**{answer}** (자가)", answer=words[claimed])
    return words


def wanted(row: Row, one: ReviewedItem, turn: int) -> str:
    """What the fields say was found; empty when nothing."""
    special = st.session_state.get(row.key("found-state", turn))
    said = special or st.session_state.get(row.key("found", turn))
    if isinstance(said, list):
        return " ".join(said)
    return as_kept(one.release.items[one.item], str(said or ""))


def as_kept(definition: Item, said: str) -> str:
    """A number as it is stored, so that 1,200 is the claim 1200."""
    if isinstance(definition, NumberItem):
        try:
            return f"{float(said.replace(',', '')):.15g}"
        except ValueError:
            return said.strip()
    return said.strip()


def specials(one: ReviewedItem) -> dict[str, str]:
    """What can be found besides a value, where there are no options to choose from."""
    words = {}
    if one.release.items[one.item].not_applicable:
        words[NOT_APPLICABLE] = _("해당 없음")
    if one.claim_state == "unknown":
        words[UNKNOWN] = _("잘 모르겠음")
    return words


def same(one: ReviewedItem, code: str) -> bool:
    """Whether it is what the firm claims."""
    return one.claim_state != "unanswered" and code == code_of(one.claim_state, one.claim_value)


def failures(row: Row) -> tuple[Problem, ...]:
    """Why the last finding here is not stored."""
    return _failures().get((row.assessment_id, row.item), ("", ()))[1]


def _failures() -> dict[tuple[int, str], tuple[str, tuple[Problem, ...]]]:
    found: dict[tuple[int, str], tuple[str, tuple[Problem, ...]]]
    found = st.session_state.setdefault("failed-findings", {})
    return found


# ---- what the fields call --------------------------------------------------------------------


def chosen(row: Row, turn: int) -> None:
    """A value, a reason or its words were chosen."""
    store(row, turn)
    st.rerun(scope=row.redrawn)


def confirm(row: Row) -> None:
    """The claim stands as it is; the fields are drawn anew from what is stored."""
    confirm_here(row)
    st.rerun(scope=row.redrawn)


def confirm_here(row: Row) -> None:
    """The same, while the row is being drawn."""
    one = _now(row)
    _verify(row, one, code_of(one.claim_state, one.claim_value), "confirmed", None)


def mark(row: Row) -> None:
    """To be sent back, or not after all."""
    state.mark(row.item, on=bool(st.session_state[f"mark-{row.item}"]))
    st.rerun(scope=row.redrawn)


def reconcile(row: Row, one: ReviewedItem, turn: int) -> bool:
    """Whether something was stored that a browser brought along after the server died.

    In the new session no callback fires; the key tells that nobody else has written since.
    """
    code = wanted(row, one, turn)
    held = code_of(one.found.state, one.found.value) if one.found else ""
    failed = _failures().get((row.assessment_id, row.item), ("", ()))[0]
    if not code or code in (held, failed) or not state.first_time(row.key(code, turn)):
        return False
    return store(row, turn)


def store(row: Row, turn: int) -> bool:
    """Whether the finding was complete and is stored: a value, and a reason for another one."""
    one = _now(row)
    code = wanted(row, one, turn)
    reason, said = "confirmed", None
    if not same(one, code):
        reason = st.session_state.get(row.key("reason", turn)) or ""
        said = st.session_state.get(row.key("note", turn))
    if not code or not reason or (reason == "other" and not said):
        return False
    stored = _verify(row, one, code, reason, said)
    if stored:
        state.count_own(row.assessment_id, row.item)
    return stored


def _now(row: Row) -> ReviewedItem:
    person = visitor()
    return item_under_review(person.office, person.actor, row.assessment_id, row.item)


def _verify(row: Row, one: ReviewedItem, code: str, reason: str, said: str | None) -> bool:
    person, place = visitor(), (row.assessment_id, row.item)
    answer_state = _STATES.get(code, "answered")
    try:
        totals = reviewing.verify(
            person.office,
            person.actor,
            row.assessment_id,
            row.item,
            answer_state,
            code if answer_state == "answered" else None,
            reason,
            state.method(row.assessment_id),
            said,
            _na_reason(one) if answer_state == "not_applicable" else None,
            seen=row.seen,
        )
    except AssessmentError as refused:
        _failures()[place] = code, tuple(refused.problems)
        return False
    _failures().pop(place, None)
    state.keep_totals(row.assessment_id, totals)
    return True


def _na_reason(one: ReviewedItem) -> str | None:
    if one.claim and one.claim.reason:
        return one.claim.reason
    known = one.release.items[one.item].not_applicable
    return known[0] if known else None
