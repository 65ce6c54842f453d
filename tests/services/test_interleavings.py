"""Owner and consultant at once: every order of their steps, as PostgreSQL's isolation tests do."""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

import pytest

from assessment.problems import AssessmentError, Conflict
from assessment.records import answers, assessments, assignments, journal, verifications
from assessment.records.database import Database, open_database
from assessment.services.assessing.answering import (
    AnswerConflict,
    key_of,
    open_assessment,
    save_answer,
    stored_answer,
    submit,
)
from assessment.services.assessing.interview import interview_answer
from assessment.services.office import Actor, Office
from assessment.services.review import reviewing
from tests.services.conftest import People, add_firm

pytestmark = pytest.mark.slow
ITEM = "QM01"
WORDS = {"a": "none", "b": "step b", "c": "step c", "d": "step d", None: "답하지 않음"}
Step = Callable[["Session"], None]


def orders(first: int, second: int) -> Iterator[tuple[int, ...]]:
    """Every order of the steps of two sessions that keeps each session's own order."""
    for places in combinations(range(first + second), first):
        yield tuple(0 if place in places else 1 for place in range(first + second))


@dataclass
class Session:
    """One person at one screen: what they were shown last, and what they did to the answer."""

    office: Office
    actor: Actor
    number: int
    name: str
    shown: str | None = None
    key: int = 0
    revision: int = 0

    def stored(self) -> tuple[str | None, int]:
        with self.office.database.reading() as connection:
            found = answers.find(connection, self.number, ITEM)
        return (found.value, found.revision) if found else (None, 0)

    def status(self) -> str:
        with self.office.database.reading() as connection:
            found = assessments.find(connection, self.number)
        assert found is not None
        return found.status


@dataclass
class History:
    """What was accepted, in order: (who, value before, value after)."""

    accepted: list[tuple[str, str | None, str | None]] = field(default_factory=list)
    conflicts: int = 0


def read(session: Session) -> None:
    found = stored_answer(session.office, session.actor, session.number, ITEM)
    session.shown = found.value if found else None
    session.key = key_of(found, session.name)
    session.revision = found.revision if found else 0


def answering(value: str | None, history: History, other: str) -> Step:
    """Choose the value (None clears); refused only when somebody else's answer was not seen."""

    def step(session: Session) -> None:
        before = session.stored()
        write = save_answer if session.actor.role == "owner" else interview_answer
        state = "answered" if value else "unanswered"
        unseen = before[1] != session.revision and before[0] != value
        if session.status() not in ("draft", "returned"):
            with pytest.raises(AssessmentError) as locked:
                write(*_at(session), ITEM, state, value, tab=session.name, seen=session.key)
            assert [one.code for one in locked.value.problems] == ["locked"]
            assert session.stored() == before
            return
        try:
            after = write(*_at(session), ITEM, state, value, tab=session.name, seen=session.key)
        except AnswerConflict as conflict:
            assert unseen
            assert session.stored() == before
            said = str(conflict)
            assert WORDS[before[0]] in said
            assert WORDS[value] in said
            assert other in said
            history.conflicts += 1
            return
        assert not unseen
        kept = after[0] if isinstance(after, tuple) else after
        assert session.stored() == (value, kept.revision)
        session.shown, session.revision = value, kept.revision
        session.key = key_of(kept, session.name)
        if kept.revision != before[1]:
            history.accepted.append((session.name, before[0], value))

    return step


def _at(session: Session) -> tuple[Office, Actor, int]:
    return session.office, session.actor, session.number


def pair(office: Office, people: People, status: str) -> tuple[Session, Session]:
    """An owner and a consultant at a new assessment; handed in with QM01 = b where asked."""
    firm = add_firm(office)
    mine = people.consultant.account_id
    with office.database.writing() as connection:
        assignments.begin(connection, firm, mine, mine, office.clock())
    owner = replace(people.owner, firm_id=firm)
    number = open_assessment(office, owner, firm, "mini")
    if status == "submitted":
        save_answer(office, owner, number, ITEM, "answered", "b", tab="owner", seen=0)
        submit(office, owner, number)
    return (
        Session(office, owner, number, "owner"),
        Session(office, people.consultant, number, "consultant"),
    )


def play(
    sessions: Sequence[Session], steps: Sequence[Sequence[Step]], order: Sequence[int]
) -> None:
    turns = [iter(each) for each in steps]
    for who in order:
        next(turns[who])(sessions[who])


def journalled(office: Office, number: int) -> list[str | None]:
    with office.database.reading() as connection:
        rows = journal.rows(connection, kind="answered", limit=10_000)
    mine = [row.payload for row in rows if row.payload and row.payload["assessment"] == number]
    return [payload["value"] for payload in reversed(mine)]


