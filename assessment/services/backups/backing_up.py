"""Backing up: everything that is kept, read at one moment, encrypted, named by its time."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

from assessment.records import dumping, journal, sealed
from assessment.services.backups.backup_files import (
    Backup,
    check,
    drop_old,
    free_name,
    written_badly,
)
from assessment.services.office import Actor, Office
from assessment.services.permissions import require

KEEP = 14


@dataclass(frozen=True)
class Made:
    """The new backup and the old ones that made room for it."""

    backup: Backup
    dropped: tuple[Path, ...]


def back_up(office: Office, actor: Actor, folder: Path, key: bytes, keep: int = KEEP) -> Made:
    """Write a backup into the folder while others work; it appears whole and read back, or not.

    The newest `keep` stay. Evidence files are in it; who is signed in is not.
    """
    require(actor, "admin")
    at = office.clock().astimezone(UTC)
    neighbour: Path | None = None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path = free_name(folder, at)
        with tempfile.NamedTemporaryFile(
            dir=folder, prefix=f".{path.name}.", delete=False
        ) as target:
            neighbour = Path(target.name)
            with office.database.reading() as connection:
                head = {"made_at": at.isoformat(timespec="seconds")}
                sealed.seal(dumping.lines(connection), target, key, head)
            target.flush()
            os.fsync(target.fileno())
        read_back = check(neighbour, key)
        neighbour.replace(path)
        _sync(folder)
    except OSError as error:
        raise written_badly(folder, error) from error
    finally:
        if neighbour is not None:
            neighbour.unlink(missing_ok=True)
    backup = Backup(path, read_back.size, read_back.made_at, read_back.contents)
    dropped = drop_old(folder, max(keep, 1), at)
    _note(office, actor, backup, dropped)
    return Made(backup, tuple(dropped))


def _note(office: Office, actor: Actor, backup: Backup, dropped: list[Path]) -> None:
    with office.database.writing() as connection:
        journal.append(
            connection,
            kind="backed_up",
            actor=actor.pseudonym,
            subject=actor.pseudonym,
            payload={
                "name": backup.path.name,
                "rows": backup.contents.rows,
                "journal": backup.contents.head.seq,
                "sha256": _sha256(backup.path),
                "dropped": [one.name for one in dropped],
            },
            at=office.clock(),
        )


def _sha256(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _sync(folder: Path) -> None:
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
