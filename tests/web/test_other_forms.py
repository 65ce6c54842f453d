"""Questionnaires besides the main one on screen: choosing, answering, result, review, complex."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import text

from assessment.services.assessing import answering, rounds
from assessment.services.assessing.round_forms import forms_of_round
from assessment.services.complex.population import overview
from assessment.services.demo.people import CONSULTANT, MANAGER, actor
from assessment.services.entry import accounts
from assessment.services.funding import calls
from assessment.services.funding.call_desk import published_programmes
from assessment.services.office import Actor, Office
from assessment.services.releases import publishing
from assessment.services.review import reviewing
from assessment.services.scoring import results
from assessment.services.scoring.last_results import last_results
from tests.services.growth_form import add_growth
from tests.web.conftest import DESK, Owner, sign_in
from tests.web.demonstration import build_demo, drawn, enter, show, tap
from tests.web.server import Server
from tests.web.traffic import click

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Visit = Callable[..., Page]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Office, Server]]:
    folder: Path = tmp_path_factory.mktemp("forms")
    office = build_demo(folder)
    server = Server(folder).start()
    yield office, server
    server.stop()
    print(server.log[-6000:])


def the_round(office: Office) -> int:
    found = rounds.current_round(office)
    assert found is not None
    return found.id


# ---- the owner -------------------------------------------------------------------------------


def test_an_owner_sees_what_each_questionnaire_is_for_and_what_came_of_it(
    demo: tuple[Office, Server], visit: Visit
) -> None:
    office, server = demo
    page = visit()
    enter(page, server, "owner")
    show(page, server, "")
    for one in forms_of_round(office, actor(MANAGER), the_round(office)):
        card = page.locator(f".st-key-card-{one.id}")
        expect(card).to_contain_text(one.title)
        expect(card).to_contain_text(re.compile(r"\d+문항, 약 \d+분"))
        if not one.outcome:  # the demo's owner has been supported by nobody yet
            expect(card).to_contain_text("최근 결과")
    click(page.locator(".st-key-card-hidden-champion").get_by_role("link", name="결과 보기"))
    drawn(page)
    expect(page.get_by_role("heading", level=1).first).to_contain_text("점")
    expect(page.get_by_text("지난 회차의 결과입니다.")).to_be_visible()
    owner = accounts.acting_as(office, "owner@demo.invalid")
    last = last_results(office, owner, owner.firm_id)["hidden-champion"]
    first = results.result(office, owner, last.assessment_id).profiles[0].profiles[0]
    expect(page.locator("[class*=st-key-profile-]").first).to_contain_text(first.name)
    expect(page.get_by_text("지난 제도")).to_be_visible()


def test_no_result_speaks_of_a_certificate_that_does_not_exist(
    demo: tuple[Office, Server], visit: Visit
) -> None:
    _office, server = demo
    page = visit(DESK)
    enter(page, server, "owner")
    for form, certified in (("smart-factory", True), ("hidden-champion", False)):
        show(page, server, f"result?form={form}")
        expect(page.get_by_role("heading", level=1).first).to_contain_text("사장님 공장은")
        assert (page.get_by_text("수준확인서가 아닙니다").count() > 0) is certified


# ---- every kind of item, through the screens --------------------------------------------------


@pytest.fixture
def growing(tmp_path: Path, owner: Owner, arranged: Office, admin: Actor) -> tuple[Owner, Office]:
    """A fresh owner in an office whose round asks the small questionnaire, too."""
    root = add_growth(tmp_path / "project")
    for name in ("facts.yaml", "ksic.yaml"):
        (root / "data").mkdir(exist_ok=True)
        content = (arranged.root / "data" / name).read_text(encoding="utf-8")
        (root / "data" / name).write_text(content, encoding="utf-8")
    office = replace(arranged, root=root)
    digest = publishing.publish(office, admin, "mini-growth")
    with arranged.database.writing() as connection:
        values = {"round": the_round(arranged), "hash": digest}
        asked = (
            "insert into round_releases (round_id, name, release_hash) "
            "values (:round, 'mini-growth', :hash) on conflict do nothing"
        )
        connection.execute(text(asked), values)
    return owner, arranged


def test_numbers_choices_and_targets_are_answered_and_their_result_is_told(
    growing: tuple[Owner, Office], server: Server, visit: Visit
) -> None:
    owner, office = growing
    page = visit()
    sign_in(page, server, owner.email)
    tap(page, ".st-key-open-mini-growth button")
    for item, typed in (("HX", "500"), ("B", "10"), ("T", "5"), ("A", "7.5")):
        show(page, server, f"?form=mini-growth&at={item}")
        field = page.locator(".stNumberInput input")
        field.fill(typed)
        field.press("Tab")
        expect(page.get_by_text("저장됨").first).to_be_visible()
    show(page, server, "?form=mini-growth&at=TOOLS")
    click(page.get_by_role("button", name="누리집입니다"))
    expect(page.get_by_text("저장됨").first).to_be_visible()
    number = answering.open_assessment(office, owner.actor, owner.firm_id, "mini-growth")
    found = results.result(office, owner.actor, number)
    assert found.total == pytest.approx(50)
    show(page, server, "result?form=mini-growth")
    expect(page.get_by_role("heading", level=1).first).to_contain_text("100점 만점에 50점")
    expect(page.get_by_text("제도별 조건: 새싹에 맞습니다.")).to_be_visible()
    expect(page.locator(".st-key-profile-strong")).to_contain_text("알려 주실 것: 세계 순위")
    table = page.locator("[data-testid=stTable]").filter(has_text="달성률")
    expect(table).to_contain_text("불량률")
    expect(table).to_contain_text("50%")
    click(page.locator(".st-key-profile-strong").get_by_role("link"))
    expect(page.locator(".st-key-asked h1")).to_contain_text("세계 순위")


# ---- staff -----------------------------------------------------------------------------------


def test_a_number_is_confirmed_or_found_otherwise_under_review(
    demo: tuple[Office, Server], visit: Visit
) -> None:
    office, server = demo
    held = reviewing.QueueFilter(statuses=("in_review",), questionnaire="hidden-champion")
    row = reviewing.queue(office, actor(CONSULTANT), held).rows.iloc[0]
    number = int(row["id"])
    page = visit(DESK)
    enter(page, server, "consultant")
    show(page, server, "?form=hidden-champion")
    expect(page.get_by_role("combobox", name="진단", exact=True)).to_have_value(
        re.compile("히든챔피언")
    )
    show(page, server, f"review?id={number}")
    item = "HP01"
    if not page.locator(f".st-key-row-{item}").count():
        click(page.locator(".st-key-fold-people").get_by_text("문항 보기"))
        drawn(page)
    line = page.locator(f".st-key-row-{item}").last
    line.locator("input[type=text]").first.fill("1,234")
    line.locator("input[type=text]").first.press("Tab")
    drawn(page)
    click(line.get_by_text("증빙 없음", exact=True).last)
    drawn(page)
    kept = reviewing.review(office, actor(CONSULTANT), number).items.loc[item]
    assert (kept["verified_value"], kept["reason_code"]) == ("1234", "no_evidence")
    expect(line.get_by_text(re.compile("1,234명 · 증빙 없음"))).to_be_visible()


def test_the_complex_is_seen_by_every_questionnaire(
    demo: tuple[Office, Server], visit: Visit
) -> None:
    office, server = demo
    page = visit(DESK)
    enter(page, server, "manager")
    for one in forms_of_round(office, actor(MANAGER), the_round(office)):
        show(page, server, f"?form={one.id}")
        seen = overview(office, actor(MANAGER), the_round(office), questionnaire=one.id)
        numbers = page.locator(".st-key-numbers")
        expect(numbers).to_contain_text(f"{seen.participants:,}곳")
        text = page.locator(".stApp").inner_text()
        assert "문의번호" not in text, one.id
        assert ("기초 이상" in numbers.inner_text()) == (one.id == "smart-factory")
        if one.outcome:
            table = page.locator("[data-testid=stTable]").filter(has_text="평균 달성률")
            expect(table.first).to_be_visible()


def test_a_manager_opens_a_call_from_any_pack_with_its_own_money_and_days(
    demo: tuple[Office, Server], visit: Visit
) -> None:
    office, server = demo
    known = {one.id: one for one in calls.calls(office, actor(MANAGER))}
    page = visit(DESK)
    enter(page, server, "manager")
    show(page, server, "calls")
    click(page.locator(".st-key-new-call summary"))
    drawn(page)
    for programme in published_programmes(office, actor(MANAGER)):
        chosen = page.locator(".st-key-new-programme").get_by_role("combobox")
        chosen.fill(programme.name.ko)
        page.keyboard.press("Enter")
        drawn(page)
        name = page.locator(f".st-key-name-{programme.id} input")
        assert name.input_value() == programme.name.ko
        places = page.locator(f".st-key-places-{programme.id} input").input_value()
        ranked = [
            c.places for c in programme.cohorts if c.applicant_type in programme.applicant_types
        ]
        assert places == str(programme.places or sum(ranked) or "")
    click(page.get_by_role("button", name="공고 열기").last)
    page.locator(".st-key-call-line").wait_for()
    made = [one for one in calls.calls(office, actor(MANAGER)) if one.id not in known]
    assert [one.programme for one in made] == [programme.id]
