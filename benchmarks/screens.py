"""The manager's screens on 20,000 firms: how long they take and how much they send."""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from assessment.services.assessing import rounds
from assessment.services.complex import population
from assessment.services.entry import sessions
from assessment.services.funding import ranking
from assessment.services.funding.calls import calls
from assessment.services.office import Actor, Office
from benchmarks import servers
from benchmarks.clicks import QUIET
from benchmarks.complexes import opened, staff
from benchmarks.protocol import Run, Session
from benchmarks.rows import Row, percentile
from benchmarks.servers import Server

TIMES = 5
LIMIT_MS, LIMIT_KB = 500.0, 100.0


@dataclass(frozen=True)
class Visit:
    """A page under an address, and what is done there: words, kind of widget, part of its key."""

    name: str
    page: str
    query: Mapping[str, str]
    choices: tuple[tuple[str, str, str], ...]


def measure(folder: Path, database: Path, firms: int) -> list[Row]:
    """The services alone, then each page as a browser gets it, and one choice on it."""
    rows = _services(database, firms)
    token = staff(database, "manager")
    with servers.ours(folder / "manager", database) as server:
        for visit in visits(database, token):
            rows += asyncio.run(_visit(server, token, visit, firms))
    return rows


def visits(database: Path | str, token: str) -> list[Visit]:
    """The manager's pages on many firms."""
    office = opened(database)
    actor = sessions.signed_in(office, sessions.token_hash(token))
    assert actor is not None
    call = {"call": str(next(one.id for one in calls(office, actor) if one.status == "open"))}
    office.database.close()
    by_sector = ("a sector chosen", "selectbox", "filter-sector")
    by_size = ("grouped otherwise", "selectbox", "filter-by")
    verdict = ("a verdict chosen", "button_group", "verdict")
    to_line, row = ("to the line", "button", "-to-line"), ("a row opened", "button", "open-")
    return [
        Visit("산업단지 현황", "complex", {}, (by_sector, by_size)),
        Visit("지원사업 순위", "calls", call, (to_line, row)),
        Visit("지원사업 자격", "calls", call | {"tab": "eligibility"}, (verdict,)),
        Visit("지원사업 선정", "calls", call | {"tab": "selection"}, ()),
        Visit("지원사업 기록", "calls", call | {"tab": "record"}, ()),
    ]


def _services(database: Path, firms: int) -> list[Row]:
    office = opened(database)
    token = staff(database, "manager")
    actor = sessions.signed_in(office, sessions.token_hash(token))
    now = rounds.current_round(office)
    assert actor is not None
    assert now is not None
    found = [
        _service(f"overview of {firms:,} firms", lambda: population.overview(office, actor, now.id))
    ]
    found += _call_view(office, actor, firms)
    office.database.close()
    return found


def _call_view(office: Office, actor: Actor, firms: int) -> list[Row]:
    current = next(one for one in calls(office, actor) if one.status == "open")
    what = f"call view, {current.applicants:,} applicants of {firms:,} firms"
    return [_service(what, lambda: ranking.call_view(office, actor, current.id))]


def _service(what: str, work: Callable[[], object]) -> Row:
    begun = time.process_time()
    work()
    first = 1e3 * (time.process_time() - begun)
    begun = time.process_time()
    for _ in range(TIMES):
        work()
    again = 1e3 * (time.process_time() - begun) / TIMES
    return Row(f"{what}, CPU", again, "ms", LIMIT_MS, None, f"first time {first:.0f} ms")


async def _visit(server: Server, token: str, visit: Visit, firms: int) -> list[Row]:
    await asyncio.sleep(QUIET)
    name = f"{visit.name} ({firms:,} firms)"
    entering = Session(server.port, token, server.gate, page=visit.page, query=visit.query)
    async with entering as session:
        first = await session.open()
        before = server.cpu()
        runs = [await session.open() for _ in range(TIMES)]
        cpu = 1e3 * (server.cpu() - before) / TIMES
        rows = _rows(f"{name}, opened", runs, cpu, first)
        for what, kind, key in visit.choices:
            before = server.cpu()
            chosen = [await choose(session, kind, key, number) for number in range(TIMES)]
            cpu = 1e3 * (server.cpu() - before) / TIMES
            rows += _rows(f"{name}, {what}", chosen, cpu, chosen[0])
    return rows


async def choose(session: Session, kind: str, key: str, number: int) -> Run:
    """The button pressed, or the next option taken."""
    if kind == "button":
        return await session.press(key)
    one = session.find(kind, key)
    return await session.take(one, one.options[(number + 1) % len(one.options)])


def _rows(what: str, runs: list[Run], cpu: float, first: Run) -> list[Row]:
    sent = max(run.received for run in runs) / 1e3
    wall = 1e3 * percentile([run.seconds for run in runs], 0.5)
    note = f"until drawn {wall:.0f} ms, first time {1e3 * first.seconds:.0f} ms"
    return [
        Row(f"{what}: server CPU", cpu, "ms", LIMIT_MS, None, note),
        Row(f"{what}: sent", sent, "kB", LIMIT_KB),
    ]
