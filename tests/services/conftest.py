"""A small project of four questions, its round, and one person of each role."""

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from assessment.definitions.source import COMPILED
from assessment.records import accounts, firms
from assessment.records.database import Database, open_database, upgrade
from assessment.services.assessing import rounds
from assessment.services.entry import passwords
from assessment.services.office import Actor, Office
from assessment.services.releases import publishing
from tests import databases, once
from tests.conftest import Clock

ROOT = Path(__file__).parents[2]

# quality: QM01 QM02, equipment: EC01 EC02; 100 points, half each, items equal; options a b c d
# give 0 1 2 3, so one option more is worth 100 x 1/4 x 1/3 = 8.333 points.
QUESTIONNAIRE = """\
format: questionnaire/1
id: mini
version: 1.0.0
minutes: 8
areas:
  - {id: quality, field: processes, items: [QM01, QM02]}
  - {id: equipment, field: automation, items: [EC01, EC02]}
items:
  QM01: {type: level, since: 1.0.0, options: [OPTIONS QM01]}
  QM02:
    type: level
    since: 1.0.0
    not_applicable: [no_product, toll_only]
    options: [OPTIONS QM02]
  EC01: {type: level, since: 1.0.0, options: [OPTIONS EC01]}
  EC02: {type: level, since: 1.0.0, options: [OPTIONS EC02]}
contradictions:
  - {id: linked_without_sensors, rule: EC02 >= 2 and EC01 == 0, items: [EC01, EC02]}
"""
SCORING = """\
format: scoring/1
questionnaire: mini
version: 1.0.0
decimals: 9
points: 100.0
root: total
nodes:
  total: {children: {processes: 50.0, automation: 50.0}}
  processes: {children: {quality: 1.0}}
  automation: {children: {equipment: 1.0}}
  quality: {children: {QM01: 1.0, QM02: 1.0}}
  equipment: {children: {EC01: 1.0, EC02: 1.0}}
floor: 0.5
unknown: lowest
axes:
  capability:
    kind: ladder
    node: total
    base: level0
    steps:
      - {id: level1, level: 1, at_least: 50.0}
      - {id: level2, level: 2, at_least: 80.0}
    source: {source: our own example, as_of: 2026-11-22, confidence: unconfirmed}
  system:
    kind: gates
    base: before_basic
    steps:
      - {id: basic, level: 1, code: G-BASIC, rule: QM01 >= 1 and EC01 >= 1}
      - {id: mid1, level: 2, code: G-MID1, rule: QM01 >= 2 and EC01 >= 2 and EC02 >= 2}
    source: {source: our own example, as_of: 2026-11-22, confidence: unconfirmed}
"""
CASES = """\
format: cases/1
questionnaire: mini
cases:
  - id: middle
    name: {ko: 중간, en: Middle}
    answers: {QM01: c, QM02: c, EC01: c, EC02: c}
    expect:
      levels: {capability: level1, system: mid1}
      points: {total: 66.7}
  - id: zero
    name: {ko: 처음, en: First}
    answers: {QM01: a, QM02: a, EC01: a, EC02: a}
    expect:
      levels: {capability: level0, system: before_basic}
      points: {total: 0.0}
"""
SCAN = """\
format: questionnaire/1
id: mini-scan
version: 1.0.0
minutes: 2
areas:
  - {id: quality, field: processes, items: [QM01]}
  - {id: equipment, field: automation, items: [EC01]}
include: {questionnaire: mini, items: [QM01, EC01]}
"""
SCAN_SCORING = """\
format: scoring/1
questionnaire: mini-scan
version: 1.0.0
points: 100.0
root: total
nodes:
  total: {children: {quality: 50.0, equipment: 50.0}}
  quality: {children: {QM01: 1.0}}
  equipment: {children: {EC01: 1.0}}
axes:
  capability:
    kind: ladder
    node: total
    base: level0
    steps:
      - {id: level1, level: 1, at_least: 50.0}
      - {id: level2, level: 2, at_least: 80.0}
    source: {source: our own example, as_of: 2026-11-22, confidence: unconfirmed}
partial: {spread: 0.8, draws: 500, seed: 1}
"""
SCAN_CASES = """\
format: cases/1
questionnaire: mini-scan
cases:
  - id: middle
    name: {ko: 중간, en: Middle}
    answers: {QM01: c, EC01: c}
    expect: {levels: {capability: level1}, points: {total: 66.7}}
"""
AXES = """\
axes:
  capability:
    name: CAPABILITY
    steps:
      level0: {name: L0, meaning: M0}
      level1: {name: L1, meaning: M1, missing: more points}
      level2: {name: L2, meaning: M2, missing: many more points}
"""
SYSTEM = """\
  system:
    name: SYSTEM
    steps:
      before_basic: {name: S0, meaning: M0}
      basic: {name: S1, meaning: M1, missing: records}
      mid1: {name: S2, meaning: M2, missing: live data}
"""
ITEMS = ("QM01", "QM02", "EC01", "EC02")


