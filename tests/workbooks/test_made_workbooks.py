"""The workbooks that leave: nothing in them is a formula, all is read back, A4 and Korean fonts."""

import io
import re
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from assessment.problems import AssessmentError
from assessment.workbooks.incoming.guard import admit
from assessment.workbooks.incoming.reading import read_workbook
from assessment.workbooks.outgoing.writing import Pages, reconcile
from assessment.workbooks.sheets.application import ApplicationForm, application_workbook
from assessment.workbooks.sheets.ranked_list import RankedList, ranked_list_workbook
from assessment.workbooks.sheets.receipt import ReceiptForm, receipt_workbook
from assessment.workbooks.tabular.panel import PanelCriterion, panel_template, read_panel
from tests import office
from tests.workbooks.hostile import INJECTIONS

pytestmark = pytest.mark.slow

EVIL = [text for text in INJECTIONS if text.strip()]
CRITERIA = (PanelCriterion("plan", "계획", 0, 10), PanelCriterion("effect", "=효과", 0, 5))


def ranked(names: list[str], demo: bool = True) -> bytes:
    many = range(len(names))
    ranking = pd.DataFrame({"rank": many, "name": names, "score": [80.25] * len(names)})
    ranking = ranking.assign(**{"criterion:plan": 40.125, "above_line": True, "granted": 5e7})
    decisions = pd.DataFrame({"name": names, "outcome": "선정", "reason": names})
    return ranked_list_workbook(
        RankedList(
            call=names[0],
            programme=names[0],
            round="2026-2",
            status="마감",
            data_date="2026-11-20",
            seed=20260,
            ranking=ranking,
            criteria=pd.DataFrame({"name": names, "weight": 1.5}),
            criterion_names={"plan": names[0]},
            eligibility=pd.DataFrame({"name": names, "status": "적격", "messages": names}),
            unverified=pd.DataFrame({"name": names, "score": 1.0, "reason": names}),
            decisions=decisions,
            parameters=[(names[0], names[0]), ("모의 횟수", 1000)],
            hashes=[("지원사업", "ab" * 32)],
            distribution=names[0],
            notes=names,
            demo=demo,
        )
    )


def applied(names: list[str], demo: bool = True) -> bytes:
    rows = len(names)
    pairs = [(name, name) for name in names]
    return application_workbook(
        ApplicationForm(
            firm_name=names[0],
            questionnaire=names[0],
            round=names[0],
            day="2026-11-22",
            facts=[*pairs, ("종업원 수", 38), ("연락처", None)],
            figures=pd.DataFrame({"label": names, "unit": names, "2024": 1.5, "2025": None}),
            project=pairs,
            levels=pd.DataFrame({"axis": names, "before": names, "after": names}),
            results=pd.DataFrame(
                {"field": names, "area": names, "item": names, "claimed": names,
                 "verified": None, "got": 7.5, "possible": 20.0}
            ),
            totals=[("점수", 612.5), *pairs[:2]],
            steps=pd.DataFrame({"item": names, "action": names, "months": 4, "gain": 16.0}),
            kpis=pd.DataFrame({"class": ["Q"] * rows, "name": names, "before": 2.4}),
            costs=pd.DataFrame({"kind": names, "total": 5e7, "grant": 2.5e7, "own": 2.5e7}),
            disclaimer=names[0],
            history=pd.DataFrame({"year": ["2021"] * rows, "programme": names}),
            demo=demo,
        )
    )  # fmt: skip


def templated(names: list[str], demo: bool = True) -> bytes:
    template = pd.DataFrame(
        {"application": range(len(names)), "name": names, "panelist": names, "plan": None}
    ).assign(effect=2.5)
    return panel_template(names[0], template, CRITERIA, demo=demo)


def receipted(names: list[str], demo: bool = True) -> bytes:
    pairs = [(name, name) for name in names]
    return receipt_workbook(ReceiptForm(names[0], names[0], pairs, names, names, names, demo))


MAKERS = {"ranking": ranked, "application": applied, "panel": templated, "receipt": receipted}


@pytest.mark.parametrize("maker", MAKERS)
def test_no_export_turns_text_into_a_formula_or_a_link(maker: str) -> None:
    content = MAKERS[maker](EVIL)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/"):
                part = archive.read(name)
                assert not re.search(rb"<f[ >]", part)
                assert b"<hyperlink" not in part
        assert b'quotePrefix="1"' in archive.read("xl/styles.xml")
    cells = [
        cell
        for sheet in openpyxl.load_workbook(io.BytesIO(content))
        for row in sheet.iter_rows()
        for cell in row
    ]
    assert all(cell.hyperlink is None for cell in cells)
    held = {value for sheet in read_workbook(admit("a.xlsx", content))
            for row in sheet.rows.values() for value in row.values()}  # fmt: skip
    if maker != "receipt":
        assert set(EVIL) - {text.replace("\r", "\n") for text in EVIL} <= held | {"\r=1"}
    assert {"=1+1", "＠x", "+821000000000"} <= held


