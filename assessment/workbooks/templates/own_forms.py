"""The three application forms of our own making; run as a module, with a folder, it writes them.

Their fields follow the application screens of the national system (2023). They are templates
like any funder's: names and placeholders, filled by the mapping files beside them.
"""

import io
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from assessment.workbooks.outgoing.saving import save
from assessment.workbooks.outgoing.strict_sheet import StrictSheet, checked

FONT = "맑은 고딕"
_FIXED = datetime(2000, 1, 1)
_KPI_ROWS, _COST_ROWS, _PAST_ROWS = 10, 12, 5
_YEAR_FIELDS = (
    ("sales", "매출액 (백만 원)", "#,##0"),
    ("exports", "수출액 (백만 원)", "#,##0"),
    ("operating_margin", "영업이익률 (%)", "0.0"),
    ("employees", "종업원 수 (명)", "#,##0"),
    ("debt_ratio", "부채비율 (%)", "0.0"),
    ("capital", "자본총계 (백만 원)", "#,##0"),
    ("assets", "자산총계 (백만 원)", "#,##0"),
)
_BASIC = (
    ("project_name", "과제 이름", "project_period", "수행 기간 (개월)"),
    ("planned_cost", "총사업비 (원)", "requested_grant", "신청 금액 (원)"),
    ("existing_system", "지금 쓰는 시스템", "added_system", "넓힐 시스템"),
    ("new_system", "새로 둘 시스템", "supplier", "공급기업"),
    ("level_before", "지금 수준", "level_after", "목표 수준"),
    ("contact", "담당자 연락처", "certificate", "수준확인서"),
)
_FIRM = (
    ("firm_name", "업체명", "business_number", "사업자등록번호"),
    ("representative", "대표자", "corporate_number", "법인등록번호"),
    ("factory_address", "공장 주소", "build_site", "도입할 공장"),
    ("region", "공장이 있는 시", "complex", "산업단지"),
    ("industry", "업종", "size_class", "기업 규모"),
    ("products", "주생산품", "processes", "주요 공정"),
    ("customers", "주요 납품처", "founded_on", "공장 설립일"),
    ("shop_staff", "현장 인력 (명)", "office_staff", "사무 인력 (명)"),
    ("foreign_share", "외국인 비율 (%)", "research_share", "연구개발 인력 (%)"),
)
_COSTS = (
    ("cost_hardware", "하드웨어"),
    ("cost_software", "소프트웨어"),
    ("cost_network", "네트워크"),
    ("cost_automation", "자동화 장비"),
    ("cost_cloud", "클라우드 이용료"),
    ("cost_staff", "업체 인건비"),
    ("cost_certificate", "수준확인비"),
)
_FUNDS = (
    ("requested_grant", "정부지원금"),
    ("own_cash", "자부담 (현금)"),
    ("own_in_kind", "자부담 (인건비 현물)"),
)
_MONEY = ("planned_cost", "requested_grant")
_NUMBERS = ("project_period", "shop_staff", "office_staff", "foreign_share", "research_share")


