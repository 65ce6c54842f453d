"""Workbooks that came through the guard, read part by part with expat; no cell is ever guessed."""

import posixpath
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, datetime
from xml.parsers import expat

from assessment.locale import message
from assessment.problems import AssessmentError, Problem
from assessment.workbooks.incoming.archive import Archive
from assessment.workbooks.incoming.cells import Area, Fault, Grid, Value
from assessment.workbooks.incoming.guard import Admitted
from assessment.workbooks.incoming.markup import Tag, tags
from assessment.workbooks.incoming.plain_columns import Columns
from assessment.workbooks.incoming.shared_texts import shared_strings
from assessment.workbooks.incoming.sheet_parser import SheetParser

_DATE_CODES = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
_IN_BOOK = frozenset({"workbookPr", "sheet"})
_IN_STYLES = frozenset({"numFmt", "xf"})
"""Old workbooks drag tens of thousands of names and styles along; none of the others is held."""
SheetValue = str | int | float | bool | date | datetime | None


@dataclass(frozen=True)
class Sheet:
    """The cells of a sheet by row and column, both from 1; a fault stands for an unusable cell.

    Of a merged area the first cell alone holds the value; the others are never filled from it.
    """

    name: str
    hidden: bool
    rows: dict[int, dict[int, Value]]
    faults: tuple[Fault, ...]
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[Area, ...] = ()

    @property
    def last(self) -> int:
        """The last row with a value."""
        return max(self.rows, default=0)

    def top(self, most: int) -> dict[int, dict[int, Value]]:
        """The first rows with a value."""
        return {row: self.rows[row] for row in sorted(self.rows)[:most]}

    def columns_below(self, head: int) -> set[int]:
        """The columns with a value below this row."""
        return {one for row, cells in self.rows.items() if row > head for one in cells}

    def hidden_below(self, head: int) -> int:
        """How many hidden rows with a value stand below this row."""
        return sum(1 for row in self.hidden_rows if row > head and row in self.rows)

    def fault_at(self, row: int, column: int) -> Fault | None:
        """What is wrong with this cell."""
        found = (fault for fault in self.faults if (fault.row, fault.column) == (row, column))
        return next(found, None)


@dataclass(frozen=True)
class ColumnSheet:
    """A sheet of plain values only, by column; `numbers` are its rows, None is a blank cell."""

    name: str
    hidden: bool
    numbers: list[int]
    values: dict[int, list[Value | None]]
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]
    merged: tuple[Area, ...]
    faults: tuple[Fault, ...] = ()

    @property
    def last(self) -> int:
        """The last row with a value."""
        rows = zip(reversed(self.numbers), *map(reversed, self.values.values()), strict=True)
        return next((row for row, *cells in rows if cells.count(None) < len(cells)), 0)

    def top(self, most: int) -> dict[int, dict[int, Value]]:
        """The first rows with a value."""
        found: dict[int, dict[int, Value]] = {}
        for place, row in enumerate(self.numbers):
            cells = {c: held[place] for c, held in self.values.items()}
            filled = {c: value for c, value in cells.items() if value is not None}
            if filled:
                found[row] = filled
            if len(found) == most:
                break
        return found

    def by_row(self) -> Sheet:
        """The same sheet, row by row."""
        top = self.top(len(self.numbers))
        others = (self.hidden_rows, self.hidden_columns, self.merged)
        return Sheet(self.name, self.hidden, top, self.faults, *others)

    def columns_below(self, head: int) -> set[int]:
        """The columns with a value below this row."""
        start = bisect_right(self.numbers, head)
        blank = len(self.numbers) - start
        return {c for c, held in self.values.items() if held[start:].count(None) < blank}

    def hidden_below(self, head: int) -> int:
        """How many hidden rows with a value stand below this row."""
        return sum(
            1
            for place, row in enumerate(self.numbers)
            if row > head
            and row in self.hidden_rows
            and any(held[place] is not None for held in self.values.values())
        )


def read_tables(admitted: Admitted) -> tuple[Sheet | ColumnSheet, ...]:
    """As `read_workbook`, but a sheet of nothing but plain values by column, which is quicker."""
    return _read(admitted, by_column=True)


def read_workbook(admitted: Admitted) -> tuple[Sheet, ...]:
    """Every worksheet in order. Formulas and error cells are faults, never values or blanks."""
    return tuple(one for one in _read(admitted, by_column=False) if isinstance(one, Sheet))


