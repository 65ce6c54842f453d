"""Consents: versioned, apart from each other, withdrawable; only who agreed is in statistics."""

import shutil
from collections.abc import Callable

import pytest

from assessment.problems import AssessmentError, NotAllowed, NotFound
from assessment.services.assessing.answering import open_assessment, save_answer, submit
from assessment.services.office import Actor, Office
from assessment.services.scoring.results import result
from assessment.services.trust.consents import consents_of, in_statistics, say_consent
from assessment.services.trust.journal import entries
from tests.conftest import Clock
from tests.services.conftest import ROOT, People, add_firm, add_person

pytestmark = pytest.mark.slow


@pytest.fixture
def asking(opened_office: Office) -> Office:
    """The small office with the consents that the product ships."""
    shutil.copytree(ROOT / "data" / "consents", opened_office.root / "data" / "consents")
    return opened_office


def handed_in(office: Office, owner: Actor) -> int:
    number = open_assessment(office, owner, owner.firm_id or 0, "mini")
    for item in ("QM01", "QM02", "EC01", "EC02"):
        save_answer(office, owner, number, item, "answered", "b", tab="t", seen=0)
    submit(office, owner, number)
    return number


def said(office: Office, people: People) -> dict[str, tuple[bool, bool | None]]:
    found = consents_of(office, people.owner, people.firm_id)
    return {one.text.id: (one.asked, one.said.given if one.said else None) for one in found}


def test_each_consent_is_asked_apart_once_and_may_be_withdrawn(
    asking: Office, people: People, clock: Clock
) -> None:
    assert said(asking, people) == {
        "firm_info": (True, None),
        "manufacturing_data": (True, None),
    }
    say_consent(asking, people.owner, people.firm_id, "manufacturing_data", given=True)
    say_consent(asking, people.owner, people.firm_id, "manufacturing_data", given=True)
    say_consent(asking, people.owner, people.firm_id, "firm_info", given=False)
    assert said(asking, people) == {
        "firm_info": (False, False),
        "manufacturing_data": (False, True),
    }
    say_consent(asking, people.owner, people.firm_id, "manufacturing_data", given=False)
    kinds = entries(asking, people.admin)["kind"].tolist()[:3]
    assert kinds == ["consent_withdrawn", "consent_refused", "consent_given"]


def test_a_new_version_of_a_text_asks_again(asking: Office, people: People) -> None:
    say_consent(asking, people.owner, people.firm_id, "firm_info", given=True)
    path = asking.root / "data" / "consents" / "firm_info.yaml"
    path.write_text(path.read_text("utf-8").replace("1.0.0", "1.1.0"), "utf-8")
    assert said(asking, people)["firm_info"] == (True, True)


def test_nobody_consents_for_the_owner(asking: Office, people: People) -> None:
    for actor in (people.consultant, people.manager, people.admin):
        with pytest.raises(NotAllowed):
            say_consent(asking, actor, people.firm_id, "firm_info", given=True)
    with pytest.raises(NotFound):
        say_consent(asking, people.stranger, people.firm_id, "firm_info", given=True)
    with pytest.raises(AssessmentError, match="그런 동의서가 없습니다"):
        say_consent(asking, people.owner, people.firm_id, "else", given=True)


def test_comparisons_hold_only_firms_that_agreed(asking: Office, people: People) -> None:
    mine = handed_in(asking, people.owner)
    agree: list[Callable[[bool], None]] = []
    for n in range(5):
        firm_id = add_firm(asking, f"동종{n}")
        owner = add_person(asking, "owner", firm_id)
        handed_in(asking, owner)
        agree.append(
            lambda given, owner=owner, firm_id=firm_id: say_consent(  # type: ignore[misc]
                asking, owner, firm_id, "manufacturing_data", given=given
            )
        )
    for one in agree[:4]:
        one(True)
    assert result(asking, people.owner, mine).position is None
    agree[4](True)
    where = result(asking, people.owner, mine).position
    assert where is not None
    assert where.n == 5
    agree[0](False)
    assert result(asking, people.owner, mine).position is None


def test_where_no_consent_is_defined_nobody_is_asked(opened_office: Office, people: People) -> None:
    assert consents_of(opened_office, people.owner, people.firm_id) == ()
    with opened_office.database.reading() as connection:
        assert in_statistics(opened_office.root, connection) is None
