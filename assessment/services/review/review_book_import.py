"""A filled review workbook brought in: shown first, then stored beside what others found."""

from dataclasses import replace
from hashlib import sha256

from assessment.locale import message
from assessment.method.merging import Side
from assessment.problems import AssessmentError, NotAllowed, NotFound, Problem
from assessment.records import accounts, assessments, verifications
from assessment.records.assessments import Assessment
from assessment.records.database import Connection
from assessment.records.verifications import Verification
from assessment.services.assessing.answer_values import AnswerValue
from assessment.services.assessing.handling import note, reach_assessment
from assessment.services.entry.sessions import actor_of
from assessment.services.forms.form_binding import signer
from assessment.services.forms.mistaken_register import told_as_register
from assessment.services.office import Actor, Office
from assessment.services.permissions import STAFF, note_refusal, require
from assessment.services.review.review_book_plan import FirmPlan, Plan, planned
from assessment.services.review.review_book_told import BookChange as BookChange
from assessment.services.review.review_book_told import BookConflict as BookConflict
from assessment.services.review.review_book_told import Pick as Pick
from assessment.services.review.review_book_told import Picks
from assessment.services.review.review_book_told import ReviewImport as ReviewImport
from assessment.services.review.verifying import begin, note_verified, verification
from assessment.services.scoring.summaries import refresh_summaries
from assessment.workbooks.incoming.guard import Admitted, Kind, admit
from assessment.workbooks.review_books.review_book import Bound
from assessment.workbooks.review_books.review_book_reading import ReadBook, read_review_book

_KINDS: tuple[Kind, ...] = ("xlsx",)


def admitted_book(name: str, content: bytes) -> Admitted:
    """The upload through the guard."""
    return admit(name, content, _KINDS)


def preview_reviews(
    office: Office, actor: Actor, file: Admitted, picks: Picks | None = None
) -> ReviewImport:
    """What storing this book would do; nothing is stored."""
    book, taker = _read(office, actor, file)
    reached = _reached(office, actor, taker, book)
    with office.database.reading() as connection:
        return planned(office, connection, taker, book, reached, picks or {}).told()


def store_reviews(
    office: Office,
    actor: Actor,
    file: Admitted,
    picks: Picks | None = None,
    *,
    conflicts: Side | None = None,
    strict: bool = False,
    dry_run: bool = False,
) -> ReviewImport:
    """Store what can be stored in one transaction and list the rest.

    Conflicts stay out unless `picks` says which side is right, of the finding that the person saw;
    `conflicts` says it for all. With `strict` anything that stays out refuses the whole. What the
    findings are held under is the consultant to whom the book was issued.
    """
    book, taker = _read(office, actor, file)
    reached = _reached(office, actor, taker, book)
    if dry_run:
        with office.database.reading() as connection:
            return planned(office, connection, taker, book, reached, picks or {}, conflicts).told()
    with office.database.writing() as connection:
        plan = planned(office, connection, taker, book, reached, picks or {}, conflicts)
        told = plan.told()
        if strict and (told.refused or told.conflicts):
            raise AssessmentError(*told.refused, *(one.problem() for one in told.conflicts))
        digest = sha256(file.content).hexdigest()
        _store(plan, actor, digest)
        plan.memory.keep(plan.said)
    return replace(told, stored=True)


def _store(plan: Plan, actor: Actor, digest: str) -> None:
    """Every firm is begun and journalled by itself; what is written of them is written at once."""
    office, connection = plan.office, plan.connection
    settled = [firm for firm in plan.firms if firm.settled]
    begun = [begin(office, connection, plan.taker, firm.found.id) for firm in settled]
    many = {
        found.id: [_verification(plan, firm, item) for item in firm.settled]
        for found, firm in zip(begun, settled, strict=True)
    }
    verifications.add_many(connection, many)
    for found in begun:
        note_verified(office, connection, actor, found, many[found.id])
        payload = {
            "workbook": plan.book.meta.nonce,
            "sha256": digest,
            "items": len(many[found.id]),
            "reviewer": plan.taker.pseudonym,
        }
        note(office, connection, actor, found, "reviews_imported", payload)
    refresh_summaries(connection, list(many))


def _verification(plan: Plan, firm: FirmPlan, item: str) -> Verification:
    one = firm.settled[item]
    value = AnswerValue(one.state, one.value)
    claim = firm.claims.get(item)
    return verification(
        plan.office, plan.taker, item, claim, value, one.reason, one.method, one.note
    )


# ---- whose it is -----------------------------------------------------------------------------


def _read(office: Office, actor: Actor, file: Admitted) -> tuple[ReadBook, Actor]:
    """The book, and the consultant whose it is; a manager may bring it in for them."""
    require(actor, *STAFF)
    try:
        book = read_review_book(file, signer(office))
    except AssessmentError as refused:
        raise told_as_register(office.root, file, refused) from None
    with office.database.reading() as connection:
        known = accounts.listed(connection, role="consultant")
    account = next((one for one in known if one.pseudonym == book.meta.issued_to), None)
    if actor.role == "consultant" and book.meta.issued_to != actor.pseudonym:
        note_refusal(office, actor, book.meta.issued_to, {"import": "reviews"})
        what = message(
            "다른 컨설턴트에게 내어 준 문서입니다: {name}", name=account.name if account else "-"
        )
        fix = message("그 컨설턴트가 올리거나 사업 담당자에게 부탁해 주십시오.")
        raise NotAllowed(Problem(book.name, what, fix, "review_book_other"))
    if account is None or not account.active:
        what = message("문서를 받은 컨설턴트의 계정이 더는 쓰이지 않습니다.")
        fix = message("지금 담당하는 컨설턴트가 새로 받아 주십시오.")
        raise AssessmentError(Problem(book.name, what, fix, "review_book_taker"))
    return book, actor if actor.role == "consultant" else actor_of(account, demo=actor.demo)


def _reached(office: Office, actor: Actor, taker: Actor, book: ReadBook) -> set[str]:
    """The assessments that are still the taker's to review, as the book knows them.

    Read apart from the writing: reaching for a free firm there would take it.
    """
    with office.database.reading() as connection:
        return {
            one.key
            for one in book.meta.firms
            if (found := _reach(office, connection, taker, one)) is not None
            and (actor is taker or _reach(office, connection, actor, one) is not None)
            and found.reviewer_id in (None, taker.account_id)
        }


def _reach(office: Office, connection: Connection, who: Actor, bound: Bound) -> Assessment | None:
    known = assessments.find(connection, int(bound.key))
    if known is None:
        return None
    if (known.firm_pseudonym, known.release_hash) != (bound.pseudonym, bound.release):
        return None
    try:
        return reach_assessment(office, connection, who, known.id)
    except NotFound:
        return None
