"""From a gap to an institution: a firm asks, the office hands over, both see how it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from assessment.locale import mark, message
from assessment.locale import translate as _
from assessment.problems import AssessmentError, Conflict, Problem
from assessment.records import referrals as kept
from assessment.records.database import Connection
from assessment.records.referrals import Referral, ReferralStep
from assessment.services.assessing.handling import reach_assessment
from assessment.services.assessing.item_texts import item_text
from assessment.services.institutions.network import institutions
from assessment.services.institutions.referral_notes import note_referral
from assessment.services.institutions.referral_wishes import Talent, clean_note, clean_wish
from assessment.services.office import Actor, Office
from assessment.services.permissions import STAFF, not_found, reach_firm, require
from assessment.services.releases.publishing import release_of

__all__ = ["Referral", "ReferralStep", "Talent"]

Step = Literal["accepted", "met", "done", "declined", "withdrawn"]

STATUS_NAMES: Mapping[str, str] = {
    "asked": mark("요청함"),
    "accepted": mark("접수됨"),
    "met": mark("만났음"),
    "done": mark("마침"),
    "declined": mark("이어 드리지 못함"),
    "withdrawn": mark("요청을 거둠"),
}
NEXT: Mapping[str, tuple[Step, ...]] = {
    "asked": ("accepted", "declined", "withdrawn"),
    "accepted": ("met", "declined", "withdrawn"),
    "met": ("done", "declined"),
}
"""What may follow; nothing follows what is not here."""


@dataclass(frozen=True)
class ReferralView:
    """A referral with its steps; `gap` and `institution_name` are in the reader's language."""

    referral: Referral
    gap: str
    institution_name: str
    contact: str
    notice: str
    steps: tuple[ReferralStep, ...]

    @property
    def open(self) -> bool:
        """Whether something is still to be done."""
        return self.referral.status in NEXT


def status_name(status: str) -> str:
    """The status in the reader's language."""
    return _(STATUS_NAMES[status])


def ask(
    office: Office,
    actor: Actor,
    assessment_id: int,
    *,
    item: str | None,
    institution: str | None,
    wish: str,
    talent: Talent | None = None,
    consent: bool = False,
) -> int:
    """The id of the new referral; only an owner asks, for their own firm.

    `item` None means the whole result; `institution` None leaves the choice to the office. The
    firm has to agree that what it writes is handed to the institution.
    """
    require(actor, "owner")
    said, seeks = clean_wish(wish, talent, consent)
    with office.database.writing() as connection:
        found = reach_assessment(office, connection, actor, assessment_id)
        if item is not None and item not in release_of(connection, found.release_hash).items:
            raise not_found("item")
        if institution is not None and institution not in institutions(office.root):
            raise not_found("institution")
        _refuse_again(connection, found.firm_id, item, institution)
        at = office.clock()
        key = kept.add(
            connection,
            firm_id=found.firm_id,
            assessment_id=found.id,
            item=item,
            institution=institution,
            wish=said,
            talent=seeks.role if seeks else None,
            talent_count=seeks.count if seeks else None,
            by=actor.account_id,
            at=at,
        )
        asked = kept.find(connection, key)
        assert asked is not None
        told = {"wish": said, "consent": True, "talent": seeks.role if seeks else None}
        note_referral(office, connection, actor, asked, "referral_asked", told)
    return key


def move(
    office: Office,
    actor: Actor,
    referral_id: int,
    step: Step,
    *,
    revision: int,
    note: str = "",
    institution: str | None = None,
) -> None:
    """Take the next step: an owner may only withdraw, consultants and managers do the rest.

    Accepting makes the actor its handler; where the firm left the institution open, accepting
    names it. Declining and finishing say why or what came of it.
    """
    require(actor, *(("owner",) if step == "withdrawn" else ("consultant", "manager")))
    said = clean_note(step, note)
    with office.database.writing() as connection:
        found = _reached(office, connection, actor, referral_id)
        if step not in NEXT.get(found.status, ()):
            raise _out_of_order(found.status, step)
        chosen = _institution(office, found, step, institution)
        handler = actor.account_id if step == "accepted" else found.handler_id
        if found.revision != revision or not kept.move(
            connection,
            found,
            status=step,
            institution=chosen,
            handler_id=handler,
            note=said,
            by=actor.account_id,
            at=office.clock(),
        ):
            raise _changed_meanwhile()
        told = {"note": said, "institution": chosen}
        note_referral(office, connection, actor, found, f"referral_{step}", told)


