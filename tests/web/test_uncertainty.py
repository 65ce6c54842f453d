"""What a screen says of how sure it is: word for word what the services give under their seed."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from assessment.records import accounts, assessments
from assessment.services.assessing.rounds import current_round
from assessment.services.complex import population
from assessment.services.complex.population_whole import whole, whole_change
from assessment.services.demo.people import MANAGER, actor
from assessment.services.office import Office
from assessment.services.scoring import results
from assessment.services.scoring.certainty import DRAWS, SEED
from assessment.services.scoring.results import Result
from tests.web.conftest import DESK, PHONE
from tests.web.demonstration import build_demo, drawn, enter, show
from tests.web.server import Server
from tests.web.traffic import click

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Visit = Callable[..., Page]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Office, Server]]:
    folder: Path = tmp_path_factory.mktemp("uncertain")
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


# ---- the result ------------------------------------------------------------------------------


def owner_of(office: Office, wanted: Callable[[Result], bool]) -> tuple[int, Result]:
    """Which of the owners has such a result in the current round, and the result."""
    now = the_round(office)
    with office.database.reading() as connection:
        people = [one for one in accounts.listed(connection, role="owner") if one.active]
        firms = [assessments.of_firm(connection, one.firm_id or 0) for one in people]
    for which, own in enumerate(firms):
        for one in own:
            if (one.round_id, one.questionnaire) == (now, "smart-factory"):
                found = results.result(office, actor(MANAGER), one.id)
                if wanted(found):
                    return which, found
    raise AssertionError("no owner has such a result")


def the_round(office: Office) -> int:
    found = current_round(office)
    assert found is not None
    return found.id


def as_owner(office: Office, server: Server, page: Page, which: int) -> None:
    enter(page, server, "owner", which)
    show(page, server, "result?form=smart-factory")


def unsure(found: Result) -> bool:
    """Not verified throughout, above the lowest step, and neither certain nor hopeless."""
    known, system = found.certainty, found.axis("system")
    if known is None or system is None or not found.items["verified"].isna().all():
        return False
    return 0.05 <= (known.at_least("system", system.step) or 0) < 0.95


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_result_says_the_services_chances_under_their_seed(
    office: Office, server: Server, visit: Visit, size: dict[str, int]
) -> None:
    which, found = owner_of(office, unsure)
    known, system = found.certainty, found.axis("system")
    assert known is not None
    assert system is not None
    page = visit(size)
    as_owner(office, server, page, which)
    told = page.locator(".st-key-certainty")
    expect(told).to_contain_text(f"{int(known.low)}점에서 {int(known.high)}점 사이")
    times = int((known.at_least("system", system.step) or 0) * 10 + 0.5)
    line = f"지금처럼 ‘{system.step_name}’ 이상일 가능성이 10번 중 {times}번"
    expect(told).to_contain_text(line)
    expect(told).to_contain_text(f"확인이 끝난 {known.taught_by}곳")
    expect(told).to_contain_text(f"{DRAWS}번 뽑음(난수 시드 {SEED})")
    click(page.locator(".st-key-step-chances summary"))
    drawn(page)
    tables = page.locator(".st-key-step-chances [data-testid=stTable]").all()
    for axis, table in zip(found.axes, tables, strict=True):
        base = found.release.scoring.axes[axis.id].base
        shares = [f"{int(p * 100 + 1e-9)}%" for p in known.exactly(axis.id, base).values()]
        assert table.locator("td").all_inner_texts() == shares
    assert "선정" not in told.inner_text()


def test_a_result_that_is_verified_throughout_says_no_chance(
    office: Office, server: Server, visit: Visit
) -> None:
    which, found = owner_of(office, lambda one: one.is_final and one.certainty is None)
    page = visit()
    as_owner(office, server, page, which)
    told = page.locator(".st-key-certainty")
    expect(told).to_contain_text("컨설턴트 확인이 끝난 결과입니다.")
    assert found.total is not None
    assert "가능성" not in told.inner_text()


# ---- the complex -----------------------------------------------------------------------------


@pytest.mark.parametrize("size", ["", "small"])
def test_the_complex_says_the_services_estimates_beside_the_plain_figures(
    office: Office, server: Server, visit: Visit, size: str
) -> None:
    filters = population.PopulationFilter(size_class=size or None)
    seen = whole(office, actor(MANAGER), the_round(office), filters)
    raw = population.overview(office, actor(MANAGER), the_round(office), filters)
    assert seen.estimates is not None
    page = visit(DESK)
    enter(page, server, "manager")
    show(page, server, f"complex?size={size}" if size else "complex")
    told = page.locator(".st-key-whole")
    pairs = [
        ("평균 점수", seen.raw_mean, seen.estimates.mean_points, 1, "점"),
        ("중앙값 점수", raw.median_points.value, seen.estimates.median_points, 1, "점"),
        ("기초 이상", raw.basic_share.value, seen.estimates.basic_share, 100, "%"),
    ]
    for name, plain, whole_, scale, unit in pairs:
        shown = [
            f"{int(value * scale + 1e-9):,}{unit}"
            for value in (plain or 0.0, whole_.value, whole_.low, whole_.high)
        ]
        line = "{}: 참여 업체 {} · 단지 전체 추정 {} (95% 구간 {}–{})".format(name, *shown)
        expect(told).to_contain_text(line)
    click(page.locator(".st-key-cells summary"))
    drawn(page)
    cells = page.locator(".st-key-cells")
    effect = f"설계효과 {seen.estimates.design_effect:.2f}"
    expect(cells).to_contain_text(effect)
    expect(cells).to_contain_text(f"난수 시드 {seen.estimates.mean_points.seed}")
    counts = [
        f"{row.answered:,} / {row.registered:,} ({int(row.share * 100 + 1e-9)}%)"
        for row in seen.cells.itertuples()
    ]
    shown_cells = [one for one in cells.locator("td").all_inner_texts() if one != "–"]
    assert sorted(shown_cells) == sorted(counts)


def test_the_complex_says_the_services_change_of_two_rounds(
    office: Office, server: Server, visit: Visit
) -> None:
    seen = whole_change(office, actor(MANAGER), the_round(office))
    assert seen is not None
    pairs, both = seen.found.paired, seen.found.complex
    page = visit(DESK)
    enter(page, server, "manager")
    show(page, server, "complex")
    click(page.locator(".st-key-change summary"))
    drawn(page)
    told = page.locator(".st-key-change")
    for one in (pairs, both):
        expect(told).to_contain_text(
            f"{one.difference:+.1f}점 (95% 구간 {one.low:+.1f}점에서 {one.high:+.1f}점)"
        )
    expect(told).to_contain_text(f"두 회차에 모두 참여한 {pairs.n}곳")


def test_four_firms_are_not_estimated(office: Office, server: Server, visit: Visit) -> None:
    """A sector and a size of which so few take part that their figures would show them."""
    seen = whole(office, actor(MANAGER), the_round(office))
    few = seen.cells[seen.cells["answered"].between(1, 4)].iloc[0]
    page = visit(DESK)
    enter(page, server, "manager")
    show(page, server, f"complex?sector={few['group']}&size={few['size_class']}")
    told = page.locator(".st-key-whole")
    expect(told).to_contain_text("단지 전체 추정은 보여 드리지 않습니다.")
    assert "95% 구간" not in told.inner_text()
