"""A call of the small project: firms whose scores can be worked out by hand."""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from assessment.records import answers, assessments, firms, rounds, verifications
from assessment.records.answers import StoredAnswer
from assessment.records.database import open_database
from assessment.records.verifications import Verification
from assessment.services.funding.applying import apply
from assessment.services.funding.calls import open_call
from assessment.services.funding.panels import save_panel_scores
from assessment.services.office import Actor, Office
from assessment.services.releases import publishing
from tests import databases
from tests.conftest import Clock
from tests.services.conftest import (
    ITEMS,
    People,
    add_firm,
    add_person,
    add_round,
    small_project,
)

_CASE_FACTS = "region: ansan, tax_arrears: false, certificate_system: 1"
SOURCE = "{source: made up, as_of: 2026-11-22, confidence: unconfirmed}"
PROGRAMME = f"""\
format: programme/1
id: mini-call
version: 1.0.0
name: {{ko: 작은 사업, en: Small programme}}
summary: {{ko: 시험, en: test}}
operator: {{ko: 시험, en: test}}
status: open
phases:
  - {{name: {{ko: 하나, en: one}}, status: open, source: SOURCE}}
questionnaire: mini
applicant_types: [firm]
eligibility:
  - id: region
    code: T-REGION
    rule: region in ["ansan", "siheung"]
    message: {{ko: 안산이나 시흥이어야 합니다., en: Must lie in Ansan or Siheung.}}
    source: SOURCE
  - id: tax
    code: T-TAX
    rule: not tax_arrears
    message: {{ko: 체납이 없어야 합니다., en: No tax arrears.}}
    source: SOURCE
level_gate:
  axis: system
  at_least: 1
  code: T-LEVEL
  message: {{ko: 기초 이상이어야 합니다., en: Must be basic or above.}}
  source: SOURCE
criteria:
  - {{id: capability, name: {{ko: 역량, en: Capability}}, source: assessment, value: total,
     goalposts: [0.0, 100.0], weight: 60.0, example: true}}
  - {{id: margin, name: {{ko: 이익, en: Margin}}, source: fact, value: operating_margin,
     goalposts: [0.0, 20.0], weight: 20.0, example: true}}
  - {{id: plan, name: {{ko: 계획, en: Plan}}, source: panel, goalposts: [0.0, 100.0], weight: 20.0,
     example: true}}
adjustments:
  - {{id: root_bonus, name: {{ko: 뿌리, en: Root}}, rule: root_industry, points: 3.0,
     source: SOURCE}}
grant: {{cap: 50000000.0, share: 0.5, source: SOURCE}}
budget: 100000000.0
cases:
  - {{id: fits, facts: {{{_CASE_FACTS}}}}}
  - {{id: region_no, facts: {{region: other, tax_arrears: false, certificate_system: 1}},
     refused: [T-REGION]}}
  - {{id: region_open, facts: {{tax_arrears: false, certificate_system: 1}}, unknown: [T-REGION]}}
  - {{id: tax_no, facts: {{region: ansan, tax_arrears: true, certificate_system: 1}},
     refused: [T-TAX]}}
  - {{id: tax_open, facts: {{region: ansan, certificate_system: 1}}, unknown: [T-TAX]}}
  - {{id: level_no, facts: {{region: ansan, tax_arrears: false, system_level: 0}},
     refused: [T-LEVEL]}}
  - {{id: level_open, facts: {{region: ansan, tax_arrears: false, system_level: 1}},
     unknown: [T-LEVEL]}}
  - {{id: scored, like: fits, facts: {{total: 50, operating_margin: 5, root_industry: true,
     requested_grant: 60000000, planned_cost: 90000000}}, panel: {{plan: 80}}, score: 54,
     grant: 45000000}}
""".replace("SOURCE", SOURCE)


