"""Which sheet of a workbook holds the answers, and in which columns: told by the headers alone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assessment.locale import Message, message
from assessment.problems import AssessmentError, Problem
from assessment.workbooks.incoming.reading import Sheet
from assessment.workbooks.offline_forms.offline_form_binding import BASE_SHEET, META_SHEET
from assessment.workbooks.outgoing.text import fold

_HEADERS = ("code", "answer", "other", "comment")
_MOST_ROWS, _LONGEST = 30, 80
_ENOUGH = 3
"""Of the four headers so many make a row the row of headers; those that lack are then named."""


@dataclass(frozen=True)
class AnswerTable:
    """The sheet, the row of its headers, and the column of each; `renamed` if by another name."""

    sheet: Sheet
    head: int
    columns: Mapping[str, int]
    renamed: bool


def answer_table(name: str, sheets: Sequence[Sheet], told: Mapping[str, str]) -> AnswerTable:
    """The one table of answers; AssessmentError where there is none, two, or a column is unclear.

    `told` are the headers as they stood in the form when it was made.
    """
    wanted = {fold(told[f"column.{one}"]): one for one in _HEADERS if f"column.{one}" in told}
    names = {one: told.get(f"column.{one}", one) for one in _HEADERS}
    found = [
        (sheet, row, headers)
        for sheet in sheets
        if sheet.name not in (META_SHEET, BASE_SHEET)
        for row, headers in _heads(sheet, wanted)
    ]
    if not found:
        what = message("답을 적는 표의 제목 줄을 찾을 수 없습니다: {names}",
                       names=", ".join(names.values()))  # fmt: skip
        raise _refused(name, what, _BACK, "form_no_table")
    if len(found) > 1:
        places = ", ".join(f"{sheet.name} {row}" for sheet, row, _ in found)
        what = message("답을 적는 표가 둘 이상 있습니다: {places}", places=places)
        fix = message("하나만 남기고 나머지 시트를 지워 주십시오.")
        raise _refused(name, what, fix, "form_two_tables")
    sheet, row, headers = found[0]
    where = f"{name} {sheet.name}!{row}"
    twice = [names[one] for one in _HEADERS if len(headers.get(one, ())) > 1]
    if twice:
        what = message("같은 제목의 열이 둘 이상 있습니다: {names}", names=", ".join(twice))
        fix = message("쓰지 않을 열을 지우거나 제목을 바꾸어 주십시오.")
        raise _refused(where, what, fix, "form_columns")
    absent = [names[one] for one in _HEADERS if one not in headers]
    if absent:
        what = message("열이 없습니다: {names}", names=", ".join(absent))
        raise _refused(where, what, _BACK, "form_columns")
    columns = {one: places[0] for one, places in headers.items()}
    return AnswerTable(sheet, row, columns, sheet.name != told.get("sheet"))


_BACK = message("제목 줄을 되돌리거나, 새 양식을 받아 답을 옮겨 주십시오.")


def _heads(
    sheet: Sheet, wanted: Mapping[str, str]
) -> Iterator[tuple[int, dict[str, tuple[int, ...]]]]:
    """Rows that read like our headers."""
    for row in sorted(sheet.rows)[:_MOST_ROWS]:
        headers: dict[str, tuple[int, ...]] = {}
        for column, value in sorted(sheet.rows[row].items()):
            short = isinstance(value, str) and len(value) <= _LONGEST
            known = wanted.get(fold(str(value))) if short else None
            if known is not None:
                headers[known] = (*headers.get(known, ()), column)
        if len(headers) >= _ENOUGH:
            yield row, headers


def _refused(where: str, what: Message, fix: Message, code: str) -> AssessmentError:
    return AssessmentError(Problem(where, what, fix, code))
