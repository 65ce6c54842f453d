"""Items under review, read alone: light enough for every redraw of one row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessment.definitions.releases import Release
from assessment.records import accounts, answers, comments, evidence, verifications
from assessment.records.answers import StoredAnswer
from assessment.records.assessments import Assessment
from assessment.records.comments import Comment
from assessment.records.database import Connection
from assessment.records.evidence import Evidence
from assessment.records.verifications import Verification
from assessment.services.assessing.handling import reach_assessment
from assessment.services.office import Actor, Office
from assessment.services.permissions import STAFF, not_found, require
from assessment.services.releases.publishing import release_of
from assessment.services.review.verifying import is_stale, revision_of

UNDER_REVIEW = ("submitted", "in_review", "resubmitted")


@dataclass(frozen=True)
class ReviewedItem:
    """Claim, what was found, and what backs it; `found` may be stale, `times` counts findings."""

    item: str
    release: Release
    claim: StoredAnswer | None
    found: Verification | None
    stale: bool
    times: int
    reviewer: str
    evidence: tuple[Evidence, ...]
    comments: tuple[Comment, ...]
    open: bool

    @property
    def holds(self) -> bool:
        """Whether a verified value is in force."""
        return self.found is not None and not self.stale

    @property
    def claim_state(self) -> str:
        """The claim's state, unanswered when nothing is stored."""
        return self.claim.state if self.claim else "unanswered"

    @property
    def claim_revision(self) -> int:
        """What a verification gives back as seen."""
        return revision_of(self.claim)

    @property
    def claim_value(self) -> str | None:
        """The claimed value."""
        return self.claim.value if self.claim else None


def item_under_review(office: Office, actor: Actor, assessment_id: int, item: str) -> ReviewedItem:
    """What a reviewer sees of one item now."""
    require(actor, *STAFF)
    with office.database.reading() as connection:
        found = reach_assessment(office, connection, actor, assessment_id)
        if item not in release_of(connection, found.release_hash).items:
            raise not_found(item)
        claim = answers.find(connection, assessment_id, item)
        return _read(connection, found, {item: claim} if claim else {}, (item,))[item]


def items_under_review(
    office: Office, actor: Actor, assessment_id: int
) -> Mapping[str, ReviewedItem]:
    """The same of every item."""
    require(actor, *STAFF)
    with office.database.reading() as connection:
        found = reach_assessment(office, connection, actor, assessment_id)
        items = tuple(release_of(connection, found.release_hash).items)
        return _read(connection, found, answers.of_assessment(connection, assessment_id), items)


def _read(
    connection: Connection,
    found: Assessment,
    claims: Mapping[str, StoredAnswer],
    items: Sequence[str],
) -> dict[str, ReviewedItem]:
    release = release_of(connection, found.release_hash)
    history = verifications.history(connection, found.id)
    names = accounts.names(connection, [one.reviewer_id for one in history])
    last = {one.item: one for one in history}
    files = evidence.of_assessment(connection, found.id)
    said = comments.of_assessment(connection, found.id)
    return {
        item: ReviewedItem(
            item=item,
            release=release,
            claim=claims.get(item),
            found=last.get(item),
            stale=item in last and is_stale(last[item], claims.get(item)),
            times=sum(one.item == item for one in history),
            reviewer=names.get(last[item].reviewer_id, "") if item in last else "",
            evidence=tuple(one for one in files if one.item == item),
            comments=tuple(one for one in said if one.item == item),
            open=found.status in UNDER_REVIEW,
        )
        for item in items
    }
