"""Two programmes whose scores can be worked out by hand: one with a level gate, one without."""

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from assessment.services.assessing import rounds
from assessment.services.funding import calls
from assessment.services.office import Actor, Office
from assessment.services.releases import publishing
from tests.web.server import ROOT

_GATE = """\
level_gate:
  axis: system
  at_least: 1
  code: T-LEVEL
  message: {ko: 구축시스템 수준이 기초 이상이어야 합니다., en: The system level must be basic.}
  source: SOURCE
"""
_GATE_CASES = """\
  - {id: level_no, facts: {region: ansan, system_level: 0}, refused: [T-LEVEL]}
  - {id: level_open, facts: {region: ansan, system_level: 1}, unknown: [T-LEVEL]}
"""
_PROGRAMME = """\
format: programme/1
id: ID
version: 1.0.0
name: {ko: NAME, en: NAME}
summary: {ko: 시험, en: test}
operator: {ko: 시험, en: test}
status: open
phases:
  - {name: {ko: 하나, en: one}, status: open, source: SOURCE}
questionnaire: smart-factory
applicant_types: [firm]
eligibility:
  - id: region
    code: T-REGION
    rule: region in ["ansan", "siheung"]
    message: {ko: 안산이나 시흥이어야 합니다., en: Must lie in Ansan or Siheung.}
    source: SOURCE
GATEcriteria:
  - {id: capability, name: {ko: 역량, en: Capability}, source: assessment, value: total,
     goalposts: [0.0, 1000.0], weight: 80.0, example: true}
  - {id: margin, name: {ko: 이익, en: Margin}, source: fact, value: operating_margin,
     goalposts: [0.0, 20.0], weight: 20.0, example: true}
grant: {cap: 50000000.0, share: 0.5, source: SOURCE}
budget: 100000000.0
cases:
  - {id: fits, facts: {region: ansan, certificate_system: 1}}
  - {id: region_no, facts: {region: other, certificate_system: 1}, refused: [T-REGION]}
  - {id: region_open, facts: {certificate_system: 1}, unknown: [T-REGION]}
CASES"""
_SOURCE = "{source: made up, as_of: 2026-11-22, confidence: unconfirmed}"


def _text(name: str, title: str, *, gated: bool) -> str:
    text = _PROGRAMME.replace("GATE", _GATE if gated else "")
    text = text.replace("CASES", _GATE_CASES if gated else "")
    return text.replace("SOURCE", _SOURCE).replace("ID", name, 1).replace("NAME", title)


def open_calls(office: Office, admin: Actor, project: Path) -> tuple[int, int]:
    """(the call that ranks, the call with the level gate) of programmes that `project` defines."""
    shutil.copytree(ROOT / "questionnaires", project / "questionnaires")
    shutil.copytree(ROOT / "data", project / "data", ignore=shutil.ignore_patterns("local"))
    elsewhere = replace(office, root=project)
    today = office.today()
    current = rounds.current_round(office)
    assert current is not None
    opened = []
    for name, title, gated in (
        ("main-job", "시험 순위 사업", False),
        ("main-job-gate", "시험 수준 사업", True),
    ):
        path = project / "data" / "programmes" / f"{name}.yaml"
        path.write_text(_text(name, title, gated=gated), encoding="utf-8")
        publishing.publish(elsewhere, admin, name)
        opened.append(
            calls.open_call(
                office,
                admin,
                name=title,
                programme=name,
                round_id=current.id,
                opens_on=today - timedelta(days=5),
                closes_on=today + timedelta(days=12),
            )
        )
    return opened[0], opened[1]