def _texts(language: str, name: str) -> str:
    lines = [
        "format: texts/1",
        f"language: {language}",
        f"title: {name}",
        "summary: four questions",
        "fields: {processes: Processes, automation: Automation}",
        "areas:",
        "  quality: {name: Quality, about: checks}",
        "  equipment: {name: Equipment, about: machines}",
        "rules:",
        "  G-BASIC: records on a screen",
        "  G-MID1: live data",
        "  linked_without_sensors: linked, but no sensors?",
        "reasons: {no_product: no product, toll_only: toll work only}",
        AXES + SYSTEM,
    ]
    if name == "mini":
        lines.append("items:")
        for item in ITEMS:
            lines += [f"  {item}:", f"    question: how is {item}?", f"    short: about {item}"]
            lines += ["    check: show me", "    options:"]
            lines += ["      a: {label: none, descriptor: nothing}"]
            lines += [
                f"      {o}: {{label: step {o}, descriptor: step {o}, evidence: a photo}}"
                for o in "bcd"
            ]
    else:
        lines = [*lines[:8], "rules: {}", AXES]
    return "\n".join(lines) + "\n"


def _actions() -> str:
    lines = [
        "format: actions/1",
        "questionnaire: mini",
        "estimate: {ko: 추정, en: estimate}",
        "cost_bands:",
        "  free: {low: 0.0, high: 0.0, name: {ko: 없음, en: none}}",
        "  low: {low: 2000000.0, high: 10000000.0, name: {ko: 적음, en: low}}",
        "actions:",
    ]
    for item in ITEMS:
        needs = "needs: [EC01 >= 1], " if item == "EC02" else ""
        for place, option in enumerate("bcd", 1):
            lines.append(
                f"  {item}-{place}: {{item: {item}, to: {option}, text: {{ko: 한다, en: do}}, "
                f"cost: low, months: 1.0, {needs}paid_by: []}}"
            )
    return "\n".join(lines) + "\n"


def _options(item: str) -> str:
    steps = [f"{{id: {o}, points: {n}.0, action: {item}-{n + 1}}}" for n, o in enumerate("abc")]
    return ", ".join([*steps, "{id: d, points: 3.0}"])


