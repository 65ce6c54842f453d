"""A small questionnaire of every kind of item, with profiles and a target, for a small project."""

from pathlib import Path

# points of 100: HX 0..1000 thousand dollars gives 0..30, each tool 10 of 20 (at most two),
# pace 50 x (actual - before) / (target - before).
QUESTIONNAIRE = """\
format: questionnaire/1
id: mini-growth
version: 1.0.0
minutes: 4
areas:
  - {id: market, field: business, items: [HX, RANK, LISTED, TOOLS, NOTE, SINCE, PAPER]}
  - {id: results, field: business, items: [B, T, A]}
items:
  HX:
    type: number
    since: 1.0.0
    not_applicable: [no_sales_yet]
    unit: {ko: 천 달러, en: thousand USD}
    minimum: 0
    maximum: 100000
    points: [[0, 0], [1000, 3]]
  RANK: {type: number, since: 1.0.0, unit: {ko: 위, en: place}, minimum: 1, maximum: 999}
  LISTED: {type: choice, since: 1.0.0, options: [{id: no}, {id: yes}]}
  TOOLS:
    type: multi
    since: 1.0.0
    options: [{id: site, points: 1}, {id: fair, points: 1}]
  NOTE: {type: text, since: 1.0.0}
  SINCE: {type: date, since: 1.0.0}
  PAPER: {type: file, since: 1.0.0}
  B: {type: number, since: 1.0.0, unit: '%', minimum: 0, maximum: 100}
  T: {type: number, since: 1.0.0, unit: '%', minimum: 0, maximum: 100}
  A: {type: number, since: 1.0.0, unit: '%', minimum: 0, maximum: 100}
"""
SCORING = """\
format: scoring/1
questionnaire: mini-growth
version: 1.0.0
points: 100.0
root: total
nodes:
  total: {children: {business: 1.0}}
  business: {children: {market: 50.0, results: 50.0}}
  market: {children: {HX: 30.0, TOOLS: 20.0}}
  results: {children: {pace: 1.0}}
  pace: {aggregation: attainment, measure: {before: B, target: T, actual: A}}
floor: 0.5
unknown: lowest
axes:
  standing:
    kind: profiles
    profiles:
      - id: strong
        code: P-STRONG
        rule: RANK <= 3
        source: {source: our own example, as_of: 2026-11-22, confidence: confirmed}
      - id: young
        code: P-YOUNG
        rule: HX >= 100 and HX < 1000
        suits: coalesce(HX, 0) < 1000
        source: {source: our own example, as_of: 2026-11-22, confidence: unconfirmed}
      - id: old
        code: P-OLD
        rule: LISTED == 1
        historic: true
        source: {source: our own example, as_of: 2014-01-01, confidence: confirmed}
"""
CASES = """\
format: cases/1
questionnaire: mini-growth
cases:
  - id: half
    name: {ko: 절반, en: Half}
    answers: {HX: 500, RANK: 9, LISTED: no, TOOLS: [site], B: 10, T: 5, A: 7.5}
    expect:
      points: {total: 50.0, pace: 25.0}
      gates: {P-STRONG: unmet, P-YOUNG: met, P-OLD: unmet}
      order: {standing: [young, strong, old]}
"""
WORDS = {
    "HX": "수출",
    "RANK": "세계 순위",
    "LISTED": "상장",
    "TOOLS": "판로",
    "NOTE": "덧붙일 말",
    "SINCE": "시작한 날",
    "PAPER": "서류",
    "B": "불량률 전",
    "T": "불량률 목표",
    "A": "불량률 지금",
}
OPTIONS = {
    "LISTED": {"no": "아니요", "yes": "예"},
    "TOOLS": {"site": "누리집", "fair": "전시회"},
}


def _texts(language: str) -> str:
    lines = [
        "format: texts/1",
        f"language: {language}",
        "title: 성장 진단",
        "summary: 얼마나 자랐는지 봅니다",
        "fields: {business: 사업}",
        "areas:",
        "  market: {name: 시장, about: 파는 곳}",
        "  results: {name: 성과, about: 나아진 것}",
        "reasons: {no_sales_yet: 아직 팔지 않음}",
        "rules: {P-STRONG: 세계 3위, P-YOUNG: 수출 10만 달러, P-OLD: 상장}",
        "axes:",
        "  standing:",
        "    name: 제도별 조건",
        "    steps:",
        "      strong: {name: 강자, meaning: 세계 3위 안, missing: 세계 3위}",
        "      young: {name: 새싹, meaning: 수출을 시작한 곳, missing: 수출 10만 달러}",
        "      old: {name: 옛 제도, meaning: 상장한 곳, missing: 상장}",
        "items:",
    ]
    for item, words in WORDS.items():
        lines += [f"  {item}:", f"    question: {words}은 어떻습니까?", f"    short: {words}"]
        if item in OPTIONS:
            lines.append("    options:")
            lines += [
                f"      {option}: {{label: {label}, descriptor: {label}입니다}}"
                for option, label in OPTIONS[item].items()
            ]
    return "\n".join(lines) + "\n"


def add_growth(root: Path) -> Path:
    """The project with `mini-growth` in it."""
    folder = root / "questionnaires" / "mini-growth"
    folder.mkdir(parents=True)
    files = {"questionnaire": QUESTIONNAIRE, "scoring": SCORING, "cases": CASES}
    files |= {language: _texts(language) for language in ("ko", "en")}
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return root
