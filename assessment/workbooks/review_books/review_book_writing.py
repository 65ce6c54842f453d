"""The review workbook drawn: an overview that counts, a sheet a firm, three hidden ones."""

from collections.abc import Sequence

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from assessment.locale import translate as _
from assessment.workbooks.outgoing.shell import HEAD, NUMBER, POINTS, SHARE, TEXT, Drawing, Shell
from assessment.workbooks.outgoing.text import lines_of
from assessment.workbooks.review_books.review_book import (
    BASE,
    LISTS,
    META,
    BaseRow,
    ReviewBook,
    Sign,
    holdable,
    sealed,
)
from assessment.workbooks.review_books.review_book_sheet import (
    COUNTS,
    LOOSE,
    ROOMY,
    WRAPPED,
    Lists,
    counted,
    firm_sheet,
)

_HIDDEN = {"quote_prefix": True}
_LEAD = 2  # number and name stand before the facts
_LINK = {**TEXT, "font_color": "#0B50D0", "underline": True}
_COUNT = {**NUMBER, "align": "center"}
_POINTS = {**POINTS, "align": "center"}
_SHARE = {**SHARE, "num_format": "0%", "align": "center"}
_FACT = {**WRAPPED, "valign": "vcenter"}
_PROTECTED = {"format_columns": True, "format_rows": True, "autofilter": True}


def review_workbook(book: ReviewBook, sign: Sign) -> bytes:
    """The workbook's bytes; raises when what is read back is not what was written."""
    book = holdable(book)
    shell = Shell(book.demo)
    shell.book.worksheet_class = _PlainFormulas
    lists = Lists()
    page = shell.sheet(_("검토 목록"))
    back = page.sheet.get_name()
    sheets = [
        firm_sheet(shell, lists, book.words, firm, number, back)
        for number, firm in enumerate(book.firms, 1)
    ]
    _overview(page, book, [one.sheet.get_name() for one in sheets])
    _lists(shell, lists, book)
    _meta(shell, book, sign(sealed(book.meta, book.base)))
    _base(shell, book.base)
    page.sheet.activate()
    return shell.finish()


class _PlainFormulas(Worksheet):  # type: ignore[misc]  # XlsxWriter has no types
    """Ours use no function that came after 2010; looking for a hundred of those in each of some
    ten thousand formulas takes longer than all the rest."""

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        return formula.removeprefix("=")


# ---- what is seen ----------------------------------------------------------------------------


def _overview(page: Drawing, book: ReviewBook, sheets: Sequence[str]) -> None:
    facts = len(book.heads)
    widths = [6, 26, 24, *[12.0] * (facts - 1), 12, 12, 9, 9, 8, 8, 8]
    page.widths(*widths)
    page.put(0, 0, book.title, {"bold": True, "font_size": 16, "quote_prefix": True})
    page.sheet.set_row(0, 28)
    row = 1
    if book.demo:
        page.put(row, 0, _("가상 데이터"), {"bold": True, "font_color": "#9A3412"})
        row += 1
    for line in book.lines:
        page.put(row, 0, line, LOOSE)
        row += 1
    head = row + 2
    named = [_("번호"), _("업체"), *book.heads, _("먼저 볼 문항 · 확인"),
             _("먼저 볼 문항 · 모두"), _("전체 · 확인"), _("전체 · 모두"), _("다름"), _("고칠 곳"),
             _("진행")]  # fmt: skip
    page.row(head, named, HEAD)
    page.sheet.set_row(head, 34)
    for place, (firm, sheet) in enumerate(zip(book.firms, sheets, strict=True), 1):
        at = head + place
        quoted = "'" + sheet.replace("'", "''") + "'"
        page.put(at, 0, place, _COUNT)
        target = f"internal:{quoted}!B2"
        page.sheet.write_url(at, 1, target, page.shell.style(_LINK), firm.name)
        for column, fact in enumerate(firm.facts, _LEAD):
            page.put(at, column, fact, _FACT if isinstance(fact, str) else _POINTS)
        cells = zip(firm.facts, widths[_LEAD:], strict=False)
        lines = max((lines_of(fact, width * ROOMY) for fact, width in cells), default=1)
        page.sheet.set_row(at, max(22, 4 + 13 * lines))
        values = counted(firm)
        for column, (name, cell) in enumerate(COUNTS.items(), _LEAD + facts):
            page.formula(at, column, f"{quoted}!{cell}", values[name], _COUNT)
        _share(page, at, _LEAD + facts, values["done"], values["items"])
    _totals(page, head, _LEAD + facts, book)
    page.sheet.freeze_panes(head + 1, _LEAD)
    page.sheet.repeat_rows(head)
    page.sheet.protect("", _PROTECTED)


def _totals(page: Drawing, head: int, first: int, book: ReviewBook) -> None:
    """The sums stand above the table, where they are seen at once."""
    at, last = head - 1, head + len(book.firms) + 1
    page.put(at, first - 1, _("합계"), {"bold": True, "align": "right"})
    values = [counted(firm) for firm in book.firms]
    for column, name in enumerate(COUNTS, first):
        letter = _letter(column)
        total = sum(one[name] for one in values)
        text = f"SUM({letter}{head + 2}:{letter}{last})"
        page.formula(at, column, text, total, {**_COUNT, "bold": True})
    sums = [sum(one[name] for one in values) for name in ("done", "items")]
    _share(page, at, first, *sums)


def _share(page: Drawing, row: int, first: int, done: float, items: float) -> None:
    place = {name: f"{_letter(first + n)}{row + 1}" for n, name in enumerate(COUNTS)}
    text = f"IF({place['items']}=0,0,{place['done']}/{place['items']})"
    value = done / items if items else 0.0
    page.formula(
        row, first + len(COUNTS), text, value, {**SHARE, "num_format": "0%", "align": "center"}
    )


def _letter(column: int) -> str:
    return str(xl_col_to_name(column))


# ---- what is hidden --------------------------------------------------------------------------


def _lists(shell: Shell, lists: Lists, book: ReviewBook) -> None:
    page = shell.sheet(LISTS)
    lists.reasons(book.words.reasons)
    lists.methods(book.words.methods)
    for column, (name, labels) in enumerate(lists.named()):
        for row, label in enumerate(labels):
            page.put(row, column, label, _HIDDEN)
        letter = _letter(column)
        shell.name(name, f"='{LISTS}'!${letter}$1:${letter}${max(1, len(labels))}")
    _hide(page)


def _meta(shell: Shell, book: ReviewBook, signature: str) -> None:
    page = shell.sheet(META)
    rows: list[tuple[str, ...]] = [*book.meta.pairs().items(), ("signature", signature)]
    rows += [("firm", one.key, one.pseudonym, one.release) for one in book.meta.firms]
    for at, cells in enumerate(rows):
        page.row(at, cells, _HIDDEN)
    _hide(page)


def _base(shell: Shell, base: Sequence[BaseRow]) -> None:
    page = shell.sheet(BASE)
    page.row(0, BaseRow._fields, _HIDDEN)
    for at, row in enumerate(base, 1):
        for column, cell in enumerate(row):
            if cell:
                page.put(at, column, cell, _HIDDEN)
    _hide(page)


def _hide(page: Drawing) -> None:
    page.sheet.hide()
    page.sheet.protect()
