"""Backups: the restore drill between both kinds of database, and files that cannot be trusted."""

import io
import os
import resource
import shutil
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import text

from assessment.problems import AssessmentError, NotAllowed
from assessment.records import dumping, journal, sealed, settings
from assessment.records import files as kept_files
from assessment.records.database import Connection, Database, StorageFailure, open_database, upgrade
from assessment.services.assessing.answering import (
    attach_evidence,
    open_assessment,
    save_answer,
    submit,
)
from assessment.services.backups import backup_files, restoring
from assessment.services.backups.backing_up import back_up
from assessment.services.backups.restoring import restore
from assessment.services.funding.ranking import call_view
from assessment.services.office import Office
from assessment.services.scoring.results import result
from tests.conftest import Clock
from tests.services.call_office import Called, called_copy
from tests.services.conftest import add_firm
from tests.services.exports.test_exporting import _pdf
from tests.services.victims import Executioner

pytestmark = [pytest.mark.slow, pytest.mark.fault]
SEEDS = range(int(os.environ.get("FAULT_SEEDS", "5")))


@pytest.fixture
def called(sqlite_template: Path, tmp_path: Path, clock: Clock) -> Iterator[Called]:
    """Six applicants of an open call, and a handed-in assessment with a file behind an answer."""
    copied = called_copy(sqlite_template, tmp_path, clock)
    owner = copied.people.owner
    number = open_assessment(copied.office, owner, copied.people.firm_id, "mini")
    save_answer(copied.office, owner, number, "QM01", "answered", "c", tab="t", seen=0)
    attach_evidence(copied.office, owner, number, "QM01", "사진.pdf", _pdf())
    submit(copied.office, owner, number)
    yield copied
    copied.office.database.close()


@pytest.fixture
def key(tmp_path: Path, called: Called) -> bytes:
    path = tmp_path / "keys" / "backup.key"
    backup_files.new_key(path, called.office.root)
    return backup_files.read_key(path, called.office.root)


@pytest.fixture
def made(called: Called, key: bytes, tmp_path: Path) -> Path:
    return back_up(called.office, called.people.admin, tmp_path / "out", key).backup.path


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database that has its tables and nothing in them, and for SQLite not even a file."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'restored.sqlite'}"
    return str(request.getfixturevalue("postgres")())


def codes(refused: pytest.ExceptionInfo[AssessmentError]) -> set[str]:
    return {one.code for one in refused.value.problems}


def scores(office: Office, called: Called) -> list[object]:
    """Computed again from what is stored: the call's whole ranking, and a firm's result."""
    view = call_view(office, called.manager, called.call_id)
    found = result(office, called.manager, called.six["A"][1])
    return [view.ranking.to_json(), found.items.to_json()]


def whole(database: Database, shapes: dict[str, dumping.Kinds]) -> dict[str, dumping.TableSum]:
    with database.reading() as connection:
        return dumping.sums(connection, shapes)


def test_the_restore_drill(called: Called, key: bytes, made: Path, empty_url: str) -> None:
    """Counts, checksums of every table, scores, evidence, journal: equal in the other database."""
    contents = backup_files.check(made, key).contents
    done = restore(made, key, empty_url, clock=called.office.clock)
    assert done.contents == contents
    database = open_database(empty_url)
    office = Office(database, called.office.root, called.office.clock)
    here = whole(called.office.database, dict(contents.columns))
    there = whole(database, dict(contents.columns))
    changed = {"journal", "journal_payloads"}  # both journalled that they were backed up, restored
    assert {name: one for name, one in there.items() if name not in changed} == {
        name: one for name, one in here.items() if name not in changed
    }
    assert there["answers"].rows == 25
    assert scores(office, called) == scores(called.office, called)
    with database.reading() as connection:
        assert journal.verify(connection, contents.head) == []
        assert journal.head(connection).seq == contents.head.seq + 1
        (last,) = journal.rows(connection, limit=1)
        file = connection.execute(text("select sha256 from files")).scalar_one()
        content = kept_files.get(connection, file)
    assert last.kind == "restored"
    with called.office.database.reading() as connection:
        assert content == kept_files.get(connection, file)
    assert add_firm(office, "새 업체") > max(called.people.firm_id, 8)  # numbering goes on
    database.close()


