"""What a person should know of a form that was read: hidden, renamed, missing; nothing left out."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from assessment.locale import Message, message
from assessment.problems import Problem
from assessment.workbooks.incoming.cells import column_letters
from assessment.workbooks.offline_forms.offline_form import FormAnswer
from assessment.workbooks.offline_forms.offline_form_rows import FILLED
from assessment.workbooks.offline_forms.offline_form_table import AnswerTable

_MOST_NAMED = 12
_REMOVE = message("빼려던 것이면 지우고 다시 올려 주십시오.")
_LOOK = message("맞는 시트인지 확인해 주십시오.")


def share_notes(
    name: str, shares: Collection[str], form: Mapping[str, FormAnswer], places: Mapping[str, str]
) -> Iterator[Problem]:
    """A percentage below one is read as it stands, but `12%` typed with its sign becomes 0.12."""
    for item, one in form.items():
        if item in shares and one.state == "answered" and 0 < float(one.value or 0) < 1:
            what = message("{value} %로 읽었습니다.", value=one.value)
            meant = f"{float(one.value or 0) * 100:.15g}"
            fix = message("{meant} %이면 % 없이 {meant}라고 적어 주십시오.", meant=meant)
            yield Problem(f"{name} {places[item]}", what, fix, "form_note", "warning")


def form_notes(name: str, table: AnswerTable, missing: Sequence[str]) -> Iterator[Problem]:
    """Warnings; `missing` are the items whose rows are gone."""
    for what, fix in (*_of_sheet(table), *_of_items(missing)):
        yield Problem(f"{name} {table.sheet.name}", what, fix, "form_note", "warning")


def _of_sheet(table: AnswerTable) -> Iterator[tuple[Message, Message]]:
    sheet = table.sheet
    if table.renamed:
        yield message("이름이 바뀐 시트에서 읽었습니다."), _LOOK
    if sheet.hidden:
        yield message("숨긴 시트에서 읽었습니다."), _REMOVE
    rows = sum(1 for row in sheet.hidden_rows if row > table.head and row in sheet.rows)
    if rows:
        yield message("숨긴 행 {count}개도 읽었습니다.", count=rows), _REMOVE
    columns = (table.columns[one] for one in FILLED)
    hidden = [column_letters(one) for one in columns if one in sheet.hidden_columns]
    if hidden:
        yield message("숨긴 열도 읽었습니다: {names}", names=", ".join(hidden)), _REMOVE


def _of_items(missing: Sequence[str]) -> Iterator[tuple[Message, Message]]:
    if missing:
        shown, more = ", ".join(missing[:_MOST_NAMED]), len(missing) - _MOST_NAMED
        names = f"{shown} … (+{more})" if more > 0 else shown
        what = message("줄이 없어 그대로 둔 문항입니다: {names}", names=names)
        yield what, message("답이 있으면 새 양식에 적어 주십시오.")
