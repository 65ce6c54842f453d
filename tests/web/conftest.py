"""Real parts: a server with a database of its own, and Chromium."""

import itertools
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from assessment.services.assessing import answering, rounds
from assessment.services.entry import accounts
from assessment.services.funding import calls
from assessment.services.office import Actor, Office, open_office
from assessment.services.register import firms
from assessment.services.releases import publishing
from tests import databases
from tests.web import quick_hashing
from tests.web.doors import PASSWORD, cookie_of
from tests.web.every_screen import Shown, build
from tests.web.profiles import Profiles
from tests.web.server import Server, settings_file
from tests.web.traffic import click, settled

# the shell is the same engine without the windows around it: a third of the work for each page
_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser")
CHROMIUM = next(filter(None, map(shutil.which, _NAMES)), None)
PUBLISHED = ("smart-factory", "quick-scan", "gyeonggi-basic-2026", "ansan-hidden-champion")
FIRST = "cheoeum-2026-bimil"
expect.set_options(timeout=60_000)  # machines of CI are busy
_numbers = itertools.count(1)
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 800}
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--lang=ko",
    "--js-flags=--no-opt --always-sparkplug",  # a page lives for seconds, and so does its code
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def profiles(browser: Browser) -> Iterator[Profiles]:
    kept = Profiles(browser)
    yield kept
    kept.close()


@pytest.fixture
def visit(profiles: Profiles) -> Iterator[Callable[..., Page]]:
    """A page of somebody who was never here, as on a phone unless told otherwise."""
    opened: list[BrowserContext] = []

    def new(viewport: dict[str, int] | None = None) -> Page:
        opened.append(profiles.take(viewport or PHONE, has_touch=viewport is None))
        page = opened[-1].new_page()
        page.set_default_timeout(90_000)
        return page

    yield new
    for context in opened:
        profiles.give_back(context)


@pytest.fixture(scope="module", autouse=True)
def quick_hashes() -> Iterator[None]:
    """Passwords cost little here and in forked servers."""
    with pytest.MonkeyPatch.context() as patch:
        quick_hashing.begin(patch.setattr)
        yield


@pytest.fixture(scope="module")
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of a server whose database has its administrator; arranged where a test here asks for it."""
    made = tmp_path_factory.mktemp("served")
    here = [one for one in request.session.items if one.path == request.path]
    arranged = any("arranged" in one.fixturenames for one in here)  # type: ignore[attr-defined]
    name, prepare = ("arranged", _arrange) if arranged else ("administered", _administer)
    databases.prepared(name, prepare, made / "assessment.sqlite")
    settings_file(made)
    return made


def _administer(address: str) -> None:
    office = open_office(address)
    accounts.set_up(office, "admin@example.kr", "관리자", PASSWORD)
    office.database.close()


def _arrange(address: str) -> None:
    _administer(address)
    office = open_office(address)
    arrange(office, accounts.acting_as(office, "admin@example.kr"))
    office.database.close()


@pytest.fixture(scope="module")
def served_office(folder: Path) -> Office:
    """The office on the server's database, for arranging and for looking afterwards."""
    return open_office(databases.at(folder / "assessment.sqlite"))


@pytest.fixture(scope="module")
def admin(served_office: Office) -> Actor:
    return accounts.acting_as(served_office, "admin@example.kr")


@pytest.fixture(scope="module")
def server(folder: Path, admin: Actor) -> Iterator[Server]:
    running = Server(folder).start()
    yield running
    running.stop()


@dataclass(frozen=True)
class Owner:
    """An owner who can sign in, with the firm that is theirs."""

    actor: Actor
    firm_id: int
    email: str


def arrange(office: Office, admin: Actor) -> None:
    """What is published and the round of today."""
    for name in PUBLISHED:
        publishing.publish(office, admin, name)
    today = office.today()
    round_id = rounds.open_round(
        office, admin, "2026년 2회차", "반월·시화", today - timedelta(30), today + timedelta(60)
    )
    calls.open_call(
        office,
        admin,
        name="경기도형 기초 2026 추가 공고",
        programme="gyeonggi-basic-2026",
        round_id=round_id,
        opens_on=today - timedelta(7),
        closes_on=today + timedelta(12),
    )


def answer_all(office: Office, owner: Owner, pick: Callable[[int], str]) -> int:
    """The firm's whole assessment with an answer to every item, not handed in."""
    number = answering.open_assessment(office, owner.actor, owner.firm_id, "smart-factory")
    sheet = answering.sheet(office, owner.actor, number, "seed")
    for place, item in enumerate(sheet.asked):
        answering.save_answer(
            office,
            owner.actor,
            number,
            item,
            "answered",
            pick(place),
            tab="seed",
            seen=sheet.keys[item],
        )
    return number


def add_owner(office: Office, admin: Actor, name: str, email: str) -> Owner:
    """A firm with an owner who has chosen their own password."""
    facts = {"name": name, "region": "ansan", "employees": 14, "ksic_code": "25924"}
    firm_id = firms.save_firm(office, admin, None, facts).firm_id
    number = accounts.create_account(
        office, admin, email=email, name="공장담당", role="owner", firm_id=firm_id, password=FIRST
    )
    own = accounts.acting_as(office, email)
    accounts.set_password(office, own, number, PASSWORD, current=FIRST)
    return Owner(accounts.acting_as(office, email), firm_id, email)


@pytest.fixture(scope="module")
def arranged(served_office: Office) -> Office:
    """With what `arrange` does; its folder was made so."""
    return served_office


@pytest.fixture
def owner(arranged: Office, admin: Actor) -> Owner:
    """A fresh firm with its owner."""
    number = next(_numbers)
    return add_owner(arranged, admin, f"(주)한빛정밀 {number}", f"owner{number}@example.kr")


def sign_in(page: Page, server: Server, email: str, to: str = "") -> None:
    """Signed in, at this address; the form was sent without the sign-in page being drawn."""
    name, value = cookie_of(server, email).split("=", 1)
    page.context.add_cookies([{"name": name, "value": value, "url": server.address}])
    page.goto(f"{server.address}/{to}")
    settled(page)


def through_the_door(page: Page, server: Server, email: str, password: str = PASSWORD) -> None:
    """Through the sign-in page, as a person does it."""
    page.goto(f"{server.address}/login")
    page.get_by_label("이메일").fill(email)
    page.get_by_label("비밀번호").fill(password)
    click(page.get_by_role("button", name="로그인", exact=True))
    page.wait_for_url(lambda address: "/login" not in address)
    settled(page)


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    yield from build(tmp_path_factory.mktemp("demo"))
