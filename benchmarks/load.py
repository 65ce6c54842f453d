"""Many owners at once: how long they wait, what is lost, what memory they take."""

import asyncio
import os
import random
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path

from assessment.records import answers
from benchmarks import servers
from benchmarks.clicks import FIRST_ITEM, FORM
from benchmarks.complexes import Owner, opened
from benchmarks.protocol import Run, Session
from benchmarks.rows import Row, percentile
from benchmarks.servers import Server

EVERY = 15.0
"""Seconds between two answers of one owner."""
ROUNDS = 4
BASE = 10
"""Sessions, at work at once, that make the base over which a further session is counted."""
_OPTIONS = "abcdef"


@dataclass
class Seen:
    """Seconds of every click and page, and what the server said that it had stored."""

    clicks: list[float] = field(default_factory=list)
    pages: list[float] = field(default_factory=list)
    told: dict[tuple[int, str], str] = field(default_factory=dict)
    """What the server acknowledged last: (assessment, item) to option id."""


@dataclass(frozen=True)
class Load:
    """Waits in milliseconds; memory in MB at the first `BASE` and at all sessions."""

    click_p50: float
    click_p95: float
    page_p95: float
    answers: int
    lost: int
    first: float
    all: float
    busy: float
    """Share of the core that the server used while all were answering."""
    sessions: int


def measure(folder: Path, database: Path, people: Sequence[Owner]) -> list[Row]:
    """Our server on one core with all the owners; the clients stay on the others."""
    with away_from(0), servers.ours(folder / "load", database, core=0) as server:
        load = asyncio.run(_load(server, people, database))
    who = f"{load.sessions} owners"
    session = 1e3 * (load.all - load.first) / (load.sessions - BASE)
    note = f"{load.answers} answers, core {100 * load.busy:.0f} % busy"
    return [
        Row(
            f"{who}, an answer each {EVERY:g} s, one core: p95",
            load.click_p95,
            "ms",
            150,
            None,
            note,
        ),
        Row(f"{who}: median", load.click_p50, "ms"),
        Row(f"{who}, the next page: p95", load.page_p95, "ms"),
        Row(f"{who}: acknowledged answers not in the database", load.lost, "", 0),
        Row(f"memory of a session over the first {BASE}", session, "kB", 250),
        Row(f"memory of the server at {load.sessions} sessions", load.all, "MB", 450),
    ]


async def _load(server: Server, people: Sequence[Owner], database: Path) -> Load:
    await servers.warm(server)
    stack = AsyncExitStack()
    sessions = [await entered(server, owner, stack) for owner in people[:BASE]]
    # what threads and connections take at once is the server's, not a session's
    await asyncio.gather(*map(_some_pages, sessions, people[:BASE]))
    first = server.memory()
    sessions += [await entered(server, owner, stack) for owner in people[BASE:]]
    for session, owner in zip(sessions, people, strict=True):
        await _answer(session, owner, Seen(), random.Random(owner.assessment_id))
    everybody = server.memory()
    seen = Seen()
    cpu, begun = server.cpu(), time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for session, owner in zip(sessions, people, strict=True):
            group.create_task(at_work(session, owner, seen))
    busy = (server.cpu() - cpu) / (time.perf_counter() - begun)
    everybody = max(everybody, server.memory())
    with suppress(OSError):
        await stack.aclose()
    return Load(
        1e3 * percentile(seen.clicks, 0.5),
        1e3 * percentile(seen.clicks, 0.95),
        1e3 * percentile(seen.pages, 0.95),
        len(seen.clicks),
        _lost(database, seen.told),
        first,
        everybody,
        busy,
        len(people),
    )


async def entered(
    server: Server, owner: Owner, stack: AsyncExitStack, seconds: list[float] | None = None
) -> Session:
    """The owner's first question, open until the stack ends."""
    query = {"form": FORM, "at": FIRST_ITEM}
    entering = Session(server.port, owner.token, server.gate, query=query)
    session = await stack.enter_async_context(entering)
    run = await session.open()
    if seconds is not None:
        seconds.append(run.seconds)
    return session


async def _some_pages(session: Session, owner: Owner) -> None:
    chance = random.Random(owner.assessment_id)
    for _ in range(ROUNDS):
        await _answer(session, owner, Seen(), chance)
        await session.press("-next")
        await session.visit({"form": FORM, "at": FIRST_ITEM})


async def at_work(session: Session, owner: Owner, seen: Seen) -> None:
    """Some answers, one each `EVERY` seconds, and the page after each."""
    chance = random.Random(owner.assessment_id)
    await asyncio.sleep(chance.uniform(0, EVERY))
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        await _answer(session, owner, seen, chance)
        await asyncio.sleep(chance.uniform(1.0, 3.0))
        page: Run = await session.press("-next")
        seen.pages.append(page.seconds)
        if not any("-choice-" in name for name in session.fields):
            await session.visit({"form": FORM, "at": FIRST_ITEM})
        await asyncio.sleep(max(EVERY - (time.perf_counter() - begun), 0))


async def _answer(session: Session, owner: Owner, seen: Seen, chance: random.Random) -> None:
    radio = session.find("radio", "-choice-")
    item = radio.id.split("-choice-")[1].split("-")[1]
    others = [n for n in range(6) if radio.options[n] != session.chosen(radio)]
    place = chance.choice(others)
    run = await session.choose("-choice-", radio.options[place])
    if not any("저장됨" in text for text in session.texts):
        raise RuntimeError(f"the screen does not say that the answer is stored: {session.texts}")
    seen.clicks.append(run.seconds)
    seen.told[owner.assessment_id, item] = _OPTIONS[place]


def _lost(database: Path, told: dict[tuple[int, str], str]) -> int:
    office = opened(database)
    with office.database.reading() as connection:
        stored = {key: answers.of_assessment(connection, key) for key, _ in told}
    office.database.close()
    return sum(
        item not in stored[key] or stored[key][item].value != option
        for (key, item), option in told.items()
    )


class away_from:  # noqa: N801  (reads as a phrase)
    """Keep this process off a core while the server has it for itself."""

    def __init__(self, core: int) -> None:
        self._before = os.sched_getaffinity(0)
        self._rest = (self._before - {core}) or self._before

    def __enter__(self) -> None:
        os.sched_setaffinity(0, self._rest)

    def __exit__(self, *_: object) -> None:
        os.sched_setaffinity(0, self._before)
