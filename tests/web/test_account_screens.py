"""내 계정, 관리 › 계정 and the letters, as people use them."""

import io
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from assessment.services.entry import accounts, one_time, sign_ins
from assessment.services.office import Actor, Office
from assessment.services.register import firms
from tests.web.conftest import DESK, PASSWORD, Owner, sign_in
from tests.web.demonstration import tap
from tests.web.server import Server
from tests.web.test_gate import ask, cookie_of, shake_hands
from tests.web.traffic import click, settled

CODE = re.compile(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){2}")
pytestmark = [pytest.mark.slow, pytest.mark.browser]


def test_a_person_sees_where_they_are_signed_in_and_ends_the_others(
    server: Server, owner: Owner, visit: Callable[..., Page]
) -> None:
    cookie = cookie_of(server, owner.email)
    page = visit()
    sign_in(page, server, owner.email, "account")
    page.get_by_text("이 화면", exact=True).wait_for()
    expect(page.get_by_text("다른 기기나 브라우저", exact=True)).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    click(page.get_by_role("button", name="로그아웃시키기"))
    expect(page.get_by_text("다른 기기나 브라우저", exact=True)).to_have_count(0)
    assert shake_hands(server, Cookie=cookie, origin=server.address) == 403
    expect(page.get_by_text("이 화면", exact=True)).to_have_count(1)


def test_an_administrator_makes_an_account_whose_code_is_shown_once(
    server: Server, served_office: Office, admin: Actor, visit: Callable[..., Page]
) -> None:
    page = visit(DESK)
    sign_in(page, server, "admin@example.kr")
    click(page.get_by_text("계정 만들기"))
    settled(page)
    page.locator(".st-key-account-name input").fill("김컨설")
    page.locator(".st-key-account-email input").fill("kim@example.kr")
    page.locator(".st-key-account-email input").blur()
    settled(page)  # a list that opens while the page is drawn anew closes again
    page.locator(".st-key-account-role input").fill("컨설턴트")
    click(page.get_by_role("option", name="컨설턴트"))
    expect(page.locator(".st-key-account-role input")).to_have_value("컨설턴트")
    click(page.get_by_role("button", name="만들기", exact=True))
    place = page.locator(".st-key-account-code")
    expect(place).to_contain_text(CODE)
    code = CODE.search(place.inner_text())
    assert code is not None
    settled(page)
    page.reload()
    settled(page)
    expect(page.locator(".st-key-account-code")).to_have_count(0)
    other = visit()
    other.goto(f"{server.address}/start")
    other.locator("#name").fill("kim@example.kr")
    other.locator("#code").fill(code.group())
    other.locator("#password").fill("비 오는 날의 파전")
    other.locator("#again").fill("비 오는 날의 막걸리")
    click(other.get_by_role("button", name="시작하기"))
    expect(other.locator("#again")).to_be_focused()
    expect(other.locator("#again")).to_have_attribute("aria-describedby", "again-wrong")
    expect(other.locator("#again-wrong")).to_contain_text("서로 다릅니다")
    for name in ("password", "again"):
        other.locator(f"#{name}").fill("비 오는 날의 파전")
    click(other.get_by_role("button", name="시작하기"))
    other.wait_for_url(lambda address: "/start" not in address)
    found = next(
        one for one in accounts.list_accounts(served_office, admin) if one.email == "kim@example.kr"
    )
    assert [one.address for one in sign_ins.sign_ins(served_office, admin, found.id)] == [
        "127.0.0.1"
    ]
    page.locator(".st-key-account-by-name input").fill("관리자")
    click(page.get_by_role("option", name="관리자 ·"))
    expect(page.locator(".st-key-own-reset")).to_be_visible()
    expect(page.locator(".st-key-account-role-change, .st-key-account-invite")).to_have_count(0)
    tap(page, ".st-key-own-reset button")
    for password in ("비 오는 날의 파전", PASSWORD):
        page.locator(".st-key-own-password-reset input").fill(password)
        page.keyboard.press("Enter")
        if password != PASSWORD:
            expect(page.get_by_text("지금 비밀번호가 맞지 않습니다.")).to_be_visible()
    page.wait_for_url(lambda address: "/login" in address)


def test_letters_are_one_a4_page_a_firm_with_its_code_and_a_qr(
    server: Server, served_office: Office, admin: Actor, visit: Callable[..., Page]
) -> None:
    for name, number in (("(주)<b>반월</b>금속", "2208162517"), ("시화도금", "1248100998")):
        firms.save_firm(served_office, admin, None, {"name": name, "business_number": number})
    page = visit(DESK)
    sign_in(page, server, "admin@example.kr")
    page.goto(f"{server.address}/files/letters")
    page.get_by_label("모두 고르기").check()
    click(page.get_by_role("button", name="편지 만들기"))
    page.get_by_text("220-81-62517").wait_for()
    assert page.locator("section").count() == 2
    assert page.locator("section img[alt=QR]").count() == 2
    assert page.locator("b").count() == 0  # the firm's name is text
    printed = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert len(printed.pages) == 2


def test_letters_are_for_staff_alone(server: Server, owner: Owner) -> None:
    assert ask(server, "/files/letters")[0] == 401
    assert ask(server, "/files/letters", Cookie=cookie_of(server, owner.email))[0] == 404


def test_a_device_is_enrolled_its_codes_stay_until_noted_and_a_new_password_is_said(
    server: Server, served_office: Office, owner: Owner, visit: Callable[..., Page]
) -> None:
    page = visit()
    sign_in(page, server, owner.email, "account")
    tap(page, ".st-key-enrol button")
    page.locator(".st-key-own-password-enrol input").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.locator(".st-key-code-of-enrol").wait_for()
    key = "".join(page.locator("code").first.inner_text().split())
    code = one_time.code_at(key, one_time.step_at(served_office.clock()))
    page.locator(".st-key-code-of-enrol input").fill(code)
    page.keyboard.press("Enter")
    expect(page.locator("code").first).to_contain_text(CODE)
    told = page.locator("code").first.inner_text()
    tap(page, ".st-key-switch-language button")
    expect(page.get_by_role("heading", name="My account")).to_be_visible()
    assert page.locator("code").first.inner_text() == told
    tap(page, ".st-key-codes-noted button")
    expect(page.locator("code")).to_have_count(0)
    tap(page, ".st-key-switch-language button")
    expect(page.get_by_text("남은 복구 코드 10개")).to_be_visible()
    tap(page, "a", "비밀번호 바꾸기")
    for name in ("current", "new", "again"):
        chosen = PASSWORD if name == "current" else "비 오는 날의 파전"
        page.locator(f".st-key-password-{name} input").fill(chosen)
    page.keyboard.press("Enter")
    expect(page.get_by_text("바꾸었습니다.")).to_be_visible()
    for name in ("current", "new", "again"):
        expect(page.locator(f".st-key-password-{name} input")).to_have_value("")
