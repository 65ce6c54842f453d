"""The result: levels, why, what next, position, programmes, quick scan."""

from typing import Any

import pytest

from assessment.problems import NotFound
from assessment.records import firms, journal
from assessment.services.assessing.answering import open_assessment, save_answer, submit
from assessment.services.office import Actor, Office
from assessment.services.review import reviewing
from assessment.services.scoring.results import result
from tests.services.conftest import People, add_firm, add_person

pytestmark = pytest.mark.slow


def answered(office: Office, owner: Actor, claims: dict[str, str], form: str = "mini") -> int:
    assert owner.firm_id is not None
    key = open_assessment(office, owner, owner.firm_id, form)
    for item, value in claims.items():
        save_answer(office, owner, key, item, "answered", value, tab="t", seen=99)
    return key


@pytest.fixture
def middle(opened_office: Office, people: People) -> int:
    """Claims d c b a: quality 41.67 of 50, equipment 8.33 of 50, total 50: level 1, basic."""
    claims = {"QM01": "d", "QM02": "c", "EC01": "b", "EC02": "a"}
    return answered(opened_office, people.owner, claims)


def test_levels_points_and_what_is_missing(
    opened_office: Office, people: People, middle: int
) -> None:
    found = result(opened_office, people.owner, middle)
    capability, system = found.axes
    assert (capability.step, capability.level, capability.next_step) == ("level1", 1, "level2")
    assert capability.distance == pytest.approx(30)
    assert capability.missing == ("many more points",)
    assert (system.step, system.step_name, system.next_step) == ("basic", "S1", "mid1")
    assert system.missing == ("live data",)
    assert (found.total, found.claimed, found.points) == (pytest.approx(50), pytest.approx(50), 100)
    assert (found.verified_share, found.position, found.is_final) == (0.0, None, False)
    assert found.certainty is not None
    assert (found.certainty.taught_by, found.certainty.chances) == (0, {})


def test_why_adds_up_and_the_area_that_missed_most_comes_first(
    opened_office: Office, people: People, middle: int
) -> None:
    found = result(opened_office, people.owner, middle)
    assert found.areas.index.tolist() == ["equipment", "quality"]
    assert found.areas["got"].tolist() == pytest.approx([25 / 3, 125 / 3])
    assert found.areas["missed"].tolist() == pytest.approx([125 / 3, 25 / 3])
    assert found.items["got"].sum() == pytest.approx(found.total)
    assert found.items.loc["QM01", ["claimed", "verified"]].tolist() == ["step d", None]


def test_a_verified_value_moves_the_result_and_names_its_reason(
    opened_office: Office, people: People, middle: int
) -> None:
    submit(opened_office, people.owner, middle)
    reviewing.verify(
        opened_office, people.consultant, middle, "QM01", "answered", "b", "no_evidence", "visit"
    )
    reviewing.finish(opened_office, people.consultant, middle)
    found = result(opened_office, people.owner, middle)
    assert (found.total, found.claimed) == (pytest.approx(100 / 3), pytest.approx(50))
    assert (found.axes[0].step, found.axes[0].claimed_step) == ("level0", "level1")
    assert found.items.loc["QM01", ["claimed", "verified", "reason_code"]].tolist() == [
        "step d",
        "step b",
        "no_evidence",
    ]
    assert found.is_final


def test_the_advised_steps_taken_and_scored_again_give_the_promised_points(
    opened_office: Office, people: People, middle: int
) -> None:
    """Each step is worth 8.33; the last needs EC01 at b, which holds."""
    advice = result(opened_office, people.owner, middle).advice
    assert [round(step.gain, 2) for step in advice.plan] == [8.33, 8.33, 8.33]
    assert advice.total == pytest.approx(75)
    for step in advice.plan:
        option = step.then[-1]
        save_answer(
            opened_office, people.owner, middle, step.item, "answered", option, tab="t", seen=99
        )
    after = result(opened_office, people.owner, middle)
    assert after.total == pytest.approx(advice.total)
    assert {one.id: one.step for one in after.axes} == advice.levels


def test_a_prerequisite_is_told_in_words(opened_office: Office, people: People) -> None:
    key = answered(
        opened_office, people.owner, dict.fromkeys(("QM01", "QM02", "EC01", "EC02"), "a")
    )
    advice = result(opened_office, people.owner, key).advice
    (blocked,) = [step for step in advice.others if step.needs]
    assert (blocked.item, blocked.needs) == ("EC02", ("about EC01: ‘step b’ 이상",))
    assert (blocked.cost_low, blocked.cost_high) == (2_000_000, 10_000_000)


def test_below_the_coverage_floor_there_is_no_total_but_areas_stand_for_themselves(
    opened_office: Office, people: People
) -> None:
    key = answered(opened_office, people.owner, {"QM01": "d"})
    found = result(opened_office, people.owner, key)
    assert (found.total, found.axes[0].step, found.coverage) == (None, None, 0.25)
    assert found.areas.loc["quality", "got"] == pytest.approx(50)
    assert found.areas.loc["equipment", "reason"] == "below_floor"
    assert found.advice.plan == ()


def _peers(office: Office, count: int, **values: Any) -> list[int]:
    keys = []
    for n in range(count):
        firm = add_firm(office, f"업체{n}", **values)
        owner = add_person(office, "owner", firm)
        key = answered(
            office, owner, dict.fromkeys(("QM01", "QM02", "EC01", "EC02"), "abcd"[n % 4])
        )
        submit(office, owner, key)
        keys.append(firm)
    return keys


def test_position_names_the_group_and_never_shows_fewer_than_five(
    opened_office: Office, people: People, middle: int
) -> None:
    """Peers of the division have 0 33.3 66.7 100 and 0 points: their middle is 33.3."""
    _peers(opened_office, 4)
    assert result(opened_office, people.owner, middle).position is None
    _peers(opened_office, 1)
    found = result(opened_office, people.owner, middle)
    where = found.position
    assert where is not None
    assert (where.circle, where.n, where.round_name) == ("division", 5, "2026년 2회차")
    assert where.median == pytest.approx(100 / 3)
    assert where.top == (25, 50)
    assert found.areas["peers"].tolist() == pytest.approx([50 / 3, 50 / 3])


def test_a_group_that_one_firm_dominates_is_widened(
    opened_office: Office, people: People, middle: int
) -> None:
    peers = _peers(opened_office, 5)
    others = _peers(opened_office, 6, ksic_division=24)
    with opened_office.database.writing() as connection:
        for n, firm in enumerate(peers + others):
            sales = 10_000.0 if n == 0 else 2_000.0
            firms.put_figures(connection, firm, 2025, {"sales": sales})
    where = result(opened_office, people.owner, middle).position
    assert where is not None
    assert (where.circle, where.n, str(where.name)) == ("group", 11, "금속")


def test_the_quick_scan_gives_a_likely_level_and_how_sure(
    opened_office: Office, people: People
) -> None:
    key = answered(opened_office, people.owner, {"QM01": "d", "EC01": "d"}, "mini-scan")
    found = result(opened_office, people.owner, key)
    assert found.quick is not None
    assert found.quick.likely == "level2"
    assert 0.5 < found.quick.probability <= 1
    assert found.quick.low <= found.quick.median <= found.quick.high


def test_another_firms_result_does_not_exist(
    opened_office: Office, people: People, middle: int
) -> None:
    with pytest.raises(NotFound):
        result(opened_office, people.stranger, middle)
    with opened_office.database.reading() as connection:
        assert len(journal.rows(connection, kind="refused")) == 1
    assert result(opened_office, people.manager, middle).firm == "가나정밀"
