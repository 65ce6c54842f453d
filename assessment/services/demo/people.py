"""Accounts of the demo: one a role to enter as, two more consultants, an owner for each firm."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from assessment.definitions.consents import Consent
from assessment.services.entry.sessions import OPERATOR
from assessment.services.office import Actor, Role

DEMO_MAIL = "demo.invalid"
OWNER, CONSULTANT, MANAGER, APPROVER, ADMIN = 1, 2, 5, 6, 7
CONSULTANTS = (2, 3, 4)
_STAFF: tuple[tuple[int, str, str, Role], ...] = (
    (CONSULTANT, "consultant", "체험 컨설턴트", "consultant"),
    (3, "consultant2", "가상 컨설턴트 2", "consultant"),
    (4, "consultant3", "가상 컨설턴트 3", "consultant"),
    (MANAGER, "manager", "체험 사업 담당자", "manager"),
    (APPROVER, "manager2", "체험 승인 담당자", "manager"),
    (ADMIN, "admin", "체험 관리자", "admin"),
)
_OPERATOR_ID = 8
_FIRST_OWNER = 10


def account_rows(
    owners: Sequence[int], demo_owner: int, now: datetime
) -> tuple[list[dict[str, Any]], dict[int, int]]:
    """Rows of `accounts`, and the account by the firm's place.

    `owners` are the places of firms that take part; nobody can enter with a password.
    """
    rows = [_row(OWNER, "owner", "체험 업체 담당자", "owner", demo_owner + 1, now)]
    rows += [_row(number, mail, name, role, None, now) for number, mail, name, role in _STAFF]
    rows.append(_row(_OPERATOR_ID, "operator", "operator", "admin", None, now))
    rows[-1]["email"] = OPERATOR
    by_place = {demo_owner: OWNER}
    for place in owners:
        if place != demo_owner:
            by_place[place] = _FIRST_OWNER + place
            mail = f"firm{place + 1:05d}"
            rows.append(_row(_FIRST_OWNER + place, mail, "대표자", "owner", place + 1, now))
    return rows, by_place


def consent_rows(
    accounts: Sequence[Mapping[str, Any]], texts: Sequence[Consent], now: datetime
) -> list[dict[str, Any]]:
    """Rows of `consents`: every owner of the demo has agreed to what is asked."""
    return [
        {
            "firm_id": one["firm_id"],
            "kind": text.id,
            "version": text.version,
            "given": True,
            "by": one["id"],
            "at": now,
        }
        for one in accounts
        if one["role"] == "owner"
        for text in texts
    ]


def actor(number: int) -> Actor:
    """The demo person with this account id, to act through the services."""
    found = next(one for one in _STAFF if one[0] == number)
    return Actor(number, pseudonym(number), found[2], found[3], None, demo=True)


def pseudonym(number: int) -> str:
    """Under which the journal knows the account."""
    return f"demo-account-{number:06d}"


def _row(
    number: int, mail: str, name: str, role: Role, firm_id: int | None, now: datetime
) -> dict[str, Any]:
    return {
        "id": number,
        "pseudonym": pseudonym(number),
        "email": f"{mail}@{DEMO_MAIL}",
        "name": name,
        "role": role,
        "firm_id": firm_id,
        "password_hash": None,
        "language": "ko",
        "active": True,
        "must_change_password": False,
        "created_at": now,
    }
