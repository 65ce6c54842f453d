"""The network is cut while somebody answers, and the disk fails: acknowledged means stored."""

import asyncio
import os
import resource
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from random import Random

import pytest
from playwright.sync_api import Page, expect

from assessment.records import journal
from assessment.services.assessing import answering
from assessment.services.office import Actor, Office
from benchmarks.protocol import Session
from tests import tally
from tests.web.cable import Cable
from tests.web.conftest import DESK, PASSWORD, Owner, sign_in
from tests.web.demonstration import load
from tests.web.server import Server
from tests.web.test_kill import acknowledged, choose, reconnected, rows, stored

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.fault]
SEEDS = int(os.environ.get("FAULT_SEEDS", "5"))
CUTS = SEEDS if SEEDS <= 5 else SEEDS // 2
CLICKS = min(20 * SEEDS, 500)
Visit = Callable[..., Page]


@pytest.fixture
def cable(server: Server) -> Iterator[Cable]:
    laid = Cable(server.port)
    yield laid
    laid.close()


def revisions(office: Office, owner: Owner, number: int) -> dict[str, int]:
    sheet = answering.sheet(office, owner.actor, number, "looking")
    return {item: one.revision for item, one in sheet.answers.items()}


def journalled(office: Office, number: int) -> list[tuple[str, str | None]]:
    with office.database.reading() as connection:
        found = journal.rows(connection, kind="answered", limit=100_000)
    mine = [row.payload for row in reversed(found) if row.payload]
    return [(one["item"], one["value"]) for one in mine if one["assessment"] == number]


def test_a_cut_network_loses_nothing_acknowledged_and_stores_nothing_twice(
    server: Server, arranged: Office, owner: Owner, visit: Visit, cable: Cable
) -> None:
    number = answering.open_assessment(arranged, owner.actor, owner.firm_id, "smart-factory")
    asked = answering.sheet(arranged, owner.actor, number, "looking").asked
    page, random = visit(DESK), Random("cuts")
    through = Server(server.folder, port=cable.port)
    sign_in(page, through, owner.email)
    said: dict[str, str] = {}
    for turn in range(CUTS):
        item, place = asked[turn % len(asked)], random.randrange(4)
        load(page, through, f"?form=smart-factory&at={item}")
        choose(page, place)
        page.wait_for_timeout(random.choice((0, 5, 15, 30, 60, 250)))
        told = "저장됨" in page.locator(".st-key-standing").inner_text() and item not in said
        cable.cut()
        if told:
            assert stored(arranged, owner, number)[item] == "abcdef"[place]
        page.wait_for_timeout(random.randrange(100, 900))
        cable.mend()
        reconnected(page)
        acknowledged(page)
        said[item] = "abcdef"[place]
        assert stored(arranged, owner, number) == said
    tally.count("network cut while answering", CUTS, CUTS)  # each was told
    kept = journalled(arranged, number)
    for item in said:
        values = [value for one, value in kept if one == item]
        assert all(before != after for before, after in pairwise(values))
    if len(asked) >= CUTS:
        assert revisions(arranged, owner, number) == dict.fromkeys(said, 1)


def test_every_one_of_many_fast_clicks_is_stored_though_tabs_are_switched(
    server: Server, arranged: Office, owner: Owner
) -> None:
    """Ten clicks an item without a pause, in two tabs by turns: as many writes as clicks."""
    number = answering.open_assessment(arranged, owner.actor, owner.firm_id, "smart-factory")
    asked = answering.sheet(arranged, owner.actor, number, "looking").asked
    token = _token(arranged, owner)

    async def click_fast() -> list[tuple[str, str]]:
        clicked: list[tuple[str, str]] = []
        query = {"form": "smart-factory", "at": asked[0]}
        async with (
            Session(server.port, token, query=query) as left,
            Session(server.port, token, query=query) as right,
        ):
            tabs = (left, right)
            for tab in tabs:
                await tab.open()
            for turn in range(CLICKS // 10):
                tab, item = tabs[turn % 2], asked[turn % len(asked)]
                await tab.visit({"form": "smart-factory", "at": item})
                for step in range(10):
                    radio = tab.find("radio", "-choice-")
                    place = (step + 2 * (turn // len(asked))) % 4  # never what stands there
                    await tab.choose("-choice-", radio.options[place])
                    clicked.append((item, "abcd"[place]))
        return clicked

    with ThreadPoolExecutor(1) as aside:  # the browser's driver has a loop in this thread
        clicked = aside.submit(lambda: asyncio.run(click_fast())).result()
    assert len(clicked) == CLICKS
    assert journalled(arranged, number) == clicked
    assert stored(arranged, owner, number) == dict(clicked)
    tally.count("fast clicks with tab switches", len(clicked), CLICKS // 10)


def _token(office: Office, owner: Owner) -> str:
    from assessment.services.entry import sessions

    return sessions.sign_in(office, owner.email, PASSWORD, "127.0.0.1")


def test_a_disk_that_fails_is_told_in_korean_and_the_next_click_is_stored_when_it_works_again(
    server: Server, arranged: Office, admin: Actor, owner: Owner, visit: Visit
) -> None:
    number = answering.open_assessment(arranged, owner.actor, owner.firm_id, "quick-scan")
    page = visit()
    sign_in(page, server, owner.email, "?form=quick-scan&at=LS01")
    rows(page).first.wait_for()
    choose(page, 1)
    acknowledged(page)
    assert server.process is not None
    free = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
    try:
        choose(page, 3)
        standing = page.locator(".st-key-standing")
        expect(standing).to_contain_text("저장 안 됨")
        expect(standing).to_contain_text("저장 장치에 오류가 있어")
        expect(standing).to_contain_text("문의번호")
        assert stored(arranged, owner, number) == {"LS01": "b"}
    finally:
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, free)
    page.get_by_role("button", name="다시 시도").click()
    acknowledged(page)
    assert stored(arranged, owner, number) == {"LS01": "d"}