def publish_call(
    office: Office, admin: Actor, manager: Actor, rules: str = "", **more: object
) -> int:
    """The id of an open call of the published small programme, with these rules besides."""
    path = office.root / "data" / "programmes" / "mini-call.yaml"
    path.write_text(PROGRAMME + rules.replace("SOURCE", SOURCE), encoding="utf-8")
    publishing.publish(office, admin, "mini-call")
    today = office.today()
    with office.database.reading() as connection:
        found = rounds.current(connection, today)
    assert found is not None
    return open_call(
        office,
        manager,
        name="시험 공고",
        programme="mini-call",
        round_id=found.id,
        opens_on=today - timedelta(days=5),
        closes_on=today + timedelta(days=12),
        **more,  # type: ignore[arg-type]
    )


def add_applicant(
    office: Office,
    manager: Actor,
    call_id: int,
    name: str,
    options: str,
    *,
    margin: float | None = 0.0,
    plan: float | None = None,
    certificate: int | None = 1,
    tax: bool | None = False,
    root: bool | None = None,
    status: str = "verified",
    requested: float | None = 50_000_000.0,
    region: str | None = "ansan",
    verified: Mapping[str, str] | None = None,
) -> tuple[int, int]:
    """(application, assessment) of a firm that answered `options`, one letter an item.

    A verified firm's every claim is confirmed, but for the `verified` values given.
    """
    facts = {} if root is None else {"root_industry": root}
    firm_id = add_firm(office, name, region=region, facts=facts)
    with office.database.writing() as connection:
        if margin is not None:
            firms.put_figures(connection, firm_id, 2025, {"operating_margin": margin})
        if certificate is not None:
            days = {"starts_on": date(2026, 1, 1), "ends_on": date(2028, 12, 31)}
            firms.add_certificate(connection, firm_id, {"system_level": certificate, **days})
        if tax is not None:
            firms.declare(connection, firm_id, "tax_arrears", tax, None, office.clock())
    key = add_assessment(office, manager, firm_id, options, status, verified or {})
    plan_said = {"planned_cost": 120_000_000, "requested_grant": requested}
    application = apply(office, manager, call_id, plan_said, firm_id=firm_id)
    if plan is not None:
        save_panel_scores(office, manager, call_id, "위원 1", {application: {"plan": plan}})
    return application, key


def add_assessment(
    office: Office,
    manager: Actor,
    firm_id: int,
    options: str,
    status: str,
    verified: Mapping[str, str],
) -> int:
    """The id of an assessment of the current round with these answers."""
    at = office.clock()
    with office.database.writing() as connection:
        found = rounds.current(connection, office.today())
        assert found is not None
        key = assessments.create(
            connection,
            firm_id=firm_id,
            round_id=found.id,
            questionnaire="mini",
            release_hash=found.releases["mini"],
            at=at,
        )
        given = [_answer(office, item, o) for item, o in zip(ITEMS, options, strict=True)]
        answers.write_new(connection, key, given)
        assessments.change(connection, key, status=status, updated_at=at)
        if status == "verified":
            claims = dict(zip(ITEMS, options, strict=True))
            _verify(office, connection, manager, key, claims, claims | dict(verified))
    return key


def lower(office: Office, consultant: Actor, assessment_id: int, values: Mapping[str, str]) -> None:
    """Verify these items at these options, whatever was claimed."""
    with office.database.writing() as connection:
        stored = answers.of_assessment(connection, assessment_id)
        claims = {item: str(stored[item].value) for item in values}
        _verify(office, connection, consultant, assessment_id, claims, values)


def _verify(office, connection, actor, key, claims, values):  # type: ignore[no-untyped-def]
    rows = [
        Verification(
            item=item,
            state="answered",
            value=value,
            claim_state="answered",
            claim_value=claims[item],
            reason_code="confirmed" if claims[item] == value else "misread_level",
            note=None,
            method="visit",
            reviewer_id=actor.account_id,
            at=office.clock(),
        )
        for item, value in values.items()
    ]
    verifications.add(connection, key, rows)


