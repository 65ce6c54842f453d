"""Codes that serve once serve once though many use them in the same moment (ASVS 2.3.4, 6.5.1)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from assessment.problems import NotAllowed, NotFound
from assessment.records import accounts as kept
from assessment.services.entry import accounts, first_start, invitations, one_time, second_factor
from assessment.services.office import Office
from tests.services.conftest import add_firm, add_person

PASSWORD, NUMBER, MAIL = "봄비 내리는 공단 길", "1248100998", "boss@example.com"
AT_ONCE = 4

pytestmark = pytest.mark.usefixtures("quick_hashes")


def at_once(work: Callable[[int], str]) -> list[str]:
    """What those got who were not refused; all begin together."""
    start = Barrier(AT_ONCE)

    def one(place: int) -> str | None:
        start.wait()
        try:
            return work(place)
        except (NotAllowed, NotFound):
            return None

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return [got for got in pool.map(one, range(AT_ONCE)) if got is not None]


def test_an_invitations_code(office: Office) -> None:
    firm = add_firm(office, "(주)한빛정밀공업", business_number=NUMBER)
    made = invitations.invite_owner(office, add_person(office, "consultant"), firm)
    got = at_once(
        lambda place: invitations.accept(
            office, NUMBER, made.code, f"{PASSWORD} {place}", f"1.2.3.{place}"
        )
    )
    assert len(got) == 1


def test_the_set_up_code(office: Office) -> None:
    code = first_start.new_set_up_code(office) or ""
    got = at_once(
        lambda place: first_start.set_up_with_code(
            office, code, email=f"a{place}@example.com", name="관리자",
            password=f"{PASSWORD} {place}", address=f"1.2.3.{place}",
        )
    )  # fmt: skip
    assert len(got) == 1
    with office.database.reading() as connection:
        assert len(kept.listed(connection, role="admin")) == 2  # and the operator


@pytest.mark.parametrize("which", ["device", "recovery"])
def test_a_code_of_the_second_factor(office: Office, which: str) -> None:
    accounts.set_up(office, MAIL, "관리자", PASSWORD)

    def half_in(place: int = 0) -> str:
        return accounts.token_hash(accounts.sign_in(office, MAIL, PASSWORD, f"1.2.3.{place}"))

    first = half_in()
    secret = second_factor.device_at_the_door(office, first).secret
    now = one_time.step_at(office.clock())
    _, recovery = second_factor.enrol_at_the_door(office, first, one_time.code_at(secret, now))
    code = one_time.code_at(secret, now + 1) if which == "device" else recovery[0]
    waiting = [half_in(place) for place in range(AT_ONCE)]
    got = at_once(lambda place: second_factor.pass_at_the_door(office, waiting[place], code))
    assert len(got) == 1
