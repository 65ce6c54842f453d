"""The whole main job through the real screens, in Korean; every number worked out by hand.

The questionnaire gives 1000 points: an item's points are the weight of its area over the area's
items, times option / 5 (a 0 … f 5). All d is 1000 x 3/5 = 600, all e 800, all c 400.

Score of a firm = 80 x total/1000 + 20 x margin/20:
  앞선정밀   all e        64.000 + margin  0 →  0 = 64.000   verified
  이음도금   all d        48.000 + margin  8 →  8 = 56.000   verified
  끝선사출   all c        32.000 + margin 20 → 20 = 52.000   verified
  우리정밀   all d        48.000 + margin 10 → 10 = 58.000   claimed: it would be 2nd
The consultant lowers two claims of 우리정밀:
  PC01 d → c: process 80 points / 5 items x 1/5 = 3.2 less, and the gate of the step 기초
              (PC01 >= 3 and QM03 >= 3) is no longer met
  IS01 d → a: systems 240 points / 6 items x 3/5 = 24 less
  total 600 - 27.2 = 572.8 → 45.824 + 10 = 55.824: 3rd, behind 이음도금
Budget 100 million, 50 million each: 앞선정밀 and 이음도금 above the line, 우리정밀 예비 1,
끝선사출 예비 2. In the call with the level gate 우리정밀, which has no certificate, needs checking
(T-LEVEL) on its claim and is not eligible (T-LEVEL) after the review.
"""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from assessment.services.assessing import answering
from assessment.services.entry import accounts
from assessment.services.funding import applying, deciding
from assessment.services.funding.ranking import call_view
from assessment.services.office import Actor, Office
from assessment.services.register import firms
from assessment.services.review import reviewing
from tests.web.conftest import (
    DESK,
    FIRST,
    PASSWORD,
    Owner,
    add_owner,
    answer_all,
    settled,
    sign_in,
    through_the_door,
)
from tests.web.demonstration import load, show
from tests.web.server import Server
from tests.web.small_programmes import open_calls
from tests.web.traffic import click

pytestmark = [pytest.mark.browser, pytest.mark.slow]
OTHERS = {"앞선정밀": ("e", 0.0), "이음도금": ("d", 8.0), "끝선사출": ("c", 20.0)}
OURS = "우리정밀"
PLAN = {"planned_cost": 120_000_000, "requested_grant": 50_000_000}
GPS = 0x8825


# ---- what is arranged through the services ----------------------------------------------------


@dataclass(frozen=True)
class Job:
    """The owner's firm beside three verified ones; two open calls; the people."""

    office: Office
    server: Server
    owner: Owner
    consultant: Actor
    managers: tuple[Actor, Actor]
    ranking: int
    gate: int


def person(office: Office, admin: Actor, name: str, email: str, role: str) -> Actor:
    """Somebody of the office with a password of their own."""
    number = accounts.create_account(
        office, admin, email=email, name=name, role=role, password=FIRST
    )
    first = accounts.acting_as(office, email)
    accounts.set_password(office, first, number, PASSWORD, current=FIRST)
    return accounts.acting_as(office, email)


def apply_with(office: Office, owner: Owner, margin: float, call_ids: tuple[int, ...]) -> None:
    years = {office.today().year - 1: {"operating_margin": margin}}
    firms.save_figures(office, owner.actor, owner.firm_id, years)
    for call_id in call_ids:
        applying.apply(office, owner.actor, call_id, PLAN)


def verified_firm(office: Office, owner: Owner, consultant: Actor, option: str) -> None:
    """Answers one option everywhere; the consultant confirms all of it."""
    number = answer_all(office, owner, lambda place: option)
    answering.submit(office, owner.actor, number)
    for area in reviewing.review(office, consultant, number).release.questionnaire.areas:
        reviewing.confirm_unchanged(office, consultant, number, area.id, "document")
    reviewing.finish(office, consultant, number)


@pytest.fixture
def job(arranged: Office, admin: Actor, server: Server, tmp_path: Path) -> Job:
    consultant = person(arranged, admin, "이확인", "consultant@example.kr", "consultant")
    first = person(arranged, admin, "박사업", "manager@example.kr", "manager")
    second = person(arranged, admin, "최승인", "manager2@example.kr", "manager")
    ranking, gate = open_calls(arranged, admin, tmp_path / "project")
    for place, (name, (option, margin)) in enumerate(OTHERS.items()):
        other = add_owner(arranged, admin, name, f"other{place}@example.kr")
        verified_firm(arranged, other, consultant, option)
        apply_with(arranged, other, margin, (ranking,))
    owner = add_owner(arranged, admin, OURS, "ours@example.kr")
    return Job(arranged, server, owner, consultant, (first, second), ranking, gate)


