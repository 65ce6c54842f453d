"""Which answers an item takes, and in which form they are kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assessment.definitions.questionnaires import (
    ChoiceItem,
    Item,
    LevelItem,
    MultiItem,
    NumberItem,
    PlainItem,
)
from assessment.definitions.releases import Release
from assessment.locale import Message, message
from assessment.problems import Problem

STATES = ("unanswered", "answered", "not_applicable", "unknown")
LONGEST_TEXT = 2_000


@dataclass(frozen=True)
class AnswerValue:
    """What is claimed or verified: a state, with a value when answered, a reason when not."""

    state: str
    value: str | None = None
    reason: str | None = None


class _RefusedError(Exception):
    def __init__(self, what: Message, fix: Message) -> None:
        self.what, self.fix = what, fix


def check_answer(
    release: Release, item: str, state: str, value: str | float | None, reason: str | None = None
) -> AnswerValue | Problem:
    """The answer in the form in which it is kept, or what is wrong with it."""
    definition = release.items.get(item)
    try:
        if definition is None:
            raise _RefusedError(
                message("진단지에 없는 문항입니다: {item}", item=item),
                message("화면을 새로 열어 다시 답해 주십시오."),
            )
        match state:
            case "answered":
                return AnswerValue(state, _kept(definition, value))
            case "not_applicable":
                return AnswerValue(state, reason=_reason(definition, reason))
            case "unanswered" | "unknown":
                return AnswerValue(state)
            case _:
                raise _RefusedError(
                    message("알 수 없는 응답 상태입니다: {state}", state=state),
                    message("화면을 새로 열어 다시 답해 주십시오."),
                )
    except _RefusedError as refused:
        return Problem(item, refused.what, refused.fix, code="bad_answer")


def check_confidence(item: str, confidence: int | None) -> Problem | None:
    """A confidence is absent, 0 (none any more) or 1 to 5."""
    if confidence is None or confidence in range(6):
        return None
    what = message("확신 정도는 1에서 5까지입니다.")
    return Problem(item, what, message("1에서 5 가운데 고르십시오."), code="bad_answer")


def plain_text(text: str | None) -> str | None:
    """Without control characters and spaces around it; nothing left is absent."""
    kept = "".join(sign for sign in text or "" if sign >= " " or sign == "\n").strip()
    return kept[:LONGEST_TEXT] or None


def _reason(definition: Item, reason: str | None) -> str:
    allowed = definition.not_applicable
    if not allowed:
        raise _RefusedError(
            message("이 문항은 '해당 없음'으로 답할 수 없습니다."),
            message("보기 가운데 고르거나 '잘 모르겠음'을 고르십시오."),
        )
    if reason in allowed:
        return str(reason)
    if reason is None and len(allowed) == 1:
        return allowed[0]
    raise _RefusedError(
        message("'해당 없음'의 이유가 필요합니다."), message("이유를 하나 고르십시오.")
    )


def _kept(definition: Item, value: str | float | None) -> str:
    match definition:
        case LevelItem(options=options) | ChoiceItem(options=options):
            return _option(value, [option.id for option in options])
        case MultiItem(options=options):
            known = [option.id for option in options]
            chosen = {_option(part, known) for part in str(value or "").split()}
            return " ".join(option for option in known if option in chosen)
        case NumberItem():
            return _number(definition, value)
        case PlainItem(type="date"):
            return _date(value)
        case _:
            text = plain_text(str(value) if value is not None else None)
            if text is None:
                raise _RefusedError(
                    message("응답이 비어 있습니다."), message("내용을 적어 주십시오.")
                )
            return text


def _option(value: object, known: Sequence[str]) -> str:
    if value in known:
        return str(value)
    raise _RefusedError(
        message("보기에 없는 값입니다: {value}", value=value),
        message("보기 가운데 하나를 고르십시오."),
    )


def _number(definition: NumberItem, value: str | float | None) -> str:
    try:
        number = float(str(value).replace(",", ""))
    except ValueError:
        number = float("nan")
    if definition.minimum <= number <= definition.maximum:
        return f"{number:.15g}"
    raise _RefusedError(
        message("숫자가 범위를 벗어났습니다: {value}", value=value),
        message(
            "{low}에서 {high} 사이의 숫자를 적어 주십시오.",
            low=f"{definition.minimum:g}",
            high=f"{definition.maximum:g}",
        ),
    )


def _date(value: object) -> str:
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise _RefusedError(
            message("날짜가 아닙니다: {value}", value=value),
            message("2026-11-22처럼 적어 주십시오."),
        ) from None
