"""The complex as estimated: weighted to the register, and compared with the round before."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assessment.problems import NotAllowed, NotFound
from assessment.services.complex.population import PopulationFilter, overview
from assessment.services.complex.population_data import register_of
from assessment.services.complex.population_estimates import (
    ComplexEstimates,
    complex_estimates,
    round_change,
)
from tests.conftest import Clock
from tests.services.call_office import Called, add_assessment, called_copy
from tests.services.conftest import add_firm, add_round


@pytest.fixture
def called(sqlite_template: Path, tmp_path: Path, clock: Clock) -> Iterator[Called]:
    """Eight firms of division 25; A ddda, B cccc, C bbbb, D dddd, E cccc, F dddd handed in."""
    copied = called_copy(sqlite_template, tmp_path, clock)
    yield copied
    copied.office.database.close()


def _look(called: Called, filters: PopulationFilter | None = None) -> ComplexEstimates:
    found = complex_estimates(called.office, called.manager, 1, filters, questionnaire="mini")
    assert found is not None
    return found


def _firm(called: Called, name: str) -> int:
    with called.office.database.reading() as connection:
        register = register_of(connection)
    return int(register.index[register["name"] == name][0])


def test_in_one_cell_the_weighted_figures_are_the_raw_ones(called: Called) -> None:
    """Points 33.3 66.7 66.7 75 100 100; every firm stands for 8/6."""
    seen = _look(called)
    raw = overview(called.office, called.manager, 1, questionnaire="mini")
    assert seen.median_points.value == pytest.approx(raw.median_points.value)
    assert seen.mean_points.value == pytest.approx((100 / 3 + 400 / 3 + 275) / 6)
    assert seen.basic_share.value == 1
    assert (seen.registered, seen.represented, seen.unrepresented) == (8, 8, ())
    assert (seen.design_effect, seen.effective_n) == pytest.approx((1, 6))
    assert seen.mean_points.low < seen.mean_points.value < seen.mean_points.high


def test_a_sector_that_answers_less_counts_by_its_firms(called: Called) -> None:
    """Food: one of four answers, with 0 points: (8 × mean of the six + 4 × 0) / 12."""
    firms = [add_firm(called.office, f"{k}식품", ksic_division=10) for k in range(4)]
    add_assessment(called.office, called.manager, firms[0], "aaaa", "submitted", {})
    seen = _look(called)
    of_six = (100 / 3 + 400 / 3 + 275) / 6
    assert seen.mean_points.value == pytest.approx(8 * of_six / 12)
    # Kish: weights 8/6 six times and 4
    assert seen.effective_n == pytest.approx(144 / (6 * (8 / 6) ** 2 + 16))


def test_a_sector_without_an_answer_is_named_and_not_estimated(called: Called) -> None:
    add_firm(called.office, "G식품", ksic_division=10)
    seen = _look(called)
    assert (seen.registered, seen.represented, seen.unrepresented) == (9, 8, ("food",))


def test_a_sector_with_an_empty_size_is_weighted_as_a_whole(called: Called) -> None:
    add_firm(called.office, "G정밀", size_class="medium")
    seen = _look(called)
    assert seen.represented == 9
    assert len(seen.collapsed) == 2
    assert seen.design_effect == pytest.approx(1)


def test_nobody_taking_part_gives_no_estimate(called: Called) -> None:
    add_firm(called.office, "G식품", ksic_division=10)
    filters = PopulationFilter(division=10)
    assert (
        complex_estimates(called.office, called.manager, 1, filters, questionnaire="mini") is None
    )


def test_the_change_since_the_round_before_is_in_pairs_and_weighted(called: Called) -> None:
    """A's 75 points (ddda) become 100, C's 33.3 stay; the other four are out."""
    later = add_round(
        called.office, called.people.admin, "2027년", date(2026, 11, 1), date(2027, 12, 31)
    )
    office, manager = called.office, called.manager
    for name, options in (("A정밀", "dddd"), ("C사출", "bbbb")):
        firm = _firm(called, name)
        add_assessment(office, manager, firm, options, "submitted", {})
    found = round_change(office, manager, later, questionnaire="mini", draws=100)
    assert found is not None
    assert (found.paired.n, found.paired.difference) == (2, pytest.approx(12.5))
    assert (found.paired.rose, found.paired.fell) == (1, 0)
    assert found.complex.after == pytest.approx((100 + 100 / 3) / 2)
    assert found.complex.both == 2
    assert [link.relation for link in found.linking.links] == ["same"] * 4
    assert found.items.index.tolist() == [link.later for link in found.linking.links]
    assert found.items["difference"].isna().all()
    assert round_change(office, manager, 1, questionnaire="mini") is None


def test_items_are_compared_where_five_firms_are_in_both_rounds(called: Called) -> None:
    """Five firms come back with dddd; the last item was a c b d c: shares 0 ⅔ ⅓ 1 ⅔."""
    later = add_round(
        called.office, called.people.admin, "2027년", date(2026, 11, 1), date(2027, 12, 31)
    )
    for name in ("A정밀", "B도금", "C사출", "D전자", "E식품"):
        firm = _firm(called, name)
        add_assessment(called.office, called.manager, firm, "dddd", "submitted", {})
    found = round_change(called.office, called.manager, later, questionnaire="mini", draws=50)
    assert found is not None
    last = found.items.loc["EC02"]
    assert (last["n"], last["rose"]) == (5, 4)
    assert last["difference"] == pytest.approx(1 - 8 / 15)


def test_owners_see_no_estimates_and_an_unknown_round_does_not_exist(called: Called) -> None:
    with pytest.raises(NotAllowed):
        complex_estimates(called.office, called.people.owner, 1, questionnaire="mini")
    with pytest.raises(NotFound):
        complex_estimates(called.office, called.manager, 99, questionnaire="mini")
