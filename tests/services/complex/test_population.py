"""The complex at a glance: counts, intervals, levels, hidden cells, fresh after each change."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assessment.problems import NotAllowed, NotFound
from assessment.records import firms
from assessment.services.complex.population import (
    Overview,
    PopulationFilter,
    overview,
    silent_firms,
)
from tests.conftest import Clock
from tests.services.call_office import Called, add_assessment, called_copy, lower
from tests.services.conftest import add_firm, add_round


@pytest.fixture
def called(sqlite_template: Path, tmp_path: Path, clock: Clock) -> Iterator[Called]:
    """Eight firms of division 25; A ddda, B cccc, C bbbb, D dddd, E cccc, F dddd handed in."""
    copied = called_copy(sqlite_template, tmp_path, clock)
    yield copied
    copied.office.database.close()


def _look(called: Called, filters: PopulationFilter | None = None, **more: object) -> Overview:
    return overview(
        called.office,
        called.manager,
        1,
        filters,
        questionnaire="mini",
        **more,  # type: ignore[arg-type]
    )


def test_participation_counts_who_handed_in_against_who_is_registered(called: Called) -> None:
    seen = _look(called)
    assert (seen.registered, seen.participants, seen.drafts) == (8, 6, 0)
    assert seen.participation.value == 0.75


def test_a_draft_does_not_take_part(called: Called) -> None:
    firm = add_firm(called.office, "G금형")
    add_assessment(called.office, called.manager, firm, "dddd", "draft", {})
    seen = _look(called)
    assert (seen.registered, seen.participants, seen.drafts) == (9, 6, 1)


def test_the_median_comes_with_its_interval(called: Called) -> None:
    """Points 33.3 66.7 66.7 75 100 100: median 70.8; of six values from end to end."""
    median = _look(called).median_points
    assert median.value == pytest.approx((200 / 3 + 75) / 2)
    assert (median.low, median.high) == pytest.approx((100 / 3, 100.0))
    assert (median.n, median.change) == (6, None)


def test_the_share_at_basic_or_above_follows_the_gates(called: Called) -> None:
    """All six have QM01 and EC01 at b or above; Wilson of 6 in 6: 6/(6 + 3.84) = 0.61 to 1."""
    share = _look(called).basic_share
    assert (share.value, share.n) == (1.0, 6)
    assert share.low == pytest.approx(0.6097, abs=1e-4)


def test_levels_and_histogram_count_every_firm_once(called: Called) -> None:
    seen = _look(called)
    assert seen.histogram["firms"].sum() == 6
    assert seen.histogram.set_index("low")["firms"].loc[95.0] == 2
    by_axis = seen.levels.groupby("axis")["firms"].sum()
    assert by_axis.to_dict() == {"capability": 6, "system": 6}
    capability = seen.levels[seen.levels["axis"] == "capability"].set_index("step")["firms"]
    assert capability.to_dict() == {"level0": 1, "level1": 3, "level2": 2, "absent": 0}


def test_a_cell_of_fewer_than_five_firms_is_hidden(called: Called) -> None:
    for name in "GH":
        firm = add_firm(called.office, f"{name}식품", ksic_division=10)
        add_assessment(called.office, called.manager, firm, "aaaa", "submitted", {})
    cells = _look(called).heatmap.set_index(["area", "group"])
    assert cells.loc[("quality", "metals"), ["firms", "hidden"]].tolist() == [6, False]
    # A 1, B 2/3, C 1/3, D 1, E 2/3, F 1 of quality's points
    assert cells.loc[("quality", "metals"), "share"] == pytest.approx((3 + 5 / 3) / 6)
    assert cells.loc[("quality", "food"), "hidden"]
    assert cells["share"].isna().loc[("quality", "food")]


def test_a_cell_in_which_one_firm_dominates_is_hidden(called: Called) -> None:
    """One firm with 60 % of the sales of six."""
    with called.office.database.writing() as connection:
        for firm, sales in zip(range(3, 9), [60.0, 8, 8, 8, 8, 8], strict=True):
            firms.put_figures(connection, firm, 2025, {"sales": sales})
    seen = _look(called)
    assert seen.heatmap["hidden"].all()
    assert seen.weakest.empty


def test_the_weakest_items_come_with_how_many_answered(called: Called) -> None:
    """EC02: a c b d c d = 0 2 1 3 2 3 of 3: 11/18; the other three 14/18."""
    weakest = _look(called).weakest
    assert weakest["item"].tolist()[0] == "EC02"
    assert weakest["share"].tolist() == pytest.approx([11 / 18, 14 / 18, 14 / 18, 14 / 18])
    assert weakest[["firms", "below"]].to_numpy().tolist()[0] == [6, 2]


def test_a_verification_shows_at_once_in_claimed_against_verified(called: Called) -> None:
    before = _look(called).gap.set_index("area")
    assert before.loc["quality", "claimed"] == before.loc["quality", "verified"]
    lower(called.office, called.people.consultant, called.six["B"][1], {"QM01": "a"})
    after = _look(called).gap.set_index("area")
    assert after.loc["quality", "firms"] == 5
    # QM01 of B from c to a: 2/3 of its 25 points, over five verified firms
    lost = after.loc["quality", "claimed"] - after.loc["quality", "verified"]
    assert lost == pytest.approx(25 * 2 / 3 / 5)


def test_a_filter_narrows_both_who_is_registered_and_who_takes_part(called: Called) -> None:
    add_firm(called.office, "G식품", ksic_division=10)
    assert _look(called, PopulationFilter(division=10)).registered == 1
    metals = _look(called, PopulationFilter(group="metals"))
    assert (metals.registered, metals.participants) == (8, 6)


def test_who_did_not_answer_is_listed_by_group_and_by_name(called: Called) -> None:
    rows, count = silent_firms(called.office, called.manager, 1, questionnaire="mini")
    assert (count, rows["name"].tolist()) == (2, ["가나정밀", "다라금속"])
    silent = _look(called).silent.set_index("group")
    assert silent.loc["metals", ["registered", "taking_part"]].tolist() == [8, 6]


def test_the_change_since_the_round_before_is_told(called: Called) -> None:
    add_round(
        called.office, called.people.admin, "2026년 1회차", date(2026, 1, 1), date(2026, 6, 30)
    )
    assert _look(called).participation.change == 0.75
    assert _look(called).median_points.change is None


def test_owners_see_no_population_and_an_unknown_round_does_not_exist(called: Called) -> None:
    with pytest.raises(NotAllowed):
        overview(called.office, called.people.owner, 1, questionnaire="mini")
    with pytest.raises(NotFound):
        overview(called.office, called.manager, 99, questionnaire="mini")
