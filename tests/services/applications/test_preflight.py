"""Faults of an application: each found with its cell and its screen, and none in a clean one."""

import io
import zipfile
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assessment.definitions.loading import load_programme
from assessment.definitions.registers import FormFields
from assessment.definitions.shape import read_part
from assessment.services.applications.application_measures import application_measures
from assessment.services.applications.mapped_forms import filled, forms_of, unmapped
from assessment.services.applications.preflight import Fault, preflight
from assessment.workbooks.incoming.guard import admit
from assessment.workbooks.incoming.reading import read_workbook
from assessment.workbooks.templates.own_forms import own_forms
from tests import office

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
FIELDS = read_part(ROOT / "data" / "form_fields.yaml", FormFields).model
PROGRAMME, _ = load_programme(ROOT / "data" / "programmes" / "general-2026.yaml")
TODAY = date(2026, 11, 22)
VALUES: dict[str, Any] = {
    "project_name": "사출 생산 기록의 디지털 전환",
    "project_period": 9,
    "planned_cost": 120_000_000,
    "requested_grant": 60_000_000,
    "existing_system": "엑셀",
    "added_system": None,
    "new_system": "생산관리시스템(MES)",
    "supplier": "한결시스템",
    "level_before": "기초",
    "level_after": "중간1",
    "contact": "생산기술팀 031-000-0000",
    "certificate": True,
    "summary": "사출기 열두 대의 생산 수량을 자동으로 모읍니다.",
    "firm_name": "가나정밀",
    "business_number": "1248100998",
    "representative": "대표",
    "corporate_number": None,
    "factory_address": "경기도 안산시 단원구",
    "build_site": None,
    "region": "안산시",
    "complex": "반월",
    "industry": "C22",
    "size_class": "소기업",
    "products": "사출 부품",
    "processes": "사출, 조립",
    "customers": "자동차 부품사",
    "founded_on": date(2004, 3, 2),
    "shop_staff": 30,
    "office_staff": 8,
    "foreign_share": 20,
    "research_share": 5,
    "year": (2025, 2024, 2023),
    "sales": (7000, 6100.5, 5200),
    "exports": (900, 700, 500),
    "operating_margin": (4.2, 3.8, 2.9),
    "employees": (38, 36, 35),
    "debt_ratio": (140, 150, 160),
    "capital": (2000, 1800, 1700),
    "assets": (5000, 4800, 4700),
    "past_projects": [{"year": 2021, "programme": "기초", "level_before": "0", "level_after": "1"}],
    "cost_hardware": 50_000_000,
    "cost_software": 50_000_000,
    "cost_staff": 20_000_000,
    "own_cash": 50_000_000,
    "own_in_kind": 10_000_000,
    "cost_rows": [
        {"name": "산업용 컴퓨터", "amount": 50_000_000, "own": 30_000_000},
        {"name": "MES", "amount": 70_000_000, "own": 30_000_000},
    ],
    "kpi_rows": [
        {"class": "P", "name": "시간당 생산량", "unit": "개", "before": 100, "target": 120,
         "weight": 60},
        {"class": "Q", "name": "공정불량률", "unit": "%", "before": 2.4, "target": 1.2,
         "weight": 40},
    ],
}  # fmt: skip
KNOWN = {
    "level_now": 1,
    "level_target": 2,
    "level_assessed": 1,
    "level_needed": 0,
    "certificate_ends": date(2028, 5, 1),
    "evidence_oldest": date(2025, 5, 1),
}
A, C, K = "스마트공장 지원사업 신청서", "사업비 명세", "성과지표"
KPI = VALUES["kpi_rows"]


def faults(changes: dict[str, Any], known: dict[str, Any] | None = None) -> tuple[Fault, ...]:
    values = deepcopy(VALUES) | changes
    assert FIELDS is not None
    measures = application_measures(values, TODAY, PROGRAMME, KNOWN | (known or {}))
    return preflight(forms_of(ROOT), values, FIELDS, measures)


def test_a_clean_application_has_no_fault() -> None:
    assert faults({}) == ()


def place(form: str, name: str) -> str:
    """Where a name stands in one of the forms."""
    loaded = next(one for one in forms_of(ROOT) if one.form.id == form)
    return loaded.template.places(name)[0].reference


