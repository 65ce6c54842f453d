"""Files that leave: the screen's numbers, for those who may have them, and journalled."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from assessment.problems import NotFound
from assessment.records import journal
from assessment.services.assessing.answering import (
    attach_evidence,
    open_assessment,
    save_answer,
    submit,
)
from assessment.services.exports.bulk_exporting import call_file
from assessment.services.exports.exporting import XLSX, file
from assessment.services.funding.calls import close_call
from assessment.services.funding.deciding import approve, decide
from assessment.services.funding.panels import import_panel_scores
from assessment.services.funding.ranking import call_view
from assessment.services.office import Office
from assessment.services.scoring.results import result
from assessment.workbooks.incoming.guard import admit
from assessment.workbooks.incoming.reading import Sheet, read_workbook
from assessment.workbooks.tabular.panel import read_panel
from tests.conftest import Clock
from tests.services.call_office import Called, called_copy
from tests.services.conftest import People, add_person

pytestmark = pytest.mark.slow

WHY = "선정위원회 자료"


@pytest.fixture
def called(sqlite_template: Path, tmp_path: Path, clock: Clock) -> Iterator[Called]:
    copied = called_copy(sqlite_template, tmp_path, clock)
    yield copied
    copied.office.database.close()


def sheets(content: bytes) -> dict[str, Sheet]:
    return {one.name: one for one in read_workbook(admit("a.xlsx", content))}


def table(sheet: Sheet, first: str) -> list[dict[object, object]]:
    """The rows under the header that begins with this text."""
    head = next(row for row in sorted(sheet.rows) if sheet.rows[row].get(1) == first)
    names = sheet.rows[head]
    return [
        {names[column]: value for column, value in sheet.rows[row].items() if column in names}
        for row in sorted(sheet.rows)
        if row > head
    ]


def journalled(office: Office, kind: str) -> list[dict[str, object]]:
    with office.database.reading() as connection:
        found = journal.rows(connection, kind=kind)
    return [dict(row.payload or {}) | {"subject": row.subject} for row in found]


def test_the_ranked_list_holds_the_numbers_of_the_screen(called: Called) -> None:
    made = call_file(called.office, called.manager, "ranking", called.call_id, WHY)
    view = call_view(called.office, called.manager, called.call_id)
    rows = table(sheets(made.content)["순위"], "순위")
    assert [row["업체"] for row in rows] == view.ranking["name"].tolist()
    assert [row["점수"] for row in rows] == view.ranking["score"].tolist() == [73.0, 71.0, 40.0]
    assert [row["누계(원)"] for row in rows] == view.ranking["cumulative"].tolist()
    assert [row["예산선"] for row in rows] == ["안", "안", "밖"]
    parts = [sum(float(str(row[name])) for name in ("역량", "이익", "계획", "가점·감점"))
             for row in rows]  # fmt: skip
    assert parts == pytest.approx([73.0, 71.0, 40.0])
    method = {v for row in sheets(made.content)["방법"].rows.values() for v in row.values()}
    assert {view.parameters.programme_hash, view.parameters.seed, view.parameters.draws} <= method
    assert made.media_type == XLSX
    assert made.name.endswith("_2026년_2회차_2026-11-22.xlsx")


@pytest.mark.slow
def test_a_decision_is_in_the_list_with_waiting_place_and_reason(called: Called) -> None:
    close_call(called.office, called.manager, called.call_id)
    taken = decide(called.office, called.manager, called.call_id)
    approve(called.office, add_person(called.office, "manager"), taken.id)
    made = call_file(called.office, called.manager, "ranking", called.call_id, WHY)
    rows = table(sheets(made.content)["선정 결정"], "업체")
    assert [row["결정"] for row in rows][:3] == ["선정", "선정", "예비 1순위"]
    refused = {row["업체"]: str(row.get("사유")) for row in rows if row["결정"] == "미선정"}
    assert refused["F주물"].startswith("[T-TAX] ")


def test_an_application_holds_claim_verified_value_and_plan(called: Called) -> None:
    _application, assessment = called.six["A"]
    made = file(called.office, called.manager, "application", assessment)
    found = result(called.office, called.manager, assessment)
    book = sheets(made.content)
    assert set(book) == {"신청 개요", "진단 결과", "개선 계획", "성과지표와 사업비"}
    rows = table(book["진단 결과"], "분야")[: len(found.items)]
    assert [row["점수"] for row in rows] == pytest.approx(found.items["got"].tolist())
    assert [row.get("확인값") for row in rows] == found.items["verified"].tolist()
    assert made.name == "A정밀_2026년_2회차_2026-11-22.xlsx"


def test_the_panel_template_goes_out_and_comes_back(called: Called) -> None:
    made = call_file(called.office, called.manager, "panel", called.call_id, WHY)
    read = read_panel("a.xlsx", made.content)
    assert [row["name"] for row in read.rows][:2] == ["A정밀", "B도금"]
    filled = [{**row, "panelist": "새 위원", "plan": 60.0} for row in read.rows]
    done = import_panel_scores(called.office, called.manager, called.call_id, filled)
    assert (done.saved, done.rejected) == (6, ())


@pytest.fixture
def submitted(people: People, opened_office: Office) -> tuple[int, int]:
    office = opened_office
    key = open_assessment(office, people.owner, people.firm_id, "mini")
    save_answer(office, people.owner, key, "QM01", "answered", "c", tab="t", seen=0)
    save_answer(office, people.owner, key, "EC01", "unknown", tab="t", seen=0)
    evidence = attach_evidence(office, people.owner, key, "QM01", "사진.pdf", _pdf())
    submit(office, people.owner, key)
    return key, evidence if isinstance(evidence, int) else evidence.id


def _pdf() -> bytes:
    import io

    from pypdf import PdfWriter

    target = io.BytesIO()
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.write(target)
    return target.getvalue()


def test_a_receipt_says_what_was_open(
    opened_office: Office, people: People, submitted: tuple[int, int]
) -> None:
    made = file(opened_office, people.owner, "receipt", submitted[0])
    values = {v for row in sheets(made.content)["제출 확인서"].rows.values() for v in row.values()}
    assert {"답하지 않은 문항: 2", "‘잘 모르겠음’으로 답한 문항: 1"} <= values


@pytest.mark.parametrize("kind", ["application", "receipt", "evidence"])
def test_another_firms_file_does_not_exist_and_the_asking_is_journalled(
    opened_office: Office, people: People, submitted: tuple[int, int], kind: str
) -> None:
    number = submitted[1] if kind == "evidence" else submitted[0]
    assert file(opened_office, people.owner, kind, number).content
    with pytest.raises(NotFound):
        file(opened_office, people.stranger, kind, number)
    assert len(journalled(opened_office, "refused")) == 1
    assert len(journalled(opened_office, "exported")) == 1


def test_an_unknown_kind_or_number_does_not_exist(called: Called) -> None:
    for kind, number in (("secrets", 1), ("application", 999), ("evidence", 9)):
        with pytest.raises(NotFound):
            file(called.office, called.manager, kind, number)


def test_what_left_is_journalled_with_its_hash(called: Called) -> None:
    made = call_file(called.office, called.manager, "ranking", called.call_id, WHY)
    row = journalled(called.office, "exported")[0]
    assert row["sha256"] == hashlib.sha256(made.content).hexdigest()
    assert row["name"] == made.name
