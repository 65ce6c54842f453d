"""An application and an offline form on a phone, and what staff do with all of them at once."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page, expect
from sqlalchemy import text

from assessment.records import answers, applications
from assessment.services.applications import application_sheet
from assessment.services.assessing import answering
from assessment.services.entry import accounts
from assessment.services.exports.exporting import XLSX
from assessment.services.funding import calls
from assessment.services.office import Actor, Office
from tests.services.filled_forms import issued, said
from tests.web.conftest import DESK
from tests.web.demonstration import build_demo, enter, show, tap
from tests.web.server import Server
from tests.web.traffic import click, settled

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Visit = Callable[..., Page]
FORM = "smart-factory"
ERRAND = 240_000
"""Milliseconds; a process of its own, which a busy machine starts late."""


@dataclass(frozen=True)
class Served:
    office: Office
    server: Server
    owner: Actor
    call: int


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder: Path = tmp_path_factory.mktemp("applications")
    office = build_demo(folder)
    owner = accounts.acting_as(office, "owner@demo.invalid")
    (call,) = (one.id for one in calls.calls(office, owner) if one.accepts)
    server = Server(folder).start()
    yield Served(office, server, owner, call)
    server.stop()


def left(demo: Served, number: int) -> set[str]:
    found = application_sheet.application_sheet(demo.office, demo.owner, number)
    return {fault.field for fault in found.faults}


def type_in(page: Page, key: str, value: str) -> None:
    field = page.locator(f".st-key-{key} input, .st-key-{key} textarea")
    field.fill(value)
    field.press("Tab")


def test_an_owner_applies_and_writes_each_field_once(demo: Served, visit: Visit) -> None:
    page = visit()
    enter(page, demo.server, "owner")
    show(page, demo.server, f"apply?call={demo.call}")
    page.get_by_label("무엇을 도입합니까?").fill("생산 실적 수집 단말")
    page.get_by_label("총사업비 (원)").fill("80,000,000")
    page.get_by_label("지원 신청액 (원)").fill("40,000,000")
    click(page.get_by_role("button", name="신청하기", exact=True))
    page.get_by_text("신청을 받았습니다.").wait_for()
    (number,) = (
        one.applied for one in calls.calls(demo.office, demo.owner) if one.applied is not None
    )
    assert {"project_period", "own_cash", "cost_rows"} <= left(demo, number)

    click(page.get_by_role("button", name="수행 기간"))  # a fault leads to the part that mends it
    expect(page.get_by_role("heading", name="1/4 과제 내용")).to_be_visible()
    expect(page.locator(".st-key-detail-project_name input")).to_have_value("생산 실적 수집 단말")
    type_in(page, "detail-project_period", "곧")
    expect(page.get_by_text("숫자가 아닙니다: 곧")).to_be_visible()
    type_in(page, "detail-project_period", "8")
    expect(page.get_by_text("저장됨")).to_be_visible()
    assert "project_period" not in left(demo, number)

    for title in ("2/4 공장과 인력", "3/4 사업비"):
        click(page.locator(".st-key-part-next button"))
        expect(page.get_by_role("heading", name=title)).to_be_visible()
    type_in(page, "costs-0-0-name", "MES")
    expect(page.get_by_role("button", name="살 것 더하기")).to_be_visible()
    type_in(page, "costs-0-0-amount", "80,000,000")
    expect(page.get_by_text("합계 80,000,000원 · 총사업비와 같습니다")).to_be_visible()
    click(page.locator(".st-key-own-cash-rest button"))
    expect(page.locator(".st-key-detail-own_cash-1 input")).to_have_value("40,000,000")
    assert not left(demo, number) & {"own_cash", "cost_rows", "planned_cost"}

    show(page, demo.server, f"apply?call={demo.call}")
    draft = page.get_by_role("link", name="신청서 (초안")
    with page.expect_download() as taken:
        click(draft)
    assert taken.value.suggested_filename.startswith("초안_")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_manager_sees_any_application_and_demo_applicants_have_written_theirs(
    demo: Served, visit: Visit
) -> None:
    page = visit(DESK)
    enter(page, demo.server, "manager")
    show(page, demo.server, f"calls?call={demo.call}&tab=eligibility")
    click(page.get_by_role("button", name="신청서 보기").first)
    expect(page.get_by_text("신청서 적기")).to_be_visible()
    page.wait_for_url(re.compile(r"applicant=\d+"))
    with demo.office.database.reading() as connection:
        some = applications.of_call(connection, demo.call)
    other = next(one.id for one in some if one.firm_id != demo.owner.firm_id)
    show(page, demo.server, f"calls?call={demo.call}&applicant={other}&part=factory")
    expect(page.locator(".st-key-detail-customers input")).not_to_have_value("")


def test_a_returned_form_is_shown_first_and_conflicts_are_chosen(
    demo: Served, visit: Visit
) -> None:
    number = answering.open_assessment(demo.office, demo.owner, demo.owner.firm_id or 0, FORM)

    def put(item: str, value: str) -> None:
        sheet = answering.sheet(demo.office, demo.owner, number, "seed")
        answering.save_answer(
            demo.office, demo.owner, number, item, "answered", value, tab="seed",
            seen=sheet.keys[item],
        )  # fmt: skip

    def stored() -> dict[str, str | None]:
        with demo.office.database.reading() as connection:
            found = answers.of_assessment(connection, number)
        return {item: one.value for item, one in found.items() if item in ("LS01", "LS02", "LS03")}

    for item in ("LS01", "LS02", "LS03"):
        put(item, "b")
    form = issued(demo.office, demo.owner.firm_id or 0, FORM)
    put("LS01", "d")
    changed = form.returned({"LS01": said("e"), "LS02": said("c"), "LS03": said("a", "메모")})
    page = visit()
    enter(page, demo.server, "owner")
    show(page, demo.server, f"?form={FORM}&at=excel")
    upload = page.locator("input[type=file]")
    file = FilePayload(name="우리.xlsx", mimeType=XLSX, buffer=changed.content)
    upload.set_input_files([file])
    expect(page.get_by_text("어느 쪽이 맞습니까? 1칸")).to_be_visible()
    click(page.locator(".st-key-form-store button"))
    expect(page.get_by_text("먼저 위에서 1칸을 골라 주십시오")).to_be_visible()
    assert stored() == {"LS01": "d", "LS02": "b", "LS03": "b"}
    page.get_by_role("radio", name="파일의 답").focus()
    page.keyboard.press("Space")
    expect(page.get_by_text("아직 고르지 않은 칸이")).to_have_count(0)
    click(page.locator(".st-key-form-store button"))
    expect(page.get_by_text("저장했습니다")).to_be_visible()
    assert stored() == {"LS01": "e", "LS02": "c", "LS03": "a"}
    upload.set_input_files([file])
    expect(page.get_by_text("이미 올리셨습니다")).to_be_visible()
    click(page.locator(".st-key-form-leave button"))
    blank = str(page.get_by_role("link", name="빈 양식 받기").get_attribute("href"))
    found = page.request.get(f"{demo.server.address}{blank}")
    assert (found.status, found.body()[:2]) == (200, b"PK")
    elsewhere = blank.replace(f"/{demo.owner.firm_id}/", f"/{(demo.owner.firm_id or 0) + 1}/")
    assert page.request.get(f"{demo.server.address}{elsewhere}").status == 404


def test_staff_bring_in_many_forms_after_a_preview_and_take_the_round_away(
    demo: Served, visit: Visit
) -> None:
    def begun() -> list[tuple[int, int]]:
        asked = (
            "select id, firm_id from assessments where questionnaire = :form and status = 'draft' "
            "and firm_id <> :mine and round_id = (select max(id) from rounds) order by id limit 3"
        )
        with demo.office.database.reading() as connection:
            values = {"form": FORM, "mine": demo.owner.firm_id}
            rows = connection.execute(text(asked), values).all()
        return [(int(one[0]), int(one[1])) for one in rows]

    def stored(number: int) -> object:
        with demo.office.database.reading() as connection:
            return answers.of_assessment(connection, number)["LS01"].value

    some = begun()
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for number, firm in some:
            form = issued(demo.office, firm, FORM, nonce=f"form-{number}")
            archive.writestr(f"{firm}.xlsx", form.returned({"LS01": said("f")}).content)
        archive.writestr("엉뚱한 것.xlsx", b"PK no workbook")
    before = [stored(number) for number, _firm in some]
    page = visit(DESK)
    enter(page, demo.server, "manager")
    show(page, demo.server, "forms")
    file = FilePayload(name="모두.zip", mimeType="application/zip", buffer=held.getvalue())
    page.locator("input[type=file]").set_input_files([file])
    settled(page)
    click(page.locator(".st-key-forms-preview button"))
    expect(page.get_by_text("아직 저장하지 않았습니다.")).to_be_visible(timeout=ERRAND)
    expect(page.get_by_text(f"파일 {len(some) + 1}개")).to_be_visible()
    assert [stored(number) for number, _firm in some] == before
    tap(page, ".st-key-forms-store button")
    result = page.get_by_role("link", name="양식_가져오기_결과")
    expect(result).to_be_visible(timeout=ERRAND)
    expect(page.get_by_text("아직 저장하지 않았습니다.")).to_have_count(0)
    assert [stored(number) for number, _firm in some] == ["f"] * len(some)

    made = str(result.get_attribute("href"))
    assert page.request.get(f"{demo.server.address}{made}").status == 200
    other = visit()
    enter(other, demo.server, "owner")
    assert other.request.get(f"{demo.server.address}{made}").status == 404

    show(page, demo.server, "complex")
    tap(page, ".st-key-exports summary")
    tap(page, ".st-key-export-make button")
    expect(page.get_by_text("무엇에 쓰는지 한 줄로")).to_be_visible()
    page.locator(".st-key-export-reason input").fill("운영위원회 보고")
    click(page.locator(".st-key-export-make button"))
    link = page.get_by_role("link", name="전체자료")
    link.wait_for(timeout=ERRAND)
    with page.expect_download() as taken:
        click(link)
    assert "전체자료" in taken.value.suggested_filename
    asked = "select count(*) from journal where kind = 'exported' and subject like 'cohort:%'"
    with demo.office.database.reading() as connection:
        assert connection.execute(text(asked)).scalar_one() == 1
