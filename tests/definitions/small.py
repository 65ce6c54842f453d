"""A questionnaire of two level items, one choice and one number, small enough to read."""

from collections.abc import Mapping
from pathlib import Path

QUESTIONNAIRE = """\
format: questionnaire/1
id: small
version: 1.0.0
minutes: 3
areas:
  - {id: making, field: shop, items: [M1, M2]}
  - {id: facts, field: shop, items: [KIND, ROBOTS]}
items:
  M1:
    type: level
    since: 1.0.0
    options:
      - {id: a, points: 0, action: M1-1}
      - {id: b, points: 1, action: M1-2}
      - {id: c, points: 2}
  M2:
    type: level
    since: 1.0.0
    not_applicable: [no_stock]
    options:
      - {id: a, points: 0, action: M2-1}
      - {id: b, points: 2}
  KIND:
    type: choice
    since: 1.0.0
    options: [{id: press}, {id: food}]
  ROBOTS:
    type: number
    since: 1.0.0
    ask_if: M1 >= 1
    unit: 대
    minimum: 0
    maximum: 100
    points: [[0, 0], [10, 5]]
contradictions:
  - {id: stock_without_count, rule: M2 >= 1 and M1 == 0, items: [M1, M2]}
"""

KO = """\
format: texts/1
language: ko
title: 작은 진단
summary: 시험용입니다.
fields: {shop: 현장}
areas:
  making: {name: 생산, about: 생산을 봅니다.}
  facts: {name: 현황, about: 현황을 봅니다.}
items:
  M1:
    question: 실적을 어떻게 모읍니까?
    short: 실적
    options:
      a: {label: 없음, descriptor: 모으지 않습니다}
      b: {label: 종이, descriptor: 종이에 씁니다}
      c: {label: 자동, descriptor: 자동으로 모읍니다}
  M2:
    question: 재고를 어떻게 압니까?
    short: 재고
    options:
      a: {label: No, descriptor: 모릅니다}
      b: {label: 화면, descriptor: 화면에서 봅니다}
  KIND:
    question: 무엇을 만듭니까?
    short: 종류
    options:
      press: {label: 프레스, descriptor: 프레스}
      food: {label: 식품, descriptor: 식품}
  ROBOTS: {question: 로봇이 몇 대입니까?, short: 로봇}
reasons: {no_stock: 재고를 두지 않음}
rules:
  stock_without_count: 두 답을 다시 봐 주십시오.
  G-BASIC: 실적이 자동으로 모여야 합니다.
axes:
  points_axis:
    name: 역량
    steps:
      none: {name: 없음, meaning: 없음}
      one: {name: 하나, meaning: 하나}
      two: {name: 둘, meaning: 둘}
  system:
    name: 구축
    steps:
      before: {name: 전, meaning: 전}
      basic: {name: 기초, meaning: 기초, missing: 자동 집계}
"""

SCORING = """\
format: scoring/1
questionnaire: small
version: 1.0.0
points: 100
root: total
nodes:
  total:
    children: {making: 3, robots: 1}
  making:
    children: {M1: 1, M2: 1}
  robots:
    children: {ROBOTS: 1}
axes:
  points_axis:
    kind: ladder
    node: total
    base: none
    steps:
      - {id: one, level: 1, at_least: 50}
      - {id: two, level: 2, at_least: 80}
    source: {source: 시험, as_of: 2026-11-22, confidence: unconfirmed}
  system:
    kind: gates
    base: before
    steps:
      - {id: basic, level: 1, code: G-BASIC, rule: M1 >= 2}
    source: {source: 시험, as_of: 2026-11-22, confidence: unconfirmed}
"""

ACTIONS = """\
format: actions/1
questionnaire: small
estimate: {ko: 우리 추정, en: Our estimate}
cost_bands:
  free: {low: 0, high: 0, name: {ko: 무료, en: Free}}
  low: {low: 0, high: 1000000, name: {ko: 적음, en: Low}}
actions:
  M1-1:
    item: M1
    to: b
    text: {ko: 종이에 적습니다, en: Write it down}
    cost: free
    months: 1
  M1-2:
    item: M1
    to: c
    text: {ko: 자동으로 모읍니다, en: Count by machine}
    cost: low
    months: 2
    needs: [M2 >= 1]
  M2-1:
    item: M2
    to: b
    text: {ko: 화면에 띄웁니다, en: Show it on a screen}
    cost: low
    months: 2
    needs: [M1 >= 1]
"""

CASES = """\
format: cases/1
questionnaire: small
cases:
  - id: press_shop
    name: {ko: 프레스, en: Press shop}
    answers: {M1: c, M2: NA, KIND: press, ROBOTS: 5}
    expect:
      levels: {points_axis: two, system: basic}
      points: {total: 87.5}
      gates: {G-BASIC: met}
"""

FILES: Mapping[str, str] = {
    "questionnaire.yaml": QUESTIONNAIRE,
    "ko.yaml": KO,
    "en.yaml": KO.replace("language: ko", "language: en"),
    "scoring.yaml": SCORING,
    "actions.yaml": ACTIONS,
    "cases.yaml": CASES,
}


def write(folder: Path, changes: Mapping[str, tuple[str, str]] | None = None) -> Path:
    """The small questionnaire in a folder; `changes` is file to (old text, new text)."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in FILES.items():
        if changes and name in changes:
            old, new = changes[name]
            assert text.count(old) >= 1, old
            text = text.replace(old, new, 1)
        (folder / name).write_text(text, encoding="utf-8")
    return folder