@pytest.mark.postgres
def test_a_backup_of_postgresql_comes_back_as_sqlite_with_the_same_checksums(
    called: Called, key: bytes, made: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue("postgres")()
    restore(made, key, url)
    database = open_database(url)
    office = Office(database, called.office.root, called.office.clock)
    second = back_up(office, called.people.admin, tmp_path / "second", key).backup
    database.close()
    back = f"sqlite:///{tmp_path / 'back.sqlite'}"
    done = restore(second.path, key, back)
    first = backup_files.check(made, key).contents
    for name, wanted in first.tables.items():
        if name not in ("journal", "journal_payloads"):
            assert done.contents.tables[name] == wanted, name
    opened = open_database(back)
    again = Office(opened, called.office.root, called.office.clock)
    assert scores(again, called) == scores(called.office, called)
    opened.close()


def test_a_backup_shows_one_moment_though_others_write_meanwhile(called: Called) -> None:
    with called.office.database.reading() as connection:
        head = journal.head(connection)
        lines = dumping.lines(connection)
        begun = [next(lines) for _ in range(5)]
        with called.office.database.writing() as writer:
            settings.put(writer, "written", "meanwhile")
            journal.append(writer, kind="k", actor="a", subject="s", payload={},
                           at=called.office.clock())  # fmt: skip
        contents = dumping.read([*begun, *lines])
    assert contents.head == head
    assert contents.tables["journal"].rows == head.seq


def test_what_is_in_a_backup_cannot_be_read_without_the_key(made: Path, called: Called) -> None:
    content = made.read_bytes()
    assert "A정밀".encode() not in content
    assert b"answers" not in content
    assert oct(made.stat().st_mode & 0o777) == "0o600"


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        (lambda whole, at: whole[: max(at, 200)], "backup_cut_off"),
        (lambda whole, at: whole[:-1], "backup_cut_off"),
        (lambda whole, at: whole + b"x", "backup_damaged"),
        (lambda whole, at: _flipped(whole, 200 + at % (len(whole) - 200)), "backup_damaged"),
        (lambda whole, at: b"PK" + whole, "backup_not_ours"),
    ],
    ids=["cut", "last byte gone", "longer", "a bit flipped", "another file"],
)
def test_a_file_that_is_not_as_it_was_made_is_refused_and_nothing_is_restored(
    called: Called, key: bytes, made: Path, tmp_path: Path, harm: object, code: str
) -> None:
    target = tmp_path / "none.sqlite"
    for seed in SEEDS:
        bad = tmp_path / "bad.backup"
        content = made.read_bytes()
        place = Random(seed).randrange(len(content) - 1)
        bad.write_bytes(harm(content, place))  # type: ignore[operator]
        with pytest.raises(AssessmentError) as refused:
            backup_files.check(bad, key)
        assert codes(refused) <= {code, "backup_damaged", "backup_cut_off"}
        if seed == 0:
            with pytest.raises(AssessmentError) as refused:
                restore(bad, key, f"sqlite:///{target}")
            assert codes(refused) <= {code, "backup_damaged", "backup_cut_off"}
    assert not [one for one in tmp_path.iterdir() if "none.sqlite" in one.name]


def _flipped(whole: bytes, place: int) -> bytes:
    return whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]


def test_another_key_is_told_as_such(made: Path) -> None:
    with pytest.raises(AssessmentError) as refused:
        backup_files.check(made, bytes(32))
    assert codes(refused) == {"backup_wrong_key"}


def test_a_key_lies_outside_the_project_is_for_its_owner_alone_and_never_overwritten(
    tmp_path: Path, called: Called
) -> None:
    root, path = called.office.root, tmp_path / "k"
    with pytest.raises(AssessmentError) as refused:
        backup_files.new_key(root / "data" / "k", root)
    assert codes(refused) == {"backup_key"}
    backup_files.new_key(path, root)
    before = path.read_bytes()
    assert oct(path.stat().st_mode & 0o777) == "0o600"
    with pytest.raises(AssessmentError):
        backup_files.new_key(path, root)
    assert path.read_bytes() == before
    shutil.copy(path, root / "k")
    for bad in (root / "k", tmp_path / "nowhere", None):
        with pytest.raises(AssessmentError) as refused:
            backup_files.read_key(bad, root)
        assert codes(refused) == {"backup_key"}


def test_the_newest_backups_stay_and_only_administrators_make_them(
    called: Called, key: bytes, tmp_path: Path, clock: Clock
) -> None:
    folder = tmp_path / "out"
    for _ in range(4):
        clock.move(hours=24)
        made = back_up(called.office, called.people.admin, folder, key, keep=2)
    assert backup_files.kept_in(folder) == [
        folder / "assessment-20261125T030000Z.backup",
        folder / "assessment-20261126T030000Z.backup",
    ]
    assert [one.name for one in made.dropped] == ["assessment-20261124T030000Z.backup"]
    assert sorted(folder.iterdir()) == backup_files.kept_in(folder)
    with called.office.database.reading() as connection:
        noted = journal.rows(connection, kind="backed_up")
    assert len(noted) == 4
    for person in (called.manager, called.people.consultant, called.people.owner):
        with pytest.raises(NotAllowed):
            back_up(called.office, person, folder, key)


