"""What a person should know of a sheet that was read as a table: merged, hidden, untitled."""

from collections.abc import Collection

from assessment.locale import Message, message
from assessment.problems import AssessmentError, Problem, Severity
from assessment.workbooks.incoming.cells import Fault, column_letters
from assessment.workbooks.incoming.reading import ColumnSheet, Sheet

_MOST_COVERED = 20_000
_COVERED = message("병합된 칸에 가려 값이 없습니다.")
_PART = message("병합을 풀고 칸마다 값을 적어 주십시오.")


def sheet_problem(
    name: str, sheet: Sheet | ColumnSheet, fault: Fault, severity: Severity = "error"
) -> Problem:
    """The fault with file, sheet and cell."""
    where = f"{name} {sheet.name}!{column_letters(fault.column)}{fault.row}"
    return Problem(where, fault.what, fault.fix, fault.code, severity)


def covered_cells(
    name: str, sheet: Sheet | ColumnSheet, head: int, columns: Collection[int]
) -> list[Fault]:
    """Cells below the header that a merge covers: neither blank nor filled from the first one."""
    last = sheet.last if sheet.merged else 0
    found: list[Fault] = []
    for area in sheet.merged:
        within = [column for column in columns if area.left <= column <= area.right]
        rows = range(max(area.top, head + 1), min(area.bottom, last) + 1) if within else range(0)
        if len(found) + len(rows) * len(within) > _MOST_COVERED:
            what = message("병합된 칸이 너무 많습니다.")
            raise AssessmentError(Problem(f"{name} {sheet.name}", what, _PART, "upload_merged"))
        found += [
            Fault(row, column, _COVERED, _PART, "cell_merged")
            for row in rows
            for column in within
            if (row, column) != (area.top, area.left)
        ]
    return found


def sheet_notes(
    name: str, sheet: Sheet | ColumnSheet, head: int, columns: Collection[int]
) -> tuple[Problem, ...]:
    """Hidden rows, columns and sheets were read too; a column without a header was not."""
    where = f"{name} {sheet.name}"
    notes = []
    rows = sheet.hidden_below(head)
    hidden = [column_letters(one) for one in sorted(sheet.hidden_columns) if one in columns]
    if sheet.hidden:
        notes.append(_hidden(where, message("숨긴 시트에서 읽었습니다.")))
    if rows:
        notes.append(_hidden(where, message("숨긴 행 {count}개도 읽었습니다.", count=rows)))
    if hidden:
        what = message("숨긴 열도 읽었습니다: {names}", names=", ".join(hidden[:10]))
        notes.append(_hidden(where, what))
    notes += [
        sheet_problem(name, sheet, fault, severity="warning")
        for fault in sheet.faults
        if fault.row == head
    ]
    untitled = [column_letters(one) for one in sorted(sheet.columns_below(head) - set(columns))]
    if untitled:
        what = message("제목이 없는 열은 읽지 않았습니다: {names}", names=", ".join(untitled[:10]))
        fix = message("필요한 열이면 첫 행에 제목을 적어 주십시오.")
        notes.append(Problem(where, what, fix, "column_unnamed", "warning"))
    return tuple(notes)


def _hidden(where: str, what: Message) -> Problem:
    fix = message("빼려던 것이면 지우고 다시 올려 주십시오.")
    return Problem(where, what, fix, "sheet_hidden", "warning")
