"""An author's workbook as a file: sheets of plain rows, written and read back without loss."""

from collections.abc import Iterable

import pandas as pd

from assessment.locale import message
from assessment.problems import AssessmentError, Problem
from assessment.workbooks.author_books.author_cells import HEADERS, Row, Tables, columns_of
from assessment.workbooks.author_books.author_contents import PLACE
from assessment.workbooks.incoming.cells import column_letters
from assessment.workbooks.incoming.guard import Admitted
from assessment.workbooks.incoming.own_kinds import AUTHOR_SHEETS, refuse_another
from assessment.workbooks.incoming.reading import Sheet, read_workbook
from assessment.workbooks.outgoing.text import trimmed
from assessment.workbooks.outgoing.writing import Column, Look, Pages

_LEFT_OUT_EMPTY = frozenset({"actions", "cost_bands", "values", "order", "comments"})


def workbook_of(tables: Tables) -> bytes:
    """The sheets as a workbook; a text stays text, a number a number."""
    pages = Pages()
    for sheet in HEADERS:
        rows = tables.get(sheet, [])
        if rows or sheet not in _LEFT_OUT_EMPTY:
            names = columns_of(sheet, rows)
            frame = pd.DataFrame(rows, columns=pd.Index(names), dtype=object)
            pages.page(sheet).table(frame, [_column(name, frame[name]) for name in names])
    return pages.finish()


def tables_in(admitted: Admitted) -> tuple[Tables, list[Problem]]:
    """The workbook's sheets as rows by their headers in row 1, and every cell that is no value.

    Raises AssessmentError when it is not an author's workbook.
    """
    read = read_workbook(admitted)
    refuse_another(admitted.name, read, "author_book")
    sheets = {sheet.name.strip(): sheet for sheet in read}
    missing = sorted(AUTHOR_SHEETS - sheets.keys())
    if missing:
        raise AssessmentError(
            Problem(
                admitted.name,
                message("저작용 통합 문서에 없는 시트: {names}", names=", ".join(missing)),
                message("export questionnaire로 받은 파일을 고쳐 쓰십시오."),
                code="author_sheets",
            )
        )
    problems = [
        Problem(f"{admitted.name} {name}", message("모르는 시트라 읽지 않았습니다."),
                message("시트 이름을 확인하거나 지우십시오."), "author_unknown_sheet", "warning")
        for name in sheets
        if name not in HEADERS
    ]  # fmt: skip
    tables: Tables = {}
    for name in HEADERS:
        if name in sheets:
            tables[name], found = _rows(admitted.name, sheets[name])
            problems += found
    return tables, problems


def _rows(file: str, sheet: Sheet) -> tuple[list[Row], list[Problem]]:
    heads = {place: trimmed(str(cell)) for place, cell in sheet.rows.get(1, {}).items()}
    twice = sorted({one for one in heads.values() if [*heads.values()].count(one) > 1})
    problems = [
        Problem(f"{file} {sheet.name} 1", message("같은 제목의 열이 둘 이상 있습니다: {names}",
                                                  names=", ".join(twice)),
                message("하나를 지우거나 제목을 바꾸십시오."), "author_header")
    ] if twice else []  # fmt: skip
    problems += [
        Problem(f"{file} {sheet.name}!{column_letters(one.column)}{one.row}", one.what, one.fix,
                one.code)
        for one in sheet.faults
    ]  # fmt: skip
    rows = [
        {**{heads[place]: cell for place, cell in sorted(cells.items()) if place in heads},
         PLACE: row}
        for row, cells in sorted(sheet.rows.items())
        if row > 1
    ]  # fmt: skip
    return rows, problems


def _column(name: str, values: Iterable[object]) -> Column:
    held = [one for one in values if one is not None and one == one]
    number = bool(held) and all(isinstance(one, int | float) for one in held)
    longest = max((len(str(one)) for one in held), default=0)
    look: Look = "number" if number else ("wrapped" if longest > 24 else "text")
    return Column(name, name, look, min(48, max(10, longest * 1.2, len(name) * 1.1)))
