"""No room, a read-only disk, a disk that fails, a server that is gone: said, undone, gone on."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import event, text

from assessment.records import settings
from assessment.records.database import Database, StorageFailure, open_database

pytestmark = pytest.mark.slow

KOREAN = re.compile("[가-힣]")


def put(database: Database, name: str, value: str) -> None:
    with database.writing() as connection:
        settings.put(connection, name, value)


def kept(database: Database, name: str) -> str | None:
    with database.reading() as connection:
        return settings.get(connection, name)


def refused(database: Database, name: str, value: str, kind: str) -> None:
    with pytest.raises(StorageFailure) as failed:
        put(database, name, value)
    (problem,) = failed.value.problems
    assert problem.code == f"storage_{kind}"
    assert KOREAN.search(str(problem.what))
    assert failed.value.reference in str(problem.fix)


@pytest.mark.sqlite
def test_a_full_database_says_so_keeps_what_it_had_and_goes_on_when_there_is_room(
    sqlite_url: str,
) -> None:
    database = open_database(sqlite_url)
    room = [0]

    @event.listens_for(database.engine, "begin")
    def limited(connection: object) -> None:
        pages = room[0] or 2**30
        connection.exec_driver_sql(f"pragma max_page_count = {pages}")  # type: ignore[attr-defined]

    put(database, "before", "kept")
    with database.reading() as connection:
        room[0] = connection.execute(text("pragma page_count")).scalar_one()
    for _ in range(3):
        refused(database, "much", "x" * 1_000_000, "full")
    assert kept(database, "before") == "kept"
    room[0] = 0
    put(database, "much", "x" * 1_000_000)
    assert kept(database, "much") == "x" * 1_000_000
    with database.reading() as connection:
        assert connection.execute(text("pragma integrity_check")).scalar() == "ok"


@pytest.mark.sqlite
def test_a_failure_of_the_storage_is_logged_under_the_number_that_the_person_is_told(
    sqlite_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    database = open_database(sqlite_url)
    Path(sqlite_url.removeprefix("sqlite:///")).write_bytes(b"no database at all" * 400)
    with pytest.raises(StorageFailure) as failed:
        kept(database, "anything")
    assert failed.value.problems[0].code == "storage_unreadable"
    assert failed.value.reference in caplog.text


def test_a_database_server_that_is_not_there_is_told_as_gone() -> None:
    database = open_database("postgresql://nobody@127.0.0.1:9/none?connect_timeout=2")
    with pytest.raises(StorageFailure) as failed:
        kept(database, "anything")
    assert failed.value.problems[0].code == "storage_gone"


@pytest.mark.postgres
def test_postgresql_that_takes_no_writes_is_told_as_read_only_and_goes_on_after(
    request: pytest.FixtureRequest,
) -> None:
    database = open_database(request.getfixturevalue("postgres")())
    put(database, "before", "kept")
    name = database.engine.url.database
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as plain:
        plain.execute(text(f'alter database "{name}" set default_transaction_read_only = on'))
    database.close()
    refused(database, "more", "lost", "read_only")
    assert kept(database, "before") == "kept"
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as plain:
        plain.execute(text("set default_transaction_read_only = off"))
        plain.execute(text(f'alter database "{name}" set default_transaction_read_only = off'))
    database.close()
    put(database, "more", "there")
    assert kept(database, "more") == "there"
    database.close()


SMALL_DISK = """
import json, resource, subprocess, sys
from pathlib import Path
from sqlalchemy import text
from assessment.records import settings
from assessment.records.database import StorageFailure, open_database, upgrade

disk = Path(sys.argv[1])
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(disk)], check=True)
database = open_database(f"sqlite:///{disk / 'assessment.sqlite'}")
upgrade(database)

def put(name, size):
    try:
        with database.writing() as connection:
            settings.put(connection, name, "x" * size)
    except StorageFailure as failure:
        return failure.problems[0].code
    return "stored"

def state():
    with database.reading() as connection:
        rows = connection.execute(text("select name from settings order by name")).scalars().all()
        return rows, connection.execute(text("pragma integrity_check")).scalar()

said = {"first": put("first", 10)}
ballast = disk / "ballast"
with ballast.open("wb", buffering=0) as file:
    try:
        while True:
            file.write(b"x" * 4096)
    except OSError:
        pass
said["full"] = [put(f"full{n}", 50_000) for n in range(3)]
said["held"] = state()
ballast.unlink()
said["room"] = put("room", 50_000)
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
said["broken"] = put("broken", 50_000)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
said["mended"] = put("mended", 50_000)
database.close()
subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
said["read_only"] = put("read_only", 10)
subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
database.close()
said["writable"] = put("writable", 10)
said["end"] = state()
print(json.dumps(said))
"""


@pytest.mark.slow
def test_on_a_real_small_disk_every_acknowledged_write_stays_and_the_work_goes_on(
    tmp_path: Path,
) -> None:
    """Filled to the last block, then writes that the system refuses, then mounted read-only."""
    if shutil.which("unshare") is None:
        pytest.skip("a disk of its own needs unshare (util-linux)")
    own = ["unshare", "-m"] if os.geteuid() == 0 else ["unshare", "-rm"]
    if subprocess.run(
        [*own, "mount", "-t", "tmpfs", "tmpfs", str(tmp_path)], check=False
    ).returncode:
        pytest.skip("no disk may be mounted here")
    done = subprocess.run(
        [*own, sys.executable, "-c", SMALL_DISK, str(tmp_path)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "first": "stored",
        "full": ["storage_full"] * 3,
        "held": [["first"], "ok"],
        "room": "stored",
        "broken": "storage_unreadable",
        "mended": "stored",
        "read_only": "storage_gone",  # its shared memory cannot be made anew
        "writable": "stored",
        "end": [["first", "mended", "room", "writable"], "ok"],
    }
