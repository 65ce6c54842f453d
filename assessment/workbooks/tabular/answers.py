"""Tables of answers: one row a firm, one column an item; every bad cell named by row and column."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd

from assessment.definitions.questionnaires import Item
from assessment.definitions.releases import Release
from assessment.locale import Message, message
from assessment.method.answers import NOT_APPLICABLE, AnswerTable
from assessment.method.asking import leave_out_unasked
from assessment.method.codes import Cells, encode_cells
from assessment.problems import AssessmentError, Problem
from assessment.workbooks.outgoing.text import composed, fold
from assessment.workbooks.tabular.tables import CellFault, Table

_SPELLINGS: Mapping[str, str] = {
    "n/a": "NA",
    "na": "NA",
    "해당없음": "NA",
    "？": "?",
    "모름": "?",
    "잘모름": "?",
    "잘모르겠음": "?",
}


@dataclass(frozen=True, eq=False)
class ReadAnswers:
    """`answers` holds the good rows alone; `texts` their words of text, date and file items.

    `given` is the number of rows in the file, `places` the file's row number of each good row.
    """

    answers: AnswerTable
    places: tuple[int, ...]
    given: int
    rejected: tuple[CellFault, ...]
    notes: tuple[Problem, ...]
    texts: Mapping[str, tuple[str | None, ...]] = field(default_factory=dict)


def headers(release: Release) -> tuple[str, ...]:
    """The headers under which a table may hold the items of this questionnaire."""
    own = {one.column for one in release.items.values() if one.column}
    return (*own, *release.items)


def read_answers(release: Release, table: Table) -> ReadAnswers:
    """Firm in the first column, then items by id or by their own `column:`, in any order.

    Blank is unanswered, NA not applicable, ? unknown; else an option's id or its number from 0, or
    what the item's `codes:` say. A row with a bad cell is left out and every such cell is listed.
    """
    frame = table.frame
    if frame.shape[1] < 2:
        raise AssessmentError(
            Problem(
                table.name,
                message("응답 열이 없습니다."),
                message("첫 열에 업체, 다음 열부터 문항을 두십시오."),
                code="answers_empty",
            )
        )
    firms, faults = _firms(table)
    columns, notes = _columns(release, table)
    codes = np.full((len(frame), len(release.items)), 255, np.uint8)
    numbers: dict[str, np.ndarray] = {}
    chosen: dict[str, np.ndarray] = {}
    for place, (item, definition) in enumerate(release.items.items()):
        if item not in columns:
            continue
        cells = _encoded(definition, frame[columns[item]])
        codes[:, place] = cells.codes
        if cells.numbers is not None:
            numbers[item] = cells.numbers
        if cells.chosen is not None:
            chosen[item] = cells.chosen
        faults += _bad_cells(table, columns[item], definition, cells)
    faults += [fault for fault in table.faults if not fault.column or _read(fault, columns, frame)]
    bad = {fault.row for fault in faults}
    good = np.flatnonzero(~frame.index.isin(list(bad)))
    whole = AnswerTable(firms, tuple(release.items), codes, numbers, chosen)
    return ReadAnswers(
        leave_out_unasked(release, whole.rows(good)),
        tuple(int(row) for row in frame.index[good]),
        len(frame),
        tuple(sorted(faults, key=lambda fault: (fault.row, fault.column))),
        notes,
        _texts(release, frame, columns, good),
    )


def _firms(table: Table) -> tuple[pd.Index, list[CellFault]]:
    column = str(table.frame.columns[0])
    names = table.frame.iloc[:, 0].map(_firm_text)
    faults = []
    for row in table.frame.index[names == ""]:
        what, fix = (
            message("업체 칸이 비어 있습니다."),
            message("업체 번호나 이름을 적어 주십시오."),
        )
        faults.append(_fault(table, int(row), column, what, fix, "answers_no_firm"))
    for row in table.frame.index[names.duplicated() & (names != "")]:
        what = message("업체 ‘{firm}’이(가) 두 번 나옵니다.", firm=names[row])
        fix = message("한 줄만 남겨 주십시오.")
        faults.append(_fault(table, int(row), column, what, fix, "answers_twice"))
    return pd.Index(names, dtype=object), faults


def _firm_text(cell: object) -> str:
    if cell is None or cell is pd.NA or cell != cell:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _columns(release: Release, table: Table) -> tuple[dict[str, str], tuple[Problem, ...]]:
    """Item to column; unknown and absent columns are noted once."""
    held = {fold(name): name for name in table.frame.columns[1:]}
    columns: dict[str, str] = {}
    for item, definition in release.items.items():
        for header in (definition.column, item):
            if header and fold(header) in held:
                columns[item] = held.pop(fold(header))
                break
    absent = [item for item in release.items if item not in columns]
    if not columns:
        raise AssessmentError(
            Problem(
                table.name,
                message("이 진단의 문항 열이 하나도 없습니다."),
                message("열 제목을 문항 번호로 적었는지, 맞는 진단을 골랐는지 확인해 주십시오."),
                code="answers_no_items",
            )
        )
    notes = []
    if held:
        what = message("모르는 열은 읽지 않았습니다: {names}", names=_listed(list(held.values())))
        fix = message("문항이면 제목을 문항 번호로 고쳐 주십시오.")
        notes.append(Problem(table.name, what, fix, "answers_unknown_columns", "warning"))
    if absent:
        what = message("열이 없어 미응답으로 둔 문항입니다: {names}", names=_listed(absent))
        fix = message("답이 있으면 그 문항의 열을 더해 주십시오.")
        notes.append(Problem(table.name, what, fix, "answers_absent_columns", "warning"))
    return columns, tuple(notes)


def _encoded(item: Item, column: pd.Series) -> Cells:
    """The column's codes after width and spelling are evened out; NA only where it may be said."""
    cells = column.astype(object)
    if column.dtype == object or column.dtype == bool:  # True must not pass for the number 1
        cells = cells.map(lambda cell: "TRUE" if cell is True else cell)
        cells = cells.map(lambda cell: "FALSE" if cell is False else cell)
    evened = {one: _even(item, one) for one in pd.unique(cells.dropna())}
    if any(text is not None for text in evened.values()):
        cells = cells.map(lambda cell: evened.get(cell) or cell, na_action="ignore")
    found = encode_cells(item, cells)
    if item.not_applicable or "not_applicable" in item.codes.values():
        return found
    refused = np.flatnonzero(found.codes == NOT_APPLICABLE)
    bad = np.union1d(found.bad, refused).astype(np.intp)
    return Cells(found.codes, found.numbers, found.chosen, bad)


