"""Items read one by one for a row of the review; what confirming a whole area leaves out."""

import pytest

from assessment.problems import NotAllowed, NotFound
from assessment.services.assessing.answering import open_assessment, save_answer, submit
from assessment.services.office import Office
from assessment.services.review import reviewing
from assessment.services.review.review_item import item_under_review, items_under_review
from tests.services.conftest import People

pytestmark = pytest.mark.slow


@pytest.fixture
def submitted(opened_office: Office, people: People) -> int:
    key = open_assessment(opened_office, people.owner, people.firm_id, "mini")
    for item, value in {"QM01": "d", "QM02": "c", "EC01": "b"}.items():
        save_answer(opened_office, people.owner, key, item, "answered", value, tab="t", seen=9)
    submit(opened_office, people.owner, key)
    return key


def test_an_owner_is_refused_the_reviewers_view_of_an_item(
    opened_office: Office, people: People, submitted: int
) -> None:
    with pytest.raises(NotAllowed):
        item_under_review(opened_office, people.owner, submitted, "QM01")
    with pytest.raises(NotAllowed):
        items_under_review(opened_office, people.owner, submitted)
    with pytest.raises(NotFound):
        item_under_review(opened_office, people.consultant, submitted, "ZZ99")


def test_a_row_knows_claim_finding_and_how_often_it_was_looked_at(
    opened_office: Office, people: People, submitted: int
) -> None:
    for value, why in (("b", "no_evidence"), ("c", "misread_level")):
        reviewing.verify(
            opened_office, people.consultant, submitted, "QM01", "answered", value, why, "visit"
        )
    one = item_under_review(opened_office, people.consultant, submitted, "QM01")
    assert one.found is not None
    assert (one.claim_value, one.found.value, one.found.reason_code) == ("d", "c", "misread_level")
    assert (one.times, one.holds, one.open) == (2, True, True)
    assert one.reviewer == people.consultant.name
    every = items_under_review(opened_office, people.manager, submitted)
    assert every["QM01"] == one
    assert (every["EC02"].claim_state, every["EC02"].holds) == ("unanswered", False)


def test_confirming_the_rest_of_an_area_leaves_out_what_is_shown_on_top(
    opened_office: Office, people: People, submitted: int
) -> None:
    reviewing.confirm_unchanged(
        opened_office, people.consultant, submitted, "quality", "visit", {"QM02": 1}
    )
    items = reviewing.review(opened_office, people.consultant, submitted).items
    assert list(items.index[items["in_force"]]) == ["QM02"]
