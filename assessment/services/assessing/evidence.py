"""Photos and papers behind an answer."""

from dataclasses import dataclass

from assessment.locale import message
from assessment.problems import AssessmentError, Problem
from assessment.records import assessments, files
from assessment.records import evidence as kept
from assessment.records.assessments import Assessment
from assessment.records.database import Connection
from assessment.records.evidence import Evidence as Evidence
from assessment.services.assessing.file_guard import clean
from assessment.services.assessing.handling import note, reach_assessment, require_open
from assessment.services.office import Actor, Office
from assessment.services.permissions import not_found, require
from assessment.services.releases.publishing import release_of
from assessment.services.trust.accesses import saw

MOST_PER_ITEM = 10
MOST_BYTES = 500_000_000
"""Of one assessment, with what was taken off the screen again: that stays on record."""


@dataclass(frozen=True)
class EvidenceFile:
    """A file to hand out."""

    name: str
    media_type: str
    content: bytes


def attach_evidence(
    office: Office, actor: Actor, assessment_id: int, item: str, name: str, content: bytes
) -> Evidence:
    """The file as kept: type told by its content, EXIF removed.

    An owner attaches while the answers are open, a consultant until the review is finished.
    """
    require(actor, "owner", "consultant")
    with office.database.reading() as connection:
        _check_place(office, connection, actor, assessment_id, item)
    cleaned = clean(name, content)
    with office.database.writing() as connection:
        found = _check_place(office, connection, actor, assessment_id, item)
        _check_room(connection, assessment_id, len(cleaned.content))
        key = kept.add(
            connection,
            found.id,
            item=item,
            sha256=files.put(connection, cleaned.content),
            name=cleaned.name,
            media_type=cleaned.media_type,
            size=len(cleaned.content),
            by=actor.account_id,
            at=office.clock(),
        )
        entry = kept.find(connection, key)
        assert entry is not None
        _count(connection, found)
        payload = {"evidence": key, "item": item, "sha256": entry.sha256}
        note(office, connection, actor, found, "evidence_attached", payload)
    return entry


def remove_evidence(office: Office, actor: Actor, evidence_id: int) -> None:
    """The file is no longer shown; an owner only while the answers are open."""
    require(actor, "owner", "consultant")
    with office.database.writing() as connection:
        entry = kept.find(connection, evidence_id)
        if entry is None or entry.removed_at is not None:
            raise not_found("evidence")
        found = reach_assessment(office, connection, actor, entry.assessment_id)
        _require_changeable(actor, found)
        if actor.role == "consultant" and entry.by != actor.account_id:
            what = message("다른 사람이 올린 증빙은 지울 수 없습니다.")
            fix = message("올린 사람에게 부탁해 주십시오.")
            raise AssessmentError(Problem("evidence", what, fix, code="not_yours"))
        kept.remove(connection, evidence_id, office.clock())
        _count(connection, found)
        payload = {"evidence": evidence_id, "item": entry.item}
        note(office, connection, actor, found, "evidence_removed", payload)


def evidence_file(office: Office, actor: Actor, evidence_id: int) -> EvidenceFile:
    """The file; another firm's does not exist for an owner."""
    with office.database.reading() as connection:
        entry = kept.find(connection, evidence_id)
        if entry is None or entry.removed_at is not None:
            raise not_found("evidence")
        found = reach_assessment(office, connection, actor, entry.assessment_id)
        saw(office, actor, found.firm_pseudonym, "evidence")
        content = files.get(connection, entry.sha256)
    if content is None:
        raise not_found("evidence")
    return EvidenceFile(entry.name, entry.media_type, content)


def _check_place(
    office: Office, connection: Connection, actor: Actor, assessment_id: int, item: str
) -> Assessment:
    found = reach_assessment(office, connection, actor, assessment_id)
    _require_changeable(actor, found)
    if item not in release_of(connection, found.release_hash).items:
        raise not_found("item")
    if kept.count(connection, assessment_id, item) >= MOST_PER_ITEM:
        what = message("한 문항에 증빙은 {most}개까지입니다.", most=MOST_PER_ITEM)
        fix = message("필요 없는 파일을 지운 뒤 올려 주십시오.")
        raise AssessmentError(Problem(item, what, fix, code="too_many"))
    return found


def _check_room(connection: Connection, assessment_id: int, size: int) -> None:
    if kept.bytes_of(connection, assessment_id) + size > MOST_BYTES:
        most = f"{MOST_BYTES // 1_000_000} MB"
        what = message("한 진단에 올릴 수 있는 증빙은 모두 {most}까지입니다.", most=most)
        fix = message("사진을 줄이거나 꼭 필요한 것만 올려 주십시오. 더 필요하면 담당 컨설턴트와 "
                      "상의해 주십시오.")  # fmt: skip
        raise AssessmentError(Problem("evidence", what, fix, code="too_much_evidence"))


def _require_changeable(actor: Actor, found: Assessment) -> None:
    if actor.role == "owner" or found.status == "verified":
        require_open(found)


def _count(connection: Connection, found: Assessment) -> None:
    total = kept.count(connection, found.id)
    assessments.change(connection, found.id, evidence_count=total)
