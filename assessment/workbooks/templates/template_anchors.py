"""Where a template can be filled: defined names, placeholders in texts, and plain cells."""

from collections.abc import Iterator
from dataclasses import dataclass

from assessment.workbooks.templates.template_book import Area, Book
from assessment.workbooks.templates.template_markup import text_of
from assessment.workbooks.templates.template_sheet import Place, place_of, reference_of
from assessment.workbooks.templates.template_text import PLACE, joined, names_in


@dataclass(frozen=True)
class Anchor:
    """One place: a cell, or a text on a sheet (`cell` None) in a drawing, chart, note or margin.

    `whole` says that the value is all that the cell holds, `text` that it is a placeholder in a
    text, `broken` that a name means no cell.
    """

    sheet: str
    cell: Place | None = None
    whole: bool = True
    text: bool = False
    broken: bool = False

    @property
    def reference(self) -> str:
        """`B3`, or nothing for a text that lies on the sheet."""
        return reference_of(self.cell) if self.cell else ""

    def __str__(self) -> str:
        return f"{self.sheet}!{self.reference}" if self.cell else self.sheet


@dataclass(frozen=True, eq=False)
class Anchors:
    """Every place of a book by name."""

    book: Book
    placeholders: dict[str, list[Anchor]]

    def places(self, anchor: str) -> tuple[Anchor, ...]:
        """Where this name, placeholder or cell stands."""
        found = list(self.placeholders.get(anchor, ()))
        if anchor in self.book.areas:
            found.append(self._named(anchor, self.book.areas[anchor]))
        sheet, mark, cell = anchor.rpartition("!")
        if mark and sheet in self.book.sheets:
            found.append(Anchor(sheet, place_of(cell)))
        return tuple(found)

    def _named(self, name: str, area: Area | None) -> Anchor:
        if area is None or area.sheet not in self.book.sheets:
            return Anchor(area.sheet if area else name, broken=True)
        single = area.first == area.last
        merged = self.book.sheets[area.sheet].is_merge(area.first, area.last)
        return Anchor(area.sheet, area.first, broken=not (single or merged))


def anchors_of(book: Book) -> Anchors:
    """The places of every placeholder, sheet by sheet, drawings after the cells."""
    found: dict[str, list[Anchor]] = {}
    for name, anchor in (*_on_sheets(book), *_drawn(book)):
        found.setdefault(name, []).append(anchor)
    return Anchors(book, found)


def _on_sheets(book: Book) -> Iterator[tuple[str, Anchor]]:
    for sheet in book.sheets.values():
        for place in sheet.cells:
            text = book.cell_text(sheet, place)
            if text is None or "{{" not in text:
                continue
            whole = PLACE.fullmatch(text.strip()) is not None
            runs = sheet.cells[place].kind != "str"
            for name in names_in(text):
                yield name, Anchor(sheet.name, place, whole, text=runs)
        for span in sheet.headers:
            for name in names_in(text_of(sheet.content, span)):
                yield name, Anchor(sheet.name, whole=False, text=True)


def _drawn(book: Book) -> Iterator[tuple[str, Anchor]]:
    for drawn in book.drawn:
        texts = [joined(drawn.content, one) for one in drawn.paragraphs]
        texts += [text_of(drawn.content, one) for one in drawn.labels]
        for text in texts:
            for name in names_in(text):
                yield name, Anchor(drawn.sheet, whole=False, text=True)
