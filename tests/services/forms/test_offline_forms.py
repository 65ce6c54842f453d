"""Handing out offline forms: to whom, filled from what, bound to what, and what is journalled."""

from dataclasses import replace

import pytest

from assessment.problems import AssessmentError, NotAllowed, NotFound
from assessment.records import firms, journal
from assessment.services.assessing.answering import open_assessment, save_answer
from assessment.services.exports.exporting import File
from assessment.services.forms.form_asking import asked_firm
from assessment.services.forms.form_binding import form_reader
from assessment.services.forms.offline_forms import form_of, forms_of
from assessment.services.office import Office
from assessment.workbooks.incoming.guard import admit
from assessment.workbooks.offline_forms.offline_form import FilledForm, FormAnswer
from tests.services.conftest import People, add_firm

pytestmark = pytest.mark.slow

ROUND = "2026년 2회차"


def read(office: Office, file: File) -> FilledForm:
    with office.database.reading() as connection:
        return form_reader(office, connection).read(admit(file.name, file.content))


def answered(office: Office, people: People) -> int:
    number = open_assessment(office, people.owner, people.firm_id, "mini")
    save_answer(office, people.owner, number, "QM01", "answered", "b", comment="=메모",
                tab="t", seen=0)  # fmt: skip
    save_answer(office, people.owner, number, "QM02", "not_applicable", None, "toll_only",
                tab="t", seen=0)  # fmt: skip
    return number


def test_an_owner_gets_their_answers_bound_to_firm_round_and_questionnaire(
    opened_office: Office, people: People
) -> None:
    answered(opened_office, people)
    made = form_of(opened_office, people.owner, people.firm_id, ROUND, "mini")
    found = read(opened_office, made)
    with opened_office.database.reading() as connection:
        firm = firms.get(connection, people.firm_id)
    assert firm is not None
    assert made.name == f"{firm.name}_2026년_2회차_mini_{opened_office.today()}.xlsx"
    assert (found.meta.firm, found.meta.questionnaire) == (firm.pseudonym, "mini")
    assert found.meta.filled
    assert found.base == {
        "QM01": FormAnswer("answered", "b", None, "=메모"),
        "QM02": FormAnswer("not_applicable", None, "toll_only"),
    }
    assert found.answers == {"EC01": FormAnswer(), "EC02": FormAnswer(), **found.base}


def test_a_blank_form_holds_nothing_and_is_filled_from_nothing(
    opened_office: Office, people: People
) -> None:
    answered(opened_office, people)
    made = form_of(opened_office, people.owner, people.firm_id, ROUND, "mini", blank=True)
    found = read(opened_office, made)
    assert not found.meta.filled
    assert found.base == {}
    assert set(found.answers.values()) == {FormAnswer()}


def test_every_form_is_its_own_and_the_same_again_only_by_its_nonce(
    opened_office: Office, people: People
) -> None:
    one, other = (
        form_of(opened_office, people.owner, people.firm_id, ROUND, "mini") for _ in range(2)
    )
    assert read(opened_office, one).meta.nonce != read(opened_office, other).meta.nonce
    again = [
        form_of(opened_office, people.owner, people.firm_id, ROUND, "mini", nonce="0" * 32)
        for _ in range(2)
    ]
    assert again[0].content == again[1].content


def test_a_stranger_finds_no_firm_and_the_asking_is_journalled(
    opened_office: Office, people: People
) -> None:
    with pytest.raises(NotFound):
        form_of(opened_office, people.stranger, people.firm_id, ROUND, "mini")
    with pytest.raises(NotFound):
        form_of(opened_office, people.manager, 999_999, ROUND, "mini")
    with opened_office.database.reading() as connection:
        kinds = [one.kind for one in journal.rows(connection)]
    assert kinds.count("refused") == 2
    assert "exported" not in kinds


def test_all_forms_of_a_round_are_for_the_office_with_a_reason_that_is_kept(
    opened_office: Office, people: People
) -> None:
    answered(opened_office, people)
    for actor in (people.owner, people.consultant):
        with pytest.raises(NotAllowed):
            forms_of(opened_office, actor, ROUND, "mini", "방문 진단")
    with pytest.raises(AssessmentError) as refused:
        forms_of(opened_office, people.manager, ROUND, "mini", "")
    assert [one.code for one in refused.value.problems] == ["export_reason"]
    batch = forms_of(opened_office, people.manager, ROUND, "mini", "방문 진단")
    (only,) = batch.files
    assert batch.count == 1
    assert read(opened_office, only).base["QM01"].value == "b"


def test_firms_of_one_name_get_files_of_their_own(opened_office: Office, people: People) -> None:
    for number in ("1111111119", "2222222227"):
        add_firm(opened_office, "같은정밀", business_number=number)
    batch = forms_of(
        opened_office, people.manager, ROUND, "mini", "방문 진단", everyone=True, language="en"
    )
    names = [one.name for one in batch.files]
    assert len(names) == len(set(names)) == batch.count
    assert len([name for name in names if name.startswith("같은정밀")]) == 2


def test_a_typo_in_a_name_is_answered_with_the_near_one(
    opened_office: Office, people: People
) -> None:
    add_firm(opened_office, "한빛정밀", business_number="1248100998")
    assert asked_firm(opened_office, people.manager, "124-81-00998") == asked_firm(
        opened_office, people.manager, " 한빛정밀 "
    )

    def made(firm: str, there: str, questionnaire: str) -> File:
        key = asked_firm(opened_office, people.manager, firm)
        return form_of(opened_office, people.manager, key, there, questionnaire)

    def fix(*asked: str) -> str:
        with pytest.raises(AssessmentError) as refused:
            made(*asked)
        return str(refused.value.problems[0].fix)

    assert fix("한빛정말", ROUND, "mini") == "‘한빛정밀’을(를) 적으려 하셨습니까?"
    assert fix("한빛정밀", "2026년 1회차", "mini") == "‘2026년 2회차’을(를) 적으려 하셨습니까?"
    assert fix("한빛정밀", ROUND, "minj") == "‘mini’을(를) 적으려 하셨습니까?"
    assert asked_firm(opened_office, people.owner, None) == people.firm_id
    with pytest.raises(NotFound):
        asked_firm(opened_office, replace(people.owner, firm_id=None), None)