def _answer(office: Office, item: str, option: str) -> StoredAnswer:
    return StoredAnswer(
        item=item,
        state="answered",
        value=option,
        confidence=None,
        reason=None,
        comment=None,
        source="web",
        origin=None,
        by=None,
        tab="t",
        at=office.clock(),
        revision=1,
        epoch=0,
    )


def six_applicants(office: Office, manager: Actor, call_id: int) -> dict[str, tuple[int, int]]:
    """Six firms; options a b c d of four equal items are worth 0 25/3 50/3 25 of 100 points.

    score = 0.6 total + 20 margin/20 + 0.2 plan (+ 3 for root industry):
    A  total 75 → 45, margin 10 → 10, plan 80 → 16: 71
    B  total 200/3 → 40, margin 20 → 20, plan 50 → 10, + 3: 73
    C  total 100/3 → 20, margin 0 → 0, plan 100 → 20: 40
    D  total 100 → 60, margin 20 → 20, plan 0 → 0: 80, no certificate: needs checking
    E  total 200/3 → 40, margin unknown → 0, plan 90 → 18: 58, not verified
    F  tax arrears: not eligible
    """

    def add(name: str, options: str, **more: object) -> tuple[int, int]:
        return add_applicant(office, manager, call_id, name, options, **more)  # type: ignore[arg-type]

    return {
        "A": add("A정밀", "ddda", margin=10.0, plan=80.0),
        "B": add("B도금", "cccc", margin=20.0, plan=50.0, root=True),
        "C": add("C사출", "bbbb", margin=0.0, plan=100.0),
        "D": add("D전자", "dddd", margin=20.0, plan=0.0, certificate=None),
        "E": add("E식품", "cccc", margin=None, plan=90.0, status="submitted"),
        "F": add("F주물", "dddd", margin=20.0, plan=90.0, tax=True),
    }


@dataclass(frozen=True)
class Called:
    """The small office with an open call and the six applicants; people act on it."""

    office: Office
    people: People
    call_id: int
    six: Mapping[str, tuple[int, int]]

    @property
    def manager(self) -> Actor:
        return self.people.manager


def six_called(office: Office, rules: str = "") -> Called:
    """An empty office brought to an open call, under these rules besides, with six applicants."""
    admin = add_person(office, "admin")
    for name in ("mini", "mini-scan"):
        publishing.publish(office, admin, name)
    add_round(office, admin, "2026년 2회차", date(2026, 7, 1), date(2026, 12, 31))
    mine, other = add_firm(office), add_firm(office, "다라금속")
    people = People(
        mine,
        add_person(office, "owner", mine),
        add_person(office, "owner", other),
        add_person(office, "consultant"),
        add_person(office, "manager"),
        admin,
    )
    call_id = publish_call(office, admin, people.manager, rules)
    return Called(office, people, call_id, six_applicants(office, people.manager, call_id))


_templates: dict[tuple[Path, str], tuple[Path, Called]] = {}


def called_copy(sqlite_template: Path, folder: Path, clock: Clock, rules: str = "") -> Called:
    """The six applicants in a database of their own; built once, then only the file is copied."""
    key = (sqlite_template, rules)
    if key not in _templates:
        home = sqlite_template.parent / f"called{len(_templates)}"
        home.mkdir()
        if not databases.ON_POSTGRESQL:
            shutil.copy(sqlite_template, home / "called.sqlite")
        database = open_database(databases.at(home / "called.sqlite", lasting=True))
        built = six_called(Office(database, small_project(home / "project"), clock), rules)
        database.close()
        _templates[key] = (home / "called.sqlite", built)
    path, built = _templates[key]
    database = open_database(databases.copy(path, folder / "called.sqlite"))
    return replace(built, office=Office(database, built.office.root, clock))


def names(rows: Sequence[str]) -> str:
    """The first letters, in order."""
    return "".join(row[0] for row in rows)