SEEDED: list[tuple[dict[str, Any], dict[str, Any], tuple[str, str, str, str]]] = [
    ({"sales": (None, 6100, 5200)}, {}, (A, "sales_0", "firm", "missing")),
    ({"summary": "  "}, {}, (A, "summary", "apply", "missing")),
    ({"representative": None}, {}, (A, "representative", "firm", "missing")),
    ({"foreign_share": 120}, {}, (A, "foreign_share", "apply", "out_of_range")),
    ({"project_period": "아홉 달"}, {}, (A, "project_period", "apply", "not_a_number")),
    ({"requested_grant": 61_000_000, "own_cash": 49_000_000,
      "cost_rows": [{"name": "MES", "amount": 120_000_000, "own": 59_000_000}]}, {},
     (A, "requested_grant", "apply", "grant_share")),
    ({"project_period": 12}, {}, (A, "project_period", "apply", "months")),
    ({"level_after": "기초"}, {"level_target": 1}, (A, "level_after", "apply", "level_up")),
    ({}, {"level_needed": 2}, (A, "level_before", "assess", "level_needed")),
    ({}, {"level_assessed": 0}, (A, "level_before", "apply", "level_differs")),
    ({"shop_staff": 12}, {}, (A, "shop_staff", "apply", "staff")),
    ({"business_number": "1248100999"}, {}, (A, "business_number", "firm", "business_number")),
    ({}, {"certificate_ends": date(2026, 11, 21)}, (A, "certificate", "firm", "certificate_valid")),
    ({}, {"evidence_oldest": date(2023, 1, 1)}, (A, "level_before", "assess", "evidence_age")),
    ({"year": (2023, 2022, 2021)}, {}, (A, "year_0", "firm", "last_year")),
    ({"exports": (8000, 1, 1)}, {}, (A, "exports_0", "firm", "exports")),
    ({"capital": (6000, 1, 1)}, {}, (A, "capital_0", "firm", "capital")),
    ({"founded_on": date(2027, 1, 1)}, {}, (A, "founded_on", "firm", "founded")),
    ({"past_projects": [{"year": 2021, "programme": ""}]}, {},
     (A, "past_projects+0+1", "firm", "row_missing")),
    ({"own_cash": 40_000_000, "cost_rows": [{"name": "가", "amount": 120_000_000, "own": 1}]}, {},
     (C, "own_cash", "apply", "funding_total")),
    ({"cost_rows": VALUES["cost_rows"][:1]}, {}, (C, "cost_rows", "apply", "cost_rows_total")),
    ({"cost_rows": [{"name": "가", "amount": 120_000_000, "own": 70_000_000}]}, {},
     (C, "cost_rows", "apply", "own_rows")),
    ({"cost_rows": []}, {}, (C, "cost_rows", "apply", "few_rows")),
    ({"own_cash": 30_000_000, "own_in_kind": 30_000_000}, {},
     (C, "own_in_kind", "apply", "in_kind")),
    ({"kpi_rows": [KPI[0], KPI[1] | {"weight": 30}]}, {}, (K, "kpi_rows", "apply", "weights")),
    ({"kpi_rows": [KPI[0], KPI[1] | {"class": "X"}]}, {},
     (K, "kpi_rows+1+0", "apply", "row_choice")),
    ({"kpi_rows": [KPI[0], KPI[1] | {"target": None}]}, {},
     (K, "kpi_rows+1+4", "apply", "row_missing")),
    ({"kpi_rows": [KPI[0], KPI[1] | {"target": 2.4}]}, {},
     (K, "kpi_rows+1+4", "apply", "row_same")),
    ({"kpi_rows": [KPI[0], KPI[1] | {"class": "P"}]}, {}, (K, "kpi_rows", "apply", "kpi_kinds")),
]  # fmt: skip
FORM_OF = {A: "application-2026", C: "costs-2026", K: "indicators-2026"}


@pytest.mark.parametrize(("changes", "known", "expected"), SEEDED)
def test_each_seeded_fault_is_found_alone_with_its_cell_and_its_screen(
    changes: dict[str, Any], known: dict[str, Any], expected: tuple[str, str, str, str]
) -> None:
    sheet, name, screen, code = expected
    anchor, *shift = name.split("+")
    cell = place(FORM_OF[sheet], anchor)
    if shift:
        row, column = map(int, shift)
        cell = f"{chr(ord(cell[0]) + column)}{int(cell[1:]) + row}"
    found = faults(changes, known)
    assert [(one.sheet, one.cell, one.screen, one.code) for one in found] == [
        (sheet, cell, screen, code)
    ]
    assert str(found[0].what)
    assert str(found[0].fix)


def test_the_seeded_faults_are_twenty_and_more_over_all_three_forms() -> None:
    assert len(SEEDED) >= 20
    assert {expected[0] for _, _, expected in SEEDED} == {A, C, K}


def test_costs_that_do_not_add_up_and_too_many_rows_are_told() -> None:
    many = [{"name": "가", "amount": 10_000_000, "own": 0}] * 13
    codes = {(one.sheet, one.code) for one in faults({"cost_hardware": 1, "cost_rows": many})}
    assert codes == {(C, "cost_total"), (C, "cost_rows_total"), (C, "many_rows")}


def test_what_several_forms_ask_is_told_once() -> None:
    assert [one.code for one in faults({"firm_name": None})] == ["missing"]


def test_the_shipped_workbooks_are_what_their_script_makes_and_all_names_are_mapped() -> None:
    for name, content in own_forms().items():
        assert (ROOT / "data" / "forms" / name).read_bytes() == content
    assert [unmapped(one) for one in forms_of(ROOT)] == [(), (), ()]


def test_the_filled_forms_hold_the_values_and_a_draft_says_so() -> None:
    by_name = {one.form.id: one for one in forms_of(ROOT)}
    content = filled(by_name["application-2026"], VALUES, draft=True).content
    held = [value for row in read_workbook(admit("a.xlsx", content))[0].rows.values()
            for value in row.values()]  # fmt: skip
    assert {"가나정밀", "1248100998", 120_000_000, date(2004, 3, 2), 6100.5} <= set(held)
    for draft, mark in ((True, "초안"), (False, "")):
        made = filled(by_name["costs-2026"], VALUES, draft=draft).content
        with zipfile.ZipFile(io.BytesIO(made)) as archive:
            sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        assert f"9A3412 {mark}<" in sheet
        assert "{{" not in sheet


@pytest.mark.office
@pytest.mark.parametrize("name", ["application-2026", "costs-2026", "indicators-2026"])
def test_libreoffice_prints_a_form_on_one_page_with_its_sums(name: str, tmp_path: Path) -> None:
    from pypdf import PdfReader

    loaded = next(one for one in forms_of(ROOT) if one.form.id == name)
    path = tmp_path / "out.xlsx"
    path.write_bytes(filled(loaded, VALUES, draft=False).content)
    pages = PdfReader(office.converted([path], office.PDF)[0]).pages
    text = pages[0].extract_text()
    assert len(pages) == 1
    assert "{{" not in text
    assert "가나정밀" in text
    if name == "costs-2026":
        assert "맞음" in text
        assert text.count("120,000,000") == 3
    if name == "indicators-2026":
        assert "20.0%" in text
        assert "100.0" in text
