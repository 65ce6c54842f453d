"""Quotas, the best choice and a lottery in a call: who is selected, why others are not, replay."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, update

from assessment.locale import speaking
from assessment.problems import AssessmentError, Conflict, NotAllowed
from assessment.records import schema
from assessment.services.funding import choosing
from assessment.services.funding.calls import close_call
from assessment.services.funding.deciding import Decision, decide, decision, replay
from assessment.services.funding.lotteries import draw_lottery, state_lottery
from assessment.services.funding.ranking import call_view
from tests.conftest import Clock
from tests.services.call_office import Called, add_applicant, called_copy, names

pytestmark = pytest.mark.slow

CEILING = """
quotas:
  - {id: ansan, name: {ko: 안산 업체, en: Ansan firms}, fact: region, values: [ansan], at_most: 1,
     source: SOURCE}
"""
FLOOR = """
quotas:
  - {id: siheung, name: {ko: 시흥 업체, en: Siheung firms}, fact: region, values: [siheung],
     at_least: 1, source: SOURCE}
"""
OPTIMISE = "\nselection: optimise\n"
LOTTERY = """
tie_break: lottery
lottery: {randomness: {ko: 로또 당첨번호, en: Lotto numbers}, source: SOURCE}
"""
SOURCE = "동행복권 로또 1250회 당첨번호, 작은 수부터, 빈칸 하나씩"
Opened = Callable[[str], Called]


@pytest.fixture
def opened(sqlite_template: Path, tmp_path: Path, clock: Clock) -> Iterator[Opened]:
    made: list[Called] = []

    def open_with(rules: str) -> Called:
        made.append(called_copy(sqlite_template, tmp_path, clock, rules))
        return made[-1]

    yield open_with
    for one in made:
        one.office.database.close()


def applicant(called: Called, name: str, options: str, **more: object) -> int:
    """The application of one more firm."""
    return add_applicant(
        called.office, called.manager, called.call_id, name, options, **more  # type: ignore[arg-type]
    )[0]  # fmt: skip


def decided(called: Called) -> Decision:
    """The call closed and decided."""
    close_call(called.office, called.manager, called.call_id)
    return decide(called.office, called.manager, called.call_id)


def test_a_full_quota_passes_over_and_says_how_much_more_it_would_take(opened: Opened) -> None:
    """B 73 takes Ansan's one place; A 71 and C 40 are passed over for G of Siheung."""
    called = opened(CEILING)
    applicant(called, "G정공", "aaaa", region="siheung")
    found = decided(called)
    rows = found.rows.set_index("name")
    assert names(found.rows["name"])[:2] == "BG"
    assert rows.loc["A정밀", ["binding", "binding_words"]].tolist() == [
        "quota",
        "‘안산 업체’ 최대 1곳",
    ]
    assert rows.loc["A정밀", "reason"] == "쿼터가 차서 건너뜀: 2위, 예비 1순위"
    assert rows.loc["A정밀", "change"] == (
        "다음 가운데 하나면 선정: 점수 2.01점이 더 있으면 · 쿼터 1곳이 더 있으면"
    )
    assert rows.loc["B도금", ["binding", "change"]].tolist() == ["", ""]
    view = call_view(called.office, called.manager, called.call_id)
    assert [(q.id, q.floor, q.ceiling, q.selected) for q in view.quotas] == [("ansan", 0, 1, 1)]
    assert replay(called.office, called.manager, found.id).same


def test_a_floor_is_taken_ahead_of_the_order(opened: Opened) -> None:
    called = opened(FLOOR)
    applicant(called, "G정공", "aaaa", region="siheung")
    found = decided(called)
    assert names(found.rows["name"])[:2] == "BG"
    view = call_view(called.office, called.manager, called.call_id)
    assert names(view.ranking[view.ranking["reserved"]]["name"]) == "G"
    chance = view.ranking.set_index("name")["chance"]
    assert (chance["G정공"], chance["C사출"]) == (1.0, 0.0)
    assert found.rows.set_index("name").loc["A정밀", "binding"] == "budget"


def test_a_floor_that_nobody_fills_is_told_and_cannot_be_decided_on(opened: Opened) -> None:
    called = opened(FLOOR)
    view = call_view(called.office, called.manager, called.call_id)
    assert [problem.code for problem in view.problems] == ["floor_not_met"]
    assert names(view.ranking["name"]) == "BAC"
    close_call(called.office, called.manager, called.call_id)
    with pytest.raises(AssessmentError, match="시흥 업체"):
        decide(called.office, called.manager, called.call_id)


def test_refusals_carry_what_stopped_them_in_both_languages(opened: Opened) -> None:
    called = opened("")
    found = decided(called)
    rows = found.rows.set_index("name")
    assert dict(rows["binding"]) == {
        "B도금": "",
        "A정밀": "",
        "C사출": "budget",
        "D전자": "open",
        "E식품": "unverified",
        "F주물": "eligibility",
    }
    assert rows.loc["C사출", "binding_words"] == "예산 100,000,000원"
    assert "점수 31.01점" in rows.loc["C사출", "change"]
    assert "예산 50,000,000원" in rows.loc["C사출", "change"]
    assert "3위" in rows.loc["E식품", "change"]
    with called.office.database.reading() as connection:
        stored = connection.execute(select(schema.decision_rows)).all()
    told = [row for row in stored if row.outcome != "selected"]
    assert all(row.binding and row.binding_ko and row.change_ko for row in told)
    assert all(row.binding_en and row.change_en for row in told)
    with speaking("en"):
        english = decision(called.office, called.manager, found.id).rows
    assert english["outcome"].tolist() == found.rows["outcome"].tolist()


