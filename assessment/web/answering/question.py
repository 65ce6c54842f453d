"""One question: its own fragment, stored at the click, honest about what is stored."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from assessment.definitions.questionnaires import ChoiceItem, Item, LevelItem
from assessment.definitions.releases import Release
from assessment.locale import translate as _
from assessment.problems import AssessmentError
from assessment.services.assessing import answering
from assessment.services.assessing.answering import AnswerConflict, Sheet, StoredAnswer
from assessment.services.assessing.item_texts import answer_text, item_text, reason_text
from assessment.services.assessing.one_item import ItemNow, contradictions_at, item_now
from assessment.services.authors import written_by
from assessment.web.answering import answer_fields, enclosures
from assessment.web.answering.answer_fields import Place, Wanted
from assessment.web.answering.progress import standing
from assessment.web.one_run import keep, once
from assessment.web.reconnection import replay
from assessment.web.visitor import Visitor, settled, tab, visitor
from assessment.web.wording import clock, plain

_log = logging.getLogger("assessment")
GoTo = Callable[[str], None]
_Of = tuple[int, str]
_ITEM = "item-of-run"
_STATES = ("answered", "not_applicable", "unknown", "unanswered")


@dataclass
class _Unsettled:
    """Answers of this tab that are not stored: somebody else's stands there, or it failed."""

    conflicts: dict[_Of, Wanted] = field(default_factory=dict)
    failures: dict[_Of, str] = field(default_factory=dict)


def _unsettled() -> _Unsettled:
    found: _Unsettled = st.session_state.setdefault("unsettled", _Unsettled())
    return found


@dataclass(frozen=True)
class _Around:
    """Places outside the fragment that a click writes to; what else stands there stays."""

    head: DeltaGenerator
    expected: DeltaGenerator


def question(sheet: Sheet, item: str, go_to: GoTo) -> None:
    """Draws the item: what a click leaves as it is here, what it changes in a fragment."""
    place = Place(sheet.assessment.id, item, sheet.keys[item])
    head = st.container(gap="xsmall", key="standing")
    _words(sheet, item)
    fields = st.container()
    # drawn first: what is stored below takes the comment's field along
    expected = enclosures.draw(visitor(), sheet, place, on_comment=_changed)
    keep(_ITEM, ItemNow(sheet.answers.get(item), place.epoch, sheet.open))
    with fields:
        _answer(sheet, item, _Around(head, expected), go_to)


@st.fragment
def _answer(sheet: Sheet, item: str, around: _Around, go_to: GoTo) -> None:
    """The fields; what they say and the database does not know is stored here, too.

    After a crash of the server the browser brings its fields along into a new session, in which
    no callback fires. The key of a field carries the epoch, so such a click is stored only if
    nobody else has written since; otherwise it is shown beside the stored answer. `sheet` is as
    old as the page; only the item itself is read again, which keeps a click cheap.
    """
    person = visitor()
    assessment_id, definition = sheet.assessment.id, sheet.release.items[item]
    now = once(_ITEM, lambda: item_now(person.office, person.actor, assessment_id, item, tab()))
    if now.key != sheet.keys[item]:
        st.rerun()  # somebody else has written: the comment's field has a new key, too
    place = Place(assessment_id, item, now.key)
    claims = {one: (kept.state, kept.value) for one, kept in sheet.answers.items()}
    if now.stored is not None:
        claims[item] = (now.stored.state, now.stored.value)
    _contradictions(sheet.release, item, claims, go_to)
    if now.open:
        _notice_replay(sheet, place, now.stored)
        _conflict(sheet, place, now.stored)
    answer_fields.draw(
        place,
        definition,
        item_text(sheet.release, item),
        {r: reason_text(sheet.release, r) for r in definition.not_applicable},
        now.stored,
        disabled=not now.open,
        on_change=_changed,
    )
    if now.open and _reconciled(person, definition, place, now.stored):
        st.rerun()
    with around.expected:
        enclosures.expected(sheet.release, item, now.stored)
    with around.head:
        _standing(sheet, claims, *_saved(definition, place, now.stored))
        if place.of in _unsettled().failures:
            st.button(_("다시 시도"), key=f"retry-{item}", icon=":material/refresh:")


