"""The programme manager's screens on a small demo: the complex, a call from first to last."""

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from assessment.records import firms
from assessment.services.assessing.rounds import current_round
from assessment.services.complex import population
from assessment.services.demo.people import MANAGER, actor
from assessment.services.funding import calls, deciding, panels, scenarios
from assessment.services.funding.ranking import call_view
from assessment.services.office import Office
from assessment.web.wording import won
from tests.web.conftest import DESK
from tests.web.demonstration import FIRMS, build_demo, drawn, enter, load, show, tap
from tests.web.server import Server
from tests.web.traffic import click

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Visit = Callable[..., Page]
DECIDED, OPEN = 1, 2
KILOBYTE = 1000


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Office, Server]]:
    folder: Path = tmp_path_factory.mktemp("manager")
    office = build_demo(folder)
    server = Server(folder).start()
    yield office, server
    server.stop()


@pytest.fixture
def office(demo: tuple[Office, Server]) -> Office:
    return demo[0]


@pytest.fixture
def server(demo: tuple[Office, Server]) -> Server:
    return demo[1]


@pytest.fixture
def desk(server: Server, visit: Visit) -> Page:
    page = visit(DESK)
    enter(page, server, "manager")
    return page


def fits(page: Page) -> bool:
    wide = "document.querySelector('[data-testid=stMain]').scrollWidth"
    return bool(page.evaluate(f"{wide} <= innerWidth"))


# ---- the complex -----------------------------------------------------------------------------


def test_the_four_numbers_are_the_services(office: Office, server: Server, desk: Page) -> None:
    found = population.overview(office, actor(MANAGER), _round(office))
    show(desk, server, "complex")
    numbers = desk.locator(".st-key-numbers [data-testid=stMetricValue]").all_inner_texts()
    assert numbers == [
        f"{int(found.participation.value * 100)}%",
        f"{int(found.median_points.value)}점",
        f"{int(found.basic_share.value * 100 + 1e-9)}%",
        f"{int(found.verified_share.value * 100 + 1e-9)}%",
    ]
    expect(desk.locator(".st-key-numbers")).to_contain_text(f"등록 {FIRMS}곳 가운데")


def test_filters_are_kept_in_the_address_and_a_link_shows_the_same(
    office: Office, server: Server, desk: Page
) -> None:
    show(desk, server, "complex")
    click(desk.locator(".st-key-filter-size input"))
    click(desk.get_by_role("option", name="소기업", exact=True))
    drawn(desk)
    assert "size=small" in desk.url
    said = desk.locator(".st-key-numbers").inner_text()
    small = population.PopulationFilter(size_class="small")
    found = population.overview(office, actor(MANAGER), _round(office), small)
    assert f"{found.registered}곳 가운데 {found.participants}곳" in said
    load(desk, server, desk.url.removeprefix(f"{server.address}/"))
    assert desk.locator(".st-key-numbers").inner_text() == said


def test_every_chart_has_a_table_and_a_hidden_cell_says_why(server: Server, desk: Page) -> None:
    show(desk, server, "complex")
    for name in ("points", "levels", "heatmap", "weakest", "gap", "silent"):
        tabs = desk.locator(f".st-key-{name}-tabs [role=tab]")
        assert tabs.all_inner_texts() == ["그림", "표"]
        click(tabs.nth(1))
    drawn(desk)
    cells = desk.locator(".st-key-heatmap-tabs td").all_inner_texts()
    assert (
        {"5개 미만"}
        <= set(cells)
        <= {"5개 미만", "한 곳 편중"} | set(filter(re.compile(r"\d+%").fullmatch, cells))
    )


def test_the_silent_firms_are_paged(server: Server, desk: Page) -> None:
    show(desk, server, "complex?complex=banwol")
    tap(desk, ".st-key-silent-names summary")
    names = desk.locator(".st-key-silent-names li").all_inner_texts()
    assert len(names) == 20
    tap(desk, ".st-key-silent-page", "2")
    assert not set(names) & set(desk.locator(".st-key-silent-names li").all_inner_texts())


def _round(office: Office) -> int:
    found = current_round(office)
    assert found is not None
    return found.id


# ---- a call ----------------------------------------------------------------------------------


def test_the_list_is_the_ranking_with_its_line_and_a_row_opens_to_why(
    office: Office, server: Server, desk: Page
) -> None:
    view = call_view(office, actor(MANAGER), DECIDED)
    show(desk, server, f"calls?call={DECIDED}")
    expect(desk.locator("body")).to_contain_text("±20% 안에서 고르게 뽑아 1,000번")
    tap(desk, ".st-key-to-line button") if desk.locator(".st-key-to-line").count() else None
    page = (view.line.selected - 1) // 25
    rows = view.ranking.iloc[25 * page : 25 * page + 25]
    shown = desk.locator("[class*=st-key-ranked-]:not(.st-key-ranked-head)")
    assert shown.count() == len(rows)
    for place, row in enumerate(rows.to_dict("records")):
        text = shown.nth(place).inner_text()
        assert f"{row['rank']}. {row['name']}" in text.replace("\n", " ")
        assert f"{row['score']:.1f}" in text
        assert {"safe": "확실", "toss_up": "경계", "out": "밖"}[str(row["zone"])] in text
    line = desk.locator(".st-key-ranks .line")
    expect(line).to_contain_text(f"예산선 · {view.line.selected}곳")
    last = rows[rows["above_line"]].iloc[-1]
    tap(desk, f".st-key-open-{last['application']} button")
    why = desk.locator(f".st-key-why-{last['application']}")
    expect(why).to_contain_text(f"{last['rank']}위")
    expect(why).to_contain_text(f"{last['contribution_need']:.2f}")
    assert line.bounding_box()["y"] > why.bounding_box()["y"]  # type: ignore[index]