def test_a_decision_of_before_these_columns_replays_as_it_was(opened: Opened) -> None:
    """Old parameters name no rule, lottery or solution; old rows no binding."""
    called = opened("")
    found = decided(called)
    new = {"rule", "lottery", "solved"}
    with called.office.database.writing() as connection:
        old = {k: v for k, v in found.parameters.as_json().items() if k not in new}
        connection.execute(update(schema.decisions).values(parameters=old))
        empty = dict.fromkeys(("binding", "binding_ko", "binding_en", "change_ko", "change_en"))
        connection.execute(update(schema.decision_rows).values(**empty))
    again = replay(called.office, called.manager, found.id)
    assert (again.same, again.different, again.reworded) == (True, (), ())
    assert set(decision(called.office, called.manager, found.id).rows["binding"]) == {""}


def test_the_best_choice_is_proven_and_replayed(opened: Opened) -> None:
    """Of 100 million: B and G (73 + 70.x for 25 + 75) are not better than B 73 and A 71."""
    called = opened(OPTIMISE)
    found = decided(called)
    assert found.solved is not None
    assert (found.solved.status, found.solved.value, found.solved.gap) == ("optimal", 144.0, 0.0)
    assert names(found.rows["name"])[:2] == "BA"
    rows = found.rows.set_index("name")
    assert rows.loc["C사출", ["outcome", "binding"]].tolist() == ["waiting", "budget"]
    assert replay(called.office, called.manager, found.id).same
    view = call_view(called.office, called.manager, called.call_id)
    assert view.ranking["chance"].tolist() == [1.0, 1.0, 0.0]


def test_a_choice_found_within_its_time_is_checked_and_not_sought_again(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    called = opened(OPTIMISE)
    found = decided(called)

    def never(*_: object) -> None:
        raise AssertionError("sought again")

    def store(**changed: object) -> None:
        given = found.parameters.as_json()
        given["solved"] = {**given["solved"], "status": "time_limit", **changed}
        with called.office.database.writing() as connection:
            connection.execute(update(schema.decisions).values(parameters=given))

    monkeypatch.setattr(choosing, "optimise", never)
    store(bound=150.0, gap=0.04)
    again = replay(called.office, called.manager, found.id)
    assert again.same
    store(value=143.0)
    with pytest.raises(AssessmentError, match="저장된 선정 조합"):
        replay(called.office, called.manager, found.id)
    six = [key for key, _ in called.six.values()]
    store(applications=six[:3], value=184.0)
    with pytest.raises(AssessmentError, match="저장된 선정 조합"):
        replay(called.office, called.manager, found.id)


def test_equals_at_the_line_are_drawn_by_what_was_stated_before_the_close(
    opened: Opened,
) -> None:
    """G and H both score 71 as A does: with B in, one of the three is left to be drawn."""
    called = opened(LOTTERY)
    for name in ("G정공", "H기전"):
        applicant(called, name, "ddda", margin=10.0, plan=80.0)
    with pytest.raises(AssessmentError):
        state_lottery(called.office, called.manager, called.call_id, " ")
    state_lottery(called.office, called.manager, called.call_id, SOURCE)
    with pytest.raises(Conflict):
        draw_lottery(called.office, called.manager, called.call_id, "3 9 14 22 31 40")
    close_call(called.office, called.manager, called.call_id)
    with pytest.raises(Conflict):
        state_lottery(called.office, called.manager, called.call_id, "다른 출처")
    with pytest.raises(Conflict, match="추첨 값"):
        decide(called.office, called.manager, called.call_id)
    draw_lottery(called.office, called.manager, called.call_id, "3 9 14 22 31 40")
    with pytest.raises(Conflict):
        draw_lottery(called.office, called.manager, called.call_id, "1 2 3 4 5 6")
    found = decide(called.office, called.manager, called.call_id)
    assert found.rows["outcome"].tolist().count("selected") == 2
    assert found.parameters.lottery == "3 9 14 22 31 40"
    assert replay(called.office, called.manager, found.id).same
    state = call_view(called.office, called.manager, called.call_id).lottery
    assert state is not None
    assert (state.stated, state.value) == (SOURCE, "3 9 14 22 31 40")
    with called.office.database.reading() as connection:
        kinds = list(
            connection.execute(
                select(schema.journal.c.kind).order_by(schema.journal.c.seq)
            ).scalars()
        )
    assert kinds.index("lottery_stated") < kinds.index("call_closed") < kinds.index("lottery_drawn")


def test_without_the_programmes_word_there_is_no_lottery(opened: Opened) -> None:
    called = opened("")
    with pytest.raises(AssessmentError, match="추첨으로 가리지 않습니다"):
        state_lottery(called.office, called.manager, called.call_id, SOURCE)
    with pytest.raises(NotAllowed):
        state_lottery(called.office, called.people.owner, called.call_id, SOURCE)
    assert call_view(called.office, called.manager, called.call_id).lottery is None