def _even(item: Item, cell: object) -> str | None:
    """Another spelling for the cell; None leaves it as it is."""
    if not isinstance(cell, str) or cell in item.codes:
        return None
    text = composed(cell).strip()
    text = _SPELLINGS.get(fold(text), text)
    return text if text != cell else None


def _bad_cells(table: Table, column: str, item: Item, cells: Cells) -> list[CellFault]:
    faults = []
    for place in cells.bad:
        row = int(table.frame.index[place])
        value = table.frame[column].iloc[place]
        what = message("‘{value}’은(는) 쓸 수 없는 응답입니다.", value=str(value)[:40])
        fix = message("쓸 수 있는 값: {values}", values=_allowed(item))
        if cells.codes[place] == NOT_APPLICABLE:
            what = message("해당 없음을 고를 수 없는 문항입니다.")
        elif isinstance(value, date):
            what = message("‘{value}’은(는) 엑셀이 날짜로 바꾼 값입니다.", value=str(value)[:10])
        faults.append(_fault(table, row, column, what, fix, "answers_bad_cell"))
    return faults


def _allowed(item: Item) -> str:
    if item.codes:
        return ", ".join(list(item.codes)[:20])
    if item.type == "number":
        return f"{item.minimum:g}–{item.maximum:g}, ?"
    if item.type in ("level", "choice"):
        named = f"{item.options[0].id}–{item.options[-1].id}, 0–{len(item.options) - 1}, ?"
        return named + ", NA" if item.not_applicable else named
    if item.type != "multi":
        return ""
    ids = [option.id for option in item.options]
    return f"{', '.join(ids[:20])} ({' '.join(ids[:2])})"


def _fault(
    table: Table, row: int, column: str, what: Message, fix: Message, code: str
) -> CellFault:
    where = f"{table.name} {row} · {column}"
    return CellFault(row, column, Problem(where, what, fix, code))


def _read(fault: CellFault, columns: Mapping[str, str], frame: pd.DataFrame) -> bool:
    return fault.column in columns.values() or fault.column == frame.columns[0]


def _texts(
    release: Release, frame: pd.DataFrame, columns: Mapping[str, str], good: np.ndarray
) -> dict[str, tuple[str | None, ...]]:
    plain = [item for item, one in release.items.items() if one.type in ("text", "date", "file")]
    return {
        item: tuple(
            None if cell is None or cell != cell else str(cell)
            for cell in frame[columns[item]].iloc[good]
        )
        for item in plain
        if item in columns
    }


def _listed(names: list[str]) -> str:
    shown = ", ".join(names[:12])
    return shown if len(names) <= 12 else f"{shown} … (+{len(names) - 12})"
