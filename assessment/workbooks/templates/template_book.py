"""A workbook taken apart as a template: sheets, names, strings and drawings, and what changes."""

import posixpath
import re
from dataclasses import dataclass
from functools import cached_property

from assessment.workbooks.incoming.archive import Archive
from assessment.workbooks.templates.template_markup import (
    Edit,
    Span,
    edited,
    spans,
    tag_with,
    text_of,
)
from assessment.workbooks.templates.template_sheet import Place, SheetPart, place_of
from assessment.workbooks.templates.template_styles import date_styles
from assessment.workbooks.templates.template_text import TEXT_NAMES, joined

_REFERENCE = re.compile(
    r"(?:'((?:[^']|'')+)'|([^'!]+))!\$?([A-Z]{1,3}\$?[0-9]{1,7})(?::\$?([A-Z]{1,3}\$?[0-9]{1,7}))?"
)
_DRAWN = re.compile(
    r"xl/(drawings/[^/]+\.xml|charts/chart[^/]*\.xml|comments[^/]*(/[^/]+)?\.xml)", re.I
)
_RAW_PLACE = re.compile(rb"\{\{([^{}<>]{1,400})\}\}")
_BEFORE_CALC = ("definedNames", "externalReferences", "functionGroups", "sheets")
_BOOK_NAMES = frozenset({"sheet", "definedName", "calcPr", "workbookPr", *_BEFORE_CALC})


@dataclass(frozen=True, slots=True)
class Area:
    """The cells that a defined name means."""

    sheet: str
    first: Place
    last: Place


@dataclass(frozen=True)
class Drawn:
    """A drawing, a chart or the notes of a sheet: its paragraphs, and a chart's kept labels."""

    path: str
    sheet: str
    content: bytes
    paragraphs: tuple[Span, ...]
    labels: tuple[Span, ...]


