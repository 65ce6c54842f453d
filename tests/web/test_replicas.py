"""nginx, two replicas and PostgreSQL: one replica is killed while owners answer."""

import asyncio
import statistics
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect
from websockets.exceptions import WebSocketException

from assessment.records import answers
from assessment.services.assessing import answering
from assessment.services.entry import sessions
from assessment.services.office import Office, open_office
from benchmarks.protocol import Session
from tests import tally
from tests.deploy import proxy
from tests.web.conftest import PASSWORD, PHONE, Owner, add_owner, arrange
from tests.web.server import Server, free_port

pytestmark = [pytest.mark.browser, pytest.mark.postgres, pytest.mark.slow, pytest.mark.fault]
OWNERS = 8
BEFORE, AFTER = 3, 3
"""Answers of each owner before and after the death of a replica."""
NOTICED = 2.2
"""Seconds after which nginx tries again a replica that it found gone (`fail_timeout` is 1 s)."""
FORM = {"form": "smart-factory", "at": "QM03"}


@dataclass(frozen=True)
class Site:
    """The whole of it, as it stands in a machine room."""

    office: Office
    replicas: tuple[Server, Server]
    proxy: proxy.Proxy
    owners: tuple[Owner, ...]

    def token(self, owner: Owner) -> str:
        entered = sessions.sign_in(self.office, owner.email, PASSWORD, address="127.0.0.1")
        return getattr(entered, "token", entered)