def small_project(folder: Path) -> Path:
    """A project root with the questionnaires `mini` and `mini-scan` and the shipped registers."""
    questionnaire = QUESTIONNAIRE
    for item in ITEMS:
        questionnaire = questionnaire.replace(f"OPTIONS {item}", _options(item))
    files = {
        "questionnaires/mini/questionnaire.yaml": questionnaire,
        "questionnaires/mini/scoring.yaml": SCORING,
        "questionnaires/mini/cases.yaml": CASES,
        "questionnaires/mini/ko.yaml": _texts("ko", "mini"),
        "questionnaires/mini/en.yaml": _texts("en", "mini"),
        "questionnaires/mini-scan/questionnaire.yaml": SCAN,
        "questionnaires/mini-scan/scoring.yaml": SCAN_SCORING,
        "questionnaires/mini-scan/cases.yaml": SCAN_CASES,
        "questionnaires/mini-scan/ko.yaml": _texts("ko", "mini-scan"),
        "questionnaires/mini-scan/en.yaml": _texts("en", "mini-scan"),
        "data/actions/mini.yaml": _actions(),
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (folder / "data" / "programmes").mkdir()
    for name in ("facts.yaml", "ksic.yaml"):
        shutil.copy(ROOT / "data" / name, folder / "data" / name)
    (folder / COMPILED).parent.mkdir()
    (folder / COMPILED).symlink_to(once.folder("compiled"))  # each file is parsed once in a run
    return folder


ROLES = (
    ("owner", "mine"), ("owner", "other"), ("consultant", ""), ("manager", ""), ("admin", ""),
)  # fmt: skip
"""One person of each role, and of whose firm."""


@dataclass(frozen=True)
class People:
    """One person of each role; `stranger` owns another firm."""

    firm_id: int
    owner: Actor
    stranger: Actor
    consultant: Actor
    manager: Actor
    admin: Actor


def add_person(office: Office, role: str, firm_id: int | None = None, name: str = "") -> Actor:
    """A person with an account of this role."""
    with office.database.writing() as connection:
        known = accounts.count(connection)
        key = accounts.add(
            connection,
            email=f"{role}{known}@example.com",
            name=name or f"{role} {known}",
            role=role,
            at=office.clock(),
            firm_id=firm_id,
        )
        account = accounts.get(connection, key)
    assert account is not None
    return _acting(account)


def _acting(one: accounts.Account) -> Actor:
    return Actor(one.id, one.pseudonym, one.name, one.role, one.firm_id)  # type: ignore[arg-type]


@pytest.fixture
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Real Argon2, with the smallest cost."""
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", hasher)
    monkeypatch.setattr(passwords, "_NOBODY", hasher.hash("nobody"))


@pytest.fixture
def second_factor_offered(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Settings under which nobody has to have a second factor."""
    path = tmp_path / "settings.toml"
    path.write_text('second_factor = "offered"', encoding="utf-8")
    monkeypatch.setenv("ASSESSMENT_SETTINGS", str(path))


def add_firm(office: Office, name: str = "가나정밀", **values: object) -> int:
    """The id of a new firm."""
    row = {"name": name, "ksic_division": 25, "complex": "banwol", **values}
    with office.database.writing() as connection:
        return firms.add(connection, row, office.clock(), "web")


@pytest.fixture
def small_root(tmp_path: Path) -> Path:
    """The folder of the small project."""
    return small_project(tmp_path / "project")


@pytest.fixture
def small_office(database: Database, clock: Callable[[], object], small_root: Path) -> Office:
    """An office on the small project, on each kind of database; nothing is published yet."""
    return Office(database, small_root, clock)  # type: ignore[arg-type]


@pytest.fixture
def held(request: pytest.FixtureRequest) -> databases.Held | None:
    """The opened office, and its people, where a test asks for them: to open one takes a while."""
    if "opened_office" not in request.fixturenames:
        return None
    root, peopled = request.getfixturevalue("small_root"), "people" in request.fixturenames
    files = sorted(path for path in root.rglob("*.yaml"))
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()
    return databases.Held(f"opened-{peopled}-{digest}", partial(_open, root, peopled))


def _open(root: Path, peopled: bool, address: str) -> None:
    """Both questionnaires published and a round that is open, perhaps with one of each role."""
    database = open_database(address)
    upgrade(database)
    office = Office(database, root, Clock())
    admin = add_person(office, "admin")
    for name in ("mini", "mini-scan"):
        publishing.publish(office, admin, name)
    add_round(office, admin, "2026년 2회차", date(2026, 7, 1), date(2026, 12, 31))
    if peopled:
        mine, other = add_firm(office), add_firm(office, "다라금속")
        firms_of = {"mine": mine, "other": other}
        for role, firm in ROLES:
            add_person(office, role, firms_of.get(firm))
    database.close()


@pytest.fixture
def opened_office(small_office: Office) -> Office:
    """The small office with both questionnaires published and a round that is open: `held`."""
    return small_office


def add_round(office: Office, admin: Actor, name: str, opens: date, closes: date) -> int:
    """The id of a new round."""
    return rounds.open_round(office, admin, name, "반월·시화", opens, closes)


@pytest.fixture
def people(opened_office: Office) -> People:
    """The people of the opened office, who are `held`, too."""
    with opened_office.database.reading() as connection:
        _opener, *known = accounts.listed(connection)
    owner, *others = (_acting(one) for one in known[: len(ROLES)])
    assert owner.firm_id is not None
    return People(owner.firm_id, owner, *others)
