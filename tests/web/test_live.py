"""Ending a sign-in ends its open screens at once (ASVS 7.4.1-2, 8.3.2)."""

import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from assessment.services.entry import accounts, sign_ins
from assessment.services.office import Actor, Office
from tests.web.conftest import FIRST, PASSWORD, Owner, add_owner, sign_in
from tests.web.server import Server
from tests.web.test_gate import ask, cookie_of, shake_hands

pytestmark = pytest.mark.slow
WITHIN = 1.0
ENDED = 4401


@pytest.fixture(scope="module")
def replica(server: Server) -> Iterator[Server]:
    """A second server on the same database."""
    running = Server(server.folder).start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def person(served_office: Office, admin: Actor) -> Owner:
    return add_owner(served_office, admin, "(주)반월금형", "live@example.kr")


def screen(server: Server, cookie: str) -> ClientConnection:
    return connect(
        f"ws://127.0.0.1:{server.port}/_stcore/stream",
        additional_headers={"Cookie": cookie},
        origin=server.address,  # type: ignore[arg-type]
        subprotocols=["streamlit"],  # type: ignore[list-item]
        proxy=None,
    )


def seconds_until_closed(live: ClientConnection) -> tuple[float, int | None]:
    """How long it stays open, and the code that it is closed with."""
    began = time.monotonic()
    while True:
        try:
            live.recv(timeout=10)
        except ConnectionClosed as closed:
            return time.monotonic() - began, closed.rcvd.code if closed.rcvd else None


def goes_on(live: ClientConnection) -> bool:
    """Whether the screen is still open when it has been silent for a while."""
    try:
        while True:
            live.recv(timeout=1.5)
    except TimeoutError:
        return True
    except ConnectionClosed:
        return False


def test_signing_out_closes_the_screens_of_that_sign_in_on_every_replica(
    server: Server, replica: Server, person: Owner
) -> None:
    cookie, other = (cookie_of(server, person.email) for _ in range(2))
    here, there, elsewhere = screen(server, cookie), screen(replica, cookie), screen(server, other)
    assert ask(server, "/logout", Cookie=cookie)[0] == 303
    for live in (here, there):
        took, code = seconds_until_closed(live)
        assert code == ENDED
        assert took < WITHIN + 0.5  # the two are timed one after the other
    assert shake_hands(replica, Cookie=cookie, origin=replica.address) == 403
    assert goes_on(elsewhere)
    elsewhere.close()


@pytest.mark.parametrize("how", ["disabled", "another role", "revoked", "password"])
def test_what_ends_a_sign_in_closes_its_screens_within_a_second(
    server: Server, served_office: Office, admin: Actor, how: str
) -> None:
    number = accounts.create_account(
        served_office,
        admin,
        email=f"{how.replace(' ', '')}@example.kr",
        name="담당",
        role="manager",
        password=FIRST,
    )
    live = screen(server, cookie_of(server, f"{how.replace(' ', '')}@example.kr", FIRST))
    ends = {
        "disabled": lambda: accounts.disable(served_office, admin, number),
        "another role": lambda: accounts.change_role(served_office, admin, number, "consultant"),
        "revoked": lambda: sign_ins.end_sign_ins(served_office, admin, number),
        "password": lambda: accounts.set_password(served_office, admin, number, PASSWORD),
    }
    ends[how]()
    took, code = seconds_until_closed(live)
    assert code == ENDED
    assert took < WITHIN


@pytest.mark.browser
def test_the_screen_of_a_disabled_person_leaves_for_the_sign_in_page(
    server: Server, arranged: Office, admin: Actor, visit: Callable[..., Page]
) -> None:
    owner = add_owner(arranged, admin, "(주)시화도금", "gone@example.kr")
    page = visit()
    sign_in(page, server, owner.email)
    accounts.disable(arranged, admin, owner.actor.account_id)
    page.wait_for_url(lambda address: "/login" in address, timeout=5_000)
    assert page.get_by_role("button", name="로그인", exact=True).is_visible()
    assert page.locator(".stApp").count() == 0
