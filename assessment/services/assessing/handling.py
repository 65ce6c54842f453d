"""How an assessment goes from hand to hand: its status, who may touch it, what is noted of it."""

from collections.abc import Mapping
from typing import Any, Literal

from assessment.locale import mark, message
from assessment.locale import translate as _
from assessment.problems import AssessmentError, Problem
from assessment.records import assessments, journal
from assessment.records.assessments import Assessment
from assessment.records.database import Connection
from assessment.records.journal import Entry
from assessment.services.office import Actor, Office
from assessment.services.permissions import not_found, reach_known_firm

Move = Literal["submit", "begin", "send_back", "finish"]

STATUS_NAMES: Mapping[str, str] = {
    "draft": mark("작성 중"),
    "submitted": mark("제출됨"),
    "in_review": mark("검토 중"),
    "returned": mark("보완 요청됨"),
    "resubmitted": mark("다시 제출됨"),
    "verified": mark("검토 끝남"),
}
_MOVES: Mapping[tuple[str, Move], str] = {
    ("draft", "submit"): "submitted",
    ("submitted", "begin"): "in_review",
    ("in_review", "begin"): "in_review",
    ("resubmitted", "begin"): "resubmitted",
    ("in_review", "send_back"): "returned",
    ("resubmitted", "send_back"): "returned",
    ("returned", "submit"): "resubmitted",
    ("in_review", "finish"): "verified",
    ("resubmitted", "finish"): "verified",
}
_MOVE_NAMES: Mapping[Move, str] = {
    "submit": mark("응답 제출"),
    "begin": mark("검토하기"),
    "send_back": mark("되돌려 보내기"),
    "finish": mark("검토 끝내기"),
}
OPEN_TO_OWNER = ("draft", "returned")
HANDED_IN = ("submitted", "in_review", "returned", "resubmitted", "verified")


def status_name(status: str) -> str:
    """The status in the reader's language."""
    return _(STATUS_NAMES[status])


def moved(status: str, move: Move) -> str:
    """The status after the move; a move that the present status does not allow is refused."""
    after = _MOVES.get((status, move))
    if after is None:
        raise AssessmentError(
            Problem(
                "status",
                message(
                    "'{status}' 상태에서는 {move}을(를) 할 수 없습니다.",
                    status=message(STATUS_NAMES[status]),
                    move=message(_MOVE_NAMES[move]),
                ),
                message("화면을 새로 열어 지금 상태를 확인해 주십시오."),
                code="illegal_move",
            )
        )
    return after


def reach_assessment(
    office: Office, connection: Connection, actor: Actor, assessment_id: int
) -> Assessment:
    """The assessment, if the actor may know of its firm; a free firm's draft is its owner's."""
    return reach_found(office, connection, actor, assessments.find(connection, assessment_id))


def reach_found(
    office: Office, connection: Connection, actor: Actor, found: Assessment | None
) -> Assessment:
    """The same for an assessment that was looked up."""
    if found is None:
        raise not_found("assessment")
    unsent = found.status == "draft"
    reach_known_firm(office, connection, actor, found.firm_id, found.firm_pseudonym, unsent=unsent)
    return found


def require_open(found: Assessment) -> None:
    """Pass only a draft or a returned assessment; all others are locked for their owner."""
    if found.status not in OPEN_TO_OWNER:
        raise AssessmentError(
            Problem(
                "status",
                message(
                    "'{status}' 상태라 응답을 바꿀 수 없습니다.",
                    status=message(STATUS_NAMES[found.status]),
                ),
                message("고칠 것이 있으면 담당 컨설턴트에게 보완 요청을 부탁해 주십시오."),
                code="locked",
            )
        )


def note(
    office: Office,
    connection: Connection,
    actor: Actor,
    found: Assessment,
    kind: str,
    payload: Mapping[str, Any],
) -> None:
    """Journal what was done to the assessment, under the firm's pseudonym."""
    said = {"assessment": found.id, **payload}
    entry = Entry(kind, actor.pseudonym, found.firm_pseudonym, said)
    journal.append_later(connection, entry, office.clock())