class _Sheet:
    """One printed sheet in the making."""

    def __init__(self, title: str, widths: Sequence[float]) -> None:
        self.target = io.BytesIO()
        self.book = xlsxwriter.Workbook(self.target, {"in_memory": True})
        self.book.set_properties({"created": _FIXED, "author": "", "comments": ""})
        self.sheet = StrictSheet(self.book.add_worksheet(title))
        self.row = 0
        for place, width in enumerate(widths):
            self.sheet.set_column(place, place, width)
        self.last = len(widths) - 1
        self.sheet.set_paper(9)
        self.sheet.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.6)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_header(f'&C&"{FONT},Bold"&12&K9A3412 {{{{draft}}}}')
        self.sheet.set_footer(f'&L&"{FONT}"&9 {{{{firm_name}}}}&R&"{FONT}"&9&P / &N')
        heading = self.look(bold=True, font_size=16, align="center")
        self.sheet.merge_range(0, 0, 0, self.last, title, heading)
        self.sheet.set_row(0, 32)
        self.row = 2

    def look(self, **given: Any) -> Any:
        plain = {"font_name": FONT, "font_size": 10, "valign": "vcenter", "text_wrap": True}
        return self.book.add_format(plain | given)

    def boxed(self, **given: Any) -> Any:
        return self.look(border=1, border_color="#8E98A5", **given)

    def head(self, **given: Any) -> Any:
        return self.boxed(bold=True, bg_color="#EEF2F7", **given)

    def heading(self, text: str) -> None:
        self.sheet.write_string(
            self.row, 0, text, self.look(bold=True, font_size=12, text_wrap=False)
        )
        self.sheet.set_row(self.row, 22)
        self.row += 1

    def named(self, name: str, row: int, column: int, row2: int = -1, column2: int = -1) -> None:
        sheet = self.sheet.get_name().replace("'", "''")
        first = xlsxwriter.utility.xl_rowcol_to_cell(row, column, True, True)
        last = xlsxwriter.utility.xl_rowcol_to_cell(row2, column2, True, True) if row2 >= 0 else ""
        checked(self.book.define_name(name, f"='{sheet}'!{first}" + (f":{last}" if last else "")))

    def pairs(self, rows: Sequence[tuple[str, str, str, str]]) -> None:
        """Two labelled cells a row, each under its field's name."""
        for left, left_label, right, right_label in rows:
            for column, name, label in ((0, left, left_label), (2, right, right_label)):
                form = "#,##0" if name in _MONEY else "General" if name in _NUMBERS else "@"
                form = "yyyy-mm-dd" if name.endswith("_on") else form
                self.sheet.write_string(self.row, column, label, self.head())
                box = self.boxed(num_format=form, align="left", indent=1)
                self.sheet.write_blank(self.row, column + 1, None, box)
                self.named(name, self.row, column + 1)
            self.sheet.set_row(self.row, 30)
            self.row += 1
        self.row += 1

    def wide(self, name: str, label: str, height: float) -> None:
        self.sheet.write_string(self.row, 0, label, self.head())
        self.sheet.merge_range(self.row, 1, self.row, self.last, "", self.boxed(valign="top"))
        self.named(name, self.row, 1, self.row, self.last)
        self.sheet.set_row(self.row, height)
        self.row += 2

    def table(self, name: str, heads: Sequence[str], rows: int, forms: Sequence[str]) -> int:
        """Empty rows of one look under a head; the first row's number."""
        for column, text in enumerate(heads):
            self.sheet.write_string(self.row, column, text, self.head(align="center"))
        first = self.row + 1
        boxes = [self.boxed(num_format=form) for form in forms]
        for row in range(first, first + rows):
            for column, box in enumerate(boxes):
                self.sheet.write_blank(row, column, None, box)
            self.sheet.set_row(row, 20)
        self.named(name, first, 0, first + rows - 1, len(heads) - 1)
        self.row = first + rows
        return first

    def finish(self) -> bytes:
        self.sheet.print_area(0, 0, self.row, self.last)
        self.book.close()
        return self.target.getvalue()


def application_form() -> bytes:
    """신청서: the project, the firm and its last three years."""
    page = _Sheet("스마트공장 지원사업 신청서", (17, 30, 17, 30))
    page.heading("1. 과제 기본정보")
    page.pairs(_BASIC)
    page.row -= 1
    page.wide("summary", "과제 요약", 60)
    page.heading("2. 도입기업 정보")
    page.pairs(_FIRM)
    page.heading("3. 최근 3년 현황")
    page.sheet.write_string(page.row, 0, "구분", page.head(align="center"))
    for back in (2, 1, 0):
        place = 3 - back
        page.sheet.write_blank(page.row, place, None, page.head(align="center", num_format="0"))
        page.named(f"year_{back}", page.row, place)
    page.row += 1
    for name, label, form in _YEAR_FIELDS:
        page.sheet.write_string(page.row, 0, label, page.head())
        for back in (2, 1, 0):
            page.sheet.write_blank(page.row, 3 - back, None, page.boxed(num_format=form))
            page.named(f"{name}_{back}", page.row, 3 - back)
        page.row += 1
    page.row += 1
    page.heading("4. 참여과제 이력")
    heads = ("연도", "지원사업", "전 수준", "후 수준")
    page.table("past_projects", heads, _PAST_ROWS, ("0", "@", "@", "@"))
    return page.finish()


