"""What the law wants looked through each month: who saw and took what, who was refused, rights."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import pandas as pd

from assessment.locale import message
from assessment.locale import translate as _
from assessment.problems import AssessmentError, Problem
from assessment.records import accounts, firms, journal
from assessment.records.database import Connection
from assessment.records.journal import JournalRow
from assessment.services.office import SEOUL, Actor, Office
from assessment.services.permissions import require
from assessment.services.trust.accesses import KIND
from assessment.services.trust.journal_subjects import subject_names, thing_name
from assessment.services.trust.journal_words import kind_name
from assessment.services.trust.rights import RIGHTS_KINDS, rights_at
from assessment.services.trust.watched import seen_name

NIGHT = (22, 6)
"""Hours in Korea, from and before, in which work is unusual; weekends are too."""

_TAKEN = ("exported", "exported_list", "firm_archived")
_DOOR = ("sign_in_failed",)

Look = Callable[[Connection, Collection[str]], dict[str, str]]
"""Names by the pseudonyms of the journal."""


@dataclass(frozen=True, eq=False)
class MonthReview:
    """`tables` by what they show, in the reader's words; `counts` how many rows each tells of."""

    month: str
    tables: Mapping[str, pd.DataFrame]
    counts: Mapping[str, int]


def month_review(office: Office, actor: Actor, month: str) -> MonthReview:
    """The review of a month, as `2026-11`, and that it was made, journalled."""
    require(actor, "admin")
    begins, ends = _bounds(month)
    with office.database.reading() as connection:
        rows = journal.between(connection, begins, ends)
        called = {row.actor for row in rows} | {row.subject for row in rows}
        names = {"unknown": _("모르는 사람"), **_names(accounts.by_pseudonym, connection, called)}
        names |= _names(firms.by_pseudonym, connection, called)
        names |= subject_names(connection, called - names.keys())
    told = _Telling(names)
    odd = [row for row in rows if _unusual(row.at) and row.kind not in _DOOR]
    tables = {
        _("열람"): told.counted([row for row in rows if row.kind == KIND], by_what=True),
        _("내려받기"): told.taken([row for row in rows if row.kind in _TAKEN]),
        _("변경"): told.counted([row for row in rows if row.kind not in (KIND, *_TAKEN)]),
        _("로그인 실패"): told.listed([row for row in rows if row.kind in _DOOR]),
        _("거절"): told.listed([row for row in rows if row.kind == "refused"]),
        _("권한 변경"): told.listed([row for row in rows if row.kind in RIGHTS_KINDS]),
        _("이례 시간"): told.counted(odd),
        _("월말 권한"): _rights(office, actor, min(ends, office.clock())),
    }
    _note(office, actor, month, len(rows))
    return MonthReview(month, tables, {name: len(table) for name, table in tables.items()})


class _Telling:
    """Rows of the journal as tables for people."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names

    def counted(self, rows: Sequence[JournalRow], *, by_what: bool = False) -> pd.DataFrame:
        """How often each account did what, from where, to how many subjects."""
        heads = [_("누가"), _("일"), _("횟수"), _("대상 수"), _("주소"), _("처음"), _("마지막")]
        groups: dict[tuple[str, str], list[JournalRow]] = {}
        for row in rows:
            what = kind_name(row.kind)
            if by_what:
                what = seen_name(str((row.payload or {}).get("what", "data")))
            groups.setdefault((self._names.get(row.actor, row.actor), what), []).append(row)
        shown = [
            (
                *key,
                len(found),
                len({row.subject for row in found}),
                ", ".join(sorted({_address(row) for row in found} - {""})),
                _here(min(row.at for row in found)),
                _here(max(row.at for row in found)),
            )
            for key, found in sorted(groups.items(), key=lambda one: (-len(one[1]), one[0]))
        ]
        return pd.DataFrame(shown, columns=heads)

    def taken(self, rows: Sequence[JournalRow]) -> pd.DataFrame:
        """Each file that left: by whom, what, how many firms were in it, why."""
        heads = [_("시각"), _("누가"), _("종류"), _("파일"), _("업체 수"), _("이유"), _("주소")]
        shown = [
            (
                _here(row.at),
                self._names.get(row.actor, row.actor),
                thing_name(str(said["kind"])) if "kind" in said else kind_name(row.kind),
                str(said.get("name", "")),
                said.get("firms", 1),
                str(said.get("reason", "")),
                _address(row),
            )
            for row in rows
            for said in (row.payload or {},)
        ]
        return pd.DataFrame(shown, columns=heads)

    def listed(self, rows: Sequence[JournalRow]) -> pd.DataFrame:
        """Each row: when, who, what, to whom or what, from where."""
        heads = [_("시각"), _("누가"), _("일"), _("대상"), _("상세"), _("주소")]
        shown = [
            (
                _here(row.at),
                self._names.get(row.actor, row.actor),
                kind_name(row.kind),
                self._names.get(row.subject, row.subject),
                ", ".join(f"{k}={v}" for k, v in (row.payload or {}).items() if k != "address"),
                _address(row),
            )
            for row in rows
        ]
        return pd.DataFrame(shown, columns=heads)


def _names(look: Look, connection: Connection, called: set[str]) -> dict[str, str]:
    known = sorted(called)
    found: dict[str, str] = {}
    for start in range(0, len(known), 900):
        found |= look(connection, known[start : start + 900])
    return found


def _rights(office: Office, actor: Actor, moment: datetime) -> pd.DataFrame:
    table = rights_at(office, actor, moment)
    heads = [_("번호"), _("이름"), _("역할"), _("업체 번호"), _("사용 중"), _("담당 업체 수")]
    table["active"] = table["active"].map({True: _("예"), False: _("아니요")})
    return table.set_axis(heads, axis=1)


def _note(office: Office, actor: Actor, month: str, rows: int) -> None:
    with office.database.writing() as connection:
        journal.append(
            connection,
            kind="month_reviewed",
            actor=actor.pseudonym,
            subject=actor.pseudonym,
            payload={"month": month, "rows": rows},
            at=office.clock(),
        )


def _bounds(month: str) -> tuple[datetime, datetime]:
    try:
        begins = datetime.strptime(month, "%Y-%m").replace(tzinfo=SEOUL)
    except ValueError:
        what = message("달을 읽을 수 없습니다: {month}", month=month)
        fix = message("2026-11처럼 적어 주십시오.")
        raise AssessmentError(Problem("month", what, fix, code="bad_month")) from None
    return begins, (begins + timedelta(days=32)).replace(day=1)


def _here(at: datetime) -> datetime:
    return at.astimezone(SEOUL).replace(tzinfo=None, microsecond=0)


def _unusual(at: datetime) -> bool:
    here = at.astimezone(SEOUL)
    return here.hour >= NIGHT[0] or here.hour < NIGHT[1] or here.weekday() >= 5


def _address(row: JournalRow) -> str:
    return str((row.payload or {}).get("address", ""))
