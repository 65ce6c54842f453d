"""Values of definition files as cells that an author can read, and back without loss."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from assessment.definitions.source import Route

Row = dict[str, Any]
Tables = dict[str, list[Row]]

KO, EN = "::한국어 (ko)", "::English (en)"
LANGUAGES = {"ko": KO, "en": EN}


def _both(*names: str) -> list[str]:
    return [f"{name}{language}" for name in names for language in (KO, EN)]


HEADERS: Mapping[str, Sequence[str]] = {
    "settings": ["form_id", "version", "default_language", "minutes", "include",
                 *_both("title", "summary")],
    "survey": ["type", "name", *_both("label", "short", "hint"), "field", "scale", "relevant",
               "since", "not_applicable", "tags", "column", "unit", "minimum", "maximum", "points",
               "codes", "replaces"],
    "choices": ["list_name", "name", *_both("label", "descriptor", "example", "evidence"), "points",
                "action"],
    "help": ["item", *_both("term", "help")],
    "contradictions": ["id", "rule", "items"],
    "texts": ["path", *_both("text")],
    "scoring": ["path", "value"],
    "nodes": ["node", "aggregation", "child", "weight", "floor", "threshold", "points"],
    "axes": ["axis", "kind", "node", "base", "list", "id", "level", "at_least", "code", "rule",
             "suits", "historic", "source.source", "source.as_of", "source.confidence"],
    "actions": ["action", "item", "to", "text.ko", "text.en", "cost", "months", "needs", "paid_by"],
    "cost_bands": ["band", "low", "high", "name.ko", "name.en"],
    "cases": ["path"],
    "values": ["file", "path", "value"],
    "order": ["file", "path", "keys"],
    "comments": ["file", "path", "comment"],
}  # fmt: skip
"""Sheet to its columns; others stand behind them."""
LISTED = frozenset({"not_applicable", "tags", "paid_by", "items"})
"""Columns that hold ids with spaces between."""
LINED = frozenset({"needs"})
"""Columns that hold rules, one a line."""


def to_cell(name: str, value: Any) -> Any:
    """What stands in the cell of this column; None where nothing can."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, list) and value and all(isinstance(one, str) for one in value):
        separator = {True: " "}.get(name in LISTED) or {True: "\n"}.get(name in LINED)
        if separator and not any(separator in one or not one.strip() for one in value):
            return separator.join(value)
    if isinstance(value, str) and value == value.strip() and value[:1] not in ("", *'[{"'):
        return None if "\r" in value else value
    return json.dumps(value, ensure_ascii=False)


def from_cell(name: str, cell: Any) -> Any:
    """The value that a cell stands for."""
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    if not isinstance(cell, str):
        return cell
    if cell[:1] in '[{"':
        try:
            return json.loads(cell)
        except ValueError:
            return cell
    if name in LISTED:
        return cell.split()
    return [line.strip() for line in cell.splitlines() if line.strip()] if name in LINED else cell


def columns_of(sheet: str, rows: Sequence[Row]) -> list[str]:
    """The sheet's columns in their order: the usual ones, then what else the rows hold."""
    held = dict.fromkeys(key for row in rows for key in row)
    return [*dict.fromkeys((*HEADERS.get(sheet, ()), *held))]


def flat(value: Mapping[str, Any], prefix: str = "") -> Row:
    """The value's leaves by dotted path; a list is a leaf."""
    found: Row = {}
    for key, inner in value.items():
        if isinstance(inner, dict) and inner:
            found |= flat(inner, f"{prefix}{key}.")
        else:
            found[f"{prefix}{key}"] = inner
    return found


def nested(row: Mapping[str, Any], first: Sequence[str] = ()) -> dict[str, Any]:
    """The reverse of `flat`, keys in the order of `first`, then as they come."""
    found: dict[str, Any] = {}
    for path, value in row.items():
        put(found, tuple(path.split(".")), value)
    places = {key: place for place, key in enumerate(first)}
    return dict(sorted(found.items(), key=lambda pair: places.get(pair[0], len(places))))


def put(content: dict[str, Any], route: Route, value: Any) -> None:
    """Set what lies at this route, with the mappings on the way."""
    holder: Any = content
    for step in route[:-1]:
        holder = holder.setdefault(step, {})
    holder[route[-1]] = value


def leaves(value: Any, route: Route = ()) -> Iterator[tuple[Route, Any]]:
    """Every leaf by its route; lists and empty mappings are leaves."""
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from leaves(inner, (*route, key))
    else:
        yield route, value


def path_of(route: Route) -> str:
    """A route as an author reads it: dotted where no key holds a dot."""
    if any(not isinstance(step, str) or "." in step or step[:1] == "[" for step in route):
        return json.dumps(route, ensure_ascii=False)
    return ".".join(map(str, route))


def route_of(path: str) -> Route:
    """The reverse of `path_of`."""
    if path[:1] == "[":
        try:
            return tuple(json.loads(path))
        except ValueError:
            return (path,)
    return tuple(path.split(".")) if path else ()
