"""The review workbook handed out: the chosen firms' claims for a consultant without a line."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import Any

from assessment.locale import language, message, speaking
from assessment.locale import translate as _
from assessment.problems import AssessmentError, NotAllowed, NotFound, Problem
from assessment.records import accounts, journal, rounds, settings
from assessment.records.accounts import Account
from assessment.records.assessments import Assessment
from assessment.records.database import Connection
from assessment.services.assessing.handling import STATUS_NAMES, reach_assessment
from assessment.services.entry.sessions import actor_of
from assessment.services.exports.export_reasons import stated_reason
from assessment.services.exports.exporting import XLSX, File
from assessment.services.forms.form_binding import signer
from assessment.services.office import Actor, Office
from assessment.services.permissions import STAFF, note_refusal, require
from assessment.services.review.review_book_rows import Gathered, gathered
from assessment.services.review.review_book_words import book_words
from assessment.services.review.review_item import UNDER_REVIEW
from assessment.workbooks.outgoing.text import file_name, trimmed
from assessment.workbooks.review_books.review_book import BookMeta, ReviewBook
from assessment.workbooks.review_books.review_book_writing import review_workbook

MOST_FIRMS = 100
NONCE_BYTES = 16
"""As long as a digest: in fewer signs of its kind somebody's resident number may seem to stand."""


def review_file(
    office: Office,
    actor: Actor,
    assessment_ids: Sequence[int],
    consultant: str = "",
    *,
    reason: str = "",
) -> File:
    """The workbook of these assessments in their order, in the actor's language; journalled.

    A consultant takes it for themselves, a manager or administrator for `consultant` (an e-mail
    address), or for whom all of them are assigned to, and says why where there are several firms.
    Refused, each named, are those not under review and those that are another consultant's.
    """
    try:
        require(actor, *STAFF)
    except NotAllowed:
        note_refusal(office, actor, "reviews", {"export": "reviews"})
        raise
    sign = signer(office)
    with (
        speaking("en" if actor.language == "en" else "ko"),
        office.database.reading() as connection,
    ):
        chosen = _chosen(office, connection, actor, assessment_ids)
        taker = _taker(connection, actor, chosen, consultant)
        _refuse_unfit(office, connection, chosen, taker)
        why = _why(actor, chosen, reason)
        found = gathered(office, connection, chosen)
        book = _book(office, connection, taker, chosen, found)
        name = _name(office, connection, chosen, found)
        made = File(name, XLSX, review_workbook(book, sign))
    _note(office, actor, book, made, chosen, why)
    return made


def _why(actor: Actor, chosen: Sequence[Assessment], reason: str) -> str:
    """What it is taken for; with a consultant's own firms that is plain."""
    if actor.role == "consultant" or len({one.firm_id for one in chosen}) == 1:
        return trimmed(reason) or _("현장검토")
    return stated_reason(reason)


def _chosen(
    office: Office, connection: Connection, actor: Actor, ids: Sequence[int]
) -> list[Assessment]:
    wanted = list(dict.fromkeys(ids))
    if not wanted or len(wanted) > MOST_FIRMS:
        what = message("한 문서에는 1곳부터 {most}곳까지 담을 수 있습니다.", most=MOST_FIRMS)
        fix = message("업체를 고르거나 여러 문서로 나누어 주십시오.")
        raise AssessmentError(Problem("reviews", what, fix, "review_book_many"))
    return [reach_assessment(office, connection, actor, number) for number in wanted]


def _taker(
    connection: Connection, actor: Actor, chosen: Sequence[Assessment], consultant: str
) -> Account:
    """The consultant whose book it is."""
    if actor.role == "consultant":
        account = accounts.get(connection, actor.account_id)
    elif consultant:
        account = accounts.by_email(connection, consultant)
    else:
        assigned = {one.reviewer_id for one in chosen if one.reviewer_id is not None}
        account = accounts.get(connection, assigned.pop()) if len(assigned) == 1 else None
    if account is None or account.role != "consultant" or not account.active:
        what = message("누구의 검토 문서인지 알 수 없습니다.")
        fix = message("맡을 컨설턴트의 계정을 적거나, 한 사람이 맡은 업체만 고르십시오.")
        raise AssessmentError(Problem("reviews", what, fix, "review_book_whose"))
    return account


