"""From a gap to an institution in a real browser: the firm asks, the office answers, both see."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from assessment.services.entry import accounts
from assessment.services.institutions import referrals
from assessment.services.office import Actor, Office
from tests.web.conftest import DESK, FIRST, PASSWORD, Owner, answer_all, settled, sign_in
from tests.web.server import Server
from tests.web.traffic import click

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Visit = Callable[..., Page]
WISH = "설비 값을 자동으로 모으고 싶습니다 <b>굵게</b>"


@pytest.fixture(scope="module")
def consultant(arranged: Office, admin: Actor) -> Actor:
    email = "referrals@example.kr"
    accounts.create_account(
        arranged, admin, email=email, name="컨설턴트 둘", role="consultant", firm_id=None,
        password=FIRST,
    )  # fmt: skip
    own = accounts.acting_as(arranged, email)
    accounts.set_password(arranged, own, own.account_id, PASSWORD, current=FIRST)
    return own


def test_a_firm_asks_on_a_phone_and_a_consultant_accepts_at_a_desk(
    server: Server, arranged: Office, owner: Owner, consultant: Actor, visit: Visit
) -> None:
    answer_all(arranged, owner, lambda place: "abc"[place % 3])
    page = visit()
    sign_in(page, server, owner.email, "result?form=smart-factory")
    page.get_by_text("누가 도와줄 수 있습니까?").wait_for()
    click(page.get_by_role("button", name="연계 요청하기").first)
    settled(page)
    dialog = page.get_by_role("dialog")
    click(dialog.get_by_role("button", name="요청 보내기"))
    settled(page)
    expect(dialog).to_contain_text("동의하지 않으셨습니다")
    assert referrals.of_firm(arranged, owner.actor, owner.firm_id) == ()
    dialog.get_by_label("무엇을 도움받고 싶으십니까?").fill(WISH)
    click(dialog.get_by_text("전하는 데 동의합니다"))
    click(dialog.get_by_role("button", name="요청 보내기"))
    settled(page)
    page.get_by_text("요청을 보냈습니다").wait_for()
    (asked,) = referrals.of_firm(arranged, owner.actor, owner.firm_id)
    assert (asked.referral.status, asked.referral.wish) == ("asked", WISH)
    mine = page.locator("[class*=st-key-referral-]").filter(has_text="설비 값을 자동으로")
    expect(mine).to_contain_text(asked.institution_name)
    wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    assert not wide

    desk = visit(DESK)
    sign_in(desk, server, "referrals@example.kr", "referrals")
    row = desk.locator(f".st-key-row-referral-{asked.referral.id}")
    expect(row).to_contain_text("<b>굵게</b>")
    click(row.get_by_role("button", name="접수", exact=True))
    settled(desk)
    click(desk.get_by_role("dialog").get_by_role("button", name="저장"))
    settled(desk)
    expect(row).to_contain_text("접수됨")
    (now,) = referrals.of_firm(arranged, owner.actor, owner.firm_id)
    assert (now.referral.status, now.referral.handler) == ("accepted", "컨설턴트 둘")

    page.reload()
    settled(page)
    mine.get_by_text("접수됨").first.wait_for()
    click(mine.get_by_role("button", name="요청 거두기"))
    settled(page)
    page.get_by_text("요청을 거두었습니다").wait_for()
    desk.reload()
    settled(desk)
    expect(row).to_have_count(0)
