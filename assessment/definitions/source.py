"""Definition files as plain values with the line of everything in them."""

import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)

from assessment.locale import Message, message
from assessment.problems import Problem

Step = str | int
Route = tuple[Step, ...]
LARGEST = 4_000_000
DEEPEST = 32
COMPILED = Path("data/local/compiled")
"""Where under a project folder files that were read before are kept."""
_READ_BY = "source/1"
_NO_BEGINNING = re.compile(r"found character '(\\t|.)' that cannot start any token")

_INTEGER = re.compile(r"[-+]?[0-9]+")
_OTHER_BASE = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WORDS: Mapping[str, object] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


@dataclass(frozen=True)
class Document:
    """A file's content as dicts, lists and scalars; `lines` maps a route into it to its line."""

    path: Path
    content: Any
    lines: Mapping[Route, int]

    @cached_property
    def name(self) -> str:
        """The file as a person knows it."""
        return shown(self.path)

    def where(self, *route: Step) -> str:
        """`file:line` of the deepest part of this route that the file has."""
        for length in range(len(route), -1, -1):
            if route[:length] in self.lines:
                return f"{self.name}:{self.lines[route[:length]]}"
        return self.name


def shown(path: Path) -> str:
    """The path as a person knows it: from the folder they work in where it lies inside."""
    with suppress(ValueError):
        return path.resolve().relative_to(Path.cwd()).as_posix()
    return path.as_posix()


def read_yaml(path: Path, cache: Path | None = None) -> tuple[Document | None, list[Problem]]:
    """The file read as YAML 1.2 core; duplicate keys, anchors and tags are refused by line.

    `cache` is a folder in which a file without problems is kept, by the hash of its bytes, in a
    form that is read a hundred times faster. Never raises for what the file holds.
    """
    try:
        raw = path.read_bytes()
    except OSError:
        return None, [_missing(path)]
    kept = cache / f"{hashlib.sha256(_READ_BY.encode() + raw).hexdigest()}.json" if cache else None
    document = _recalled(path, kept)
    if document:
        return document, []
    document, problems = _parsed(path, raw)
    if document and kept and not problems:
        _keep(document, kept)
    return document, problems


def _parsed(path: Path, raw: bytes) -> tuple[Document | None, list[Problem]]:
    if len(raw) > LARGEST:
        what = message("파일이 너무 큽니다({size}바이트).", size=len(raw))
        return None, [_fault(path, 1, what, message("파일을 나누십시오."))]
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        what = message("UTF-8이 아닌 글자가 있습니다.")
        return None, [_fault(path, line, what, message("파일을 UTF-8로 저장하십시오."))]
    reading = _Reading(path)
    try:
        content = reading.document(YAML(typ="safe", pure=True).parse(text))
    except _UnreadableError:
        return None, reading.problems
    except YAMLError as error:
        return None, [*reading.problems, _syntax(path, text, error)]
    return Document(path, content, reading.lines), reading.problems


class _UnreadableError(Exception):
    """What follows cannot be read; the problem has been noted."""