# ---- the owner, on a phone --------------------------------------------------------------------


@dataclass
class Thumb:
    """Taps as a thumb does, and counts."""

    page: Page
    taps: int = field(default=0)

    def tap(self, where: Locator) -> None:
        where.tap()
        self.taps += 1


def options(page: Page) -> Locator:
    return page.locator("[class*=st-key-options-] [data-testid=stRadioOption]")


def answer(thumb: Thumb, place: int) -> None:
    """Tap a row, see that it is stored, go on to the next open item."""
    page = thumb.page
    asked = page.locator(".st-key-asked h1").inner_text()
    thumb.tap(options(page).nth(place))
    expect(page.get_by_text("저장됨").first).to_be_visible()
    thumb.tap(page.locator(".st-key-next button"))
    expect(page.locator(".st-key-asked h1", has_text=asked)).to_have_count(0)
    settled(page)


def quick_scan(page: Page, job: Job) -> int:
    """How many taps it took, from the first field of the sign-in page to the end."""
    assert page.viewport_size is not None
    assert page.viewport_size["width"] == 390
    thumb = Thumb(page)
    page.goto(f"{job.server.address}/login")
    for label, said in (("이메일", job.owner.email), ("비밀번호", PASSWORD)):
        thumb.tap(page.get_by_label(label))
        page.keyboard.type(said)
    thumb.tap(page.get_by_role("button", name="로그인", exact=True))
    thumb.tap(page.locator(".st-key-open-quick-scan button"))
    options(page).first.wait_for()
    settled(page)
    for _ in range(12):
        answer(thumb, 3)
    expect(page.get_by_text("빠른 진단을 마쳤습니다")).to_be_visible()
    return thumb.taps


def full_form(page: Page, job: Job) -> int:
    """Goes on into the full form, answers two items by hand; the others through the service."""
    page.locator(".st-key-go-on-smart-factory button").tap()
    options(page).first.wait_for()
    settled(page)
    thumb = Thumb(page)
    answer(thumb, 3)
    answer(thumb, 3)
    number = answering.open_assessment(
        job.office, job.owner.actor, job.owner.firm_id, "smart-factory"
    )
    known = answering.sheet(job.office, job.owner.actor, number, "looking")
    assert known.decided == 14, "twelve carried over from the quick scan and two more"
    answer_all(job.office, job.owner, lambda place: "d")
    return number


def photo() -> bytes:
    """A JPEG that says where it was taken."""
    exif = Image.Exif()
    place = exif.get_ifd(GPS)
    place[1], place[2] = "N", (37.0, 19.0, 30.0)
    place[3], place[4] = "E", (126.0, 48.0, 12.0)
    exif[0x010F] = "CameraMaker"
    held = io.BytesIO()
    Image.new("RGB", (640, 480), "#4477aa").save(held, "JPEG", exif=exif)
    return held.getvalue()


def attach(page: Page, job: Job, number: int) -> None:
    """A photo through the screen; what is kept says nothing of where it was taken."""
    taken = photo()
    assert dict(Image.open(io.BytesIO(taken)).getexif().get_ifd(GPS))
    show(page, job.server, "?form=smart-factory&at=QM03")
    page.locator(".st-key-open-files button").first.tap()
    page.locator("input[type=file]").set_input_files(
        {"name": "작업일지.jpg", "mimeType": "image/jpeg", "buffer": taken}
    )
    expect(page.get_by_role("link", name="작업일지.jpg")).to_be_visible()
    (kept,) = answering.sheet(job.office, job.owner.actor, number, "looking").evidence["QM03"]
    answered = page.request.get(f"{job.server.address}/files/evidence/{kept.id}")
    assert answered.status == 200
    seen = Image.open(io.BytesIO(answered.body()))
    assert seen.size == (640, 480)
    assert not dict(seen.getexif()), "the camera and the place are gone"
    assert b"Exif" not in answered.body()


def hand_in(page: Page, job: Job, number: int) -> None:
    """Looks over what is open, submits, and gets a receipt that the database knows."""
    load(page, job.server, "?form=smart-factory&at=list")
    page.get_by_role("button", name="제출하기 전 살펴보기").tap()
    page.locator(".st-key-submit button").tap()
    receipt = page.locator(".st-key-receipt")
    expect(receipt).to_contain_text("접수번호")
    ((known, _),) = answering.receipts(job.office, job.owner.actor, number)
    expect(receipt).to_contain_text(known)


# ---- the consultant ---------------------------------------------------------------------------


