"""Published definitions, whole and for good, under their content hash."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from assessment.records.database import Connection
from assessment.records.ordering import in_order
from assessment.records.schema import accounts, releases


@dataclass(frozen=True)
class Published:
    """What was published when by whom; the content is read apart."""

    hash: str
    kind: str
    name: str
    version: str
    published_at: datetime
    published_by: str | None


def add(
    connection: Connection,
    *,
    digest: str,
    kind: str,
    name: str,
    version: str,
    content: str,
    at: datetime,
    by: int | None,
) -> bool:
    """Whether it was new; a content that is there already stays as it is."""
    if connection.execute(select(releases.c.hash).where(releases.c.hash == digest)).first():
        return False
    row = {"hash": digest, "kind": kind, "name": name, "version": version, "content": content}
    connection.execute(insert(releases).values(row | {"published_at": at, "published_by": by}))
    return True


def content(connection: Connection, digest: str) -> str | None:
    """The frozen text of this release."""
    query = select(releases.c.content).where(releases.c.hash == digest)
    return connection.execute(query).scalar_one_or_none()


def latest(connection: Connection, name: str, kind: str = "questionnaire") -> str | None:
    """The hash published last under this name."""
    query = select(releases.c.hash).where(releases.c.name == name, releases.c.kind == kind)
    ordered = query.order_by(releases.c.published_at.desc(), releases.c.hash)
    return connection.execute(ordered.limit(1)).scalar_one_or_none()


def is_questionnaire(connection: Connection, digest: str) -> bool:
    """Whether this release is a questionnaire."""
    query = select(releases.c.kind).where(releases.c.hash == digest)
    return connection.execute(query).scalar_one_or_none() == "questionnaire"


def with_version(connection: Connection, name: str, kind: str, version: str) -> str | None:
    """The hash published under this name and version."""
    query = select(releases.c.hash).where(
        releases.c.name == name, releases.c.kind == kind, releases.c.version == version
    )
    return connection.execute(query.limit(1)).scalar_one_or_none()


def listed(connection: Connection) -> list[Published]:
    """Every release, newest first."""
    columns = (releases.c.hash, releases.c.kind, releases.c.name, releases.c.version)
    query = (
        select(*columns, releases.c.published_at, accounts.c.name.label("published_by"))
        .outerjoin(accounts, accounts.c.id == releases.c.published_by)
        .order_by(releases.c.published_at.desc(), in_order(releases.c.name))
    )
    return [Published(**row) for row in connection.execute(query).mappings()]
