"""Tables in files: csv, xlsx and parquet in and out, every unusable cell named."""

import csv
import io
from collections.abc import Collection
from itertools import chain, islice
from pathlib import Path
from typing import Any

import pandas as pd

from assessment.locale import message
from assessment.problems import Problem
from assessment.workbooks.incoming.cells import column_letters
from assessment.workbooks.incoming.delimited import records
from assessment.workbooks.incoming.guard import LOCAL, Admitted, Kind, admit
from assessment.workbooks.outgoing.saving import save
from assessment.workbooks.outgoing.text import fitted, fold, neutral
from assessment.workbooks.tabular.table import HEADER_ROWS, frame_of, headers_of, known_in, no_table
from assessment.workbooks.tabular.table import CellFault as CellFault
from assessment.workbooks.tabular.table import Table as Table
from assessment.workbooks.tabular.table import refused as refused

ALL: tuple[Kind, ...] = ("csv", "xlsx", "parquet")


def read_table(admitted: Admitted, known: Collection[str] = ()) -> Table:
    """The table of a file; of the sheets and first rows those are taken that know most headers.

    Raises AssessmentError when there is no table, or a header stands twice.
    """
    if admitted.kind == "parquet":
        from assessment.workbooks.tabular.columnar import read_parquet

        return Table(admitted.name, read_parquet(admitted))
    wanted = frozenset(fold(header) for header in known)
    if admitted.kind == "csv":
        return _from_csv(admitted, wanted)
    from assessment.workbooks.tabular.sheet_tables import from_sheets

    return from_sheets(admitted, wanted)[0]


def read_tables_of(admitted: Admitted, known: Collection[str]) -> tuple[Table, ...]:
    """Every sheet's table that has one of these headers, the one with most of them first."""
    if admitted.kind != "xlsx":
        return (read_table(admitted, known),)
    from assessment.workbooks.tabular.sheet_tables import from_sheets

    return from_sheets(admitted, frozenset(fold(header) for header in known))


def read_file(path: Path, known: Collection[str] = ()) -> Table:
    """The table of a file on this machine."""
    return read_table(admit_file(path), known)


def admit_file(path: Path) -> Admitted:
    """A file on this machine through the guard, under the limits for such files."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise refused(
            str(path), message("파일을 열 수 없습니다."), message("경로와 권한을 확인해 주십시오.")
        ) from error
    return admit(path.name, content, ALL, LOCAL)


def kind_of(path: Path) -> Kind:
    """The kind of table that a path asks for by its ending."""
    for kind in ALL:
        if path.suffix.lower() == f".{kind}":
            return kind
    raise refused(
        str(path),
        message("확장자 {suffix}로는 표를 쓸 수 없습니다.", suffix=path.suffix or "-"),
        message(".csv, .xlsx, .parquet 가운데 하나로 적어 주십시오."),
    )


def table_bytes(frame: pd.DataFrame, kind: Kind, sheet: str = "결과") -> bytes:
    """The frame as a file; its index is left out. Text stays text in every kind."""
    if kind == "csv":
        return csv_bytes(frame)
    if kind == "parquet":
        from assessment.workbooks.tabular.columnar import parquet_bytes

        return parquet_bytes(frame)
    from assessment.workbooks.outgoing.writing import plain_workbook

    return plain_workbook(frame, sheet)


def write_table(frame: pd.DataFrame, path: Path) -> None:
    """Write the frame in the kind that the path's ending names; all of it or nothing."""
    save(table_bytes(frame, kind_of(path)), path)


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """UTF-8 with BOM, every field quoted, text that looks like a formula neutralised."""
    columns = [_csv_column(frame.iloc[:, place]) for place in range(frame.shape[1])]
    safe = pd.DataFrame(dict(enumerate(columns)), index=frame.index)
    safe.columns = pd.Index([neutral(fitted(str(name))) for name in frame.columns])
    target = io.StringIO()
    safe.to_csv(target, index=False, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    return b"\xef\xbb\xbf" + target.getvalue().encode("utf-8")


def _csv_column(column: "pd.Series[Any]") -> "pd.Series[Any]":
    if pd.api.types.is_numeric_dtype(column) or pd.api.types.is_datetime64_dtype(column):
        return column
    return column.astype(object).map(_csv_cell, na_action="ignore")


def _csv_cell(value: object) -> object:
    return neutral(fitted(value)) if isinstance(value, str) else value


def _from_csv(admitted: Admitted, wanted: frozenset[str]) -> Table:
    following = records(admitted)
    first = list(islice(following, HEADER_ROWS))
    places = [place for place, one in enumerate(first) if one.what is None]
    if not places:
        raise no_table(admitted.name)
    head = max(places, key=lambda place: known_in(first[place].cells, wanted))
    headers = headers_of(admitted.name, dict(enumerate(first[head].cells, start=1)))
    width = len(first[head].cells)
    rows: dict[int, list[object]] = {}
    faults: list[CellFault] = []
    for one in chain(first[head + 1 :], following):
        what = one.what
        if what is None and (len(one.cells) < width or any(one.cells[width:])):
            what = message(
                "열 수가 {found}개로, 제목의 {wanted}개와 다릅니다.",
                found=len(one.cells),
                wanted=width,
            )
        cells = one.cells if len(one.cells) >= width else one.cells + [""] * width
        held = (cells[place - 1] for place in headers)
        rows[one.row] = [cell if cell and not cell.isspace() else None for cell in held]
        if what is not None:
            where = f"{admitted.name} {one.row}"
            fix = message("이 행의 따옴표와 구분 기호를 확인해 주십시오.")
            faults.append(CellFault(one.row, "", Problem(where, what, fix, "row_broken")))
    frame = frame_of(list(headers.values()), rows)
    notes = _unnamed(admitted.name, headers, width)
    columns = {header: place for place, header in headers.items()}
    return Table(admitted.name, frame, tuple(faults), notes, "", columns)


def _unnamed(name: str, headers: dict[int, str], width: int) -> tuple[Problem, ...]:
    left_out = [column_letters(place) for place in range(1, width + 1) if place not in headers]
    if not left_out:
        return ()
    what = message("제목이 없는 열은 읽지 않았습니다: {names}", names=", ".join(left_out[:10]))
    fix = message("필요한 열이면 첫 행에 제목을 적어 주십시오.")
    return (Problem(name, what, fix, "column_unnamed", "warning"),)
