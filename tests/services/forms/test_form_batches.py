"""Forms by the folder: each for itself, restartable, all or nothing when asked."""

import pytest

from assessment.problems import AssessmentError, NotAllowed
from assessment.records import answers as kept
from assessment.records import assessments, journal
from assessment.services.assessing.answering import open_assessment, save_answer, submit
from assessment.services.forms.form_batches import FormsImport, Progress, import_forms
from assessment.services.forms.form_results import result_workbook
from assessment.services.office import Office
from assessment.workbooks.incoming.guard import admit
from assessment.workbooks.incoming.reading import read_workbook
from assessment.workbooks.offline_forms.form_bundle import BundledFile
from tests.services.conftest import People, add_firm, add_person
from tests.services.filled_forms import issued, said

pytestmark = pytest.mark.slow


def bundled(name: str, content: bytes) -> BundledFile:
    return BundledFile(name, lambda: content)


def forms(office: Office, count: int) -> tuple[list[int], list[BundledFile]]:
    """New firms, and a form of each with two answers."""
    ids = [add_firm(office, f"업체 {number}") for number in range(count)]
    filled = {"QM01": said("b"), "EC01": said("c", "=1+1")}
    return ids, [
        bundled(f"{firm}.xlsx", issued(office, firm, nonce=str(firm)).bytes(filled)) for firm in ids
    ]


def stored(office: Office, firm_id: int) -> dict[str, str | None]:
    with office.database.reading() as connection:
        found = assessments.of_firm(connection, firm_id)
        return {
            item: one.value
            for assessment in found
            for item, one in kept.of_assessment(connection, assessment.id).items()
        }


def did(result: FormsImport) -> list[str]:
    return [one.did for one in result.outcomes]


