"""Tables in files: csv, xlsx and parquet in and out, every unusable cell named."""

import csv
import io
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pandas as pd

from assessment.locale import Message, message
from assessment.problems import AssessmentError, Problem
from assessment.workbooks.cells import column_letters
from assessment.workbooks.delimited import records
from assessment.workbooks.guard import LOCAL, Admitted, Kind, admit
from assessment.workbooks.reading import Sheet, read_workbook
from assessment.workbooks.saving import save
from assessment.workbooks.sheet_remarks import covered_cells, sheet_notes, sheet_problem
from assessment.workbooks.text import fold, neutral, trimmed, visible

ALL: tuple[Kind, ...] = ("csv", "xlsx", "parquet")
_HEADER_ROWS = 10


@dataclass(frozen=True)
class CellFault:
    """A cell, or a whole row where `column` is empty, that cannot be used."""

    row: int
    column: str
    problem: Problem


@dataclass(frozen=True, eq=False)
class Table:
    """`frame` has the headers as columns and the file's row numbers as index.

    A cell is text, a number, a date, True or False, or None when it is blank; what stands in
    `faults` is None in the frame and must not be taken for blank.
    """

    name: str
    frame: pd.DataFrame
    faults: tuple[CellFault, ...] = ()
    notes: tuple[Problem, ...] = ()

    def column(self, header: str) -> str | None:
        """The column whose header reads like this one."""
        wanted = fold(header)
        return next((name for name in self.frame.columns if fold(name) == wanted), None)


def read_table(admitted: Admitted, known: Collection[str] = ()) -> Table:
    """The table of a file; of the sheets and first rows those are taken that know most headers.

    Raises AssessmentError when there is no table, or a header stands twice.
    """
    if admitted.kind == "parquet":
        from assessment.workbooks.columnar import read_parquet

        return Table(admitted.name, read_parquet(admitted))
    wanted = frozenset(fold(header) for header in known)
    if admitted.kind == "csv":
        return _from_csv(admitted, wanted)
    return _from_sheets(admitted, wanted)


def read_file(path: Path, known: Collection[str] = ()) -> Table:
    """The table of a file on this machine."""
    return read_table(admit_file(path), known)


