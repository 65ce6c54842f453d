"""One item of an interview: what the owner says, and what stands there, stored in one pass."""

from dataclasses import dataclass
from functools import partial

import streamlit as st

from assessment.definitions.questionnaires import ChoiceItem, LevelItem, MultiItem
from assessment.locale import translate as _
from assessment.problems import AssessmentError, Problem
from assessment.services.assessing import interview
from assessment.services.assessing.answering import AnswerConflict, key_of
from assessment.services.assessing.item_texts import answer_text, item_text, reason_text, unit_text
from assessment.services.review.review_item import ReviewedItem, item_under_review
from assessment.services.review.reviewing import REASON_CODES
from assessment.web.answering import answer_fields
from assessment.web.answering.answer_fields import NOT_APPLICABLE, UNKNOWN, Place
from assessment.web.refusals import show
from assessment.web.review import review_state as state
from assessment.web.review.review_findings import as_kept, code_of
from assessment.web.visitor import tab, visitor
from assessment.web.wording import clock, plain

HEAD = "interview-head"
_STATES = {NOT_APPLICABLE: "not_applicable", UNKNOWN: "unknown"}
_OTHERS = tuple(code for code in REASON_CODES if code != "confirmed")


@dataclass(frozen=True)
class _Said:
    """What the fields say: an answer, and what was seen instead of it, if anything."""

    code: str
    na_reason: str | None
    found: str
    why: str
    note: str | None

    @property
    def complete(self) -> bool:
        """Whether nothing is missing that storing needs."""
        if not self.code or (self.code == NOT_APPLICABLE and not self.na_reason):
            return False
        if self.found in ("", self.code):
            return True
        return bool(self.why) and (self.why != "other" or bool(self.note))


def draw(assessment_id: int, item: str) -> None:
    """The item in a fragment of its own."""
    st.fragment(partial(_item, assessment_id, item), key=f"asked-{item}")()


def _item(assessment_id: int, item: str) -> None:
    one = _now(assessment_id, item)
    place = Place(assessment_id, item, key_of(one.claim, tab()))
    text = item_text(one.release, item)
    with st.container(border=True, key=f"row-{item}"):
        claim, finding = st.columns([1, 1], gap="medium")
        with claim, st.container(gap="xsmall"):
            st.markdown(f"**{plain(text.question)}**")
            _claim(place, one)
        with finding, st.container(gap="xsmall"):
            if text.check:
                st.markdown(f":blue[{_('현장 질문')}] {plain(text.check)}")
            _finding(place, one)
            # a field's key is known to the session only once the field is drawn
            if _reconciled(place, one):
                st.rerun()
            _standing(place, one)


def _now(assessment_id: int, item: str) -> ReviewedItem:
    person = visitor()
    return item_under_review(person.office, person.actor, assessment_id, item)


# ---- fields ----------------------------------------------------------------------------------


def _claim(place: Place, one: ReviewedItem) -> None:
    definition, text = one.release.items[one.item], item_text(one.release, one.item)
    held = code_of(one.claim_state, one.claim_value)
    if isinstance(definition, LevelItem | ChoiceItem):
        words = answer_fields.labels(definition, text)
        st.radio(
            _("업체의 답"),
            list(words),
            index=list(words).index(held) if held in words else None,
            format_func=words.__getitem__,
            key=place.key("said"),
            label_visibility="collapsed",
            on_change=_changed,
            args=(place,),
        )
    else:
        _typed(place, one, "" if held in _STATES else held)
        special = {UNKNOWN: _("잘 모르겠음")}
        if definition.not_applicable:
            special = {NOT_APPLICABLE: _("해당 없음")} | special
        st.pills(
            _("답할 수 없다면"),
            list(special),
            default=held if held in special else None,
            format_func=special.__getitem__,
            key=place.key("said"),
            label_visibility="collapsed",
            on_change=_changed,
            args=(place,),
        )
    many = definition.not_applicable
    if _value(place, "said") == NOT_APPLICABLE and len(many) > 1:
        reason = one.claim.reason if one.claim else None
        st.selectbox(
            _("해당하지 않는 이유를 고르면 저장됩니다"),
            many,
            index=many.index(reason) if reason in many else None,
            format_func=lambda code: reason_text(one.release, code),
            key=place.key("said-reason"),
            on_change=_changed,
            args=(place,),
        )


def _typed(place: Place, one: ReviewedItem, held: str) -> None:
    definition, options = one.release.items[one.item], item_text(one.release, one.item).options
    if isinstance(definition, MultiItem):
        st.pills(
            _("업체의 답"),
            [option.id for option in definition.options],
            selection_mode="multi",
            default=held.split(),
            format_func=lambda option: plain(options[option].label),
            key=place.key("typed"),
            label_visibility="collapsed",
            on_change=_changed,
            args=(place,),
        )
        return
    unit = unit_text(definition)
    label = _("업체의 답 ({unit})", unit=plain(unit)) if unit else _("업체의 답")
    key = place.key("typed")
    st.text_input(label, value=held, key=key, on_change=_changed, args=(place,))


