"""Making room for a restored database: tables dropped, or the whole file set aside."""

import os
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import MetaData, inspect

from assessment.records.database import Connection
from assessment.records.failures import StorageFailure
from assessment.records.schema import metadata

_VERSION = "alembic_version"


def drop_tables(connection: Connection) -> None:
    """Drop our tables, of whatever migration, in the caller's transaction; others stay."""
    there = set(inspect(connection).get_table_names())
    ours = [name for name in (*metadata.tables, _VERSION) if name in there]
    known = MetaData()
    if ours:
        known.reflect(connection, only=ours)
        known.drop_all(connection)


def set_aside(file: Path, at: datetime) -> Path:
    """A second name for an embedded database that nobody has open; its log is folded in first.

    StorageFailure while a server still has it open.
    """
    raw = sqlite3.connect(file, timeout=1, isolation_level=None)
    try:
        # leaving the write-ahead mode needs the file alone
        mode = raw.execute("pragma journal_mode = delete").fetchone()[0]
    except sqlite3.OperationalError as error:
        raise StorageFailure("busy") from error
    finally:
        raw.close()
    if mode != "delete":
        raise StorageFailure("busy")
    stem, number = f"{file.name}.before-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}", 1
    while (aside := file.with_name(f"{stem}{f'-{number}' if number > 1 else ''}")).exists():
        number += 1
    os.link(file, aside)
    return aside