@pytest.fixture(scope="module")
def site(postgres: Callable[[], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    proxy.needed()
    from assessment.services.entry import accounts

    folder, url = tmp_path_factory.mktemp("site"), postgres()
    lines = [
        f'database = "{url}"',
        f'cookie_secret = "{"a" * 64}"',
        'allowed_hosts = ["127.0.0.1"]',
    ]
    (folder / "settings.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    office = open_office(url)
    accounts.set_up(office, "admin@example.kr", "관리자", PASSWORD)
    admin = accounts.acting_as(office, "admin@example.kr")
    arrange(office, admin)
    owners = tuple(
        add_owner(office, admin, f"(주)한빛정밀 {n}", f"owner{n}@example.kr") for n in range(OWNERS)
    )
    figures = str(free_port())
    first = Server(folder, env={"ASSESSMENT_METRICS_PORT": figures}).start()
    replicas = (first, Server(folder).start())
    front = proxy.start(folder, [one.port for one in replicas])
    _until_it_answers(front)
    yield Site(office, replicas, front, owners)
    front.stop()
    for one in replicas:
        one.stop()
    office.database.close()


def _until_it_answers(front: proxy.Proxy) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            if httpx.get(f"{front.address}/health/ready", verify=front.trust).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("nginx does not answer")


@dataclass
class Seen:
    """What the screens said: the answers that they called stored, and the waits after the death."""

    told: dict[tuple[int, str], str] = field(default_factory=dict)
    back: list[float] = field(default_factory=list)
    on_screen: list[float] = field(default_factory=list)


def test_the_plain_address_leads_to_the_secure_one_and_the_figures_stay_inside(site: Site) -> None:
    led = httpx.get(f"http://127.0.0.1:{site.proxy.plain}/login", follow_redirects=False)
    assert led.status_code == 301
    assert led.headers["location"].startswith("https://")
    page = httpx.get(f"{site.proxy.address}/login", verify=site.proxy.trust)
    assert page.status_code == 200
    assert "max-age" in page.headers["strict-transport-security"]
    stranger = httpx.get(f"{site.proxy.address}/_stcore/metrics", verify=site.proxy.trust)
    assert stranger.status_code == 401


def test_figures_are_told_on_a_private_port_and_name_nobody(site: Site) -> None:
    replica = site.replicas[0]
    assert httpx.get(f"{replica.address}/login").status_code == 200
    told = httpx.get(f"http://127.0.0.1:{replica.env['ASSESSMENT_METRICS_PORT']}/metrics").text
    assert 'assessment_requests_total{kind="page",status="2xx"}' in told
    assert "process_resident_memory_bytes" in told
    assert not any(owner.email in told for owner in site.owners)


def test_a_killed_replica_costs_no_acknowledged_answer_and_no_sign_in(site: Site) -> None:
    with ThreadPoolExecutor(1) as aside:  # Playwright has a loop of its own in this thread
        seen = aside.submit(asyncio.run, _answer_through_a_death(site)).result()
    with site.office.database.reading() as connection:
        stored = {key: answers.of_assessment(connection, key) for key, _item in seen.told}
    lost = [
        place for place, option in seen.told.items()
        if stored[place[0]][place[1]].value != option
    ]  # fmt: skip
    assert len(seen.told) >= OWNERS
    assert not lost
    tally.count("failover: a replica killed under load", len(seen.told))
    assert seen.back, "nobody was at the replica that died"
    assert statistics.median(seen.back) <= 2.0
    print(f"back at another replica: median {statistics.median(seen.back):.2f} s, "
          f"longest {max(seen.back):.2f} s of {len(seen.back)}; "
          f"on screen again: median {statistics.median(seen.on_screen):.2f} s")  # fmt: skip
    assert not httpx.get(f"http://127.0.0.1:{site.replicas[1].port}/health/ready").is_error


async def _answer_through_a_death(site: Site) -> Seen:
    seen, died = Seen(), asyncio.Event()
    ready = [asyncio.Event() for _owner in site.owners]
    async with asyncio.TaskGroup() as group:
        for n, owner in enumerate(site.owners):
            group.create_task(_at_work(site, owner, seen, ready[n], died))
        await asyncio.gather(*(one.wait() for one in ready))
        site.replicas[0].kill()
        died.set()
    return seen


async def _at_work(
    site: Site, owner: Owner, seen: Seen, ready: asyncio.Event, died: asyncio.Event
) -> None:
    token = await asyncio.to_thread(site.token, owner)
    number = await asyncio.to_thread(
        answering.open_assessment, site.office, owner.actor, owner.firm_id, "smart-factory"
    )
    session = await _enter(site, token)
    for place in range(BEFORE):
        await _choose(session, number, place, seen)
    ready.set()
    for place in range(BEFORE, BEFORE + 200):
        if died.is_set() and place >= BEFORE + AFTER:
            break
        try:
            await _choose(session, number, place, seen)
        except (WebSocketException, OSError, TimeoutError):
            session = await _come_back(site, token, seen)
            await _choose(session, number, place, seen)
    await session.__aexit__(None, None, None)


async def _enter(site: Site, token: str) -> Session:
    session = Session(site.proxy.port, token, query=FORM, tls=site.proxy.trust)
    await session.__aenter__()
    await session.open()
    return session


async def _come_back(site: Site, token: str, seen: Seen) -> Session:
    begun = time.perf_counter()
    while True:
        session = Session(site.proxy.port, token, query=FORM, tls=site.proxy.trust)
        try:
            await session.__aenter__()
            seen.back.append(time.perf_counter() - begun)
            await session.open()
            seen.on_screen.append(time.perf_counter() - begun)
            return session
        except (WebSocketException, OSError):
            await asyncio.sleep(0.3)


async def _choose(session: Session, number: int, place: int, seen: Seen) -> None:
    radio = session.find("radio", "-choice-")
    item = radio.id.split("-choice-")[1].split("-")[1]
    await session.choose("-choice-", radio.options[place % 4])
    if any("저장됨" in text for text in session.texts):
        seen.told[number, item] = "abcd"[place % 4]


def test_a_browser_goes_on_at_the_other_replica_by_itself(site: Site, browser: Browser) -> None:
    dead = site.replicas[0]
    if dead.process is None or dead.process.poll() is not None:
        dead.start()
    owner = site.owners[0]
    number = answering.open_assessment(site.office, owner.actor, owner.firm_id, "quick-scan")
    context = browser.new_context(viewport=PHONE, locale="ko-KR", ignore_https_errors=True)
    page = context.new_page()
    page.set_default_timeout(45_000)
    page.goto(f"{site.proxy.address}/login")
    page.get_by_label("이메일").fill(owner.email)
    page.get_by_label("비밀번호").fill(PASSWORD)
    page.get_by_role("button", name="로그인", exact=True).click()
    page.wait_for_url(lambda address: "/login" not in address)
    page.goto(f"{site.proxy.address}/?form=quick-scan&at=LS01")
    rows = page.locator("[class*=st-key-options-] [data-testid=stRadioOption]")
    rows.nth(1).click()
    expect(page.locator(".st-key-standing")).to_contain_text("저장됨")
    dead.kill()  # it may be this browser's replica or not: either way the work goes on
    page.wait_for_timeout(500)
    page.wait_for_selector(".stApp[data-test-connection-state=CONNECTED]", state="attached")
    rows.nth(2).click()

    def stored() -> str | None:
        with site.office.database.reading() as connection:
            found = answers.of_assessment(connection, number)
        return found["LS01"].value if "LS01" in found else None

    until = time.monotonic() + 30
    while stored() != "c" and time.monotonic() < until:
        time.sleep(0.1)
    assert stored() == "c"
    assert "/login" not in page.url
    context.close()


def test_a_stopped_replica_drains_and_its_successor_is_ready_before_it_is_used(site: Site) -> None:
    first, second = site.replicas
    if first.process is None or first.process.poll() is not None:
        first.start()
    for one in (first, second):
        one.stop()
        assert httpx.get(f"{site.proxy.address}/login", verify=site.proxy.trust).status_code == 200
        one.start()
        until = time.monotonic() + 60  # it imports what its screens need
        while httpx.get(f"http://127.0.0.1:{one.port}/health/ready").status_code != 200:
            assert time.monotonic() < until
            time.sleep(0.1)
        time.sleep(NOTICED)


def test_without_its_database_a_replica_lives_but_is_not_ready(tmp_path: Path) -> None:
    from assessment.records.database import open_database
    from assessment.services.backups.readiness import ready

    away = Office(open_database("postgresql+psycopg://nobody@127.0.0.1:1/none"), tmp_path)
    assert ready(away) is False
