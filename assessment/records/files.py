"""Contents by their SHA-256; the same content is kept once."""

import hashlib

from sqlalchemy import delete, insert, select

from assessment.records.database import Connection
from assessment.records.schema import files


def put(connection: Connection, content: bytes) -> str:
    """The digest under which the content is now kept."""
    digest = hashlib.sha256(content).hexdigest()
    known = connection.execute(select(files.c.sha256).where(files.c.sha256 == digest)).first()
    if known is None:
        connection.execute(insert(files).values(sha256=digest, content=content))
    return digest


def get(connection: Connection, sha256: str) -> bytes | None:
    """The content with this digest."""
    return connection.execute(
        select(files.c.content).where(files.c.sha256 == sha256)
    ).scalar_one_or_none()


def remove(connection: Connection, sha256: str) -> None:
    """Drop a content that nothing names any more."""
    connection.execute(delete(files).where(files.c.sha256 == sha256))