class Book:
    """The parts of a template that may change; each is parsed once."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.path = "xl/workbook.xml"
        self.content = archive.read(self.path)
        self._found = spans(self.content, _BOOK_NAMES)
        self._links = _relations(archive, self.path)
        self.sheets = {one.name: one for one in self._sheets()}
        self.epoch_1904 = any(
            one.name == "workbookPr" and one.given.get("date1904") in ("1", "true")
            for one in self._found
        )

    def _sheets(self) -> list[SheetPart]:
        found = []
        for span in self._found:
            if span.name != "sheet":
                continue
            link = next(value for key, value in span.given.items() if key.endswith(":id"))
            path = self._links[link]
            if "/worksheets/" in path:
                found.append(SheetPart(span.given["name"], path, self.archive.read(path)))
        return found

    @cached_property
    def areas(self) -> dict[str, Area | None]:
        """Defined names; None for one that means no plain cell or block of cells."""
        found: dict[str, Area | None] = {}
        for span in self._found:
            name = span.given.get("name", "")
            if span.name == "definedName" and not name.startswith("_xlnm."):
                found[name] = _area(text_of(self.content, span))
        return found

    @cached_property
    def strings_path(self) -> str | None:
        path = self._links.get("type:sharedStrings")
        return path if path and path in self.archive else None

    @cached_property
    def strings_content(self) -> bytes:
        return self.archive.read(self.strings_path) if self.strings_path else b""

    @cached_property
    def strings(self) -> list[Span]:
        """The texts that cells refer to by number."""
        if not self.strings_content:
            return []
        return [one for one in spans(self.strings_content, TEXT_NAMES) if one.name == "si"]

    @cached_property
    def drawn(self) -> tuple[Drawn, ...]:
        """Every drawing, chart and note, each with the sheet on which it lies."""
        found: list[Drawn] = []
        seen: set[str] = set()
        for sheet in self.sheets.values():
            waiting = list(_relations(self.archive, sheet.path).values())
            while waiting:
                path = waiting.pop(0)
                if path in seen or path not in self.archive or not _DRAWN.fullmatch(path):
                    continue
                seen.add(path)
                waiting += _relations(self.archive, path).values()
                content = self.archive.read(path)
                if b"{" not in content:
                    continue
                kind = "text" if "comments" in path else "p"
                every = spans(content, TEXT_NAMES | {"v"})
                texts = tuple(one for one in every if one.name == kind)
                labels = tuple(one for one in every if one.name == "v")
                found.append(Drawn(path, sheet.name, content, texts, labels))
        return tuple(found)

    def sheet_of(self, path: str) -> str:
        """The sheet to which a drawing or a control belongs; empty for other parts."""
        return self._owners.get(path, "")

    @cached_property
    def _owners(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for sheet in self.sheets.values():
            found.setdefault(sheet.path, sheet.name)
            for path in _relations(self.archive, sheet.path).values():
                found.setdefault(path, sheet.name)
        return found

    @cached_property
    def dates(self) -> frozenset[int]:
        """The styles whose numbers are shown as days."""
        return date_styles(self.archive.read(self.styles_path))

    @cached_property
    def stuck(self) -> tuple[tuple[str, str], ...]:
        """(part, name) of placeholders where none can be filled, as in a formula."""
        reached = {one.path: [*one.paragraphs, *one.labels] for one in self.drawn}
        if self.strings_path:
            reached[self.strings_path] = self.strings
        for sheet in self.sheets.values():
            inside = [cell.span for cell in sheet.cells.values() if cell.formula is None]
            reached[sheet.path] = [*inside, *sheet.headers]
        found = []
        for path in self.archive.parts:
            if not path.lower().endswith((".xml", ".vml")):
                continue
            for match in _RAW_PLACE.finditer(self.archive.read(path)):
                held = reached.get(path, ())
                if not any(one.start <= match.start() < one.end for one in held):
                    found.append((path, match[1].decode(errors="replace").strip()))
        return tuple(found)

    @property
    def styles_path(self) -> str:
        """Where the styles stand."""
        return self._links["type:styles"]

    def cell_text(self, sheet: SheetPart, place: Place) -> str | None:
        """The text of a cell that holds text and no formula."""
        cell = sheet.cells.get(place)
        if cell is None or cell.formula is not None:
            return None
        value = cell.span.child("v")
        if cell.kind == "s" and value is not None:
            return joined(self.strings_content, self.strings[int(text_of(sheet.content, value))])
        if cell.kind == "str" and value is not None:
            return text_of(sheet.content, value)
        inline = cell.span.child("is")
        return joined(sheet.content, inline) if inline is not None else None

    def recalculating(self) -> bytes:
        """The workbook's part, telling whoever opens it to calculate everything."""
        known = next((one for one in self._found if one.name == "calcPr"), None)
        if known is not None:
            if known.given.get("fullCalcOnLoad") in ("1", "true"):
                return self.content
            tag = tag_with(self.content, known, fullCalcOnLoad="1")
            return edited(self.content, [Edit(known.start, known.inner, tag)])
        for name in _BEFORE_CALC:
            before = next((one for one in self._found if one.name == name), None)
            if before is not None:
                mark = self.content[before.start + 1 : before.inner].split(name.encode())[0]
                made = b"<" + mark + b'calcPr fullCalcOnLoad="1"/>'
                return edited(self.content, [Edit(before.end, before.end, made)])
        raise ValueError("a workbook without sheets")


def _relations(archive: Archive, path: str) -> dict[str, str]:
    """Relation id, and `type:` with the last word of its type, to the path of the part."""
    folder, name = posixpath.split(path)
    links = f"{folder}/_rels/{name}.rels"
    if links not in archive:
        return {}
    found: dict[str, str] = {}
    for span in spans(archive.read(links), {"Relationship"}):
        if span.given.get("TargetMode") == "External":
            continue
        target = span.given["Target"]
        joined_path = target[1:] if target.startswith("/") else posixpath.join(folder, target)
        found[span.given["Id"]] = posixpath.normpath(joined_path)
        kind = span.given["Type"].rsplit("/", 1)[-1]
        found.setdefault(f"type:{kind}", posixpath.normpath(joined_path))
    return found


def _area(text: str) -> Area | None:
    found = _REFERENCE.fullmatch(text)
    if found is None:
        return None
    sheet = found[1].replace("''", "'") if found[1] else found[2]
    first = place_of(found[3])
    return Area(sheet, first, place_of(found[4]) if found[4] else first)
