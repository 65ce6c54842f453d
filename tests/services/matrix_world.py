"""Two firms of everything, and one person of each role at each."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

from assessment.records import accounts as people_kept
from assessment.records import applications, evidence, files, firms, referrals, rounds
from assessment.records.database import Connection, Database
from assessment.services.assessing import opening
from assessment.services.entry import accounts, charges
from assessment.services.funding import applying, calls, deciding
from assessment.services.institutions import referrals as referring
from assessment.services.office import Actor, Office
from assessment.services.review import reviewing
from tests.services.call_office import Called, add_assessment
from tests.services.conftest import ROOT, add_firm, add_person

MINE, THEIRS = "솔바람", "구름바위"
"""What everything of a side is called by."""


class _Undone(Exception):
    pass


class Unchanging(Database):
    """A database in which every write is undone at its end, so that each call meets the same."""

    watchers: ClassVar[list[Callable[[Connection], None]]] = []
    """Shown what was written before it is undone."""

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        try:
            with super().writing() as connection:
                yield connection
                for watch in self.watchers:
                    watch(connection)
                raise _Undone
        except _Undone:
            pass

    def together(
        self, work: Callable[[Connection], Any], look: object = None, key: object = None
    ) -> Any:
        with self.writing() as connection:
            return work(connection)


@dataclass(frozen=True)
class Side:
    """What belongs to one firm."""

    firm_id: int
    assessment_id: int
    draft_id: int
    application_id: int
    referral_id: int
    evidence_id: int
    owner: Actor
    consultant: Actor

    @property
    def numbers(self) -> tuple[int, ...]:
        """Whatever a number can be asked for."""
        known = (self.firm_id, self.assessment_id, self.draft_id, self.application_id)
        return (*known, self.referral_id, self.evidence_id)


@dataclass(frozen=True)
class World:
    """`mine` and `theirs` each have their own owner and consultant; the rest is shared.

    No two things of theirs have the same number. To `other_call` only `theirs` has applied.
    """

    office: Office
    mine: Side
    theirs: Side
    manager: Actor
    admin: Actor
    call_id: int
    decision_id: int
    round_id: int
    account_id: int
    interest_id: int
    other_call: int
    other_application: int
    folder: Path

    def actor(self, role: str) -> Actor:
        """Who acts, for `mine`."""
        people = {"owner": self.mine.owner, "consultant": self.mine.consultant}
        return {**people, "manager": self.manager, "admin": self.admin}[role]


def build_world(called: Called, folder: Path) -> World:
    """The office with a call, brought to two firms of everything and a decision."""
    people = called.people
    called = replace(called, office=replace(called.office, root=_project(called.office, folder)))
    office = called.office
    third = add_firm(office, "라마전자")
    other_call = _spread(called, third)
    mine = _side(called, people.firm_id, people.owner, people.consultant, MINE)
    theirs = _side(
        called,
        int(people.stranger.firm_id or 0),
        people.stranger,
        add_person(office, "consultant"),
        THEIRS,
    )
    plan = {"planned_cost": 90_000_000, "requested_grant": 40_000_000}
    elsewhere = applying.apply(office, people.manager, other_call, plan, firm_id=theirs.firm_id)
    with office.database.reading() as connection:
        current = rounds.current(connection, office.today())
    assert current is not None
    charges.declare_interest(office, add_person(office, "consultant"), third, "배우자가 일합니다")
    number = accounts.create_account(
        office, people.admin, email="matrix@example.com", name="누군가", role="manager"
    )
    calls.close_call(office, people.manager, called.call_id)
    decision = deciding.decide(office, people.manager, called.call_id)
    plain = {field.name: getattr(office.database, field.name) for field in fields(Database)}
    return World(
        replace(office, database=Unchanging(**plain)),
        mine,
        theirs,
        people.manager,
        people.admin,
        called.call_id,
        decision.id,
        current.id,
        number,
        charges.interests(office, people.admin)[0].id,
        other_call,
        elsewhere,
        folder,
    )


def _project(office: Office, folder: Path) -> Path:
    """The small project with what forms, sizes and registers need besides."""
    root = folder / "project"
    shutil.copytree(office.root, root, symlinks=True)
    for name in ("form_fields.yaml", "size_classes.yaml", "register_headers.yaml"):
        shutil.copy(ROOT / "data" / name, root / "data" / name)
    shutil.copytree(ROOT / "data" / "consents", root / "data" / "consents")
    return root


def _spread(called: Called, firm_id: int) -> int:
    """A second call; with what nobody asks for, so that the numbers of things lie apart."""
    office, manager = called.office, called.people.manager
    today = office.today()
    with office.database.reading() as connection:
        current = rounds.current(connection, today)
    assert current is not None
    other = calls.open_call(
        office,
        manager,
        name="다른 공고",
        programme="mini-call",
        round_id=current.id,
        opens_on=today,
        closes_on=today + timedelta(days=9),
    )
    filled = add_assessment(office, manager, firm_id, "bbbb", "in_review", {})
    at = office.clock()
    row = {"call_id": other, "applicant_type": "person", "applicant_name": "아무개"}
    asked = {"item": None, "institution": None, "wish": "-", "talent": None, "talent_count": None}
    with office.database.writing() as connection:
        for _ in range(20):
            applications.add(connection, {**row, "created_at": at, "withdrawn_at": at})
        for _ in range(40):
            referrals.add(
                connection,
                firm_id=firm_id,
                assessment_id=filled,
                by=manager.account_id,
                at=at,
                **asked,  # type: ignore[arg-type]
            )
        for _ in range(60):
            _add_evidence(office, connection, filled, manager.account_id, "x")
    return other


def _side(called: Called, firm_id: int, owner: Actor, consultant: Actor, mark: str) -> Side:
    office, manager = called.office, called.people.manager
    with office.database.writing() as connection:
        for one in (owner, consultant):
            people_kept.change(connection, one.account_id, name=f"{mark} {one.role}")
        told = {"name": f"{mark}정밀", "products": f"{mark} 부품", "address": f"{mark}로 1"}
        assert firms.change(connection, firm_id, 1, told, office.clock())
    assessment_id = add_assessment(office, manager, firm_id, "cccc", "in_review", {})
    reviewing.assign(office, manager, assessment_id, consultant.account_id)
    reviewing.add_comment(office, owner, assessment_id, f"{mark} 메모", "QM01")
    plan = {"planned_cost": 120_000_000, "requested_grant": 50_000_000, "supplier": f"{mark}공급"}
    application_id = applying.apply(office, manager, called.call_id, plan, firm_id=firm_id)
    wish = f"{mark}: 현장에서 만나 조언을 듣고 싶습니다"
    referral_id = referring.ask(
        office, owner, assessment_id, item="QM01", institution=None, wish=wish, consent=True
    )
    with office.database.writing() as connection:
        evidence_id = _add_evidence(office, connection, assessment_id, owner.account_id, mark)
    draft_id = opening.open_assessment(office, owner, firm_id, "mini-scan")
    numbers = (firm_id, assessment_id, draft_id, application_id, referral_id, evidence_id)
    return Side(*numbers, owner, consultant)


def _add_evidence(
    office: Office, connection: Connection, assessment_id: int, by: int, mark: str
) -> int:
    kept = {"name": f"{mark}.pdf", "media_type": "application/pdf", "size": 1, "item": "QM01"}
    digest = files.put(connection, mark.encode())
    return evidence.add(
        connection,
        assessment_id,
        sha256=digest,
        by=by,
        at=office.clock(),
        **kept,  # type: ignore[arg-type]
    )
