"""Programmes as a firm sees them: fits, one thing missing, not this time, next call expected."""

import pytest

from assessment.services.assessing.answering import open_assessment, save_answer
from assessment.services.funding.outlook import ProgrammeFit
from assessment.services.office import Office
from assessment.services.releases import publishing
from assessment.services.scoring.results import result
from tests.services.conftest import ITEMS, People

pytestmark = pytest.mark.slow

SOURCE = "source: {source: our own example, as_of: 2026-11-22, confidence: unconfirmed}"
PROGRAMME = f"""\
format: programme/1
id: mini-grant
version: 1.0.0
name: {{ko: 작은 지원, en: Small grant}}
summary: {{ko: 시험, en: test}}
operator: {{ko: 우리, en: us}}
status: STATUS
phases: []
next_call: {{ko: 내년 봄, en: next spring}}
questionnaire: mini
eligibility:
  - id: maker
    code: E-MAKER
    rule: is_manufacturer
    message: {{ko: 제조업만, en: manufacturers only}}
    {SOURCE}
  - id: arrears
    code: E-TAX
    rule: not tax_arrears
    message: {{ko: 체납이 없어야, en: no tax arrears}}
    {SOURCE}
level_gate:
  axis: system
  at_least: 1
  code: E-LEVEL
  message: {{ko: 기초 이상, en: basic or above}}
  {SOURCE}
criteria:
  - id: need
    name: {{ko: 필요, en: need}}
    source: assessment
    value: total
    goalposts: [0.0, 100.0]
    weight: 1.0
    example: true
cases:
  - id: no_maker
    facts: {{is_manufacturer: false, tax_arrears: false, certificate_system: 1}}
    refused: [E-MAKER]
  - id: arrears
    facts: {{is_manufacturer: true, tax_arrears: true, certificate_system: 1}}
    refused: [E-TAX]
  - id: too_low
    facts: {{is_manufacturer: true, tax_arrears: false, system_level: 0}}
    refused: [E-LEVEL]
  - id: nothing_known
    facts: {{}}
    unknown: [E-MAKER, E-TAX, E-LEVEL]
grant: {{cap: 50000000.0, share: 0.5, {SOURCE}}}
"""


def outlook(office: Office, people: People, answer: str, status: str = "open") -> ProgrammeFit:
    path = office.root / "data" / "programmes" / "mini-grant.yaml"
    path.write_text(PROGRAMME.replace("STATUS", status), encoding="utf-8")
    publishing.publish(office, people.admin, "mini-grant")
    key = open_assessment(office, people.owner, people.firm_id, "mini")
    for item in ITEMS:
        save_answer(office, people.owner, key, item, "answered", answer, tab="t", seen=99)
    (fit,) = result(office, people.owner, key).programmes
    return fit


def test_what_is_not_known_is_asked_for_and_refuses_nothing(
    opened_office: Office, people: People
) -> None:
    """Nobody has said anything of taxes, and an estimate alone does not pass the level gate."""
    fit = outlook(opened_office, people, "c")
    assert (fit.fit, fit.unmet) == ("checking", ())
    assert [one.reason.code for one in fit.unknown] == ["E-TAX", "E-LEVEL"]
    assert [missing.name for missing in fit.unknown[0].missing] == ["tax_arrears"]
    assert fit.example_weights


def test_a_level_that_is_too_low_is_unmet_with_its_rule_in_words(
    opened_office: Office, people: People
) -> None:
    fit = outlook(opened_office, people, "a")
    assert fit.fit == "not_now"
    assert [(one.code, one.words.ko) for one in fit.unmet] == [("E-LEVEL", "기초 이상")]


@pytest.mark.parametrize("status", ["closed", "historic", "expected"])
def test_what_is_closed_never_fits(opened_office: Office, people: People, status: str) -> None:
    fit = outlook(opened_office, people, "c", status)
    assert fit.fit == "expected"
    assert str(fit.next_call) == "내년 봄"
