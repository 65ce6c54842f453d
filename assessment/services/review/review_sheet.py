"""What a reviewer sees of one assessment: claim beside verified value, what matters first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from assessment.definitions.releases import Release
from assessment.locale import mark
from assessment.records import accounts, answers, assessments, comments, evidence, verifications
from assessment.records.answers import StoredAnswer
from assessment.records.assessments import Assessment, Submission
from assessment.records.comments import Comment
from assessment.records.database import Connection
from assessment.records.evidence import Evidence
from assessment.records.firms import get as firm_record
from assessment.records.verifications import Verification
from assessment.services.assessing.contradictions import FiredContradiction, fired_for_one
from assessment.services.assessing.handling import reach_assessment
from assessment.services.assessing.item_texts import answer_text, item_text
from assessment.services.office import Actor, Office
from assessment.services.permissions import STAFF, require
from assessment.services.review.stakes import items_at_stake
from assessment.services.scoring.scored import AssessedRelease, assessed_one
from assessment.services.trust.accesses import saw

REASON_CODES: Mapping[str, str] = {
    "confirmed": mark("그대로 확인"),
    "no_evidence": mark("증빙 없음"),
    "misread_level": mark("수준을 잘못 읽음"),
    "other_line": mark("다른 라인 이야기"),
    "better_than_claimed": mark("자가응답보다 높음"),
    "other": mark("기타"),
}
METHODS: Mapping[str, str] = {
    "document": mark("서류"),
    "visit": mark("방문"),
    "interview": mark("면담"),
}


@dataclass(frozen=True)
class Totals:
    """Running totals: points as claimed and with the verified values, levels as step ids."""

    status: str
    claimed: float | None
    verified: float | None
    verified_share: float
    coverage: float | None
    claimed_levels: Mapping[str, str | None]
    levels: Mapping[str, str | None]


@dataclass(frozen=True, eq=False)
class ReviewSheet:
    """One assessment under review.

    `items`, by item, those that can move the outcome first: area, type, short, question, check,
    claim_state, claim_value, claim, reason, comment, confidence, source, verified_state,
    verified_value, verified, reason_code, method, note, reviewer, in_force, stale, evidence,
    can_move, stake (points), changed (since the last submission), asked_again, contradicted.
    """

    assessment: Assessment
    release: Release
    firm: str
    items: pd.DataFrame
    totals: Totals
    evidence: Mapping[str, tuple[Evidence, ...]]
    comments: tuple[Comment, ...]
    contradictions: tuple[FiredContradiction, ...]
    reviewers: Mapping[int, str]


def review(office: Office, actor: Actor, assessment_id: int) -> ReviewSheet:
    """Claims, evidence and verified values of one assessment with the running totals."""
    require(actor, *STAFF)
    with office.database.reading() as connection:
        found = reach_assessment(office, connection, actor, assessment_id)
        saw(office, actor, found.firm_pseudonym, "review")
        group = assessed_one(connection, assessment_id)
        files: dict[str, tuple[Evidence, ...]] = {}
        for one in evidence.of_assessment(connection, assessment_id):
            files[one.item] = (*files.get(one.item, ()), one)
        said = tuple(comments.of_assessment(connection, assessment_id))
        fired = fired_for_one(group.release, group.claims)
        consultants = accounts.listed(connection, role="consultant")
        return ReviewSheet(
            assessment=found,
            release=group.release,
            firm=_firm_name(connection, found.firm_id),
            items=_items(connection, found, group, files, said, fired),
            totals=totals_of(group, found.status),
            evidence=files,
            comments=said,
            contradictions=fired,
            reviewers={one.id: one.name for one in consultants if one.active},
        )


def totals_of(group: AssessedRelease, status: str) -> Totals:
    """The totals of the group's first assessment."""
    root = group.tree.root
    return Totals(
        status=status,
        claimed=_known(group.total(claimed=True)[0]),
        verified=_known(group.total()[0]),
        verified_share=float(group.verified_share[0]),
        coverage=_known(group.claimed_scores.of(root, "coverage")[0]),
        claimed_levels={axis: one.step(0) for axis, one in group.claimed_levels.items()},
        levels={axis: one.step(0) for axis, one in group.levels.items()},
    )


def _items(
    connection: Connection,
    found: Assessment,
    group: AssessedRelease,
    files: Mapping[str, Sequence[Evidence]],
    said: Sequence[Comment],
    fired: Sequence[FiredContradiction],
) -> pd.DataFrame:
    claims = answers.of_assessment(connection, found.id)
    held = verifications.holding(connection, found.id)
    names = accounts.names(connection, [one.reviewer_id for one in held.values()])
    before = _last_seen(assessments.submissions_of(connection, found.id), found.status)
    asked = {one.item for one in said if one.kind == "send_back" and one.resolved_at is None}
    doubted = {item for one in fired for item in one.items}
    stakes = items_at_stake(group)
    areas = {item: one.id for one in group.release.questionnaire.areas for item in one.items}
    rows = []
    for place, item in enumerate(group.used.items):
        claim = claims.get(item)
        row: dict[str, Any] = {"item": item, "area": areas[item]}
        row |= _claimed(group.release, item, claim)
        row |= _found_instead(group.release, item, held.get(item), names)
        row |= {
            "in_force": bool(group.verified[0, place]),
            "stale": bool(group.stale[0, place]),
            "evidence": len(files.get(item, ())),
            "can_move": item in stakes and stakes[item].can_move,
            "stake": stakes[item].points if item in stakes else 0.0,
            "changed": before is not None and _now(claim) != before.get(item, ("unanswered", None)),
            "asked_again": item in asked,
            "contradicted": item in doubted,
        }
        row["_order"] = (not row["can_move"], stakes[item].order if item in stakes else place)
        rows.append(row)
    rows.sort(key=lambda row: row.pop("_order"))
    return pd.DataFrame(rows).set_index("item")


def _claimed(release: Release, item: str, claim: StoredAnswer | None) -> dict[str, Any]:
    text = item_text(release, item)
    state, value = _now(claim)
    return {
        "type": release.items[item].type,
        "short": text.short,
        "question": text.question,
        "check": text.check,
        "claim_state": state,
        "claim_value": value,
        "claim": answer_text(release, item, state, value),
        "reason": claim.reason if claim else None,
        "comment": claim.comment if claim else None,
        "confidence": claim.confidence if claim else None,
        "source": claim.source if claim else None,
    }


def _found_instead(
    release: Release, item: str, one: Verification | None, names: Mapping[int, str]
) -> dict[str, Any]:
    return {
        "verified_state": one.state if one else None,
        "verified_value": one.value if one else None,
        "verified": answer_text(release, item, one.state, one.value) if one else None,
        "reason_code": one.reason_code if one else None,
        "method": one.method if one else None,
        "note": one.note if one else None,
        "reviewer": names.get(one.reviewer_id) if one else None,
    }


def _last_seen(
    handed_in: Sequence[Submission], status: str
) -> Mapping[str, tuple[str, str | None]] | None:
    """The claims that the reviewer saw before these: the submission before, or the last one."""
    seen = len(handed_in) if status in ("draft", "returned") else len(handed_in) - 1
    return handed_in[seen - 1].claims if seen > 0 else None


def _now(claim: StoredAnswer | None) -> tuple[str, str | None]:
    return (claim.state, claim.value) if claim else ("unanswered", None)


def _firm_name(connection: Connection, firm_id: int) -> str:
    found = firm_record(connection, firm_id)
    return found.name if found else ""


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