def test_in_every_order_of_answering_nobody_overwrites_what_they_have_not_seen(
    opened_office: Office, people: People
) -> None:
    """Owner: read, b, read, clear. Consultant: read, c, read, d. All C(8, 4) = 70 orders."""
    conflicts = 0
    for order in orders(4, 4):
        history = History()
        owner, consultant = pair(opened_office, people, "draft")
        mine = (people.consultant.name, people.owner.name)
        play(
            (owner, consultant),
            (
                (read, answering("b", history, mine[0]), read, answering(None, history, mine[0])),
                (read, answering("c", history, mine[1]), read, answering("d", history, mine[1])),
            ),
            order,
        )
        value: str | None = None
        for _who, before, after in history.accepted:
            assert before == value
            value = after
        assert owner.stored()[0] == value
        assert journalled(opened_office, owner.number) == [one[2] for one in history.accepted]
        conflicts += history.conflicts
    assert conflicts == 88  # as counted without any of our code
    with opened_office.database.reading() as connection:
        assert journal.verify(connection) == []


def verifying(value: str, code: str) -> Step:
    """Verify what was shown; refused, with both values, when the claim is another one by now."""

    def step(session: Session) -> None:
        claim, revision = session.stored()
        with session.office.database.reading() as connection:
            before = verifications.history(connection, session.number)
        open_to_review = session.status() in ("submitted", "in_review", "resubmitted")
        arguments = (*_at(session), ITEM, "answered", value, code, "visit")
        if open_to_review and revision == session.revision:
            reviewing.verify(*arguments, seen=session.revision)
            with session.office.database.reading() as connection:
                last = verifications.history(connection, session.number)[-1]
            assert (last.value, last.claim_value) == (value, session.shown) == (value, claim)
            return
        with pytest.raises(AssessmentError) as refused:
            reviewing.verify(*arguments, seen=session.revision)
        if open_to_review:
            assert isinstance(refused.value, Conflict)
            said = str(refused.value)
            assert WORDS[claim] in said
            assert WORDS[value] in said
            assert "owner" in said
        with session.office.database.reading() as connection:
            assert verifications.history(connection, session.number) == before

    return step


def moving(move: Callable[[Session], object], allowed: Sequence[str], after: str) -> Step:
    """A move that the status allows is made, any other refused without a trace."""

    def step(session: Session) -> None:
        before = session.status()
        if before in allowed:
            move(session)
            assert session.status() == (after if before != "returned" else "resubmitted")
            return
        with pytest.raises(AssessmentError):
            move(session)
        assert session.status() == before

    return step


def test_in_every_order_of_reviewing_and_mending_no_verification_is_of_an_unseen_claim(
    opened_office: Office, people: People
) -> None:
    """Owner: read, c, submit. Consultant: read, send back, verify, read, verify. C(8, 3) = 56."""
    requests = {ITEM: "다시 보아 주십시오"}
    send_back = moving(
        lambda one: reviewing.send_back(*_at(one), requests),
        ("submitted", "in_review", "resubmitted"),
        "returned",
    )
    hand_in = moving(lambda one: submit(*_at(one)), ("draft", "returned"), "submitted")
    for order in orders(3, 5):
        history = History()
        owner, consultant = pair(opened_office, people, "submitted")
        look = verifying("a", "no_evidence")
        play(
            (owner, consultant),
            (
                (read, answering("c", history, people.consultant.name), hand_in),
                (read, send_back, look, read, look),
            ),
            order,
        )
        assert owner.stored()[0] == ("c" if history.accepted else "b")
    with opened_office.database.reading() as connection:
        assert journal.verify(connection) == []


def test_a_second_replica_waits_for_the_first_and_sees_what_it_wrote(
    opened_office: Office, people: People, database_url: str
) -> None:
    """The consultant's replica begins while the owner's transaction is open: told, not lost."""
    owner, consultant = pair(opened_office, people, "draft")
    own_words = "timeout=30" if database_url.startswith("sqlite") else "application_name=second"
    joined = "&" if "?" in database_url else "?"
    other: Database = open_database(f"{database_url}{joined}{own_words}")
    consultant.office = replace(opened_office, database=other)
    read(consultant)
    told: list[AnswerConflict] = []
    trying = threading.Event()

    def answer() -> None:
        trying.set()
        try:
            interview_answer(
                *_at(consultant), ITEM, "answered", "d", tab="consultant", seen=consultant.key
            )
        except AnswerConflict as conflict:
            told.append(conflict)

    thread = threading.Thread(target=answer)
    with opened_office.database.writing() as connection:
        thread.start()
        assert trying.wait(5)
        thread.join(0.3)
        assert thread.is_alive()
        row = {"state": "answered", "value": "b", "source": "web", "by": people.owner.account_id}
        kept = answers.StoredAnswer(
            item=ITEM, confidence=None, reason=None, comment=None, origin=None, tab="owner",
            at=opened_office.clock(), revision=1, epoch=0, **row,  # type: ignore[arg-type]
        )  # fmt: skip
        answers.write(connection, owner.number, kept)
    thread.join(10)
    other.close()
    assert [(one.stored.value, one.author) for one in told] == [("b", people.owner.name)]
    assert owner.stored() == ("b", 1)
