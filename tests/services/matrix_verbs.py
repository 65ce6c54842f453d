"""Every verb of the services, tried with arguments that the names of its parameters give."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from datetime import timedelta
from functools import cache
from typing import Any

from assessment import services
from assessment.definitions.loading import load_library
from assessment.problems import AssessmentError, NotAllowed, NotFound
from assessment.services.review import reviewing
from assessment.workbooks.incoming.guard import admit
from tests.services import registers
from tests.services.matrix_world import Side, World

Verb = Callable[..., Any]


@cache
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


def outcome(world: World, verb: Verb, role: str, given: Mapping[str, Any]) -> str:
    """`ok`, or the codes of what was wrong, with a minus where it was a refusal.

    Anything that is raised besides is a fault of ours and goes on.
    """
    try:
        verb(world.office, world.actor(role), **given)
    except (NotAllowed, NotFound) as refused:
        return f"-{_codes(refused)}"
    except AssessmentError as error:
        return _codes(error)
    return "ok"


def _codes(error: AssessmentError) -> str:
    return ",".join(sorted({one.code for one in error.problems}))


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
        name: getattr(world, name)
        for name in ("call_id", "decision_id", "round_id", "account_id", "interest_id")
    }
    return (
        ids
        | shared
        | {
            "assessment_ids": [side.assessment_id],
            "firm_ids": [side.firm_id],
            "named": str(side.firm_id),
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
            "reason": "점검에 씁니다",
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
            "admitted": admit("공장.csv", "회사명\n사아정밀\n".encode()),
            "file": admit("응답.csv", "업체,QM01\n가나정밀,c\n".encode()),
            "folder": world.folder / "backups",
            "key": b"k" * 32,
            "register": registers.given(registers.CITY, [1, "사아정밀", *[""] * 5]),
        }
    )


def library_of(world: World) -> Any:
    """The project's definitions, as a command reads them before it publishes them."""
    return load_library(world.office.root)


def _functions() -> Iterator[tuple[str, Verb]]:
    for found in pkgutil.walk_packages(services.__path__, "assessment.services."):
        module = importlib.import_module(found.name)
        for name, one in sorted(vars(module).items()):
            ours = inspect.isfunction(one) and one.__module__ == found.name
            if ours and not name.startswith("_"):
                where = found.name.removeprefix("assessment.services.")
                room = where if where.startswith("demo") else where.rpartition(".")[2]
                yield f"{room}.{name}", one
