"""People who may enter."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import RowMapping, func, insert, or_, select, update

from assessment.records.database import Connection
from assessment.records.schema import accounts, firms


@dataclass(frozen=True)
class Account:
    """A person as kept; `password_hash` None means that no password lets them in."""

    id: int
    pseudonym: str
    email: str
    name: str
    role: str
    firm_id: int | None
    password_hash: str | None
    language: str
    active: bool
    must_change_password: bool
    created_at: datetime


def add(
    connection: Connection,
    *,
    email: str,
    name: str,
    role: str,
    at: datetime,
    firm_id: int | None = None,
    password_hash: str | None = None,
    language: str = "ko",
    must_change_password: bool = False,
) -> int:
    """The id of the new account; the e-mail address is kept in lower case."""
    values = {
        "pseudonym": uuid4().hex,
        "email": email.strip().lower(),
        "name": name.strip(),
        "role": role,
        "firm_id": firm_id,
        "password_hash": password_hash,
        "language": language,
        "active": True,
        "must_change_password": must_change_password,
        "created_at": at,
    }
    result = connection.execute(insert(accounts).values(values))
    assert result.inserted_primary_key is not None
    return int(result.inserted_primary_key[0])


def get(connection: Connection, account_id: int) -> Account | None:
    """The account with this id."""
    found = connection.execute(select(accounts).where(accounts.c.id == account_id)).mappings()
    return _account(found.one_or_none())


def by_email(connection: Connection, email: str) -> Account | None:
    """The account with this address, in whatever case it is typed."""
    wanted = email.strip().lower()
    found = connection.execute(select(accounts).where(accounts.c.email == wanted)).mappings()
    return _account(found.one_or_none())


def by_business_number(connection: Connection, number: str) -> Account | None:
    """The account that a firm's business number names: its first owner who may enter."""
    query = (
        select(accounts)
        .join(firms, firms.c.id == accounts.c.firm_id)
        .where(firms.c.business_number == number, accounts.c.role == "owner")
        .order_by(accounts.c.active.desc(), accounts.c.id)
        .limit(1)
    )
    return _account(connection.execute(query).mappings().one_or_none())


def page(
    connection: Connection, text: str, role: str | None, *, limit: int, offset: int
) -> tuple[list[Account], int]:
    """One page of the accounts that mention the text in name, e-mail or firm, and their number."""
    wanted = [accounts.c.role == role] if role else []
    for word in text.split():
        named = [accounts.c.name, accounts.c.email, firms.c.name]
        found = [column.icontains(word, autoescape=True) for column in named]
        digits = word.replace("-", "")
        wanted.append(or_(*found, firms.c.business_number == digits))
    joined = accounts.outerjoin(firms, firms.c.id == accounts.c.firm_id)
    whole = select(func.count()).select_from(joined).where(*wanted)
    query = select(accounts).select_from(joined).where(*wanted).order_by(accounts.c.id)
    rows = connection.execute(query.limit(limit).offset(offset)).mappings()
    people = [account for row in rows if (account := _account(row)) is not None]
    return people, connection.execute(whole).scalar_one()


def owners_of(connection: Connection, firm_id: int) -> list[Account]:
    """The owners' accounts of one firm, those that may enter first."""
    query = select(accounts).where(accounts.c.firm_id == firm_id, accounts.c.role == "owner")
    rows = connection.execute(query.order_by(accounts.c.active.desc(), accounts.c.id)).mappings()
    return [account for row in rows if (account := _account(row)) is not None]


def listed(
    connection: Connection, *, role: str | None = None, firm_id: int | None = None
) -> list[Account]:
    """Accounts by id, of one role or one firm when asked."""
    query = select(accounts).order_by(accounts.c.id)
    if role is not None:
        query = query.where(accounts.c.role == role)
    if firm_id is not None:
        query = query.where(accounts.c.firm_id == firm_id)
    rows = connection.execute(query).mappings()
    return [account for row in rows if (account := _account(row)) is not None]


def names(connection: Connection, account_ids: Sequence[int]) -> dict[int, str]:
    """Names by id, for showing who did something."""
    wanted = accounts.c.id.in_(set(account_ids))
    query = select(accounts.c.id, accounts.c.name).where(wanted)
    return {row.id: row.name for row in connection.execute(query)}


def by_pseudonym(connection: Connection, pseudonyms: Collection[str]) -> dict[str, str]:
    """Names by the pseudonyms of the journal."""
    query = select(accounts.c.pseudonym, accounts.c.name)
    chosen = query.where(accounts.c.pseudonym.in_(pseudonyms))
    return {row.pseudonym: row.name for row in connection.execute(chosen)}


def of_pseudonyms(connection: Connection, pseudonyms: Collection[str]) -> dict[str, Account]:
    """The accounts by the pseudonyms of the journal."""
    rows = connection.execute(select(accounts).where(accounts.c.pseudonym.in_(pseudonyms)))
    found = [_account(row) for row in rows.mappings()]
    return {one.pseudonym: one for one in found if one is not None}


def count(connection: Connection) -> int:
    """How many accounts there are."""
    return connection.execute(select(func.count()).select_from(accounts)).scalar_one()


def change(connection: Connection, account_id: int, **values: Any) -> None:
    """Set columns of one account."""
    connection.execute(update(accounts).where(accounts.c.id == account_id).values(**values))


def _account(row: RowMapping | None) -> Account | None:
    return Account(**row) if row is not None else None
