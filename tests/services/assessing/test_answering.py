"""Answering: the rule of epochs, states, locks, carried answers."""

import threading
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessment.problems import AssessmentError, NotAllowed, NotFound
from assessment.records import answers as kept
from assessment.records import journal
from assessment.services.assessing.answering import (
    AnswerConflict,
    StoredAnswer,
    key_of,
    next_place,
    open_assessment,
    save_answer,
    sheet,
    stored_answer,
    submit,
)
from assessment.services.office import Office
from tests.services.conftest import People, add_firm, add_person, add_round

AT = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture
def assessment_id(opened_office: Office, people: People) -> int:
    return open_assessment(opened_office, people.owner, people.firm_id, "mini")


def _save(
    office: Office, people: People, key: int, value: str, tab: str, seen: int
) -> StoredAnswer:
    return save_answer(office, people.owner, key, "QM01", "answered", value, tab=tab, seen=seen)


def _stored(office: Office, key: int, item: str = "QM01") -> StoredAnswer | None:
    with office.database.reading() as connection:
        return kept.find(connection, key, item)


class Tab:
    """A browser tab: what it drew last, and the epoch in the key of the widget it drew."""

    def __init__(self, name: str) -> None:
        self.name, self.key, self.shown = name, 0, None

    def draw(self, stored: StoredAnswer | None) -> None:
        self.key, self.shown = key_of(stored, self.name), stored.value if stored else None


def test_an_answer_is_stored_with_who_when_and_revision_one(
    opened_office: Office, people: People, assessment_id: int
) -> None:
    saved = save_answer(
        opened_office,
        people.owner,
        assessment_id,
        "QM01",
        "answered",
        "c",
        comment="작업일지",
        confidence=4,
        tab="t1",
        seen=0,
    )
    assert (saved.state, saved.value, saved.comment, saved.confidence) == (
        "answered",
        "c",
        "작업일지",
        4,
    )
    assert (saved.revision, saved.epoch, saved.by) == (1, 0, people.owner.account_id)
    assert saved == _stored(opened_office, assessment_id)


def test_the_key_stays_through_own_writes_and_changes_when_another_tab_writes(
    opened_office: Office, people: People, assessment_id: int
) -> None:
    first = _save(opened_office, people, assessment_id, "a", "t1", 0)
    again = _save(opened_office, people, assessment_id, "b", "t1", first.key_epoch("t1"))
    assert [first.key_epoch("t1"), again.key_epoch("t1"), again.revision] == [0, 0, 2]
    other = _save(opened_office, people, assessment_id, "c", "t2", again.key_epoch("t2"))
    assert [other.epoch, other.revision] == [2, 3]
    assert [other.key_epoch("t1"), other.key_epoch("t2")] == [3, 2]


@pytest.mark.slow
def test_in_every_order_of_two_tabs_only_what_was_seen_is_overwritten(
    opened_office: Office, people: People
) -> None:
    """Both tabs draw once, then write in turn: all 32 orders of five writes, a firm each."""
    for order in product("AB", repeat=5):
        firm = add_firm(opened_office, "".join(order))
        owner = add_person(opened_office, "owner", firm)
        _write_in_order(opened_office, replace(people, firm_id=firm, owner=owner), order)


def _write_in_order(office: Office, people: People, order: tuple[str, ...]) -> None:
    key = open_assessment(office, people.owner, people.firm_id, "mini")
    tabs = {name: Tab(name) for name in "AB"}
    last_writer = None
    for step, name in enumerate(order):
        tab, wanted = tabs[name], "abcd"[step % 4]
        before = _stored(office, key)
        unseen = before is not None and last_writer != name and tab.shown != before.value
        if unseen:
            with pytest.raises(AnswerConflict) as caught:
                _save(office, people, key, wanted, name, tab.key)
            assert caught.value.stored == before == _stored(office, key)
            tab.draw(before)
            continue
        after = _save(office, people, key, wanted, name, tab.key)
        assert after.value == wanted
        tab.draw(after)
        last_writer = name


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(st.tuples(st.sampled_from("ABC"), st.booleans(), st.sampled_from("abcd")), max_size=12)
)
def test_a_tab_that_always_redraws_never_conflicts_and_revisions_count_the_writes(
    steps: list[tuple[str, bool, str]],
) -> None:
    """Pure rule, without a database: key, revision and epoch of any history."""
    stored: StoredAnswer | None = None
    keys = dict.fromkeys("ABC", 0)
    for name, redraws, value in steps:
        if redraws:
            keys[name] = key_of(stored, name)
        current = key_of(stored, name)
        assert keys[name] <= current
        if keys[name] < current:
            continue  # refused: somebody else has written since this tab drew
        before, place = stored, next_place(stored, name)
        stored = StoredAnswer(
            "Q", "answered", value, None, None, None, "web", None, 1, name, AT, **place
        )
        assert stored.revision == (before.revision if before else 0) + 1
        assert key_of(stored, name) == current
        keys[name] = current


