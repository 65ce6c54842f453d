"""Consultants see the firms that they are in charge of; ties to a firm keep them from it."""

from collections.abc import Callable

import pytest

from assessment.problems import AssessmentError, NotAllowed, NotFound
from assessment.records import assessments, journal
from assessment.services.assessing import answering, opening, submitting
from assessment.services.entry import accounts, charges
from assessment.services.institutions import referrals
from assessment.services.office import Actor, Office
from assessment.services.register import firms
from assessment.services.review import reviewing
from assessment.services.scoring import results
from tests.services.conftest import People, add_firm, add_person

pytestmark = pytest.mark.slow


@pytest.fixture
def other(opened_office: Office) -> Actor:
    return add_person(opened_office, "consultant")


def handed_in(office: Office, owner: Actor) -> int:
    """The id of an assessment with every answer, handed in."""
    assert owner.firm_id is not None
    number = answering.open_assessment(office, owner, owner.firm_id, "mini")
    for item in ("QM01", "QM02", "EC01", "EC02"):
        answering.save_answer(office, owner, number, item, "answered", "c", tab="t", seen=0)
    submitting.submit(office, owner, number)
    return number


def verify(office: Office, consultant: Actor, number: int) -> None:
    reviewing.verify(office, consultant, number, "QM01", "answered", "b", "no_evidence", "visit")


def kinds(office: Office) -> list[str]:
    with office.database.reading() as connection:
        return [row.kind for row in journal.rows(connection, limit=200)]