class _Reading:
    """One pass over a file's events, noting lines and problems."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines: dict[Route, int] = {(): 1}
        self.problems: list[Problem] = []

    def note(self, event: Event, what: Message, fix: Message) -> None:
        line = event.start_mark.line + 1
        self.problems.append(_fault(self.path, line, what, fix))

    def document(self, events: Iterator[Event]) -> object:
        content: object = None
        documents = 0
        for event in events:
            if isinstance(event, StreamStartEvent | StreamEndEvent):
                continue
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1 or event.version or event.tags:
                    self.note(
                        event,
                        message("문서가 둘 이상이거나 % 지시문이 있습니다."),
                        message("한 파일에 문서 하나만 두고 ---와 % 줄을 지우십시오."),
                    )
                    raise _UnreadableError
            elif isinstance(event, ScalarEvent | MappingStartEvent | SequenceStartEvent):
                content = self.value(event, events, ())
            elif isinstance(event, AliasEvent):
                self.plain(event)
        return content

    def value(self, event: Event, events: Iterator[Event], route: Route) -> object:
        if len(route) > DEEPEST:
            self.note(event, message("너무 깊게 겹쳐 있습니다."), message("구조를 펴십시오."))
            raise _UnreadableError
        self.lines.setdefault(route, event.start_mark.line + 1)
        self.plain(event)
        if isinstance(event, ScalarEvent):
            return event.value if event.style else plain_scalar(event.value)
        if isinstance(event, MappingStartEvent):
            return self.mapping(events, route)
        if isinstance(event, SequenceStartEvent):
            return self.sequence(events, route)
        return None

    def plain(self, event: Event) -> None:
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if anchor:
            self.note(
                event,
                message("앵커(&)와 참조(*)는 쓸 수 없습니다: {name}", name=anchor),
                message("값을 그 자리에 다시 쓰십시오."),
            )
        elif tag:
            self.note(
                event,
                message("태그(!)는 쓸 수 없습니다: {name}", name=tag),
                message("태그를 지우고, 글자는 따옴표로 묶으십시오."),
            )

    def sequence(self, events: Iterator[Event], route: Route) -> list[object]:
        values: list[object] = []
        for event in events:
            if isinstance(event, SequenceEndEvent):
                break
            values.append(self.value(event, events, (*route, len(values))))
        return values

    def mapping(self, events: Iterator[Event], route: Route) -> dict[str, object]:
        values: dict[str, object] = {}
        for event in events:
            if isinstance(event, MappingEndEvent):
                break
            if not isinstance(event, ScalarEvent):
                self.note(
                    event,
                    message("항목의 이름은 한 줄의 글자여야 합니다."),
                    message("이름을 한 줄로 고치십시오."),
                )
                raise _UnreadableError
            self.plain(event)
            name, line = str(event.value), event.start_mark.line + 1
            if name in values:
                first = self.lines[(*route, name)]
                self.note(
                    event,
                    message("같은 이름이 두 번 있습니다: {name}", name=name),
                    message("{line}행과 합치거나 하나를 지우십시오.", line=first),
                )
                # Read on under another name, so that neither hides what is wrong in the other.
                self.value(next(events), events, (*route, f"{name}\0{line}"))
                continue
            self.lines[(*route, name)] = line
            values[name] = self.value(next(events), events, (*route, name))
        return values


def plain_scalar(text: str) -> object:
    """What a scalar without quotes stands for: YAML 1.2 core."""
    if text in _WORDS:
        return _WORDS[text]
    if len(text) <= 300:
        if _INTEGER.fullmatch(text):
            return int(text)
        if _OTHER_BASE.fullmatch(text):
            return int(text, 0)
        if _FLOAT.fullmatch(text):
            return float(text)
    return text


# ---- problems ------------------------------------------------------------------------------


def _fault(path: Path, line: int, what: Message, fix: Message, code: str = "yaml") -> Problem:
    return Problem(where=f"{shown(path)}:{line}", what=what, fix=fix, code=code)


def _missing(path: Path) -> Problem:
    return Problem(
        where=shown(path),
        what=message("파일이 없거나 읽을 수 없습니다."),
        fix=message("파일을 만들거나 경로와 권한을 확인하십시오."),
        code="missing_file",
    )


def _syntax(path: Path, text: str, error: YAMLError) -> Problem:
    mark = None
    detail = str(error).splitlines()[0] if str(error) else type(error).__name__
    if isinstance(error, MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        detail = error.problem or detail
    line = mark.line + 1 if mark else text[: getattr(error, "position", 0)].count("\n") + 1
    fix = message("이 줄과 윗줄의 들여쓰기, 쌍점(:), 따옴표를 확인하십시오.")
    if found := _NO_BEGINNING.search(detail):
        fix = message("{sign}(으)로 시작하는 글은 따옴표로 묶으십시오: '{sign}'", sign=found[1])
        if found[1] == "\\t":
            fix = message("탭 대신 빈칸으로 들여 쓰십시오.")
    return _fault(path, line, message("YAML로 읽을 수 없습니다: {detail}", detail=detail), fix)


# ---- kept ----------------------------------------------------------------------------------


def _recalled(path: Path, kept: Path | None) -> Document | None:
    if kept is None:
        return None
    try:
        return Document(path, *_stored(kept))
    except (OSError, ValueError, KeyError, TypeError):
        return None


@lru_cache(maxsize=128)
def _stored(kept: Path) -> tuple[Any, Mapping[Route, int]]:
    """What a file of the cache holds, which is named by the hash of what it was read from."""
    stored = json.loads(kept.read_bytes())
    return stored["content"], {tuple(route): line for route, line in stored["lines"]}


def _keep(document: Document, kept: Path) -> None:
    stored = {"content": document.content, "lines": [*document.lines.items()]}
    unfinished = kept.with_suffix(f".{os.getpid()}")
    with suppress(OSError):
        kept.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_text(json.dumps(stored, ensure_ascii=False), encoding="utf-8")
        unfinished.replace(kept)
