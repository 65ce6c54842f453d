"""Panel scores by Excel: a template of one panelist, and what comes back filled in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from assessment.locale import translate as _
from assessment.workbooks.incoming.guard import admit
from assessment.workbooks.outgoing.text import fold
from assessment.workbooks.outgoing.writing import Column, Pages
from assessment.workbooks.tabular.tables import CellFault, read_table

APPLICATION, NAME, PANELIST = "application", "name", "panelist"
_HEADERS = {APPLICATION: "신청번호", NAME: "업체", PANELIST: "평가위원"}


@dataclass(frozen=True)
class PanelCriterion:
    """A criterion with the lowest and the highest score it takes."""

    id: str
    name: str
    low: float
    high: float

    @property
    def header(self) -> str:
        """The id leads, so that a reworded name changes nothing."""
        return f"{self.id} · {self.name} ({self.low:g}–{self.high:g})"


@dataclass(frozen=True)
class PanelRows:
    """Rows keyed by application, name, panelist and criterion ids; blank cells are None."""

    rows: tuple[Mapping[str, object], ...]
    places: tuple[int, ...]
    faults: tuple[CellFault, ...]


def panel_template(
    call: str,
    template: pd.DataFrame,
    criteria: Sequence[PanelCriterion],
    *,
    demo: bool = False,
) -> bytes:
    """A workbook to fill in; `template` has application, name, panelist, a column a criterion."""
    pages = Pages(demo)
    page = pages.page("평가점수")
    page.title(_("{call} 평가점수", call=call))
    page.note(_("점수만 적어 주십시오. 빈칸은 아직 매기지 않은 것입니다."))
    page.note(_("평가위원 이름은 첫 행에만 적어도 됩니다."))
    page.gap()
    columns = [Column(key, header, "text", 24) for key, header in _HEADERS.items()]
    columns[0] = Column(APPLICATION, _HEADERS[APPLICATION], "number", 10)
    columns += [Column(one.id, one.header, "number", 18) for one in criteria]
    first = page.row + 1
    page.table(template, columns)
    for place, one in enumerate(criteria, start=len(_HEADERS)):
        page.number_limits(first, page.row - 1, place, one.low, one.high)
    return pages.finish()


def read_panel(name: str, content: bytes) -> PanelRows:
    """The filled-in template through the guard; headers are told by their leading id."""
    known = list(_HEADERS.values())
    table = read_table(admit(name, content), known)
    fixed = {fold(header): key for key, header in _HEADERS.items()}
    headers = [str(header) for header in table.frame.columns]
    keys = [fixed.get(fold(header), header.split("·")[0].strip()) for header in headers]
    cells = (list(table.frame[header]) for header in headers)
    rows = tuple(dict(zip(keys, row, strict=True)) for row in zip(*cells, strict=True))
    names = {str(row[PANELIST]).strip() for row in rows if row.get(PANELIST)}
    if len(names) == 1:  # one file is one panelist's, as the template says
        rows = tuple({**row, PANELIST: next(iter(names))} for row in rows)
    return PanelRows(rows, tuple(int(place) for place in table.frame.index), table.faults)
