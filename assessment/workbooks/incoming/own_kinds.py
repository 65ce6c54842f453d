"""Our own kinds of workbook, told by their sheets: one given in the wrong place is named."""

from collections.abc import Iterable, Mapping
from typing import Literal

from assessment.locale import Message, message
from assessment.problems import AssessmentError, Problem
from assessment.workbooks.incoming.reading import ColumnSheet, Sheet
from assessment.workbooks.offline_forms.offline_form_binding import MARK, META_SHEET
from assessment.workbooks.review_books.review_book import BOOK_VERSION

OwnKind = Literal["form", "review_book", "author_book"]
AUTHOR_SHEETS = frozenset({"settings", "survey", "choices"})
"""Without these a workbook is no author's."""
_BOOK = BOOK_VERSION.partition("/")[0] + "/"
_TOLD: Mapping[OwnKind, tuple[Message, Message]] = {
    "form": (
        message("업체가 답을 적는 오프라인 양식입니다."),
        message(
            "‘양식 한꺼번에 가져오기’ 화면이나 진단의 ‘엑셀로 답하기’에 올리십시오. "
            "명령줄에서는 import forms를 쓰십시오."
        ),
    ),
    "review_book": (
        message("컨설턴트가 확인한 것을 적는 검토 문서입니다."),
        message("검토함의 ‘엑셀로 검토’에 올리십시오. 명령줄에서는 import reviews를 쓰십시오."),
    ),
    "author_book": (
        message("진단지를 고치는 저작용 통합 문서입니다."),
        message("명령줄에서 import questionnaire로 가져오십시오."),
    ),
}


def own_kind(sheets: Iterable[Sheet | ColumnSheet]) -> OwnKind | None:
    """Which workbook of ours this is: by its hidden sheet, an author's by the names of all."""
    named = {sheet.name.strip(): sheet for sheet in sheets}
    meta = named.get(META_SHEET)
    if meta is not None:
        for cells in meta.top(1).values():
            first, second = str(cells.get(1, "")), str(cells.get(2, ""))
            if first == MARK:
                return "form"
            if first == "version" and second.startswith(_BOOK):
                return "review_book"
    return "author_book" if named.keys() >= AUTHOR_SHEETS else None


def refuse_another(
    name: str, sheets: Iterable[Sheet | ColumnSheet], wanted: OwnKind | None = None
) -> None:
    """AssessmentError where this is a workbook of ours of another kind than the one wanted."""
    found = own_kind(sheets)
    if found is not None and found != wanted:
        what, fix = _TOLD[found]
        raise AssessmentError(Problem(name, what, fix, "other_workbook"))