def _words(sheet: Sheet, item: str) -> None:
    text = item_text(sheet.release, item)
    with st.container(key="asked"):
        st.title(plain(text.question), anchor=False)
    if text.help:
        named = _("낱말 뜻: {words}", words=plain(", ".join(text.help)))
        meanings = (f"**{plain(term)}** — {plain(said)}" for term, said in text.help.items())
        with st.expander(named, key="words"):
            st.markdown("\n\n".join(meanings))
    for request in sheet.asked_again(item):
        st.info(_("보완 요청: {words}", words=plain(request.text)), icon=":material/edit_note:")
    before = sheet.previous.get(item)
    if before is not None:
        said = answer_text(sheet.release, item, before.state, before.value)
        round_name = plain(before.round_name)
        st.caption(_("지난번({round}): {answer}", round=round_name, answer=plain(said)))


# ---- storing ---------------------------------------------------------------------------------


def _changed(place: Place, definition: Item) -> None:
    """The ordinary way: the click itself stores; also when somebody else wrote meanwhile."""
    wanted = answer_fields.wanted(place, definition)
    if wanted.state is not None:
        _store(visitor(), place, wanted, enclosures.comment(place))


def _store(
    person: Visitor, place: Place, wanted: Wanted, comment: str | None
) -> StoredAnswer | None:
    unsettled = _unsettled()
    unsettled.failures.pop(place.of, None)
    try:
        stored = answering.save_answer(
            person.office,
            person.actor,
            place.assessment_id,
            place.item,
            wanted.state or "unanswered",
            wanted.value,
            wanted.reason,
            comment,
            tab=tab(),
            seen=place.epoch,
        )
    except AnswerConflict:
        unsettled.conflicts[place.of] = wanted
        return None
    except AssessmentError as refused:
        unsettled.failures[place.of] = " ".join(f"{p.what} {p.fix}" for p in refused.problems)
        return None
    except Exception:
        # whatever stands in the way, the person must see that this answer is not safe
        _log.exception("answer not stored")
        unsettled.failures[place.of] = ""
        return None
    unsettled.conflicts.pop(place.of, None)
    settled(person, *(place.key(one) for one in ("comment", "choice", "value", "reason")))
    keep(_ITEM, ItemNow(stored, stored.key_epoch(tab()), True))
    return stored


def _reconciled(
    person: Visitor, definition: Item, place: Place, stored: StoredAnswer | None
) -> bool:
    """Whether something was stored that no callback has stored."""
    wanted = answer_fields.wanted(place, definition)
    comment = enclosures.comment(place)
    other_words = comment is not None and comment.strip() != ((stored and stored.comment) or "")
    if place.of in _unsettled().conflicts or not (wanted.differs(stored) or other_words):
        return False
    if wanted.state is None:
        return False
    return _store(person, place, wanted, comment) is not None


def _notice_replay(sheet: Sheet, place: Place, stored: StoredAnswer | None) -> None:
    """A click that a crash delayed until somebody else had answered: told, never stored."""
    said = replay.older_choice(place)
    definition = sheet.release.items[place.item]
    if said is None or stored is None or not isinstance(definition, LevelItem | ChoiceItem):
        return
    rows = answer_fields.labels(definition, item_text(sheet.release, place.item))
    old = next((one for one, words in rows.items() if words == said), None)
    if old is None or old == answer_fields.NOT_APPLICABLE:
        return
    wanted = Wanted("unknown") if old == answer_fields.UNKNOWN else Wanted("answered", old)
    if wanted.differs(stored):
        _unsettled().conflicts.setdefault(place.of, wanted)


# ---- telling ---------------------------------------------------------------------------------


