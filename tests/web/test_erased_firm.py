"""Control 43: what a server has computed does not go on showing a firm that is erased."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assessment.services.funding.alternatives import alternatives
from assessment.services.funding.calls import close_call
from assessment.services.funding.deciding import approve, decide
from assessment.services.register.firms import firm
from assessment.services.trust.erasing import erase_firm
from assessment.web.calls.call_memory import seen_before, seen_now, taken_before
from assessment.web.visitor import Visitor
from tests.conftest import Clock
from tests.services.call_office import Called, called_copy

pytestmark = pytest.mark.slow


@pytest.fixture
def called(sqlite_template: Path, tmp_path: Path, clock: Clock) -> Iterator[Called]:
    copied = called_copy(sqlite_template, tmp_path, clock)
    close_call(copied.office, copied.manager, copied.call_id)
    taken = decide(copied.office, copied.manager, copied.call_id)
    approve(copied.office, copied.people.admin, taken.id)
    yield copied
    copied.office.database.close()


def test_a_page_of_a_call_that_began_before_the_erasure_no_longer_names_the_firm(
    called: Called,
) -> None:
    """The page asks for the call as it was when it began; of an erased firm it gets none of it."""
    office, admin, call = called.office, called.people.admin, called.call_id
    person = Visitor(office, called.manager, "ko")
    before = seen_now(person, call)
    assert before is seen_before(person, call, before.change)
    assert taken_before(person, call, before.change)[0].rows["name"].isin(["B도금"]).any()
    known = before.view.eligibility.set_index("name").loc["B도금"]
    pseudonym = firm(office, admin, int(known["firm"])).firm.pseudonym
    erase_firm(office, admin, int(known["firm"]), reason="업체의 요청", name="B도금")

    view = seen_before(person, call, before.change).view
    for table in (view.eligibility, view.ranking, view.pending, view.unverified):
        assert not table["name"].isin(["B도금"]).any()
    assert view.eligibility["name"].isin([pseudonym]).sum() == 1
    (taken,) = taken_before(person, call, before.change)
    assert set(taken.rows["name"]) >= {pseudonym, "A정밀"}
    assert not taken.rows["name"].isin(["B도금"]).any()
    for choice in alternatives(office, called.manager, call).choices:
        assert "B도금" not in choice.comes_in.to_json(force_ascii=False)
        assert "B도금" not in choice.goes_out.to_json(force_ascii=False)
