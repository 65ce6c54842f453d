"""What the journal is told of a referral."""

from collections.abc import Mapping
from typing import Any

from assessment.records import journal
from assessment.records.database import Connection
from assessment.records.referrals import Referral
from assessment.services.office import Actor, Office


def note_referral(
    office: Office,
    connection: Connection,
    actor: Actor,
    found: Referral,
    kind: str,
    told: Mapping[str, Any],
) -> None:
    """Journal a step under the firm's pseudonym."""
    where = {"referral": found.id, "item": found.item, "institution": found.institution}
    journal.append(
        connection,
        kind=kind,
        actor=actor.pseudonym,
        subject=found.firm_pseudonym,
        payload={**where, **told},
        at=office.clock(),
    )
