"""[순위] and [선정] of a call: what the screen says is what the service and the command compute."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from playwright.sync_api import Page, expect
from typer.testing import CliRunner

from assessment.cli import app
from assessment.services.demo.people import MANAGER, actor
from assessment.services.funding import deciding
from assessment.services.funding.alternatives import alternatives
from assessment.services.funding.calls import known_call
from assessment.services.funding.ranking import CallView, board_of, call_view, own_parameters
from assessment.services.funding.seen_applicants import deciding as decided_on
from assessment.services.office import Office
from tests.web.conftest import DESK
from tests.web.demonstration import build_demo, enter, show, tap
from tests.web.quota_call import LEAST_SMALL, MOST_MICRO, RANDOMNESS, open_quota_call
from tests.web.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Visit = Callable[..., Page]
DECIDED = 1
ZONES = {"safe": "확실", "toss_up": "경계", "out": "밖"}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Office, Server, int, Path]]:
    folder: Path = tmp_path_factory.mktemp("call")
    office = build_demo(folder)
    made, programme = open_quota_call(office, folder / "project", DECIDED)
    server = Server(folder).start()
    yield office, server, made, programme
    server.stop()


@pytest.fixture
def office(demo: tuple[Office, Server, int, Path]) -> Office:
    return demo[0]


@pytest.fixture
def server(demo: tuple[Office, Server, int, Path]) -> Server:
    return demo[1]


@pytest.fixture
def quotas(demo: tuple[Office, Server, int, Path]) -> int:
    return demo[2]


@pytest.fixture
def programme(demo: tuple[Office, Server, int, Path]) -> Path:
    return demo[3]


@pytest.fixture
def desk(server: Server, visit: Visit) -> Page:
    page = visit(DESK)
    enter(page, server, "manager")
    return page


# ---- [순위] ----------------------------------------------------------------------------------


def test_interval_probability_and_group_are_the_services_under_the_same_seed(
    office: Office, server: Server, desk: Page
) -> None:
    view = call_view(office, actor(MANAGER), DECIDED)
    show(desk, server, f"calls?call={DECIDED}")
    _shown_as(desk, view, view.ranking.head(25))
    said = desk.locator("body").inner_text()
    assert str(view.distribution) in " ".join(said.split())
    assert str(view.parameters.seed) in str(view.distribution)
    assert f"{view.parameters.draws:,}번" in str(view.distribution)


def test_the_screen_and_the_rank_command_say_the_same_of_every_firm(
    office: Office, server: Server, desk: Page, quotas: int, programme: Path, tmp_path: Path
) -> None:
    view = call_view(office, actor(MANAGER), quotas)
    ranked = _commanded(office, quotas, programme, tmp_path, view).set_index("firm")
    ours = view.ranking.set_index(view.ranking["application"].astype(str))
    ranked = ranked.loc[ours.index]
    for here, there in (
        ("rank", "rank"),
        ("low", "rank_low"),
        ("median", "rank_median"),
        ("high", "rank_high"),
        ("chance", "chance"),
        ("zone", "zone"),
        ("score", "score"),
        ("above_line", "selected"),
    ):
        assert ours[here].tolist() == ranked[there].tolist(), here
    assert len(set(ours["zone"])) > 1
    show(desk, server, f"calls?call={quotas}")
    _shown_as(desk, view, view.ranking.head(25))


def _shown_as(page: Page, view: CallView, rows: pd.DataFrame) -> None:
    """Each row with its interval and group; of each group one, opened, with its probability."""
    shown = page.locator("[class*=st-key-ranked-]:not(.st-key-ranked-head)")
    assert shown.count() == len(rows)
    for place, row in enumerate(rows.to_dict("records")):
        low, high = int(row["low"]), int(row["high"])
        interval = f"{low}위" if low == high else f"{low}–{high}위"
        text = shown.nth(place).inner_text()
        assert f"{row['rank']}. {row['name']}" in text.replace("\n", " ")
        assert interval in text
        assert ZONES[str(row["zone"])] in text
    for zone, last in rows.groupby("zone").last().iterrows():
        key = int(last["application"])
        tap(page, f".st-key-open-{key} button")
        why = page.locator(f".st-key-why-{key}")
        expect(why).to_contain_text(f"가운데 {last['median']}위")
        expect(why).to_contain_text(f"선정될 가능성은 {_told(float(last['chance']))}")
        expect(why).to_contain_text(f"{ZONES[str(zone)]}입니다")
        expect(why).to_contain_text(f"난수 시드 {view.parameters.seed}")


def _told(chance: float) -> str:
    if chance in (0, 1):
        return "모의 계산에서 매번" if chance else "모의 계산에서 한 번도 없음"
    if 0.05 < chance < 0.95:
        return f"10번 중 {int(chance * 10 + 0.5)}번 ({int(chance * 100 + 1e-9)}%)"
    whole = int(chance * 100 + 1e-9)
    return f"100번 중 {whole}번" if whole else "100번 중 1번이 안 됨"


def _commanded(
    office: Office, call_id: int, programme: Path, folder: Path, view: CallView
) -> pd.DataFrame:
    """What `rank` makes of the facts that the call ranks by, the seed and the draws its own."""
    with office.database.reading() as connection:
        call = known_call(connection, call_id)
        snapshot = decided_on(office, connection, call)
        board = board_of(connection, snapshot, own_parameters(connection, call, snapshot))
    facts = board.table.copy()
    facts.insert(0, "firm", [str(one.id) for one in snapshot.applicants])
    given, made = folder / "facts.csv", folder / "ranked.csv"
    facts.to_csv(given, index=False)
    drawn = ["--seed", str(view.parameters.seed), "--draws", str(view.parameters.draws)]
    done = CliRunner().invoke(
        app, ["rank", str(programme), str(given), "--output", str(made), *drawn, "--json"]
    )
    told: dict[str, Any] = json.loads(done.stdout)
    assert told["rejected"] == [], told
    return pd.read_csv(made, dtype={"firm": str})


def test_who_is_unverified_stands_apart_with_a_probability_of_their_own(
    office: Office, server: Server, desk: Page
) -> None:
    view = call_view(office, actor(MANAGER), DECIDED)
    show(desk, server, f"calls?call={DECIDED}")
    tap(desk, ".st-key-fold-unverified summary")
    fold = desk.locator(".st-key-fold-unverified")
    assert len(view.unverified) > 0
    for row in view.unverified.head(25).to_dict("records"):
        line = fold.locator("li", has_text=str(row["name"]))
        expect(line).to_contain_text(f"그대로라면 {row['would_rank']}위")
        expect(line).to_contain_text(
            "확인이 끝나면 선정될 가능성 "
            + (_told(float(row["chance"])) if row["chance"] == row["chance"] else "–")
        )


# ---- [선정] ----------------------------------------------------------------------------------


def test_a_quota_binds_a_refusal_says_what_would_do_and_a_second_person_approves(
    office: Office, server: Server, desk: Page, visit: Visit, quotas: int
) -> None:
    manager = actor(MANAGER)
    show(desk, server, f"calls?call={quotas}&tab=selection")
    expect(desk.locator("body")).to_contain_text("최대 쿼터가 차면 그 업체는 건너뛰어")
    limits = desk.locator(".st-key-limits")
    expect(limits.locator("tr", has_text="소상공인")).to_contain_text(
        re.compile(rf"최대 {MOST_MICRO}곳\s*{MOST_MICRO}곳\s*지킴 \(가득 참\)")
    )
    expect(limits.locator("tr", has_text="소기업")).to_contain_text(f"최소 {LEAST_SMALL}곳")
    desk.locator(".st-key-lottery-source input").fill(f"1250회 {RANDOMNESS}")
    tap(desk, ".st-key-lottery button")
    expect(desk.locator(".st-key-lottery")).to_contain_text(f"1250회 {RANDOMNESS}")
    stated = call_view(office, manager, quotas).lottery
    assert stated is not None
    assert stated.stated == f"1250회 {RANDOMNESS}"
    _compared(office, desk, quotas)
    tap(desk, ".st-key-close-call button")
    tap(desk, ".st-key-close-yes button")
    tap(desk, ".st-key-decide button")
    expect(desk.locator("body")).to_contain_text("승인 대기")
    _outcomes(office, desk, quotas)
    expect(desk.locator("body")).to_contain_text("자기가 한 선정은 스스로 승인할 수 없습니다.")
    second = visit(DESK)
    enter(second, server, "manager", 1)
    show(second, server, f"calls?call={quotas}&tab=selection")
    tap(second, ".st-key-approve button")
    tap(second, ".st-key-approve-yes button")
    expect(second.locator("body")).to_contain_text("승인됨")
    decided = deciding.decisions(office, manager, quotas)[0]
    assert decided.approved_by != decided.decided_by


def _compared(office: Office, page: Page, call_id: int) -> None:
    """Every way with what it is worth, all but the rule marked as no decision; who moves."""
    found = alternatives(office, actor(MANAGER), call_id)
    tap(page, ".st-key-compare summary")
    shown = page.locator(".st-key-comparison")
    expect(shown).to_contain_text("참고 — 결정이 아닙니다")
    assert [one.kind for one in found.choices] == ["rule", "optimum", "cut_off", "greedy"]
    rows = shown.locator(".ways tr")
    for place, one in enumerate(found.choices, start=1):
        row = rows.nth(place)
        expect(row).to_contain_text(str(one.name))
        expect(row).to_contain_text("공고의 규칙" if one.decides else "참고")
        expect(row).to_contain_text(f"{one.value:,.2f}")
        for limit in one.broken:
            expect(row).to_contain_text(str(limit))
    optimum = found.choices[1]
    assert optimum.bound is not None
    expect(rows.nth(2)).to_contain_text(f"{optimum.bound:,.2f}")
    expect(rows.nth(2)).to_contain_text("최적이 증명됨")
    assert any("소상공인" in str(limit) for limit in found.choices[2].broken)
    tap(page, ".st-key-compared-with", str(found.choices[2].name))
    for rows_moved in (found.choices[2].comes_in, found.choices[2].goes_out):
        for name in rows_moved["name"].head(20):
            expect(shown).to_contain_text(str(name))


def _outcomes(office: Office, page: Page, call_id: int) -> None:
    """Every one who waits or is refused with code, limit and the smallest change."""
    rows = deciding.decisions(office, actor(MANAGER), call_id)[0].rows
    waiting = rows[rows["outcome"] == "waiting"]
    assert {"quota", "budget"} <= set(waiting["binding"])
    tap(page, ".st-key-outcome", f"예비 {len(waiting)}")
    shown = page.locator("[class*=st-key-applicant-]").all_inner_texts()
    for text, row in zip(shown, waiting.to_dict("records"), strict=False):
        said = " ".join(text.split())
        assert f"예비 {row['place']}순위 {row['name']}" in said
        assert row["code"] in said
        assert f"막은 조건: {row['binding_words']}" in said
        assert f"→ {row['change']}" in said
    quota = waiting[waiting["binding"] == "quota"].iloc[0]
    assert "소상공인" in quota["binding_words"]
    assert "점" in quota["change"]
    refused = rows[rows["outcome"] == "refused"]
    tap(page, ".st-key-outcome", f"미선정 {len(refused)}")
    shown = page.locator("[class*=st-key-applicant-]").all_inner_texts()
    for text, row in zip(shown, refused.to_dict("records"), strict=False):
        assert row["name"] in text
        assert row["code"] in text


def test_the_record_hands_out_the_file_that_computes_the_decision_again(
    office: Office, server: Server, desk: Page, tmp_path: Path
) -> None:
    show(desk, server, f"calls?call={DECIDED}&tab=record")
    expect(desk.locator("body")).to_contain_text("python -m assessment select --replay")
    address = f"{server.address}/files/decision/{DECIDED}"
    refused = desk.request.get(address)
    assert (refused.status, "이유" in refused.text()) == (409, True)
    answered = desk.request.get(f"{address}?reason=감사 자료")
    assert answered.ok
    kept = tmp_path / "decision.json"
    kept.write_bytes(answered.body())
    done = CliRunner().invoke(app, ["select", "--replay", str(kept), "--json"])
    assert done.exit_code == 0, done.stdout
