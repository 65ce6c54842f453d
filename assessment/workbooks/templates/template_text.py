"""`{{name}}` in texts of runs: looked for across runs, filled without losing a run's format."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from assessment.workbooks.templates.template_markup import Edit, Span, prefix, quoted, text_of

PLACE = re.compile(r"\{\{([^{}]{1,200})\}\}")
TEXT_NAMES = frozenset({"si", "is", "text", "p", "r", "rPr", "t", "rPh"})
_SPREADSHEET = ("si", "is", "text")
_SIZE_CODE = re.compile(r"&\d+$")


def names_in(text: str) -> list[str]:
    """The names of the placeholders in a text, as often as they stand there."""
    return [found.strip() for found in PLACE.findall(text)]


def joined(content: bytes, container: Span) -> str:
    """The text of all runs of a paragraph or of a string, phonetic readings left out."""
    return "".join(text_of(content, one) for one in _texts(container))


def replaced(text: str, shown: Mapping[str, str]) -> str:
    """The text with known placeholders filled; what is filled in is not looked at again."""
    return PLACE.sub(lambda found: shown.get(found[1].strip(), found[0]), text)


def run_edits(
    content: bytes, container: Span, shown: Mapping[str, str], escape: Callable[[str], str]
) -> list[Edit]:
    """The runs that change when placeholders are filled; a value stands where its name began."""
    texts = list(_texts(container))
    held = [text_of(content, one) for one in texts]
    whole = "".join(held)
    matches = [one for one in PLACE.finditer(whole) if one[1].strip() in shown]
    edits, at = [], 0
    for span, text in zip(texts, held, strict=True):
        now = _rewritten(at, text, matches, shown)
        at += len(text)
        if now != text:
            edits.append(_run_edit(content, container, span, escape(now)))
    return edits


def label_edits(content: bytes, labels: Iterable[Span], shown: Mapping[str, str]) -> list[Edit]:
    """The labels that a chart has kept of its cells."""
    edits = []
    for one in labels:
        before = text_of(content, one)
        after = replaced(before, shown)
        if after != before:
            edits.append(Edit(one.inner, one.close, quoted(after).encode()))
    return edits


def header_text(text: str, shown: Mapping[str, str]) -> str:
    """A header or footer filled: `&` is doubled, and no digit joins a font size before it."""
    pieces, at = [], 0
    for found in PLACE.finditer(text):
        value = shown.get(found[1].strip())
        if value is None:
            continue
        before = text[at : found.start()]
        value = value.replace("&", "&&")
        gap = " " if _SIZE_CODE.search(before) and value[:1].isdigit() else ""
        pieces += [before, gap, value]
        at = found.end()
    return "".join([*pieces, text[at:]])


def _texts(container: Span) -> Iterator[Span]:
    for child in container.children:
        if child.name == "t":
            yield child
        elif child.name == "r":
            yield from _texts(child)


def _rewritten(
    at: int, text: str, matches: Sequence[re.Match[str]], shown: Mapping[str, str]
) -> str:
    """A run's own part of the whole text, which begins at `at`, once the matches are filled."""
    pieces, seen, end = [], at, at + len(text)
    for found in matches:
        begins, ends = found.span()
        if ends <= at or begins >= end:
            continue
        pieces.append(text[max(seen, at) - at : max(begins, at) - at])
        if begins >= at:
            pieces.append(shown[found[1].strip()])
        seen = min(ends, end)
    return "".join([*pieces, text[seen - at :]])


def _run_edit(content: bytes, container: Span, span: Span, text: str) -> Edit:
    """Spreadsheet text keeps its spaces by an attribute; in a drawing a line is an element."""
    mark = prefix(content, span)
    if container.name in _SPREADSHEET:
        made = f'<{mark}t xml:space="preserve">{quoted(text)}</{mark}t>'
        return Edit(span.start, span.end, made.encode())
    lines = [quoted(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    run = span.parent
    if len(lines) == 1 or run is None or run.name != "r":
        return Edit(span.start, span.end, f"<{mark}t>{' '.join(lines)}</{mark}t>".encode())
    look = run.child("rPr")
    kept = content[look.start : look.end].decode() if look else ""
    between = f"<{mark}br>{kept}</{mark}br>"
    runs = (f"<{mark}r>{kept}<{mark}t>{line}</{mark}t></{mark}r>" for line in lines)
    return Edit(run.start, run.end, between.join(runs).encode())