def lower(page: Page, item: str, found: str, reason: str) -> None:
    """A verified value below the claim, with its reason, and told as stored."""
    row = page.locator(f".st-key-row-{item}").last
    click(row.get_by_text(found, exact=True))
    click(row.locator(f".st-key-why-{item}").get_by_text(reason, exact=True))
    expect(row.get_by_text("확인됨")).to_be_visible()
    expect(row.get_by_text(re.compile(f"{found} · {reason}"))).to_be_visible()


def review(page: Page, job: Job, number: int) -> None:
    """From the inbox into the review; two claims lowered, everything else confirmed, finished."""
    sign_in(page, job.server, "consultant@example.kr")
    page.get_by_role("combobox", name="업체 이름으로 열기").fill(OURS)
    page.keyboard.press("Enter")
    page.locator(".st-key-review-head").wait_for()
    settled(page)
    head = page.locator(".st-key-review-totals")
    expect(head).to_contain_text("자가 600점")
    expect(page.get_by_role("img", name="작업일지.jpg").first).to_be_visible()
    lower(page, "PC01", "나중에 입력", "수준을 잘못 읽음")
    expect(head).to_contain_text("기초 전")
    if not page.locator(".st-key-row-IS01").count():
        click(page.locator(".st-key-fold-systems").get_by_text("문항 보기"))
    lower(page, "IS01", "기억·구두", "증빙 없음")
    expect(head).to_contain_text("572점")  # 572.8: points are never rounded up to a step
    actions = 6 + confirm_the_rest(page)
    assert actions <= 40
    expect(head).to_contain_text("100% 확인")
    click(page.locator(".st-key-finish button"))
    click(page.locator(".st-key-finish-now button"))
    expect(page.get_by_text("검토를 마쳤습니다.")).to_be_visible()
    sheet = reviewing.review(job.office, job.consultant, number)
    assert sheet.assessment.status == "verified"


def confirm_the_rest(page: Page) -> int:
    """Every claim that stands, by item or by area; how many clicks that took."""
    lowered = ".st-key-same-PC01, .st-key-same-IS01"
    rows = f"[class*=st-key-same-]:not({lowered}) button:enabled"
    left = page.locator(f"[class*=st-key-all-] button:enabled, {rows}")
    clicks = 0
    while (before := left.count()) and clicks < 48:
        click(left.first)
        expect(left).not_to_have_count(before)
        settled(page)  # rows of one run change one after the other
        clicks += 1
    return clicks


# ---- the manager ------------------------------------------------------------------------------


def open_call(page: Page, job: Job, call_id: int, tab: str) -> None:
    show(page, job.server, f"calls?call={call_id}&tab={tab}")
    page.locator(".st-key-call-line").wait_for()


def ranks(page: Page) -> list[tuple[int, str, float]]:
    """Rank, name and score as the list on the screen says them."""
    page.locator(".st-key-ranks .score").first.wait_for()
    settled(page)
    read = []
    for row in page.locator("[class*=st-key-ranked-]").all():
        button = row.locator("[class*=st-key-open-] button")
        if button.count():
            place, name = button.inner_text().split("\n")[-1].split(". ", 1)
            read.append((int(place), name.strip(), float(row.locator(".score").inner_text())))
    return read


def before_review(page: Page, job: Job) -> None:
    open_call(page, job, job.ranking, "ranking")
    assert ranks(page) == [(1, "앞선정밀", 64.0), (2, "이음도금", 56.0), (3, "끝선사출", 52.0)]
    click(page.get_by_text(re.compile("^미확인 1곳")))
    expect(page.get_by_text("지금 점수 58.0, 그대로라면 2위")).to_be_visible()
    assert call_view(job.office, job.managers[0], job.ranking).unverified[
        ["name", "score", "would_rank"]
    ].to_numpy().tolist() == [[OURS, 58.0, 2]]
    open_call(page, job, job.gate, "eligibility")
    expect(page.get_by_text("확인 필요 1", exact=True)).to_be_visible()
    shown = page.locator("[class*=st-key-applicant-]")
    expect(shown).to_contain_text(OURS)
    expect(shown).to_contain_text("T-LEVEL")


def after_review(page: Page, job: Job) -> None:
    open_call(page, job, job.ranking, "ranking")
    assert ranks(page) == [
        (1, "앞선정밀", 64.0),
        (2, "이음도금", 56.0),
        (3, OURS, 55.8),
        (4, "끝선사출", 52.0),
    ]
    open_call(page, job, job.gate, "eligibility")
    click(page.get_by_text("부적격 1", exact=True))
    shown = page.locator("[class*=st-key-applicant-]")
    expect(shown).to_contain_text(OURS)
    expect(shown).to_contain_text("T-LEVEL")
    expect(shown).to_contain_text("구축시스템 수준이 기초 이상이어야 합니다.")
    expect(page.get_by_text("확인 필요 0", exact=True)).to_be_visible()


