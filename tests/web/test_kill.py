"""What survives when the server dies, and when two tabs answer the same question."""

import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from assessment.services.assessing import answering
from assessment.services.office import Office
from tests.web.conftest import DESK, Owner, settled, sign_in
from tests.web.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.fault]
Visit = Callable[..., Page]


@pytest.fixture
def mortal(folder: object, arranged: Office) -> Iterator[Server]:
    """A server that this test may kill."""
    running = Server(folder).start()  # type: ignore[arg-type]
    yield running
    running.stop()


def opened(office: Office, owner: Owner) -> int:
    return answering.open_assessment(office, owner.actor, owner.firm_id, "quick-scan")


def stored(office: Office, owner: Owner, number: int) -> dict[str, str | None]:
    sheet = answering.sheet(office, owner.actor, number, "looking")
    return {item: one.value for item, one in sheet.answers.items()}


def show(page: Page, server: Server, item: str) -> None:
    page.goto(f"{server.address}/?form=quick-scan&at={item}")
    rows(page).first.wait_for()
    settled(page)


def at_the_first(page: Page, server: Server, owner: Owner) -> None:
    """Signed in, the first question drawn."""
    sign_in(page, server, owner.email, "?form=quick-scan&at=LS01")
    rows(page).first.wait_for()


def rows(page: Page) -> Locator:
    return page.locator("[class*=st-key-options-] [data-testid=stRadioOption]")


def choose(page: Page, place: int) -> None:
    page.locator("[class*=st-key-options-] [data-testid=stRadioOption]").nth(place).click()


def chosen(page: Page) -> list[str]:
    return page.locator(
        "[class*=st-key-options-] [data-testid=stRadioOption][data-selected]"
    ).all_inner_texts()


def acknowledged(page: Page) -> None:
    page.locator(".st-key-standing").get_by_text("저장됨").wait_for()


def eventually(check: Callable[[], object], wanted: object) -> None:
    """Until it is so; what the screen says first is not yet what this asks for."""
    until = time.monotonic() + 45
    while check() != wanted and time.monotonic() < until:
        time.sleep(0.1)
    assert check() == wanted


def reconnected(page: Page) -> None:
    page.wait_for_selector(
        ".stApp[data-test-connection-state=CONNECTED]", state="attached", timeout=40_000
    )


def test_nothing_acknowledged_is_lost_and_the_first_click_after_the_crash_is_stored(
    mortal: Server, arranged: Office, owner: Owner, visit: Visit
) -> None:
    number = opened(arranged, owner)
    page = visit()
    at_the_first(page, mortal, owner)
    wanted = {}
    for place, item in enumerate(("LS01", "PP03", "PC01")):
        choose(page, place + 1)
        acknowledged(page)
        wanted[item] = "abcdef"[place + 1]
        page.locator(".st-key-next button").click()
        expect(page.locator(".st-key-standing")).to_contain_text("고르면 저장됩니다")
        settled(page)
    mortal.kill()
    assert stored(arranged, owner, number) == wanted
    expect(page.locator(".st-key-where")).to_contain_text("품질관리")
    mortal.start()
    reconnected(page)
    choose(page, 4)
    eventually(lambda: stored(arranged, owner, number), wanted | {"QM03": "e"})
    acknowledged(page)
    assert _selected(page) == [4]
    page.locator(".st-key-next button").click()
    choose(page, 2)
    eventually(lambda: len(stored(arranged, owner, number)), 5)


AT_ONCE = """([selector, place]) => new MutationObserver((_seen, watch) => {
  if (!document.querySelector(".stApp[data-test-connection-state=CONNECTED]")) return;
  watch.disconnect();
  document.querySelectorAll(selector)[place].click();
}).observe(document.querySelector(".stApp"), {attributes: true})"""
"""Click before the page's own wish for a run has been answered, however fast the server is."""


def test_a_click_in_the_moment_in_which_the_page_is_back_is_stored(
    mortal: Server, arranged: Office, owner: Owner, visit: Visit
) -> None:
    number = opened(arranged, owner)
    page = visit()
    at_the_first(page, mortal, owner)
    mortal.kill()
    page.wait_for_selector(".stApp:not([data-test-connection-state=CONNECTED])", state="attached")
    page.evaluate(AT_ONCE, ["[class*=st-key-options-] [data-testid=stRadioOption]", 3])
    mortal.start()
    eventually(lambda: stored(arranged, owner, number), {"LS01": "d"})
    acknowledged(page)
    assert _selected(page) == [3]


