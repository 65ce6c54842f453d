"""The ranked list of a call as a workbook that can be defended and replayed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from assessment.locale import translate as _
from assessment.workbooks.outgoing.text import trimmed
from assessment.workbooks.outgoing.writing import Column, Page, Pages


@dataclass(frozen=True, eq=False)
class RankedList:
    """What the workbook says.

    `ranking`: rank, name, score, low, high, verified_share, granted, cumulative, above_line and
    one column `criterion:<id>` each of contributed points. `unverified`: name, reason.
    `eligibility`: name, status, codes, messages. `criteria`: name, source, direction, low, high,
    weight, example. `decisions`: name, outcome, place, score, granted, reason. A missing frame
    column is left out. `parameters`, `hashes` go to the method sheet with `data_date` and `seed`.
    """

    call: str
    programme: str
    round: str
    status: str
    data_date: str
    seed: int
    ranking: pd.DataFrame
    criteria: pd.DataFrame
    criterion_names: Mapping[str, str]
    eligibility: pd.DataFrame
    unverified: pd.DataFrame
    decisions: pd.DataFrame
    parameters: Sequence[tuple[str, object]] = ()
    hashes: Sequence[tuple[str, str]] = ()
    distribution: str = ""
    notes: Sequence[str] = field(default_factory=tuple)
    demo: bool = False
    assumptions: Sequence[tuple[str, str]] = ()
    """What synthetic data rest on: the assumption, its source and how sure it is."""


def ranked_list_workbook(given: RankedList) -> bytes:
    """Sheets: list, eligibility, criteria, decisions, method."""
    pages = Pages(given.demo)
    _list_page(pages, given)
    _eligibility_page(pages, given)
    _criteria_page(pages, given)
    _decisions_page(pages, given)
    _method_page(pages, given)
    return pages.finish()


def _list_page(pages: Pages, given: RankedList) -> None:
    page = pages.page(_("순위"))
    page.title(given.call)
    page.note(
        _(
            "{programme} · {round} · 자료 기준일 {day}",
            programme=given.programme,
            round=given.round,
            day=given.data_date,
        )
    )
    page.note(given.distribution)
    page.gap()
    columns = [
        Column("rank", _("순위"), "whole", 6),
        Column("name", _("업체"), "text", 22),
        Column("score", _("점수"), "points", 7),
        Column("low", _("순위 5%"), "whole", 7),
        Column("high", _("순위 95%"), "whole", 7),
        Column("verified_share", _("확인 비율"), "percent", 8),
        Column("granted", _("지원액(원)"), "won", 13),
        Column("cumulative", _("누계(원)"), "won", 14),
        Column("above_line", _("예산선"), "text", 7),
    ]
    columns += [
        Column(name, given.criterion_names.get(name.split(":", 1)[1], name), "points", 10)
        for name in map(str, given.ranking.columns)
        if name.startswith("criterion:")
    ]
    _table(page, _with_words(given.ranking, "above_line"), columns)


def _eligibility_page(pages: Pages, given: RankedList) -> None:
    page = pages.page(_("자격요건"))
    page.title(_("자격요건 판정"))
    columns = [
        Column("name", _("업체"), "text", 26),
        Column("status", _("판정"), "text", 12),
        Column("codes", _("사유 번호"), "wrapped", 20),
        Column("messages", _("사유"), "wrapped", 60),
    ]
    _table(page, given.eligibility, columns)
    if len(given.unverified):
        other = pages.page(_("미확인"))
        other.title(_("미확인 업체: 확인이 끝나지 않아 순위에 들지 않습니다"))
        named = [
            Column("name", _("업체"), "text", 26),
            Column("score", _("신고 점수"), "points", 10),
            Column("reason", _("사유"), "wrapped", 60),
        ]
        _table(other, given.unverified, named)


def _criteria_page(pages: Pages, given: RankedList) -> None:
    page = pages.page(_("평가항목"))
    page.title(_("평가항목과 배점"))
    columns = [
        Column("name", _("평가항목"), "wrapped", 36),
        Column("source", _("근거"), "text", 12),
        Column("direction", _("방향"), "text", 12),
        Column("low", _("0점 값"), "number", 12),
        Column("high", _("만점 값"), "number", 12),
        Column("weight", _("배점"), "number", 10),
        Column("example", _("비고"), "text", 14),
    ]
    _table(page, given.criteria, columns)


def _decisions_page(pages: Pages, given: RankedList) -> None:
    page = pages.page(_("선정 결정"))
    page.title(_("선정 결정"))
    if not len(given.decisions):
        page.note(_("아직 결정하지 않았습니다."))
        return
    columns = [
        Column("name", _("업체"), "text", 26),
        Column("outcome", _("결정"), "text", 14),
        Column("place", _("순위·예비 순번"), "whole", 12),
        Column("score", _("점수"), "points", 9),
        Column("granted", _("지원액(원)"), "won", 15),
        Column("reason", _("사유"), "wrapped", 60),
    ]
    _table(page, given.decisions, columns)


def _method_page(pages: Pages, given: RankedList) -> None:
    page = pages.page(_("방법"), "portrait")
    page.title(_("계산 방법과 재현 정보"))
    page.widths(26, 72)
    rows: list[tuple[str, object]] = [
        (_("지원사업"), given.programme),
        (_("회차"), given.round),
        (_("상태"), given.status),
        (_("자료 기준일"), given.data_date),
        (_("난수 씨앗"), given.seed),
    ]
    rows += list(given.parameters)
    page.pairs((label, _as_text(value)) for label, value in rows)
    if given.hashes:
        page.gap()
        page.title(_("정의 파일의 해시"))
        page.pairs(given.hashes)
    page.gap()
    for note in given.notes:
        page.note(trimmed(note))
    if given.assumptions:
        page.gap()
        page.title(_("가상 데이터의 가정"))
        page.pairs((source, trimmed(text)) for text, source in given.assumptions)


def _table(page: Page, frame: pd.DataFrame, columns: Sequence[Column]) -> None:
    page.table(frame, [column for column in columns if column.name in frame.columns])


def _with_words(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    if column not in frame.columns:
        return frame
    words = {True: _("안"), False: _("밖")}
    return frame.assign(**{column: [words.get(value, "") for value in frame[column]]})


def _as_text(value: object) -> object:
    return value if isinstance(value, (str, int, float)) and value == value else str(value)
