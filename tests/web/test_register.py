"""Bringing a register in: the file, what it would change, and only then the change."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from assessment.services.entry import accounts
from assessment.services.office import Actor, Office
from assessment.services.register import firms
from tests.services.registers import CITY, city
from tests.web.conftest import DESK, FIRST, PASSWORD, sign_in
from tests.web.demonstration import drawn
from tests.web.server import Server
from tests.web.traffic import click, settled

pytestmark = pytest.mark.browser
ROAD = "경기도 안산시 단원구 산단로"


@pytest.fixture
def manager(served_office: Office, admin: Actor) -> Actor:
    accounts.create_account(
        served_office,
        admin,
        email="manager@example.kr",
        name="담당자 하나",
        role="manager",
        firm_id=None,
        password=FIRST,
    )
    own = accounts.acting_as(served_office, "manager@example.kr")
    accounts.set_password(served_office, own, own.account_id, PASSWORD, current=FIRST)
    return own


def lines(*rows: list[Any]) -> bytes:
    written: list[list[Any]] = [CITY, *rows]
    return "\r\n".join(",".join(str(cell) for cell in row) for row in written).encode("cp949")


def picture(page: Page, name: str) -> None:
    """For looking at, where a folder is named; never compared."""
    if folder := os.environ.get("REGISTER_PICTURES"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def test_a_manager_sees_what_a_register_changes_before_it_does(
    served_office: Office, server: Server, manager: Actor, visit: Callable[..., Page]
) -> None:
    firms.save_firm(
        served_office, manager, None, {"name": "가나정밀", "address": f"{ROAD} 1", "products": "못"}
    )
    content = lines(
        city("(주)가나정밀", f"{ROAD} 1"),
        city("다라도금", f"{ROAD} 2", products="도금 외 3종"),
        city("다라도금", f"{ROAD} 2"),
        city("", f"{ROAD} 3"),
    )
    page = visit(DESK)
    sign_in(page, server, "manager@example.kr", "firms")
    drawn(page)
    click(page.get_by_role("button", name="명부 가져오기"))
    drawn(page)
    picture(page, "empty")
    page.locator("input[type=file]").first.set_input_files(
        {"name": "안산시 공장등록.csv", "mimeType": "text/csv", "buffer": content}
    )
    counts = page.locator(".st-key-register-counts [data-testid=stMetricValue]")
    expect(counts.first).to_be_visible()
    drawn(page)
    assert counts.all_inner_texts() == ["1", "1", "0", "0", "1", "1"]
    assert firms.find_firms(served_office, manager).total == 1
    page.set_viewport_size({"width": 390, "height": 844})
    drawn(page, still=0.3)
    picture(page, "preview-phone")
    wide = "document.querySelector('[data-testid=stMain]').scrollWidth <= innerWidth"
    assert page.evaluate(wide)
    page.set_viewport_size({"width": 1280, "height": 1200})
    drawn(page, still=0.3)
    picture(page, "preview-desk")
    page.get_by_role("button", name="반영하기").focus()
    page.keyboard.press("Enter")
    settled(page)
    expect(page.get_by_text("반영했습니다. 새 업체 1곳")).to_be_visible()
    picture(page, "stored")
    kept = firms.find_firms(served_office, manager)
    assert sorted(kept.rows["name"]) == ["가나정밀", "다라도금"]
