"""A questionnaire with every kind of node and axis beside the plain ones, small enough to read."""

from collections.abc import Mapping
from pathlib import Path

QUESTIONNAIRE = """\
format: questionnaire/1
id: every-kind
version: 1.0.0
minutes: 4
areas:
  - {id: stairs, field: ready, items: [S1, S2, S3]}
  - {id: uses, field: ready, items: [U1, U2, U3, U4]}
  - {id: goal, field: ready, items: [GB, GT, GA]}
  - {id: facts, field: ready, items: [STAFF, EXPORT, LISTED]}
items:
"""

STAIR = (
    "type: level, since: 1.0.0, "
    "options: [{id: a, points: 0}, {id: b, points: 1}, {id: c, points: 2}]"
)
YES = "type: choice, since: 1.0.0, options: [{id: 'no'}, {id: 'yes', points: 1}]"
PLAIN = "type: choice, since: 1.0.0, options: [{id: 'no'}, {id: 'yes'}]"
NUMBER = "type: number, since: 1.0.0, unit: 명, minimum: 0, maximum: 1000000000"
ITEMS: Mapping[str, str] = {
    **dict.fromkeys(("S1", "S2", "S3"), STAIR),
    **dict.fromkeys(("U1", "U2", "U3", "U4"), YES),
    **dict.fromkeys(("GB", "GT", "GA", "STAFF", "EXPORT"), NUMBER),
    "LISTED": PLAIN,
}

SCORING = """\
format: scoring/1
questionnaire: every-kind
version: 1.0.0
points: 100
root: total
nodes:
  total:
    children: {stairs: 3, goal: 1}
  stairs:
    aggregation: cumulative_gate
    threshold: 1
    children: {S1: 1, S2: 1, S3: 1}
  goal:
    aggregation: attainment
    measure: {before: GB, target: GT, actual: GA}
  uses:
    aggregation: count
    points: 4
    children: {U1: 1, U2: 1, U3: 1, U4: 1}
shown_only: [uses]
axes:
  ready:
    kind: ladder
    node: stairs
    base: none
    steps:
      - {id: one, level: 1, at_least: 25}
      - {id: two, level: 2, at_least: 50}
      - {id: three, level: 3, at_least: 75}
    source: {source: 시험, as_of: 2026-11-22, confidence: unconfirmed}
  intensity:
    kind: ladder
    node: uses
    base: low
    steps:
      - {id: middle, level: 1, at_least: 2}
      - {id: high, level: 2, at_least: 4}
    source: {source: 시험, as_of: 2026-11-22, confidence: unconfirmed}
  entry:
    kind: gates
    base: outside
    steps:
      - {id: inside, level: 1, code: E-IN, rule: STAFF >= 10 and ready_level >= 2}
      - {id: deep, level: 2, code: E-DEEP, rule: uses >= 3}
    source: {source: 시험, as_of: 2026-11-22, confidence: unconfirmed}
  champion:
    kind: profiles
    profiles:
      - id: old
        code: P-OLD
        rule: EXPORT >= 1000000
        suits: STAFF >= 1
        historic: true
        source: {source: 시험, as_of: 2026-11-22, confidence: secondary}
      - id: exchange
        code: P-EXCHANGE
        rule: LISTED == 1 and EXPORT >= 5000000
        source: {source: 시험, as_of: 2026-11-22, confidence: secondary}
      - id: promising
        code: P-PROMISING
        rule: EXPORT >= 100000 and EXPORT < 1000000
        suits: STAFF < 50
        source: {source: 시험, as_of: 2026-11-22, confidence: secondary}
"""

CASES = """\
format: cases/1
questionnaire: every-kind
cases:
  - id: small
    name: {ko: 작은 업체, en: Small firm}
    answers: {S1: c, S2: c, S3: b, U1: 'yes', U2: 'yes', U3: 'yes', U4: 'no', GB: 5, GT: 1, GA: 2,
              STAFF: 15, EXPORT: 300000, LISTED: 'no'}
    expect:
      levels: {ready: two, intensity: middle, entry: deep}
      points: {total: 68.8, stairs: 50, goal: 18.8, uses: 3}
      gates: {E-IN: met, E-DEEP: met, P-OLD: unmet, P-EXCHANGE: unmet, P-PROMISING: met}
      order: {champion: [promising, exchange, old]}
  - id: silent
    name: {ko: 답하지 않은 업체, en: Silent firm}
    answers: {S1: c, S2: a, S3: c, GB: 4, GT: 2, STAFF: 400, LISTED: 'no'}
    expect:
      levels: {ready: one, entry: outside}
      points: {total: 33.3, stairs: 25}
      gates: {P-OLD: unknown, P-EXCHANGE: unmet, P-PROMISING: unknown}
      order: {champion: [exchange, promising, old]}
      absent: [goal, uses]
"""

STEPS = {
    "ready": ("none", "one", "two", "three"),
    "intensity": ("low", "middle", "high"),
    "entry": ("outside", "inside", "deep"),
    "champion": ("old", "exchange", "promising"),
}
CODES = ("E-IN", "E-DEEP", "P-OLD", "P-EXCHANGE", "P-PROMISING")


def _texts(language: str) -> str:
    def item(name: str, *options: str) -> str:
        listed = ", ".join(f"'{o}': {{label: '{o} 답', descriptor: '{o} 글'}}" for o in options)
        extra = f", options: {{{listed}}}" if options else ""
        return f"  {name}: {{question: '{name}?', short: {name}값{extra}}}\n"

    axes = "".join(
        f"  {axis}:\n    name: {axis}\n    steps:\n"
        + "".join(
            f"      {step}: {{name: {step}, meaning: {step}, missing: {step}}}\n" for step in steps
        )
        for axis, steps in STEPS.items()
    )
    return (
        f"format: texts/1\nlanguage: {language}\ntitle: 시험\nsummary: 시험용입니다.\n"
        "fields: {ready: 준비}\nareas:\n"
        + "".join(
            f"  {area}: {{name: {area}, about: 봅니다.}}\n"
            for area in ("stairs", "uses", "goal", "facts")
        )
        + "items:\n"
        + "".join(item(name, "a", "b", "c") for name in ("S1", "S2", "S3"))
        + "".join(item(name, "no", "yes") for name in ("U1", "U2", "U3", "U4", "LISTED"))
        + "".join(item(name) for name in ("GB", "GT", "GA", "STAFF", "EXPORT"))
        + "rules:\n"
        + "".join(f"  {code}: {code}입니다.\n" for code in CODES)
        + f"axes:\n{axes}"
    )


FILES: Mapping[str, str] = {
    "questionnaire.yaml": QUESTIONNAIRE
    + "".join(f"  {name}: {{{text}}}\n" for name, text in ITEMS.items()),
    "ko.yaml": _texts("ko"),
    "en.yaml": _texts("en"),
    "scoring.yaml": SCORING,
    "cases.yaml": CASES,
}


def write(folder: Path, changes: Mapping[str, tuple[str, str]] | None = None) -> Path:
    """The questionnaire in a folder; `changes` is file to (old text, new text)."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in FILES.items():
        if changes and name in changes:
            old, new = changes[name]
            assert text.count(old) >= 1, old
            text = text.replace(old, new, 1)
        (folder / name).write_text(text, encoding="utf-8")
    return folder
