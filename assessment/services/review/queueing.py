"""What waits for a reviewer, one page at a time."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from assessment.definitions.scoring import Ladder
from assessment.locale import message
from assessment.problems import AssessmentError, Problem
from assessment.records import review_queue
from assessment.records.database import Connection
from assessment.records.review_queue import SORTS, QueueFilter
from assessment.services.office import Actor, Office
from assessment.services.permissions import STAFF, require
from assessment.services.releases.publishing import release_of
from assessment.services.scoring.scored import tree_of
from assessment.services.trust.accesses import saw

WAITING = ("submitted", "in_review", "resubmitted")
NEAR = 0.03
"""Share of the full points from a threshold within which a review can easily change the level."""


@dataclass(frozen=True, eq=False)
class QueuePage:
    """One page; `counters` are mine, today, resubmitted, near, unassigned and waiting, of all.

    Columns of `rows`: those of an assessment, with firm, ksic_division, industry_name, size_class,
    employees, reviewer and waiting_days.
    """

    rows: pd.DataFrame
    total: int
    page: int
    size: int
    counters: Mapping[str, int]


def queue(
    office: Office,
    actor: Actor,
    filters: QueueFilter | None = None,
    sort: str = "waiting",
    descending: bool = False,
    page: int = 1,
    size: int = 100,
) -> QueuePage:
    """One page of the assessments that pass the filter; the longest waiting first."""
    require(actor, *STAFF)
    if sort not in SORTS:
        what = message("그 기준으로는 정렬할 수 없습니다: {sort}", sort=sort)
        fix = message("표의 열 제목을 골라 정렬해 주십시오.")
        raise AssessmentError(Problem("sort", what, fix, code="bad_sort"))
    saw(office, actor, "list:reviews", "list")
    wanted = _allowed(actor, filters or QueueFilter(statuses=WAITING))
    size = min(max(size, 1), 1_000)
    page = max(page, 1)
    now = office.clock()
    with office.database.reading() as connection:
        rows, total = review_queue.page(
            connection,
            wanted,
            sort=sort,
            descending=descending,
            limit=size,
            offset=(page - 1) * size,
        )
        chips = _chips(office, connection, actor, wanted)
        counters = {name: review_queue.count(connection, chip) for name, chip in chips.items()}
    for row in rows:
        at = row["submitted_at"]
        row["waiting_days"] = (now - at).days if at and row["status"] in WAITING else None
    return QueuePage(pd.DataFrame(rows), total, page, size, counters)


def near(office: Office, actor: Actor, wanted: QueueFilter) -> QueueFilter:
    """Of these the ones that stand near a level, measured by what each release gives in full."""
    require(actor, *STAFF)
    with office.database.reading() as connection:
        return _near(connection, _allowed(actor, wanted))


def _allowed(actor: Actor, wanted: QueueFilter) -> QueueFilter:
    """A consultant sees their own firms and those that nobody is in charge of."""
    return replace(wanted, seen_by=actor.account_id if actor.role == "consultant" else None)


def _near(connection: Connection, wanted: QueueFilter) -> QueueFilter:
    known = review_queue.releases_of(connection, wanted)
    reach = ((digest, _full_points(connection, digest)) for digest in known)
    within = tuple((digest, NEAR * full) for digest, full in reach if full is not None)
    return replace(wanted, within=within)


def _full_points(connection: Connection, digest: str) -> float | None:
    """Of what the release's ladders climb by, the smallest; None where it has no ladder."""
    release = release_of(connection, digest)
    full = {branch.id: branch.points for branch in tree_of(digest, release).branches}
    ladders = [one for one in release.scoring.axes.values() if isinstance(one, Ladder)]
    return min((full[one.node] for one in ladders), default=None)


def _chips(
    office: Office, connection: Connection, actor: Actor, wanted: QueueFilter
) -> dict[str, QueueFilter]:
    whole = QueueFilter(
        round_id=wanted.round_id,
        questionnaire=wanted.questionnaire,
        statuses=WAITING,
        seen_by=wanted.seen_by,
    )
    return {
        "waiting": whole,
        "mine": replace(whole, reviewer_id=actor.account_id),
        "unassigned": replace(whole, unassigned=True),
        "today": replace(whole, visit_on=office.today()),
        "resubmitted": replace(whole, statuses=("resubmitted",)),
        "near": _near(connection, whole),
    }
