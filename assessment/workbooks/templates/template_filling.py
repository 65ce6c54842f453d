"""Values and rows for a template: checked place by place, then written into its parts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from typing import Final

from assessment.locale import Message, message
from assessment.problems import AssessmentError, Problem
from assessment.workbooks.outgoing.text import LONGEST, escaped, is_formula_like, visible
from assessment.workbooks.templates.parts import with_parts
from assessment.workbooks.templates.template_anchors import Anchor, Anchors
from assessment.workbooks.templates.template_book import Book
from assessment.workbooks.templates.template_markup import Edit, edited
from assessment.workbooks.templates.template_sheet import Content, Place, SheetPart, Write
from assessment.workbooks.templates.template_styles import quoting
from assessment.workbooks.templates.template_text import label_edits, replaced, run_edits


class Skip(Enum):
    """In a repeated row: this column's cell stays as the template has it."""

    SKIP = auto()


SKIP: Final = Skip.SKIP
Rows = Sequence[Sequence[Content | Skip]]
_HEADER_LONGEST = 255


@dataclass(frozen=True)
class Filled:
    """The workbook; which names were filled, and which of those given the template lacks."""

    content: bytes
    filled: tuple[str, ...]
    unused: tuple[str, ...]
    changed: tuple[str, ...]
    """The parts that differ from the template's; all others are the same bytes."""


