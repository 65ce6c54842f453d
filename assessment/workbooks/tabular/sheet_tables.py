"""Sheets of a workbook as tables: of the first rows the one that knows most headers names them."""

from bisect import bisect_right

import pandas as pd

from assessment.workbooks.incoming.cells import Value
from assessment.workbooks.incoming.guard import Admitted
from assessment.workbooks.incoming.own_kinds import refuse_another
from assessment.workbooks.incoming.reading import ColumnSheet, Sheet, read_tables
from assessment.workbooks.incoming.sheet_remarks import covered_cells, sheet_notes, sheet_problem
from assessment.workbooks.tabular.table import (
    HEADER_ROWS,
    CellFault,
    Table,
    frame_of,
    headers_of,
    known_in,
    no_table,
    plain,
)


def from_sheets(admitted: Admitted, wanted: frozenset[str]) -> tuple[Table, ...]:
    """The table of every sheet that knows a header, the one that knows most before the others.

    AssessmentError when there is none, when the first one has a header twice, or when this is a
    workbook of ours that is no table.
    """
    found = []
    sheets = read_tables(admitted)
    refuse_another(admitted.name, sheets)
    for sheet in sheets:
        choices = [
            (known_in([str(value) for value in cells.values()], wanted), row, cells)
            for row, cells in sheet.top(HEADER_ROWS).items()
        ]
        if choices:
            most, head, cells = max(choices, key=lambda choice: choice[0])
            found.append((most, not sheet.hidden, sheet, head, cells))
    if not found:
        raise no_table(admitted.name)
    found.sort(key=lambda choice: choice[:2], reverse=True)
    return tuple(
        _table(admitted.name, sheet, head, cells)
        for place, (most, _visible, sheet, head, cells) in enumerate(found)
        if most or place == 0
    )


def _table(name: str, sheet: Sheet | ColumnSheet, head: int, cells: dict[int, Value]) -> Table:
    shown = {column: str(value) for column, value in sorted(cells.items())}
    headers = headers_of(f"{name} {sheet.name}", shown)
    notes = sheet_notes(name, sheet, head, headers)
    places = {header: column for column, header in headers.items()}
    faults: tuple[CellFault, ...] = ()
    if isinstance(sheet, ColumnSheet) and not covered_cells(name, sheet, head, headers):
        frame = _by_columns(sheet, head, headers)
    else:
        by_row = sheet.by_row() if isinstance(sheet, ColumnSheet) else sheet
        frame, faults = _by_rows(name, by_row, head, headers)
    return Table(name, frame, faults, notes, sheet.name, places)


def _by_columns(sheet: ColumnSheet, head: int, headers: dict[int, str]) -> pd.DataFrame:
    start = bisect_right(sheet.numbers, head)
    index = pd.Index(sheet.numbers[start:], dtype="int64", name="row")
    held = {title: sheet.values[column][start:] for column, title in headers.items()}
    frame = pd.DataFrame(held, index=index, dtype=object)
    if not held or not all(None in cells for cells in held.values()):
        return frame
    filled = [any(one is not None for one in cells) for cells in zip(*held.values(), strict=True)]
    kept: pd.DataFrame = frame[filled]
    return kept


def _by_rows(
    name: str, sheet: Sheet, head: int, headers: dict[int, str]
) -> tuple[pd.DataFrame, tuple[CellFault, ...]]:
    found = [*sheet.faults, *covered_cells(name, sheet, head, headers)]
    faults = tuple(
        CellFault(fault.row, headers[fault.column], sheet_problem(name, sheet, fault))
        for fault in found
        if fault.row > head and fault.column in headers
    )
    kept = {fault.row for fault in faults}
    rows: dict[int, list[object]] = {}
    for row in sorted({row for row in sheet.rows if row > head} | kept):
        held = sheet.rows.pop(row, {})  # let go at once, a register has half a million cells
        values = [plain(held.get(column)) for column in headers]
        if row in kept or any(value is not None for value in values):
            rows[row] = values
    return frame_of(list(headers.values()), rows), faults
