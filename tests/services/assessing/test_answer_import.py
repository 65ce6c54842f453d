"""Answers from a file: into drafts only, never over what a person said, every bad row listed."""

import pytest

from assessment.problems import AssessmentError, NotAllowed, NotFound
from assessment.records import answers, assessments
from assessment.services.assessing.answer_import import AnswerImport, import_answers
from assessment.services.assessing.answering import open_assessment, save_answer, submit
from assessment.services.office import Office
from assessment.workbooks.incoming.guard import admit
from tests.services.conftest import People, add_firm

pytestmark = pytest.mark.slow

ROUND = "2026년 2회차"


def bring_in(
    office: Office, people: People, text: str, *, dry_run: bool = False, strict: bool = False
) -> AnswerImport:
    file = admit("응답.csv", text.encode("cp949"))
    return import_answers(
        office, people.manager, ROUND, "mini", file, dry_run=dry_run, strict=strict
    )


def stored(office: Office, firm_id: int) -> dict[str, tuple[str, str | None, str]]:
    with office.database.reading() as connection:
        found = assessments.of_firm(connection, firm_id)
        if not found:
            return {}
        kept = answers.of_assessment(connection, found[0].id)
    return {item: (one.state, one.value, one.source) for item, one in kept.items()}


def test_good_rows_are_stored_and_bad_rows_listed(opened_office: Office, people: People) -> None:
    text = "업체,QM01,QM02,EC01,EC02\n가나정밀,c,?,2,\n다라금속,z,a,a,a\n없는업체,a,a,a,a\n"
    done = bring_in(opened_office, people, text)
    assert (done.rows, done.firms, done.opened, done.answers) == (3, 1, 1, 3)
    assert [(one.row, one.column, one.problem.code) for one in done.rejected] == [
        (3, "QM01", "answers_bad_cell"),
        (4, "", "import_no_firm"),
    ]
    assert stored(opened_office, people.firm_id) == {
        "QM01": ("answered", "c", "import"),
        "QM02": ("unknown", None, "import"),
        "EC01": ("answered", "c", "import"),
    }


def test_the_same_file_twice_changes_nothing(opened_office: Office, people: People) -> None:
    text = "업체,QM01\n가나정밀,c\n"
    bring_in(opened_office, people, text)
    again = bring_in(opened_office, people, text)
    assert (again.firms, again.opened, again.answers) == (1, 0, 0)


def test_a_dry_run_and_a_strict_refusal_store_nothing(
    opened_office: Office, people: People
) -> None:
    text = "업체,QM01\n가나정밀,c\n다라금속,z\n"
    assert bring_in(opened_office, people, text, dry_run=True).answers == 1
    assert stored(opened_office, people.firm_id) == {}
    with pytest.raises(AssessmentError):
        bring_in(opened_office, people, text, strict=True)
    assert stored(opened_office, people.firm_id) == {}


def test_what_a_person_said_on_a_screen_stays(opened_office: Office, people: People) -> None:
    key = open_assessment(opened_office, people.owner, people.firm_id, "mini")
    save_answer(opened_office, people.owner, key, "QM01", "answered", "a", tab="t", seen=0)
    done = bring_in(opened_office, people, "업체,QM01,EC01\n가나정밀,c,b\n")
    assert [(one.column, one.problem.code) for one in done.rejected] == [("QM01", "import_differs")]
    assert stored(opened_office, people.firm_id) == {"QM01": ("answered", "a", "web")}
    same = bring_in(opened_office, people, "업체,QM01,EC01\n가나정밀,a,b\n")
    assert (same.rejected, same.answers) == ((), 1)


def test_what_was_handed_in_is_locked(opened_office: Office, people: People) -> None:
    key = open_assessment(opened_office, people.owner, people.firm_id, "mini")
    save_answer(opened_office, people.owner, key, "QM01", "answered", "a", tab="t", seen=0)
    submit(opened_office, people.owner, key)
    done = bring_in(opened_office, people, "업체,EC01\n가나정밀,c\n")
    assert [one.problem.code for one in done.rejected] == ["import_locked"]


def test_not_applicable_with_two_possible_reasons_is_asked_back(
    opened_office: Office, people: People
) -> None:
    done = bring_in(opened_office, people, "업체,QM02\n가나정밀,NA\n")
    assert [(one.row, one.column) for one in done.rejected] == [(2, "QM02")]


def test_a_firm_is_known_by_number_or_by_its_only_name(
    opened_office: Office, people: People
) -> None:
    one = add_firm(opened_office, "한빛", business_number="1234567891")
    two = add_firm(opened_office, "한빛", factory_number="415900000012345")
    text = "업체,QM01\n123-45-67891,b\n415900000012345,c\n한빛,d\n"
    done = bring_in(opened_office, people, text)
    assert [row.row for row in done.rejected] == [4]
    assert stored(opened_office, one)["QM01"][1] == "b"
    assert stored(opened_office, two)["QM01"][1] == "c"


def test_owners_may_not_and_unknown_rounds_are_named(opened_office: Office, people: People) -> None:
    file = admit("a.csv", "업체,QM01\n가나정밀,c\n".encode())
    with pytest.raises(NotAllowed):
        import_answers(opened_office, people.owner, ROUND, "mini", file)
    with pytest.raises(AssessmentError, match=ROUND):
        import_answers(opened_office, people.admin, "없는 회차", "mini", file)
    with pytest.raises(NotFound):
        import_answers(opened_office, people.admin, ROUND, "other", file)
