"""The workbook to copy from: one sheet a tab of the application system, one cell a field."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd

from assessment.locale import translate as _
from assessment.workbooks.outgoing.text import lines_of
from assessment.workbooks.outgoing.writing import QUOTED, Column, Look, Page, Pages


@dataclass(frozen=True)
class PasteField:
    """What the system asks, the value to copy, and its unit there."""

    label: str
    value: object
    unit: str = ""


@dataclass(frozen=True, eq=False)
class PasteTab:
    """One tab: its fields, then its table of rows where it has one."""

    name: str
    fields: Sequence[PasteField] = ()
    table: pd.DataFrame | None = None
    columns: Sequence[Column] = field(default_factory=tuple)
    note: str = ""


def paste_workbook(firm: str, tabs: Sequence[PasteTab], note: str, demo: bool = False) -> bytes:
    """The tabs in their order; read back before it is handed out."""
    pages = Pages(demo)
    for tab in tabs:
        page = pages.page(tab.name, "portrait")
        page.widths(34, 46, 14, 14, 14, 14, 14)
        page.title(f"{tab.name} · {firm}")
        page.note(tab.note or note)
        page.gap()
        if tab.fields:
            _fields(pages, page, tab.fields)
        if tab.table is not None:
            page.gap()
            page.table(tab.table, tab.columns, freeze=False)
    return pages.finish()


def _fields(pages: Pages, page: Page, fields: Sequence[PasteField]) -> None:
    head = pages.style(bold=True, bg_color="#DDE6F3", border=1, border_color="#8E98A5", **QUOTED)
    for column, text in enumerate((_("칸"), _("복사할 값"), _("단위"))):
        page.put(page.row, column, text, head)
    page.row += 1
    for one in fields:
        look: Look = "wrapped" if isinstance(one.value, str) else "number"
        for column, value in enumerate((one.label, one.value, one.unit)):
            kind: Look = look if column == 1 else "wrapped"
            page.put(page.row, column, value, page.look(kind))
        page.tall(page.row, max(lines_of(one.value, 46), lines_of(one.label, 34)))
        page.row += 1
