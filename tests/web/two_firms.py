"""Two firms that know nothing of each other, with a mark of their own in all that they write."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from assessment.records import assessments
from assessment.services.assessing import answering, evidence, submitting
from assessment.services.entry import accounts, charges, sessions
from assessment.services.funding import applying, calls
from assessment.services.institutions import referrals
from assessment.services.office import SETTINGS, Actor, Office
from assessment.services.register import firms
from assessment.services.review import reviewing
from tests.web.conftest import PASSWORD, Owner, add_owner, answer_all

MARKS = ("가나다라표식7319", "마바사아표식2846")
"""Stands in every text of the first firm, and of the second."""
FORM, OTHER_FORM = "smart-factory", "quick-scan"
ITEM = "QM01"
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154"
    "789c63f8ffff3f0005fe02fe0def46b80000000049454e44ae426082"
)


@dataclass(frozen=True)
class Side:
    """One firm: its numbers, its mark, who is in charge of it."""

    mark: str
    owner: Owner
    consultant: str
    firm: int
    assessment: int
    draft: int
    application: int
    evidence: int
    referral: int


@dataclass(frozen=True)
class World:
    """Both sides, the call and the round that they share, and a token for each role."""

    office: Office
    sides: tuple[Side, Side]
    call: int
    round: int
    tokens: Mapping[str, str]

    def seen_by(self, role: str) -> set[str]:
        """Whose marks this role may see."""
        mine, theirs = MARKS
        return {
            "stranger": set(),
            "owner": {mine},
            "neighbour": {theirs},
            "consultant": {mine},
            "colleague": {theirs},
        }.get(role, {mine, theirs})


def build_world(office: Office, admin: Actor, settings: Path) -> World:
    """Everything that a firm can leave behind, twice; `arrange` has been done."""
    (call,) = calls.calls(office, admin)
    _staff(office, admin, "manager", "manager@example.kr")
    sides = []
    for place, mark in enumerate(MARKS):
        mail = f"consultant{place}@example.kr"
        consultant = _staff(office, admin, "consultant", mail)
        sides.append(_side(office, admin, mark, place, (consultant, mail), call.id))
    mine, theirs = sides
    people = {
        "owner": mine.owner.email,
        "neighbour": theirs.owner.email,
        "consultant": mine.consultant,
        "colleague": theirs.consultant,
        "manager": "manager@example.kr",
        "admin": "admin@example.kr",
    }
    with pytest.MonkeyPatch.context() as patch:  # staff enter as the server's settings say
        patch.setenv(SETTINGS, str(settings))
        tokens = {
            role: sessions.sign_in(office, mail, PASSWORD, f"10.0.0.{n}")
            for n, (role, mail) in enumerate(people.items())
        }
    with office.database.reading() as connection:
        found = assessments.find(connection, mine.assessment)
    assert found is not None
    return World(office, (mine, theirs), call.id, found.round_id, tokens)


def _staff(office: Office, admin: Actor, role: str, mail: str) -> Actor:
    number = accounts.create_account(
        office, admin, email=mail, name=mail, role=role, password="cheoeum-2026-bimil"
    )
    own = accounts.acting_as(office, mail)
    accounts.set_password(office, own, number, PASSWORD, current="cheoeum-2026-bimil")
    return accounts.acting_as(office, mail)


def _side(
    office: Office, admin: Actor, mark: str, place: int, charged: tuple[Actor, str], call_id: int
) -> Side:
    consultant, mail = charged
    owner = add_owner(office, admin, f"(주){mark}", f"owner-{place}@example.kr")
    facts = {
        name: f"{mark} {name}"
        for name in ("representative", "address", "products", "processes", "industry_name")
    }
    seen = firms.firm(office, owner.actor, owner.firm_id).firm.revision
    firms.save_firm(office, owner.actor, owner.firm_id, facts, seen)
    charges.assign_firm(office, admin, owner.firm_id, consultant.account_id)
    number = answer_all(office, owner, lambda place: "bcd"[place % 3])
    sheet = answering.sheet(office, owner.actor, number, "mark")
    answering.save_answer(
        office, owner.actor, number, ITEM, "answered", "b", comment=f"{mark} 설명",
        tab="mark", seen=sheet.keys[ITEM],
    )  # fmt: skip
    kept = evidence.attach_evidence(office, owner.actor, number, ITEM, f"{mark} 사진.png", PICTURE)
    submitting.submit(office, owner.actor, number)
    draft = answering.open_assessment(office, owner.actor, owner.firm_id, OTHER_FORM)
    plan = {"planned_system": f"{mark} 시스템", "planned_cost": 60_000_000}
    application = applying.apply(office, owner.actor, call_id, plan)
    referral = referrals.ask(
        office, owner.actor, number, item=ITEM, institution=None,
        wish=f"{mark} 현장에서 만나 조언을 듣고 싶습니다", consent=True,
    )  # fmt: skip
    reviewing.add_comment(office, consultant, number, f"{mark} 검토 메모", ITEM)
    return Side(mark, owner, mail, owner.firm_id, number, draft, application, kept.id, referral)
