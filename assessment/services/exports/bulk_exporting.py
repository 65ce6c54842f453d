"""What leaves with many firms in it: a right of its own, with a reason, and journalled."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from assessment.locale import speaking
from assessment.locale import translate as _
from assessment.problems import NotAllowed
from assessment.records import applications, journal
from assessment.services.exports import cohort, exported_call, exported_decision, proving
from assessment.services.exports.export_reasons import stated_reason
from assessment.services.exports.exporting import JSON, XLSX, File
from assessment.services.funding.calls import OFFICE_ROLES
from assessment.services.office import Actor, Office
from assessment.services.permissions import not_found, note_refusal, require
from assessment.workbooks.outgoing.text import file_name

RoundKind = Literal["proof", "cohort"]
CallKind = Literal["ranking", "panel", "decision"]
Stem = tuple[str, ...]


@dataclass(frozen=True)
class Made:
    """A file's name parts and content, and how many firms are in it."""

    stem: Stem
    content: bytes
    firms: int
    suffix: str = ".xlsx"
    media_type: str = XLSX


def bulk_file(
    office: Office, actor: Actor, kind: str, round_name: str, questionnaire: str, reason: str
) -> File:
    """`proof` or `cohort` of a round in the actor's language, for managers and administrators.

    Who took it, why, how many firms are in it and its hash are journalled; a refusal is too.
    """
    _allow(office, actor, kind, round_name)
    make, why = _ROUNDS.get(kind), stated_reason(reason)
    if make is None:
        raise not_found("file")
    with speaking("en" if actor.language == "en" else "ko"):
        made = Made(*make(office, actor, round_name, questionnaire))
    more: dict[str, object] = {"questionnaire": questionnaire, "reason": why}
    return _handed(office, actor, f"{kind}:{round_name}", made, {"kind": kind, **more})


def call_file(office: Office, actor: Actor, kind: str, call_id: int, reason: str) -> File:
    """`ranking`, `panel` or `decision` of a call, under the same rules."""
    _allow(office, actor, kind, call_id)
    make, why = _CALLS.get(kind), stated_reason(reason)
    if make is None:
        raise not_found("file")
    with speaking("en" if actor.language == "en" else "ko"):
        made = make(office, actor, call_id)
    more: dict[str, object] = {"number": call_id, "reason": why}
    return _handed(office, actor, f"{kind}:{call_id}", made, {"kind": kind, **more})


def bulk_table(
    office: Office, actor: Actor, kind: str, of: str, content: bytes, firms: int, reason: str
) -> None:
    """A table of many firms that a command is about to write, under the same rules."""
    _allow(office, actor, kind, of)
    made = Made((kind, of), content, firms, suffix="")
    _handed(office, actor, f"{kind}:{of}", made, {"kind": kind, "reason": stated_reason(reason)})


def _allow(office: Office, actor: Actor, kind: str, of: object) -> None:
    try:
        require(actor, *OFFICE_ROLES)
    except NotAllowed:
        note_refusal(office, actor, f"{kind}:{of}", {"export": kind, "of": of})
        raise


def _handed(
    office: Office, actor: Actor, subject: str, made: Made, known: Mapping[str, object]
) -> File:
    named = file_name(*made.stem, office.today().isoformat(), suffix=made.suffix)
    payload = {
        **known,
        "firms": made.firms,
        "name": named,
        "sha256": hashlib.sha256(made.content).hexdigest(),
    }
    with office.database.writing() as connection:
        journal.append(
            connection,
            kind="exported",
            actor=actor.pseudonym,
            subject=subject,
            payload=payload,
            at=office.clock(),
        )
    return File(named, made.media_type, made.content)


def _ranking(office: Office, actor: Actor, call_id: int) -> Made:
    return Made(*exported_call.ranking(office, actor, call_id), _applicants(office, call_id))


def _panel(office: Office, actor: Actor, call_id: int) -> Made:
    return Made(*exported_call.panel(office, actor, call_id), _applicants(office, call_id))


def _decision(office: Office, actor: Actor, call_id: int) -> Made:
    name, content = exported_decision.decision_of(office, actor, call_id)
    return Made((name, _("선정")), content, _applicants(office, call_id), ".json", JSON)


def _applicants(office: Office, call_id: int) -> int:
    with office.database.reading() as connection:
        return len(applications.of_call(connection, call_id))


_ROUNDS: Mapping[str, Callable[[Office, Actor, str, str], tuple[Stem, bytes, int]]] = {
    "proof": proving.of_round,
    "cohort": cohort.of_round,
}
_CALLS: Mapping[str, Callable[[Office, Actor, int], Made]] = {
    "ranking": _ranking,
    "panel": _panel,
    "decision": _decision,
}
