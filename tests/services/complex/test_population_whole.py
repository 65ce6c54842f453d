"""The whole complex beside those who took part, and what may not be shown of it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assessment.problems import NotAllowed
from assessment.records import firms
from assessment.services.complex.population import PopulationFilter
from assessment.services.complex.population_data import register_of
from assessment.services.complex.population_estimates import complex_estimates, round_change
from assessment.services.complex.population_whole import Whole, whole, whole_change
from tests.conftest import Clock
from tests.services.call_office import Called, add_assessment, called_copy
from tests.services.conftest import add_firm, add_round


@pytest.fixture
def called(sqlite_template: Path, tmp_path: Path, clock: Clock) -> Iterator[Called]:
    """Eight firms of division 25; A ddda, B cccc, C bbbb, D dddd, E cccc, F dddd handed in."""
    copied = called_copy(sqlite_template, tmp_path, clock)
    yield copied
    copied.office.database.close()


def look(called: Called, filters: PopulationFilter | None = None) -> Whole:
    return whole(called.office, called.manager, 1, filters, questionnaire="mini")


def later_round(called: Called, names: tuple[str, ...]) -> int:
    """A second round in which these firms answer d throughout."""
    made = add_round(
        called.office, called.people.admin, "2027년", date(2026, 11, 1), date(2027, 12, 31)
    )
    with called.office.database.reading() as connection:
        register = register_of(connection)
    for name in names:
        firm = int(register.index[register["name"] == name][0])
        add_assessment(called.office, called.manager, firm, "dddd", "submitted", {})
    return made


def test_the_estimates_stand_beside_the_plain_mean(called: Called) -> None:
    """Points 75 66.7 33.3 100 66.7 100; food's only answer (0 points) counts for four firms."""
    for n in range(4):
        firm = add_firm(called.office, f"{n}식품", ksic_division=10)
        if not n:
            add_assessment(called.office, called.manager, firm, "aaaa", "submitted", {})
    seen = look(called)
    assert seen.raw_mean == pytest.approx((275 + 400 / 3 + 100 / 3) / 7)
    assert seen.estimates is not None
    assert seen.estimates.mean_points.value == pytest.approx(8 * (275 + 500 / 3) / 6 / 12)
    alone = complex_estimates(called.office, called.manager, 1, questionnaire="mini")
    assert alone is not None
    assert seen.estimates.mean_points == alone.mean_points


def test_participation_is_told_by_cell(called: Called) -> None:
    add_firm(called.office, "G식품", ksic_division=10, size_class="small")
    cells = look(called).cells
    assert cells[["registered", "answered"]].sum().tolist() == [9, 6]
    food = cells[cells["group"] == "food"].iloc[0]
    assert (food["size_class"], food["registered"], food["answered"]) == ("small", 1, 0)


def test_fewer_than_five_are_not_estimated(called: Called) -> None:
    for n in range(4):
        firm = add_firm(called.office, f"{n}식품", ksic_division=10)
        add_assessment(called.office, called.manager, firm, "aaaa", "submitted", {})
    few = look(called, PopulationFilter(division=10))
    assert (few.estimates, few.raw_mean, few.hidden) == (None, None, True)
    assert len(few.cells) == 1
    nobody = look(called, PopulationFilter(division=11))
    assert (nobody.estimates, nobody.hidden, len(nobody.cells)) == (None, False, 0)


def test_a_firm_that_dominates_hides_the_estimate(called: Called) -> None:
    with called.office.database.writing() as connection:
        for firm in register_of(connection).index:
            firms.put_figures(connection, int(firm), 2025, {"sales": 1e6})
    assert not look(called).hidden
    with called.office.database.writing() as connection:
        register = register_of(connection)
        one = int(register.index[register["name"] == "A정밀"][0])
        firms.put_figures(connection, one, 2026, {"sales": 1e9})
    assert look(called).hidden


def test_the_change_is_that_of_the_estimates_and_five_pairs_are_shown(called: Called) -> None:
    """Five of the six come back."""
    names = ("A정밀", "B도금", "C사출", "D전자", "E식품")
    made = later_round(called, names)
    office, manager = called.office, called.manager
    seen = whole_change(office, manager, made, questionnaire="mini", draws=50)
    alone = round_change(office, manager, made, questionnaire="mini", draws=50)
    assert seen is not None
    assert alone is not None
    assert not seen.paired_hidden
    assert (seen.found.paired, seen.found.complex) == (alone.paired, alone.complex)


def test_two_rounds_with_four_firms_in_both_hide_the_pairs(called: Called) -> None:
    made = later_round(called, ("A정밀", "B도금", "C사출", "D전자"))
    for n in range(2):
        firm = add_firm(called.office, f"새{n}")
        add_assessment(called.office, called.manager, firm, "cccc", "submitted", {})
    seen = whole_change(called.office, called.manager, made, questionnaire="mini", draws=50)
    assert seen is not None
    assert seen.found.paired.n == 4
    assert seen.paired_hidden


def test_without_an_earlier_round_or_with_too_few_there_is_no_change(called: Called) -> None:
    office, manager = called.office, called.manager
    assert whole_change(office, manager, 1, questionnaire="mini") is None
    made = later_round(called, ("A정밀", "B도금"))
    assert whole_change(office, manager, made, questionnaire="mini") is None


def test_owners_see_neither(called: Called) -> None:
    for asked in (whole, whole_change):
        with pytest.raises(NotAllowed):
            asked(called.office, called.people.owner, 1, questionnaire="mini")
