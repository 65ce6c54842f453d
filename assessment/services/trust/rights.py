"""Who had which rights on any past day: from the accounts as they are, undone change by change.

Going backwards needs only the changes since that day, so that old ones may be erased.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import pandas as pd

from assessment.records import accounts, assignments, journal
from assessment.services.office import Actor, Office
from assessment.services.permissions import require

CHANGES = ("account_disabled", "account_enabled", "role_changed")
RIGHTS_KINDS = (
    *("account_created", *CHANGES, "identity_linked", "second_factor_reset"),
    *("firm_taken", "firm_assigned", "interest_declared", "interest_ended"),
)
"""What the law wants kept for three years."""


@dataclass(frozen=True)
class _Standing:
    role: str
    firm_id: int | None
    active: bool


def rights_at(office: Office, actor: Actor, moment: datetime) -> pd.DataFrame:
    """Every account that existed then: account, name, role, firm, active, in_charge_of."""
    require(actor, "admin")
    with office.database.reading() as connection:
        people = {
            one.pseudonym: one for one in accounts.listed(connection) if one.created_at <= moment
        }
        standing = {
            key: _Standing(one.role, one.firm_id, one.active) for key, one in people.items()
        }
        for row in journal.between(connection, moment, kinds=CHANGES)[::-1]:
            if row.subject in standing and row.payload is not None:
                standing[row.subject] = _before(standing[row.subject], row.kind, row.payload)
        charges = assignments.at(connection, moment)
    shown = [
        {
            "account": people[key].id,
            "name": people[key].name,
            "role": one.role,
            "firm": one.firm_id,
            "active": one.active,
            "in_charge_of": charges.get(people[key].id, 0),
        }
        for key, one in standing.items()
    ]
    columns = ["account", "name", "role", "firm", "active", "in_charge_of"]
    return pd.DataFrame(shown, columns=columns)


def _before(now: _Standing, kind: str, said: Mapping[str, Any]) -> _Standing:
    if kind == "role_changed":
        return replace(now, role=str(said["from"]), firm_id=said.get("firm_before"))
    return replace(now, active=kind == "account_disabled")
