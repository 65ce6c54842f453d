"""The offline form drawn with XlsxWriter: looks, texts, drop-downs, formulas, protection, print."""

from collections.abc import Mapping, Sequence
from typing import Any

from assessment.locale import speaking
from assessment.locale import translate as _
from assessment.workbooks.incoming.cells import column_letters
from assessment.workbooks.offline_forms.offline_form_binding import BASE_SHEET, META_SHEET, Row
from assessment.workbooks.offline_forms.offline_form_contents import Contents
from assessment.workbooks.offline_forms.offline_form_guide import MARGINS, draw_guide
from assessment.workbooks.offline_forms.offline_form_inputs import draw_inputs
from assessment.workbooks.offline_forms.offline_form_plan import (
    CODE,
    FIRM,
    HEAD,
    NUMBER,
    OPTIONS,
    OTHER,
    PROGRESS,
    QUESTION,
    REMARK,
    STATE,
    SUB,
    TITLE,
    Block,
    FormPlan,
    Line,
)
from assessment.workbooks.offline_forms.offline_form_progress import Progress
from assessment.workbooks.offline_forms.offline_form_texts import (
    OPTIONS_WIDTH,
    QUESTION_WIDTH,
    FormTexts,
    Pieces,
    Weight,
    row_height,
)
from assessment.workbooks.offline_forms.page_breaks import page_breaks
from assessment.workbooks.outgoing.shell import HEAD as HEAD_LOOK
from assessment.workbooks.outgoing.shell import Shell
from assessment.workbooks.outgoing.writing import FONT

_USUAL = 15.0
"""Points of a row whose height is left to the program."""
_SCALES = (1.0, 0.9, 0.89, 0.88)
"""At which the columns fill a page: with the fonts of Excel, and with those put instead of them."""
WIDTHS = (8.0, 4.0, QUESTION_WIDTH, OPTIONS_WIDTH, 14.0, 12.0, 12.0, 8.0)
"""Print no text smaller than 8 points, also where other fonts make columns a fifth wider."""
_LINE: Mapping[str, object] = {"border": 1, "border_color": "#C6CDD5", "text_wrap": True}
_TEXT: Mapping[str, object] = {
    **_LINE,
    "quote_prefix": True,
    "valign": "top",
    "align": "left",
    "indent": 1,
}
_CENTRE: Mapping[str, object] = {**_LINE, "align": "center", "valign": "top"}
_STATE: Mapping[str, object] = {**_LINE, "align": "center"}
_AREA: Mapping[str, object] = {
    "bold": True, "font_size": 11, "bg_color": "#EEF2F7", "quote_prefix": True,
    "top": 1, "bottom": 1, "border_color": "#8E98A5",
}  # fmt: skip
_CODE: Mapping[str, object] = {"font_color": "#8E98A5", "font_size": 8, "quote_prefix": True}
_PIECES: Mapping[Weight, Mapping[str, object]] = {
    "bold": {"bold": True},
    "plain": {},
    "quiet": {"font_color": "#464C53", "font_size": 9},
}


def draw(plan: FormPlan, progress: Progress, given: Contents, demo: bool) -> bytes:
    """The whole workbook with these contents."""
    with speaking(plan.words.language):
        shell = Shell(demo, our_widths=True)
        draw_guide(shell, plan, progress, given.guide, demo)
        _AnswerSheet(shell, plan, progress, given, demo).draw()
        _lists(shell, plan)
        _hidden(shell, META_SHEET, given.meta)
        _hidden(shell, BASE_SHEET, given.base)
        return shell.finish()


