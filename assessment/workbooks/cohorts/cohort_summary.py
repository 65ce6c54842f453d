"""Counts and means of a cohort as live formulas over its rows, each with a chart of Excel's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from assessment.locale import translate as _
from assessment.workbooks.outgoing.shell import HEAD, NUMBER, POINTS, SHARE, TEXT, Drawing
from assessment.workbooks.outgoing.writing import FONT

_WHOLE: Mapping[str, object] = {**NUMBER, "num_format": "#,##0"}
_HEIGHT, _WIDTH = 300, 560
_ON_A_PAGE = 3
_ROWS = 17
"""Rows beside which a chart stands."""


@dataclass(frozen=True)
class Count:
    """How many firms have each of these words in a column."""

    title: str
    column: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Mean:
    """Means of these columns (id and name), side by side."""

    title: str
    columns: tuple[tuple[str, str], ...]


def summary(
    page: Drawing,
    frame: pd.DataFrame,
    counts: Sequence[Count],
    means: Sequence[Mean],
    areas: Mapping[str, str],
    sheet: str,
) -> None:
    """One table with its chart below the other."""
    page.widths(34, 14, 14, 4, 14, 14, 14, 14, 14)
    page.put(0, 0, _("요약"), {"bold": True, "font_size": 14})
    page.sheet.set_portrait()
    row, ends = 2, []
    for one in counts:
        row = _counted(page, frame, one, areas[one.column], sheet, row)
        ends.append(row)
    for mean in means:
        row = _meant(page, frame, mean, areas, sheet, row)
        ends.append(row)
    page.sheet.set_h_pagebreaks(ends[_ON_A_PAGE - 1 : -1 : _ON_A_PAGE])


def _counted(
    page: Drawing, frame: pd.DataFrame, one: Count, area: str, sheet: str, row: int
) -> int:
    page.row(row, [one.title, _("업체 수"), _("비율")], HEAD)
    found, known = frame[one.column].value_counts(), int(frame[one.column].notna().sum())
    first = row + 1
    for place, word in enumerate(one.words):
        at, number = first + place, int(found.get(word, 0))
        page.put(at, 0, word, TEXT)
        page.formula(at, 1, f"COUNTIF({area},A{at + 1})", number, _WHOLE)
        share = f'IF(COUNTA({area})=0,"",B{at + 1}/COUNTA({area}))'
        page.formula(at, 2, share, number / known if known else "", SHARE)
    last = first + len(one.words) - 1
    _chart(page, "column", sheet, (first, last), row)
    return max(last + 2, row + _ROWS)


def _meant(
    page: Drawing, frame: pd.DataFrame, one: Mean, areas: Mapping[str, str], sheet: str, row: int
) -> int:
    page.row(row, [one.title, _("평균"), _("업체 수")], HEAD)
    first = row + 1
    for place, (column, name) in enumerate(one.columns):
        at = first + place
        values = frame[column].to_numpy(dtype=np.float64, na_value=np.nan)
        values = values[~np.isnan(values)]
        page.put(at, 0, name, TEXT)
        mean = f'IFERROR(AVERAGE({areas[column]}),"")'
        page.formula(at, 1, mean, float(values.mean()) if len(values) else "", POINTS)
        page.formula(at, 2, f"COUNT({areas[column]})", len(values), _WHOLE)
    last = first + len(one.columns) - 1
    _chart(page, "bar", sheet, (first, last), row)
    return max(last + 2, row + _ROWS)


def _chart(page: Drawing, kind: str, sheet: str, rows: tuple[int, int], at: int) -> None:
    """Its title is that of the table, by reference: as text it could be taken for a formula."""
    chart: Any = page.shell.book.add_chart({"type": kind})
    title = [sheet, at, 0]
    font = {"name": FONT, "size": 9, "bold": False}
    chart.add_series(
        {
            "name": title,
            "categories": [sheet, rows[0], 0, rows[1], 0],
            "values": [sheet, rows[0], 1, rows[1], 1],
            "fill": {"color": "#256EF4"},
            "gap": 60,
            "data_labels": {"value": True, "font": font},
        }
    )
    chart.set_title({"name": title, "name_font": {**font, "size": 11, "bold": True}})
    chart.set_legend({"none": True})
    lines = {"visible": True, "line": {"color": "#E3E7EC"}}
    names, values = {"num_font": font}, {"num_font": font, "major_gridlines": lines}
    if kind == "bar":  # its names stand on the y axis, the first at the top
        chart.set_y_axis({**names, "reverse": True})
        chart.set_x_axis(values)
    else:
        chart.set_x_axis(names)
        chart.set_y_axis(values)
    chart.set_size({"width": _WIDTH, "height": _HEIGHT})
    page.sheet.insert_chart(at, 4, chart)
