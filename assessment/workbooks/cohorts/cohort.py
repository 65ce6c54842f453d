"""The workbook of a whole cohort: every firm, what each column means, sums and charts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.locale import translate as _
from assessment.workbooks.cohorts.cohort_summary import Count, Mean, summary
from assessment.workbooks.incoming.cells import column_letters
from assessment.workbooks.outgoing.poured import Figure, Held, Rows, columns, pour
from assessment.workbooks.outgoing.rereading import reconcile_rows
from assessment.workbooks.outgoing.shell import (
    CODE,
    HEAD,
    NUMBER,
    POINTS,
    SHARE,
    TEXT,
    WORD,
    Drawing,
    Shell,
)

Look = Literal["text", "word", "whole", "number", "points", "share"]
FIRST = 3
_WIDEST_PAGE = 170
"""Characters side by side that can still be read on A4."""
_LOOKS: Mapping[Look, Mapping[str, object]] = {
    "text": TEXT,
    "word": WORD,
    "whole": {**NUMBER, "num_format": "#,##0"},
    "number": {**NUMBER, "num_format": "#,##0.##"},
    "points": POINTS,
    "share": SHARE,
}
_WRAPPED: Mapping[str, object] = {**TEXT, "text_wrap": True}


@dataclass(frozen=True)
class CohortColumn:
    """A column by its id in the frame, with what the data dictionary says of it."""

    id: str
    header: str
    look: Look = "text"
    width: float = 12
    meaning: str = ""
    unit: str = ""
    source: str = ""
    codes: tuple[tuple[str, str], ...] = ()
    """Codes and the words that stand in the cells for them."""


@dataclass(frozen=True, eq=False)
class Cohort:
    """`frame` has a row a firm, with words in place of codes and shares from 0 to 1."""

    title: str
    about: tuple[tuple[str, object], ...]
    columns: tuple[CohortColumn, ...]
    frame: pd.DataFrame
    counts: tuple[Count, ...] = ()
    means: tuple[Mean, ...] = ()
    method: tuple[str, ...] = ()
    hashes: tuple[tuple[str, str], ...] = ()
    frozen: int = 2
    """Columns that stay in sight."""
    scales: tuple[str, ...] = ()
    """Columns whose cells are coloured from low to high."""
    demo: bool = False


def cohort_workbook(given: Cohort) -> bytes:
    """Read back and reconciled; every column has a name (`v_` and its id) for formulas."""
    told = list(zip(_letters(given), map(_figure, _values(given)), strict=True))
    count, sheet = len(given.frame), _("업체")
    shell = _drawn(given, sheet)
    content = pour(shell, {sheet: Rows(FIRST, count, columns(told, count))}) if count else shell
    if count:
        reconcile_rows(content, sheet, FIRST, told, count)
    return content


def _letters(given: Cohort) -> list[str]:
    return [column_letters(place) for place in range(1, len(given.columns) + 1)]


def _figure(values: Sequence[Held]) -> Figure:
    return "", values


def _values(given: Cohort) -> list["_Lazy"]:
    return [_Lazy(given.frame[column.id]) for column in given.columns]


class _Lazy(Sequence[Held]):
    """A column turned into plain values only where it is looked at."""

    def __init__(self, series: "pd.Series[Any]") -> None:
        plain = pd.api.types.is_numeric_dtype(series.dtype)
        self._numbers: NDArray[np.float64] | None = None
        self._words: list[Held] = []
        if plain and not pd.api.types.is_bool_dtype(series.dtype):
            self._numbers = series.to_numpy(dtype=np.float64, na_value=np.nan)
            return
        self._places, distinct = pd.factorize(series.astype(object))
        self._words = [one if isinstance(one, str | bool) else str(one) for one in distinct]
        self._words.append(None)  # an unknown value has the last place, -1

    def __len__(self) -> int:
        return len(self._places if self._numbers is None else self._numbers)

    def __getitem__(self, place: Any) -> Any:
        if self._numbers is None:
            words = self._words
            return [words[one] for one in self._places[place].tolist()]
        numbers = self._numbers[place]
        if np.isnan(numbers).any():
            return [None if one != one else one for one in numbers.tolist()]
        return numbers.tolist()


def _drawn(given: Cohort, sheet: str) -> bytes:
    shell = Shell(given.demo)
    _guide(shell.sheet(_("안내")), given)
    page = shell.sheet(_("요약"))
    _firms(shell.sheet(sheet), given)
    areas = _areas(given, sheet)
    summary(page, given.frame, given.counts, given.means, areas, _("요약"))
    _dictionary(shell.sheet(_("자료 설명")), given)
    _codes(shell.sheet(_("코드")), given)
    for column in given.columns:
        shell.name(f"v_{column.id}", f"={areas[column.id]}")
    return shell.finish()


def _areas(given: Cohort, sheet: str) -> dict[str, str]:
    last = FIRST + max(len(given.frame), 1) - 1
    return {
        column.id: f"'{sheet}'!${letters}${FIRST}:${letters}${last}"
        for column, letters in zip(given.columns, _letters(given), strict=True)
    }


def _guide(page: Drawing, given: Cohort) -> None:
    page.widths(24, 96)
    page.put(0, 0, given.title, {"bold": True, "font_size": 14})
    page.sheet.set_row(0, 26)
    row = 2
    for label, value in (*given.about, (_("업체 수"), len(given.frame)),
                         (_("열의 수"), len(given.columns)), *given.hashes):  # fmt: skip
        page.put(row, 0, label, {**HEAD, "align": "left", "indent": 1})
        plain = value if isinstance(value, int | float) else str(value)
        page.put(row, 1, plain, {**_WRAPPED, "align": "left"})
        row += 1
    row += 1
    for line in given.method:
        page.sheet.merge_range(row, 0, row, 1, "")
        page.put(row, 0, line, {"text_wrap": True, "quote_prefix": True})
        page.sheet.set_row(row, 15 * (1 + len(line) // 68))
        row += 1


def _firms(page: Drawing, given: Cohort) -> None:
    for place, column in enumerate(given.columns):
        look = _LOOKS[column.look]
        page.sheet.set_column(place, place, column.width)
        page.put(0, place, column.id, CODE)
        page.put(1, place, column.header, HEAD)
        page.put(FIRST - 1, place, None, look)
    page.sheet.set_row(1, 44)
    last = FIRST + max(len(given.frame), 1) - 2
    page.sheet.freeze_panes(FIRST - 1, given.frozen)
    page.sheet.repeat_rows(0, 1)
    page.sheet.repeat_columns(0, given.frozen - 1)
    wide = sum(column.width for column in given.columns)
    page.sheet.fit_to_pages(max(1, round(wide / _WIDEST_PAGE)), 0)
    page.sheet.autofilter(1, 0, last, len(given.columns) - 1)
    places = {column.id: place for place, column in enumerate(given.columns)}
    for name in given.scales:
        rule = {"type": "3_color_scale", "min_color": "#F8D7D0", "mid_color": "#FFF8DB",
                "max_color": "#CDE9D6"}  # fmt: skip
        page.sheet.conditional_format(FIRST - 1, places[name], last, places[name], rule)


def _dictionary(page: Drawing, given: Cohort) -> None:
    page.widths(8, 24, 30, 12, 60, 30, 12)
    heads = [_("열"), _("코드"), _("이름"), _("단위"), _("뜻"), _("출처"), _("빈칸 수")]
    page.row(0, heads, HEAD)
    for row, (column, letters) in enumerate(zip(given.columns, _letters(given), strict=True), 1):
        page.row(row, [letters, column.id, column.header, column.unit], TEXT)
        page.row(row, [column.meaning, column.source], _WRAPPED, first=4)
        missing = int(given.frame[column.id].isna().sum())
        page.put(row, 6, missing, _LOOKS["whole"])
        page.sheet.set_row(row, 15 * (1 + len(column.meaning) // 36))
    page.sheet.freeze_panes(1, 0)
    page.sheet.repeat_rows(0)


def _codes(page: Drawing, given: Cohort) -> None:
    page.widths(24, 30, 20, 40)
    page.row(0, [_("열의 코드"), _("이름"), _("코드"), _("칸에 적힌 말")], HEAD)
    row = 1
    for column in given.columns:
        for code, word in column.codes:
            page.row(row, [column.id, column.header, code, word], TEXT)
            row += 1
    page.sheet.freeze_panes(1, 0)
    page.sheet.repeat_rows(0)
