"""Equal scores at the line: the outside randomness stated before a call closes, drawn after it."""

from dataclasses import dataclass

from assessment.definitions.programmes import Programme
from assessment.locale import message
from assessment.method.selection import RULE
from assessment.problems import AssessmentError, Conflict, Problem
from assessment.records import calls as kept
from assessment.records.calls import CallRecord
from assessment.services.funding.calls import OFFICE_ROLES, already_closed, known_call, note
from assessment.services.funding.reasons import Words, words_of
from assessment.services.office import Actor, Office
from assessment.services.permissions import require
from assessment.services.releases.publishing import programme_of

LONGEST = 500


@dataclass(frozen=True)
class LotteryState:
    """`source` is the programme's words; `stated` and `rule` were journalled before the close,
    `value` is what the stated source published. None: not yet."""

    source: Words
    stated: str | None
    rule: str | None
    value: str | None


def lottery_state(programme: Programme, call: CallRecord) -> LotteryState | None:
    """Where the lottery of a call stands; None where equal scores stand or fall together."""
    if programme.tie_break != "lottery" or programme.lottery is None:
        return None
    return LotteryState(
        words_of(programme.lottery.randomness),
        call.lottery_source,
        call.lottery_rule,
        call.lottery_value,
    )


def state_lottery(
    office: Office, actor: Actor, call_id: int, source: str, rule: str = RULE
) -> None:
    """Write down, before the call closes, exactly what will be read where, and how it decides.

    It may be stated anew until the close; every statement is in the journal.
    """
    require(actor, *OFFICE_ROLES)
    with office.database.writing() as connection:
        call = known_call(connection, call_id)
        _refuse_without(programme_of(connection, call.release_hash))
        text = source.strip()
        problems = [] if 0 < len(text) <= LONGEST else [_no_source()]
        if rule != RULE:
            problems.append(_no_such_rule(rule))
        if problems:
            raise AssessmentError(*problems)
        if not kept.state_lottery(connection, call_id, text, rule):
            raise already_closed(call)
        note(office, connection, actor, "lottery_stated", call_id, {"source": text, "rule": rule})


def draw_lottery(office: Office, actor: Actor, call_id: int, published: str) -> None:
    """Give, once and after the close, what the stated source published; character by character."""
    require(actor, *OFFICE_ROLES)
    with office.database.writing() as connection:
        call = known_call(connection, call_id)
        _refuse_without(programme_of(connection, call.release_hash))
        text = published.strip()
        if not 0 < len(text) <= LONGEST:
            raise AssessmentError(_no_source())
        if not kept.give_lottery_value(connection, call_id, text):
            raise _not_now(call)
        note(office, connection, actor, "lottery_drawn", call_id, {"value": text})


def refuse_undrawn(programme: Programme, call: CallRecord, tied: bool) -> None:
    """Where equal scores stand across the line and the stated draw has not been made."""
    state = lottery_state(programme, call)
    if tied and state is not None and state.stated is not None and state.value is None:
        raise Conflict(
            Problem(
                call.name,
                message(
                    "예산선에 동점이 있는데 추첨 값이 아직 없습니다: {source}", source=state.stated
                ),
                message("적어 둔 출처에서 발표된 값을 그대로 넣은 뒤 선정해 주십시오."),
                code="lottery_open",
            )
        )


def _refuse_without(programme: Programme) -> None:
    if programme.tie_break != "lottery":
        raise AssessmentError(
            Problem(
                programme.id,
                message("이 사업은 동점을 추첨으로 가리지 않습니다."),
                message("지원사업 파일의 tie_break를 확인해 주십시오."),
                code="no_lottery",
            )
        )


def _no_source() -> Problem:
    return Problem(
        "lottery",
        message("추첨에 쓸 바깥의 난수가 비어 있거나 너무 깁니다."),
        message("두 사람이 같은 글자를 읽을 만큼 또렷하게, 500자 안으로 적어 주십시오."),
        code="no_randomness",
    )


def _no_such_rule(rule: str) -> Problem:
    return Problem(
        "lottery",
        message("모르는 추첨 방법입니다: {rule}", rule=rule),
        message("이 방법을 쓰십시오: {rule}", rule=RULE),
        code="lottery_rule",
    )


def _not_now(call: CallRecord) -> Conflict:
    return Conflict(
        Problem(
            call.name,
            message("추첨 값은 마감 전에 출처를 적어 둔 공고에, 마감 뒤 한 번만 넣을 수 있습니다."),
            message("공고의 마감과 적어 둔 출처, 이미 넣은 값을 확인해 주십시오."),
            code="lottery_not_now",
        )
    )
