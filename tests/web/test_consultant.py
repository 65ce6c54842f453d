"""The consultant's screens in a real browser: the queue, a whole review, an interview, a firm."""

import time
from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from assessment.services.assessing import answering
from assessment.services.entry import accounts
from assessment.services.office import Actor, Office
from assessment.services.review import reviewing
from assessment.services.review.reviewing import QueueFilter, ReviewSheet
from tests.services.review_filling import filled
from tests.web.conftest import (
    DESK,
    FIRST,
    PASSWORD,
    PHONE,
    Owner,
    add_owner,
    settled,
    sign_in,
)
from tests.web.demonstration import show
from tests.web.server import PATIENCE, Server
from tests.web.traffic import click

pytestmark = pytest.mark.browser
MOST_ACTIONS = 40
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(scope="module")
def consultant(arranged: Office, admin: Actor) -> Actor:
    accounts.create_account(
        arranged,
        admin,
        email="consultant@example.kr",
        name="컨설턴트 하나",
        role="consultant",
        firm_id=None,
        password=FIRST,
    )
    own = accounts.acting_as(arranged, "consultant@example.kr")
    accounts.set_password(arranged, own, own.account_id, PASSWORD, current=FIRST)
    return own


@pytest.fixture
def submitted(arranged: Office, owner: Owner) -> int:
    """A firm that claims the fourth option everywhere: gate 기초 is met, mid1 is not."""
    return _handed_in(arranged, owner)


@pytest.fixture(scope="module")
def looked_at(arranged: Office, admin: Actor) -> int:
    """Such a firm of which nothing is changed."""
    return _handed_in(arranged, add_owner(arranged, admin, "(주)시화열처리", "seen@example.kr"))


def _handed_in(arranged: Office, owner: Owner) -> int:
    number = answering.open_assessment(arranged, owner.actor, owner.firm_id, "smart-factory")
    sheet = answering.sheet(arranged, owner.actor, number, "seed")
    for item in sheet.asked:
        answering.save_answer(
            arranged, owner.actor, number, item, "answered", "d", tab="seed", seen=0
        )
    picture = BytesIO()
    Image.new("RGB", (320, 240), "#256ef4").save(picture, "PNG")
    answering.attach_evidence(
        arranged, owner.actor, number, "QM03", "작업일지.png", picture.getvalue()
    )
    answering.submit(arranged, owner.actor, number)
    return number


