"""Who may do what; anything not allowed here is refused."""

from assessment.locale import message
from assessment.problems import NotAllowed, NotFound, Problem
from assessment.records import assignments, firms, journal
from assessment.records.database import Connection, writes
from assessment.services.office import Actor, Office, Role
from assessment.services.trust.accesses import saw

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


def refuse_own(actor: Actor, account_id: int) -> None:
    """Pass what is about another's account: on one's own it would shut out the last one there is.

    It would also let whoever finds an administrator's screen open take the account over.
    """
    if actor.account_id == account_id:
        raise NotAllowed(
            Problem(
                "account",
                message("자기 계정에는 할 수 없는 일입니다."),
                message("다른 관리자에게 부탁해 주십시오."),
                code="own_account",
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
    """Pass an owner to their own firm, a consultant to theirs, managers and administrators to all.

    Another firm does not exist for the others. A consultant also reaches a firm that nobody is in
    charge of, and is in charge from their first change on. The refusal is journalled even though
    the work around it is undone.
    """
    known = firms.pseudonym(connection, firm_id) if firm_id is not None else None
    reach_known_firm(office, connection, actor, firm_id, known)


def reach_known_firm(
    office: Office,
    connection: Connection,
    actor: Actor,
    firm_id: int | None,
    known: str | None,
    *,
    unsent: bool = False,
) -> None:
    """The same for a firm whose pseudonym is at hand; none when there is no such firm.

    `unsent`: what is asked for has not been handed in, so that nobody's consultant may look.
    """
    if known is not None and firm_id is not None:
        if actor.role in ("manager", "admin") or (
            actor.role == "owner" and actor.firm_id == firm_id
        ):
            _shown(office, connection, actor, known)
            return
        if actor.role == "consultant" and _consultant_may(
            office, connection, actor, (firm_id, known), unsent=unsent
        ):
            _shown(office, connection, actor, known)
            return
    note_refusal(office, actor, known or "unknown", {"firm_id": firm_id})
    raise not_found("firm")


def _shown(office: Office, connection: Connection, actor: Actor, pseudonym: str) -> None:
    if not writes(connection):  # a change is journalled by itself
        saw(office, actor, pseudonym)


def _consultant_may(
    office: Office, connection: Connection, actor: Actor, firm: tuple[int, str], *, unsent: bool
) -> bool:
    firm_id, pseudonym = firm
    tie = assignments.tie(connection, firm_id, actor.account_id)
    if tie.interest or not (tie.mine or tie.free):
        return False
    if tie.free and not writes(connection):
        return not unsent
    if tie.free:
        at = office.clock()
        assignments.begin(connection, firm_id, actor.account_id, actor.account_id, at)
        journal.append(
            connection,
            kind="firm_taken",
            actor=actor.pseudonym,
            subject=pseudonym,
            payload={},
            at=at,
        )
    return True


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
