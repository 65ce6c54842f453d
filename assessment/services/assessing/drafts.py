"""What somebody was typing when their sign-in ran out: kept for them until they are back."""

import json
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from assessment.records import drafts as kept
from assessment.records import sessions
from assessment.records.resident_numbers import holds_resident_number
from assessment.services.entry.sessions import ABSOLUTE, IDLE
from assessment.services.office import Actor, Office

_NONE: Mapping[str, str] = {}
VALID = timedelta(days=7)
LATE = timedelta(days=1)
"""How long after its time-out a screen may still hand over what stands in it."""
AGAIN = timedelta(minutes=2)
MOST_FIELDS = 300
"""Several times what the longest screen shows; the longest texts are kept where there are more."""
LONGEST = 4_000


def keep_draft(
    office: Office, hashed_token: str, fields: Mapping[str, str], beside: Mapping[str, str] = _NONE
) -> bool:
    """Keep the fields of a screen whose sign-in ran out; not of one that was ended.

    Nobody but the same account sees them again, and only after signing in. `beside` is what the
    fields cannot be put back without, kept with however many.
    """
    now = office.clock()
    chosen = _worth_keeping(fields)
    if chosen:
        chosen |= {key: json.dumps({"text": value}) for key, value in beside.items()}
    with office.database.writing() as connection:
        session = sessions.get(connection, hashed_token)
        if session is None or not session.account.active or not chosen:
            return False
        ended = min(session.seen_at + IDLE, session.created_at + ABSOLUTE)
        if not ended <= now < ended + LATE:
            return False
        kept.put(connection, session.account.id, chosen, now)
    return True


def _worth_keeping(fields: Mapping[str, str]) -> dict[str, str]:
    taken = [
        (key, value)
        for key, value in fields.items()
        if len(key) <= 200 and len(value) <= LONGEST and not holds_resident_number(value)
    ]
    taken.sort(key=lambda one: len(one[1]), reverse=True)
    return {key: json.dumps({"text": value}) for key, value in taken[:MOST_FIELDS]}


def take_draft(office: Office, actor: Actor) -> dict[str, str]:
    """What was kept for this person, by field; for two minutes again, as the page may reload."""
    now = office.clock()
    with office.database.reading() as connection:
        rows = kept.of_account(connection, actor.account_id, now - VALID)
    found = {key: json.loads(value) for key, value in rows.items()}
    fresh = {
        key: one
        for key, one in found.items()
        if "taken" not in one or now < datetime.fromisoformat(one["taken"]) + AGAIN
    }
    first = {key: one for key, one in fresh.items() if "taken" not in one}
    if first:
        taken = {key: json.dumps(one | {"taken": now.isoformat()}) for key, one in first.items()}
        with office.database.writing() as connection:
            kept.put(connection, actor.account_id, taken, now)
    return {key: str(one["text"]) for key, one in fresh.items()}


def settle_draft(office: Office, actor: Actor, keys: Collection[str]) -> None:
    """These fields have been stored; what was kept of them is no longer wanted."""
    with office.database.writing() as connection:
        kept.forget(connection, actor.account_id, keys)
