"""Assessments of one round as rows: status, times, answers, what was handed in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assessment.definitions.questionnaires import ChoiceItem, LevelItem
from assessment.definitions.releases import Release
from assessment.method.answers import HIGHEST, NOT_APPLICABLE, UNANSWERED, UNKNOWN
from assessment.services.demo.calendar import Span
from assessment.services.demo.claims import Codes, Truth
from assessment.services.demo.trades import NOTES, REVIEWER_NOTES
from assessment.services.office import SEOUL

Rows = list[dict[str, Any]]
TAB = "demo"
PAST = {"verified": 0.90, "submitted": 0.06, "draft": 0.04}
OPEN = {
    "draft": 0.22,
    "submitted": 0.24,
    "in_review": 0.14,
    "returned": 0.07,
    "resubmitted": 0.07,
    "verified": 0.26,
}
"""Shares of the statuses in a round that is over and in the open one."""
_SECONDS_AN_ITEM = timedelta(seconds=25)
_STATES = {UNKNOWN: "unknown", NOT_APPLICABLE: "not_applicable", UNANSWERED: "unanswered"}


@dataclass(frozen=True, eq=False)
class Sheet:
    """One assessment; `first_claims` is what stood there when the reviewer looked at it."""

    id: int
    place: int
    """The firm's place in the population; its id is one more."""
    status: str
    claims: Codes
    first_claims: Codes
    truth: Codes
    reviewer_id: int | None
    visit_on: date | None
    created_at: datetime
    submitted_at: datetime | None
    verified_at: datetime | None
    before: "Sheet | None" = None
    """The firm's sheet of the round before."""
    answered: int = 10_000
    """Items answered in this round; a draft's others are carried or open."""

    @property
    def submissions(self) -> int:
        return 0 if self.status == "draft" else 2 if self.status == "resubmitted" else 1


def draw_sheets(
    rng: np.random.Generator,
    truth: Truth,
    claims: Codes,
    who: Sequence[int],
    span: Span,
    shares: Mapping[str, float],
    reviewers: Sequence[int],
    first_id: int,
    before: Mapping[int, Sheet],
) -> list[Sheet]:
    """The sheets of these firms (places in the population), in the order of their ids."""
    statuses = rng.choice(np.array(list(shares), object), len(who), p=list(shares.values()))
    length = span.end - span.start
    sheets = []
    for number, (place, status) in enumerate(zip(who, statuses, strict=True)):
        created = _working_hour(span.start + length * float(rng.uniform(0.0, 0.8)), rng)
        created = min(created, span.end - timedelta(minutes=25))
        left = span.end - created
        submitted = created + min(timedelta(days=4), left * 0.4) * float(rng.uniform(0.1, 1.0))
        verified = submitted + min(timedelta(days=21), span.end - submitted) * float(
            rng.uniform(0.3, 1.0)
        )
        sheet = Sheet(
            id=first_id + number,
            place=place,
            status=str(status),
            claims=claims[place],
            first_claims=claims[place],
            truth=truth.levels[place],
            reviewer_id=None,
            visit_on=None,
            created_at=created,
            submitted_at=None if status == "draft" else submitted,
            verified_at=verified if status == "verified" else None,
            before=before.get(place),
        )
        sheets.append(_handled(rng, sheet, span, reviewers))
    return sheets


def _handled(rng: np.random.Generator, sheet: Sheet, span: Span, reviewers: Sequence[int]) -> Sheet:
    if sheet.status == "draft":
        return replace(sheet, answered=int(rng.uniform(0.1, 0.97) * len(sheet.claims)))
    if sheet.status == "submitted" and rng.random() < 0.6:
        return sheet
    reviewer = int(reviewers[int(rng.integers(len(reviewers)))])
    handled = replace(sheet, reviewer_id=reviewer)
    if sheet.status == "resubmitted":
        handled = replace(handled, claims=_mended(rng, sheet))
    if rng.random() < 0.75:
        day = sheet.verified_at or span.end + timedelta(days=int(rng.integers(0, 12)))
        handled = replace(handled, visit_on=day.astimezone(SEOUL).date())
    return handled


def _mended(rng: np.random.Generator, sheet: Sheet) -> Codes:
    """After a request, some claims that stood too high are taken back."""
    too_high = (sheet.claims <= HIGHEST) & (sheet.truth <= HIGHEST) & (sheet.claims > sheet.truth)
    back = too_high & (rng.random(len(sheet.claims)) < 0.4)
    return np.where(back, sheet.truth, sheet.claims).astype(np.uint8)


def _working_hour(at: datetime, rng: np.random.Generator) -> datetime:
    """The same day between nine and five in Korea."""
    local = at.astimezone(SEOUL)
    minutes = int(rng.integers(0, 8 * 60))
    return local.replace(hour=9, minute=0, second=0, microsecond=0).astimezone(
        at.tzinfo
    ) + timedelta(minutes=minutes)


def finished(sheet: Sheet, reviewer: int) -> Sheet:
    """The same sheet verified by this reviewer, as the demo owner's past ones always are."""
    submitted = sheet.submitted_at or sheet.created_at
    return replace(
        sheet,
        status="verified",
        reviewer_id=reviewer,
        answered=len(sheet.claims),
        submitted_at=submitted,
        verified_at=submitted + timedelta(days=9),
        visit_on=(submitted + timedelta(days=9)).date(),
    )


