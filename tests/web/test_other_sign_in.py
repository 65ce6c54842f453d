"""Sign-in at another provider through the page, the cookies and the session table."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from assessment.services.entry import accounts
from assessment.services.office import open_office
from tests import databases
from tests.services.provider import SmallProvider
from tests.web.conftest import DESK, PASSWORD
from tests.web.server import Server, settings_file
from tests.web.test_gate import ask
from tests.web.traffic import click

pytestmark = [pytest.mark.slow, pytest.mark.browser]
MAIL = "manager@example.kr"


@pytest.fixture
def there() -> Iterator[SmallProvider]:
    provider = SmallProvider(person={"sub": "m-1", "email": MAIL, "email_verified": True})
    yield provider
    provider.stop()


@pytest.fixture
def here(there: SmallProvider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("other")
    path = settings_file(folder)
    path.write_text(path.read_text(encoding="utf-8") + there.settings(), encoding="utf-8")
    office = open_office(databases.at(folder / "assessment.sqlite"))
    accounts.set_up(office, "admin@example.kr", "관리자", PASSWORD)
    admin = accounts.acting_as(office, "admin@example.kr")
    accounts.create_account(office, admin, email=MAIL, name="박담당", role="manager")
    running = Server(folder).start()
    yield running
    running.stop()


def test_the_same_page_offers_the_other_sign_in_and_the_same_session_table_keeps_it(
    here: Server, there: SmallProvider, visit: Callable[..., Page]
) -> None:
    page = visit(DESK)
    page.goto(f"{here.address}/login")
    click(page.get_by_role("link", name="테크노파크 통합로그인"))
    page.get_by_role("heading", level=1).first.wait_for()
    page.wait_for_url(lambda address: "/login" not in address)
    kept = {one["name"]: one for one in page.context.cookies()}
    assert kept["assessment_session"]["httpOnly"]
    assert "assessment_state" not in kept
    page.goto(f"{here.address}/logout")
    # an answer that this browser did not ask for opens nothing
    status, _, text = ask(here, "/login/other/back?code=x&state=y")
    assert status == 401
    assert "들어올 수 없습니다" in text
    there.person = {"sub": "z-9", "email": "nobody@example.kr", "email_verified": True}
    click(page.get_by_role("link", name="테크노파크 통합로그인"))
    page.get_by_role("alert").get_by_text("들어올 수 없습니다").wait_for()