def test_good_forms_come_in_and_every_other_file_is_told_why(
    opened_office: Office, people: People
) -> None:
    ids, files = forms(opened_office, 2)
    locked = open_assessment(opened_office, people.owner, people.firm_id, "mini")
    save_answer(opened_office, people.owner, locked, "QM01", "answered", "a", tab="t", seen=0)
    handed_out = issued(opened_office, people.firm_id)
    submit(opened_office, people.owner, locked)
    files += [
        bundled("밤/late.xlsx", handed_out.bytes({"QM01": said("b")})),
        bundled("낮/old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        bundled("밤/untouched.xlsx", handed_out.bytes()),
    ]
    result = import_forms(opened_office, people.manager, files)
    assert did(result) == ["stored", "stored", "refused", "refused", "unchanged"]
    assert [stored(opened_office, firm) for firm in ids] == [{"QM01": "b", "EC01": "c"}] * 2
    assert [(one.where, one.code) for one in result.problems] == [
        ("밤/late.xlsx", "form_locked"), ("낮/old.xls", "upload_wrong_type")
    ]  # fmt: skip
    firms = ["업체 0", "업체 1", "가나정밀", "", "가나정밀"]
    assert [one.firm for one in result.outcomes] == firms
    assert result.summary()["cells"]["new"] == 6
    with opened_office.database.reading() as connection:
        assert len(journal.rows(connection, kind="form_imported")) == 2
        (whole,) = journal.rows(connection, kind="forms_imported")
    assert whole.payload is not None
    assert whole.payload["files"] == 5


def test_a_form_with_a_resident_number_is_refused_alone_cell_by_cell(
    opened_office: Office, people: People
) -> None:
    ids, files = forms(opened_office, 3)
    number = "900101-1234567"
    private = {"QM01": said("b", f"대표 {number}"), "EC01": said("c", "９００１０１１２３４５６７")}
    content = issued(opened_office, ids[1], nonce="private").bytes(private)
    files[1] = bundled("업체 1.xlsx", content)
    files[2] = bundled(f"{number}.xlsx", files[2].load())
    result = import_forms(opened_office, people.manager, files)
    assert did(result) == ["stored", "refused", "stored"]
    assert result.outcomes[1].firm == "업체 1"
    assert [(one.where, one.code) for one in result.problems] == [
        ("업체 1.xlsx 문항과 답!G7", "resident_number"),
        ("업체 1.xlsx 문항과 답!G10", "resident_number"),
    ]  # fmt: skip
    assert number not in str(result.problems[0])
    assert [stored(opened_office, firm) for firm in ids] == [
        {"QM01": "b", "EC01": "c"}, {}, {"QM01": "b", "EC01": "c"}
    ]  # fmt: skip
    with opened_office.database.reading() as connection:
        (last, _first) = journal.rows(connection, kind="form_imported")
    assert last.payload is not None
    assert last.payload["file"] == "******-*******.xlsx"


def test_stopped_half_way_it_is_simply_run_again(opened_office: Office, people: People) -> None:
    ids, files = forms(opened_office, 55)

    def stop(progress: Progress) -> None:
        if progress.done == 52:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_forms(opened_office, people.manager, files, progress=stop)
    assert [bool(stored(opened_office, firm)) for firm in ids] == [True] * 50 + [False] * 5
    seen: list[Progress] = []
    result = import_forms(opened_office, people.manager, files, progress=seen.append)
    assert did(result) == ["already"] * 50 + ["stored"] * 5
    assert [one.done for one in seen] == list(range(1, 56))
    assert {one.total for one in seen} == {55}


def test_others_write_while_forms_come_in(opened_office: Office, people: People) -> None:
    ids, files = forms(opened_office, 60)
    key = open_assessment(opened_office, people.owner, people.firm_id, "mini")

    def type_in(progress: Progress) -> None:
        if progress.done == 51:  # between two transactions
            save_answer(opened_office, people.owner, key, "QM01", "answered", "d", tab="t", seen=0)

    import_forms(opened_office, people.manager, files, progress=type_in)
    assert stored(opened_office, people.firm_id) == {"QM01": "d"}
    assert all(stored(opened_office, firm) for firm in ids)


def test_a_rehearsal_stores_nothing(opened_office: Office, people: People) -> None:
    (firm,), files = forms(opened_office, 1)
    result = import_forms(opened_office, people.manager, files, dry_run=True)
    assert (did(result), result.stored, result.summary()["cells"]["new"]) == (["stored"], False, 3)
    assert stored(opened_office, firm) == {}
    assert did(import_forms(opened_office, people.manager, files)) == ["stored"]


def test_with_strict_one_problem_keeps_all_out(opened_office: Office, people: People) -> None:
    (firm,), files = forms(opened_office, 1)
    bad = [*files, bundled("a.xlsx", b"MZ")]
    result = import_forms(opened_office, people.manager, bad, strict=True)
    assert (did(result), result.stored) == (["stored", "refused"], False)
    assert stored(opened_office, firm) == {}
    done = import_forms(opened_office, people.manager, files, strict=True)
    assert (did(done), done.stored) == (["stored"], True)
    assert stored(opened_office, firm) == {"QM01": "b", "EC01": "c"}


def test_with_strict_a_conflict_between_two_of_the_files_undoes_all(
    opened_office: Office, people: People
) -> None:
    (firm,), files = forms(opened_office, 1)
    other = issued(opened_office, firm, nonce="other").bytes({"QM01": said("d")})
    with pytest.raises(AssessmentError) as refused:
        import_forms(opened_office, people.manager, [*files, bundled("z.xlsx", other)], strict=True)
    assert [one.code for one in refused.value.problems] == ["form_conflict"]
    assert stored(opened_office, firm) == {}


def test_a_conflict_leaves_the_webs_answer_and_what_is_new_comes_in(
    opened_office: Office, people: People
) -> None:
    (firm,), files = forms(opened_office, 1)
    other = bundled("z.xlsx", issued(opened_office, firm, nonce="2").bytes({"QM01": said("d")}))
    third = bundled("zz.xlsx", issued(opened_office, firm, nonce="3").bytes({"QM02": said("d")}))
    for _turn in range(2):  # the conflict is told as long as nobody has chosen
        result = import_forms(opened_office, people.manager, [*files, other, third])
        (conflict,) = result.faults
        assert conflict.code == "form_conflict"
        assert "step b" in str(conflict)
        assert "step d" in str(conflict)
        assert stored(opened_office, firm) == {"QM01": "b", "EC01": "c", "QM02": "d"}
    assert did(result) == ["already", "conflicts", "already"]
    twins = [one for one in result.problems if one.code == "form_twin"]
    assert [one.severity for one in twins] == ["warning"] * 3


def test_owners_may_not_and_a_consultant_only_for_their_firms(
    opened_office: Office, people: People
) -> None:
    _ids, files = forms(opened_office, 2)
    with pytest.raises(NotAllowed):
        import_forms(opened_office, people.owner, files)
    assert did(import_forms(opened_office, people.consultant, files[:1])) == ["stored"]
    another = add_person(opened_office, "consultant")
    result = import_forms(opened_office, another, files)
    assert did(result) == ["refused", "stored"]
    assert result.problems[0].code == "form_of_another_firm"
    with opened_office.database.reading() as connection:
        assert len(journal.rows(connection, kind="refused")) == 1


def test_the_result_workbook_names_every_file_and_cell_as_text(
    opened_office: Office, people: People
) -> None:
    _ids, files = forms(opened_office, 1)
    odd = bundled("=cmd|' /C calc'!A0.xlsx", b"MZ")
    result = import_forms(opened_office, people.manager, [*files, odd])
    content = result_workbook(result)
    by_file, by_cell = read_workbook(admit("result.xlsx", content))
    assert not by_file.faults
    rows = [list(row.values()) for row in by_file.rows.values()]
    assert rows[0][:3] == ["업체", "파일", "결과"]
    assert rows[1][2:] == ["저장함", 3, 0, 0, 0, 0, 0]
    assert "=cmd|' /C calc'!A0.xlsx" in rows[2]
    assert len(by_cell.rows) == 2