def _finding(place: Place, one: ReviewedItem) -> None:
    """Only what differs from the words is chosen here; a new answer begins anew."""
    code = _value(place, "said")
    definition = one.release.items[one.item]
    if not code or not isinstance(definition, LevelItem | ChoiceItem):
        return
    options = item_text(one.release, one.item).options
    known = [option.id for option in definition.options]
    held = code_of(one.found.state, one.found.value) if one.found and one.holds else ""
    st.pills(
        _("현장에서 본 것이 답과 다르면 고르십시오"),
        known,
        default=held if held in known and held != code else None,
        format_func=lambda option: plain(options[option].label if option in options else option),
        key=place.key(f"seen-{code}"),
        on_change=_changed,
        args=(place,),
    )
    if _value(place, f"seen-{code}") in ("", code):
        return
    kept = held == _value(place, f"seen-{code}")
    reason = one.found.reason_code if one.found and kept else None
    with st.container(key=f"why-{one.item}", gap="xsmall"):
        why = st.pills(
            _("사유") if reason else _("아직 저장 안 됨 · 사유를 고르면 저장됩니다"),
            _OTHERS,
            default=reason if reason in _OTHERS else None,
            format_func=lambda option: _(REASON_CODES[option]),
            key=place.key(f"cause-{code}"),
            required=True,
            on_change=_changed,
            args=(place,),
        )
        if why:
            st.text_input(
                _("무엇을 보았습니까?"),
                value=(one.found.note or "") if one.found and one.holds else "",
                max_chars=500,
                placeholder=_("'기타'이면 꼭 적어 주십시오"),
                key=place.key(f"note-{code}"),
                on_change=_changed,
                args=(place,),
            )


def _standing(place: Place, one: ReviewedItem) -> None:
    for problem in _failures().get(place.of, ()):
        show(problem)
    if one.claim is None or one.claim_state == "unanswered":
        st.caption(_("고르면 답과 확인이 함께 저장됩니다"))
        return
    said = plain(answer_text(one.release, one.item, one.claim_state, one.claim_value))
    line = f":green[**{_('저장됨 {time}', time=clock(one.claim.at))}**] {_('답')} {said}"
    if one.found is not None and one.holds:
        found = plain(answer_text(one.release, one.item, one.found.state, one.found.value))
        line += f" · {_('확인')} {found}"
    elif one.claim.source == "carried":
        line = f"{_('지난 답')} {said} · {_('다시 고르면 확인됩니다')}"
    else:
        line += f" · {_('확인 전')}"
    st.markdown(line)


# ---- storing ---------------------------------------------------------------------------------


def _value(place: Place, field: str) -> str:
    return st.session_state.get(place.key(field)) or ""


def _said(place: Place, one: ReviewedItem) -> _Said:
    code = _value(place, "said")
    if not code:
        typed: str | list[str] = st.session_state.get(place.key("typed")) or ""
        said = " ".join(typed) if isinstance(typed, list) else typed
        code = as_kept(one.release.items[one.item], said)
    reasons = one.release.items[one.item].not_applicable
    single = reasons[0] if len(reasons) == 1 else None
    return _Said(
        code,
        (single or _value(place, "said-reason") or None) if code == NOT_APPLICABLE else None,
        _value(place, f"seen-{code}"),
        _value(place, f"cause-{code}"),
        _value(place, f"note-{code}") or None,
    )


def _changed(place: Place) -> None:
    _store(place, _now(place.assessment_id, place.item))
    st.rerun(scope=(f"asked-{place.item}", HEAD))


def _reconciled(place: Place, one: ReviewedItem) -> bool:
    """Whether something was stored that the browser brought along after the server died."""
    said = _said(place, one)
    held = code_of(one.claim_state, one.claim_value)
    if not said.code or said.code == held or place.of in _failures() or not said.complete:
        return False
    if not state.first_time(place.key(said.code)):
        return False
    return _store(place, one)


def _store(place: Place, one: ReviewedItem) -> bool:
    said, person = _said(place, one), visitor()
    if not said.complete:
        return False
    answer_state = _STATES.get(said.code, "answered")
    differs = said.found not in ("", said.code)
    try:
        _stored, totals = interview.interview_answer(
            person.office,
            person.actor,
            place.assessment_id,
            place.item,
            answer_state,
            said.code if answer_state == "answered" else None,
            said.na_reason,
            tab=tab(),
            seen=place.epoch,
            found_state="answered" if differs else None,
            found_value=said.found if differs else None,
            reason_code=said.why if differs else "confirmed",
            note_text=said.note if differs else None,
        )
    except AnswerConflict as conflict:
        _failures()[place.of] = tuple(conflict.problems)
        return False
    except AssessmentError as refused:
        _failures()[place.of] = tuple(refused.problems)
        return False
    _failures().pop(place.of, None)
    state.keep_totals(place.assessment_id, totals)
    return True


def _failures() -> dict[tuple[int, str], tuple[Problem, ...]]:
    found: dict[tuple[int, str], tuple[Problem, ...]]
    found = st.session_state.setdefault("failed-interview", {})
    return found
