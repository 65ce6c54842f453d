"""A firm erased after its calls were decided: it stays in them under its pseudonym.

What was decided has to stay open to being computed again. So its place keeps the values that the
rules read and no others; names, texts and every reference to the firm go.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from assessment.records import applications, decisions, journal, releases
from assessment.records import calls as kept_calls
from assessment.records.database import Connection
from assessment.records.firms import Firm
from assessment.services.funding.applicants import snapshot_from_json
from assessment.services.releases.publishing import release_of

KIND = "applicant_unnamed"
_TEXTS = ("text", "file")
_NAMES = re.compile(r"[A-Za-z_][A-Za-z_0-9]*")
_BLANK: Mapping[str, Any] = {
    **dict.fromkeys(("firm_id", "assessment_id", "planned_system", "planned_cost")),
    **dict.fromkeys(("requested_grant", "supplier", "partner", "level_before", "level_after")),
    "kpis": [],
    "costs": [],
    "details": None,
}


def unname(
    connection: Connection, firm: Firm, application_ids: Sequence[int], *, by: str, at: datetime
) -> frozenset[int]:
    """Give the firm its pseudonym in every decided call; the applications that stay for it.

    A decision names what was frozen by its digest. Both digests are journalled, so that whoever
    kept the one of the decision can follow it to that of now.
    """
    stays = set()
    found = applications.of_decided_calls(connection, application_ids)
    for application_id, call_id in found.items():
        stored = kept_calls.frozen(connection, call_id)
        if stored is None or str(application_id) not in stored["applications"]:
            continue  # withdrawn before the close
        stays.add(application_id)
        before = snapshot_from_json(stored).digest
        _unname_in(connection, stored, str(application_id), firm.pseudonym)
        after = snapshot_from_json(stored).digest
        kept_calls.freeze_again(connection, call_id, stored)
        pinned = [
            one
            for one in decisions.of_call(connection, call_id)
            if one.parameters["snapshot_digest"] == before
        ]
        for one in pinned:
            decisions.pin_again(connection, one.id, {**one.parameters, "snapshot_digest": after})
        named = {"application": application_id, "firm": firm.pseudonym}
        told = {**named, "decisions": [one.id for one in pinned], "before": before, "after": after}
        subject = f"call:{call_id}"
        journal.append(connection, kind=KIND, actor=by, subject=subject, payload=told, at=at)
        applications.change(
            connection, application_id, {**_BLANK, "applicant_name": firm.pseudonym}
        )
    return frozenset(stays)


def _unname_in(connection: Connection, stored: dict[str, Any], key: str, pseudonym: str) -> None:
    digest = stored["questionnaire_hash"]
    items = release_of(connection, digest).items
    texts = [releases.content(connection, one) or "" for one in (stored["programme_hash"], digest)]
    read = {name for text in texts for name in _NAMES.findall(text)}

    def wordless(values: Mapping[str, Sequence[Any]]) -> dict[str, list[Any]]:
        return {
            item: [state, None if items[item].type in _TEXTS else value]
            for item, (state, value) in values.items()
            if item in items
        }

    row = stored["applications"][key]
    stored["applications"][key] = row | {
        "name": pseudonym,
        "firm_id": None,
        "assessment_id": None,
        "facts": {name: value for name, value in row["facts"].items() if name in read},
        "claims": wordless(row["claims"]),
        "verified": wordless(row["verified"]),
    }
