"""Files held against their models; what does not fit is said in words, by line."""

import copy
import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from assessment.definitions.source import Document, Route, Step, read_yaml
from assessment.definitions.values import Frozen
from assessment.locale import Message, message
from assessment.problems import Problem

M = TypeVar("M", bound=BaseModel)
PASSES = 6


@dataclass(frozen=True)
class Part(Generic[M]):
    """One file: its model, or what is wrong with it.

    Where `problems` is not empty, `model` is what remains without the wrong entries: good for
    finding what else is wrong, never for use. `dropped` are the names that went with them.
    """

    document: Document
    model: M | None
    problems: tuple[Problem, ...] = ()
    dropped: frozenset[str] = field(default=frozenset())

    def where(self, *route: Step) -> str:
        return self.document.where(*route)


def read_part(path: Path, model: type[M], cache: Path | None = None) -> Part[M]:
    """The file read and held against its model, with every problem of both."""
    document, problems = read_yaml(path, cache)
    if document is None:
        return Part(Document(path, None, {}), None, tuple(problems))
    part = shape(document, model)
    return replace(part, problems=(*problems, *part.problems))


def shape(document: Document, model: type[M]) -> Part[M]:
    """The document as its model; wrong entries are told and left out, pass by pass."""
    problems: list[Problem] = []
    dropped: set[str] = set()
    remaining = document
    for turn in range(PASSES):
        try:
            value = model.model_validate(remaining.content)
        except ValidationError as error:
            details = error.errors(include_url=False)
            if turn == 0:
                problems = [*_in_words(document, details)]
            filled = _filled(remaining, details, model)
            left = _without(filled, details, dropped) if filled else None
            if left is None:
                break
            remaining = left
        else:
            return Part(remaining, value, tuple(problems), frozenset(dropped))
    return Part(document, None, tuple(problems), frozenset(dropped))


# ---- what pydantic says, in words ----------------------------------------------------------


def _route(content: Any, location: Iterable[Step]) -> Route:
    """Where in the file; pydantic also names union members, which the file does not have."""
    route: Route = ()
    for step in location:
        held = isinstance(content, dict) and step in content
        if held or (isinstance(content, list) and isinstance(step, int) and step < len(content)):
            content = content[step]
            route = (*route, step)
    return route


def _in_words(document: Document, details: Iterable[ErrorDetails]) -> Iterator[Problem]:
    told: set[tuple[Route, str]] = set()
    for detail in details:
        route = _route(document.content, detail["loc"])
        kind = detail["type"]
        absent = str(detail["loc"][-1]) if kind == "missing" else ""
        if (route, absent) in told:
            continue
        told.add((route, absent))
        what, fix = _words(detail, absent or str(route[-1] if route else document.path.name))
        yield Problem(document.where(*route), what, fix, code=f"shape_{kind}")


def _words(detail: ErrorDetails, name: str) -> tuple[Message, Message]:
    kind, context = detail["type"], detail.get("ctx", {})
    value = _short(detail["input"])
    match kind:
        case "missing" | "union_tag_not_found":
            name = str(context.get("discriminator", name)).strip("'")
            return (
                message("빠진 항목이 있습니다: {name}", name=name),
                message("'{name}:' 줄을 더하십시오.", name=name),
            )
        case "extra_forbidden":
            return _unknown_key(name, detail["input"])
        case "literal_error" | "union_tag_invalid":
            allowed = context.get("expected") or context.get("expected_tags")
            return (
                message("쓸 수 없는 값입니다: {value}", value=context.get("tag", value)),
                message("다음 가운데 하나를 쓰십시오: {allowed}", allowed=allowed),
            )
        case "string_pattern_mismatch":
            return _pattern(value, str(context.get("pattern")))
        case "too_short" | "too_long" | "string_too_short" | "string_too_long":
            least, most = context.get("min_length"), context.get("max_length")
            limit = f"≥ {least}" if most is None else f"≤ {most}"
            fix = message("개수나 글자 수를 {limit}(으)로 맞추십시오.", limit=limit)
            if name == "items" and least == 2:
                fix = message("규칙이 쓰는 문항을 모두, 둘 이상 쓰십시오.")
            return message("{name}의 길이나 개수가 맞지 않습니다.", name=name), fix
        case "greater_than" | "greater_than_equal" | "less_than" | "less_than_equal":
            sign = {"gt": ">", "ge": "≥", "lt": "<", "le": "≤"}
            limits = ", ".join(f"{sign[key]} {limit}" for key, limit in context.items())
            return (
                message("{name}의 값이 범위를 벗어났습니다: {value}", name=name, value=value),
                message("{limits} 안의 값을 쓰십시오.", limits=limits),
            )
        case _:
            return _wrong_kind(kind, name, value, detail["msg"])