# ---- rows ----------------------------------------------------------------------------------


def assessment_rows(
    sheets: Sequence[Sheet], round_id: int, questionnaire: str, release_hash: str
) -> Rows:
    """Rows of `assessments`; the summaries are filled in once everything is scored."""
    return [
        {
            "id": sheet.id,
            "firm_id": sheet.place + 1,
            "round_id": round_id,
            "questionnaire": questionnaire,
            "release_hash": release_hash,
            "status": sheet.status,
            "reviewer_id": sheet.reviewer_id,
            "visit_on": sheet.visit_on,
            "submissions": sheet.submissions,
            "submitted_at": sheet.submitted_at,
            "verified_at": sheet.verified_at,
            "created_at": sheet.created_at,
            "updated_at": sheet.verified_at or sheet.submitted_at or sheet.created_at,
        }
        for sheet in sheets
    ]


class Wording:
    """Turns codes into what is stored: state, value and reason of each item.

    `own` holds, by the item's place, the text of every firm of an item without options. `notes`
    are what owners remark, `reviewer_notes` what reviewers do, by reason code.
    """

    def __init__(
        self,
        release: Release,
        own: Mapping[int, Sequence[str]] | None = None,
        notes: Sequence[str] = NOTES,
        reviewer_notes: Mapping[str, str] = REVIEWER_NOTES,
    ) -> None:
        self.questionnaire = release.id
        self.items = tuple(release.items)
        self.notes, self.reviewer_notes = notes, reviewer_notes
        self._own = own or {}
        self._reason = [one.not_applicable[:1] for one in release.items.values()]
        self._values = [
            [option.id for option in one.options] if isinstance(one, LevelItem | ChoiceItem) else []
            for one in release.items.values()
        ]

    def state(self, code: int) -> str:
        return _STATES.get(code, "answered")

    def value(self, place: int, code: int, firm: int) -> str | None:
        if code > HIGHEST:
            return None
        return self._own[place][firm] if place in self._own else self._values[place][code]

    def reason(self, place: int, code: int) -> str | None:
        return self._reason[place][0] if code == NOT_APPLICABLE else None

    def claims(self, codes: Codes, firm: int) -> dict[str, dict[str, str | None]]:
        """What a submission keeps."""
        return {
            item: {"state": self.state(code), "value": self.value(place, code, firm)}
            for place, (item, code) in enumerate(zip(self.items, codes.tolist(), strict=True))
        }


def answer_rows(
    rng: np.random.Generator,
    wording: Wording,
    sheets: Sequence[Sheet],
    owners: Mapping[int, int],
    columns: NDArray[np.intp],
) -> Iterator[dict[str, Any]]:
    """Rows of `answers`; `columns` are the items' columns in the codes."""
    notes = rng.random((len(sheets), len(columns))) < 0.03
    sure = rng.integers(0, 9, (len(sheets), len(columns)))
    for row, sheet in enumerate(sheets):
        codes = sheet.claims[columns].tolist()
        changed = (sheet.claims != sheet.first_claims)[columns].tolist()
        for place, (item, code) in enumerate(zip(wording.items, codes, strict=True)):
            carried = place >= sheet.answered
            if carried:
                if sheet.before is None:
                    break
                code = int(sheet.before.claims[columns[place]])
            if code == UNANSWERED:
                continue
            confidence = int(sure[row, place])
            yield {
                "assessment_id": sheet.id,
                "item": item,
                "state": wording.state(code),
                "value": wording.value(place, code, sheet.place),
                "confidence": confidence if 1 <= confidence <= 5 and not carried else None,
                "reason": wording.reason(place, code),
                "comment": _note(wording, place) if notes[row, place] else None,
                "source": "carried" if carried else "web",
                "origin": _origin(sheet, item) if carried else None,
                "by": owners.get(sheet.place),
                "tab": "carried" if carried else TAB,
                "at": sheet.created_at + place * _SECONDS_AN_ITEM,
                "revision": 2 if changed[place] else 1,
                "epoch": 0,
            }


def _note(wording: Wording, place: int) -> str | None:
    return wording.notes[place % len(wording.notes)] if wording.notes else None


def submission_rows(
    wording: Wording,
    sheets: Sequence[Sheet],
    owners: Mapping[int, int],
    columns: NDArray[np.intp],
) -> Rows:
    """One row for each time that a sheet was handed in."""
    rows = []
    for sheet in sheets:
        if sheet.submitted_at is None:
            continue
        claims = (sheet.first_claims, sheet.claims)[: sheet.submissions]
        for number, codes in enumerate(claims, start=1):
            at = sheet.submitted_at - timedelta(hours=20) * (sheet.submissions - number)
            receipt = f"{at.astimezone(SEOUL):%y%m%d}-{sheet.id:05d}-{number}"
            rows.append(
                {
                    "assessment_id": sheet.id,
                    "number": number,
                    "receipt": receipt,
                    "claims": wording.claims(codes[columns], sheet.place),
                    "by": owners.get(sheet.place),
                    "at": at,
                }
            )
    return rows


def _origin(sheet: Sheet, item: str) -> dict[str, Any]:
    assert sheet.before is not None
    return {
        "assessment": sheet.before.id,
        "item": item,
        "revision": 1,
        "date": sheet.before.created_at.date().isoformat(),
    }
