"""What the journal's subjects are called when people read them: lists, calls, files, releases.

Firms and people stand in the journal under pseudonyms, whose names `firms` and `accounts` know.
"""

from collections.abc import Collection, Mapping

from assessment.locale import mark
from assessment.locale import translate as _
from assessment.records import (
    applications,
    assessments,
    calls,
    evidence,
    firms,
    releases,
    rounds,
)
from assessment.records.database import Connection

_WHOLE: Mapping[str, str] = {
    "list:firms": mark("업체 명단"),
    "list:reviews": mark("검토함"),
    "reviews": mark("현장 검토 문서"),
    "forms": mark("오프라인 양식 여럿"),
    "form": mark("오프라인 양식"),
    "register": mark("공장 등록부"),
    "demo": mark("가상 데이터"),
    "console": mark("서버 명령줄"),
    "system": mark("시스템"),
    "unknown": mark("알 수 없음"),
}
_OF_ASSESSMENT = {
    "application": mark("신청용 엑셀"),
    "receipt": mark("접수증"),
    "proof": mark("검산 파일"),
}
_OF_APPLICATION = {
    "paste": mark("온라인 접수용 값"),
    "bundle": mark("신청 서류 묶음"),
    "form": mark("신청 서식"),
}
_OF_CALL = {
    "call": mark("공고"),
    "list:call": mark("공고의 신청 명단"),
    "ranking": mark("순위표"),
    "panel": mark("평가표"),
    "decision": mark("선정 결과"),
}
_OF_ROUND = {
    "round": mark("회차"),
    "cohort": mark("회차 전체 자료"),
    "offline_forms": mark("오프라인 양식 여럿"),
}
_OTHER = {"evidence": mark("증빙 파일"), "reviews": mark("현장 검토 문서"),
          "offline_form": mark("오프라인 양식"), "rehearsal": mark("게시 전 비교")}  # fmt: skip
_WORDS = {**_OTHER, **_OF_ASSESSMENT, **_OF_APPLICATION, **_OF_CALL, **_OF_ROUND}


def thing_name(kind: str) -> str:
    """What a kind of file or list is called; one that is not known is shown as it is stored."""
    return _(_WORDS[kind]) if kind in _WORDS else kind


def subject_names(connection: Connection, subjects: Collection[str]) -> dict[str, str]:
    """In the reader's language, by subject: of each that is not a person's or a firm's."""
    found = {one: _(_WHOLE[one]) for one in subjects if one in _WHOLE}
    parted = {one: one.rpartition(":") for one in subjects if ":" in one and one not in found}
    for one, (kind, _colon, of) in parted.items():
        if kind in _WORDS:
            found[one] = f"{thing_name(kind)} · {_whose(connection, kind, of)}"
    return found | _of_releases(connection, set(subjects) - found.keys())


def _whose(connection: Connection, kind: str, of: str) -> str:
    """The name behind the number; the number where there is no such thing any more."""
    if not (of.isascii() and of.isdigit()):
        return of
    number, name = int(of), None
    if kind in _OF_CALL:
        call = calls.call(connection, number)
        name = call.name if call else None
    elif kind in _OF_ROUND:
        there = rounds.get(connection, number)
        name = there.name if there else None
    elif kind in _OF_APPLICATION:
        applied = applications.application(connection, number)
        name = applied.applicant_name if applied else None
    else:
        if kind == "evidence":
            kept = evidence.find(connection, number)
            number = kept.assessment_id if kept else 0
        own = assessments.find(connection, number)
        firm = firms.get(connection, own.firm_id) if own else None
        name = firm.name if firm else None
    return name or _("{n}번", n=of)


def _of_releases(connection: Connection, left: Collection[str]) -> dict[str, str]:
    """A published release goes under the beginning of its hash."""
    if not left:
        return {}
    known = {one.hash[:32]: f"{one.name} {one.version}" for one in releases.listed(connection)}
    return {one: known[one] for one in left if one in known}