def test_a_click_replayed_after_a_crash_is_stored_under_the_current_key(
    opened_office: Office, people: People, assessment_id: int
) -> None:
    """The server dies before the click is stored; the browser sends it again, same tab and key."""
    stored = _save(opened_office, people, assessment_id, "a", "t1", 0)
    key_on_the_page = stored.key_epoch("t1")
    replayed = _save(opened_office, people, assessment_id, "d", "t1", key_on_the_page)
    assert (replayed.value, replayed.key_epoch("t1")) == ("d", key_on_the_page)


def test_a_replayed_click_under_an_older_key_is_a_conflict_with_both_values(
    opened_office: Office, people: People, assessment_id: int
) -> None:
    """t1 drew, t2 wrote, t1 saw that and wrote; the old page of t1 then replays its first click."""
    _save(opened_office, people, assessment_id, "a", "t1", 0)
    theirs = _save(opened_office, people, assessment_id, "b", "t2", 1)
    mine = _save(opened_office, people, assessment_id, "c", "t1", theirs.key_epoch("t1"))
    with pytest.raises(AnswerConflict) as caught:
        _save(opened_office, people, assessment_id, "d", "t1", 0)
    assert caught.value.stored == mine == _stored(opened_office, assessment_id)


def test_a_click_replayed_after_it_was_stored_is_not_written_twice(
    opened_office: Office, people: People, assessment_id: int
) -> None:
    first = _save(opened_office, people, assessment_id, "c", "t1", 0)
    assert _save(opened_office, people, assessment_id, "c", "t1", 0) == first
    assert _stored(opened_office, assessment_id) == first


