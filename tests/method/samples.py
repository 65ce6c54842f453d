"""Small releases and answer tables, built in one line each."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from assessment.definitions.releases import Release
from assessment.method.codes import UNANSWERED, AnswerTable

SOURCE = {"source": "made up for a test", "as_of": "2026-11-22", "confidence": "unconfirmed"}
BOTH = {"ko": "가", "en": "a"}


def level_item(options: int = 6, **more: Any) -> dict[str, Any]:
    """Options a, b, c … with points 0, 1, 2 …"""
    ids = "abcdefghij"[:options]
    return {
        "type": "level",
        "since": "1.0.0",
        "options": [{"id": o, "points": float(k)} for k, o in enumerate(ids)],
        **more,
    }


def release(
    nodes: Mapping[str, Any],
    *,
    items: Mapping[str, Any] | None = None,
    points: float = 1000.0,
    actions: Mapping[str, Any] | None = None,
    parent: Release | None = None,
    **scoring: Any,
) -> Release:
    """A release whose root is `total`; items that only nodes name get six options."""
    own = dict(items or {})
    for node in nodes.values():
        for child in node.get("children", ()):
            if child not in nodes and child not in (parent.items if parent else {}):
                own.setdefault(child, level_item())
    asked = [c for node in nodes.values() for c in node.get("children", ()) if c not in nodes]
    asked += [item for item in own if item not in asked]
    texts = {"format": "texts/1", "title": "t", "summary": "s", "fields": {}, "areas": {}}
    return Release.model_validate(
        {
            "questionnaire": {
                "format": "questionnaire/1",
                "id": "sample",
                "version": "1.0.0",
                "minutes": 5,
                "areas": [{"id": "all", "field": "f", "items": list(dict.fromkeys(asked))}],
                "items": own,
            },
            "texts": {k: texts | {"language": k} for k in ("ko", "en")},
            "scoring": {
                "format": "scoring/1",
                "questionnaire": "sample",
                "version": "1.0.0",
                "points": float(points),
                "root": "total",
                "nodes": nodes,
                **scoring,
            },
            "actions": actions,
            "cases": {
                "format": "cases/1",
                "questionnaire": "sample",
                "cases": [{"id": "x", "name": BOTH, "answers": {}, "expect": {}}],
            },
            "parent": parent,
        }
    )


def flat(weights: Mapping[str, float] | int, **more: Any) -> Release:
    """One root over items q1, q2 … (or these weights)."""
    if isinstance(weights, int):
        weights = {f"q{k + 1}": 1.0 for k in range(weights)}
    kind = {k: more.pop(k) for k in ("aggregation", "threshold") if k in more}
    children = {k: float(v) for k, v in weights.items()}
    return release({"total": {"children": children, **kind}}, **more)


def two_areas(**more: Any) -> Release:
    """total = 0.25 area1 (q1, q2) + 0.75 area2 (q3 weighing 1, q4 weighing 3); 1,000 points."""
    return release(
        {
            "area1": {"children": {"q1": 1.0, "q2": 1.0}},
            "area2": {"children": {"q3": 1.0, "q4": 3.0}},
            "total": {"children": {"area1": 250.0, "area2": 750.0}},
        },
        **more,
    )


def table(items: Sequence[str], *rows: Sequence[int]) -> AnswerTable:
    """Codes by row, for these items."""
    codes = np.array(rows, np.uint8).reshape(len(rows), len(items))
    return AnswerTable(pd.Index([f"f{k}" for k in range(len(rows))]), tuple(items), codes)


def answers(release: Release, *rows: Sequence[int]) -> AnswerTable:
    """Codes by row, for the items of this release in its order; short rows end unanswered."""
    items = tuple(release.items)
    full = [list(row) + [UNANSWERED] * (len(items) - len(row)) for row in rows]
    return table(items, *full)
