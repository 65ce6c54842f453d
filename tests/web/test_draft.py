"""Unsaved typing survives the time-out, in the browser."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update

from assessment.records.schema import sign_in_sessions
from assessment.services.assessing import answering
from assessment.services.entry import accounts, sign_ins
from assessment.services.institutions import referrals
from assessment.services.office import Actor, Office
from tests.web.conftest import (
    DESK,
    FIRST,
    PASSWORD,
    Owner,
    add_owner,
    sign_in,
    through_the_door,
)
from tests.web.server import Server
from tests.web.traffic import click, settled

pytestmark = [pytest.mark.slow, pytest.mark.browser]
SAID = "3번 라인만 바코드를 씁니다. 나머지는 종이에 적습니다."


def run_out(office: Office, owner: Owner) -> None:
    """As if half an hour had gone by without a click."""
    with office.database.writing() as connection:
        long_ago = office.clock() - timedelta(minutes=31)
        chosen = sign_in_sessions.c.account_id == owner.actor.account_id
        connection.execute(update(sign_in_sessions).where(chosen).values(seen_at=long_ago))


def at_the_first_question(
    server: Server, office: Office, owner: Owner, visit: Callable[..., Page]
) -> tuple[Page, int, str]:
    """The owner's page, the assessment and the item that the page asks."""
    number = answering.open_assessment(office, owner.actor, owner.firm_id, "smart-factory")
    page, first = visit(), answering.sheet(office, owner.actor, number, "seen").asked[0]
    sign_in(page, server, owner.email, f"?form=smart-factory&at={first}")
    return page, number, first


def write(page: Page, said: str) -> None:
    click(page.locator(".st-key-open-comment button").first)
    page.get_by_label("컨설턴트에게 남길 말").fill(said)
    page.get_by_label("컨설턴트에게 남길 말").blur()


def cut_off(page: Page, office: Office, actor: Actor, email: str) -> None:
    """Somebody ends the sign-in while the hand is in a field, and the person comes back."""
    start = page.url
    sign_ins.end_sign_ins(office, actor)
    page.get_by_text("로그인이 끝났습니다.").wait_for()
    page.get_by_label("이메일").fill(email)
    page.get_by_label("비밀번호").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(start)
    settled(page)


def test_a_comment_typed_after_the_sign_in_ran_out_is_there_after_signing_in_again(
    server: Server, arranged: Office, owner: Owner, visit: Callable[..., Page]
) -> None:
    page, number, first = at_the_first_question(server, arranged, owner, visit)
    start = page.url
    click(page.locator("[class*=st-key-options-] [data-testid=stRadioGroup] > div").first)
    page.get_by_text("저장됨").first.wait_for()
    run_out(arranged, owner)
    write(page, SAID)
    page.get_by_text("쓰던 내용은 따로 보관했습니다").wait_for()
    through_the_door(page, server, owner.email)
    page.goto(start)
    settled(page)
    click(page.locator(".st-key-open-comment button").first)
    page.wait_for_function(
        "said => [...document.querySelectorAll('textarea')].some(one => one.value === said)",
        arg=SAID,
    )
    stored = answering.sheet(arranged, owner.actor, number, "seen").answers[first]
    assert stored.comment == SAID


def test_what_is_not_sent_yet_is_there_again_after_somebody_ended_the_sign_in(
    server: Server, arranged: Office, owner: Owner, visit: Callable[..., Page]
) -> None:
    page, number, first = at_the_first_question(server, arranged, owner, visit)
    click(page.locator(".st-key-open-comment button").first)
    page.get_by_label("컨설턴트에게 남길 말").fill(SAID)
    cut_off(page, arranged, owner.actor, owner.email)
    click(page.locator(".st-key-open-comment button").first)
    field = page.get_by_label("컨설턴트에게 남길 말")
    expect(field).to_have_value(SAID)
    expect(field).to_be_focused()
    expect(page.get_by_text("쓰던 내용을 되살렸습니다")).to_be_visible()
    field.blur()
    page.get_by_text("메모 있음").wait_for()
    stored = answering.sheet(arranged, owner.actor, number, "seen").answers[first]
    assert stored.comment == SAID


def asked(office: Office, owner: Owner) -> int:
    """The firm's request for help."""
    number = answering.open_assessment(office, owner.actor, owner.firm_id, "smart-factory")
    return referrals.ask(
        office, owner.actor, number, item=None, institution=None, wish="도와주십시오", consent=True
    )


def test_a_note_about_one_firm_is_there_again_at_that_firm_alone(
    server: Server, arranged: Office, admin: Actor, owner: Owner, visit: Callable[..., Page]
) -> None:
    """Both are written in a dialog at one address, into fields with the same label."""
    email = "notes@example.kr"
    accounts.create_account(
        arranged, admin, email=email, name="컨설턴트 셋", role="consultant", firm_id=None,
        password=FIRST,
    )  # fmt: skip
    own = accounts.acting_as(arranged, email)
    accounts.set_password(arranged, own, own.account_id, PASSWORD, current=FIRST)
    other = add_owner(arranged, admin, "(주)두물머리", "other-notes@example.kr")
    first, second = asked(arranged, owner), asked(arranged, other)
    page = visit(DESK)
    sign_in(page, server, email, "referrals")
    note = page.get_by_label("업체가 읽을 까닭")
    click(page.locator(f".st-key-found-declined-{first} button"))
    note.fill(SAID)
    cut_off(page, arranged, own, email)
    click(page.locator(f".st-key-found-declined-{second} button"))
    note.wait_for()
    page.wait_for_timeout(600)  # three looks of the script that puts it back
    expect(note).to_have_value("")
    page.keyboard.press("Escape")
    expect(note).to_have_count(0)
    click(page.locator(f".st-key-found-declined-{first} button"))
    expect(note).to_have_value(SAID)
