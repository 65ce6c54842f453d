"""Plain values written as definition files, in the style of the shipped ones."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from assessment.definitions.source import Document, Route, plain_scalar

WIDTH = 100
SHORT = 16
_SAFE = re.compile(r"[A-Za-z0-9가-힣(+.·‘“<≥≤~/_][^\n\t]*")
_UNSAFE = re.compile(r":(?:\s|$)|\s#|[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_BREAKS = re.compile(r"[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_FLOW_SIGNS = frozenset(",[]{}")

Comments = Mapping[Route, tuple[str, ...]]


def to_yaml(content: Mapping[str, Any], comments: Comments | None = None) -> str:
    """The content as YAML 1.2; reading it back gives equal content.

    `comments` are lines (without #) that stand above what lies at a route, those of () on top.
    """
    said = comments or {}
    lines = [f"# {line}".rstrip() for line in said.get((), ())]
    lines += _mapping(content, (), 0, said)
    return "\n".join(lines) + "\n"


def comments_of(document: Document) -> dict[Route, tuple[str, ...]]:
    """The comments that stand on lines of their own, by what they stand above."""
    first = min((line for route, line in document.lines.items() if route), default=0)
    deepest = sorted(document.lines.items(), key=lambda pair: -len(pair[0]))
    below = {line: route for route, line in deepest}
    found: dict[Route, tuple[str, ...]] = {}
    try:
        lines = document.path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        return {}
    for number, text in enumerate(lines, start=1):
        if text.lstrip().startswith("#"):
            following = min((line for line in below if line > number), default=0)
            route = below[following] if number > first and following else ()
            found[route] = (*found.get(route, ()), text.lstrip()[1:].removeprefix(" "))
    return found


def _mapping(content: Mapping[str, Any], route: Route, depth: int, said: Comments) -> Iterator[str]:
    indent = "  " * depth
    for key, value in content.items():
        here = (*route, key)
        yield from (f"{indent}# {line}".rstrip() for line in said.get(here, ()))
        yield from _entry(f"{indent}{_scalar(key, flow=False)}:", value, here, depth, said)


def _entry(head: str, value: Any, route: Route, depth: int, said: Comments) -> Iterator[str]:
    if not isinstance(value, dict | list):
        yield f"{head} {_scalar(value, flow=False)}".rstrip()
        return
    flow = _flow(value)
    commented = any(one[: len(route)] == route and one != route for one in said)
    if not value or (_is_short(value) and not commented and len(head) + 1 + len(flow) <= WIDTH):
        yield f"{head} {flow}"
    elif isinstance(value, dict) and not commented and _is_record(value):
        yield from _wrapped(head, value, depth)
    elif isinstance(value, dict):
        yield head
        yield from _mapping(value, route, depth + 1, said)
    else:
        yield head
        yield from _sequence(value, route, depth + 1, said)


def _wrapped(head: str, value: Mapping[str, Any], depth: int) -> Iterator[str]:
    """Short entries, as many on a line as fit."""
    line, indent = f"{head} {{", "  " * (depth + 1)
    last = len(value) - 1
    for place, (key, one) in enumerate(value.items()):
        entry = f"{_scalar(key, flow=True)}: {_flow(one)}{'}' if place == last else ','}"
        if place and len(line) + 1 + len(entry) > WIDTH:
            yield line
            line = f"{indent}{entry}"
        else:
            line += entry if not place else f" {entry}"
    yield line


def _sequence(values: list[Any], route: Route, depth: int, said: Comments) -> Iterator[str]:
    indent = "  " * depth
    for place, value in enumerate(values):
        here = (*route, place)
        yield from (f"{indent}# {line}".rstrip() for line in said.get(here, ()))
        flow = _flow(value) if isinstance(value, dict | list) else _scalar(value, flow=False)
        plain = not isinstance(value, dict) or not value
        if plain or (_is_flat(value) and len(indent) + 2 + len(flow) <= WIDTH):
            yield f"{indent}- {flow}"
        else:
            first, *rest = _mapping(value, here, depth + 1, said)
            yield f"{indent}- {first.lstrip()}"
            yield from rest


def _is_short(value: Any) -> bool:
    """Whether it reads well on one line: a list of plain values, a pair of texts, a few numbers."""
    if isinstance(value, list):
        return all(not isinstance(one, dict | list) for one in value) or _is_pairs(value)
    return set(value) == {"ko", "en"} or all(
        isinstance(one, int | float) and not isinstance(one, bool) for one in value.values()
    )


def _is_record(value: Mapping[str, Any]) -> bool:
    """Whether every value is an id or a number, as in answers and expected points."""
    return len(value) > 1 and all(
        not _is_nested(one) and " " not in str(one) and len(str(one)) <= SHORT
        for one in value.values()
    )


def _is_pairs(value: list[Any]) -> bool:
    return all(isinstance(one, list) and not any(map(_is_nested, one)) for one in value)


def _is_flat(value: Mapping[str, Any]) -> bool:
    return not any(isinstance(one, dict) and one for one in value.values())


def _is_nested(value: Any) -> bool:
    return isinstance(value, dict | list)


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        pairs = (f"{_scalar(key, flow=True)}: {_flow(one)}" for key, one in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return _scalar(value, flow=True)


def _scalar(value: Any, *, flow: bool) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    text = str(value)
    safe = _SAFE.fullmatch(text) and not _UNSAFE.search(text) and text == text.rstrip()
    if safe and plain_scalar(text) == text and not (flow and _FLOW_SIGNS & set(text)):
        return text
    return _BREAKS.sub(
        lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False)
    )