def _wrong_kind(kind: str, name: str, value: str, detail: str) -> tuple[Message, Message]:
    family = kind.partition("_")[0]
    match family:
        case "string":
            return (
                message("{name} 자리에는 글자가 와야 합니다: {value}", name=name, value=value),
                message('값을 따옴표로 묶으십시오: "{value}"', value=value),
            )
        case "int":
            return (
                message("{name} 자리에는 정수가 와야 합니다: {value}", name=name, value=value),
                message("따옴표와 소수점 없이 정수만 쓰십시오."),
            )
        case "float" | "finite":
            return (
                message("{name} 자리에는 숫자가 와야 합니다: {value}", name=name, value=value),
                message("따옴표와 단위 없이 숫자만 쓰십시오."),
            )
        case "bool":
            return (
                message("{name} 자리에는 참·거짓이 와야 합니다: {value}", name=name, value=value),
                message("true 또는 false를 쓰십시오."),
            )
        case "date":
            return (
                message("{name} 자리에는 날짜가 와야 합니다: {value}", name=name, value=value),
                message("2026-11-22처럼 쓰십시오."),
            )
        case "dict" | "model":
            return (
                message("{name} 아래에는 '이름: 값' 묶음이 와야 합니다.", name=name),
                message("한 단 들여 '이름: 값'을 줄마다 쓰십시오."),
            )
        case "tuple" | "list":
            return (
                message("{name} 아래에는 목록이 와야 합니다.", name=name),
                message("줄마다 '- '로 시작하는 목록으로 쓰십시오."),
            )
        case _:
            return (
                message("{name}의 값이 맞지 않습니다: {detail}", name=name, detail=detail),
                message("이 줄의 값을 고치십시오."),
            )


def _unknown_key(name: str, value: object) -> tuple[Message, Message]:
    what = message("모르는 항목입니다: {name}", name=name)
    if value is None and not name.isidentifier():
        return what, message("중괄호 안에서 쉼표나 쌍점이 든 글은 따옴표로 묶으십시오.")
    near = difflib.get_close_matches(name, _known_fields(), 1, 0.7)
    if near and near[0] != name:
        return what, message("'{near}'의 오타이면 고치고, 아니면 지우십시오.", near=near[0])
    return what, message("이 줄을 지우거나 docs/schema에서 이름을 찾아 고치십시오.")


def _pattern(value: str, pattern: str) -> tuple[Message, Message]:
    what = message("쓸 수 없는 모양입니다: {value}", value=value)
    if pattern.startswith(r"^\d"):
        return what, message("판 번호를 1.0.0처럼 숫자 셋으로 쓰십시오.")
    if "-" in pattern:
        return what, message("영문자로 시작하고 영문자, 숫자, _, -만 쓰십시오.")
    return what, message("영문자로 시작하고 영문자, 숫자, _만 쓰십시오.")


def _known_fields() -> list[str]:
    """Every key of every format that is loaded."""
    found: set[str] = set()
    waiting: list[type[Frozen]] = [Frozen]
    while waiting:
        model = waiting.pop()
        found.update(model.model_fields)
        waiting += model.__subclasses__()
    return sorted(found)


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 60 else f"{text[:57]}…"


# ---- what is left without the wrong entries ------------------------------------------------


def _filled(
    document: Document, details: Iterable[ErrorDetails], model: type[BaseModel]
) -> Document | None:
    """The document with stand-ins for what its top lacks; None where nothing can stand in."""
    absent = [
        str(detail["loc"][0])
        for detail in details
        if detail["type"] == "missing" and len(detail["loc"]) == 1
    ]
    if not isinstance(document.content, dict):
        return None
    known = model.model_json_schema()["properties"] if absent else {}
    content = dict(document.content)
    for name in absent:
        schema = known[name]
        stand_ins: dict[str, object] = {
            "string": "0.0.0" if "pattern" in schema else "?",
            "integer": 1,
            "object": {},
        }
        stand_in = schema.get("const", stand_ins.get(schema.get("type", "")))
        if stand_in is None:
            return None
        content[name] = stand_in
    return Document(document.path, content, document.lines)


def _without(
    document: Document, details: Iterable[ErrorDetails], dropped: set[str]
) -> Document | None:
    routes = set()
    for detail in details:
        route = _route(document.content, detail["loc"])
        if len(route) > 1 and "options" in route[:-1] and detail["type"] != "extra_forbidden":
            # An item short of one option would look wrong elsewhere too: leave it out whole.
            route = route[: route.index("options")]
        if route:
            routes.add(route)
        elif detail["type"] != "missing":
            return None
    content, lines = copy.deepcopy(document.content), dict(document.lines)
    # Deepest and last first, so that the routes still to come stay true.
    for route in sorted(routes, key=lambda route: [str(s).zfill(9) for s in route], reverse=True):
        lines = _remove(content, lines, route, dropped)
    return Document(document.path, content, lines)


def _remove(
    content: Any, lines: Mapping[Route, int], route: Route, dropped: set[str]
) -> dict[Route, int]:
    holder = content
    for step in route[:-1]:
        holder = holder[step]
    last = route[-1]
    dropped.update(_names(holder[last]))
    if isinstance(last, str):
        dropped.add(last)
    del holder[last]
    depth = len(route) - 1
    moved: dict[Route, int] = {}
    for known, line in lines.items():
        if known[:depth] == route[:-1] and len(known) > depth:
            place = known[depth]
            if place == last:
                continue
            if isinstance(holder, list) and cast(int, place) > cast(int, last):
                moved[(*known[:depth], cast(int, place) - 1, *known[depth + 1 :])] = line
                continue
        moved[known] = line
    return moved


def _names(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from _names(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _names(inner)