def _refuse_unfit(
    office: Office, connection: Connection, chosen: Sequence[Assessment], taker: Account
) -> None:
    problems = []
    names = accounts.names(connection, [one.reviewer_id for one in chosen if one.reviewer_id])
    for one in chosen:
        where = f"assessment {one.id}"
        if one.status not in UNDER_REVIEW:
            status = message(STATUS_NAMES[one.status])
            what = message("지금은 검토할 수 없는 진단입니다: {status}", status=status)
            fix = message("제출된 진단만 골라 주십시오.")
            problems.append(Problem(where, what, fix, "review_book_status"))
        elif one.reviewer_id not in (None, taker.id) or not _reaches(
            office, connection, taker, one
        ):
            name = names.get(one.reviewer_id or 0, "")
            what = message("다른 컨설턴트가 맡은 진단입니다: {name}", name=name)
            fix = message("담당을 바꾼 뒤 다시 받거나 빼고 골라 주십시오.")
            problems.append(Problem(where, what, fix, "review_book_assigned"))
    if problems:
        raise AssessmentError(*problems)


def _reaches(office: Office, connection: Connection, taker: Account, one: Assessment) -> bool:
    try:
        reach_assessment(office, connection, actor_of(taker), one.id)
    except NotFound:
        return False
    return True


def _book(
    office: Office,
    connection: Connection,
    taker: Account,
    chosen: Sequence[Assessment],
    found: Gathered,
) -> ReviewBook:
    day = office.today().isoformat()
    return ReviewBook(
        title=_("현장 검토 문서 · {n}곳", n=len(chosen)),
        lines=(
            _("업체 이름을 누르면 그 업체의 시트가 열립니다. 노란 칸만 채우십시오."),
            _("자가응답이 맞으면 ‘자가와 같음’을, 다르면 확인값과 사유를 고르십시오."),
            _("‘기타’를 고르면 본 것을 적어 주십시오. 비워 둔 문항은 바뀌지 않습니다."),
            _("다 채우면 검토함의 ‘엑셀로 검토’에 올리십시오. 저장하기 전에 미리 보여 드립니다."),
            _("{day} {name}님에게 내어 준 문서입니다. 다른 컨설턴트는 올릴 수 없습니다.",
              name=taker.name, day=day),
        ),
        heads=(_("업종·규모"), _("방문일"), _("자가 점수"), _("기준까지")),
        firms=found.firms,
        words=book_words(),
        meta=BookMeta(
            issued_to=taker.pseudonym,
            issued_at=office.clock().astimezone(UTC).isoformat(timespec="seconds"),
            nonce=secrets.token_hex(NONCE_BYTES),
            language=language(),
            firms=tuple(one.bound for one in found.firms),
        ),
        base=found.base,
        demo=settings.is_demo(connection),
    )  # fmt: skip


def _name(
    office: Office, connection: Connection, chosen: Sequence[Assessment], found: Gathered
) -> str:
    first = rounds.get(connection, chosen[0].round_id)
    many = len(chosen) > 1
    who = _("{n}곳", n=len(chosen)) if many else found.firms[0].name
    return file_name(who, first.name if first else "", _("현장검토"), office.today().isoformat())


def _note(
    office: Office,
    actor: Actor,
    book: ReviewBook,
    made: File,
    chosen: Sequence[Assessment],
    why: str,
) -> None:
    whole: Mapping[str, Any] = {
        "kind": "reviews",
        "name": made.name,
        "sha256": hashlib.sha256(made.content).hexdigest(),
        "issued_to": book.meta.issued_to,
        "workbook": book.meta.nonce,
        "firms": len({one.firm_id for one in chosen}),
        "reason": why,
    }
    entries = [
        journal.Entry(
            "exported", actor.pseudonym, one.firm_pseudonym, {**whole, "assessment": one.id}
        )
        for one in chosen
    ]
    with office.database.writing() as connection:
        journal.append_all(connection, entries, office.clock())