def test_the_three_lists_of_eligibility_name_rule_code_and_who_can_tell(
    office: Office, server: Server, desk: Page
) -> None:
    table = call_view(office, actor(MANAGER), OPEN).eligibility
    counts = table["status"].value_counts()
    show(desk, server, f"calls?call={OPEN}&tab=eligibility")
    lists = desk.locator(".st-key-verdict")
    expect(lists).to_contain_text(f"확인 필요 {counts['needs_checking']}")
    expect(lists).to_contain_text(f"적격 {counts['eligible']}")
    first = table[table["status"] == "needs_checking"].iloc[0]
    row = desk.locator(f".st-key-applicant-{first['application']}")
    expect(row).to_contain_text(first["name"])
    for code in first["codes"].split():
        expect(row).to_contain_text(code)
    for supplier in first["suppliers"].split(" · "):
        expect(desk.locator(".st-key-summary-needs_checking")).to_contain_text(supplier)
    tap(desk, ".st-key-verdict", f"부적격 {counts['not_eligible']}")
    refused = table[table["status"] == "not_eligible"].iloc[0]
    row = desk.locator(f".st-key-applicant-{refused['application']}")
    expect(row).to_contain_text(refused["codes"].split()[0])
    expect(row).to_contain_text(refused["reasons"].split(" · ")[0])


def test_a_what_if_is_labelled_and_kept_only_under_a_name(
    office: Office, server: Server, desk: Page
) -> None:
    before = call_view(office, actor(MANAGER), DECIDED).ranking
    show(desk, server, f"calls?call={DECIDED}")
    tap(desk, ".st-key-what-if-open button")
    drawer = desk.get_by_role("dialog")
    expect(drawer).to_contain_text("가정")
    slider = drawer.get_by_role("slider").first
    slider.focus()
    for _ in range(30):
        slider.press("ArrowLeft")
    drawn(desk)
    expect(drawer).to_contain_text(re.compile("새로 들어오는 업체 [1-9]"))
    assert scenarios.scenarios(office, actor(MANAGER), DECIDED) == ()
    drawer.get_by_label("이 가정의 이름").fill("필요성을 빼면")
    click(drawer.get_by_role("button", name="가정으로 저장"))
    expect(drawer).to_contain_text("가정으로 저장했습니다")
    kept = scenarios.scenarios(office, actor(MANAGER), DECIDED)
    assert [(one.name, one.weights["need"]) for one in kept] == [("필요성을 빼면", 0.0)]
    after = call_view(office, actor(MANAGER), DECIDED).ranking
    assert after["score"].tolist() == before["score"].tolist()


def test_panel_scores_come_back_by_excel_and_bad_cells_are_named(
    office: Office, server: Server, desk: Page
) -> None:
    answered = desk.request.get(f"{server.address}/files/panel/{OPEN}?reason=채점표 배부")
    book = openpyxl.load_workbook(io.BytesIO(answered.body()))
    sheet = book.worksheets[0]
    top = next(row for row in sheet.iter_rows() if row[0].value == "신청번호")
    first = top[0].row + 1
    application = int(sheet.cell(first, 1).value)
    sheet.cell(first, 3).value = "평가위원 라"
    sheet.cell(first, 4).value, sheet.cell(first, 5).value = 91, 250
    filled = io.BytesIO()
    book.save(filled)
    show(desk, server, f"calls?call={OPEN}")
    tap(desk, ".st-key-panel summary")
    tap(desk, ".st-key-panel-tabs", "엑셀로")
    desk.locator(".st-key-panel input[type=file]").set_input_files(
        {"name": "점수.xlsx", "mimeType": answered.headers["content-type"],
         "buffer": filled.getvalue()}
    )  # fmt: skip
    tap(desk, ".st-key-panel-import button")
    panel = desk.locator(".st-key-panel")
    expect(panel).to_contain_text("점수 1개를 저장했습니다")
    expect(panel).to_contain_text(f"{first}행")
    expect(panel).to_contain_text("0부터 100까지의 수를 적어 주십시오.")
    given = panels.panel_sheet(office, actor(MANAGER), OPEN).scores
    mine = given[given["panelist"] == "평가위원 라"]
    assert mine[["application", "criterion", "score"]].to_numpy().tolist() == [
        [application, "plan", 91.0]
    ]