def _standing(
    sheet: Sheet, claims: Mapping[str, tuple[str, str | None]], kept: str, tone: str
) -> None:
    states = [claims.get(one, ("unanswered", None))[0] for one in sheet.asked]
    counts = [states.count(state) for state in _STATES]
    done, asked = sum(counts[:3]), sum(counts)
    said = [_("{done} / {asked}문항", done=done, asked=asked)]
    if counts[3]:
        minutes = -(-sheet.release.questionnaire.minutes * counts[3] // asked)
        said.append(_("남은 시간 약 {minutes}분", minutes=minutes))
    standing(counts, " · ".join(said), kept, tone)


def _saved(definition: Item, place: Place, stored: StoredAnswer | None) -> tuple[str, str]:
    """Whether the answer is safe, in words, and their tone."""
    failure = _unsettled().failures.get(place.of)
    if failure is not None:
        return _("저장 안 됨") + (f" — {failure}" if failure else ""), "lost"
    if answer_fields.wanted(place, definition).state is None:
        return _("이유를 고르면 저장됩니다"), "quiet"
    if stored is None or stored.state == "unanswered":
        return _("고르면 저장됩니다"), "quiet"
    if stored.source == "carried":
        return _("지난 답을 가져왔습니다"), "quiet"
    return _("저장됨 {time}", time=clock(stored.at)), "kept"


def _conflict(sheet: Sheet, place: Place, theirs: StoredAnswer | None) -> None:
    mine = _unsettled().conflicts.get(place.of)
    if mine is None or theirs is None:
        return
    if not mine.differs(theirs):
        del _unsettled().conflicts[place.of]
        return

    def named(answer: Wanted | StoredAnswer) -> str:
        said = answer_text(sheet.release, place.item, answer.state or "", answer.value)
        return plain(said)

    definition = sheet.release.items[place.item]
    with st.container(border=True, key="conflict"):
        st.markdown(f"**{_('다른 곳에서 이 문항의 답이 바뀌었습니다. 어느 쪽이 맞습니까?')}**")
        person, when = visitor(), clock(theirs.at)
        author = plain(written_by(person.office, person.actor, place.assessment_id, theirs.by))
        stored_words = _(
            "저장된 답 ({author}, {time}): {answer}", author=author, time=when, answer=named(theirs)
        )
        st.markdown(stored_words)
        st.markdown(_("이 창에서 고른 답: {answer}", answer=named(mine)))
        st.button(
            _("저장된 답이 맞습니다"),
            key=f"keep-{place.item}",
            on_click=_settle,
            args=(place, definition, theirs, None),
            width="stretch",
        )
        st.button(
            _("이 창의 답으로 바꿉니다"),
            key=f"take-{place.item}",
            on_click=_settle,
            args=(place, definition, theirs, mine),
            width="stretch",
        )


def _settle(place: Place, definition: Item, theirs: StoredAnswer, mine: Wanted | None) -> None:
    _unsettled().conflicts.pop(place.of, None)
    if mine is None:
        return
    if mine.state == "not_applicable" and mine.reason is None:
        mine = Wanted(mine.state, None, definition.not_applicable[0])
    if _store(visitor(), place, mine, theirs.comment) is not None:
        answer_fields.fill(place, definition, mine)


def _contradictions(
    release: Release, item: str, claims: Mapping[str, tuple[str, str | None]], go_to: GoTo
) -> None:
    for fired in contradictions_at(release, item, claims):
        with st.container(border=True, key=f"contradiction-{fired.id}"):
            st.markdown(f":material/help: **{plain(fired.text)}**")
            with st.container(horizontal=True):
                for other in fired.items[:-1]:
                    short = plain(item_text(release, other).short)
                    label = _("앞 문항 고치기: {name}", name=short)
                    if st.button(label, key=f"other-{fired.id}-{other}"):
                        go_to(other)
                        st.rerun()
                st.caption(_("여기 답이 틀렸으면 아래에서 다시 고르십시오."))
