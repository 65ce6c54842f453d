"""A manager opens a call from every shipped pack, and a firm applies where its rules let it."""

from datetime import date
from pathlib import Path

import pytest

from assessment.definitions.loading import load_programme
from assessment.services.funding import applying, calls
from assessment.services.office import Office
from assessment.services.register import firms
from assessment.services.releases import publishing
from tests.services.conftest import add_firm, add_person, add_round

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[3]
PACKS = sorted(path.stem for path in (ROOT / "data/programmes").glob("*.yaml"))


@pytest.mark.slow
def test_a_call_opens_from_every_pack_and_is_judged_on_the_firms_facts(office: Office) -> None:
    admin, manager = add_person(office, "admin"), add_person(office, "manager")
    packs = [load_programme(ROOT / f"data/programmes/{name}.yaml")[0] for name in PACKS]
    asked = {pack.questionnaire for pack in packs if pack}
    for name in [*sorted(asked), *PACKS]:
        publishing.publish(office, admin, name)
    round_id = add_round(office, admin, "2026년 2회차", date(2026, 7, 1), date(2026, 12, 31))
    firm_id = add_firm(office, ksic_division=25, region="ansan", size_class="small", employees=20)
    owner = add_person(office, "owner", firm_id)
    facts = {
        "project_ai": True,
        "project_digital_twin": True,
        "project_aas": True,
        "poc_card": False,
    }
    revision = firms.firm(office, owner, firm_id).firm.revision
    firms.save_firm(office, owner, firm_id, {"facts": facts}, revision)
    declared = dict.fromkeys(("tax_arrears", "banned", "closed", "insolvent"), False)
    firms.declare(office, owner, firm_id, declared)
    found = {}
    for name in PACKS:
        number = calls.open_call(
            office,
            manager,
            name=name,
            programme=name,
            round_id=round_id,
            opens_on=date(2026, 11, 1),
            closes_on=date(2026, 12, 1),
        )
        plan = {"requested_grant": 40_000_000, "planned_cost": 140_000_000}
        applying.apply(office, owner, number, plan)
        view = applying.application_view(office, owner, number)
        assert view.verdict is not None
        refused = [one.code for one in view.verdict.refusals]
        found[name] = (refused, [one.reason.code for one in view.verdict.open])
    assert found == {
        "ai-playground-2026": (["AP-CARD"], []),
        "ai-special-2026": ([], ["AS-TWICE"]),
        "ansan-hidden-champion": ([], ["AN-PARTNER", "AN-LEVEL"]),
        "autonomous-2026": ([], ["AU-LEVEL"]),
        "general-2026": ([], ["GN-TARGET", "GN-TWICE"]),
        "global-1000-2026": ([], ["GL-EXPORTS"]),
        "gyeonggi-ai-first-2026": ([], []),
        "gyeonggi-basic-2026": ([], []),
        "gyeonggi-esg-2026": ([], ["GE-ESG"]),
        "micro-smart-2026": (["MS-MICRO", "MS-STAFF"], []),
        "partnership-2026": ([], ["PT-LEAD"]),
    }