def test_a_call_is_opened_from_a_published_programme(
    office: Office, server: Server, desk: Page
) -> None:
    show(desk, server, "calls")
    tap(desk, ".st-key-new-call summary")
    desk.get_by_label("공고 이름").fill("겨울 추가 공고")
    click(desk.get_by_role("button", name="공고 열기", exact=True))
    desk.locator(".st-key-call-line").wait_for()
    expect(desk.locator("h1")).to_have_text("겨울 추가 공고")
    assert "겨울 추가 공고" in [one.name for one in calls.calls(office, actor(MANAGER))]
    expect(desk.locator("body")).to_contain_text("자격이 확인되고 컨설턴트 확인이 끝난 업체가 아직")


def test_an_interaction_sends_less_than_100_kilobytes(server: Server, visit: Visit) -> None:
    page = visit(DESK)
    sent: list[int] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda f: sent.append(len(f))))
    enter(page, server, "manager")
    steps: list[tuple[str, Callable[[], None]]] = [
        ("complex", lambda: show(page, server, "complex?size=small")),
        ("level", lambda: tap(page, ".st-key-axis-smart-factory", "역량")),
        ("ranking", lambda: show(page, server, f"calls?call={DECIDED}")),
        ("row", lambda: tap(page, "[class*=st-key-open-] button")),
        ("eligibility", lambda: tap(page, "[role=tab]:has-text('자격')")),
        ("record", lambda: tap(page, "[role=tab]:has-text('기록')")),
    ]
    weighed = {}
    for name, step in steps:
        sent.clear()
        step()
        weighed[name] = sum(sent)
    assert all(0 < weight <= 100 * KILOBYTE for weight in weighed.values()), weighed


# ---- closing and deciding: last, for it changes the open call for good -------------------------


def test_one_person_decides_another_approves_and_later_changes_move_nothing(
    office: Office, server: Server, desk: Page, visit: Visit
) -> None:
    show(desk, server, f"calls?call={OPEN}&tab=selection")
    tap(desk, ".st-key-close-call button")
    expect(desk.get_by_role("dialog")).to_contain_text("되돌릴 수 없습니다")
    tap(desk, ".st-key-close-yes button")
    before = call_view(office, actor(MANAGER), OPEN)
    _change_a_fact(office, int(before.ranking["firm"].iloc[0]))
    tap(desk, ".st-key-decide button")
    expect(desk.locator("body")).to_contain_text("승인 대기")
    expect(desk.locator(".notice").last).to_contain_text("마감 후 변경 1건")
    expect(desk.locator("body")).to_contain_text("자기가 한 선정은 스스로 승인할 수 없습니다.")
    expect(desk.locator(".st-key-approve")).to_have_count(0)
    second = visit(DESK)
    enter(second, server, "manager", 1)
    show(second, server, f"calls?call={OPEN}&tab=selection")
    tap(second, ".st-key-approve button")
    _money_before_yes(office, second)
    tap(second, ".st-key-approve-no button")
    assert deciding.decisions(office, actor(MANAGER), OPEN)[0].approved_at is None
    tap(second, ".st-key-approve button")
    tap(second, ".st-key-approve-yes button")
    expect(second.locator("body")).to_contain_text("승인됨")
    decided = deciding.decisions(office, actor(MANAGER), OPEN)[0]
    assert decided.approved_by != decided.decided_by
    refused = decided.rows[decided.rows["outcome"] == "refused"]
    tap(second, ".st-key-outcome", f"미선정 {len(refused)}")
    shown = second.locator("[class*=st-key-applicant-]").all_inner_texts()
    for text, row in zip(shown, refused.to_dict("records"), strict=False):
        assert row["name"] in text
        assert row["code"] in text
    assert call_view(office, actor(MANAGER), OPEN).ranking["score"].tolist() == (
        before.ranking["score"].tolist()
    )
    tap(second, "[role=tab]:has-text('기록')")
    tap(second, ".st-key-replay button")
    expect(second.locator("body")).to_contain_text("결과가 모두 같습니다")
    expect(second.locator("body")).to_contain_text(decided.parameters.snapshot_digest)


def _money_before_yes(office: Office, page: Page) -> None:
    """How many, how much, out of which budget: read before anybody says yes."""
    call = call_view(office, actor(MANAGER), OPEN).call
    rows = deciding.decisions(office, actor(MANAGER), OPEN)[0].rows
    assert call.budget is not None
    asked = page.get_by_role("dialog")
    expect(asked).to_contain_text(call.name)
    spent = float(rows["granted"].sum())
    selected = int((rows["outcome"] == "selected").sum())
    expect(asked).to_contain_text(f"선정 {selected:,}곳, 지원금 모두 {won(spent)}")
    left = won(call.budget - spent)
    expect(asked).to_contain_text(f"예산 {won(call.budget)} 가운데 {left} 남음")
    expect(asked).to_contain_text("되돌릴 수 없습니다")


def _change_a_fact(office: Office, firm_id: int) -> None:
    with office.database.writing() as connection:
        known = firms.get(connection, firm_id)
        assert known is not None
        facts = {**known.facts, "root_industry": not known.facts.get("root_industry", False)}
        changes = {"facts": facts, "employees": (known.employees or 0) + 1}
        assert firms.change(connection, firm_id, known.revision, changes, office.clock())