def of_firm(office: Office, actor: Actor, firm_id: int) -> tuple[ReferralView, ...]:
    """A firm's referrals, the latest first; owners see their own firm's only."""
    with office.database.reading() as connection:
        reach_firm(office, connection, actor, firm_id)
        return _views(office, connection, kept.of_firm(connection, firm_id))


def waiting(
    office: Office, actor: Actor, statuses: Sequence[str] = kept.OPEN
) -> tuple[ReferralView, ...]:
    """The referrals that stand so, for staff, those that have waited longest first."""
    require(actor, *STAFF)
    with office.database.reading() as connection:
        mine = actor.account_id if actor.role == "consultant" else None
        return _views(office, connection, kept.with_status(connection, statuses, mine))


def _views(
    office: Office, connection: Connection, found: Sequence[Referral]
) -> tuple[ReferralView, ...]:
    known = institutions(office.root)
    steps = kept.steps_of(connection, [one.id for one in found])
    views = []
    for one in found:
        helper = known.get(one.institution or "")
        release = release_of(connection, one.release_hash)
        views.append(
            ReferralView(
                referral=one,
                gap=item_text(release, one.item).short if one.item else "",
                institution_name=str(helper.name) if helper else one.institution or "",
                contact=str(helper.contact) if helper else "",
                notice=str(helper.notice) if helper and helper.notice else "",
                steps=tuple(steps[one.id]),
            )
        )
    return tuple(views)


def _reached(office: Office, connection: Connection, actor: Actor, referral_id: int) -> Referral:
    found = kept.find(connection, referral_id)
    if found is None:
        raise not_found("referral")
    reach_firm(office, connection, actor, found.firm_id)
    return found


def _refuse_again(
    connection: Connection, firm_id: int, item: str | None, institution: str | None
) -> None:
    for one in kept.of_firm(connection, firm_id):
        if one.status in kept.OPEN and (one.item, one.institution) == (item, institution):
            raise AssessmentError(
                Problem(
                    "institution",
                    message("같은 요청이 이미 있습니다."),
                    message("그 요청의 진행 상황을 봐 주십시오."),
                    code="asked_already",
                )
            )


def _institution(office: Office, found: Referral, step: Step, named: str | None) -> str | None:
    if step != "accepted" or found.institution is not None:
        return found.institution
    if named is None or named not in institutions(office.root):
        raise AssessmentError(
            Problem(
                "institution",
                message("어느 기관에 이어 줄지 정하지 않았습니다."),
                message("기관을 고른 뒤 접수해 주십시오."),
                code="no_institution",
            )
        )
    return named


def _out_of_order(status: str, step: Step) -> AssessmentError:
    return AssessmentError(
        Problem(
            "status",
            message(
                "'{status}' 상태에서 '{step}'(으)로 바꿀 수 없습니다.",
                status=message(STATUS_NAMES[status]),
                step=message(STATUS_NAMES[step]),
            ),
            message("화면을 새로 열어 지금 상태를 확인해 주십시오."),
            code="illegal_move",
        )
    )


def _changed_meanwhile() -> Conflict:
    return Conflict(
        Problem(
            "referral",
            message("그사이 다른 사람이 이 요청을 바꾸었습니다."),
            message("화면을 새로 열어 지금 상태를 확인해 주십시오."),
            code="changed_meanwhile",
        )
    )
