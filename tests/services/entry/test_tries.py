"""How often may be guessed, and that guessing locks nobody out for good (ASVS 6.3.1)."""

import time
from collections.abc import Callable
from functools import partial

import pytest

from assessment.problems import NotAllowed
from assessment.services.entry import accounts, invitations, passwords, tries
from assessment.services.office import Actor, Office
from tests.conftest import Clock
from tests.services.conftest import add_firm

PASSWORD = "봄비 내리는 공단 길"
MAIL = "boss@example.com"

pytestmark = [pytest.mark.usefixtures("second_factor_offered"), pytest.mark.slow]


@pytest.fixture
def admin(office: Office, quick_hashes: None) -> Actor:
    accounts.set_up(office, MAIL, "관리자", PASSWORD)
    return accounts.acting_as(office, MAIL)


@pytest.fixture
def reached(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The passwords that were compared with a hash."""
    known: list[str] = []
    compare = passwords.matches

    def counted(kept: str | None, typed: str) -> bool:
        known.append(typed)
        return compare(kept, typed)

    monkeypatch.setattr(passwords, "matches", counted)
    return known


def guess(office: Office, times: int, address: Callable[[int], str]) -> None:
    for turn in range(times):
        with pytest.raises(NotAllowed):
            accounts.sign_in(office, MAIL, f"guess {turn}", address(turn))


def test_of_a_thousand_guesses_from_one_address_ten_reach_the_hash_in_15_minutes(
    office: Office, admin: Actor, reached: list[str]
) -> None:
    guess(office, 1000, lambda _: "6.6.6.6")
    assert len(reached) == 10
    # the victim enters from another address
    accounts.sign_in(office, MAIL, PASSWORD, "1.2.3.4")


def test_a_hall_full_of_people_enters_from_one_address_but_no_more_guesses_do(
    office: Office, admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tries, "TRIES_OF_ADDRESS", 5)
    enter = partial(accounts.sign_in, office, MAIL, PASSWORD, "1.2.3.4")
    for _ in range(7):
        enter()
    for turn in range(5):
        with pytest.raises(NotAllowed):
            accounts.sign_in(office, f"{turn}@example.com", PASSWORD, "1.2.3.4")
        if turn < 4:
            enter()
    with pytest.raises(NotAllowed) as locked:
        enter()
    assert locked.value.problems[0].code == "locked"


def test_of_a_thousand_guesses_from_a_thousand_addresses_fifty_reach_the_hash(
    office: Office, admin: Actor, reached: list[str]
) -> None:
    accounts.sign_in(office, MAIL, PASSWORD, "1.2.3.4")
    reached.clear()
    guess(office, 1000, lambda turn: f"6.6.{turn // 250}.{turn % 250}")
    assert len(reached) == 49  # and the victim's own entry before
    # the victim enters from where they have entered before, while the attack goes on
    accounts.sign_in(office, MAIL, PASSWORD, "1.2.3.4")


def test_a_business_number_is_one_account_however_it_is_written(
    office: Office, admin: Actor, reached: list[str]
) -> None:
    firm = add_firm(office, business_number="1248100998")
    made = invitations.invite_owner(office, admin, firm)
    invitations.accept(office, "124-81-00998", made.code, PASSWORD, "1.2.3.4")
    for turn in range(30):
        written = f"{' ' * (turn % 5)}124{'-' * (turn % 3)}81{' .'[turn % 2]}00998{'.' * turn}"
        for call in (
            partial(accounts.sign_in, office, written, "guess", "6.6.6.6"),
            partial(invitations.accept, office, written, "0000", PASSWORD, "6.6.6.6"),
        ):
            with pytest.raises(NotAllowed) as refused:
                call()
    assert len(reached) == 10
    assert [problem.code for problem in refused.value.problems] == ["locked"]
    # in the same words for a number that nobody has
    for turn in range(12):
        with pytest.raises(NotAllowed) as refused:
            accounts.sign_in(office, f"220-81-{'.' * turn}62517", "guess", "7.7.7.7")
    assert [problem.code for problem in refused.value.problems] == ["locked"]


def test_a_line_of_ipv6_counts_as_one_address(
    office: Office, admin: Actor, reached: list[str]
) -> None:
    guess(office, 30, lambda turn: f"2001:db8:1:2::{turn:x}")
    assert len(reached) == 10
    guess(office, 1, lambda _: "2001:db8:1:3::1")
    guess(office, 20, lambda turn: "::ffff:6.6.6.6" if turn % 2 else "6.6.6.6")
    assert len(reached) == 10 + 1 + 10


def test_after_an_attack_the_victim_enters_from_anywhere_again(
    office: Office, admin: Actor, clock: Clock
) -> None:
    guess(office, 60, lambda turn: f"6.6.6.{turn}")
    with pytest.raises(NotAllowed) as locked:
        accounts.sign_in(office, MAIL, PASSWORD, "9.9.9.9")
    assert [problem.code for problem in locked.value.problems] == ["locked"]
    clock.move(minutes=15)
    accounts.sign_in(office, MAIL, PASSWORD, "9.9.9.9")


def test_an_unknown_account_answers_in_the_same_words_and_the_same_time(office: Office) -> None:
    """The real cost of the hash; the fastest of nine runs each, taken in turns."""
    accounts.set_up(office, MAIL, "관리자", PASSWORD)
    spent: dict[str, list[float]] = {MAIL: [], "nobody@example.com": []}
    told = set()
    for turn in range(9):
        for name, times in spent.items():
            began = time.process_time()
            with pytest.raises(NotAllowed) as refused:
                accounts.sign_in(office, name, "틀린 비밀번호", f"10.0.0.{turn}")
            times.append(time.process_time() - began)
            told.add(str(refused.value))
    assert len(told) == 1
    known, unknown = (min(times) for times in spent.values())
    assert 0.9 < unknown / known < 1.1


def test_a_locked_unknown_account_answers_like_a_locked_known_one(
    office: Office, admin: Actor
) -> None:
    told = set()
    for name in (MAIL, "nobody@example.com"):
        for _ in range(11):
            with pytest.raises(NotAllowed) as refused:
                accounts.sign_in(office, name, "틀린 비밀번호", f"of {name}")
        told.add(str(refused.value))
    assert len(told) == 1
