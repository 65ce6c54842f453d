"""A questionnaire in a folder of its own, as an outside table needs it: own columns and codes."""

import json
from pathlib import Path

from assessment.definitions.loading import load_release
from assessment.definitions.releases import Release

LEVELS = [{"id": "none", "points": 0}, {"id": "part", "points": 1}, {"id": "full", "points": 2}]
CODES = {
    "0": "full",
    "1": "part",
    "2": "none",
    "3": "not_applicable",
    "4": "unknown",
    "-1": "unanswered",
}
SOURCE = {"source": "ours", "as_of": "2026-11-22", "confidence": "unconfirmed"}
STEPS = {name: {"name": name, "meaning": name} for name in ("low", "some", "wide")}
FILES: dict[str, dict[str, object]] = {
    "questionnaire": {
        "format": "questionnaire/1",
        "id": "technology",
        "version": "1.0.0",
        "minutes": 5,
        "areas": [
            {"id": "tools", "field": "use", "items": ["T1", "T2", "T3"]},
            {"id": "coded", "field": "use", "items": ["C1", "N1"]},
        ],
        "items": {
            "T1": {"type": "level", "since": "1.0.0", "not_applicable": ["no"], "options": LEVELS},
            "T2": {"type": "level", "since": "1.0.0", "options": LEVELS},
            "T3": {"type": "level", "since": "1.0.0", "options": LEVELS},
            "C1": {
                "type": "level",
                "since": "1.0.0",
                "column": "F2[a]",
                "codes": CODES,
                "not_applicable": ["no"],
                "options": LEVELS,
            },
            "N1": {
                "type": "number",
                "since": "1.0.0",
                "unit": "%",
                "minimum": 0,
                "maximum": 100,
                "points": [[0, 0], [100, 10]],
            },
        },
    },
    "scoring": {
        "format": "scoring/1",
        "questionnaire": "technology",
        "version": "1.0.0",
        "points": 100,
        "root": "total",
        "nodes": {
            "tools": {"children": {"T1": 1, "T2": 1, "T3": 1}},
            "coded": {"children": {"C1": 1, "N1": 1}},
            "total": {"children": {"tools": 60, "coded": 40}},
        },
        "axes": {
            "extent": {
                "kind": "ladder",
                "node": "total",
                "base": "low",
                "source": SOURCE,
                "steps": [
                    {"id": "some", "level": 1, "at_least": 25},
                    {"id": "wide", "level": 2, "at_least": 50},
                ],
            }
        },
    },
    "cases": {
        "format": "cases/1",
        "questionnaire": "technology",
        "cases": [
            {
                "id": "half",
                "name": {"ko": "절반", "en": "Half"},
                "answers": {"T1": "part", "T2": "part", "T3": "part", "C1": "part", "N1": 50},
                "expect": {"points": {"total": 50}, "levels": {"extent": "wide"}},
            }
        ],
    },
}


def _texts(language: str) -> dict[str, object]:
    option = {o["id"]: {"label": o["id"], "descriptor": f"{o['id']} ."} for o in LEVELS}
    items: dict[str, object] = {
        item: {"question": f"{item}?", "short": item, "options": option}
        for item in ("T1", "T2", "T3", "C1")
    }
    items["N1"] = {"question": "N1?", "short": "N1"}
    return {
        "format": "texts/1",
        "language": language,
        "title": "technology",
        "summary": "technology",
        "fields": {"use": "use"},
        "areas": {name: {"name": name, "about": name} for name in ("tools", "coded")},
        "items": items,
        "reasons": {"no": "no"},
        "axes": {"extent": {"name": "extent", "steps": STEPS}},
    }


def technology_folder(folder: Path) -> Path:
    """Writes the questionnaire there (JSON is YAML too) and returns its folder."""
    home = folder / "technology"
    home.mkdir()
    files = {**FILES, "ko": _texts("ko"), "en": _texts("en")}
    for name, content in files.items():
        (home / f"{name}.yaml").write_text(json.dumps(content, ensure_ascii=False), "utf-8")
    return home


def technology(folder: Path) -> Release:
    release, problems = load_release(technology_folder(folder))
    assert release is not None, problems
    return release
