"""What was typed into a row of a review workbook, as a finding or as what is wrong with it."""

from dataclasses import replace

from assessment.locale import Message, message
from assessment.problems import AssessmentError, Problem
from assessment.records.answers import StoredAnswer
from assessment.records.resident_numbers import ResidentNumber, refuse_resident_numbers
from assessment.services.assessing.answer_values import LONGEST_TEXT, AnswerValue, plain_text
from assessment.services.office import Actor, Office
from assessment.services.review.review_book_words import Claimed, Finding, Wording, code_of
from assessment.services.review.review_sheet import METHODS, REASON_CODES
from assessment.services.review.verifying import check_verification, verification
from assessment.workbooks.incoming.cells import Value
from assessment.workbooks.outgoing.text import visible
from assessment.workbooks.review_books.review_book import Part
from assessment.workbooks.review_books.review_book_reading import TypedRow

_FROM_LIST = message("목록에서 고르십시오.")
_MEND = message("칸을 고쳐 다시 올려 주십시오.")


class Untaken(Exception):
    """Cells that cannot be taken, each told with its place."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*problems)
        self.problems = problems


def finding_of(
    wording: Wording,
    item: str,
    claim: Claimed,
    row: TypedRow,
    method: Value | None,
    na_reason: str | None,
) -> Finding | None:
    """The finding of a row, None where nothing is typed; raises Untaken.

    `method` holds for rows without their own. The claim's own value needs no reason: it is
    confirmed.
    """
    given = row.typed
    _refuse_private_numbers(row)
    if not given.keys() & {"value", "reason", "note"}:
        return None
    if "value" not in given:
        what = message("확인값 없이 사유나 본 것만 적혀 있습니다.")
        raise Untaken(_problem(row, "value", what, message("확인값을 고르거나 행을 비우십시오.")))
    value = wording.understood(item, claim, given["value"], na_reason)
    if isinstance(value, Problem):
        raise Untaken(_problem(row, "value", value.what, value.fix))
    return Finding(
        value.state,
        visible(value.value) if value.value else None,
        _reason(row, same=(value.state, value.value) == (claim.state, claim.value)),
        _method(row, method),
        _note(row),
    )


def check_finding(
    office: Office, actor: Actor, item: str, claim: StoredAnswer | None, one: Finding, row: TypedRow
) -> None:
    """The rules of the screen; raises Untaken."""
    value = AnswerValue(one.state, one.value)
    held = verification(office, actor, item, claim, value, one.reason, one.method, one.note)
    try:
        check_verification(claim, held)
    except AssessmentError as refused:
        raise Untaken(
            *(replace(problem, where=row.cells["reason"]) for problem in refused.problems)
        ) from None


def _refuse_private_numbers(row: TypedRow) -> None:
    """Each cell by itself: the database would refuse all that is stored with it, and name none."""
    problems: list[Problem] = []
    for part, cell in row.typed.items():
        try:
            refuse_resident_numbers(str(cell), row.cells[part])
        except ResidentNumber as found:
            problems += found.problems
    if problems:
        raise Untaken(*problems)


def _reason(row: TypedRow, *, same: bool) -> str:
    cell = row.typed.get("reason")
    if cell is None and same:
        return "confirmed"
    if cell is None:
        what = message("자가응답과 다른 확인값인데 사유가 없습니다.")
        raise Untaken(_problem(row, "reason", what, _FROM_LIST))
    code = code_of(REASON_CODES, cell)
    if code is None:
        what = message("목록에 없는 사유입니다: {value}", value=str(cell)[:40])
        raise Untaken(_problem(row, "reason", what, _FROM_LIST))
    return code


def _method(row: TypedRow, whole: Value | None) -> str:
    cell = row.typed.get("method", whole)
    code = code_of(METHODS, cell) if cell is not None else None
    if code is None:
        what = message("확인 방법이 없거나 목록에 없습니다.")
        raise Untaken(_problem(row, "method", what, _FROM_LIST))
    return code


def _note(row: TypedRow) -> str | None:
    text = str(row.typed.get("note", ""))
    if len(text) > LONGEST_TEXT:
        what = message("본 것이 {limit}자보다 깁니다.", limit=LONGEST_TEXT)
        raise Untaken(_problem(row, "note", what, message("글을 줄여 주십시오.")))
    return plain_text(text)


def _problem(row: TypedRow, part: Part, what: Message, fix: Message | None = None) -> Problem:
    return Problem(row.cells[part], what, fix or _MEND, "review_book_cell")
