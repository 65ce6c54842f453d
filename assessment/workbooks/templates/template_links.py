"""What of a template would lead its reader to other files, shared folders or data from outside.

Whoever opens a filled application trusts it as ours, so a template may name web pages and nothing
else. Its own cells, names, drawings, charts, controls and rules are looked at. A control or a text
box that shows a cell of the template itself, or names a macro that cannot be there, is harmless.
"""

import html
import posixpath
import re
from collections.abc import Iterator

from assessment.locale import Message, message
from assessment.problems import Problem
from assessment.workbooks.templates.template_book import Book
from assessment.workbooks.templates.template_markup import Span, spans, text_of
from assessment.workbooks.templates.template_sheet import SheetPart, reference_of

_PAGE = re.compile(r"\s*(?:https?://[^\\]|mailto:|#)", re.IGNORECASE)
_HOLDERS = frozenset(
    {"f", "formula", "formula1", "formula2", "definedName", "calculatedColumnFormula"}
    | {"totalsRowFormula"}
)
_LINKED = frozenset({"fmlaLink", "fmlaRange", "fmlaTxbx", "textlink", "linkedCell"}
                    | {"listFillRange", "location", "val"})  # fmt: skip
"""Attributes with a formula: of a control, of a text box, of a link within, of a rule's step."""
_MACROS = frozenset({"fmlaMacro", "macro"})
_WRITTEN_TO = "destinationFile"
"""Where a page of the workbook goes at every saving."""
_BEARERS = frozenset(
    {"formControlPr", "controlPr", "sp", "pic", "cxnSp", "graphicFrame", "grpSp", "hyperlink"}
    | {"cfvo", "webPublishItem", "webPublishObject"}
)
_OLD_CONTROL = re.compile(rb"<(?:\w+:)?(Fmla\w+)[^<>]*>([^<]*)(</|$)?")
_OLD_LINK = re.compile(rb"\s(?:\w+:)?href\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
_MAYBE = re.compile(
    rb"\[|\||\\|&#|CDATA|file:|hyperlink|webservice|image|rtd|call|register|request|dde|exec"
    rb"|macro\s*=\s*[\"'][^\"']|destinationfile",
    re.IGNORECASE,
)
_OWN_BOOK, _OWN_MACRO = re.compile(r"\[0\]"), re.compile(r"(?:\[0\]!)?[\w.]*")
_STRING, _NAME = re.compile(r'"(?:[^"]|"")*"'), re.compile(r"'(?:[^']|'')*'")
_OTHER_FILE = re.compile(r"\[[^\[\]]+\][\w.]*!|'[^']*(?:\[[^\]]*\]|[\\/])[^']*'!")
_FETCHING = re.compile(
    r"(?<![\w.])(?:_xlfn\.|_xlws\.)*(?:webservice|image|rtd|call|register(?:\.id)?|exec|dde"
    r"|sql\.request|stockhistory|pyscript|py)\s*\(",
    re.IGNORECASE,
)
_LINKING = re.compile(r"(?<![\w.])hyperlink\s*\(", re.IGNORECASE)
_TO_A_PAGE = re.compile(r'\s*"(?:https?://[^"\\]|mailto:|#)[^"]*"\s*[,)]', re.IGNORECASE)
_SHOWN = 80


def outside_links(book: Book) -> tuple[Problem, ...]:
    """Every link to something else than a page, every formula that takes from outside."""
    return (*_links(book), *_formulas(book), *_controls(book), *_old_controls(book))


def _links(book: Book) -> Iterator[Problem]:
    sheets = {sheet.path: sheet for sheet in book.sheets.values()}
    for path in book.archive.parts:
        if not path.lower().endswith(".rels"):
            continue
        folder, name = posixpath.split(path)
        owner = f"{posixpath.dirname(folder)}/{name.removesuffix('.rels')}".lstrip("/")
        for span in spans(book.archive.read(path), {"Relationship"}):
            target = span.given.get("Target", "")
            outside = span.given.get("TargetMode", "").strip().lower() == "external"
            if outside and not _PAGE.match(target):
                yield _link(_place_of(sheets.get(owner), span.given.get("Id", "")) or owner, target)


def _link(where: str, target: str) -> Problem:
    told = message("웹 주소가 아닌 곳을 여는 링크입니다: {target}", target=target[:_SHOWN])
    fix = message("엑셀에서 링크를 지우고 저장한 서식을 쓰십시오.")
    return Problem(where, told, fix, "template_link")


def _place_of(sheet: SheetPart | None, link: str) -> str:
    """The cell on which a sheet's link lies, or the sheet."""
    if sheet is None:
        return ""
    for one in spans(sheet.content, {"hyperlink"}):
        if link in (text for key, text in one.given.items() if key.endswith(":id")):
            return f"{sheet.name}!{one.given.get('ref', '')}"
    return sheet.name


def _formulas(book: Book) -> Iterator[Problem]:
    sheets = {sheet.path: sheet for sheet in book.sheets.values()}
    for path in book.archive.parts:
        content = book.archive.read(path) if path.lower().endswith(".xml") else b""
        if not _MAYBE.search(content):
            continue
        for span in spans(content, _HOLDERS):
            formula = text_of(content, span)
            if _reaches_out(formula):
                yield _outside(
                    _cell_of(sheets.get(path), span) or span.given.get("name") or path, formula
                )


def _controls(book: Book) -> Iterator[Problem]:
    """What controls, text boxes, pictures, rules and pages that are published name."""
    for path in book.archive.parts:
        content = book.archive.read(path) if path.lower().endswith(".xml") else b""
        if not _MAYBE.search(content):
            continue
        for span in spans(content, _BEARERS | {"cNvPr"}):
            named = span.child("cNvPr")
            for name, said in span.given.items():
                if span.name in _BEARERS and _leads_out(name, said):
                    shape = named.given.get("name", "") if named else span.given.get("ref", "")
                    place = f"{book.sheet_of(path) or path} {shape}".rstrip()
                    yield _outside(place, said)


def _old_controls(book: Book) -> Iterator[Problem]:
    """The same in the old markup of drawings, which need not be well-formed."""
    for path in book.archive.parts:
        if not path.lower().endswith(".vml"):
            continue
        content, where = book.archive.read(path), book.sheet_of(path) or path
        for found in _OLD_CONTROL.finditer(content):
            name = found[1].decode()
            said = html.unescape(found[2].decode("utf-8", "replace")).strip()
            # nobody who means well puts markup into it
            if found[3] is None or _leads_out(name[0].lower() + name[1:], said):
                yield _outside(where, said)
        for found in _OLD_LINK.finditer(content):
            target = html.unescape((found[1] or found[2] or b"").decode("utf-8", "replace"))
            if target and not _PAGE.match(target):
                yield _link(where, target)


def _leads_out(name: str, said: str) -> bool:
    if name in _MACROS:
        return _OWN_MACRO.fullmatch(said) is None
    if name == _WRITTEN_TO:
        return True
    return (name in _LINKED or name.startswith("fmla")) and _reaches_out(said)


def _outside(where: str, formula: str) -> Problem:
    fix = message("값으로 바꾸거나 이 서식 안의 칸만 쓰게 고치십시오.")
    return Problem(where, _taking(formula), fix, "template_outside")


def _taking(formula: str) -> Message:
    return message("다른 파일이나 바깥 자료를 쓰는 수식입니다: {formula}", formula=formula[:_SHOWN])


def _cell_of(sheet: SheetPart | None, span: Span) -> str:
    """The cell that holds this formula; the sheet, where it is that of a rule."""
    if sheet is None:
        return ""
    for place, cell in sheet.cells.items():
        if cell.span.start < span.start < cell.span.end:
            return f"{sheet.name}!{reference_of(place)}"
    return sheet.name


def _reaches_out(formula: str) -> bool:
    bare = _OWN_BOOK.sub("", _STRING.sub('""', formula))
    if _OTHER_FILE.search(bare) or _FETCHING.search(bare) or "|" in _NAME.sub("''", bare):
        return True
    return any(not _TO_A_PAGE.match(formula, found.end()) for found in _LINKING.finditer(formula))
