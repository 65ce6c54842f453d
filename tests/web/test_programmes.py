"""Programmes on screen: on the result of every questionnaire, with what a call asks besides."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from assessment.services.assessing import rounds
from assessment.services.assessing.round_forms import forms_of_round
from assessment.services.demo.people import MANAGER, actor
from assessment.services.entry import accounts
from assessment.services.funding import announced, applying, calls, outlook
from assessment.services.funding.call_desk import published_programmes
from assessment.services.office import Actor, Office
from assessment.services.register import firms
from assessment.services.scoring.last_results import last_results
from tests.web.conftest import DESK
from tests.web.demonstration import build_demo, drawn, enter, load, show
from tests.web.server import Server
from tests.web.traffic import click

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Visit = Callable[..., Page]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Office, Server]]:
    folder: Path = tmp_path_factory.mktemp("programmes")
    office = build_demo(folder)
    server = Server(folder).start()
    yield office, server
    server.stop()


def the_owner(office: Office) -> Actor:
    return accounts.acting_as(office, "owner@demo.invalid")


def test_a_pack_is_shown_on_the_result_of_the_questionnaire_that_it_weighs(
    demo: tuple[Office, Server], visit: Visit
) -> None:
    office, server = demo
    packs = published_programmes(office, actor(MANAGER))
    names = {one.name.ko: one.questionnaire for one in packs}
    owner = the_owner(office)
    answered = last_results(office, owner, owner.firm_id)
    assert {"ai-readiness", "hidden-champion", "regeneration"} <= set(answered)
    page = visit()
    enter(page, server, "owner")
    for form in answered:
        load(page, server, f"result?form={form}")
        for fold in page.locator("[class*=st-key-programmes-] summary").all():
            click(fold)
        drawn(page)
        text = page.locator(".stMain").inner_text()
        weighed = "smart-factory" if form == "quick-scan" else form
        shown = {name for name in names if name in text}
        assert shown >= {name for name, asked in names.items() if asked == weighed}, form
        none = page.get_by_text("이 진단을 평가에 쓰는 지원사업은 없습니다.")
        expect(none).to_have_count(int(weighed not in names.values()))
        link = page.get_by_role("link", name="모든 지원사업 보기")
        expect(link).to_have_count(1)
    click(link)
    expect(page.get_by_role("heading", name="지원사업", level=1)).to_be_visible()


def test_programmes_without_a_pack_are_told_with_their_source_behind_a_fold(
    demo: tuple[Office, Server], visit: Visit
) -> None:
    office, server = demo
    known = announced.other_programmes(office)
    assert known
    page = visit()
    enter(page, server, "owner")
    show(page, server, "apply")
    fold = page.locator(".st-key-others")
    expect(fold).to_contain_text(f"{len(known)}개")
    click(fold.locator("summary"))
    drawn(page)
    for one in known:
        expect(fold.get_by_text(one.name.ko).first).to_be_visible()
        expect(fold.get_by_text(one.source.source).first).to_be_visible()
    unsure = sum(one.source.confidence != "confirmed" for one in known)
    expect(fold.get_by_text("미확인, 공고 확인")).to_have_count(unsure)


def test_what_a_call_asks_besides_is_kept_with_the_firm_and_decides(
    demo: tuple[Office, Server], visit: Visit
) -> None:
    office, server = demo
    owner, today = the_owner(office), office.today()
    assert owner.firm_id is not None
    current = rounds.current_round(office)
    assert current is not None
    call = calls.open_call(
        office,
        actor(MANAGER),
        name="AI 시험 공고",
        programme="ai-special-2026",
        round_id=current.id,
        opens_on=today,
        closes_on=today + timedelta(days=9),
    )
    before = firms.firm(office, owner, owner.firm_id).firm.facts
    assert "project_ai" not in before
    page = visit()
    enter(page, server, "owner")
    show(page, server, f"apply?call={call}")
    expect(page.get_by_text("이 공고가 더 묻는 것")).to_be_visible()
    click(page.locator(".st-key-fact-project_ai").get_by_text("아니요", exact=True))
    page.locator(".st-key-fact-same_level_supports input").fill("1")
    click(page.get_by_role("button", name="신청하기"))
    expect(page.get_by_text("신청을 받았습니다.")).to_be_visible()
    kept = firms.firm(office, owner, owner.firm_id).firm.facts
    assert (kept["project_ai"], kept["same_level_supports"]) == (False, 1)
    verdict = applying.application_view(office, owner, call).verdict
    assert verdict is not None
    assert [one.code for one in verdict.refusals] == ["AS-AI"]
    assert "AS-TWICE" not in [one.reason.code for one in verdict.open]
    show(page, server, f"apply?call={call}&part=asked")
    click(page.locator(".st-key-fact-project_ai").get_by_text("예", exact=True))
    expect(page.get_by_text("저장됨")).to_be_visible()
    show(page, server, f"apply?call={call}")
    expect(page.get_by_text("자격요건에 맞지 않는 것이 있습니다.")).to_have_count(0)
    assert firms.firm(office, owner, owner.firm_id).firm.facts["project_ai"] is True
    (fit,) = [
        one
        for one in outlook.programmes_of_firm(office, owner, owner.firm_id)
        if one.id == "ai-special-2026"
    ]
    assert fit.call_id == call
    assert "AS-AI" not in [one.code for one in fit.unmet]


def test_announced_targets_say_what_was_reached_or_that_nobody_published_it(
    demo: tuple[Office, Server], visit: Visit
) -> None:
    office, server = demo
    known = announced.targets(office, actor(MANAGER))
    assert known is not None
    page = visit(DESK)
    enter(page, server, "manager")
    show(page, server, f"?form={forms_of_round(office, actor(MANAGER), 1)[0].id}")
    fold = page.locator(".st-key-targets")
    expect(page.locator("[class*=st-key-target-]")).to_have_count(0)
    click(fold.locator("summary"))
    drawn(page)
    expect(page.locator("[class*=st-key-target-]")).to_have_count(len(known.targets))
    for one in known.targets:
        card = page.locator(f".st-key-target-{one.id}")
        expect(card).to_contain_text(one.name.ko)
        expect(card).to_contain_text(one.source.source)
        missing = card.get_by_text("공개된 실적을 찾지 못했습니다")
        expect(missing).to_have_count(int(not one.readings))
    for plan in known.plans:
        expect(fold).to_contain_text(plan.name.ko)
        for phase in plan.phases:
            for task in phase.tasks:
                expect(fold).to_contain_text(task.name.ko)
