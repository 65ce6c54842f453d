"""Workbooks that came through the guard, read part by part with expat; no cell is ever guessed."""

import posixpath
from dataclasses import dataclass
from datetime import date, datetime
from xml.parsers import expat

from assessment.locale import message
from assessment.problems import AssessmentError, Problem
from assessment.workbooks.archive import Archive
from assessment.workbooks.cells import Area, Fault, Grid, Value
from assessment.workbooks.guard import Admitted
from assessment.workbooks.markup import Tag, tags
from assessment.workbooks.shared_texts import shared_strings
from assessment.workbooks.sheet_parser import SheetParser

_DATE_CODES = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
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

    def fault_at(self, row: int, column: int) -> Fault | None:
        """What is wrong with this cell."""
        found = (fault for fault in self.faults if (fault.row, fault.column) == (row, column))
        return next(found, None)


def read_workbook(admitted: Admitted) -> tuple[Sheet, ...]:
    """Every worksheet in order. Formulas and error cells are faults, never values or blanks."""
    archive = admitted.archive
    if archive is None:
        raise ValueError("not a workbook")
    try:
        return _sheets(admitted, archive)
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


def _sheets(admitted: Admitted, archive: Archive) -> tuple[Sheet, ...]:
    book = tags(archive.read("xl/workbook.xml"))
    targets = _targets(archive)
    strings = _strings(archive, targets)
    dates = _date_styles(archive, targets)
    epoch_1904 = any(_flag(tag.get("date1904")) for tag in _every(book, "workbookPr"))
    left = admitted.limits.cells
    sheets = []
    for entry in _every(book, "sheet"):
        path = targets[next(text for key, text in entry.given.items() if key.endswith(":id"))]
        if "/worksheets/" not in path:
            continue
        grid = Grid(admitted.name, str(entry.get("name")), strings, dates, epoch_1904, left)
        SheetParser(grid).parse(archive.read(path))
        left -= grid.count
        sheets.append(_sheet(grid, entry.get("state") or "visible"))
    return tuple(sheets)


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
    styles = tags(archive.read(path))
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