def codes(refused: pytest.ExceptionInfo[AssessmentError]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


def test_a_consultant_takes_unassigned_work_by_the_first_finding(
    opened_office: Office, people: People, other: Actor
) -> None:
    office = opened_office
    number = handed_in(office, people.owner)
    assert reviewing.review(office, people.consultant, number).assessment.reviewer_id is None
    assert reviewing.review(office, other, number).assessment.reviewer_id is None
    verify(office, people.consultant, number)
    assert "firm_taken" in kinds(office)
    taken = reviewing.review(office, people.consultant, number).assessment
    assert taken.reviewer_id == people.consultant.account_id
    for refused in (
        lambda: reviewing.review(office, other, number),
        lambda: verify(office, other, number),
        lambda: firms.firm(office, other, people.firm_id),
        lambda: results.result(office, other, number),
        lambda: charges.take_firm(office, other, people.firm_id),
    ):
        with pytest.raises(NotFound):
            refused()
    assert charges.charges(office, people.manager, people.firm_id)[0].consultant == (
        people.consultant.name
    )


def test_what_was_not_handed_in_is_its_owners_until_somebody_is_in_charge(
    opened_office: Office, people: People, other: Actor
) -> None:
    office = opened_office
    number = answering.open_assessment(office, people.owner, people.firm_id, "mini")
    with pytest.raises(NotFound):
        answering.sheet(office, other, number, "t")
    opening.open_assessment(office, people.consultant, people.firm_id, "mini")  # an interview
    assert answering.sheet(office, people.consultant, number, "t").assessment.id == number
    with pytest.raises(NotFound):
        answering.sheet(office, other, number, "t")


def test_lists_of_a_consultant_leave_out_what_others_are_in_charge_of(
    opened_office: Office, people: People, other: Actor
) -> None:
    office = opened_office
    number = handed_in(office, people.owner)
    referrals.ask(
        office,
        people.owner,
        number,
        item="QM01",
        institution=None,
        wish="현장에서 만나 조언을 듣고 싶습니다",
        consent=True,
    )

    def listed(actor: Actor) -> tuple[int, int, int, int]:
        page = reviewing.queue(office, actor)
        found = firms.find_firms(office, actor, "가나정밀")
        return (
            page.total,
            page.counters["waiting"],
            found.total,
            len(referrals.waiting(office, actor)),
        )

    everyone = (people.consultant, other, people.manager)
    assert [listed(person) for person in everyone] == [(1, 1, 1, 1)] * 3
    reviewing.assign(office, people.manager, number, people.consultant.account_id)
    assert [listed(person) for person in everyone] == [(1, 1, 1, 1), (0, 0, 0, 0), (1, 1, 1, 1)]


def test_a_consultant_who_loses_a_firm_is_refused_at_the_next_save(
    opened_office: Office, people: People, other: Actor
) -> None:
    office = opened_office
    number = handed_in(office, people.owner)
    verify(office, people.consultant, number)
    reviewing.assign(office, people.manager, number, other.account_id)
    with pytest.raises(NotFound):
        verify(office, people.consultant, number)
    verify(office, other, number)
    told = charges.charges(office, people.manager, people.firm_id)
    assert [(one.account_id, one.ended_at is None) for one in told] == [
        (people.consultant.account_id, False),
        (other.account_id, True),
    ]


def test_clearing_the_reviewer_leaves_the_firm_to_whoever_takes_it(
    opened_office: Office, people: People, other: Actor
) -> None:
    office = opened_office
    number = handed_in(office, people.owner)
    reviewing.assign(office, people.manager, number, people.consultant.account_id)
    reviewing.assign(office, people.manager, number, None)
    verify(office, other, number)
    with pytest.raises(NotFound):
        verify(office, people.consultant, number)


def test_a_consultant_with_a_tie_to_a_firm_cannot_review_it_and_the_journal_says_so(
    opened_office: Office, people: People, other: Actor
) -> None:
    office = opened_office
    number = handed_in(office, people.owner)
    verify(office, people.consultant, number)
    charges.declare_interest(office, people.consultant, people.firm_id, "배우자가 일하는 업체")
    with office.database.reading() as connection:
        found = assessments.find(connection, number)
    assert found is not None
    assert found.reviewer_id is None
    for refused in (
        lambda: verify(office, people.consultant, number),
        lambda: firms.firm(office, people.consultant, people.firm_id),
        lambda: charges.take_firm(office, people.consultant, people.firm_id),
    ):
        with pytest.raises(NotFound):
            refused()
    with pytest.raises(AssessmentError) as unfit:
        reviewing.assign(office, people.manager, number, people.consultant.account_id)
    assert codes(unfit) == ["conflict_of_interest"]
    verify(office, other, number)
    told = charges.interests(office, people.manager)
    assert [(one.firm, one.reason) for one in told] == [("가나정밀", "배우자가 일하는 업체")]
    assert charges.interests(office, other) == []
    charges.end_interest(office, people.manager, told[0].id)
    reviewing.assign(office, people.manager, number, people.consultant.account_id)
    verify(office, people.consultant, number)
    said = kinds(office)
    assert (said.count("interest_declared"), said.count("interest_ended")) == (1, 1)


@pytest.mark.parametrize(
    "change",
    [
        lambda office, admin, who: accounts.disable(office, admin, who),
        lambda office, admin, who: accounts.change_role(office, admin, who, "manager"),
    ],
    ids=["disabled", "another role"],
)
def test_the_firms_of_a_consultant_who_left_are_free(
    opened_office: Office,
    people: People,
    other: Actor,
    change: Callable[[Office, Actor, int], None],
) -> None:
    office = opened_office
    number = handed_in(office, people.owner)
    verify(office, people.consultant, number)
    change(office, people.admin, people.consultant.account_id)
    verify(office, other, number)


def test_who_was_in_charge_is_known_for_any_past_day(
    opened_office: Office, people: People, other: Actor
) -> None:
    office, firm = opened_office, add_firm(opened_office, "바사전자")
    charges.take_firm(office, people.consultant, firm)
    office.clock.move(days=30)  # type: ignore[attr-defined]
    charges.assign_firm(office, people.manager, firm, other.account_id)
    office.clock.move(days=30)  # type: ignore[attr-defined]
    charges.assign_firm(office, people.manager, firm, None)
    told = charges.charges(office, people.manager, firm)
    assert [
        (one.consultant, (one.ended_at - one.began_at).days) for one in told if one.ended_at
    ] == [
        (people.consultant.name, 30),
        (other.name, 30),
    ]


def test_only_managers_and_administrators_assign_and_end_ties(
    opened_office: Office, people: People
) -> None:
    for person in (people.owner, people.consultant):
        with pytest.raises(NotAllowed):
            charges.assign_firm(opened_office, person, people.firm_id, None)
        with pytest.raises(NotAllowed):
            charges.end_interest(opened_office, person, 1)
