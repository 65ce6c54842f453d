"""Yearly figures beside a register, and numbers that a spreadsheet spoilt."""

import io
from typing import Any

import pytest
import xlsxwriter

from assessment.services.office import Actor, Office
from assessment.services.register.firms import find_firms, firm, save_figures
from assessment.services.register.register_import import (
    Preview,
    Register,
    preview,
    read_register,
    store,
)
from assessment.workbooks.incoming.guard import admit
from tests.services.conftest import add_person
from tests.services.registers import FACTORY_ON, factory, given, two_sheets


@pytest.fixture
def staff(office: Office) -> Actor:
    return add_person(office, "manager")


def did(result: Preview) -> list[str]:
    return [outcome.did for outcome in result.outcomes]


def only_firm(office: Office, staff: Actor) -> int:
    rows = find_firms(office, staff).rows
    assert len(rows) == 1
    return int(rows["id"].iloc[0])


def test_numbers_that_a_spreadsheet_spoilt_are_named_with_the_mending(
    office: Office, staff: Actor
) -> None:
    headers = ["회사명", "사업자등록번호", "공장관리번호"]
    result = preview(
        office,
        staff,
        given(
            headers,
            ["앞의 영", 123456782, None],
            ["지수", "1.248E+09", None],
            ["잘린 수", 1248100000, None],
            ["긴 수", None, 1.30111000624600e17],
            ["수", 1248100998, 130111000624600],
            ["열네 자리", None, 30111000624600],
        ),
    )
    assert did(result) == ["refused"] * 4 + ["new", "new"]
    assert [(p.where.split("!")[1], p.code) for p in result.problems] == [
        ("B2", "identifier_zero"),
        ("B3", "identifier_exponent"),
        ("B4", "identifier_exponent"),
        ("C5", "identifier_exponent"),
    ]
    assert "0123456782" in str(result.problems[0].fix)
    assert [(p.where.split("!")[1], p.code) for p in result.warnings] == [("C7", "identifier_zero")]


def with_figures(headers: list[str], *rows: list[Any]) -> Register:
    firm_row = factory("다라금속", "130111000624600", "124-81-00998")
    register = given(FACTORY_ON, firm_row)
    return Register("a.xlsx", "x", register.table, (two_sheets("재무", headers, *rows),))


def test_years_side_by_side_are_read_in_their_units(office: Office, staff: Actor) -> None:
    headers = [
        "사업자등록번호",
        "2024년 매출액(천원)",
        "매출액(억원) 2025",
        "수출액 2025 (천달러)",
        "종업원수 2025",
    ]
    one = with_figures(headers, ["124-81-00998", 1_234_000, "15.5", 120, "14명"])
    result = store(office, staff, one)
    assert (result.problems, len(result.figures.write)) == ((), 2)
    view = firm(office, staff, only_firm(office, staff))
    years = view.figures.set_index("year")
    assert years["sales"][2024] == 1234
    latest = [float(years[name][2025]) for name in ("sales", "exports_usd", "employees")]
    assert latest == [1550, 120, 14]
    assert not preview(office, staff, one).changes_anything


def test_years_below_one_another_fill_blanks_and_never_change_what_stands(
    office: Office, staff: Actor
) -> None:
    headers = ["공장관리번호", "결산연도", "매출액(백만원)", "부채비율(%)"]
    rows = [["130111000624600", 2024, 900, "80%"], ["130111000624600", "2025년", 950, None]]
    store(office, staff, with_figures(headers))
    number = only_firm(office, staff)
    save_figures(office, staff, number, {2025: {"sales": 1000}})
    result = store(office, staff, with_figures(headers, *rows))
    assert [(one.year, dict(one.filled), dict(one.differs)) for one in result.figures.changes] == [
        (2024, {"sales": 900, "debt_ratio": 80}, {}),
        (2025, {}, {"sales": (1000, 950)}),
    ]
    years = firm(office, staff, number).figures.set_index("year")
    assert years["sales"].to_dict() == {2024: 900, 2025: 1000}


def test_figures_without_a_unit_a_year_or_a_firm_are_named(office: Office, staff: Actor) -> None:
    headers = ["사업자등록번호", "연도", "매출액", "수출액(백만원)"]
    rows: list[list[Any]] = [
        ["124-81-00998", 2030, 1, 1],
        ["220-81-62517", 2025, 1, 1],
        [None, 2025, 1, 1],
        ["124-81-00998", 2025, 1, "많음"],
        [124810099, 2025, 1, 1],
    ]
    result = preview(office, staff, with_figures(headers, *rows))
    assert [(p.where, p.code) for p in result.problems] == [
        ("재무.xlsx 재무 · 매출액", "unit_missing"),
        ("재무.xlsx 재무!B2", "year"),
        ("재무.xlsx 재무!A6", "identifier_zero"),
        ("재무.xlsx 재무!4", "no_number"),
        ("재무.xlsx 재무!D5", "number"),
        ("재무.xlsx 재무!3", "no_firm"),
    ]
    assert result.figures.write == {}


def test_a_second_sheet_of_the_workbook_holds_the_years(office: Office, staff: Actor) -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        figures, firms_sheet = book.add_worksheet("재무"), book.add_worksheet("명부")
        for row, cells in enumerate(
            (["사업자등록번호", "2025 매출액(백만원)"], ["1248100998", 700])
        ):
            figures.write_row(row, 0, cells)
        rows = [FACTORY_ON, factory("다라금속", "130111000624600", "124-81-00998")]
        firms_sheet.merge_range(0, 0, 0, 10, "2026년 공장등록현황")
        for row, cells in enumerate(rows, start=1):
            firms_sheet.write_row(row, 0, cells)
    one = read_register(office, staff, admit("명부.xlsx", target.getvalue()))
    result = store(office, staff, one)
    assert (did(result), result.outcomes[0].row, len(result.figures.write)) == (["new"], 3, 1)
    assert firm(office, staff, 1).figures["sales"].tolist() == [700]
