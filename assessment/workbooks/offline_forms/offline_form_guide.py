"""The first sheet of an offline form: whose it is, how it is filled in, how far every area is."""

from collections.abc import Mapping

from assessment.locale import translate as _
from assessment.workbooks.offline_forms.offline_form_contents import Cells
from assessment.workbooks.offline_forms.offline_form_plan import (
    GUIDE_AREAS,
    GUIDE_FIRM,
    GUIDE_ISSUED,
    GUIDE_ROUND,
    FormPlan,
)
from assessment.workbooks.offline_forms.offline_form_progress import Progress
from assessment.workbooks.outgoing.shell import HEAD as HEAD_LOOK
from assessment.workbooks.outgoing.shell import Drawing, Shell
from assessment.workbooks.outgoing.text import lines_of

_WIDTHS = (26.0, 13.0, 13.0, 13.0, 13.0, 16.0)
MARGINS = {"left": 0.25, "right": 0.25, "top": 0.5, "bottom": 0.5}
"""Inches; of a form, whose columns fill a page."""
_LINE: Mapping[str, object] = {"border": 1, "border_color": "#C6CDD5"}
_LABEL: Mapping[str, object] = {**_LINE, "bold": True, "bg_color": "#EEF2F7", "indent": 1}
_VALUE: Mapping[str, object] = {**_LINE, "quote_prefix": True, "indent": 1, "text_wrap": True}
_NUMBER: Mapping[str, object] = {**_LINE, "align": "center", "num_format": "0"}
_SHARE: Mapping[str, object] = {**_LINE, "align": "center"}
_STEP: Mapping[str, object] = {"text_wrap": True, "valign": "top"}


def draw_guide(shell: Shell, plan: FormPlan, progress: Progress, cells: Cells, demo: bool) -> None:
    """The sheet with these values."""
    page = shell.sheet(plan.words.guide_sheet)
    sheet = page.sheet
    sheet.set_portrait()
    sheet.set_margins(**MARGINS)
    page.widths(*_WIDTHS)
    sheet.hide_gridlines(2)
    page.put(0, 0, plan.words.title, {"bold": True, "font_size": 16})
    sheet.set_row(0, 30)
    if demo:
        page.put(1, 0, _("가상 데이터"), {"bold": True, "font_color": "#9A3412", "font_size": 12})
    for row, label in _facts().items():
        page.put(row - 1, 0, label, _LABEL)
        sheet.merge_range(row - 1, 1, row - 1, 3, "", shell.style(_VALUE))
        page.put(row - 1, 1, cells[row, 2], _VALUE)
        sheet.set_row(row - 1, 20)
    _areas(page, plan, progress, cells)
    _steps(page, GUIDE_AREAS + len(plan.blocks) + 2)
    sheet.protect("", {"format_columns": True, "format_rows": True})
    sheet.activate()


def _facts() -> dict[int, str]:
    return {GUIDE_FIRM: _("업체"), GUIDE_ROUND: _("회차"), GUIDE_ISSUED: _("만든 날")}


def _areas(page: Drawing, plan: FormPlan, progress: Progress, cells: Cells) -> None:
    told = plan.words.states
    heads = (_("영역"), told.answered, told.not_applicable, told.unknown, told.open, _("진행"))
    page.put(GUIDE_AREAS - 3, 0, _("영역별 진행"), {"bold": True, "font_size": 12})
    page.row(GUIDE_AREAS - 2, heads, HEAD_LOOK)
    page.sheet.set_row(GUIDE_AREAS - 2, 20)
    quoted = plan.words.answers_sheet.replace("'", "''")
    row = GUIDE_AREAS
    for block in plan.blocks:
        name = plan.words.areas.get(block.area, block.area)
        _counted(page, progress, cells, row, name, f"'{quoted}'!{block.states}")
        row += 1
    _counted(page, progress, cells, row, _("모두"), f"'{quoted}'!{plan.states}", bold=True)


def _counted(
    page: Drawing,
    progress: Progress,
    cells: Cells,
    row: int,
    name: str,
    states: str,
    bold: bool = False,
) -> None:
    weight: Mapping[str, object] = {"bold": True, "bg_color": "#F4F6F9"} if bold else {}
    page.put(row - 1, 0, name, {**_VALUE, **weight})
    for column, formula in enumerate(progress.counts(states), start=2):
        page.formula(row - 1, column - 1, formula, cells[row, column], {**_NUMBER, **weight})
    page.formula(row - 1, 5, progress.share(row), cells[row, 6], {**_SHARE, **weight})
    page.sheet.set_row(row - 1, 18)


def _steps(page: Drawing, row: int) -> None:
    page.put(row - 1, 0, _("적는 방법"), {"bold": True, "font_size": 12})
    for place, text in enumerate(_how(), start=1):
        at = row - 1 + place
        page.sheet.merge_range(at, 0, at, 5, "", page.shell.style(_STEP))
        page.put(at, 0, f"{place}. {text}", _STEP)
        page.sheet.set_row(at, 4 + 14 * lines_of(text, sum(_WIDTHS)))


def _how() -> tuple[str, ...]:
    return (
        _("노란 칸에만 적습니다. 다른 칸은 잠겨 있습니다."),
        _("답은 칸을 누르면 나오는 목록에서 고릅니다. 보기의 뜻과 예는 그 왼쪽에 있습니다."),
        _("답할 수 없으면 ‘답할 수 없을 때’ 칸에서 모르는지, 왜 해당하지 않는지 고릅니다."),
        _("덧붙일 말은 메모 칸에 적습니다. 사진과 파일은 화면에서 올려 주십시오."),
        _("이 파일은 이 업체와 이 회차에만 쓸 수 있습니다. 열이나 시트를 지우지 마십시오."),
        _("다 적으면 저장해 화면에서 올려 주십시오. 바뀐 답을 먼저 보여 드립니다."),
    )
