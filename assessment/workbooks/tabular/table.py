"""What a table in a file is: headers, rows by their number, and every cell that cannot be used."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

import pandas as pd

from assessment.locale import Message, message
from assessment.problems import AssessmentError, Problem
from assessment.workbooks.incoming.cells import column_letters
from assessment.workbooks.outgoing.text import fold, trimmed

HEADER_ROWS = 10
"""Headers stand in one of so many first rows."""


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
    sheet: str = ""
    places: Mapping[str, int] = field(default_factory=dict)

    def cell(self, row: int, header: str) -> str:
        """Where a person finds it: `공장!E14`, or `E14` in a file without sheets."""
        place = self.places.get(header)
        found = f"{column_letters(place)}{row}" if place else str(row)
        return f"{self.sheet}!{found}" if self.sheet else found

    def column(self, header: str) -> str | None:
        """The column whose header reads like this one."""
        wanted = fold(header)
        return next((name for name in self.frame.columns if fold(name) == wanted), None)


def plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.date() if value.time() == datetime.min.time() else value
    if isinstance(value, str):
        return value if value.strip() else None
    return value if value is None or isinstance(value, (bool, int, float, date)) else str(value)


def frame_of(headers: list[str], rows: dict[int, list[object]]) -> pd.DataFrame:
    index = pd.Index(list(rows), dtype="int64", name="row")
    return pd.DataFrame(list(rows.values()), index=index, columns=pd.Index(headers), dtype=object)


def headers_of(where: str, cells: dict[int, str]) -> dict[int, str]:
    """Place to header; a place without one is left out, a header that stands twice is refused."""
    named = {place: trimmed(text) for place, text in cells.items() if text.strip()}
    counts = Counter(fold(text) for text in named.values())
    twice = sorted({text for text in named.values() if counts[fold(text)] > 1})
    if twice:
        raise refused(
            where,
            message("같은 제목의 열이 둘 이상 있습니다: {names}", names=", ".join(twice[:10])),
            message("쓰지 않을 열을 지우거나 제목을 바꾸어 주십시오."),
        )
    return named


def known_in(cells: Collection[str], wanted: frozenset[str]) -> int:
    return len({fold(cell) for cell in cells} & wanted)


def refused(where: str, what: Message, fix: Message) -> AssessmentError:
    return AssessmentError(Problem(where, what, fix, code="table"))


def no_table(name: str) -> AssessmentError:
    what = message("표가 없습니다.")
    return refused(name, what, message("첫 행에 제목이 있는 표인지 확인해 주십시오."))
