"""Where elements stand in a part's bytes, so that a few can be replaced and the rest stays."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat

from defusedxml import ElementTree

_TAG = re.compile(rb"<[^>\"']*(?:\"[^\"]*\"[^>\"']*|'[^']*'[^>\"']*)*>")
_ENCODING = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"']([\w.-]+)[\"']")
_ESCAPES = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;", ord('"'): "&quot;"}


@dataclass(slots=True)
class Span:
    """An element: its tag from `start` to `inner`, its content to `close`, the whole to `end`.

    `parent` is the nearest element around it that was asked for.
    """

    name: str
    start: int
    inner: int
    close: int
    end: int
    given: Mapping[str, str]
    parent: "Span | None"
    children: list["Span"] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        """Whether it is one tag that closes itself."""
        return self.inner == self.end

    def child(self, name: str) -> "Span | None":
        """Its first child of this name."""
        return next((one for one in self.children if one.name == name), None)


@dataclass(frozen=True, slots=True)
class Edit:
    """Bytes from `start` to `end` become `content`."""

    start: int
    end: int
    content: bytes


def spans(content: bytes, names: Collection[str]) -> list[Span]:
    """Every element with one of these names, whatever its prefix, in the part's order."""
    _check_encoding(content)
    parser = expat.ParserCreate()
    found: list[Span] = []
    stack: list[Span] = []

    def start(tag: str, given: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name not in names:
            return
        at = parser.CurrentByteIndex
        opened = _TAG.match(content, at)
        if opened is None:
            raise ValueError("a tag without an end")
        inner, above = opened.end(), stack[-1] if stack else None
        span = Span(name, at, inner, inner, inner, given, above)
        if above is not None:
            above.children.append(span)
        found.append(span)
        stack.append(span)

    def end(tag: str) -> None:
        if tag.rpartition(":")[2] not in names:
            return
        span = stack.pop()
        if content[span.inner - 2 : span.inner] != b"/>":
            span.close = parser.CurrentByteIndex
            span.end = content.index(b">", span.close) + 1

    def forbidden(*_given: object) -> NoReturn:
        raise ValueError("document types are forbidden")

    parser.StartDoctypeDeclHandler = forbidden
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.Parse(content, True)
    return found


def _check_encoding(content: bytes) -> None:
    known = _ENCODING.match(content)
    wide = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    if wide or (known and known[1].lower() not in (b"utf-8", b"us-ascii", b"ascii")):
        raise ValueError("a part is not in UTF-8")


def edited(content: bytes, edits: Iterable[Edit]) -> bytes:
    """The part with these edits; none may lie inside another."""
    pieces, at = [], 0
    for edit in sorted(edits, key=lambda one: (one.start, one.end)):
        if edit.start < at:
            raise ValueError("two edits of the same bytes")
        pieces += [content[at : edit.start], edit.content]
        at = edit.end
    return b"".join([*pieces, content[at:]])


def prefix(content: bytes, span: Span) -> str:
    """The prefix of an element's name with its colon, or nothing."""
    name = re.match(rb"<([^\s/>]+)", content[span.start : span.inner])
    assert name is not None
    return name[1].decode()[: -len(span.name)]


def tag_with(content: bytes, span: Span, **given: str | None) -> bytes:
    """The element's opening tag with these attributes set, or left out where None."""
    tag = content[span.start : span.inner]
    for name, value in given.items():
        tag = re.sub(rb"\s" + name.encode() + rb"\s*=\s*(\"[^\"]*\"|'[^']*')", b"", tag)
        if value is not None:
            last = -2 if tag.endswith(b"/>") else -1
            tag = tag[:last].rstrip() + f' {name}="{quoted(value)}"'.encode() + tag[last:]
    return tag


def quoted(text: str) -> str:
    """Text as markup holds it, in an element or in an attribute."""
    return text.translate(_ESCAPES)


def text_of(content: bytes, span: Span) -> str:
    """The text that an element without children holds."""
    raw = content[span.inner : span.close]
    if b"&" not in raw and b"<" not in raw:
        return raw.decode()
    return str(ElementTree.fromstring(b"<t>" + raw + b"</t>").text or "")