def _read(admitted: Admitted, *, by_column: bool) -> tuple[Sheet | ColumnSheet, ...]:
    archive = admitted.archive
    if archive is None:
        raise ValueError("not a workbook")
    try:
        return _sheets(admitted, archive, by_column=by_column)
    except (expat.ExpatError, LookupError, ValueError, OverflowError) as bad:
        raise unreadable(admitted.name) from bad


def unreadable(name: str) -> AssessmentError:
    return AssessmentError(
        Problem(
            name,
            message("통합 문서의 내용을 읽을 수 없습니다."),
            message("엑셀에서 열어 ‘Excel 통합 문서(.xlsx)’로 다시 저장해 주십시오."),
            code="upload_unreadable",
        )
    )


def _sheets(
    admitted: Admitted, archive: Archive, *, by_column: bool
) -> tuple[Sheet | ColumnSheet, ...]:
    book = tags(archive.read("xl/workbook.xml"), only=_IN_BOOK)
    targets = _targets(archive)
    strings = _strings(archive, targets)
    dates = _date_styles(archive, targets)
    epoch_1904 = any(_flag(tag.get("date1904")) for tag in _every(book, "workbookPr"))
    left = admitted.limits.cells
    sheets: list[Sheet | ColumnSheet] = []
    for entry in _every(book, "sheet"):
        path = targets[next(text for key, text in entry.given.items() if key.endswith(":id"))]
        if path.startswith(("xl/chartsheets/", "xl/dialogsheets/")):
            continue
        if not path.startswith("xl/worksheets/"):
            raise ValueError("a sheet elsewhere")
        grid = Grid(admitted.name, str(entry.get("name")), strings, dates, epoch_1904, left)
        parser, content = SheetParser(grid), archive.read(path)
        state = entry.get("state") or "visible"
        if by_column and (found := parser.parse_columns(content)) is not None:
            sheets.append(_columns(grid, found, state))
        else:
            parser.parse(content)
            sheets.append(_sheet(grid, state))
        left -= grid.count
    return tuple(sheets)


def _columns(grid: Grid, found: Columns, state: str) -> ColumnSheet:
    return ColumnSheet(
        grid.sheet,
        state != "visible",
        found.numbers,
        found.values,
        frozenset(found.hidden_rows | grid.hidden_rows),
        frozenset(grid.hidden_columns),
        tuple(grid.merged),
    )


def _sheet(grid: Grid, state: str) -> Sheet:
    return Sheet(
        grid.sheet,
        state != "visible",
        grid.rows,
        tuple(grid.faults),
        frozenset(grid.hidden_rows),
        frozenset(grid.hidden_columns),
        tuple(grid.merged),
    )


def _targets(archive: Archive) -> dict[str, str]:
    """Relation id, and the last word of the relation's type, to the path of the part."""
    targets: dict[str, str] = {}
    for relation in _every(tags(archive.read("xl/_rels/workbook.xml.rels")), "Relationship"):
        target = str(relation.get("Target"))
        path = target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)
        path = posixpath.normpath(path)
        targets[str(relation.get("Id"))] = path
        targets.setdefault("type:" + str(relation.get("Type")).rsplit("/", 1)[-1], path)
    return targets


def _strings(archive: Archive, targets: dict[str, str]) -> list[str]:
    path = targets.get("type:sharedStrings")
    return shared_strings(archive.read(path)) if path and path in archive else []


def _date_styles(archive: Archive, targets: dict[str, str]) -> frozenset[int]:
    """The cell styles whose numbers are shown as dates."""
    path = targets.get("type:styles")
    if not path or path not in archive:
        return frozenset()
    styles = tags(archive.read(path), only=_IN_STYLES)
    codes = {
        int(str(one.get("numFmtId"))): str(one.get("formatCode"))
        for one in _every(styles, "numFmt")
    }
    formats = [one for one in _every(styles, "xf") if one.parent == "cellXfs"]
    shown = [int(one.get("numFmtId") or 0) for one in formats]
    return frozenset(
        place
        for place, code in enumerate(shown)
        if code in _DATE_CODES or (code in codes and _shows_date(codes[code]))
    )


def _shows_date(code: str) -> bool:
    bare, quoted, bracket = "", False, False
    for sign in code.split(";")[0]:
        quoted ^= sign == '"'
        bracket = (bracket or sign == "[") and sign != "]"
        bare += "" if quoted or bracket or sign in '"]' else sign.lower()
    return any(sign in bare for sign in "yd") or "mm" in bare or "h:" in bare


def _every(found: list[Tag], name: str) -> list[Tag]:
    return [tag for tag in found if tag.name == name]


def _flag(text: str | None) -> bool:
    return text in ("1", "true")
