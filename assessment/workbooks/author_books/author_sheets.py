"""A questionnaire's files laid out as the sheets of an author's workbook, in the manner of XLSForm.

What no sheet has a place for stands in `values`, an unusual order of keys in `order`: nothing is
lost, whatever the files hold.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from assessment.definitions.source import Route
from assessment.workbooks.author_books.author_cells import (
    LANGUAGES,
    Row,
    Tables,
    columns_of,
    flat,
    leaves,
    path_of,
    to_cell,
)
from assessment.workbooks.author_books.author_contents import contents_of

Contents = Mapping[str, Any]
"""File name (without .yaml) to what it holds."""
Comments = Mapping[str, Mapping[Route, tuple[str, ...]]]

XLSFORM_TYPES = {"level": "select_one", "choice": "select_one", "multi": "select_multiple",
                 "number": "decimal"}  # fmt: skip
ITEM_COLUMNS = {"ask_if": "relevant"}
ITEM_TEXTS = {"question": "label", "short": "short", "check": "hint"}


def tables_of(contents: Contents, comments: Comments) -> Tables:
    """Sheet to rows, so that `contents_of` gives the same contents back."""
    tables = {
        "settings": [_settings(contents)],
        "survey": [*_survey(contents)],
        "choices": [*_choices(contents)],
        "help": [*_help(contents)],
        "contradictions": [_row(one) for one in _list(contents["questionnaire"], "contradictions")],
        "texts": [*_texts(contents)],
        "nodes": [*_nodes(contents["scoring"])],
        "axes": [*_axes(contents["scoring"])],
        "cases": [*_cases(contents["cases"])],
        "actions": [*_actions(contents.get("actions"))],
        "cost_bands": [*_bands(contents.get("actions"))],
    }
    # As a reader of the sheets will meet them: in the order of their columns.
    tables = {sheet: [*_laid_out(sheet, rows)] for sheet, rows in tables.items()}
    left = [*_values(contents, contents_of(tables).contents)]
    tables["scoring"] = [_but(row, "file") for row in left if row["file"] == "scoring"]
    tables["values"] = [row for row in left if row["file"] != "scoring"]
    tables["order"] = [*_order(contents, contents_of(tables).contents)]
    tables["comments"] = [
        {"file": file, "path": path_of(route), "comment": line}
        for file, said in comments.items()
        for route, lines in said.items()
        for line in lines
    ]
    return tables


def _laid_out(sheet: str, rows: list[Row]) -> Iterator[Row]:
    columns = columns_of(sheet, rows)
    for row in rows:
        yield {name: row[name] for name in columns if row.get(name) is not None}


def _settings(contents: Contents) -> Row:
    asked = contents["questionnaire"]
    include = _dict(asked, "include").get("questionnaire")
    row = {
        "form_id": asked.get("id"),
        "version": asked.get("version"),
        "default_language": "한국어 (ko)",
        "minutes": asked.get("minutes"),
        "include": include,
    }
    for kind in ("title", "summary"):
        for language, suffix in LANGUAGES.items():
            row[f"{kind}{suffix}"] = contents[language].get(kind)
    return {name: to_cell(name, value) for name, value in row.items()}


def _survey(contents: Contents) -> Iterator[Row]:
    asked = contents["questionnaire"]
    items = _dict(asked, "items")
    for area in _list(asked, "areas"):
        head: Row = {"type": "begin_group", "name": area.get("id")}
        for language, suffix in LANGUAGES.items():
            texts = _dict(_dict(contents[language], "areas"), area.get("id"))
            head |= {f"label{suffix}": texts.get("name"), f"hint{suffix}": texts.get("about")}
        yield head | {"field": area.get("field")}
        for name in area.get("items") or ():
            yield _item(contents, name, items[name]) if name in items else {
                "type": "include", "name": name,
            }  # fmt: skip
        yield {"type": "end_group", "name": area.get("id")}


def _item(contents: Contents, name: str, item: Mapping[str, Any]) -> Row:
    kind = str(item.get("type"))
    form = XLSFORM_TYPES.get(kind, kind)
    row: Row = {"type": f"{form} {name}" if form.startswith("select") else form, "name": name}
    for language, suffix in LANGUAGES.items():
        texts = _dict(_dict(contents[language], "items"), name)
        row |= {f"{column}{suffix}": to_cell(column, texts.get(key))
                for key, column in ITEM_TEXTS.items()}  # fmt: skip
    if form == "select_one":
        row["scale"] = kind
    for key, value in item.items():
        if key not in ("type", "options"):
            column = ITEM_COLUMNS.get(key, key)
            row[column] = to_cell(column, value)
    return row


def _choices(contents: Contents) -> Iterator[Row]:
    for name, item in _dict(contents["questionnaire"], "items").items():
        for option in item.get("options") or ():
            row: Row = {"list_name": name, "name": option.get("id")}
            for language, suffix in LANGUAGES.items():
                texts = _dict(_dict(_dict(contents[language], "items"), name), "options")
                said = _dict(texts, option.get("id"))
                row |= {f"{key}{suffix}": to_cell(key, value) for key, value in said.items()}
            rest = {key: value for key, value in option.items() if key != "id"}
            yield row | {key: to_cell(key, value) for key, value in flat(rest).items()}


def _help(contents: Contents) -> Iterator[Row]:
    said = {language: _dict(contents[language], "items") for language in LANGUAGES}
    for name in dict.fromkeys((*said["ko"], *said["en"])):
        terms = {one: [*_dict(_dict(said[one], name), "help").items()] for one in LANGUAGES}
        for place in range(max(map(len, terms.values()))):
            row: Row = {"item": name}
            for language, suffix in LANGUAGES.items():
                if place < len(terms[language]):
                    term, words = terms[language][place]
                    row |= {f"term{suffix}": to_cell("", term), f"help{suffix}": to_cell("", words)}
            yield row


def _texts(contents: Contents) -> Iterator[Row]:
    rest = {
        language: {
            path_of(route): value
            for route, value in leaves(contents[language])
            if route[0] not in ("format", "language", "title", "summary", "areas", "items")
        }
        for language in LANGUAGES
    }
    for path in dict.fromkeys((*rest["ko"], *rest["en"])):
        row: Row = {"path": path}
        for language, suffix in LANGUAGES.items():
            row[f"text{suffix}"] = to_cell("text", rest[language].get(path))
        yield row


def _nodes(scoring: Mapping[str, Any]) -> Iterator[Row]:
    for name, node in _dict(scoring, "nodes").items():
        rest = {key: to_cell(key, one) for key, one in flat(_but(node, "children")).items()}
        rows = [{"child": child, "weight": weight}
                for child, weight in _dict(node, "children").items()] or [{}]  # fmt: skip
        for place, row in enumerate(rows):
            yield {"node": name, **(rest if place == 0 else {}), **row}


def _axes(scoring: Mapping[str, Any]) -> Iterator[Row]:
    for name, axis in _dict(scoring, "axes").items():
        lists = {key: one for key, one in axis.items() if key in ("steps", "profiles")}
        own = flat(_but(axis, *lists))
        yield {"axis": name, **{key: to_cell(key, one) for key, one in own.items()}}
        for key, steps in lists.items():
            yield from ({"axis": name, "list": key, **_row(step)} for step in steps)


def _cases(cases: Mapping[str, Any]) -> Iterator[Row]:
    columns = {str(one.get("id")): flat(_but(one, "id")) for one in _list(cases, "cases")}
    paths: list[str] = []
    for column in columns.values():
        place = 0
        for path in column:
            if path not in paths:
                paths.insert(place, path)
            place = paths.index(path) + 1
    for path in paths:
        held = {case: to_cell("", column.get(path)) for case, column in columns.items()}
        yield {"path": path, **held}


def _actions(actions: Mapping[str, Any] | None) -> Iterator[Row]:
    for name, action in _dict(actions or {}, "actions").items():
        yield {"action": name, **_row(action)}


def _bands(actions: Mapping[str, Any] | None) -> Iterator[Row]:
    for name, band in _dict(actions or {}, "cost_bands").items():
        yield {"band": name, **_row(band)}


def _values(contents: Contents, rebuilt: Contents) -> Iterator[Row]:
    for file, content in contents.items():
        known = dict(leaves(rebuilt.get(file, {})))
        for route, value in leaves(content):
            if route not in known or not _equal(known[route], value):
                cell = to_cell("", value)
                yield {
                    "file": file,
                    "path": path_of(route),
                    "value": "{}" if cell is None else cell,
                }


def _equal(one: Any, other: Any) -> bool:
    return bool(one == other) and isinstance(one, bool) == isinstance(other, bool)


def _order(contents: Contents, rebuilt: Contents) -> Iterator[Row]:
    for file, content in contents.items():
        for route, keys in _keys(content, ()):
            held: Any = rebuilt.get(file, {})
            for step in route:
                held = held[step]
            if keys != [*held]:
                yield {"file": file, "path": path_of(route), "keys": "\n".join(keys)}


def _keys(value: Any, route: Route) -> Iterator[tuple[Route, list[str]]]:
    if isinstance(value, dict):
        yield route, [*value]
        for key, inner in value.items():
            yield from _keys(inner, (*route, key))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _keys(inner, (*route, place))


def _row(record: Mapping[str, Any]) -> Row:
    return {key: to_cell(key, value) for key, value in flat(record).items()}


def _but(value: Mapping[str, Any], *left_out: str) -> dict[str, Any]:
    return {key: one for key, one in value.items() if key not in left_out}


def _dict(value: Mapping[str, Any], key: Any) -> Mapping[str, Any]:
    found = value.get(key)
    return found if isinstance(found, dict) else {}


def _list(value: Mapping[str, Any], key: str) -> list[Any]:
    found = value.get(key)
    return found if isinstance(found, list) else []
