"""Unsaved typing survives the time-out (ASVS 7.3.1-2)."""

import pytest

from assessment.services.assessing import drafts
from assessment.services.entry import accounts
from assessment.services.office import Actor, Office
from tests.conftest import Clock

PASSWORD = "봄비 내리는 공단 길"
TYPED = {"comment-1-QM01-0": "3번 라인만 바코드를 씁니다"}

pytestmark = pytest.mark.usefixtures("quick_hashes", "second_factor_offered")


@pytest.fixture
def person(office: Office) -> Actor:
    accounts.set_up(office, "boss@example.com", "관리자", PASSWORD)
    return accounts.acting_as(office, "boss@example.com")


@pytest.fixture
def token(office: Office, person: Actor) -> str:
    return accounts.token_hash(accounts.sign_in(office, "boss@example.com", PASSWORD, "a"))


@pytest.mark.parametrize("hours", [0.5, 12])
def test_what_was_typed_when_the_sign_in_ran_out_is_given_back(
    office: Office, person: Actor, token: str, clock: Clock, hours: float
) -> None:
    clock.move(hours=hours)
    assert accounts.signed_in(office, token) is None
    assert drafts.keep_draft(office, token, TYPED)
    accounts.sign_in(office, "boss@example.com", PASSWORD, "a")
    assert drafts.take_draft(office, person) == TYPED
    assert drafts.take_draft(office, person) == TYPED  # the page may be loaded again
    clock.move(minutes=2)
    assert drafts.take_draft(office, person) == {}


def test_what_has_been_stored_does_not_come_back(
    office: Office, person: Actor, token: str, clock: Clock
) -> None:
    clock.move(hours=1)
    drafts.keep_draft(office, token, TYPED | {"remark-text": "한마디"})
    drafts.take_draft(office, person)
    drafts.settle_draft(office, person, TYPED)
    assert drafts.take_draft(office, person) == {"remark-text": "한마디"}


def test_a_sign_in_that_was_ended_or_still_holds_keeps_no_draft(
    office: Office, person: Actor, token: str, clock: Clock
) -> None:
    assert not drafts.keep_draft(office, token, TYPED)
    accounts.sign_out(office, token)
    clock.move(hours=1)
    assert not drafts.keep_draft(office, token, TYPED)
    assert not drafts.keep_draft(office, "0" * 64, TYPED)
    assert drafts.take_draft(office, person) == {}


def test_a_draft_is_the_accounts_own_small_and_soon_forgotten(
    office: Office, person: Actor, token: str, clock: Clock
) -> None:
    clock.move(hours=1)
    assert drafts.keep_draft(office, token, TYPED | {"comment-long": "가" * 4_001})
    other = Actor(person.account_id + 100, "x", "x", "admin", None)
    assert drafts.take_draft(office, other) == {}
    clock.move(days=7)
    assert drafts.take_draft(office, person) == {}
    assert not drafts.keep_draft(office, token, TYPED)  # a day later nobody hands in any more


def test_of_many_fields_the_longest_are_kept_and_the_tabs_name_in_any_case(
    office: Office, person: Actor, token: str, clock: Clock
) -> None:
    """The keys of fields are right for one tab alone: without its name nothing is put back."""
    clock.move(hours=1)
    chosen = {f"choice-1-QM{n:03}-0": "b" for n in range(drafts.MOST_FIELDS)}
    assert drafts.keep_draft(office, token, chosen | TYPED, {"tab": "t-1"})
    found = drafts.take_draft(office, person)
    assert found.items() >= (TYPED | {"tab": "t-1"}).items()
    assert len(found) == drafts.MOST_FIELDS + 1


def test_a_draft_without_a_field_that_can_be_kept_is_none(
    office: Office, person: Actor, token: str, clock: Clock
) -> None:
    clock.move(hours=1)
    assert not drafts.keep_draft(office, token, {"comment-1": "가" * 4_001}, {"tab": "t-1"})
    assert drafts.take_draft(office, person) == {}
