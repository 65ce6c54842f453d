"""A review workbook held against what is stored: what comes in, what is in conflict, what stays."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from assessment.definitions.releases import Release
from assessment.locale import Language, Message, message, speaking
from assessment.method.merging import Merged, Side, merge
from assessment.problems import AssessmentError, Problem
from assessment.records import accounts
from assessment.records.answers import StoredAnswer
from assessment.records.assessments import Assessment
from assessment.records.database import Connection
from assessment.records.verifications import Verification
from assessment.services.assessing.handling import moved
from assessment.services.assessing.item_texts import answer_text, item_text
from assessment.services.office import Actor, Office
from assessment.services.releases.publishing import release_of
from assessment.services.review.review_book_memory import Memory
from assessment.services.review.review_book_rows import claimed, in_force
from assessment.services.review.review_book_stored import StoredFirms, stored_firms
from assessment.services.review.review_book_told import (
    BookChange,
    BookConflict,
    BookPlace,
    Picks,
    ReviewImport,
    finding_words,
)
from assessment.services.review.review_book_typed import Untaken, check_finding, finding_of
from assessment.services.review.review_book_words import Claimed, Finding, Wording
from assessment.workbooks.review_books.review_book import BaseRow, Bound
from assessment.workbooks.review_books.review_book_reading import Key, ReadBook

_ANEW = message("검토함에서 새로 받아 다시 확인해 주십시오.")
_OUT = message("이 업체에 적은 것은 저장하지 않습니다. 담당자와 상의해 주십시오.")


@dataclass
class FirmPlan:
    """One assessment of the book against what is stored of it; `settled` is to be stored."""

    found: Assessment
    name: str
    release: Release
    claims: Mapping[str, StoredAnswer]
    held: Mapping[str, Verification]
    typed: dict[str, Finding] = field(default_factory=dict)
    merged: Merged[Finding] | None = None
    settled: dict[str, Finding] = field(default_factory=dict)


@dataclass
class Plan:
    """What is to be done with a book; `said` is settled and starts the next merge."""

    office: Office
    connection: Connection
    taker: Actor
    book: ReadBook
    memory: Memory
    firms: list[FirmPlan] = field(default_factory=list)
    changes: list[BookChange] = field(default_factory=list)
    conflicts: list[BookConflict] = field(default_factory=list)
    refused: list[Problem] = field(default_factory=list)
    said: dict[Key, Finding] = field(default_factory=dict)
    wordings: dict[str, Wording] = field(default_factory=dict)

    @property
    def language(self) -> Language:
        """The book's own."""
        return "en" if self.book.meta.language == "en" else "ko"

    def wording(self, firm: FirmPlan) -> Wording:
        """What the cells of the firm's sheet say; to be asked in the book's language."""
        digest = firm.found.release_hash
        if digest not in self.wordings:
            self.wordings[digest] = Wording(firm.release)
        return self.wordings[digest]

    def told(self) -> ReviewImport:
        """The plan in words."""
        merged = [one.merged for one in self.firms if one.merged]
        return ReviewImport(
            name=self.book.name,
            taker=self.taker.name,
            issued_at=self.book.meta.issued_at,
            firms=len(self.book.meta.firms),
            changes=tuple(self.changes),
            conflicts=tuple(self.conflicts),
            unchanged=sum(len(one.unchanged) for one in merged),
            kept=sum(len(one.kept) for one in merged),
            same=sum(len(one.both) for one in merged),
            refused=tuple(self.refused),
            stored=False,
        )


def planned(
    office: Office,
    connection: Connection,
    taker: Actor,
    book: ReadBook,
    reached: Collection[str],
    picks: Picks,
    side: Side | None = None,
) -> Plan:
    """The plan for the firms that are reached; `side` settles every conflict."""
    memory = Memory(connection, book.meta.nonce)
    plan = Plan(office, connection, taker, book, memory, refused=[*book.faults])
    base: dict[str, list[BaseRow]] = {}
    for row in book.base:
        if (row.firm, row.item) in book.rows:
            base.setdefault(row.firm, []).append(row)
    stored = stored_firms(connection, [one for one in book.meta.firms if one.key in reached])
    for bound in book.meta.firms:
        if bound.key not in reached:
            what = message("이제 다른 컨설턴트가 맡은 업체이거나 없어진 진단입니다.")
            _refuse(plan, _place_of(plan, bound), what, _OUT, "review_book_assigned")
        elif rows := base.get(bound.key):
            firm = _firm(plan, stored, bound)
            firm.merged = _merged(plan, firm, rows)
            _settle(plan, firm, picks, side)
            plan.firms.append(firm)
    return plan


def _firm(plan: Plan, stored: StoredFirms, bound: Bound) -> FirmPlan:
    key = int(bound.key)
    found = stored.found[key]
    return FirmPlan(
        found,
        stored.names.get(bound.pseudonym, ""),
        release_of(plan.connection, found.release_hash),
        stored.claims.get(key, {}),
        stored.held.get(key, {}),
    )


# ---- what was typed, and what became of it meanwhile -----------------------------------------


