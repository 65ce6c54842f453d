"""What leaves with many firms in it: a right of its own, with a reason, and journalled."""

import hashlib
from collections.abc import Callable, Mapping

from assessment.locale import message, speaking
from assessment.problems import AssessmentError, NotAllowed, Problem
from assessment.records import journal
from assessment.services import cohort, proving
from assessment.services.exporting import XLSX, File
from assessment.services.office import Actor, Office
from assessment.services.permissions import not_found, note_refusal, require
from assessment.workbooks.text import file_name, trimmed

_SHORTEST_REASON = 4
Made = tuple[tuple[str, ...], bytes, int]


def bulk_file(
    office: Office, actor: Actor, kind: str, round_name: str, questionnaire: str, reason: str
) -> File:
    """`proof` or `cohort` of a round in the actor's language, for managers and administrators.

    Who took it, why, how many firms are in it and its hash are journalled; a refusal is too.
    """
    why, subject = trimmed(reason), f"{kind}:{round_name}"
    try:
        require(actor, "manager", "admin")
    except NotAllowed:
        note_refusal(office, actor, subject, {"export": kind, "round": round_name})
        raise
    if kind not in _MAKERS:
        raise not_found("file")
    if len(why) < _SHORTEST_REASON:
        raise AssessmentError(
            Problem(
                "reason",
                message("여러 업체의 자료를 내보내는 이유를 적지 않았습니다."),
                message("무엇에 쓰는지 한 줄로 적어 주십시오. 기록에 남습니다."),
                code="export_reason",
            )
        )
    with speaking("en" if actor.language == "en" else "ko"):
        made = _MAKERS[kind](office, actor, round_name, questionnaire)
    stem, content, firms = made
    file = File(file_name(*stem, office.today().isoformat()), XLSX, content)
    payload = {
        "kind": kind,
        "questionnaire": questionnaire,
        "firms": firms,
        "reason": why,
        "name": file.name,
        "sha256": hashlib.sha256(content).hexdigest(),
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
    return file


_MAKERS: Mapping[str, Callable[[Office, Actor, str, str], Made]] = {
    "proof": proving.of_round,
    "cohort": cohort.of_round,
}
