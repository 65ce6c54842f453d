"""Two firms of everything, one person of each role at each, and every verb of the services."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from typing import Any

from assessment import services
from assessment.problems import NotAllowed, NotFound
from assessment.records import evidence, files, rounds
from assessment.records.database import Connection, Database
from assessment.services.entry import accounts, charges
from assessment.services.funding import applying, calls, deciding
from assessment.services.institutions import referrals as referring
from assessment.services.office import Actor, Office
from assessment.services.review import reviewing
from tests.services.call_office import Called, add_assessment
from tests.services.conftest import add_firm, add_person

Verb = Callable[..., Any]


class _Undone(Exception):
    pass


class Unchanging(Database):
    """A database in which every write is undone at its end, so that each call meets the same."""

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        try:
            with super().writing() as connection:
                yield connection
                raise _Undone
        except _Undone:
            pass


@dataclass(frozen=True)
class Side:
    """What belongs to one firm."""

    firm_id: int
    assessment_id: int
    application_id: int
    referral_id: int
    evidence_id: int
    owner: Actor
    consultant: Actor


@dataclass(frozen=True)
class World:
    """`mine` and `theirs` each have their own owner and consultant; the rest is shared."""

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
    form: str

    def actor(self, role: str) -> Actor:
        """Who acts, for `mine`."""
        people = {"owner": self.mine.owner, "consultant": self.mine.consultant}
        return {**people, "manager": self.manager, "admin": self.admin}[role]


def build_world(called: Called) -> World:
    """The office with a call, brought to two firms of everything and a decision."""
    office, people = called.office, called.people
    mine = _side(called, people.firm_id, people.owner, people.consultant)
    theirs = _side(
        called, int(people.stranger.firm_id or 0), people.stranger, add_person(office, "consultant")
    )
    with office.database.reading() as connection:
        current = rounds.current(connection, office.today())
    assert current is not None
    third = add_person(office, "consultant")
    charges.declare_interest(office, third, add_firm(office, "라마전자"), "배우자가 일합니다")
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
        "none",
    )


def verbs() -> dict[str, Verb]:
    """Every public function of the services that takes the office and who acts."""
    return {
        name: verb
        for name, verb in _functions()
        if list(inspect.signature(verb).parameters)[:2] == ["office", "actor"]
    }


def doors() -> set[str]:
    """Public functions that take the office and nobody who acts."""
    found = set()
    for name, verb in _functions():
        known = inspect.signature(verb).parameters
        if next(iter(known), "") == "office" and not {"actor", "connection"} & set(known):
            found.add(name)
    return found


def outcome(world: World, verb: Verb, role: str, given: Mapping[str, Any]) -> bool:
    """Whether the verb lets this person through; that it then fails over its arguments is no
    matter here."""
    try:
        verb(world.office, world.actor(role), **given)
    except (NotAllowed, NotFound):
        return False
    except Exception:
        return True
    return True


def arguments(world: World, side: Side, verb: Verb, special: Mapping[str, Any]) -> dict[str, Any]:
    """Values for the parameters of a verb, by their names; `special` goes before."""
    known = _values(world, side) | dict(special)
    wanted = list(inspect.signature(verb).parameters.values())[2:]
    return {
        one.name: known[one.name]
        for one in wanted
        if one.name in special or one.default is inspect.Parameter.empty
    }


def _values(world: World, side: Side) -> dict[str, Any]:
    today = world.office.today()
    ids = {field.name: getattr(side, field.name) for field in fields(side)}
    shared = {
        name: getattr(world, name) for name in ("call_id", "decision_id", "round_id", "account_id")
    }
    return (
        ids
        | shared
        | {
            "assessment_ids": [side.assessment_id],
            "firm_ids": [side.firm_id],
            "named": str(side.firm_id),
            "interest_id": 1,
            "item": "QM01",
            "area": "quality",
            "state": "answered",
            "value": "b",
            "reason_code": "no_evidence",
            "method": "visit",
            "tab": "matrix",
            "seen": 1,
            "text": "한마디",
            "requests": {"": "더 적어 주십시오"},
            "reviewer_id": None,
            "code": "000000",
            "step": "accepted",
            "revision": 1,
            "wish": "현장에서 만나고 싶습니다",
            "institution": None,
            "changes": {"phone": "031-000-0000"},
            "years": {2025: {"sales": 100}},
            "stated": {"tax_arrears": False},
            "year": 2024,
            "programme": "mini-call",
            "plan": {"planned_cost": 100_000_000, "requested_grant": 50_000_000},
            "scores": {side.application_id: {"plan": 50.0}},
            "rows": [],
            "panelist": "위원 9",
            "of": "complex",
            "firms": 1,
            "weights": {"capability": 60.0, "margin": 20.0, "plan": 20.0},
            "name": "이름",
            "email": "new@example.com",
            "role": "manager",
            "password": "봄비 내리는 공단 길",
            "language": "ko",
            "reason": "점검",
            "source": "복권위원회",
            "published": "123",
            "complex": "반월·시화",
            "questionnaire": "mini",
            "round_name": "2026년 2회차",
            "starts_on": today,
            "ends_on": today + timedelta(days=365),
            "opens_on": today,
            "closes_on": today + timedelta(days=30),
            "old": "mini",
            "new": "mini",
            "wanted": reviewing.QueueFilter(),
            "token_hash": "0" * 64,
            "content": b"x",
            "form": "none",
            "kind": "application",
            "number": side.application_id,
            **dict.fromkeys(_STUBS),
        }
    )


_STUBS = ("file", "files", "folder", "key", "library", "register", "admitted", "choices", "seal")
"""What is only looked at after the actor has been let through."""


def _side(called: Called, firm_id: int, owner: Actor, consultant: Actor) -> Side:
    office, manager = called.office, called.people.manager
    assessment_id = add_assessment(office, manager, firm_id, "cccc", "in_review", {})
    reviewing.assign(office, manager, assessment_id, consultant.account_id)
    plan = {"planned_cost": 120_000_000, "requested_grant": 50_000_000}
    application_id = applying.apply(office, manager, called.call_id, plan, firm_id=firm_id)
    wish = "현장에서 만나 조언을 듣고 싶습니다"
    referral_id = referring.ask(
        office, owner, assessment_id, item="QM01", institution=None, wish=wish, consent=True
    )
    with office.database.writing() as connection:
        kept = {"name": "a.pdf", "media_type": "application/pdf", "size": 1, "item": "QM01"}
        evidence_id = evidence.add(
            connection,
            assessment_id,
            sha256=files.put(connection, b"x"),
            by=owner.account_id,
            at=office.clock(),
            **kept,  # type: ignore[arg-type]
        )
    return Side(firm_id, assessment_id, application_id, referral_id, evidence_id, owner, consultant)


def _functions() -> Iterator[tuple[str, Verb]]:
    for found in pkgutil.walk_packages(services.__path__, "assessment.services."):
        module = importlib.import_module(found.name)
        for name, one in sorted(vars(module).items()):
            ours = inspect.isfunction(one) and one.__module__ == found.name
            if ours and not name.startswith("_"):
                where = found.name.removeprefix("assessment.services.")
                room = where if where.startswith("demo") else where.rpartition(".")[2]
                yield f"{room}.{name}", one