def decide(page: Page, job: Job) -> None:
    """Closes the call, decides; approving one's own decision is not even offered."""
    open_call(page, job, job.ranking, "selection")
    click(page.get_by_role("button", name="공고 마감").first)
    click(page.get_by_role("button", name="마감합니다"))
    click(page.get_by_role("button", name="선정 확정"))
    expect(page.get_by_text(re.compile("승인 대기 — 선정 2 · 예비 2"))).to_be_visible()
    expect(page.get_by_text("자기가 한 선정은 스스로 승인할 수 없습니다.")).to_be_visible()
    expect(page.get_by_role("button", name="선정 승인")).to_have_count(0)
    assert deciding.decisions(job.office, job.managers[0], job.ranking)[0].approved_at is None


def approve(page: Page, job: Job) -> list[tuple[str, str]]:
    """The second person approves; (예비순위 with name, score) as the screen says them."""
    sign_in(page, job.server, "manager2@example.kr", f"calls?call={job.ranking}&tab=selection")
    click(page.get_by_role("button", name="선정 승인"))
    expect(page.get_by_role("dialog")).to_contain_text("선정 2곳, 지원금 모두 1억원")
    click(page.get_by_role("button", name="승인합니다"))
    expect(page.get_by_text(re.compile("승인됨 — 선정 2 · 예비 2 .*승인: 최승인"))).to_be_visible()
    click(page.get_by_text("예비 2", exact=True))
    waiting = page.locator("[class*=st-key-applicant-]")
    expect(waiting.first).to_contain_text("예비 1순위")
    expect(waiting).to_have_count(2)
    said = re.compile(r"예비 (\d)순위 (\S+) · ([\d.]+)점")
    found = [said.search(one) for one in waiting.all_inner_texts()]
    return [(f"{one[1]} {one[2]}", one[3]) for one in found if one]


def workbook(page: Page, job: Job) -> openpyxl.Workbook:
    """The file behind the link on the screen, which is there once it is said what it is for."""
    open_call(page, job, job.ranking, "record")
    click(page.get_by_role("button", name="순위표 엑셀 내려받기"))
    click(page.get_by_role("combobox", name="무엇에 쓰십니까?"))
    click(page.get_by_role("option").first)
    settled(page)
    link = page.get_by_role("link", name="내려받기", exact=True)
    expect(link).to_have_attribute("href", re.compile("reason=."))
    answered = page.request.get(f"{job.server.address}{link.get_attribute('href')}")
    assert answered.status == 200
    return openpyxl.load_workbook(io.BytesIO(answered.body()))


def rows_under(sheet: object, *names: str) -> list[tuple[object, ...]]:
    """The cells below the row in which these headings stand."""
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]  # type: ignore[attr-defined]
    top = next(place for place, row in enumerate(rows) if set(names) <= set(row))
    columns = [rows[top].index(name) for name in names]
    return [
        tuple(row[column] for column in columns)
        for row in rows[top + 1 :]
        if row[columns[0]] is not None
    ]


def test_from_the_first_answer_to_the_exported_decision(
    job: Job, visit: Callable[..., Page]
) -> None:
    phone, desk, manager, second = visit(), visit(DESK), visit(DESK), visit(DESK)
    taps = quick_scan(phone, job)
    assert taps <= 30
    number = full_form(phone, job)
    attach(phone, job, number)
    apply_with(job.office, job.owner, 10.0, (job.ranking, job.gate))
    hand_in(phone, job, number)

    through_the_door(manager, job.server, "manager@example.kr")
    before_review(manager, job)
    review(desk, job, number)
    after_review(manager, job)

    decide(manager, job)
    assert approve(second, job) == [("1 우리정밀", "55.82"), ("2 끝선사출", "52.00")]
    book = workbook(second, job)
    taken = deciding.decisions(job.office, job.managers[0], job.ranking)[0]
    assert taken.approved_by == "최승인"
    scores = dict(zip(taken.rows["name"], taken.rows["score"], strict=True))
    assert scores == {"앞선정밀": 64.0, "이음도금": 56.0, OURS: 55.824, "끝선사출": 52.0}
    listed = rows_under(book["순위"], "순위", "업체", "점수")
    assert listed == [(place, name, scores[name]) for place, name in enumerate(scores, start=1)]
    assert rows_under(book["선정 결정"], "업체", "결정", "점수") == [
        ("앞선정밀", "선정", 64.0),
        ("이음도금", "선정", 56.0),
        (OURS, "예비 1순위", 55.824),
        ("끝선사출", "예비 2순위", 52.0),
    ]
    assert "문의번호" not in job.server.log, "no screen failed on the way"
    print(f"{taps} taps")