def costs_form() -> bytes:
    """사업비 명세: what is bought and who pays; sums are formulas."""
    page = _Sheet("사업비 명세", (34, 20, 20, 20))
    page.heading("1. 비목별 금액 (원)")
    box, total = page.boxed(num_format="#,##0"), page.head(num_format="#,##0")
    first = page.row
    for name, label in _COSTS:
        page.sheet.write_string(page.row, 0, label, page.head())
        page.sheet.write_blank(page.row, 1, None, box)
        page.sheet.set_row(page.row, 20)
        page.named(name, page.row, 1)
        page.row += 1
    page.sheet.write_string(page.row, 0, "합계", total)
    page.sheet.write_formula(page.row, 1, f"=SUM(B{first + 1}:B{page.row})", total, 0)
    sum_row = page.row
    page.row += 2
    page.heading("2. 재원 (원)")
    first = page.row
    for name, label in _FUNDS:
        page.sheet.write_string(page.row, 0, label, page.head())
        page.sheet.write_blank(page.row, 1, None, box)
        page.sheet.set_row(page.row, 20)
        page.named(name, page.row, 1)
        page.row += 1
    page.sheet.write_string(page.row, 0, "합계", total)
    page.sheet.write_formula(page.row, 1, f"=SUM(B{first + 1}:B{page.row})", total, 0)
    page.row += 1
    page.sheet.write_string(page.row, 0, "신청서의 총사업비", page.head())
    page.sheet.write_blank(page.row, 1, None, box)
    page.named("planned_cost", page.row, 1)
    test = f'=IF(AND(B{sum_row + 1}=B{page.row},B{page.row}=B{page.row + 1}),"맞음","다름")'
    page.sheet.write_formula(page.row, 2, test, page.boxed(align="center"), "")
    page.row += 2
    page.heading("3. 살 것 (원)")
    heads = ("품목", "금액", "자부담", "지원금")
    first = page.table("cost_rows", heads, _COST_ROWS, ("@", "#,##0", "#,##0", "#,##0"))
    for row in range(first, first + _COST_ROWS):
        formula = f'=IF(ISNUMBER(B{row + 1}),B{row + 1}-N(C{row + 1}),"")'
        page.sheet.write_formula(row, 3, formula, box, "")
    return page.finish()


def indicators_form() -> bytes:
    """성과지표: value now, target and weight of each indicator."""
    page = _Sheet("성과지표", (12, 34, 12, 14, 14, 12, 14))
    page.heading("1. 목표 수준")
    for name, label in (("level_before", "지금 수준"), ("level_after", "목표 수준")):
        page.sheet.write_string(page.row, 0, label, page.head())
        page.sheet.merge_range(page.row, 1, page.row, 3, "", page.boxed(num_format="@"))
        page.named(name, page.row, 1, page.row, 3)
        page.row += 1
    page.row += 1
    page.heading("2. 성과지표 (생산 P · 품질 Q · 원가 C · 납기 D)")
    heads = ("구분", "지표", "단위", "지금 값", "목표 값", "가중치", "개선율")
    forms = ("@", "@", "@", "General", "General", "0.0", "0.0%")
    first = page.table("kpi_rows", heads, _KPI_ROWS, forms)
    box = page.boxed(num_format="0.0%")
    for row in range(first, first + _KPI_ROWS):
        cells = f"D{row + 1},E{row + 1}"
        before, after = cells.split(",")
        test = f"AND(COUNT({cells})=2,N({before})<>0)"
        formula = f'=IF({test},({after}-{before})/ABS({before}),"")'
        page.sheet.write_formula(row, 6, formula, box, "")
    total = page.head(num_format="0.0")
    page.sheet.merge_range(page.row, 0, page.row, 4, "가중치 합계 (100이어야 합니다)", page.head())
    page.sheet.write_formula(page.row, 5, f"=SUM(F{first + 1}:F{first + _KPI_ROWS})", total, 0)
    page.row += 1
    return page.finish()


def own_forms() -> Mapping[str, bytes]:
    """File name to workbook of each form."""
    return {
        "application-2026.xlsx": application_form(),
        "costs-2026.xlsx": costs_form(),
        "indicators-2026.xlsx": indicators_form(),
    }


if __name__ == "__main__":
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "data/forms")
    for name, content in own_forms().items():
        save(content, folder / name)
