"""Tables of facts about applicants: one row each, every column of a stated kind."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

import numpy as np
import pandas as pd

from assessment.locale import Message, message
from assessment.problems import Problem
from assessment.workbooks.outgoing.text import composed, fold
from assessment.workbooks.tabular.tables import CellFault, Table

FactKind = Literal["number", "text", "flag", "date"]
_DTYPES: Mapping[FactKind, str] = {
    "number": "Float64",
    "text": "string",
    "flag": "boolean",
    "date": "datetime64[ns]",
}
_UNKNOWN = frozenset({"?", "na", "n/a", "모름", "미확인"})
_TRUE = frozenset({"true", "1", "예", "y", "yes", "o", "있음"})
_FALSE = frozenset({"false", "0", "아니오", "아니요", "n", "no", "x", "없음"})
_WRONG: Mapping[FactKind, Message] = {
    "number": message("수를 적어 주십시오."),
    "text": message("글로 적어 주십시오."),
    "flag": message("예 또는 아니오로 적어 주십시오."),
    "date": message("2026-11-22처럼 날짜를 적어 주십시오."),
}


@dataclass(frozen=True, eq=False)
class FactTable:
    """`frame` has one typed column a name, unknown as null; its index is the file's rows.

    A row with a bad cell is left out and the cell is in `rejected`; `absent` are the names that
    the file does not hold, `unread` its columns that nobody asked for.
    """

    firms: pd.Series
    frame: pd.DataFrame
    given: int
    rejected: tuple[CellFault, ...]
    absent: tuple[str, ...]
    unread: tuple[str, ...]


def read_facts(table: Table, kinds: Mapping[str, FactKind]) -> FactTable:
    """The firm in the first column, then facts by name; blank and ? are unknown."""
    held = {fold(str(name)): str(name) for name in table.frame.columns[1:]}
    columns: dict[str, pd.Series] = {}
    used: set[str] = {str(table.frame.columns[0])} if table.frame.shape[1] else set()
    faults: list[CellFault] = []
    for name, kind in kinds.items():
        header = held.get(fold(name))
        if header is None:
            continue
        used.add(header)
        columns[name], bad = _typed(table.frame[header], kind)
        faults += [_fault(table, row, header, kind) for row in bad]
    faults += [one for one in table.faults if not one.column or one.column in used]
    firms, blank = _firms(table)
    faults += blank
    good = ~table.frame.index.isin([fault.row for fault in faults])
    frame = pd.DataFrame(columns, index=table.frame.index)
    return FactTable(
        firms[good],
        frame[good],
        len(table.frame),
        tuple(sorted(faults, key=lambda fault: (fault.row, fault.column))),
        tuple(name for name in kinds if name not in columns),
        tuple(str(name) for name in table.frame.columns if str(name) not in used),
    )


def _firms(table: Table) -> tuple[pd.Series, list[CellFault]]:
    firms = table.frame.iloc[:, 0].map(lambda cell: "" if _blank(cell) else str(cell).strip())
    faults = []
    for row in firms.index[(firms == "") | firms.duplicated()]:
        what = message("업체 칸이 비었거나 앞의 행과 같습니다.")
        fix = message("업체마다 한 행만 두십시오.")
        problem = Problem(f"{table.name} {row}", what, fix, "facts_firm")
        faults.append(CellFault(int(row), str(table.frame.columns[0]), problem))
    return firms, faults


def _typed(column: pd.Series, kind: FactKind) -> tuple[pd.Series, list[int]]:
    if kind == "number" and pd.api.types.is_numeric_dtype(column):
        return column.astype("Float64"), []
    read: Callable[[object], object] = _READERS[kind]
    places, distinct = pd.factorize(column.astype(object), use_na_sentinel=True)
    values = [None if _unknown(cell) else read(cell) for cell in distinct]
    wrong = np.array([value is _BAD for value in values] + [False])
    known = [None if value is _BAD else value for value in values] + [None]
    whole: Any = [known[place] for place in places]
    bad = [int(row) for row in column.index[wrong[places]]]
    if kind == "date":
        return pd.Series(pd.to_datetime(whole), index=column.index), bad
    return pd.Series(pd.array(whole, dtype=_DTYPES[kind]), index=column.index), bad


_BAD = object()


def _number(cell: object) -> object:
    if isinstance(cell, bool):
        return _BAD
    text = composed(str(cell)).strip().replace(",", "")
    try:
        number = float(text.removesuffix("%"))
    except ValueError:
        return _BAD
    return number if np.isfinite(number) else _BAD


def _flag(cell: object) -> object:
    text = fold(str(cell)).removesuffix(".0")
    return text in _TRUE if text in _TRUE | _FALSE else _BAD


def _day(cell: object) -> object:
    if isinstance(cell, date):
        return cell if isinstance(cell, datetime) else datetime(cell.year, cell.month, cell.day)
    try:
        return datetime.fromisoformat(str(cell).strip().replace(".", "-").replace("/", "-"))
    except ValueError:
        return _BAD


def _word(cell: object) -> object:
    return str(cell).strip()


_READERS: Mapping[FactKind, Callable[[object], object]] = {
    "number": _number,
    "text": _word,
    "flag": _flag,
    "date": _day,
}


def _blank(cell: object) -> bool:
    return cell is None or cell is pd.NA or cell != cell or str(cell).strip() == ""


def _unknown(cell: object) -> bool:
    return _blank(cell) or (isinstance(cell, str) and fold(cell) in _UNKNOWN)


def _fault(table: Table, row: int, header: str, kind: FactKind) -> CellFault:
    value = str(table.frame.loc[row, header])[:40]
    what = message("‘{value}’은(는) 이 열에 쓸 수 없습니다.", value=value)
    return CellFault(
        row, header, Problem(f"{table.name} {row} · {header}", what, _WRONG[kind], "facts_bad_cell")
    )
