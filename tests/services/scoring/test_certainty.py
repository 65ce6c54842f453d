"""How sure a result is: learnt from the reviews that are done, the same each time it is asked."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from assessment.method.scoring import score
from assessment.method.uncertainty import claim_draws, learn_inflation, level_chances
from assessment.services.assessing.answering import open_assessment, save_answer, submit
from assessment.services.office import Office
from assessment.services.review.reviewing import finish, verify
from assessment.services.scoring import certainty
from assessment.services.scoring.certainty import Certainty
from assessment.services.scoring.results import result
from assessment.services.scoring.scored import assessed
from tests.conftest import Clock
from tests.services.call_office import Called, add_assessment, called_copy
from tests.services.conftest import ITEMS, add_firm, add_round

pytestmark = pytest.mark.slow

CLAIMS = ("dddc", "ccbb", "dcdc", "bbcd")


@pytest.fixture
def called(sqlite_template: Path, tmp_path: Path, clock: Clock) -> Iterator[Called]:
    """The small project with its round, in which two firms (A, B) are verified throughout."""
    copied = called_copy(sqlite_template, tmp_path, clock)
    yield copied
    copied.office.database.close()


def teach(called: Called, firms: int) -> list[int]:
    """So many reviews are done; of every second firm the first claim was one option too high."""
    keys = []
    for n in range(firms):
        claims = CLAIMS[n % 4]
        lower = {"QM01": chr(ord(claims[0]) - 1)} if n % 2 else {}
        firm = add_firm(called.office, f"배움{n}")
        keys.append(add_assessment(called.office, called.manager, firm, claims, "verified", lower))
    return keys


def claimed(called: Called, options: str = "ddcc", *, confidence: int | None = None) -> int:
    """The owner's own assessment, handed in."""
    office, owner = called.office, called.people.owner
    assert owner.firm_id is not None
    key = open_assessment(office, owner, owner.firm_id, "mini")
    for item, value in zip(ITEMS, options, strict=True):
        save_answer(
            office, owner, key, item, "answered", value, tab="t", seen=99, confidence=confidence
        )
    submit(office, owner, key)
    return key


def seen(called: Called, key: int) -> Certainty:
    found = result(called.office, called.people.owner, key).certainty
    assert found is not None
    return found


def finished(office: Office) -> int:
    with office.database.reading() as connection:
        asked = "select count(*) from assessments where status = 'verified'"
        return int(connection.exec_driver_sql(asked).scalar_one())


def test_fewer_than_twenty_reviews_teach_nothing(called: Called) -> None:
    key = claimed(called)
    teach(called, 19 - finished(called.office))
    found = seen(called, key)
    assert (found.taught_by, found.fewest, found.chances) == (19, 20, {})
    assert np.isnan([found.low, found.high]).all()
    assert found.at_least("capability", "level1") is None
    teach(called, 1)
    assert seen(called, key).taught_by == 20
    assert seen(called, key).chances


def test_the_chances_are_those_of_the_method_with_the_same_seed(called: Called) -> None:
    key = claimed(called, confidence=2)
    teach(called, 24)
    found = seen(called, key)
    with called.office.database.reading() as connection:
        asked = "select id from assessments where status = 'verified' order by id"
        ids = list(connection.exec_driver_sql(asked).scalars())
        others = assessed(connection, ids).groups[0]
        own = assessed(connection, [key]).groups[0]
    assert own.tree.items == others.used.items == ITEMS
    inflation = learn_inflation(own.tree, others.claims, others.used, others.verified)
    claims = claim_draws(
        own.tree, own.used, inflation, confidence=np.full((1, 4), 2.0), not_applicable="either",
        draws=found.draws, seed=found.seed,
    )  # fmt: skip
    assert found.taught_by == len(ids)
    for axis, expected in level_chances(own.release, claims).items():
        assert found.chances[axis].at_least.tolist() == expected.at_least.tolist()
    drawn = [score(own.tree, one).of("total") for one in claims.tables(own.release)]
    ends = np.quantile(np.concatenate(drawn), [0.1, 0.9])
    assert [found.low, found.high] == pytest.approx(ends.tolist())
    assert str(found.distribution) == str(claims.distribution)


def test_chances_of_single_steps_add_up_and_fall_from_step_to_step(called: Called) -> None:
    key = claimed(called, "cccc")
    teach(called, 24)
    found = seen(called, key)
    shares = found.exactly("capability", "level0")
    assert list(shares) == ["level0", "level1", "level2"]
    assert sum(shares.values()) == pytest.approx(1)
    reached = [found.at_least("capability", step) for step in ("level1", "level2")]
    assert reached == pytest.approx([shares["level1"] + shares["level2"], shares["level2"]])
    assert found.at_least("capability", "level0") is None


def test_what_is_verified_is_no_longer_doubted(called: Called) -> None:
    """All but one item verified: 100 less at most that item's points; all of them: nothing left."""
    key = claimed(called, "dddd")
    teach(called, 24)
    before = seen(called, key)
    office, consultant = called.office, called.people.consultant
    for item in ITEMS[:3]:
        verify(office, consultant, key, item, "answered", "d", "confirmed", "visit")
    after = seen(called, key)
    assert before.low < after.low
    assert after.low >= 75
    verify(office, consultant, key, ITEMS[3], "answered", "d", "confirmed", "visit")
    assert result(office, called.people.owner, key).certainty is None


def test_a_review_that_ended_with_open_items_is_still_unsure(called: Called) -> None:
    key = claimed(called, "dddd")
    teach(called, 24)
    office, consultant = called.office, called.people.consultant
    verify(office, consultant, key, "QM01", "answered", "d", "confirmed", "visit")
    finish(office, consultant, key)
    found = result(office, called.people.owner, key)
    assert found.is_final
    assert found.certainty is not None
    assert found.certainty.chances


def test_the_same_answers_are_drawn_once_until_another_review_is_done(
    called: Called, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = []
    real = certainty.level_chances
    monkeypatch.setattr(certainty, "level_chances", lambda *given: drawn.append(1) or real(*given))
    key = claimed(called)
    teach(called, 24)
    first = seen(called, key)
    assert seen(called, key) is first
    teach(called, 1)
    assert seen(called, key).taught_by == first.taught_by + 1
    assert len(drawn) == 2


def test_a_new_round_learns_from_the_one_before_until_enough_reviews_are_done(
    called: Called, clock: Clock
) -> None:
    teach(called, 24)
    add_round(called.office, called.people.admin, "2027년", date(2026, 11, 1), date(2027, 12, 31))
    clock.move(days=60)
    key = claimed(called)
    assert seen(called, key).round_name != "2027년"
    teach(called, 20)
    found = seen(called, key)
    assert (found.round_name, found.taught_by) == ("2027년", 20)


def test_below_the_coverage_floor_nothing_is_said(called: Called) -> None:
    teach(called, 24)
    office, owner = called.office, called.people.owner
    assert owner.firm_id is not None
    key = open_assessment(office, owner, owner.firm_id, "mini")
    save_answer(office, owner, key, "QM01", "answered", "d", tab="t", seen=99)
    assert result(office, owner, key).certainty is None