def test_while_the_server_is_away_the_screen_says_so_and_takes_no_click(
    mortal: Server, arranged: Office, owner: Owner, visit: Visit
) -> None:
    number = opened(arranged, owner)
    page = visit()
    at_the_first(page, mortal, owner)
    choose(page, 1)
    acknowledged(page)
    mortal.kill()
    away = ".stApp:not([data-test-connection-state=CONNECTED])"
    page.wait_for_selector(away, state="attached")
    said = page.evaluate("getComputedStyle(document.querySelector('.stApp'), '::before').content")
    assert "오프라인" in said
    page.wait_for_timeout(6_000)
    assert "Streamlit" not in page.locator("body").inner_text()
    page.locator("[class*=st-key-options-] [data-testid=stRadioOption]").nth(3).click(force=True)
    mortal.start()
    reconnected(page)
    page.wait_for_timeout(2_000)
    assert stored(arranged, owner, number) == {"LS01": "b"}
    assert _selected(page) == [1]


def _selected(page: Page) -> list[int]:
    marks = page.locator("[class*=st-key-options-] [data-testid=stRadioOption]")
    return [
        place
        for place in range(marks.count())
        if marks.nth(place).get_attribute("data-selected") is not None
    ]


def test_of_two_tabs_the_older_one_is_told_and_both_answers_are_shown(
    mortal: Server, arranged: Office, owner: Owner, visit: Visit
) -> None:
    number = opened(arranged, owner)
    older = visit()
    at_the_first(older, mortal, owner)
    newer = older.context.new_page()
    show(newer, mortal, "LS01")
    choose(newer, 4)
    acknowledged(newer)
    choose(older, 1)
    conflict = older.locator(".st-key-conflict")
    conflict.wait_for()
    sheet = answering.sheet(arranged, owner.actor, number, "looking")
    assert sheet.answers["LS01"].value == "e"
    expect(conflict).to_contain_text("데이터 보완")
    expect(conflict).to_contain_text("말로만")
    expect(conflict).to_contain_text("다른 창(내 계정)")  # who wrote it
    conflict.get_by_role("button", name="저장된 답이 맞습니다").click()
    conflict.wait_for(state="detached")
    assert stored(arranged, owner, number) == {"LS01": "e"}
    choose(older, 2)
    eventually(lambda: stored(arranged, owner, number), {"LS01": "c"})
    choose(newer, 5)
    newer.locator(".st-key-conflict").wait_for()
    newer.get_by_role("button", name="이 창의 답으로 바꿉니다").click()
    newer.locator(".st-key-conflict").wait_for(state="detached")
    eventually(lambda: stored(arranged, owner, number), {"LS01": "f"})
    assert _selected(newer) == [5]


def test_an_answer_that_a_crash_delayed_is_shown_beside_what_another_tab_stored(
    mortal: Server, arranged: Office, owner: Owner, visit: Visit
) -> None:
    """The browser comes back by itself with what its page showed when the server died."""
    number = opened(arranged, owner)
    older = visit(DESK)
    at_the_first(older, mortal, owner)
    choose(older, 0)
    acknowledged(older)
    newer = older.context.new_page()
    show(newer, mortal, "LS01")
    choose(newer, 4)
    eventually(lambda: stored(arranged, owner, number), {"LS01": "e"})
    newer.close()
    mortal.kill()
    mortal.start()
    reconnected(older)
    conflict = older.locator(".st-key-conflict")
    conflict.wait_for()
    expect(conflict).to_contain_text("저장된 답")
    expect(conflict).to_contain_text("데이터 보완")
    expect(conflict).to_contain_text("이 창에서 고른 답")
    expect(conflict).to_contain_text("계획 없음")
    assert stored(arranged, owner, number) == {"LS01": "e"}
    settled(older)
    choose(older, 2)  # having seen both, the person answers anew
    eventually(lambda: stored(arranged, owner, number), {"LS01": "c"})
    conflict.wait_for(state="detached")


def test_a_page_that_a_crash_left_behind_shows_what_another_tab_stored_before_it_is_used(
    mortal: Server, arranged: Office, owner: Owner, visit: Visit
) -> None:
    number = opened(arranged, owner)
    older = visit(DESK)
    at_the_first(older, mortal, owner)
    newer = older.context.new_page()
    show(newer, mortal, "LS01")
    choose(newer, 4)
    eventually(lambda: stored(arranged, owner, number), {"LS01": "e"})
    newer.close()
    assert _selected(older) == []
    mortal.kill()
    mortal.start()
    acknowledged(older)
    assert _selected(older) == [4]
    choose(older, 1)  # having seen it, the person answers anew
    eventually(lambda: stored(arranged, owner, number), {"LS01": "b"})
    acknowledged(older)
    assert _selected(older) == [1]
