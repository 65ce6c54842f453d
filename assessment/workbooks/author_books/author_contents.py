"""The sheets of an author's workbook read back as the contents of definition files."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from assessment.definitions.source import Route
from assessment.workbooks.author_books.author_cells import (
    LANGUAGES,
    Row,
    Tables,
    from_cell,
    nested,
    put,
    route_of,
)

PLACE = "\0row"
"""Key of a row under which its number on the sheet stands."""
FORMATS = {"questionnaire": "questionnaire/1", "ko": "texts/1", "en": "texts/1",
           "scoring": "scoring/1", "cases": "cases/1", "actions": "actions/1"}  # fmt: skip
_TYPES = {"select_multiple": "multi", "decimal": "number", "integer": "number"}
_TEXTS = {"label": "question", "short": "short", "hint": "check"}
_SURVEY = frozenset({"type", "name", "scale", "field", "required", "appearance"})
_ITEM = ("type", "since", "not_applicable", "ask_if", "column", "codes", "replaces", "tags", "unit",
         "minimum", "maximum", "options")  # fmt: skip
_NODE = ("aggregation", "children", "measure", "floor", "threshold", "points")
_SCORING = ("format", "questionnaire", "version", "decimals", "points", "root", "nodes",
            "shown_only", "floor", "unknown", "axes", "partial")  # fmt: skip
_ACTIONS = ("format", "questionnaire", "estimate", "cost_bands", "actions")
_TEXT_FILE = ("format", "language", "title", "summary", "fields", "areas", "items", "reasons")
_ASKED = ("format", "id", "version", "minutes", "areas", "items", "include", "contradictions")


@dataclass
class Read:
    """`places`: file and route to the sheet and row from which it came."""

    contents: dict[str, Any] = field(default_factory=dict)
    places: dict[tuple[str, Route], str] = field(default_factory=dict)
    comments: dict[str, dict[Route, tuple[str, ...]]] = field(default_factory=dict)


def contents_of(tables: Tables) -> Read:
    """The files that these sheets stand for; what a sheet lacks is absent, never guessed."""
    reader = _Reader(tables)
    reader.settings()
    reader.survey()
    reader.choices()
    reader.help()
    reader.texts()
    reader.scoring()
    reader.cases()
    reader.actions()
    reader.values()
    reader.order()
    return reader.read


class _Reader:
    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.read = Read({name: {"format": text} for name, text in FORMATS.items()})
        self.of = self.read.contents
        for language in LANGUAGES:
            self.of[language]["language"] = language

    def rows(self, sheet: str) -> list[Row]:
        return self.tables.get(sheet, [])

    def put(self, file: str, route: Route, value: Any, row: Row, sheet: str) -> None:
        """Set a value unless its cell is blank, and remember where it stands."""
        if value is not None:
            put(self.of[file], route, value)
            self.note(file, route, row, sheet)

    def note(self, file: str, route: Route, row: Row, sheet: str) -> None:
        self.read.places[file, route] = f"{sheet} {row.get(PLACE, '')}".strip()

    def settings(self) -> None:
        for row in self.rows("settings")[:1]:
            asked = self.of["questionnaire"]
            for column, key in (("form_id", "id"), ("version", "version"), ("minutes", "minutes")):
                self.put("questionnaire", (key,), from_cell(key, row.get(column)), row, "settings")
            for file in ("scoring", "cases", "actions"):
                if asked.get("id") is not None:
                    self.of[file]["questionnaire"] = asked["id"]
            for language, suffix in LANGUAGES.items():
                for kind in ("title", "summary"):
                    said = from_cell(kind, row.get(kind + suffix))
                    self.put(language, (kind,), said, row, "settings")

    def survey(self) -> None:
        asked = self.of["questionnaire"]
        areas: list[dict[str, Any]] = []
        included: list[str] = []
        for row in self.rows("survey"):
            kind, _, name = str(row.get("type") or "").partition(" ")
            name = str(row.get("name") or name)
            if kind in ("begin_group", "begin"):
                self._area(areas, name, row)
            elif kind and kind not in ("end_group", "end"):
                if areas:
                    areas[-1].setdefault("items", []).append(name)
                if kind == "include":
                    included.append(name)
                else:
                    self._item(name, _TYPES.get(kind, kind), row)
        if areas:
            asked["areas"] = areas
        if included:
            source = (self.rows("settings") or [{}])[0].get("include")
            asked["include"] = {"questionnaire": source, "items": included}
        rows = self.rows("contradictions")
        if rows:
            asked["contradictions"] = [_record(row) for row in rows]
        for place, row in enumerate(rows):
            self.note("questionnaire", ("contradictions", place), row, "contradictions")
        self.of["questionnaire"] = _ordered(asked, _ASKED)

    def _area(self, areas: list[dict[str, Any]], name: str, row: Row) -> None:
        self.note("questionnaire", ("areas", len(areas)), row, "survey")
        areas.append({"id": name, **({"field": row["field"]} if row.get("field") else {})})
        for language, suffix in LANGUAGES.items():
            for column, key in (("label", "name"), ("hint", "about")):
                said = from_cell(column, row.get(column + suffix))
                self.put(language, ("areas", name, key), said, row, "survey")

    def _item(self, name: str, kind: str, row: Row) -> None:
        kind = str(row.get("scale") or "level") if kind == "select_one" else kind
        item: Row = {"type": kind}
        for column, cell in row.items():
            if column in _SURVEY or "::" in column or column == PLACE or cell is None:
                continue
            item[{"relevant": "ask_if"}.get(column, column)] = from_cell(column, cell)
        self.put("questionnaire", ("items", name), _ordered(item, _ITEM), row, "survey")
        for language, suffix in LANGUAGES.items():
            for column, key in _TEXTS.items():
                said = from_cell(column, row.get(column + suffix))
                self.put(language, ("items", name, key), said, row, "survey")

    def choices(self) -> None:
        items = self.of["questionnaire"].get("items", {})
        for row in self.rows("choices"):
            name, option = str(row.get("list_name") or ""), str(row.get("name") or "")
            rest = {key: cell for key, cell in row.items() if "::" not in key}
            record = {"id": option} | _record(rest, "list_name", "name")
            if name in items:
                options = items[name].setdefault("options", [])
                self.note("questionnaire", ("items", name, "options", len(options)), row, "choices")
                options.append(record)
                items[name] = _ordered(items[name], _ITEM)
            for language, suffix in LANGUAGES.items():
                for column, cell in row.items():
                    if column.endswith(suffix):
                        key = column.removesuffix(suffix)
                        route = ("items", name, "options", option, key)
                        self.put(language, route, from_cell(key, cell), row, "choices")

    def help(self) -> None:
        for language, suffix in LANGUAGES.items():
            for row in self.rows("help"):
                term = from_cell("", row.get(f"term{suffix}"))
                if term is not None:
                    route = ("items", str(row.get("item")), "help", term)
                    self.put(language, route, from_cell("", row.get(f"help{suffix}")), row, "help")
            items = self.of[language].get("items", {})
            first = ("question", "short", "help", "check", "options")
            for name, texts in items.items():
                items[name] = _ordered(texts, first)

    def texts(self) -> None:
        for language, suffix in LANGUAGES.items():
            for row in self.rows("texts"):
                route = route_of(str(row.get("path") or ""))
                said = from_cell("text", row.get(f"text{suffix}"))
                if route:
                    self.put(language, route, said, row, "texts")
            self.of[language] = _ordered(self.of[language], _TEXT_FILE)

    def scoring(self) -> None:
        for row in self.rows("nodes"):
            node = str(row.get("node") or "")
            for key, value in _record(row, "node", "child", "weight").items():
                self.put("scoring", ("nodes", node, key), value, row, "nodes")
            child = row.get("child")
            if child is not None:
                route = ("nodes", node, "children", str(child))
                self.put("scoring", route, row.get("weight"), row, "nodes")
        nodes = self.of["scoring"].get("nodes", {})
        for name, node in nodes.items():
            nodes[name] = _ordered(node, _NODE)
        for row in self.rows("axes"):
            axis, listed = str(row.get("axis") or ""), row.get("list")
            record = _record(row, "axis", "list")
            if not listed:
                self.put("scoring", ("axes", axis), record, row, "axes")
                continue
            held = self.of["scoring"].setdefault("axes", {}).setdefault(axis, {})
            steps = held.setdefault(str(listed), [])
            self.note("scoring", ("axes", axis, str(listed), len(steps)), row, "axes")
            steps.append(record)
        axes = self.of["scoring"].get("axes", {})
        for name, held in axes.items():
            axes[name] = _ordered(held, ("kind", "node", "base", "steps", "profiles", "source"))

    def cases(self) -> None:
        columns: dict[str, Row] = {}
        for row in self.rows("cases"):
            path = row.get("path")
            for case, cell in row.items():
                if case not in ("path", PLACE):
                    held = columns.setdefault(case, {})
                    if path is not None and cell is not None:
                        held[str(path)] = from_cell("", cell)
        if columns:
            first = ("id", "name", "answers", "expect")
            found = [{"id": case, **nested(held, first)} for case, held in columns.items()]
            self.of["cases"]["cases"] = found
        for place, case in enumerate(columns):
            self.read.places["cases", ("cases", place)] = f"cases {case}"

    def actions(self) -> None:
        rows = self.rows("actions")
        for row in rows:
            name = str(row.get("action") or "")
            self.put("actions", ("actions", name), _record(row, "action"), row, "actions")
        for row in self.rows("cost_bands"):
            route = ("cost_bands", str(row.get("band") or ""))
            self.put("actions", route, _record(row, "band"), row, "cost_bands")
        if not rows:
            del self.of["actions"]

    def values(self) -> None:
        for sheet in ("scoring", "values"):
            for row in self.rows(sheet):
                file, path = str(row.get("file") or "scoring"), str(row.get("path") or "")
                if file in self.of and path:
                    value = from_cell("", row.get("value"))
                    # A blank cell is absent; this stands for a value that is null in the file.
                    put(self.of[file], route_of(path), None if value == [None] else value)
                    self.note(file, route_of(path), row, sheet)
        for file, first in (("scoring", _SCORING), ("actions", _ACTIONS)):
            if file in self.of:
                self.of[file] = _ordered(self.of[file], first)

    def order(self) -> None:
        for row in self.rows("order"):
            file, keys = str(row.get("file") or ""), str(row.get("keys") or "").splitlines()
            route = route_of(str(row.get("path") or ""))
            self.of[file] = _reordered(self.of.get(file), route, keys)
        for row in self.rows("comments"):
            said = self.read.comments.setdefault(str(row.get("file") or ""), {})
            route = route_of(str(row.get("path") or ""))
            said[route] = (*said.get(route, ()), str(row.get("comment") or ""))


def _reordered(value: Any, route: Route, keys: list[str]) -> Any:
    if not route:
        return _ordered(value, tuple(keys)) if isinstance(value, dict) else value
    if isinstance(value, dict) and route[0] in value:
        inner = _reordered(value[str(route[0])], route[1:], keys)
        return {key: inner if key == route[0] else one for key, one in value.items()}
    if isinstance(value, list) and isinstance(route[0], int) and route[0] < len(value):
        inner = _reordered(value[route[0]], route[1:], keys)
        return [inner if place == route[0] else one for place, one in enumerate(value)]
    return value


def _record(row: Mapping[str, Any], *left_out: str) -> dict[str, Any]:
    filled = {
        key: from_cell(key.rpartition(".")[2], cell)
        for key, cell in row.items()
        if key not in (*left_out, PLACE) and cell is not None
    }
    return nested(filled)


def _ordered(value: Mapping[str, Any], first: tuple[str, ...]) -> dict[str, Any]:
    places = {key: place for place, key in enumerate(first)}
    return dict(sorted(value.items(), key=lambda pair: places.get(pair[0], len(places))))
