"""A questionnaire with every type of item, as offline forms have to hold them."""

import json
from pathlib import Path

from assessment.definitions.loading import load_release
from assessment.definitions.releases import Release

OPTIONS = [{"id": "none", "points": 0}, {"id": "part", "points": 1}, {"id": "full", "points": 2}]
LABELS = {"none": "하지 않음", "part": "10~50% *일부*", "full": "모두 (3-4)"}
SOURCE = {"source": "ours", "as_of": "2026-11-22", "confidence": "unconfirmed"}
CHOICES = [{"id": "yes"}, {"id": "no"}]
SEVERAL = [{"id": "erp", "points": 1}, {"id": "mes", "points": 1}, {"id": "plc", "points": 1}]
ITEMS: dict[str, dict[str, object]] = {
    "L1": {"type": "level", "not_applicable": ["toll", "small"], "options": OPTIONS},
    "L2": {"type": "level", "not_applicable": ["toll"], "options": OPTIONS},
    "C1": {"type": "choice", "options": CHOICES},
    "M1": {"type": "multi", "ask_if": "C1 == 0 and L1 >= 1", "options": SEVERAL},
    "N1": {"type": "number", "ask_if": "L2 >= 2 or L1 == 2", "unit": "%", "minimum": 0,
           "maximum": 100, "points": [[0, 0], [100, 10]]},
    "T1": {"type": "text"},
    "D1": {"type": "date"},
    "F1": {"type": "file"},
}  # fmt: skip
FILES: dict[str, dict[str, object]] = {
    "questionnaire": {
        "format": "questionnaire/1",
        "id": "every-item",
        "version": "1.0.0",
        "minutes": 5,
        "areas": [
            {"id": "making", "field": "use", "items": ["L1", "L2", "C1"]},
            {"id": "rest", "field": "use", "items": ["M1", "N1", "T1", "D1", "F1"]},
        ],
        "items": {name: {"since": "1.0.0", **one} for name, one in ITEMS.items()},
    },
    "scoring": {
        "format": "scoring/1",
        "questionnaire": "every-item",
        "version": "1.0.0",
        "points": 100,
        "root": "total",
        "nodes": {
            "making": {"children": {"L1": 1, "L2": 1}},
            "rest": {"children": {"M1": 1, "N1": 1}},
            "total": {"children": {"making": 60, "rest": 40}},
        },
        "axes": {
            "extent": {
                "kind": "ladder",
                "node": "total",
                "base": "low",
                "source": SOURCE,
                "steps": [{"id": "some", "level": 1, "at_least": 25}],
            }
        },
    },
    "cases": {
        "format": "cases/1",
        "questionnaire": "every-item",
        "cases": [
            {
                "id": "half",
                "name": {"ko": "절반", "en": "Half"},
                "answers": {"L1": "part", "L2": "part", "C1": "no", "N1": 50},
                "expect": {"levels": {"extent": "some"}},
            }
        ],
    },
}


def _texts(language: str) -> dict[str, object]:
    named = {"yes": "예", "no": "아니요", "erp": "ERP", "mes": "MES", "plc": "PLC"} | LABELS
    items: dict[str, object] = {}
    for name, one in ITEMS.items():
        options = one.get("options", [])
        assert isinstance(options, list)
        items[name] = {
            "question": f"{name}을(를) 어떻게 합니까?",
            "short": name,
            "options": {
                option["id"]: {
                    "label": named[option["id"]],
                    "descriptor": f"{named[option['id']]} 하고 있습니다",
                    "example": "현장 예",
                }
                for option in options
            },
        }
    steps = {name: {"name": name, "meaning": name} for name in ("low", "some")}
    return {
        "format": "texts/1",
        "language": language,
        "title": "모든 문항",
        "summary": "모든 종류의 문항",
        "fields": {"use": "쓰기"},
        "areas": {name: {"name": name, "about": name} for name in ("making", "rest")},
        "items": items,
        "reasons": {"toll": "임가공만 합니다", "small": "작은 공장입니다"},
        "axes": {"extent": {"name": "정도", "steps": steps}},
    }


def every_item(folder: Path) -> Release:
    """The release, its files written into a folder of their own."""
    home = folder / "every-item"
    home.mkdir(parents=True)
    for name, content in {**FILES, "ko": _texts("ko"), "en": _texts("en")}.items():
        (home / f"{name}.yaml").write_text(json.dumps(content, ensure_ascii=False), "utf-8")
    release, problems = load_release(home)
    assert release is not None, problems
    return release
