"""What the programme office's desk needs besides the verbs."""

import io
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from assessment.problems import AssessmentError, NotAllowed
from assessment.services.exports import bulk_exporting
from assessment.services.funding import call_desk
from assessment.services.funding.panels import panel_sheet, save_panel_scores
from tests.conftest import Clock
from tests.services.call_office import Called, called_copy


@pytest.fixture
def called(sqlite_template: Path, tmp_path: Path, clock: Clock) -> Iterator[Called]:
    copied = called_copy(sqlite_template, tmp_path, clock)
    yield copied
    copied.office.database.close()


def test_only_the_office_sees_what_is_on_offer(called: Called) -> None:
    offered = call_desk.published_programmes(called.office, called.manager)
    assert len({one.id for one in offered}) == len(offered) >= 1
    for asks in (call_desk.published_programmes, call_desk.last_change):
        with pytest.raises(NotAllowed):
            asks(called.office, called.people.owner)


def test_the_last_change_moves_with_every_deed_and_only_then(called: Called) -> None:
    before = call_desk.last_change(called.office, called.manager)
    assert call_desk.last_change(called.office, called.manager) == before
    given = {called.six["A"][0]: {"plan": 40.0}}
    save_panel_scores(called.office, called.manager, called.call_id, "위원 2", given)
    assert call_desk.last_change(called.office, called.manager) > before


def test_an_uploaded_template_stores_good_cells_and_names_bad_ones_by_the_files_row(
    called: Called,
) -> None:
    why = "평가위원 채점"
    made = bulk_exporting.call_file(called.office, called.manager, "panel", called.call_id, why)
    book = openpyxl.load_workbook(io.BytesIO(made.content))
    sheet = book.worksheets[0]
    top = next(row for row in sheet.iter_rows() if row[0].value == "신청번호")
    first = top[0].row + 1
    sheet.cell(first, 3).value = "위원 7"
    sheet.cell(first, 4).value, sheet.cell(first + 1, 4).value = 72, 101
    filled = io.BytesIO()
    book.save(filled)
    done = call_desk.import_panel_file(
        called.office, called.manager, called.call_id, "점수.xlsx", filled.getvalue()
    )
    assert (done.saved, [(row["row"], row["column"]) for row in done.rejected]) == (
        1,
        [(first + 1, "plan")],
    )
    scores = panel_sheet(called.office, called.manager, called.call_id).scores
    assert scores[scores["panelist"] == "위원 7"]["score"].tolist() == [72.0]


def test_what_is_no_table_is_refused_by_the_guard_and_nothing_is_stored(called: Called) -> None:
    before = call_desk.last_change(called.office, called.manager)
    with pytest.raises(AssessmentError):
        call_desk.import_panel_file(
            called.office, called.manager, called.call_id, "점수.xlsx", b"MZ\x90\x00 not a table"
        )
    assert call_desk.last_change(called.office, called.manager) == before
