"""The ways in, as people take them: first start, invitation, second factor."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page

from assessment.services.entry import accounts, invitations, one_time, second_factor
from assessment.services.office import Office, open_office
from assessment.services.register import firms
from tests.web.conftest import DESK, through_the_door
from tests.web.doors import ask
from tests.web.server import Server, settings_file
from tests.web.test_gate import shake_hands
from tests.web.traffic import click, settled

pytestmark = [pytest.mark.slow, pytest.mark.browser]
PASSWORD = "봄비 내리는 공단 길"


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of real data on an empty database: nobody can enter yet."""
    folder = tmp_path_factory.mktemp("fresh")
    settings_file(folder, second_factor="required")
    running = Server(folder).start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def office(fresh: Server) -> Iterator[Office]:
    """The office of that server, under its settings: they hold the key of codes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASSESSMENT_SETTINGS", str(fresh.folder / "settings.toml"))
        yield open_office()


def printed_code(server: Server) -> str:
    found = re.search(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){2}", server.log)
    assert found is not None
    return found.group()


def code_now(office: Office, secret: str) -> str:
    return one_time.code_at(secret, one_time.step_at(office.clock()))


def fill(page: Page, **values: str) -> None:
    for name, value in values.items():
        page.locator(f"#{name}").fill(value)


@pytest.fixture(scope="module")
def secret(fresh: Server, office: Office, browser: Browser) -> str:
    """The administrator of the fresh server, made in the browser; the secret of their device."""
    context = browser.new_context(locale="ko-KR", viewport=DESK)
    page = context.new_page()
    page.goto(fresh.address)
    click(page.get_by_role("link", name="관리자 계정 만들기"))
    fill(page, code="AAAA-BBBB-CCCC", name="관리자", email="boss@example.kr")
    fill(page, password=PASSWORD, again=PASSWORD)
    click(page.get_by_role("button", name="만들기"))
    page.get_by_role("alert").get_by_text("설치 코드가 맞지 않거나").wait_for()
    fill(page, code=printed_code(fresh).lower(), password="password1", again="password1")
    click(page.get_by_role("button", name="만들기"))
    page.get_by_role("alert").get_by_text("너무 흔한 비밀번호").wait_for()
    fill(page, password=PASSWORD, again=PASSWORD)
    click(page.get_by_role("button", name="만들기"))
    page.get_by_role("heading", name="인증 앱 등록").wait_for()
    key = page.locator(".code").inner_text().strip()
    # the password alone opens nothing
    assert {c["name"] for c in context.cookies()} == {"assessment_form", "assessment_session"}
    waiting = next(c for c in context.cookies() if c["name"] == "assessment_session")
    cookie = f"assessment_session={waiting['value']}"
    assert ask(fresh, "/", Cookie=cookie)[0] == 303
    assert shake_hands(fresh, Cookie=cookie, origin=fresh.address) == 403
    page.locator("#code").fill("000000")
    click(page.get_by_role("button", name="확인"))
    page.get_by_role("alert").get_by_text("인증번호가 맞지 않거나").wait_for()
    page.locator("#code").fill(code_now(office, key))
    click(page.get_by_role("button", name="확인"))
    page.get_by_role("heading", name="복구 코드를 적어 두십시오").wait_for()
    assert page.locator("li").count() == 10
    now = next(c for c in context.cookies() if c["name"] == "assessment_session")
    assert now["value"] != waiting["value"]
    assert now["httpOnly"]
    assert now["sameSite"] == "Lax"
    click(page.get_by_role("link", name="적어 두었습니다. 계속"))
    page.get_by_role("heading", name="관리", exact=True).wait_for()
    context.close()
    return key


def test_the_first_administrator_is_made_with_the_consoles_code_and_a_second_factor(
    fresh: Server, office: Office, secret: str
) -> None:
    assert accounts.acting_as(office, "boss@example.kr").role == "admin"
    assert ask(fresh, "/set-up")[0] == 303  # the page is shut from now on


def test_an_administrator_enters_with_password_and_code_and_never_with_a_used_one(
    fresh: Server, office: Office, secret: str, visit: Callable[..., Page]
) -> None:
    page = visit(DESK)
    page.goto(f"{fresh.address}/login")
    fill(page, email="boss@example.kr", password=PASSWORD)
    click(page.get_by_role("button", name="로그인", exact=True))
    page.get_by_role("heading", name="인증번호").wait_for()
    # a device may be half a minute ahead, so that the code that enrolled it is not waited out
    ahead = one_time.code_at(secret, one_time.step_at(office.clock()) + 1)
    page.locator("#code").fill(ahead)
    click(page.get_by_role("button", name="확인"))
    page.get_by_role("heading", name="관리", exact=True).wait_for()
    other = visit(DESK)
    other.goto(f"{fresh.address}/login")
    fill(other, email="boss@example.kr", password=PASSWORD)
    click(other.get_by_role("button", name="로그인", exact=True))
    other.locator("#code").fill(ahead)
    click(other.get_by_role("button", name="확인"))
    other.get_by_role("alert").get_by_text("이미 쓴 번호입니다").wait_for()


def test_an_owner_comes_in_with_the_letters_code_and_later_by_business_number(
    fresh: Server, office: Office, secret: str, visit: Callable[..., Page]
) -> None:
    admin = accounts.acting_as(office, "boss@example.kr")
    facts = {"name": "(주)한빛정밀", "business_number": "1248100998"}
    firm = firms.save_firm(office, admin, None, facts).firm_id
    made = invitations.invite_owner(office, admin, firm)
    page = visit()
    behind = f"name={quote(made.name)}&code={made.code}"
    page.goto(f"{fresh.address}/start#{behind}")
    assert page.locator("#code").input_value() == made.code
    assert made.code not in page.url  # what is behind the # goes from the address at once
    fill(page, password="한빛정밀 1!", again="한빛정밀 1!")
    click(page.get_by_role("button", name="시작하기"))
    page.get_by_role("alert").get_by_text("업체명은 비밀번호로 쓸 수 없습니다").wait_for()
    fill(page, password=PASSWORD, again=PASSWORD)
    click(page.get_by_role("button", name="시작하기"))
    page.wait_for_url(lambda address: "/start" not in address)
    settled(page)
    assert "한빛정밀" not in fresh.log
    assert made.code not in fresh.log
    again = visit()
    through_the_door(again, fresh, "124-81-00998", PASSWORD)
    assert second_factor.asked_for(office, "") is None


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_pages_before_sign_in_say_their_language_and_fit_a_phone(
    fresh: Server, secret: str, language: str, visit: Callable[..., Page], tmp_path: Path
) -> None:
    page = visit()
    for path in ("/login", "/start"):
        page.goto(f"{fresh.address}{path}?language={language}")
        assert page.locator("html").get_attribute("lang") == language
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