class Filling:
    """What is to be written, checked as it comes in; `finish` gives the bytes."""

    def __init__(self, book: Book, known: Mapping[str, Sequence[Anchor]], file: str) -> None:
        self._book, self._known, self._file = book, known, file
        self._writes: dict[str, dict[Place, Write]] = {name: {} for name in book.sheets}
        self._shown: dict[str, str] = {}
        self._problems: list[Problem] = []
        self._filled: dict[str, None] = {}
        self._unused: list[str] = []

    # ---- what is to be written --------------------------------------------------------------

    def value(self, anchor: str, value: Content, anchors: Anchors) -> None:
        found = anchors.places(anchor)
        if not found:
            self._unused.append(anchor)
            return
        self._filled[anchor] = None
        if anchor in self._known:
            self._shown[anchor] = self._text(found[0], value)
        for one in found:
            if one.broken:
                self._add(one, message("이름 {name}이(가) 한 칸을 가리키지 않습니다.", name=anchor),
                          message("수식 메뉴의 이름 관리자에서 한 칸을 가리키게 고치십시오."),
                          "template_name")  # fmt: skip
            elif one.cell is not None and one.whole and not _stays_text(one, value):
                self._put(one.sheet, one.cell, value)

    def table(self, name: str, rows: Rows) -> None:
        """Rows into the pre-formatted area of this name, from its first row on."""
        area = self._book.areas.get(name)
        if area is None or area.sheet not in self._book.sheets:
            what = message("표가 들어갈 이름이 없습니다: {name}", name=name)
            fix = message("빈 줄을 골라 그 이름을 붙여 주십시오.")
            self._add(Anchor(self._file), what, fix, "template_name")
            return
        self._filled[name] = None
        height = area.last[0] - area.first[0] + 1
        if len(rows) > height:
            what = message(
                "{rows}줄인데 서식에는 {height}줄뿐입니다.", rows=len(rows), height=height
            )
            fix = message("줄을 줄이거나, 서식에 줄을 더한 뒤 이름의 범위를 넓히십시오.")
            self._add(Anchor(area.sheet, area.first), what, fix, "template_overflow")
            return
        for down, row in enumerate(rows):
            for right, value in enumerate(row):
                place = (area.first[0] + down, area.first[1] + right)
                if value is not SKIP and place[1] <= area.last[1]:
                    self._put(area.sheet, place, value)

    def check_left(self, values: Mapping[str, Content]) -> None:
        """Every placeholder must have been given a value."""
        for name, found in self._known.items():
            for one in found if name not in values else ():
                self._add(one, message("값이 없는 자리표시입니다: {name}", name=name),
                          message("대응표에 더하거나 서식에서 지우십시오."),
                          "template_unknown")  # fmt: skip

        for part, name in self._book.stuck:
            self._add(Anchor(part), message("채울 수 없는 곳의 자리표시입니다: {name}", name=name),
                      message("칸, 글상자, 머리글로 옮기거나 지우십시오."),
                      "template_stuck")  # fmt: skip

    def _put(self, sheet_name: str, place: Place, value: Content) -> None:
        at, sheet = Anchor(sheet_name, place), self._book.sheets[sheet_name]
        cell = sheet.cells.get(place)
        if cell is not None and cell.formula is not None:
            what = message("수식이 든 칸이라 덮어쓰지 않았습니다.")
            fix = message("값을 적는 칸에 이름을 붙여 주십시오.")
            self._add(at, what, fix, "template_formula")
            return
        if sheet.covered(place):
            self._add(at, message("병합된 칸에 가려진 자리입니다."),
                      message("병합된 칸의 왼쪽 위 칸을 쓰십시오."), "template_merged")  # fmt: skip
            return
        if isinstance(value, str):
            value = self._text(at, value)
        elif isinstance(value, date) and (cell is None or cell.style not in self._book.dates):
            value = value.isoformat()
        elif isinstance(value, float) and (value != value or abs(value) == float("inf")):
            self._add(at, message("수가 아닌 값입니다."), message("값을 고쳐 주십시오."),
                      "template_number")  # fmt: skip
            return
        self._writes[sheet_name][place] = Write(value)

    def _text(self, at: Anchor, value: Content) -> str:
        text = visible(value) if isinstance(value, str) else _shown(value)
        if len(text) > LONGEST:
            what = message("한 칸의 글이 {limit}자보다 깁니다.", limit=LONGEST)
            self._add(at, what, message("글을 줄여 주십시오."), "cell_too_long")
        return text

    def _add(self, at: Anchor, what: Message, fix: Message, code: str) -> None:
        self._problems.append(Problem(str(at), what, fix, code))

    # ---- the bytes ----------------------------------------------------------------------------

    def finish(self) -> Filled:
        self._check_headers()
        self._mixed()
        if self._problems:
            raise AssessmentError(*self._problems)
        book = self._book
        changed: dict[str, bytes] = {}
        self._strings(changed)
        twins = self._quote(changed)
        for name, sheet in book.sheets.items():
            inline = self._inline(sheet)
            writes = {
                place: _quoted(sheet, place, write, twins)
                for place, write in self._writes[name].items()
            }
            content = sheet.written(writes, inline, self._shown, book.epoch_1904)
            if content != sheet.content:
                changed[sheet.path] = content
        for drawn in book.drawn:
            edits = [
                edit
                for paragraph in drawn.paragraphs
                for edit in run_edits(drawn.content, paragraph, self._shown, str)
            ]
            edits += label_edits(drawn.content, drawn.labels, self._shown)
            if edits:
                changed[drawn.path] = edited(drawn.content, edits)
        if any(sheet.calculates for sheet in book.sheets.values()):
            asking = book.recalculating()
            if asking != book.content:
                changed[book.path] = asking
        content = with_parts(book.archive, changed)
        return Filled(content, tuple(self._filled), tuple(self._unused), tuple(sorted(changed)))

    def _strings(self, changed: dict[str, bytes]) -> None:
        book = self._book
        if book.strings_path is None or not self._shown:
            return
        edits: list[Edit] = []
        for one in book.strings:
            if b"{" in book.strings_content[one.start : one.end]:
                edits += run_edits(book.strings_content, one, self._shown, escaped)
        if edits:
            changed[book.strings_path] = edited(book.strings_content, edits)

    def _mixed(self) -> None:
        """Texts written whole: one that would begin like a formula, one that has no runs."""
        for found in self._known.values():
            for one in found:
                if one.cell is None or one.cell in self._writes[one.sheet]:
                    continue
                sheet = self._book.sheets[one.sheet]
                before = self._book.cell_text(sheet, one.cell) or ""
                after = self._text(one, replaced(before, self._shown))
                begins = is_formula_like(after) and not is_formula_like(before)
                if begins or not one.text:
                    self._writes[one.sheet][one.cell] = Write(after)

    def _inline(self, sheet: SheetPart) -> list[Edit]:
        """Texts of cells that hold them themselves, where they are not written as a whole."""
        edits: list[Edit] = []
        for place, cell in sheet.cells.items():
            inline = cell.span.child("is")
            if inline is not None and place not in self._writes[sheet.name]:
                edits += run_edits(sheet.content, inline, self._shown, escaped)
        return edits

    def _quote(self, changed: dict[str, bytes]) -> dict[int, int]:
        """Styles that a text beginning like a formula needs; none in most workbooks."""
        book = self._book
        needed: set[int] = set()
        for name, writes in self._writes.items():
            for place, write in writes.items():
                cell = book.sheets[name].cells.get(place)
                if isinstance(write.value, str) and is_formula_like(write.value):
                    needed.add(cell.style if cell else 0)
        if not needed:
            return {}
        styles, twins = quoting(book.archive.read(book.styles_path), needed)
        if twins:
            changed[book.styles_path] = styles
        return twins

    def _check_headers(self) -> None:
        for sheet in self._book.sheets.values():
            for text in sheet.header_texts(self._shown):
                if len(text) > _HEADER_LONGEST:
                    what = message("머리글·바닥글이 {limit}자보다 깁니다.", limit=_HEADER_LONGEST)
                    self._add(
                        Anchor(sheet.name), what, message("글을 줄여 주십시오."), "header_too_long"
                    )


def _quoted(sheet: SheetPart, place: Place, write: Write, twins: Mapping[int, int]) -> Write:
    cell = sheet.cells.get(place)
    style = cell.style if cell else 0
    if isinstance(write.value, str) and is_formula_like(write.value):
        return Write(write.value, twins.get(style, style))
    return write


def _stays_text(at: Anchor, value: Content) -> bool:
    """Whether the value goes where its placeholder stands, in the format of that run."""
    return at.text and isinstance(value, str) and not is_formula_like(value)


def _shown(value: Content) -> str:
    """A value in the middle of a text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "O" if value else "X"
    if isinstance(value, int | float):
        return f"{value:,.10f}".rstrip("0").rstrip(".") if value % 1 else f"{value:,.0f}"
    return value.isoformat() if isinstance(value, date) else value
