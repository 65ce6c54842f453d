"""Filled forms of every class that is known to go wrong: refused, listed, or read exactly."""

from pathlib import Path

import pytest

from assessment.definitions.releases import Release
from assessment.problems import AssessmentError
from assessment.workbooks.offline_forms.offline_form import FormAnswer
from tests.workbooks.every_item import every_item
from tests.workbooks.form_filling import (
    META,
    facts_of,
    maker_of,
    marked_up,
    read,
    said,
    with_member,
)
from tests.workbooks.odd_forms import ACCEPTED, FAULTY, MAC_DATES, REFUSED, RUNS, put

GIVEN = {
    "L1": said("part", "=1+1은 수식이 아님"),
    "L2": FormAnswer("not_applicable", None, "toll", "+82 31 400 0000"),
    "C1": said("yes", "@멘션"),
    "M1": said("erp plc"),
    "N1": said("12.5", "-5\n둘째 줄"),
    "T1": said("=HYPERLINK(\"x\")"),
    "D1": said("2026-03-01"),
}  # fmt: skip


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return every_item(tmp_path_factory.mktemp("release"))


@pytest.fixture(scope="module")
def form(release: Release) -> bytes:
    return maker_of(release).make(facts_of(release, GIVEN))


@pytest.mark.parametrize("name", ACCEPTED)
def test_every_answer_is_read_whatever_was_moved_renamed_or_hidden(
    release: Release, form: bytes, name: str
) -> None:
    found = read(release, ACCEPTED[name](form))
    assert found.meta == META
    assert found.base == GIVEN
    assert found.answers == GIVEN
    assert found.faults == ()


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_cannot_be_trusted_is_refused_with_its_reason(
    release: Release, form: bytes, name: str
) -> None:
    change, code = REFUSED[name]
    with pytest.raises(AssessmentError) as refused:
        read(release, change(form))
    (problem,) = refused.value.problems
    assert problem.code == code
    assert problem.where.startswith("한빛정밀.xlsx")
    assert str(problem.what)
    assert str(problem.fix)


@pytest.mark.parametrize("name", FAULTY)
def test_a_cell_that_cannot_be_taken_is_named_and_all_others_are_read(
    release: Release, form: bytes, name: str
) -> None:
    change, expected = FAULTY[name]
    found = read(release, change(form))
    assert {fault.cell: fault.code for fault in found.faults} == expected
    touched = {fault.item for fault in found.faults if fault.item}
    told = {item: one for item, one in found.answers.items() if item not in touched}
    gone = {"T1"} if name == "unknown_and_missing_questions" else set()
    gone |= {"L2"} if name == "code_of_a_row_gone" else set()
    assert not touched & set(found.answers)
    assert told == {item: one for item, one in GIVEN.items() if item not in touched | gone}
    problem = found.faults[0].problem(found.name)
    assert problem.where == f"한빛정밀.xlsx 문항과 답!{found.faults[0].cell}"


def test_what_was_hidden_renamed_or_deleted_is_told(release: Release, form: bytes) -> None:
    def notes(name: str) -> list[str]:
        change = ACCEPTED.get(name) or FAULTY[name][0]
        return [str(one.what) for one in read(release, change(form)).notes]

    assert notes("untouched") == []
    assert notes("hidden_and_filtered_rows") == [
        "숨긴 행 2개도 읽었습니다.",
        "숨긴 열도 읽었습니다: G",
    ]
    assert notes("sheet_renamed_and_extra") == ["이름이 바뀐 시트에서 읽었습니다."]
    assert notes("unknown_and_missing_questions") == ["줄이 없어 그대로 둔 문항입니다: T1"]


def test_a_share_below_one_is_read_and_asked_about(release: Release, form: bytes) -> None:
    found = read(release, put(E15=0.12)(form))
    assert found.answers["N1"].value == "0.12"
    (note,) = found.notes
    assert note.severity == "warning"
    assert note.where == "한빛정밀.xlsx 문항과 답!E15"
    assert str(note.what) == "0.12 %로 읽었습니다."
    assert str(note.fix) == "12 %이면 % 없이 12라고 적어 주십시오."


def test_an_option_is_its_text_its_id_or_its_number_from_nought(
    release: Release, form: bytes
) -> None:
    def level(cell: object) -> str | None:
        found = read(release, put(E7=cell)(form))
        assert found.faults == ()
        return found.answers["L1"].value

    for cell in ("모두 (3-4)", " 모두（３-４） ", "full", "FULL", "2", " 2 ", "２", 2, 2.0):
        assert level(cell) == "full", cell
    assert level("10~50% *일부*") == "part"
    assert level(0) == "none"


def test_states_may_stand_in_either_cell_in_usual_spellings(release: Release, form: bytes) -> None:
    def state(**cells: object) -> tuple[str, str | None]:
        found = read(release, put(**cells)(form))
        assert found.faults == ()
        return found.answers["L2"].state, found.answers["L2"].reason

    for text in ("모름", "?", "잘 모르겠음", "Not sure"):
        assert state(F8=None, E8=text) == ("unknown", None), text
    for text in ("해당없음", "N/A", "해당 없음: 임가공만 합니다", "임가공만 합니다", "toll"):
        assert state(F8=text) == ("not_applicable", "toll"), text
    assert state(F8=None) == ("unanswered", None)


def test_numbers_days_and_marks_are_taken_in_the_ways_people_write_them(
    release: Release, form: bytes
) -> None:
    def value(item: str, **cells: object) -> str | None:
        found = read(release, put(**cells)(form))
        assert found.faults == ()
        return found.answers[item].value

    for number in (7, 7.0, "7", "７", " 7.0 "):
        assert value("N1", E15=number) == "7", number
    for day in ("2026-03-02", "2026.3.2", "2026/03/02"):
        assert value("D1", E17=day) == "2026-03-02", day
    assert value("M1", E12=None, E13="v", E14=None) == "mes"
    assert value("M1", E11="고른 것 없음", E12=None, E14=None) == ""
    assert value("M1", E11="MES, PLC", E12=None, E14=None) == "mes plc"
    assert value("T1", E16=20260301) == "20260301"


def test_other_calendars_runs_and_control_signs_are_read_as_they_are_shown(
    release: Release, form: bytes
) -> None:
    assert read(release, MAC_DATES(form)).answers["D1"] == said("2026-03-01")
    assert read(release, RUNS(form)).answers["L1"].value == "full"
    odd = "<is><t>종_x0007_소리 _x005F_x0041_ \u200b\u202e끝</t></is>"
    found = read(release, marked_up(form, "E16", odd, "inlineStr"))
    assert found.answers["T1"].value == "종\ufffd소리 _x0041_ \u200b\u202e끝"


def test_a_form_of_a_questionnaire_that_is_not_known_here_is_refused(form: bytes) -> None:
    with pytest.raises(AssessmentError) as refused:
        read(None, form)
    assert [one.code for one in refused.value.problems] == ["form_unknown_release"]


def test_a_form_of_the_same_questionnaire_in_another_installation_is_refused(
    release: Release, form: bytes
) -> None:
    other = with_member(form, "xl/worksheets/sheet4.xml", "f{32}", "e" * 32)
    with pytest.raises(AssessmentError) as refused:
        read(release, other)
    assert [one.code for one in refused.value.problems] == ["form_changed"]


def test_the_place_of_every_answer_is_told(release: Release, form: bytes, tmp_path: Path) -> None:
    places = read(release, form).places
    assert places["L1"] == "문항과 답!E7"
    assert list(places) == ["L1", "L2", "C1", "M1", "N1", "T1", "D1"]
