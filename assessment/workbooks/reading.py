"""Workbooks that came through the guard, read part by part with expat; no cell is ever guessed."""

import posixpath
from dataclasses import dataclass
from datetime import date, datetime
from xml.etree.ElementTree import Element
from xml.parsers import expat

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from assessment.locale import message
from assessment.problems import AssessmentError, Problem
from assessment.workbooks.archive import Archive
from assessment.workbooks.cells import Fault, Grid, SheetParser, Value, shared_strings
from assessment.workbooks.guard import Admitted

_DATE_CODES = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
SheetValue = str | int | float | bool | date | datetime | None


@dataclass(frozen=True)
class Sheet:
    """The cells of a sheet by row and column, both from 1; a fault stands for an unusable cell."""

    name: str
    hidden: bool
    rows: dict[int, dict[int, Value]]
    faults: tuple[Fault, ...]
    hidden_rows: frozenset[int]

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
    except (expat.ExpatError, ElementTree.ParseError, DefusedXmlException, KeyError) as bad:
        raise unreadable(admitted.name) from bad
    except (IndexError, ValueError, OverflowError, RecursionError) as bad:
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
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"), forbid_dtd=True)
    targets = _targets(archive)
    strings = _strings(archive, targets)
    dates = _date_styles(archive, targets)
    epoch_1904 = any(_flag(part.get("date1904")) for part in _every(book, "workbookPr"))
    left = admitted.limits.cells
    sheets = []
    for entry in _every(book, "sheet"):
        relation = next(value for key, value in entry.attrib.items() if key.endswith("}id"))
        path = targets[relation]
        if "/worksheets/" not in path:
            continue
        grid = Grid(admitted.name, str(entry.get("name")), strings, dates, epoch_1904, left)
        SheetParser(grid).parse(archive.read(path))
        left -= grid.count
        hidden = entry.get("state", "visible") != "visible"
        sheet = Sheet(
            grid.sheet, hidden, grid.rows, tuple(grid.faults), frozenset(grid.hidden_rows)
        )
        sheets.append(sheet)
    return tuple(sheets)


def _targets(archive: Archive) -> dict[str, str]:
    """Relation id, and the last word of the relation's type, to the path of the part."""
    part = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"), forbid_dtd=True)
    targets: dict[str, str] = {}
    for relation in _every(part, "Relationship"):
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
    styles = ElementTree.fromstring(archive.read(path), forbid_dtd=True)
    codes = {
        int(str(one.get("numFmtId"))): str(one.get("formatCode"))
        for one in _every(styles, "numFmt")
    }
    formats = next(iter(_every(styles, "cellXfs")), None)
    if formats is None:
        return frozenset()
    shown = [int(one.get("numFmtId") or 0) for one in _every(formats, "xf")]
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


def _every(part: Element, name: str) -> list[Element]:
    return [one for one in part.iter() if one.tag.rsplit("}", 1)[-1] == name]


def _flag(text: str | None) -> bool:
    return text in ("1", "true")