@pytest.mark.parametrize("maker", MAKERS)
def test_a_demo_says_so_on_every_sheet_and_a_real_file_nowhere(maker: str) -> None:
    for demo in (True, False):
        book = openpyxl.load_workbook(io.BytesIO(MAKERS[maker](["가나"], demo)))
        for sheet in book:
            values = [str(cell.value) for row in sheet.iter_rows() for cell in row]
            header = str(sheet.oddHeader.center.text)
            assert ("가상 데이터" in values) == demo
            assert ("가상 데이터" in header) == demo


@pytest.mark.parametrize("maker", MAKERS)
def test_every_sheet_prints_on_a4_one_page_wide_in_a_named_korean_font(maker: str) -> None:
    for sheet in openpyxl.load_workbook(io.BytesIO(MAKERS[maker](["가나"]))):
        assert sheet.page_setup.paperSize in (9, "9")
        assert sheet.page_setup.fitToWidth in (1, None)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        fonts = {cell.font.name for row in sheet.iter_rows() for cell in row if cell.value}
        assert fonts == {"맑은 고딕"}


def test_the_same_ranked_list_gives_the_same_bytes() -> None:
    assert ranked(["가나", "다라"]) == ranked(["가나", "다라"])


def test_numbers_of_the_ranked_list_are_the_numbers_given() -> None:
    sheets = {one.name: one for one in read_workbook(admit("a.xlsx", ranked(["가나", "다라"])))}
    assert set(sheets) == {"순위", "자격요건", "미확인", "평가항목", "선정 결정", "방법"}
    values = [value for row in sheets["순위"].rows.values() for value in row.values()]
    assert [value for value in values if value in (80.25, 40.125)][:2] == [80.25, 40.125]
    method = [value for row in sheets["방법"].rows.values() for value in row.values()]
    assert {20260, 1000, "ab" * 32, "2026-11-20"} <= set(method)


def test_a_workbook_that_reads_back_otherwise_is_not_handed_out() -> None:
    content = ranked(["가나"])
    with pytest.raises(AssessmentError) as refused:
        reconcile(content, {"순위": {(1, 1): "다른 값"}})
    assert refused.value.problems[0].code == "reconcile"


def test_text_longer_than_a_cell_says_so_and_nothing_else_is_lost_either() -> None:
    pages = Pages()
    page = pages.page("글")
    for row, value in enumerate(
        ["가" * 40_000, "a\x07b\ud800", float("inf"), 12_345_678_901_234_567, date(1850, 1, 2)]
    ):
        page.put(row, 0, value, None)
    rows = read_workbook(admit("a.xlsx", pages.finish()))[0].rows
    cut = str(rows.pop(1)[1])
    assert cut.endswith("가… [잘림: 모두 40,000자]")
    assert len(cut) == 32_767
    assert [cells[1] for cells in rows.values()] == [
        "a\ufffdb\ufffd", "∞", "12345678901234567", "1850-01-02",
    ]  # fmt: skip


def test_a_panel_sheet_comes_back_with_its_scores() -> None:
    content = panel_template(
        "공고",
        pd.DataFrame(
            {"application": [3, 4], "name": ["가", "나"], "panelist": ["김위원", None],
             "plan": [8, None], "effect": [2.5, 0]}
        ),
        CRITERIA,
    )  # fmt: skip
    read = read_panel("점수.xlsx", content)
    assert read.rows == (
        {"application": 3, "name": "가", "panelist": "김위원", "plan": 8, "effect": 2.5},
        {"application": 4, "name": "나", "panelist": "김위원", "plan": None, "effect": 0},
    )
    assert read.faults == ()


def test_names_of_two_panelists_are_left_as_they_are() -> None:
    rows = "신청번호,업체,평가위원,plan · 계획\n1,가,김,1\n2,나,이,2\n3,다,,3\n"
    read = read_panel("점수.csv", rows.encode())
    assert [row["panelist"] for row in read.rows] == ["김", "이", None]


@pytest.mark.office
@pytest.mark.parametrize(("maker", "pages"), [("application", 4), ("ranking", 6)])
def test_libreoffice_prints_every_sheet_on_one_page(maker: str, pages: int, tmp_path: Path) -> None:
    from pypdf import PdfReader

    path = tmp_path / "out.xlsx"
    path.write_bytes(MAKERS[maker](["가나정밀", "다라금속"]))
    printed = PdfReader(office.converted([path], office.PDF)[0])
    assert len(printed.pages) == pages
    assert "가나정밀" in printed.pages[0].extract_text()