def test_two_threads_saving_lose_nothing(
    opened_office: Office, people: People, assessment_id: int
) -> None:
    """Each tab writes 20 times, redrawing on conflict: 40 revisions, 40 journal rows."""
    stored_values: dict[str, list[int]] = {"t1": [], "t2": []}

    def write(tab: str, item_values: str) -> None:
        for n in range(20):
            while True:
                now = stored_answer(opened_office, people.owner, assessment_id, "QM01")
                value = item_values[n % 2]
                try:
                    saved = save_answer(
                        opened_office,
                        people.owner,
                        assessment_id,
                        "QM01",
                        "answered",
                        value,
                        comment=f"{tab} {n}",
                        tab=tab,
                        seen=key_of(now, tab),
                    )
                except AnswerConflict:
                    continue
                stored_values[tab].append(saved.revision)
                break

    threads = [threading.Thread(target=write, args=args) for args in (("t1", "ab"), ("t2", "cd"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    last = _stored(opened_office, assessment_id)
    assert last is not None
    assert last.revision == 40
    assert sorted(stored_values["t1"] + stored_values["t2"]) == list(range(1, 41))
    with opened_office.database.reading() as connection:
        written = journal.rows(connection, kind="answered", limit=100)
        assert journal.verify(connection) == []
    assert sorted(row.payload["revision"] for row in written if row.payload) == list(range(1, 41))


def test_two_threads_on_different_items_do_not_disturb_each_other(
    opened_office: Office, people: People, assessment_id: int
) -> None:
    def write(item: str) -> None:
        for value in "abcdabcd":
            save_answer(
                opened_office,
                people.owner,
                assessment_id,
                item,
                "answered",
                value,
                tab=item,
                seen=0,
            )

    threads = [threading.Thread(target=write, args=(item,)) for item in ("QM01", "EC01")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for item in ("QM01", "EC01"):
        stored = _stored(opened_office, assessment_id, item)
        assert stored is not None
        assert (stored.value, stored.revision) == ("d", 8)


def test_a_comment_and_a_confidence_stay_when_only_the_value_changes(
    opened_office: Office, people: People, assessment_id: int
) -> None:
    args = (opened_office, people.owner, assessment_id, "QM01", "answered")
    save_answer(*args, "a", comment="메모", confidence=2, tab="t", seen=0)
    kept_on = save_answer(*args, "b", tab="t", seen=0)
    assert (kept_on.comment, kept_on.confidence) == ("메모", 2)
    cleared = save_answer(*args, "b", comment="", confidence=0, tab="t", seen=0)
    assert (cleared.comment, cleared.confidence) == (None, None)


@pytest.mark.parametrize(
    ("item", "state", "value", "reason", "confidence"),
    [
        ("QM01", "answered", "z", None, None),
        ("QM01", "answered", None, None, None),
        ("QM01", "not_applicable", None, "no_product", None),
        ("QM02", "not_applicable", None, None, None),
        ("QM02", "not_applicable", None, "because", None),
        ("QM01", "perhaps", None, None, None),
        ("NONE", "unknown", None, None, None),
        ("QM01", "answered", "a", None, 6),
    ],
)
def test_an_answer_that_the_item_does_not_take_is_refused_and_not_stored(
    opened_office: Office,
    people: People,
    assessment_id: int,
    item: str,
    state: str,
    value: str | None,
    reason: str | None,
    confidence: int | None,
) -> None:
    with pytest.raises(AssessmentError) as caught:
        save_answer(
            opened_office,
            people.owner,
            assessment_id,
            item,
            state,
            value,
            reason,
            confidence=confidence,
            tab="t",
            seen=0,
        )
    assert [problem.code for problem in caught.value.problems] == ["bad_answer"]
    assert _stored(opened_office, assessment_id, item) is None


def test_another_firms_assessment_does_not_exist_and_the_attempt_is_journalled(
    opened_office: Office, people: People, assessment_id: int
) -> None:
    for attempt in (
        lambda: sheet(opened_office, people.stranger, assessment_id, "t"),
        lambda: submit(opened_office, people.stranger, assessment_id),
        lambda: save_answer(
            opened_office, people.stranger, assessment_id, "QM01", "unknown", tab="t", seen=0
        ),
        lambda: open_assessment(opened_office, people.stranger, people.firm_id, "mini"),
    ):
        with pytest.raises(NotFound):
            attempt()
    with opened_office.database.reading() as connection:
        rows = journal.rows(connection, kind="refused", actor=people.stranger.pseudonym)
    assert len(rows) == 4


def test_only_owners_answer_on_their_own(
    opened_office: Office, people: People, assessment_id: int
) -> None:
    for person in (people.consultant, people.manager, people.admin):
        with pytest.raises(NotAllowed):
            save_answer(
                opened_office, person, assessment_id, "QM01", "answered", "a", tab="t", seen=0
            )


def test_the_sheet_counts_decisions_in_four_states(
    opened_office: Office, people: People, assessment_id: int
) -> None:
    save = lambda item, *rest: save_answer(  # noqa: E731
        opened_office, people.owner, assessment_id, item, *rest, tab="t", seen=0
    )
    save("QM01", "answered", "b")
    save("QM02", "not_applicable", None, "toll_only")
    save("EC01", "unknown")
    seen = sheet(opened_office, people.owner, assessment_id, "t")
    quality, equipment = seen.areas
    assert (quality.answered, quality.not_applicable, quality.unanswered) == (1, 1, 0)
    assert (equipment.unknown, equipment.unanswered) == (1, 1)
    assert (seen.decided, seen.minutes_left, seen.suggested_area) == (3, 2, "equipment")
    assert seen.next_open("QM01") == "EC02"
    assert seen.keys == {"QM01": 0, "QM02": 0, "EC01": 0, "EC02": 0}
    assert sheet(opened_office, people.owner, assessment_id, "u").keys["QM01"] == 1


def test_a_contradiction_is_shown_but_blocks_nothing(
    opened_office: Office, people: People, assessment_id: int
) -> None:
    for item, value in (("EC01", "a"), ("EC02", "c")):
        save_answer(
            opened_office, people.owner, assessment_id, item, "answered", value, tab="t", seen=0
        )
    (fired,) = sheet(opened_office, people.owner, assessment_id, "t").contradictions
    assert (fired.id, fired.items) == ("linked_without_sensors", ("EC01", "EC02"))
    assert submit(opened_office, people.owner, assessment_id).submission == 1


def test_opening_twice_gives_the_same_assessment(
    opened_office: Office, people: People, assessment_id: int
) -> None:
    assert open_assessment(opened_office, people.owner, people.firm_id, "mini") == assessment_id


def test_the_quick_scans_answers_are_carried_into_the_full_form_with_their_origin(
    opened_office: Office, people: People
) -> None:
    scan = open_assessment(opened_office, people.owner, people.firm_id, "mini-scan")
    save_answer(opened_office, people.owner, scan, "QM01", "answered", "c", tab="t", seen=0)
    save_answer(opened_office, people.owner, scan, "EC01", "unknown", tab="t", seen=0)
    full = open_assessment(opened_office, people.owner, people.firm_id, "mini")
    carried = sheet(opened_office, people.owner, full, "t").answers
    assert set(carried) == {"QM01", "EC01"}
    assert (carried["QM01"].value, carried["QM01"].source) == ("c", "carried")
    assert carried["QM01"].origin == {
        "assessment": scan,
        "item": "QM01",
        "revision": 1,
        "date": "2026-11-22",
    }
    own = save_answer(opened_office, people.owner, full, "QM01", "answered", "c", tab="t", seen=1)
    assert (own.source, own.origin, own.revision) == ("web", None, 2)


def test_an_own_answer_is_never_replaced_by_a_carried_one(
    opened_office: Office, people: People, assessment_id: int
) -> None:
    save_answer(
        opened_office, people.owner, assessment_id, "QM01", "answered", "a", tab="t", seen=0
    )
    scan = open_assessment(opened_office, people.owner, people.firm_id, "mini-scan")
    assert sheet(opened_office, people.owner, scan, "t").answers["QM01"].value == "a"
    for item in ("QM01", "EC01"):
        key = key_of(_stored(opened_office, scan, item), "t")
        save_answer(opened_office, people.owner, scan, item, "answered", "d", tab="t", seen=key)
    open_assessment(opened_office, people.owner, people.firm_id, "mini")
    answers = sheet(opened_office, people.owner, assessment_id, "t").answers
    assert (answers["QM01"].value, answers["EC01"].value) == ("a", "d")


def test_last_rounds_answers_are_carried_and_shown_as_before(
    opened_office: Office, people: People, assessment_id: int, clock: object
) -> None:
    save_answer(
        opened_office, people.owner, assessment_id, "QM01", "answered", "b", tab="t", seen=0
    )
    save_answer(opened_office, people.owner, assessment_id, "EC01", "unknown", tab="t", seen=0)
    add_round(opened_office, people.admin, "2027년 1회차", date(2027, 1, 1), date(2027, 6, 30))
    clock.move(days=60)  # type: ignore[attr-defined]
    new = open_assessment(opened_office, people.owner, people.firm_id, "mini")
    seen = sheet(opened_office, people.owner, new, "t")
    assert new != assessment_id
    assert {item: one.value for item, one in seen.answers.items()} == {"QM01": "b"}
    assert (seen.previous["QM01"].value, seen.previous["QM01"].round_name) == ("b", "2026년 2회차")
    assert seen.previous["EC01"].state == "unknown"


def test_without_a_round_or_a_published_questionnaire_nothing_is_opened(
    opened_office: Office, people: People, clock: object
) -> None:
    with pytest.raises(AssessmentError) as caught:
        open_assessment(opened_office, people.owner, people.firm_id, "other")
    assert caught.value.problems[0].code == "not_in_round"
    clock.move(days=400)  # type: ignore[attr-defined]
    with pytest.raises(AssessmentError) as caught:
        open_assessment(opened_office, people.owner, people.firm_id, "mini")
    assert caught.value.problems[0].code == "no_round"
