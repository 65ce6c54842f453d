"""One sheet of a template: its cells by place, and the bytes after some were written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from assessment.workbooks.incoming.cells import column_letters, column_number
from assessment.workbooks.outgoing.text import escaped
from assessment.workbooks.templates.template_markup import (
    Edit,
    Span,
    edited,
    prefix,
    quoted,
    spans,
    tag_with,
    text_of,
)
from assessment.workbooks.templates.template_text import header_text

Content = str | int | float | bool | date | None
Place = tuple[int, int]
_HEADERS = frozenset(
    {"oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter"}
)
_WANTED = _HEADERS | {"sheetData", "row", "c", "f", "v", "is", "r", "t", "rPh", "mergeCell"}
_EPOCH = datetime(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as it stands: `style` is a number of the workbook's styles."""

    span: Span
    style: int
    kind: str

    @property
    def formula(self) -> Span | None:
        """Its formula, where it has one."""
        return self.span.child("f")


@dataclass(frozen=True, slots=True)
class Write:
    """What a cell becomes; `style` None keeps its own."""

    value: Content
    style: int | None = None


@dataclass(eq=False)
class SheetPart:
    """A worksheet's bytes and where its cells stand."""

    name: str
    path: str
    content: bytes
    cells: dict[Place, Cell] = field(default_factory=dict)
    rows: dict[int, Span] = field(default_factory=dict)
    merges: list[tuple[Place, Place]] = field(default_factory=list)
    headers: list[Span] = field(default_factory=list)
    data: Span | None = None

    def __post_init__(self) -> None:
        row = column = 0
        for span in spans(self.content, _WANTED):
            if span.name == "row":
                row, column = int(span.given.get("r") or row + 1), 0
                self.rows[row] = span
            elif span.name == "c":
                given = span.given.get("r")
                row, column = place_of(given) if given else (row, column + 1)
                style, kind = int(span.given.get("s") or 0), span.given.get("t", "n")
                self.cells[row, column] = Cell(span, style, kind)
            elif span.name == "mergeCell":
                first, _colon, last = span.given["ref"].partition(":")
                self.merges.append((place_of(first), place_of(last or first)))
            elif span.name in _HEADERS:
                self.headers.append(span)
            elif span.name == "sheetData":
                self.data = span

    def covered(self, place: Place) -> bool:
        """Whether the cell is hidden under a merged area whose first cell is another."""
        return any(
            first != place and first[0] <= place[0] <= last[0] and first[1] <= place[1] <= last[1]
            for first, last in self.merges
        )

    def is_merge(self, first: Place, last: Place) -> bool:
        """Whether these two are the corners of a merged area."""
        return (first, last) in self.merges

    @property
    def calculates(self) -> bool:
        """Whether any cell holds a formula."""
        return any(cell.formula is not None for cell in self.cells.values())

    def header_texts(self, headers: Mapping[str, str]) -> list[str]:
        """Every header and footer, filled."""
        return [header_text(text_of(self.content, one), headers) for one in self.headers]

    def written(
        self,
        writes: Mapping[Place, Write],
        inline: list[Edit],
        headers: Mapping[str, str],
        epoch_1904: bool,
    ) -> bytes:
        """The bytes after these writes; cached results of all formulas are left out."""
        edits = list(inline)
        for place, cell in self.cells.items():
            if place not in writes and cell.formula is not None:
                edits += self._forgotten(cell)
        mark = prefix(self.content, self.data) if self.data else ""
        fresh: dict[int, list[tuple[int, bytes]]] = {}
        for place, write in sorted(writes.items()):
            known = self.cells.get(place)
            style = known.style if known and write.style is None else write.style or 0
            made = _cell(mark, place, style, write.value, epoch_1904)
            if known:
                edits.append(Edit(known.span.start, known.span.end, made))
            else:
                fresh.setdefault(place[0], []).append((place[1], made))
        edits += self._inserted(mark, fresh)
        for span in self.headers:
            before = text_of(self.content, span)
            after = header_text(before, headers)
            if after != before:
                edits.append(Edit(span.inner, span.close, quoted(after).encode()))
        return edited(self.content, edits)

    def _forgotten(self, cell: Cell) -> list[Edit]:
        """A formula without its last result, which no longer holds."""
        edits = [Edit(one.start, one.end, b"") for one in cell.span.children if one.name == "v"]
        if "t" in cell.span.given:
            tag = tag_with(self.content, cell.span, t=None)
            edits.append(Edit(cell.span.start, cell.span.inner, tag))
        return edits

    def _inserted(self, mark: str, fresh: Mapping[int, list[tuple[int, bytes]]]) -> list[Edit]:
        """Cells that the sheet did not have yet, in rows that it may not have either."""
        edits: list[Edit] = []
        rows: dict[int, list[bytes]] = {}
        for row, cells in fresh.items():
            span = self.rows.get(row)
            if span is None:
                made = b"".join(one for _, one in cells)
                whole = f'<{mark}row r="{row}">'.encode() + made + f"</{mark}row>".encode()
                after = [self.rows[one].end for one in self.rows if one < row]
                assert self.data is not None
                rows.setdefault(max(after, default=self.data.inner), []).append(whole)
            elif span.empty:
                tag = self.content[span.start : span.end - 2].rstrip() + b">"
                made = b"".join(one for _, one in cells)
                edits.append(Edit(span.start, span.end, tag + made + f"</{mark}row>".encode()))
            else:
                edits += self._between(row, span, cells)
        if self.data is not None and self.data.empty and rows:
            tag = self.content[self.data.start : self.data.end - 2].rstrip() + b">"
            made = b"".join(one for found in rows.values() for one in found)
            end = f"</{mark}sheetData>".encode()
            return [*edits, Edit(self.data.start, self.data.end, tag + made + end)]
        return edits + [Edit(at, at, b"".join(found)) for at, found in rows.items()]

    def _between(self, row: int, span: Span, cells: list[tuple[int, bytes]]) -> list[Edit]:
        at: dict[int, list[bytes]] = {}
        for column, made in cells:
            before = [
                cell.span.end for (r, c), cell in self.cells.items() if r == row and c < column
            ]
            at.setdefault(max(before, default=span.inner), []).append(made)
        return [Edit(place, place, b"".join(made)) for place, made in at.items()]


