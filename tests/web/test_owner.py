"""An owner's way through, in Korean, on a phone, with a real browser."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from assessment.services.assessing import answering
from assessment.services.funding import applying, calls
from assessment.services.office import Office
from assessment.services.register import firms
from tests.web.conftest import DESK, Owner, answer_all, settled, sign_in
from tests.web.demonstration import show
from tests.web.server import Server
from tests.web.traffic import click

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Visit = Callable[..., Page]


def rows(page: Page) -> Locator:
    return page.locator("[class*=st-key-options-] [data-testid=stRadioOption]")


def saved(page: Page) -> None:
    page.locator(".st-key-standing").get_by_text("저장됨").wait_for()
    settled(page)


def test_the_quick_scan_takes_at_most_30_taps_and_goes_on_into_the_whole_one(
    server: Server, arranged: Office, owner: Owner, visit: Visit
) -> None:
    page, taps = visit(), 0
    sign_in(page, server, owner.email)
    click(page.get_by_role("button", name="빠른 진단 시작"))
    taps += 1
    for place in range(12):
        rows(page).first.wait_for()
        standing = page.locator(".st-key-standing")
        expect(standing).to_contain_text(f"{place} / 12문항")
        expect(standing).to_contain_text("고르면 저장됩니다")
        click(rows(page).nth(place % 4))
        expect(standing).to_contain_text(f"{place + 1} / 12문항")
        click(page.locator(".st-key-next button"))
        taps += 2
    page.get_by_text("빠른 진단을 마쳤습니다").wait_for()
    click(page.get_by_role("button", name="결과 보기"))
    taps += 1
    page.get_by_text("일 것 같습니다").wait_for()
    assert taps <= 30
    click(page.get_by_role("link", name="전체 진단으로 이어 가기"))
    click(page.get_by_role("button", name="전체 진단 시작"))
    expect(page.locator(".st-key-standing")).to_contain_text("12 / 48문항")


def test_an_answer_a_reason_a_comment_and_a_photo_are_kept(
    server: Server, arranged: Office, owner: Owner, visit: Visit, tmp_path: Path
) -> None:
    number = answering.open_assessment(arranged, owner.actor, owner.firm_id, "smart-factory")
    photo = tmp_path / "작업일지.jpg"
    Image.new("RGB", (40, 30), "white").save(photo)
    page = visit()
    sign_in(page, server, owner.email, "?form=smart-factory&at=PD01")
    click(rows(page).filter(has_text="해당 없음"))
    saved(page)
    show(page, server, "?form=smart-factory&at=QM03")
    click(rows(page).filter(has_text="잘 모르겠음"))
    saved(page)
    click(rows(page).nth(2))
    saved(page)
    click(page.get_by_role("button", name="메모"))
    page.get_by_label("컨설턴트에게 남길 말").fill("<b>바코드</b>는 *아직* 씁니다")
    page.keyboard.press("Control+Enter")
    page.get_by_role("button", name="메모 있음").wait_for()
    page.keyboard.press("Escape")
    click(page.get_by_role("button", name="사진·파일"))
    page.locator("[data-testid=stFileUploaderDropzoneInput]").set_input_files(photo)
    page.get_by_role("button", name="사진·파일 1").wait_for()
    sheet = answering.sheet(arranged, owner.actor, number, "looking")
    assert sheet.answers["PD01"].state == "not_applicable"
    assert sheet.answers["PD01"].reason == "no_own_product"
    assert (sheet.answers["QM03"].state, sheet.answers["QM03"].value) == ("answered", "c")
    assert sheet.answers["QM03"].comment == "<b>바코드</b>는 *아직* 씁니다"
    assert [one.name for one in sheet.evidence["QM03"]] == ["작업일지.jpg"]


def test_every_row_is_a_target_of_44_pixels_and_nothing_is_wider_than_the_phone(
    server: Server, arranged: Office, owner: Owner, visit: Visit
) -> None:
    answer_all(arranged, owner, lambda place: "abcdef"[place % 4])
    page = visit()
    sign_in(page, server, owner.email, "?form=smart-factory&at=QM03")
    rows(page).first.wait_for()
    boxes = page.locator("[class*=st-key-options-] [data-testid=stRadioGroup] > div")
    for place in range(boxes.count()):
        box = boxes.nth(place).bounding_box()
        assert box is not None
        assert box["height"] >= 44
        assert box["width"] >= 340
    last = boxes.nth(1).bounding_box()
    assert last is not None
    # the edge of the row counts as much as its words
    page.mouse.click(last["x"] + last["width"] - 4, last["y"] + last["height"] - 4)
    saved(page)
    expect(boxes.nth(1)).to_have_attribute("data-selected", "true")
    for where in ("", "?form=smart-factory&at=list", "?form=smart-factory&at=submit", "result"):
        show(page, server, where)
        wide = page.evaluate("document.querySelector('.stMain').scrollWidth")
        assert wide <= 390, (where, wide)
    for where in ("firm", "apply"):
        show(page, server, where)
        assert page.evaluate("document.querySelector('.stMain').scrollWidth") <= 390, where


def test_the_keyboard_answers_and_moves(
    server: Server, arranged: Office, owner: Owner, visit: Visit
) -> None:
    number = answering.open_assessment(arranged, owner.actor, owner.firm_id, "smart-factory")
    page = visit(DESK)
    sign_in(page, server, owner.email, "?form=smart-factory&at=PD01")
    rows(page).first.wait_for()
    page.wait_for_selector("body[data-keys=answers]", state="attached")
    page.keyboard.press("3")
    saved(page)
    page.keyboard.press("ArrowRight")
    expect(page.locator(".st-key-where")).to_contain_text("제품개발 2/4")
    settled(page)
    page.keyboard.press("n")
    saved(page)
    page.keyboard.press("ArrowRight")
    expect(page.locator(".st-key-where")).to_contain_text("제품개발 3/4")
    settled(page)
    page.keyboard.press("?")
    saved(page)
    page.keyboard.press("m")
    expect(page.get_by_label("컨설턴트에게 남길 말")).to_be_focused()
    page.keyboard.type("3n?")
    page.keyboard.press("Control+Enter")
    page.get_by_role("button", name="메모 있음").wait_for()
    page.keyboard.press("Escape")
    click(page.locator("h1").first)
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".st-key-where")).to_contain_text("제품개발 2/4")
    kept = answering.sheet(arranged, owner.actor, number, "looking").answers
    assert kept["PD01"].value == "c"
    assert [kept[item].state for item in ("PD02", "PD03")] == ["not_applicable", "unknown"]
    assert kept["PD03"].comment == "3n?"


def test_the_list_beside_the_question_leads_to_an_item_without_loading_the_app_anew(
    server: Server, arranged: Office, owner: Owner, visit: Visit
) -> None:
    answering.open_assessment(arranged, owner.actor, owner.firm_id, "smart-factory")
    page = visit(DESK)
    sign_in(page, server, owner.email, "?form=smart-factory&at=PD01")
    beside = page.get_by_role("navigation", name="문항 목록")
    click(rows(page).nth(1))
    saved(page)
    page.evaluate("window.stays = true")
    click(beside.get_by_role("link", name="품질관리 0/5"))
    expect(page.locator(".st-key-where")).to_contain_text("품질관리 1/5")
    click(beside.get_by_role("link", name="로트 추적 남음"))
    expect(beside.locator("[aria-current=step]")).to_contain_text("로트 추적")
    beside.get_by_role("link", name="제품개발 1/4").press("Enter")
    expect(page.locator(".st-key-where")).to_contain_text("제품개발 2/4")
    settled(page)
    page.go_back()
    expect(page.locator(".st-key-where")).to_contain_text("품질관리 3/5")
    assert page.evaluate("window.stays")


def test_answers_that_do_not_fit_are_asked_again_and_never_refused(
    server: Server, arranged: Office, owner: Owner, visit: Visit
) -> None:
    number = answering.open_assessment(arranged, owner.actor, owner.firm_id, "quick-scan")
    keep = {"tab": "seed", "seen": 0}
    answering.save_answer(arranged, owner.actor, number, "IS02", "answered", "e", **keep)  # type: ignore[arg-type]
    page = visit()
    sign_in(page, server, owner.email, "?form=quick-scan&at=EC02")
    click(rows(page).nth(1))
    question = page.locator("[class*=st-key-contradiction-]")
    question.get_by_text("두 답을 다시 봐 주시겠습니까?").wait_for()
    saved(page)
    click(question.get_by_role("button", name="앞 문항 고치기").first)
    expect(page.locator(".st-key-where")).to_contain_text("정보시스템 1/2")


def test_handing_in_gives_a_receipt_and_locks_the_answers(
    server: Server, arranged: Office, owner: Owner, visit: Visit
) -> None:
    number = answer_all(arranged, owner, lambda place: "abcdef"[place % 4])
    page = visit()
    sign_in(page, server, owner.email, "?form=smart-factory&at=submit")
    page.get_by_text("사진·파일이 없는 문항").wait_for()
    click(page.get_by_role("button", name="제출하기"))
    page.get_by_text("제출되었습니다.").wait_for()
    (receipt, _at), *rest = answering.receipts(arranged, owner.actor, number)
    assert not rest
    expect(page.locator(".st-key-receipt")).to_contain_text(receipt)
    show(page, server, "?form=smart-factory&at=QM03")
    expect(rows(page).first.locator("input")).to_be_disabled()


def test_the_result_says_the_same_points_as_the_service(
    server: Server, arranged: Office, owner: Owner, visit: Visit
) -> None:
    from assessment.services.scoring import results

    number = answer_all(arranged, owner, lambda place: "abcdef"[place % 4])
    found = results.result(arranged, owner.actor, number)
    assert found.total is not None
    page = visit()
    sign_in(page, server, owner.email, "result")
    expect(page.get_by_role("heading", level=1).first).to_contain_text(f"{int(found.total)}점")
    page.get_by_text("수준확인서가 아닙니다").wait_for()
    click(page.get_by_role("tab", name="표"))
    area = found.areas.iloc[0]
    table = page.locator("[data-testid=stTable]").filter(has_text="놓친 점수")
    expect(table).to_contain_text(f"{int(area['got'])}점")
    first = found.advice.plan[0]
    expect(page.locator(".st-key-step-1")).to_contain_text(first.text)


def test_the_firms_fields_are_checked_as_they_are_typed(
    server: Server, arranged: Office, owner: Owner, visit: Visit
) -> None:
    page = visit()
    sign_in(page, server, owner.email, "firm")
    number = page.get_by_label("사업자등록번호")
    number.fill("123-45-67890")
    number.press("Tab")
    page.get_by_text("검증 숫자가 맞지 않습니다").wait_for()
    assert firms.firm(arranged, owner.actor, owner.firm_id).firm.business_number is None
    number.fill("124-81-00998")
    number.press("Tab")
    page.get_by_text("저장됨").first.wait_for()
    expect(page.get_by_text("검증 숫자가 맞지 않습니다")).to_have_count(0)
    kept = firms.firm(arranged, owner.actor, owner.firm_id).firm
    assert kept.business_number == "1248100998"
    click(page.get_by_text("최근 3년 실적"))
    sales = page.get_by_label("매출액 (백만 원)").first
    sales.fill("3,200")
    sales.press("Tab")
    page.wait_for_timeout(800)
    figures = firms.firm(arranged, owner.actor, owner.firm_id).figures
    assert list(figures["sales"]) == [3200.0]


def test_an_owner_applies_to_a_call_and_sees_where_it_stands(
    server: Server, arranged: Office, owner: Owner, visit: Visit
) -> None:
    answer_all(arranged, owner, lambda place: "abcdef"[place % 4])
    page = visit()
    sign_in(page, server, owner.email, "apply")
    click(page.get_by_role("button", name="이 공고에 신청하기"))
    page.get_by_label("무엇을 도입합니까?").fill("생산 실적 수집 단말")
    page.get_by_label("총사업비 (원)").fill("100,000,000")
    page.get_by_label("지원 신청액 (원)").fill("60,000,000")
    click(page.get_by_role("button", name="신청하기", exact=True))
    page.get_by_text("신청액이 한도를 넘습니다").wait_for()
    page.get_by_label("지원 신청액 (원)").fill("40,000,000")
    click(page.get_by_role("button", name="신청하기", exact=True))
    page.get_by_text("신청을 받았습니다.").wait_for()
    (call,) = calls.calls(arranged, owner.actor)
    view = applying.application_view(arranged, owner.actor, call.id)
    assert view.application is not None
    assert view.application.requested_grant == 40_000_000
    expect(page.get_by_role("link", name="신청용 엑셀 내려받기")).to_have_attribute(
        "href", f"/files/application/{view.application.assessment_id}"
    )
