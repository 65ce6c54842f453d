"""One firm's sheet of the review workbook: read on the left, typed in the yellow cells."""

from collections.abc import Iterator, Mapping, Sequence

from assessment.locale import translate as _
from assessment.workbooks.outgoing.shell import HEAD, TEXT, Drawing, Shell
from assessment.workbooks.outgoing.text import lines_of
from assessment.workbooks.review_books.review_book import (
    FIRM_MARK,
    METHOD_MARK,
    PARTS,
    BookFirm,
    BookRow,
    BookWords,
    Entry,
)

MARK, NUMBER, TITLE, CLAIM, BACKING, ASK, VALUE, REASON, METHOD, NOTE, STATE, SAME, MOVES = range(
    13
)
_WIDTHS = (8, 5, 20, 24, 19, 28, 24, 15, 9, 24, 11, 8, 8)
_METHOD_ROW, _HEAD_ROW, FIRST = 3, 4, 5
COUNTS: Mapping[str, str] = {
    "first_done": "$B$1", "first": "$C$1", "done": "$D$1", "items": "$E$1", "other": "$F$1",
    "mend": "$K$1",
}  # fmt: skip
"""What a firm's sheet counts, and in which cells of its hidden first row."""
WRAPPED: Mapping[str, object] = {**TEXT, "text_wrap": True, "font_size": 9, "valign": "top"}
LOOSE: Mapping[str, object] = {"quote_prefix": True, "font_color": "#464C53"}
SMALL: Mapping[str, object] = {**TEXT, "font_size": 9}
_BAND: Mapping[str, object] = {
    **TEXT, "bold": True, "bg_color": "#ECF2FE", "font_color": "#083891", "indent": 0,
}  # fmt: skip
_NUMBERED: Mapping[str, object] = {
    **TEXT, "align": "center", "indent": 0, "valign": "top",
}  # fmt: skip
_INPUT: Mapping[str, object] = {
    **TEXT, "bg_color": "#FFF8DB", "locked": False, "text_wrap": True, "num_format": "@",
}  # fmt: skip
_AMOUNT: Mapping[str, object] = {**_INPUT, "num_format": "General", "quote_prefix": False}
_STATE: Mapping[str, object] = {**TEXT, "align": "center", "indent": 0, "bold": True}
_GREEN = {"bg_color": "#EAF6EC", "font_color": "#14532D"}
_RED = {"bg_color": "#FDEFEC", "font_color": "#A3240A"}
_PROTECTED = {"format_columns": True, "format_rows": True, "autofilter": True}
_LINE = 12.5
_ROW = "\x00"
ROOMY = 1.2
"""So much more than at 10 points goes into a column at 9."""