def place_of(reference: str) -> Place:
    """(3, 2) for B3 or $B$3."""
    bare = reference.replace("$", "")
    letters = bare.rstrip("0123456789")
    return int(bare[len(letters) :]), column_number(letters)


def reference_of(place: Place) -> str:
    """B3 for (3, 2)."""
    return f"{column_letters(place[1])}{place[0]}"


def serial(day: date, epoch_1904: bool = False) -> float:
    """The number by which a workbook knows a day or a moment."""
    moment = day if isinstance(day, datetime) else datetime(day.year, day.month, day.day)
    days = (moment.replace(tzinfo=None) - _EPOCH).total_seconds() / 86_400
    return days - (1462 if epoch_1904 else 0)


def _cell(mark: str, place: Place, style: int, value: Content, epoch_1904: bool) -> bytes:
    head = f'{mark}c r="{reference_of(place)}"' + (f' s="{style}"' if style else "")
    if value is None or value == "":
        return f"<{head}/>".encode()
    if isinstance(value, bool):
        return f'<{head} t="b"><{mark}v>{int(value)}</{mark}v></{mark}c>'.encode()
    if isinstance(value, str):
        text = f'<{mark}is><{mark}t xml:space="preserve">{quoted(escaped(value))}</{mark}t>'
        return f'<{head} t="inlineStr">{text}</{mark}is></{mark}c>'.encode()
    number = serial(value, epoch_1904) if isinstance(value, date) else value
    shown = f"{number:d}" if isinstance(number, int) else repr(float(number))
    return f"<{head}><{mark}v>{shown}</{mark}v></{mark}c>".encode()
