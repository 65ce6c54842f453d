"""Who may do what; anything not allowed here is refused."""

from assessment.locale import message
from assessment.problems import NotAllowed, NotFound, Problem
from assessment.records import firms, journal
from assessment.records.database import Connection
from assessment.services.office import Actor, Office, Role

STAFF: tuple[Role, ...] = ("consultant", "manager", "admin")


def require(actor: Actor, *roles: Role) -> None:
    """Pass only an actor who has one of these roles."""
    if actor.role not in roles:
        raise NotAllowed(
            Problem(
                "account",
                message("이 일을 할 권한이 없습니다."),
                message("필요하면 관리자에게 권한을 요청해 주십시오."),
                code="not_allowed",
            )
        )


def not_found(what: str = "page") -> NotFound:
    """The same answer for what does not exist and for what is another firm's."""
    return NotFound(
        Problem(
            what,
            message("없는 페이지입니다."),
            message("주소를 확인하거나 처음 화면에서 다시 찾아 주십시오."),
            code="not_found",
        )
    )


def reach_firm(office: Office, connection: Connection, actor: Actor, firm_id: int | None) -> None:
    """Pass staff, and an owner to their own firm; another firm does not exist for an owner.

    The refusal is journalled even though the work around it is undone.
    """
    known = firms.pseudonym(connection, firm_id) if firm_id is not None else None
    reach_known_firm(office, actor, firm_id, known)


def reach_known_firm(office: Office, actor: Actor, firm_id: int | None, known: str | None) -> None:
    """The same for a firm whose pseudonym is at hand; none when there is no such firm."""
    if known is not None and (actor.role in STAFF or actor.firm_id == firm_id):
        return
    note_refusal(office, actor, known or "unknown", {"firm_id": firm_id})
    raise not_found("firm")


def note_refusal(office: Office, actor: Actor, subject: str, payload: dict[str, object]) -> None:
    """Journal that the actor asked for what is not theirs, whatever becomes of the work."""
    at = office.clock()

    def write(connection: Connection) -> None:
        journal.append(
            connection,
            kind="refused",
            actor=actor.pseudonym,
            subject=subject,
            payload=payload,
            at=at,
        )

    office.database.afterwards(write)