def test_a_full_disk_leaves_no_part_of_a_backup(called: Called, key: bytes, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        with pytest.raises(AssessmentError) as refused:
            back_up(called.office, called.people.admin, folder, key)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    assert codes(refused) == {"backup_write"}
    assert list(folder.iterdir()) == []
    back_up(called.office, called.people.admin, folder, key)
    assert len(backup_files.kept_in(folder)) == 1


def test_a_database_that_holds_something_is_refused_unless_it_is_to_be_replaced(
    called: Called, key: bytes, made: Path, database: Database, database_url: str
) -> None:
    office = Office(database, called.office.root, called.office.clock)
    add_firm(office, "있던 업체")
    with pytest.raises(AssessmentError) as refused:
        restore(made, key, database_url)
    assert codes(refused) == {"restore_not_empty"}
    with database.reading() as connection:
        assert connection.execute(text("select name from firms")).scalars().all() == ["있던 업체"]
    database.close()
    done = restore(made, key, database_url, replace=True, clock=called.office.clock)
    with database.reading() as connection:
        named = connection.execute(text("select name from firms")).scalars().all()
    assert "있던 업체" not in named
    assert "A정밀" in named
    if done.aside is not None:
        before = open_database(f"sqlite:///{done.aside}")
        with before.reading() as connection:
            assert connection.execute(text("select name from firms")).scalars().all() == [
                "있던 업체"
            ]
        before.close()


@pytest.mark.sqlite
def test_an_embedded_database_that_a_server_has_open_is_not_replaced(
    called: Called, key: bytes, made: Path
) -> None:
    with pytest.raises(StorageFailure) as refused:
        restore(made, key, called.office.database.url, replace=True)
    assert codes(refused) == {"storage_busy"}
    assert scores(called.office, called)


def test_a_backup_of_a_newer_program_is_refused_politely(
    called: Called, key: bytes, tmp_path: Path, empty_url: str
) -> None:
    with called.office.database.writing() as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
    made = back_up(called.office, called.people.admin, tmp_path / "out", key).backup.path
    with pytest.raises(AssessmentError) as refused:
        restore(made, key, empty_url)
    assert codes(refused) == {"backup_newer"}
    database = open_database(empty_url)
    upgrade(database)  # and what was there is as empty as before
    with database.reading() as connection:
        assert connection.execute(text("select count(*) from firms")).scalar() == 0
    database.close()


def test_what_was_erased_since_is_erased_again_before_anybody_can_see_it(
    called: Called, key: bytes, made: Path, empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def erase(connection: Connection, at: datetime) -> None:
        assert at == datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
        connection.execute(text("update firms set name = '-' where name = 'A정밀'"))

    monkeypatch.setattr(restoring, "AFTER_RESTORE", [erase])
    restore(made, key, empty_url, clock=called.office.clock)
    database = open_database(empty_url)
    with database.reading() as connection:
        named = connection.execute(text("select name from firms")).scalars().all()
    database.close()
    assert "A정밀" not in named
    assert "B도금" in named


def test_memory_does_not_grow_with_the_backup() -> None:
    """64 MB through seal and unseal with less than 8 MB at a time."""
    key, target = bytes(32), io.BytesIO()
    part = Random(1).randbytes(1 << 16) + bytes((1 << 20) - (1 << 16))
    tracemalloc.start()
    sealed.seal((part for _ in range(64)), target, key, {})
    target.seek(0)
    size = sum(len(one) for one in sealed.unseal(target, key))
    peak = tracemalloc.get_traced_memory()[1] - len(target.getvalue())
    tracemalloc.stop()
    assert size == 64 << 20
    assert peak < 8 << 20


def test_a_killed_backup_or_restore_leaves_the_old_or_the_new_one(
    called: Called, key: bytes, made: Path, tmp_path: Path
) -> None:
    executioner, folder = Executioner(), tmp_path / "many"
    target = tmp_path / "target.sqlite"
    restore(made, key, f"sqlite:///{target}")
    job = {"url": called.office.database.url, "root": str(called.office.root), "key": key.hex(),
           "who": {"admin": vars(called.people.admin)}, "folder": str(folder),
           "from": str(made), "target": f"sqlite:///{target}"}  # fmt: skip
    for seed in SEEDS:
        said = executioner.killed({**job, "job": "back_up"}, Random(seed), 0.2, first=1)
        there = {str(one) for one in backup_files.kept_in(folder)}
        assert said[-1]["made"] in there
        assert all(backup_files.check(Path(one), key).contents.rows > 100 for one in there)
        executioner.killed({**job, "job": "bring_back"}, Random(seed), 0.4, first=1)
        database = open_database(f"sqlite:///{target}")
        with database.reading() as connection:
            assert journal.verify(connection) == []
            assert connection.execute(text("pragma integrity_check")).scalar() == "ok"
            assert connection.execute(text("select count(*) from answers")).scalar() == 25
        database.close()
    executioner.close()