class _AnswerSheet:
    def __init__(
        self, shell: Shell, plan: FormPlan, progress: Progress, given: Contents, demo: bool
    ) -> None:
        self.plan, self.progress, self.cells, self.demo = plan, progress, given.answers, demo
        self.texts = FormTexts(plan)
        self.page = shell.sheet(plan.words.answers_sheet)
        self.shell, self.footer = shell, given.footer
        self.heights = [_USUAL] * plan.last

    def draw(self) -> None:
        self._frame()
        self._head()
        for block in self.plan.blocks:
            self._area(block)
            for line in block.lines:
                self._line(line)
        heads = {block.row - 1 for block in self.plan.blocks}
        turned = page_breaks(self.heights, heads, _SCALES, repeated=(HEAD - 1,))
        self.page.sheet.set_h_pagebreaks(turned)
        draw_inputs(self.page, self.plan, self.cells)
        self._protect()

    def _high(self, row: int, points: float) -> None:
        self.page.sheet.set_row(row, points)
        self.heights[row] = points

    def _frame(self) -> None:
        sheet = self.page.sheet
        self.page.widths(*WIDTHS)
        sheet.set_column(CODE - 1, CODE - 1, WIDTHS[0], None, {"hidden": True})
        plain = self.footer.replace("&", "&&")
        sheet.set_margins(**MARGINS)
        sheet.set_footer(f'&L&"{FONT}"&10{plain}&R&"{FONT}"&10&P / &N')
        sheet.repeat_rows(HEAD - 1)
        sheet.freeze_panes(HEAD, QUESTION)
        sheet.print_area(0, NUMBER - 1, self.plan.last - 1, STATE - 1)
        sheet.hide_gridlines(2)

    def _head(self) -> None:
        page, words = self.page, self.plan.words
        page.put(TITLE - 1, NUMBER - 1, words.title, {"bold": True, "font_size": 15})
        self._high(TITLE - 1, 26)
        if self.demo:
            mark = {"bold": True, "font_color": "#9A3412", "font_size": 12}
            page.put(TITLE - 1, OTHER - 1, _("가상 데이터"), mark)
        bold = {"bold": True, "quote_prefix": True}
        page.put(FIRM - 1, QUESTION - 1, self.cells[FIRM, QUESTION], bold)
        told = self.progress.line(self.plan.states)
        kept = self.cells[PROGRESS, QUESTION]
        page.formula(
            PROGRESS - 1, QUESTION - 1, told, kept, {"bold": True, "font_color": "#083891"}
        )
        remark = _(
            "노란 칸에만 적습니다. 답은 목록에서 고르고, 답할 수 없으면 그 옆 칸에서 고르십시오."
        )
        page.put(REMARK - 1, QUESTION - 1, remark, {"font_color": "#464C53"})
        page.row(HEAD - 1, tuple(vars(words.columns).values()), HEAD_LOOK)
        self._high(HEAD - 1, 24)

    def _area(self, block: Block) -> None:
        row = block.row - 1
        name = self.plan.words.areas.get(block.area, block.area)
        for column in range(NUMBER, STATE + 1):
            self.page.put(row, column - 1, name if column == NUMBER else None, _AREA)
        self._high(row, 20)

    def _line(self, line: Line) -> None:
        page, row = self.page, line.row - 1
        question, options = self.texts.question(line), self.texts.options(line)
        page.put(row, CODE - 1, line.item, _CODE)
        page.put(row, NUMBER - 1, float(line.number), _CENTRE)
        self._pieces(row, QUESTION, question)
        self._pieces(row, OPTIONS, options)
        state = self.progress.state(line)
        page.formula(row, STATE - 1, state, self.cells[line.row, STATE], _STATE)
        self._high(row, row_height((question, QUESTION_WIDTH), (options, OPTIONS_WIDTH)))
        for option, place in line.options.items():
            told = self.texts.option(line, option)
            page.put(place - 1, CODE - 1, f"{line.item}{SUB}{option}", _CODE)
            for column in (NUMBER, QUESTION, STATE):
                page.put(place - 1, column - 1, None, _TEXT)
            self._pieces(place - 1, OPTIONS, told)
            self._high(place - 1, max(20, row_height((told, OPTIONS_WIDTH)) - 8))

    def _pieces(self, row: int, column: int, pieces: Pieces) -> None:
        """One cell in several weights."""
        look = self.shell.style(_TEXT)
        if len(pieces) == 1:
            weight = _PIECES[pieces[0].weight]
            self.page.put(row, column - 1, pieces[0].text, {**_TEXT, **weight})
            return
        parts: list[Any] = []
        for one in pieces:
            parts += [self.shell.style(_PIECES[one.weight]), one.text]
        self.page.sheet.write_rich_string(row, column - 1, *parts, look)

    def _protect(self) -> None:
        self.page.sheet.protect("", {"format_columns": True, "format_rows": True})
        self._colour(self.plan.words.states.not_asked, {"bg_color": "#E6E8EB"}, "B:H")
        self._colour(self.plan.words.states.check, {"bg_color": "#FBE3DC", "bold": True}, "H:H")
        self._colour(self.plan.words.states.open, {"font_color": "#9A3412", "bold": True}, "H:H")

    def _colour(self, state: str, look: Mapping[str, object], columns: str) -> None:
        """Rows in this state are told apart by colour too; the word stands there anyway."""
        first, last = columns.split(":")
        area = f"{first}{HEAD + 1}:{last}{self.plan.last}"
        rule = {"type": "formula", "criteria": f'=$H{HEAD + 1}="{state}"'}
        self.page.sheet.conditional_format(
            area, rule | {"format": self.shell.book.add_format(look)}
        )


def _lists(shell: Shell, plan: FormPlan) -> None:
    """Every drop-down's texts, one column each, under a name."""
    page = shell.sheet(plan.words.lists_sheet)
    for column, (texts, name) in enumerate(plan.lists.items()):
        page.put(0, column, name, _CODE)
        for row, text in enumerate(texts, start=1):
            page.put(row, column, text, {"quote_prefix": True})
        letters = column_letters(column + 1)
        cells = f"${letters}$2:${letters}${len(texts) + 1}"
        shell.name(name, f"='{plan.words.lists_sheet}'!{cells}")
    page.sheet.protect()
    page.sheet.hide()


def _hidden(shell: Shell, name: str, rows: Sequence[Row]) -> None:
    page = shell.sheet(name)
    for row, texts in enumerate(rows):
        page.row(row, texts, {"quote_prefix": True})
    page.sheet.protect()
    page.sheet.very_hidden()