def admit_file(path: Path) -> Admitted:
    """A file on this machine through the guard, under the limits for such files."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _refused(
            str(path), message("파일을 열 수 없습니다."), message("경로와 권한을 확인해 주십시오.")
        ) from error
    return admit(path.name, content, ALL, LOCAL)


def kind_of(path: Path) -> Kind:
    """The kind of table that a path asks for by its ending."""
    for kind in ALL:
        if path.suffix.lower() == f".{kind}":
            return kind
    raise _refused(
        str(path),
        message("확장자 {suffix}로는 표를 쓸 수 없습니다.", suffix=path.suffix or "-"),
        message(".csv, .xlsx, .parquet 가운데 하나로 적어 주십시오."),
    )


def table_bytes(frame: pd.DataFrame, kind: Kind, sheet: str = "결과") -> bytes:
    """The frame as a file; its index is left out. Text stays text in every kind."""
    if kind == "csv":
        return csv_bytes(frame)
    if kind == "parquet":
        from assessment.workbooks.columnar import parquet_bytes

        return parquet_bytes(frame)
    from assessment.workbooks.writing import plain_workbook

    return plain_workbook(frame, sheet)


def write_table(frame: pd.DataFrame, path: Path) -> None:
    """Write the frame in the kind that the path's ending names; all of it or nothing."""
    save(table_bytes(frame, kind_of(path)), path)


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """UTF-8 with BOM, every field quoted, text that looks like a formula neutralised."""
    safe = frame.copy()
    safe.columns = pd.Index([neutral(visible(str(name))) for name in frame.columns])
    for place, name in enumerate(safe.columns):
        column = frame.iloc[:, place]
        if not (pd.api.types.is_numeric_dtype(column) or pd.api.types.is_datetime64_dtype(column)):
            safe = safe.assign(**{name: column.astype(object).map(_csv_cell, na_action="ignore")})
    target = io.StringIO()
    safe.to_csv(target, index=False, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    return b"\xef\xbb\xbf" + target.getvalue().encode("utf-8")


def _csv_cell(value: object) -> object:
    return neutral(visible(value)) if isinstance(value, str) else value


def _from_csv(admitted: Admitted, wanted: frozenset[str]) -> Table:
    read = list(records(admitted))
    places = [place for place, one in enumerate(read[:_HEADER_ROWS]) if one.what is None]
    if not places:
        raise _no_table(admitted.name)
    head = max(places, key=lambda place: _known(read[place].cells, wanted))
    headers = _headers(admitted.name, dict(enumerate(read[head].cells, start=1)))
    width = len(read[head].cells)
    rows: dict[int, list[object]] = {}
    faults: list[CellFault] = []
    for one in read[head + 1 :]:
        what = one.what
        if what is None and (len(one.cells) < width or any(one.cells[width:])):
            what = message(
                "열 수가 {found}개로, 제목의 {wanted}개와 다릅니다.",
                found=len(one.cells),
                wanted=width,
            )
        cells = one.cells + [""] * width
        rows[one.row] = [_clean(cells[place - 1]) for place in headers]
        if what is not None:
            where = f"{admitted.name} {one.row}"
            fix = message("이 행의 따옴표와 구분 기호를 확인해 주십시오.")
            faults.append(CellFault(one.row, "", Problem(where, what, fix, "row_broken")))
    frame = _frame(list(headers.values()), rows)
    return Table(admitted.name, frame, tuple(faults), _unnamed(admitted.name, headers, width))


def _from_sheets(admitted: Admitted, wanted: frozenset[str]) -> Table:
    choices = []
    for sheet in read_workbook(admitted):
        for row in sorted(sheet.rows)[:_HEADER_ROWS]:
            names = [str(value) for value in sheet.rows[row].values()]
            choices.append((_known(names, wanted), not sheet.hidden, sheet, row))
    if not choices:
        raise _no_table(admitted.name)
    best = max(choices, key=lambda choice: choice[:2])
    return _from_sheet(admitted.name, best[2], best[3])


def _from_sheet(name: str, sheet: Sheet, head: int) -> Table:
    cells = {column: str(value) for column, value in sorted(sheet.rows[head].items())}
    headers = _headers(f"{name} {sheet.name}", cells)
    rows: dict[int, list[object]] = {}
    for row in sorted(
        {row for row in sheet.rows if row > head}
        | {fault.row for fault in sheet.faults if fault.row > head}
    ):
        held = sheet.rows.get(row, {})
        rows[row] = [_clean(held.get(column)) for column in headers]
    found = [*sheet.faults, *covered_cells(name, sheet, head, headers)]
    faults = [
        CellFault(fault.row, headers[fault.column], sheet_problem(name, sheet, fault))
        for fault in found
        if fault.row > head and fault.column in headers
    ]
    kept = {fault.row for fault in faults}
    rows = {
        row: values
        for row, values in rows.items()
        if row in kept or any(value is not None for value in values)
    }
    frame = _frame(list(headers.values()), rows)
    return Table(name, frame, tuple(faults), sheet_notes(name, sheet, head, headers))


def _clean(value: object) -> object:
    if isinstance(value, datetime):
        return value.date() if value.time() == datetime.min.time() else value
    if isinstance(value, str):
        return value if value.strip() else None
    return value if value is None or isinstance(value, (bool, int, float, date)) else str(value)


def _frame(headers: list[str], rows: dict[int, list[object]]) -> pd.DataFrame:
    index = pd.Index(list(rows), dtype="int64", name="row")
    return pd.DataFrame(list(rows.values()), index=index, columns=pd.Index(headers), dtype=object)


def _headers(where: str, cells: dict[int, str]) -> dict[int, str]:
    """Place to header; a place without one is left out, a header that stands twice is refused."""
    named = {place: trimmed(text) for place, text in cells.items() if text.strip()}
    folded = [fold(text) for text in named.values()]
    twice = sorted({text for text in named.values() if folded.count(fold(text)) > 1})
    if twice:
        raise _refused(
            where,
            message("같은 제목의 열이 둘 이상 있습니다: {names}", names=", ".join(twice[:10])),
            message("쓰지 않을 열을 지우거나 제목을 바꾸어 주십시오."),
        )
    return named


def _unnamed(name: str, headers: dict[int, str], width: int) -> tuple[Problem, ...]:
    left_out = [column_letters(place) for place in range(1, width + 1) if place not in headers]
    if not left_out:
        return ()
    what = message("제목이 없는 열은 읽지 않았습니다: {names}", names=", ".join(left_out[:10]))
    fix = message("필요한 열이면 첫 행에 제목을 적어 주십시오.")
    return (Problem(name, what, fix, "column_unnamed", "warning"),)


def _known(cells: Collection[str], wanted: frozenset[str]) -> int:
    return len({fold(cell) for cell in cells} & wanted)


def _refused(where: str, what: Message, fix: Message) -> AssessmentError:
    return AssessmentError(Problem(where, what, fix, code="table"))


def _no_table(name: str) -> AssessmentError:
    what = message("표가 없습니다.")
    return _refused(name, what, message("첫 행에 제목이 있는 표인지 확인해 주십시오."))
