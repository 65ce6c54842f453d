"""Restoring: a backup becomes a database, proved equal before anything takes its place."""

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from assessment.locale import message
from assessment.problems import AssessmentError, Problem
from assessment.records import bulk, dumping, journal
from assessment.records.database import Connection, Database, file_of, migrate, open_database
from assessment.records.dumping import Contents
from assessment.records.emptying import drop_tables, set_aside
from assessment.services.backups.backup_files import opened, written_badly
from assessment.services.trust.erasing import erase_again, sweep

AfterRestore = Callable[[Connection, datetime], None]

AFTER_RESTORE: list[AfterRestore] = [erase_again]
"""Done in the restoring transaction, at the newest migration, before the database is used: what
was erased after the backup was made is erased again here."""

CONSOLE = "console"


@dataclass(frozen=True)
class Restored:
    """What was brought back; `aside` is the file of the database that was there before."""

    contents: Contents
    made_at: datetime
    aside: Path | None


def restore(
    path: Path,
    key: bytes,
    url: str,
    *,
    replace: bool = False,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Restored:
    """Fill the database at this address, of either kind, from a backup of either kind.

    A database that holds anything is refused unless `replace`. Rows, checksums and the journal's
    chain are compared before the new database takes the old one's place, which it does at once.
    """
    file = file_of(url)
    if file is None:
        database = open_database(url)
        try:
            contents, made_at = _fill(database, path, key, clock, replace=replace)
            sweep(database)
        finally:
            database.close()
        return Restored(contents, made_at, None)
    _refuse_filled(url, file, replace=replace)
    unfinished = file.with_name(f".{file.name}.restoring")
    try:
        _remove(unfinished)
        database = open_database(f"sqlite:///{unfinished.as_posix()}")
        try:
            contents, made_at = _fill(database, path, key, clock, replace=True)
            sweep(database)
        finally:
            database.close()  # folds the write-ahead log into the file
        aside = set_aside(file, clock()) if file.exists() else None
        unfinished.replace(file)
    except OSError as error:
        raise written_badly(file, error) from error
    finally:
        _remove(unfinished)
    return Restored(contents, made_at, aside)


def _fill(
    database: Database, path: Path, key: bytes, clock: Callable[[], datetime], *, replace: bool
) -> tuple[Contents, datetime]:
    with opened(path, key) as (head, parts), database.writing() as connection:
        if not replace:
            _refuse(bulk.filled_tables_here(connection), database.engine.url.render_as_string())
        drop_tables(connection)
        contents = _filled(connection, parts, path)
        _prove(connection, contents)
        migrate(connection, "head")
        bulk.continue_numbering(connection)
        for work in AFTER_RESTORE:
            work(connection, clock())
        told: Mapping[str, object] = {"backup": path.name, "made_at": head["made_at"],
                                      "rows": contents.rows}  # fmt: skip
        journal.append(
            connection, kind="restored", actor=CONSOLE, subject=CONSOLE, payload=told, at=clock()
        )
        return contents, datetime.fromisoformat(head["made_at"])


def _filled(connection: Connection, parts: Iterable[bytes], path: Path) -> Contents:
    try:
        return dumping.fill(connection, parts)
    except AssessmentError as refused:
        if [one.code for one in refused.problems] != ["newer_database"]:
            raise
        what = message("이 백업은 더 새로운 프로그램이 만들었습니다.")
        fix = message("프로그램을 그 버전 이상으로 올린 뒤 되살려 주십시오.")
        raise AssessmentError(Problem(str(path), what, fix, code="backup_newer")) from refused


def _prove(connection: Connection, contents: Contents) -> None:
    """Raise unless what now stands in the tables is what the backup says."""
    found = dumping.sums(connection, contents.columns)
    differing = sorted(name for name, wanted in contents.tables.items() if found[name] != wanted)
    faults = [
        Problem(
            name,
            message("되살린 표가 백업과 다릅니다."),
            message("이 백업을 쓰지 말고 관리 책임자에게 알려 주십시오."),
            code="restore_differs",
        )
        for name in differing
    ]
    if journal.head(connection) != contents.head:
        what = message("되살린 기록의 끝이 백업과 다릅니다.")
        fix = message("이 백업을 쓰지 말고 관리 책임자에게 알려 주십시오.")
        faults.append(Problem("journal", what, fix, code="restore_differs"))
    faults += journal.verify(connection, contents.head)
    if faults:
        raise AssessmentError(*faults)


def _refuse_filled(url: str, file: Path, *, replace: bool) -> None:
    if replace or not file.exists() or not file.stat().st_size:
        return
    database = open_database(url)
    try:
        with database.reading() as connection:
            _refuse(bulk.filled_tables_here(connection), str(file))
    finally:
        database.close()


def _refuse(filled: list[str], where: str) -> None:
    if filled:
        raise AssessmentError(
            Problem(
                where,
                message("비어 있지 않은 데이터베이스라서 되살리지 않았습니다."),
                message("빈 곳을 --database에 적거나, 바꿔치려면 --replace를 붙여 주십시오."),
                code="restore_not_empty",
            )
        )


def _remove(unfinished: Path) -> None:
    for ending in ("", "-wal", "-shm", "-journal"):
        Path(f"{os.fspath(unfinished)}{ending}").unlink(missing_ok=True)
