"""The cohort workbook: every row as it was meant, live sums, charts, and refusal of a bad write."""

import re
import zipfile
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest

from assessment.problems import AssessmentError
from assessment.workbooks.cohorts import cohort as module
from assessment.workbooks.cohorts.cohort import Cohort, CohortColumn, cohort_workbook
from assessment.workbooks.cohorts.cohort_summary import Count, Mean
from assessment.workbooks.incoming.guard import admit
from assessment.workbooks.incoming.reading import read_workbook
from assessment.workbooks.outgoing.poured import pour
from assessment.workbooks.outgoing.rereading import reconcile_rows
from tests.workbooks import hostile
from tests.workbooks.recalculating import changed, different, grids, recalculated, spoiled

pytestmark = pytest.mark.slow

COLUMNS = (
    CohortColumn("firm", "번호", "whole"),
    CohortColumn("name", "업체", "text", 24, "등록된 이름", source="등록대장"),
    CohortColumn("level", "단계", "word", codes=(("low", "기초"), ("high", "중간"))),
    CohortColumn("total", "총점", "points", meaning="100점 만점", unit="점"),
    CohortColumn("share", "응답률", "share"),
)


def cohort(count: int, names: tuple[str, ...] = ("가나정밀", "<다라> & 금속", "")) -> Cohort:
    frame = pd.DataFrame(
        {
            "firm": range(1, count + 1),
            "name": [names[n % len(names)] for n in range(count)],
            "level": [("기초", "중간", None)[n % 3] for n in range(count)],
            "total": [None if n % 7 == 6 else n % 100 + 0.1 for n in range(count)],
            "share": [n / max(count, 1) for n in range(count)],
        }
    )
    return Cohort(
        "전체 자료", (("회차", "2026년 2회차"),), COLUMNS, frame,
        counts=(Count("단계", "level", ("기초", "중간")),),
        means=(Mean("평균", (("total", "총점"), ("share", "응답률"))),),
        method=("제출한 업체만 들어 있습니다.",), hashes=(("해시", "ab" * 32),), scales=("total",),
    )  # fmt: skip


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("count", [0, 1, 2500])
def test_every_row_is_there_as_it_was_meant(count: int) -> None:
    given = cohort(count)
    rows = grids(cohort_workbook(given))["업체"][2:]
    rows = [row for row in rows if row[0] is not None]
    assert [row[0] for row in rows] == list(range(1, count + 1))
    assert [row[1] or "" for row in rows] == list(given.frame["name"])
    totals = [None if pd.isna(one) else one for one in given.frame["total"]]
    assert [row[3] for row in rows] == totals


def test_the_file_passes_our_own_guard_and_is_the_same_every_time() -> None:
    content = cohort_workbook(cohort(50))
    assert admit("a.xlsx", content).archive is not None
    assert content == cohort_workbook(cohort(50))


def test_charts_names_filter_panes_and_rules_are_excels_own() -> None:
    held = parts(cohort_workbook(cohort(10)))
    assert {"xl/charts/chart1.xml", "xl/charts/chart2.xml"} <= set(held)
    names = re.findall(rb'<definedName name="(v_\w+)">([^<]*)<', held["xl/workbook.xml"])
    assert dict(names)[b"v_total"].decode() == "'업체'!$D$3:$D$12"
    sheet = held["xl/worksheets/sheet3.xml"]
    assert b'<autoFilter ref="A2:E12"' in sheet
    assert b'state="frozen"' in sheet
    assert b"colorScale" in sheet
    assert b'<dimension ref="A1:E12"/>' in sheet


def test_no_text_becomes_a_formula_or_a_link() -> None:
    content = cohort_workbook(cohort(len(hostile.INJECTIONS), tuple(hostile.INJECTIONS)))
    held = parts(content)
    sheet = held["xl/worksheets/sheet3.xml"]
    assert b"<f>" not in sheet
    assert b"hyperlink" not in sheet
    assert b'quotePrefix="1"' in held["xl/styles.xml"]
    read = next(one for one in read_workbook(admit("a.xlsx", content)) if one.name == "업체")
    assert [read.rows[3 + n][2] for n in range(len(hostile.INJECTIONS))] == list(hostile.INJECTIONS)


def test_sums_are_live_and_keep_what_they_give() -> None:
    rows = grids(cohort_workbook(cohort(30)))["요약"]
    assert [row[:2] for row in rows[3:5]] == [["기초", 10], ["중간", 10]]


@pytest.mark.parametrize(
    ("pattern", "to"),
    [
        (rb"(<c r=\"D5\"[^>]*><v>)[^<]*", rb"\g<1>99"),
        ("가나정밀".encode(), "가나정말".encode()),
        (rb"<row r=\"6\".*?</row>", b""),
        (rb"<c r=\"B7\"", rb'<c r="C7"'),
    ],
)
def test_a_file_that_is_not_what_was_meant_is_not_handed_out(
    pattern: bytes, to: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def poured(shell: bytes, sheets: object) -> bytes:
        return changed(pour(shell, sheets), "xl/worksheets/sheet3", pattern, to)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "pour", poured)
    with pytest.raises(AssessmentError, match="내보내지"):
        cohort_workbook(cohort(9))


def test_reading_back_adds_up_numbers_exactly() -> None:
    given = cohort(5)
    content = cohort_workbook(given)
    told = [("A", ("", [1.0, 2.0, 3.0, 4.0, 5.5]))]
    with pytest.raises(AssessmentError):
        reconcile_rows(content, "업체", 3, told, 5)


@pytest.mark.office
def test_libreoffice_finds_the_same_counts_and_means(tmp_path: Path) -> None:
    content = cohort_workbook(cohort(120))
    assert different(grids(content), grids(recalculated(spoiled(content), tmp_path))) == []
