"""A call's own selection beside the best choice, the plain list and the greedy one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assessment.problems import NotAllowed
from assessment.services.funding.alternatives import alternatives
from assessment.services.funding.ranking import call_view
from tests.conftest import Clock
from tests.services.call_office import Called, add_applicant, called_copy, names

pytestmark = pytest.mark.slow


@pytest.fixture
def called(sqlite_template: Path, tmp_path: Path, clock: Clock) -> Iterator[Called]:
    copied = called_copy(sqlite_template, tmp_path, clock)
    yield copied
    copied.office.database.close()


def test_the_best_choice_and_greedy_are_held_against_the_rule(called: Called) -> None:
    """B 73 and A 71 use up the budget; C 40 for 20 and G 40 for 20 are worth more than A's 50.

    By the rule B, A: 144. Best: B, C, G with 40 + 40 + 73 = 153 for 90 million won.
    """
    add_applicant(
        called.office, called.manager, called.call_id, "G정공", "bbbb", plan=100.0, requested=20e6
    )
    add_applicant(
        called.office, called.manager, called.call_id, "H기전", "bbbb", plan=100.0, requested=20e6
    )
    found = alternatives(called.office, called.manager, called.call_id)
    by_kind = {one.kind: one for one in found.choices}
    assert [one.kind for one in found.choices] == ["rule", "optimum", "cut_off", "greedy"]
    assert [one.decides for one in found.choices] == [True, False, False, False]
    rule, best = by_kind["rule"], by_kind["optimum"]
    assert (rule.selected, rule.value, rule.spent) == (2, 144.0, 100e6)
    assert (best.selected, best.value, best.spent) == (3, 153.0, 90e6)
    assert best.proven
    assert best.gap == 0.0
    assert names(best.comes_in["name"]) == "GH"
    assert names(best.goes_out["name"]) == "A"
    assert best.goes_out.loc[0, ["rank", "score", "granted"]].tolist() == [2, 71.0, 50e6]
    assert (by_kind["cut_off"].value, by_kind["greedy"].value) == (144.0, 153.0)
    assert found.candidates == 5
    (price,) = found.prices
    assert (str(price.constraint), price.left) == ("예산 100,000,000원", 10e6)
    assert "결정" in str(found.note)


def test_it_is_kept_until_something_changes_and_moves_nothing(called: Called) -> None:
    before = call_view(called.office, called.manager, called.call_id)
    first = alternatives(called.office, called.manager, called.call_id)
    assert alternatives(called.office, called.manager, called.call_id) is first
    after = call_view(called.office, called.manager, called.call_id)
    assert names(after.ranking["name"]) == names(before.ranking["name"])
    add_applicant(called.office, called.manager, called.call_id, "G정공", "bbbb", plan=100.0)
    assert alternatives(called.office, called.manager, called.call_id) is not first


def test_only_the_programme_office_compares(called: Called) -> None:
    for actor in (called.people.owner, called.people.consultant):
        with pytest.raises(NotAllowed):
            alternatives(called.office, actor, called.call_id)
