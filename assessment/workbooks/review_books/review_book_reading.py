"""The review workbook read back: who it was made for, what it started from, what was typed."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass

from assessment.locale import Message, message
from assessment.problems import AssessmentError, Problem
from assessment.workbooks.incoming.cells import Value, column_letters
from assessment.workbooks.incoming.guard import Admitted
from assessment.workbooks.incoming.own_kinds import refuse_another
from assessment.workbooks.incoming.reading import Sheet, read_workbook
from assessment.workbooks.incoming.sheet_remarks import covered_cells, sheet_problem
from assessment.workbooks.outgoing.text import trimmed
from assessment.workbooks.review_books.review_book import (
    BASE,
    BOOK_VERSION,
    FIRM_MARK,
    META,
    METHOD_MARK,
    PARTS,
    BaseRow,
    BookMeta,
    Bound,
    Part,
    Sign,
    sealed,
)

Key = tuple[str, str]
"""Firm and item."""
_AGAIN = message("검토함에서 새로 내려받아 옮겨 적어 주십시오.")


@dataclass(frozen=True)
class TypedRow:
    """What stands in the cells of one row, as it was read; `cells` says where each is."""

    typed: Mapping[Part, Value]
    cells: Mapping[Part, str]


@dataclass(frozen=True)
class ReadBook:
    """A book of ours that nobody changed beneath; an item with a fault has no row.

    `methods` is the method of a whole sheet by firm. A firm whose sheet is gone has no rows.
    """

    name: str
    meta: BookMeta
    base: tuple[BaseRow, ...]
    rows: Mapping[Key, TypedRow]
    methods: Mapping[str, Value]
    faults: tuple[Problem, ...]


def read_review_book(admitted: Admitted, sign: Sign) -> ReadBook:
    """The book; AssessmentError where it is none, or its hidden sheets are not as they were.

    A formula or an error in a cell that is typed is a fault of that item alone.
    """
    if admitted.kind != "xlsx":
        raise _refused(admitted.name, message("엑셀 검토 문서가 아닙니다."), "review_book_kind")
    sheets = read_workbook(admitted)
    refuse_another(admitted.name, sheets, "review_book")
    named = {sheet.name: sheet for sheet in sheets}
    if META not in named or BASE not in named:
        what = message("검토 문서가 아니거나, 숨은 시트가 지워졌습니다.")
        raise _refused(admitted.name, what, "review_book_meta")
    meta, signature = _meta(admitted.name, named[META])
    base = _base(named[BASE])
    if not hmac.compare_digest(sign(sealed(meta, base)), signature):
        what = message("숨은 시트의 내용이 바뀌어 누구의 문서인지 알 수 없습니다.")
        raise _refused(admitted.name, what, "review_book_seal")
    known = {(row.firm, row.item) for row in base}
    found = _Sheets(admitted.name, known, {one.key for one in meta.firms})
    for sheet in sheets:
        if sheet.name not in (META, BASE):
            found.read(sheet)
    return ReadBook(
        admitted.name, meta, base, found.rows, found.methods, tuple(found.faults)
    )  # fmt: skip


def _meta(name: str, sheet: Sheet) -> tuple[BookMeta, str]:
    single: dict[str, str] = {}
    firms: list[Bound] = []
    for cells in sheet.rows.values():
        texts = [str(cells.get(column, "")) for column in range(1, 5)]
        if texts[0] == "firm":
            firms.append(Bound(*texts[1:]))
        else:
            single[texts[0]] = texts[1]
    if single.get("version") != BOOK_VERSION:
        what = message("다른 판의 프로그램에서 만든 검토 문서입니다.")
        raise _refused(name, what, "review_book_version")
    wanted = ("issued_to", "issued_at", "nonce", "language", "signature")
    if any(one not in single for one in wanted):
        raise _refused(name, message("검토 문서의 숨은 시트가 바뀌었습니다."), "review_book_meta")
    issued_to, issued_at, nonce, language, signature = (single[one] for one in wanted)
    return BookMeta(issued_to, issued_at, nonce, language, tuple(firms)), signature


def _base(sheet: Sheet) -> tuple[BaseRow, ...]:
    wide = range(1, len(BaseRow._fields) + 1)
    return tuple(
        BaseRow(*(str(cells.get(column, "")) for column in wide))
        for row, cells in sorted(sheet.rows.items())
        if row > 1
    )


class _Sheets:
    """Collects rows; a sheet is known by its mark, a row by its item, a column by its part."""

    def __init__(self, file: str, known: set[Key], firms: set[str]) -> None:
        self.file, self.known, self.firms = file, known, firms
        self.rows: dict[Key, TypedRow] = {}
        self.methods: dict[str, Value] = {}
        self.faults: list[Problem] = []
        self.seen: set[str] = set()

    def read(self, sheet: Sheet) -> None:
        head = sheet.rows.get(1, {})
        mark = str(head.get(1, ""))
        if not mark.startswith(FIRM_MARK):
            return
        firm = mark.removeprefix(FIRM_MARK)
        columns = {part: column for column, cell in head.items() for part in PARTS if cell == part}
        if firm not in self.firms or firm in self.seen or len(columns) != len(PARTS):
            what = message("업체를 알 수 없거나 두 번 들어 있는 시트입니다.")
            fix = message("복사한 시트를 지우고 처음 시트에만 적어 주십시오.")
            self.faults.append(Problem(self._at(sheet), what, fix, "review_book_sheet"))
            return
        self.seen.add(firm)
        bad = self._bad(sheet, columns)
        for row, cells in sorted(sheet.rows.items()):
            item = str(cells.get(1, ""))
            if item == METHOD_MARK and (firm, item) not in self.known:
                place = columns["value"]
                if place in cells:
                    self.methods[firm] = cells[place]
            elif row > 1 and item and row not in bad:
                self._row(sheet, (firm, item), row, cells, columns)

    def _row(
        self,
        sheet: Sheet,
        key: Key,
        row: int,
        cells: Mapping[int, Value],
        columns: Mapping[Part, int],
    ) -> None:
        if key not in self.known or key in self.rows:
            what = message("문항을 알 수 없거나 두 번 들어 있는 행입니다.")
            fix = message("더한 행을 지우고 처음 행에만 적어 주십시오.")
            self.faults.append(Problem(self._at(sheet, row, 1), what, fix, "review_book_row"))
            return
        typed = {part: cells[column] for part, column in columns.items() if column in cells}
        where = {part: self._at(sheet, row, column) for part, column in columns.items()}
        self.rows[key] = TypedRow(typed, where)

    def _bad(self, sheet: Sheet, columns: Mapping[Part, int]) -> set[int]:
        """Rows of items in which a typed cell holds no value; each such cell is told."""
        items = {row for row, cells in sheet.rows.items() if 1 in cells and row > 1}
        places = set(columns.values())
        covered = covered_cells(self.file, sheet, 1, places)
        bad = [
            one
            for one in (*sheet.faults, *covered)
            if one.row in items and (one.column in places or one.column == 1)
        ]
        self.faults += [sheet_problem(self.file, sheet, one) for one in bad]
        return {one.row for one in bad}

    def _at(self, sheet: Sheet, row: int = 0, column: int = 0) -> str:
        cell = f"!{column_letters(column)}{row}" if row else ""
        return f"{self.file} {trimmed(sheet.name)}{cell}"


def _refused(name: str, what: Message, code: str) -> AssessmentError:
    return AssessmentError(Problem(name, what, _AGAIN, code))
