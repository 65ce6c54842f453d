"""Why the data of many firms leave: said before they do, and kept in the journal."""

from assessment.locale import Message, message
from assessment.locale import translate as _
from assessment.problems import AssessmentError, Problem
from assessment.workbooks.outgoing.text import trimmed

SHORTEST, LONGEST = 4, 200


def usual_reasons() -> tuple[str, ...]:
    """What people may pick instead of writing."""
    return (
        _("선정위원회 자료"),
        _("평가위원 채점"),
        _("이의신청 답변"),
        _("감사·점검 자료"),
        _("사업 통계와 보고"),
    )


def stated_reason(reason: str, missing: Message | None = None) -> str:
    """The reason on one line; AssessmentError where there is none, or a whole essay.

    `missing` says in other words that there is none.
    """
    why = trimmed(reason)
    if not SHORTEST <= len(why) <= LONGEST:
        what = missing or message("여러 업체의 자료를 내보내는 이유를 적지 않았습니다.")
        if why:
            what = message("이유는 {low}–{high}자로 적습니다.", low=SHORTEST, high=LONGEST)
        fix = message("무엇에 쓰는지 한 줄로 적어 주십시오. 기록에 남습니다.")
        if missing:
            fix = message("까닭을 한 줄로 적어 주십시오. 기록에 남습니다.")
        raise AssessmentError(Problem("reason", what, fix, code="export_reason"))
    return why