class Hand:
    """A person's hand: counts every action."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.actions = 0

    def click(self, what: Locator) -> None:
        self.actions += 1
        click(what)
        settled(self.page)

    def press(self, key: str) -> None:
        self.actions += 1
        self.page.keyboard.press(key)
        settled(self.page)


def _open(page: Page, server: Server, number: int) -> None:
    sign_in(page, server, "consultant@example.kr", f"review?id={number}")
    expect(page.locator(".st-key-review-totals")).to_be_visible()


def _row(page: Page, item: str) -> Locator:
    return page.locator(f".st-key-row-{item}")


def _lower(hand: Hand, item: str, option: str, reason: str) -> None:
    row = _row(hand.page, item)
    hand.click(row.locator("[class*=st-key-found-]").get_by_role("radio", name=option, exact=True))
    hand.click(row.locator("[class*=st-key-reason-]").get_by_role("radio", name=reason))
    expect(row.get_by_text("확인됨")).to_be_visible()


def _found(office: Office, consultant: Actor, number: int) -> ReviewSheet:
    return reviewing.review(office, consultant, number)


def test_a_whole_review_with_six_changes_takes_at_most_forty_actions(
    arranged: Office,
    consultant: Actor,
    submitted: int,
    server: Server,
    visit: Callable[..., Page],
) -> None:
    """Every item of 48 ends verified, six of them lowered with a reason, and it is finished.

    Twice six for value and reason, one to open each area that hides a changed item, one an area
    to confirm the rest, the rows on top one Enter each, two to finish.
    """
    page = visit(DESK)
    _open(page, server, submitted)
    hand = Hand(page)
    first = [
        str(name).split("st-key-row-")[1].split()[0]
        for name in page.locator("[class*=st-key-row-]").evaluate_all(
            "rows => rows.map(row => row.className)"
        )
    ]
    assert {"PC01", "QM03"} <= set(first), "what carries the gate stands on top"
    changed = [*first[:4]]
    for item in changed:
        labels = _row(page, item).locator("[class*=st-key-found-] button")
        labels.nth(1).wait_for()
        _lower(hand, item, labels.all_inner_texts()[1], "증빙 없음")
    for item in first[4:]:
        hand.click(_row(page, item).locator(".st-key-same-" + item + " button"))
    areas = _found(arranged, consultant, submitted).release.questionnaire.areas
    for area in areas:
        hidden = [item for item in area.items if item not in first]
        if not hidden:
            continue
        if len(changed) < 6:
            hand.click(page.locator(f".st-key-open-{area.id} label"))
            labels = _row(page, hidden[0]).locator("[class*=st-key-found-] button")
            labels.nth(2).wait_for()
            _lower(hand, hidden[0], labels.all_inner_texts()[2], "수준을 잘못 읽음")
            changed.append(hidden[0])
        hand.click(page.locator(f".st-key-all-{area.id} button"))
    hand.click(page.locator(".st-key-finish button"))
    hand.click(page.locator(".st-key-finish-now button"))
    expect(page.get_by_text("검토를 마쳤습니다.")).to_be_visible()
    print(f"actions: {hand.actions}")
    assert hand.actions <= MOST_ACTIONS
    sheet = _found(arranged, consultant, submitted)
    assert sheet.totals.status == "verified"
    assert sheet.totals.verified_share == 1
    lowered = sheet.items[sheet.items["verified_value"] != sheet.items["claim_value"]]
    assert sorted(lowered.index) == sorted(changed)
    assert set(lowered["reason_code"]) == {"no_evidence", "misread_level"}


def test_a_row_works_by_keyboard_alone_and_the_totals_follow(
    arranged: Office,
    consultant: Actor,
    submitted: int,
    server: Server,
    visit: Callable[..., Page],
) -> None:
    """↓ to the first item, 2 its second option, R and 1 the reason; Enter confirms the next."""
    page = visit(DESK)
    _open(page, server, submitted)
    before = page.locator(".st-key-review-totals").inner_text()
    page.wait_for_selector("body[data-keys=review]", state="attached")
    hand = Hand(page)
    hand.press("ArrowDown")
    hand.press("2")
    expect(page.get_by_text("아직 저장 안 됨")).to_be_visible()
    assert _found(arranged, consultant, submitted).items["in_force"].sum() == 0
    hand.press("r")
    hand.press("1")
    expect(page.locator("[class*=st-key-row-]").first.get_by_text("확인됨")).to_be_visible()
    hand.press("ArrowDown")
    hand.press("Enter")
    expect(page.locator("[class*=st-key-row-]").nth(1).get_by_text("확인됨")).to_be_visible()
    sheet = _found(arranged, consultant, submitted)
    held = sheet.items[sheet.items["in_force"]]
    assert sorted(held["reason_code"]) == ["confirmed", "no_evidence"]
    assert sorted(held["verified_value"]) == ["b", "d"]
    assert sheet.totals.levels["system"] != sheet.totals.claimed_levels["system"]
    after = page.locator(".st-key-review-totals").inner_text()
    assert after != before
    assert "→" in after


def test_the_first_click_after_a_crash_of_the_server_is_stored(
    arranged: Office,
    consultant: Actor,
    submitted: int,
    server: Server,
    visit: Callable[..., Page],
) -> None:
    """A value and, after a second crash, a press of a button: both arrive without callbacks."""
    page = visit(DESK)
    _open(page, server, submitted)
    options = _row(page, "QM03").locator("[class*=st-key-found-] button")
    for press in (options.nth(3), page.locator(".st-key-same-PC01 button")):
        server.kill()
        server.start()
        page.wait_for_selector(
            ".stApp[data-test-connection-state=CONNECTED]", state="attached", timeout=60_000
        )
        settled(page)
        click(press)
        page.wait_for_timeout(1_500)
        settled(page)
    held = _found(arranged, consultant, submitted).items
    assert sorted(held.index[held["in_force"]]) == ["PC01", "QM03"]
    assert "확인됨" in _row(page, "QM03").inner_text()
    assert "확인됨" in _row(page, "PC01").inner_text()


def test_marked_items_go_back_in_one_message_and_what_changed_is_marked_on_return(
    arranged: Office,
    consultant: Actor,
    owner: Owner,
    submitted: int,
    server: Server,
    visit: Callable[..., Page],
) -> None:
    reviewing.verify(
        arranged, consultant, submitted, "QM03", "answered", "d", "confirmed", "document"
    )
    page = visit(DESK)
    _open(page, server, submitted)
    click(_row(page, "QM03").locator(".st-key-mark-QM03 label"))
    settled(page)
    expect(page.get_by_role("button", name="보완 요청 1")).to_be_visible()
    page.reload()
    settled(page)
    click(page.get_by_role("button", name="보완 요청 1"))
    settled(page)
    page.get_by_label("전체에 남길 말").fill("사진을 한 장만 더 부탁드립니다.")
    click(page.locator(".st-key-send-requests button"))
    expect(page.get_by_text("보완 요청을 보냈습니다.")).to_be_visible()
    said = _found(arranged, consultant, submitted).comments
    assert [(one.item, one.kind) for one in said] == [("QM03", "send_back"), (None, "send_back")]
    answering.save_answer(
        arranged, owner.actor, submitted, "QM03", "answered", "c", tab="again", seen=9
    )
    answering.submit(arranged, owner.actor, submitted)
    show(page, server, f"review?id={submitted}")
    row = _row(page, "QM03")
    expect(row.get_by_text("확인한 뒤 응답이 바뀜")).to_be_visible()
    click(page.locator(".st-key-finish button"))
    settled(page)
    click(page.locator(".st-key-finish-now button"))
    expect(page.get_by_text("바뀐 응답을 다시 확인해 주십시오.")).to_be_visible()


def test_evidence_is_shown_in_its_row(
    looked_at: int, consultant: Actor, server: Server, visit: Callable[..., Page]
) -> None:
    page = visit(DESK)
    _open(page, server, looked_at)
    picture = _row(page, "QM03").locator("img")
    expect(picture).to_be_visible()
    page.wait_for_function(
        "() => document.querySelector('.st-key-row-QM03 img').naturalWidth === 320"
    )


def test_a_photo_taken_on_the_visit_joins_the_evidence(
    arranged: Office,
    consultant: Actor,
    submitted: int,
    server: Server,
    visit: Callable[..., Page],
) -> None:
    page = visit(DESK)
    _open(page, server, submitted)
    click(page.locator(".st-key-add-file-PC01 button"))
    settled(page)
    picture = BytesIO()
    Image.new("RGB", (64, 48), "#228738").save(picture, "PNG")
    page.locator("input[type=file]").set_input_files(
        [{"name": "현장.png", "mimeType": "image/png", "buffer": picture.getvalue()}]
    )
    expect(_row(page, "PC01").locator("img")).to_be_visible()
    files = _found(arranged, consultant, submitted).evidence["PC01"]
    assert [one.name for one in files] == ["현장.png"]


def test_the_queue_filters_by_its_counters_and_opens_a_review_by_name(
    arranged: Office,
    consultant: Actor,
    owner: Owner,
    submitted: int,
    server: Server,
    visit: Callable[..., Page],
) -> None:
    reviewing.assign(arranged, consultant, submitted, consultant.account_id, arranged.today())
    page = visit(DESK)
    sign_in(page, server, "consultant@example.kr")
    today = reviewing.queue(
        arranged, consultant, QueueFilter(visit_on=arranged.today()), size=1
    ).total
    click(page.get_by_role("button", name=f"오늘 방문 {today}"))
    page.wait_for_url(lambda address: "show=today" in address)
    expect(page.get_by_text(f"{today}건", exact=True)).to_be_visible()
    field = page.locator(".st-key-open-by-name input")
    click(field)
    name = f"(주)한빛정밀 {owner.email.removeprefix('owner').split('@')[0]}"
    field.fill(name.removeprefix("(주)"))
    page.get_by_role("option", name=name, exact=True).wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: f"id={submitted}" in address)
    settled(page)
    expect(page.locator(".st-key-review-head")).to_be_visible()


def test_an_interview_stores_claim_and_finding_in_one_pass_and_the_owner_confirms_by_code(
    arranged: Office,
    consultant: Actor,
    owner: Owner,
    server: Server,
    visit: Callable[..., Page],
) -> None:
    page = visit(DESK)
    sign_in(page, server, "consultant@example.kr", f"interview?firm={owner.firm_id}")
    click(page.locator(".st-key-begin button"))
    settled(page)
    row = _row(page, "LS01")
    click(row.locator("[class*=st-key-said-] [role=radiogroup] label").nth(3))
    expect(row.get_by_text("저장됨")).to_be_visible()
    second = _row(page, "LS02")
    click(second.locator("[class*=st-key-said-] [role=radiogroup] label").nth(4))
    settled(page)
    click(second.locator("[class*=st-key-seen-] button").nth(1))
    settled(page)
    click(second.locator("[class*=st-key-cause-] button").first)
    settled(page)
    expect(page.locator(".st-key-review-head").get_by_text("2 / 48문항")).to_be_visible()
    sheets = reviewing.queue(
        arranged, consultant, QueueFilter(statuses=("draft",), text="한빛정밀"), size=100
    ).rows
    number = int(sheets[sheets["firm_id"] == owner.firm_id]["id"].iloc[0])
    kept = _found(arranged, consultant, number).items.loc[["LS01", "LS02"]]
    until = time.monotonic() + PATIENCE
    while list(kept["verified_value"]) != ["d", "b"] and time.monotonic() < until:
        page.wait_for_timeout(200)  # the click is on its way to the server
        kept = _found(arranged, consultant, number).items.loc[["LS01", "LS02"]]
    assert list(kept["claim_value"]) == ["d", "e"]
    assert list(kept["verified_value"]) == ["d", "b"]
    assert list(kept["source"]) == ["interview", "interview"]
    assert list(kept["method"]) == ["interview", "interview"]
    assert list(kept["reason_code"]) == ["confirmed", "no_evidence"]
    click(page.locator(".st-key-owner-code button"))
    told = page.locator("[role=dialog] [data-testid=stMetricValue]")
    expect(told).to_be_visible()
    code = told.inner_text()
    phone = visit(PHONE)
    sign_in(phone, server, owner.email, "?form=smart-factory&at=submit")
    phone.get_by_label("확인번호 8자리").fill("AAAA2222")
    click(phone.get_by_role("button", name="확인하고 제출"))
    expect(phone.get_by_text("확인번호가 맞지 않습니다.")).to_be_visible()
    phone.get_by_label("확인번호 8자리").fill(code)
    click(phone.get_by_role("button", name="확인하고 제출"))
    expect(phone.get_by_text("제출되었습니다.")).to_be_visible()
    assert _found(arranged, consultant, number).totals.status == "submitted"


def test_the_register_finds_shows_and_changes_a_firm(
    arranged: Office,
    consultant: Actor,
    owner: Owner,
    server: Server,
    visit: Callable[..., Page],
) -> None:
    page = visit(DESK)
    sign_in(page, server, "consultant@example.kr", f"firms?firm={owner.firm_id}")
    click(page.get_by_role("tab", name="고치기"))
    page.get_by_label("종업원 수").fill("서른")
    click(page.get_by_role("button", name="저장").first)
    expect(page.get_by_text("쓸 수 없는 숫자입니다")).to_be_visible()
    page.get_by_label("종업원 수").fill("31")
    click(page.get_by_role("button", name="저장").first)
    expect(page.get_by_text("저장했습니다.")).to_be_visible()
    click(page.get_by_role("tab", name="이력"))
    expect(page.get_by_text("업체 정보 변경")).to_be_visible()


def test_a_review_goes_to_the_plant_in_a_workbook_and_comes_back(
    arranged: Office,
    consultant: Actor,
    submitted: int,
    server: Server,
    visit: Callable[..., Page],
) -> None:
    """One item was verified on the screen meanwhile: it is asked, and the rest comes in."""
    page = visit(DESK)
    sign_in(page, server, "consultant@example.kr")
    click(page.locator(".st-key-book summary"))
    link = page.get_by_role("link", name="곳 받기")
    expect(link).to_be_visible()
    assert str(submitted) in str(link.get_attribute("href")).split("=")[1].split(",")
    given = page.request.get(f"{server.address}/files/reviews?ids={submitted}")
    assert given.status == 200
    assert page.request.get(f"{server.address}/files/reviews?ids=999999").status == 404
    typed = {
        (submitted, "QM03"): {"value": "자가와 같음"},
        (submitted, "PC01"): {"value": "2", "reason": "증빙 없음", "note": "=1+1"},
        (submitted, "LS01"): {"value": "1"},
    }
    reviewing.verify(
        arranged, consultant, submitted, "QM03", "answered", "a", "no_evidence", "document"
    )
    book = {"name": "검토.xlsx", "mimeType": XLSX, "buffer": filled(given.body(), typed)}
    page.locator(".st-key-book input[type=file]").set_input_files(book)
    expect(page.get_by_text("새 확인 1")).to_be_visible()
    expect(page.locator(".st-key-book-refused")).to_contain_text("사유가 없습니다")
    click(page.locator(".st-key-book [role=radiogroup] label").nth(1))
    click(page.get_by_role("button", name="확인 2건 저장"))
    expect(page.get_by_text("확인 2건을 저장했습니다.")).to_be_visible()
    items = _found(arranged, consultant, submitted).items
    held = items[items["in_force"]]
    assert dict(held["verified_value"]) == {"QM03": "d", "PC01": "b"}
    assert held.loc["PC01", "note"] == "=1+1"


@pytest.mark.parametrize("where", ["", "review?id={}", "firms", "interview"])
def test_nothing_hangs_over_the_edge_of_a_phone(
    where: str, looked_at: int, consultant: Actor, server: Server, visit: Callable[..., Page]
) -> None:
    page = visit(PHONE)
    sign_in(page, server, "consultant@example.kr", f"{where.format(looked_at)}")
    over = page.locator(".stMain").evaluate("main => main.scrollWidth - main.clientWidth")
    assert over <= 0
