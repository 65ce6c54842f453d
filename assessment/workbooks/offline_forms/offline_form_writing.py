"""Offline forms for many firms: drawn once for a questionnaire and language, then filled.

Only what differs is written anew; every other part of the archive is copied as it was packed.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape

from assessment.definitions.releases import Release
from assessment.locale import Language
from assessment.workbooks.incoming.archive import Archive
from assessment.workbooks.incoming.cells import column_letters, reference
from assessment.workbooks.incoming.guard import LOCAL, admit
from assessment.workbooks.offline_forms.offline_form import FormMeta, Sign
from assessment.workbooks.offline_forms.offline_form_binding import (
    BASE_SHEET,
    META_SHEET,
    Row,
    signed,
)
from assessment.workbooks.offline_forms.offline_form_contents import (
    Cells,
    Contents,
    FormFacts,
    contents,
    kept_answers,
)
from assessment.workbooks.offline_forms.offline_form_drawing import draw
from assessment.workbooks.offline_forms.offline_form_plan import FormPlan, Place
from assessment.workbooks.offline_forms.offline_form_progress import Progress
from assessment.workbooks.outgoing.poured import Held, marked, part_of
from assessment.workbooks.outgoing.text import visible
from assessment.workbooks.templates.parts import with_parts

_CELL = re.compile(r'(<c r="([A-Z]+[0-9]+)"(?: s="[0-9]+")?)[^>]*?(?:/>|>(<f>[^<]*</f>)?.*?</c>)')
_LOOK = re.compile(r'<c r="[A-Z]+[0-9]+"( s="[0-9]+")')
_FOOTER = "footer-of-the-form"
_ROWS = re.compile(r"<sheetData/>|<sheetData>.*</sheetData>", re.DOTALL)
_DIMENSION = re.compile(r'<dimension ref="[^"]*"/>')


class FormMaker:
    """Makes the forms of one questionnaire in one language; of a demo they say so."""

    def __init__(
        self, release: Release, language: Language, sign: Sign, demo: bool = False
    ) -> None:
        self._plan, self._sign, self._demo = FormPlan(release, language), sign, demo
        self._progress = Progress(self._plan)
        self._shell = _split(self._plan, self._drawn_blank())

    @property
    def language(self) -> Language:
        """In which the forms are."""
        return self._plan.words.language

    @property
    def title(self) -> str:
        """What the questionnaire is called in that language."""
        return self._plan.words.title

    def make(self, facts: FormFacts) -> bytes:
        """One firm's form."""
        return self._shell.filled(self.contents(facts))

    def drawn(self, facts: FormFacts) -> bytes:
        """The same form drawn anew from beginning to end; what `make` is measured against."""
        return draw(self._plan, self._progress, self.contents(facts), self._demo)

    def contents(self, facts: FormFacts) -> Contents:
        """What stands in one firm's form, its signature included."""
        base = kept_answers(self._plan, facts.answers)
        signature = self._sign(signed(facts.meta, base, self._plan.words.told))
        return contents(self._plan, self._progress, facts, signature)

    def _drawn_blank(self) -> bytes:
        meta = FormMeta("", 0, "", "", self._plan.words.language, "", "")
        blank = contents(self._plan, self._progress, FormFacts(meta, "", "", "", {}), "")
        return draw(self._plan, self._progress, replace(blank, footer=_FOOTER), self._demo)


@dataclass(frozen=True)
class _Slot:
    """A cell whose value differs: its beginning, and its formula where it has one."""

    place: Place
    start: str
    formula: str

    def markup(self, value: Held) -> str:
        if isinstance(value, str):
            text = marked(value)
            if self.formula:
                return f'{self.start} t="str">{self.formula}<v>{text}</v></c>'
            return f'{self.start} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
        if value is None:
            return f"{self.start}/>"
        return f"{self.start}>{self.formula}<v>{value!r}</v></c>"


@dataclass(frozen=True)
class _Sheet:
    """A sheet's markup with gaps: one piece more than there are slots."""

    pieces: tuple[str, ...]
    slots: tuple[_Slot, ...]

    def filled(self, cells: Cells, footer: str) -> bytes:
        made = [self.pieces[0]]
        for slot, piece in zip(self.slots, self.pieces[1:], strict=True):
            made += (slot.markup(cells[slot.place]), piece)
        made[-1] = made[-1].replace(_FOOTER, footer)
        return "".join(made).encode()


@dataclass(frozen=True)
class _Shell:
    archive: Archive
    guide: str
    answers: str
    meta: str
    base: str
    sheets: dict[str, _Sheet]
    plain: dict[str, tuple[str, str]]
    look: str
    """Of a text in the hidden sheets: edited by hand, it is no formula either."""

    def filled(self, given: Contents) -> bytes:
        footer = escape(visible(given.footer).replace("&", "&&"))
        return with_parts(
            self.archive,
            {
                self.guide: self.sheets[self.guide].filled(given.guide, footer),
                self.answers: self.sheets[self.answers].filled(given.answers, footer),
                self.meta: self._rows(self.meta, given.meta),
                self.base: self._rows(self.base, given.base),
            },
        )

    def _rows(self, part: str, rows: Sequence[Row]) -> bytes:
        before, after = self.plain[part]
        return "".join(
            (before, "<sheetData>", *_markup(rows, self.look), "</sheetData>", after)
        ).encode()


def _split(plan: FormPlan, drawn: bytes) -> _Shell:
    archive = admit("form.xlsx", drawn, ("xlsx",), LOCAL).archive
    assert archive is not None
    book = archive.read("xl/workbook.xml")
    blank = FormFacts(FormMeta("", 0, "", "", plan.words.language, "", ""), "", "", "", {})
    slots = contents(plan, Progress(plan), blank, "")
    guide, answers, meta, base = (
        part_of(book, name)
        for name in (plan.words.guide_sheet, plan.words.answers_sheet, META_SHEET, BASE_SHEET)
    )
    return _Shell(
        archive,
        guide,
        answers,
        meta,
        base,
        {
            guide: _cut(archive.read(guide).decode(), slots.guide),
            answers: _cut(archive.read(answers).decode(), slots.answers),
        },
        {part: _without_rows(archive.read(part).decode()) for part in (meta, base)},
        _look_of(archive.read(meta).decode()),
    )


def _cut(markup: str, slots: Cells) -> _Sheet:
    pieces, found, at = list[str](), list[_Slot](), 0
    for one in _CELL.finditer(markup):
        place = reference(one[2])
        if place in slots:
            pieces.append(markup[at : one.start()])
            found.append(_Slot(place, one[1], one[3] or ""))
            at = one.end()
    if {slot.place for slot in found} != set(slots):
        raise ValueError("a cell of the form was not drawn")
    return _Sheet((*pieces, markup[at:]), tuple(found))


def _without_rows(markup: str) -> tuple[str, str]:
    before, _rows, after = _ROWS.sub("\x00", _DIMENSION.sub("", markup)).partition("\x00")
    return before, after


def _look_of(markup: str) -> str:
    found = _LOOK.search(markup)
    return found[1] if found else ""


def _markup(rows: Sequence[Row], look: str) -> Iterator[str]:
    """Rows of text; an empty text is no cell."""
    for row, texts in enumerate(rows, start=1):
        yield f'<row r="{row}">'
        for column, text in enumerate(texts, start=1):
            if text:
                yield (
                    f'<c r="{column_letters(column)}{row}"{look} t="inlineStr">'
                    f'<is><t xml:space="preserve">{marked(text)}</t></is></c>'
                )
        yield "</row>"