def _merged(plan: Plan, firm: FirmPlan, rows: Sequence[BaseRow]) -> Merged[Finding]:
    base: dict[str, Finding] = {}
    web: dict[str, Finding] = {}
    file: dict[str, Finding] = {}
    for row in rows:
        item, claim = row.item, firm.claims.get(row.item)
        was, now = Finding.started(row), in_force(claim, firm.held.get(item))
        try:
            typed = _typed(plan, firm, row)
        except Untaken as told:
            plan.refused += told.problems
            continue
        if (row.firm, item) in plan.memory:
            was = plan.memory.said((row.firm, item), typed, now, was)
        if typed is None and was is not None:
            _refuse_emptied(plan, row)
            typed = was
        if typed not in (was, now) and claimed(claim) != Claimed(row.claim_state, row.claim_value
                                                                 or None):  # fmt: skip
            _refuse_changed(plan, firm, row)
            typed = was
        for side, one in ((base, was), (web, now), (file, typed)):
            if one is not None:
                side[item] = one
    firm.typed = file
    return merge(base, web, file)


def _typed(plan: Plan, firm: FirmPlan, row: BaseRow) -> Finding | None:
    book, key = plan.book, (row.firm, row.item)
    claim = firm.claims.get(row.item)
    with speaking(plan.language):
        return finding_of(
            plan.wording(firm),
            row.item,
            Claimed(row.claim_state, row.claim_value or None),
            book.rows[key],
            book.methods.get(row.firm),
            claim.reason if claim else None,
        )


# ---- what comes in ---------------------------------------------------------------------------


def _settle(plan: Plan, firm: FirmPlan, picks: Picks, side: Side | None) -> None:
    assert firm.merged is not None
    key, merged = str(firm.found.id), firm.merged
    wanted = {item: one for item, one in merged.taken.items() if one is not None}
    settled = [item for item, one in firm.merged.both.items() if one is not None]
    for item, two in firm.merged.conflicts.items():
        pick = picks.get((key, item))
        chosen = pick.side if pick and pick.web == two.web else side
        if chosen is None:
            plan.conflicts.append(_conflict(plan, firm, item))
        elif chosen == "file" and two.file is not None:
            wanted[item] = two.file
        else:
            settled.append(item)
    if wanted and not _may_begin(plan, firm):
        wanted = {}
    for item, one in wanted.items():
        try:
            row, claim = plan.book.rows[key, item], firm.claims.get(item)
            check_finding(plan.office, plan.taker, item, claim, one, row)
        except Untaken as told:
            plan.refused += told.problems
            continue
        firm.settled[item] = one
        plan.changes.append(_change(plan, firm, item, one))
    for item in (*settled, *firm.settled):
        plan.said[key, item] = firm.typed[item]


def _may_begin(plan: Plan, firm: FirmPlan) -> bool:
    try:
        moved(firm.found.status, "begin")
    except AssessmentError as told:
        for one in told.problems:
            where = f"{plan.book.name} {firm.name}"
            plan.refused.append(Problem(where, one.what, _OUT, "review_book_status"))
        return False
    return True


def _change(plan: Plan, firm: FirmPlan, item: str, one: Finding) -> BookChange:
    before = in_force(firm.claims.get(item), firm.held.get(item))
    return BookChange(
        _place(plan, firm, item),
        _claim_words(firm, item),
        finding_words(firm.release, item, before) if before else "",
        finding_words(firm.release, item, one),
    )


def _conflict(plan: Plan, firm: FirmPlan, item: str) -> BookConflict:
    assert firm.merged is not None
    two, held = firm.merged.conflicts[item], firm.held.get(item)
    assert two.file is not None
    names = accounts.names(plan.connection, [held.reviewer_id]) if held else {}
    return BookConflict(
        _place(plan, firm, item),
        _claim_words(firm, item),
        two.web,
        finding_words(firm.release, item, two.web),
        names.get(held.reviewer_id, "") if held else "",
        held.at if held else None,
        two.file,
        finding_words(firm.release, item, two.file),
    )


def _place(plan: Plan, firm: FirmPlan, item: str) -> BookPlace:
    key = (str(firm.found.id), item)
    cell = plan.book.rows[key].cells["value"]
    return BookPlace(key, firm.name, item_text(firm.release, item).short, cell)


def _claim_words(firm: FirmPlan, item: str) -> str:
    claim = claimed(firm.claims.get(item))
    return answer_text(firm.release, item, claim.state, claim.value)


# ---- what stays out --------------------------------------------------------------------------


def _refuse(plan: Plan, where: str, what: Message, fix: Message, code: str) -> None:
    plan.refused.append(Problem(where, what, fix, code))


def _refuse_emptied(plan: Plan, row: BaseRow) -> None:
    cell = plan.book.rows[row.firm, row.item].cells["value"]
    what = message("전에 확인한 값을 지웠습니다. 확인은 지워지지 않습니다.")
    fix = message("다른 값으로 고치거나 처음 값을 다시 적어 주십시오.")
    _refuse(plan, cell, what, fix, "review_book_emptied")


def _refuse_changed(plan: Plan, firm: FirmPlan, row: BaseRow) -> None:
    cell = plan.book.rows[row.firm, row.item].cells["value"]
    before = answer_text(firm.release, row.item, row.claim_state, row.claim_value or None)
    what = message(
        "문서를 받은 뒤 업체의 응답이 바뀌었습니다: {before} → {now}",
        before=before,
        now=_claim_words(firm, row.item),
    )
    where = f"{cell} {firm.name} · {item_text(firm.release, row.item).short}"
    _refuse(plan, where, what, _ANEW, "review_book_claim")


def _place_of(plan: Plan, bound: Bound) -> str:
    """A firm that may not be named here: where its sheet is."""
    cells = next((row.cells["value"] for key, row in plan.book.rows.items()
                  if key[0] == bound.key), plan.book.name)  # fmt: skip
    return cells.rsplit("!", 1)[0]