class Lists:
    """Drop-downs by what they hold; the same one is kept once."""

    def __init__(self) -> None:
        self._names: dict[tuple[str, ...], str] = {}
        self._fixed: dict[str, tuple[str, ...]] = {}

    def name(self, labels: Sequence[str]) -> str:
        """The name under which this list is found."""
        return self._names.setdefault(tuple(labels), f"review_list_{len(self._names) + 1}")

    def reasons(self, labels: Sequence[str]) -> None:
        self._fixed["review_reasons"] = tuple(labels)

    def methods(self, labels: Sequence[str]) -> None:
        self._fixed["review_methods"] = tuple(labels)

    def named(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Every list with its name."""
        yield from self._fixed.items()
        yield from ((name, labels) for labels, name in self._names.items())


def firm_sheet(
    shell: Shell, lists: Lists, words: BookWords, firm: BookFirm, number: int, back: str
) -> Drawing:
    """The sheet, protected but for what is typed; `back` is the overview's name."""
    page = shell.sheet(f"{number:02d} {firm.name}")
    page.widths(*_WIDTHS)
    for column in (MARK, SAME, MOVES):
        page.sheet.set_column(column, column, _WIDTHS[column], None, {"hidden": True})
    last = _items(page, lists, words, firm)
    _head(page, words, firm, back, last)
    page.sheet.freeze_panes(FIRST, CLAIM)
    page.sheet.repeat_rows(_HEAD_ROW)
    page.sheet.autofilter(_HEAD_ROW, NUMBER, last, STATE)
    page.sheet.set_row(0, None, None, {"hidden": True})
    page.sheet.protect("", _PROTECTED)
    return page


def counted(firm: BookFirm) -> dict[str, float]:
    """What the sheet's counters give as it is handed out."""
    held = [row for row in firm.rows if row.held != Entry()]
    return {
        "first_done": sum(row.moves for row in held),
        "first": sum(row.moves for row in firm.rows),
        "done": len(held),
        "items": len(firm.rows),
        "other": sum(row.held.value != row.same for row in held),
        "mend": 0,
    }


# ---- the head --------------------------------------------------------------------------------


def _head(page: Drawing, words: BookWords, firm: BookFirm, back: str, last: int) -> None:
    values, sheet = counted(firm), page.sheet
    page.put(0, MARK, FIRM_MARK + firm.bound.key, SMALL)
    for column, part in zip((VALUE, REASON, METHOD, NOTE), PARTS, strict=True):
        page.put(0, column, part, SMALL)
    for column, name in enumerate(("first_done", "first", "done", "items", "other"), NUMBER):
        _count(page, column, name, values[name], last)
    _count(page, STATE, "mend", values["mend"], last)
    page.put(1, NUMBER, firm.name, {"bold": True, "font_size": 15, "quote_prefix": True})
    sheet.set_row(1, 26)
    target = "internal:'" + back.replace("'", "''") + "'!A1"
    link = page.shell.style({"font_color": "#0B50D0", "underline": True, "align": "right"})
    sheet.write_url(1, STATE, target, link, _("목록으로"))
    page.put(2, NUMBER, firm.about, LOOSE)
    page.formula(_METHOD_ROW, NUMBER, _progress(), _progress_now(values), {"bold": True})
    page.put(_METHOD_ROW, MARK, METHOD_MARK, SMALL)
    page.put(_METHOD_ROW, ASK, _("확인 방법(이 업체 모두)"), {"align": "right"})
    page.put(_METHOD_ROW, VALUE, words.method, _INPUT)
    sheet.data_validation(_METHOD_ROW, VALUE, _METHOD_ROW, VALUE, _listed("review_methods"))
    sheet.set_row(_METHOD_ROW, 20)
    heads = [_("번호"), _("문항"), _("자가응답"), _("증빙·메모"), _("현장 질문"), _("확인값"),
             _("사유"), _("방법"), _("본 것"), _("상태")]  # fmt: skip
    page.row(_HEAD_ROW, heads, HEAD, NUMBER)
    sheet.set_row(_HEAD_ROW, 22)


def _count(page: Drawing, column: int, name: str, value: float, last: int) -> None:
    state, moves = f"$K${FIRST + 1}:$K${last + 1}", f"$M${FIRST + 1}:$M${last + 1}"
    same, other = _done_words()
    done = f'COUNTIF({state},"{same}")+COUNTIF({state},"{other}")'
    formulas = {
        "first_done": f'COUNTIFS({moves},1,{state},"{same}")+COUNTIFS({moves},1,{state},"{other}")',
        "done": done,
        "other": f'COUNTIF({state},"{other}")',
        "mend": f'SUMPRODUCT(({state}<>"")*1)-({done})',
    }
    if name in formulas:
        page.formula(0, column, formulas[name], value, SMALL)
    else:
        page.put(0, column, value, SMALL)


def _progress() -> str:
    cells = {name: f'"&{cell}&"' for name, cell in COUNTS.items()}
    return '"' + _progress_text(cells) + '"'


def _progress_now(values: Mapping[str, float]) -> str:
    return _progress_text({name: f"{value:g}" for name, value in values.items()})


def _progress_text(values: Mapping[str, str]) -> str:
    return _(
        "먼저 볼 문항 {first_done} / {first} · 전체 {done} / {items} · 다름 {other} · "
        "고칠 곳 {mend}",
        **values,
    )


# ---- the items -------------------------------------------------------------------------------


def _items(page: Drawing, lists: Lists, words: BookWords, firm: BookFirm) -> int:
    """The last row."""
    at, before, states = FIRST, None, _States(words)
    moving = sum(row.moves for row in firm.rows)
    for number, row in enumerate(firm.rows, 1):
        if row.moves != before:
            count = moving if row.moves else len(firm.rows) - moving
            text = _("먼저 볼 문항 {n} · 확인값에 따라 수준이나 기준이 달라집니다", n=count)
            page.row(at, [None] * 10, _BAND, NUMBER)
            page.put(at, NUMBER, text if row.moves else _("나머지 문항 {n}", n=count), _BAND)
            page.sheet.set_row(at, 20)
            at, before = at + 1, row.moves
        _item(page, lists, states, row, at, number)
        at += 1
    last = max(at - 1, FIRST)
    for column, name in ((REASON, "review_reasons"), (METHOD, "review_methods")):
        page.sheet.data_validation(FIRST, column, last, column, _listed(name))
    for word in _done_words():
        _coloured(page, last, {"type": "cell", "criteria": "==", "value": f'"{word}"'}, _GREEN)
    _coloured(page, last, {"type": "no_blanks"}, _RED)
    return last


def _coloured(
    page: Drawing, last: int, rule: Mapping[str, object], look: Mapping[str, object]
) -> None:
    held = page.shell.book.add_format(look)
    page.sheet.conditional_format(
        FIRST, STATE, last, STATE, {**rule, "format": held, "stop_if_true": True}
    )


def _item(
    page: Drawing, lists: Lists, states: "_States", row: BookRow, at: int, number: int
) -> None:
    page.put(at, MARK, row.item, SMALL)
    page.put(at, NUMBER, number, _NUMBERED)
    texts = (row.title, row.claim, row.backing, row.ask)
    page.row(at, texts, WRAPPED, TITLE)
    amount = _AMOUNT if row.limits else _INPUT
    page.put(at, VALUE, row.held.value, _INPUT if isinstance(row.held.value, str) else amount)
    page.row(at, (row.held.reason, row.held.method, row.held.note), _INPUT, REASON)
    page.put(at, SAME, row.same, SMALL)
    if row.moves:
        page.put(at, MOVES, 1, SMALL)
    page.formula(at, STATE, states.formula(row, at + 1), states.now(row), _STATE)
    if row.choices:
        page.sheet.data_validation(at, VALUE, at, VALUE, _listed(lists.name(row.choices), row))
    wide = (*_WIDTHS[TITLE : VALUE + 1], _WIDTHS[NOTE])
    cells = zip((*texts, row.held.value, row.held.note), wide, strict=True)
    lines = max(lines_of(text, width * ROOMY) for text, width in cells)
    page.sheet.set_row(at, min(400.0, max(30.0, 5 + _LINE * lines)))


def _listed(name: str, row: BookRow | None = None) -> dict[str, object]:
    rule: dict[str, object] = {
        "validate": "list",
        "source": f"={name}",
        "error_title": _("목록에 없는 값"),
        "error_message": _("목록에서 고르십시오."),
    }
    if row is not None and not row.closed:
        rule["show_error"] = False
    return rule


# ---- what the last column says ---------------------------------------------------------------


def _done_words() -> tuple[str, str]:
    return _("그대로"), _("다름")


class _States:
    """The formula of the last column: nothing, done, or what is still missing."""

    def __init__(self, words: BookWords) -> None:
        self._words, self._done = words, _done_words()
        self._known: dict[tuple[float, float] | None, str] = {}

    def formula(self, row: BookRow, at: int) -> str:
        """For the row that stands at this one, from 1."""
        if row.limits not in self._known:
            self._known[row.limits] = self._made(row.limits)
        return self._known[row.limits].replace(_ROW, str(at))

    def now(self, row: BookRow) -> str:
        """What it gives as the book is handed out."""
        if row.held == Entry():
            return ""
        same, other = self._done
        return same if row.held.value == row.same else other

    def _made(self, limits: tuple[float, float] | None) -> str:
        words = self._words
        value, reason, method, note, claim = (f"${letter}{_ROW}" for letter in "GHIJL")
        same, other = (_text(word) for word in self._done)
        alike = f'SUBSTITUTE({value}," ","")=SUBSTITUTE({claim}," ","")'
        agrees = f"OR({value}={_text(words.same)},{alike})"
        plain = f'OR({reason}="",{reason}={_text(words.confirmed)})'
        unsaid = f'AND({reason}={_text(words.other)},{note}="")'
        how = f'IF(AND({method}="",$G${_METHOD_ROW + 1}=""),{_text(_("방법 필요"))},'
        agreed = f"IF({plain},{how}{same}),{_text(_('사유 확인'))})"
        said = f"IF({unsaid},{_text(_('본 것 필요'))},{how}{other}))"
        whole = f"IF({agrees},{agreed},IF({plain},{_text(_('사유 필요'))},{said}))"
        if limits:
            low, high = limits
            outside = f"AND(ISNUMBER({value}),OR({value}<{low:.15g},{value}>{high:.15g}))"
            whole = f"IF({outside},{_text(_('범위 밖'))},{whole})"
        nothing = f'IF(OR({reason}<>"",{note}<>""),{_text(_("확인값 필요"))},"")'
        return f'IF({value}="",{nothing},{whole})'


def _text(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
