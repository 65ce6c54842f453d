"""One owner's clicks: what a chosen answer and an opened page cost the server."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import servers
from benchmarks.complexes import Owner
from benchmarks.protocol import Session
from benchmarks.rows import Row, percentile
from benchmarks.servers import Server

WARM_UP, CLICKS, PAGES = 12, 120, 40
QUIET = 4.0
"""Seconds after the start in which a server imports what it will need."""
FORM = "smart-factory"
FIRST_ITEM = "PC01"


@dataclass(frozen=True)
class Cost:
    """CPU milliseconds of the server and wall milliseconds (median) of one interaction; bytes."""

    cpu: float
    wall: float
    received: float


def measure(folder: Path, database: Path, people: Sequence[Owner]) -> list[Row]:
    """Our server and the baseline one after the other, each with an owner of its own."""
    with servers.ours(folder / "ours", database) as server:
        click, page = asyncio.run(_costs(server, people[0]))
    with servers.plain(folder / "plain", database) as server:
        plain_click, plain_page = asyncio.run(_costs(server, people[1]))
    return [
        Row("one click on an answer, server CPU", click.cpu, "ms", 10, plain_click.cpu),
        Row("one click on an answer, until drawn", click.wall, "ms", None, plain_click.wall),
        Row("one click on an answer, sent", click.received / 1e3, "kB", None, None),
        Row("opening a page, server CPU", page.cpu, "ms", 200, plain_page.cpu),
        Row("opening a page, until drawn", page.wall, "ms", None, plain_page.wall),
        Row("opening a page, sent", page.received / 1e3, "kB", None, None),
    ]


async def _costs(server: Server, owner: Owner) -> tuple[Cost, Cost]:
    await asyncio.sleep(QUIET)
    query = {"form": FORM, "at": FIRST_ITEM}
    async with Session(server.port, owner.token, server.gate, query=query) as session:
        await session.open()
        for number in range(WARM_UP):
            await _click(session, number)
        before = server.cpu()
        clicks = [await _click(session, number) for number in range(CLICKS)]
        click = _cost(server.cpu() - before, clicks)
        before = server.cpu()
        pages = [(await session.open()) for _ in range(PAGES)]
        page = _cost(server.cpu() - before, [(run.seconds, run.received) for run in pages])
    return click, page


async def _click(session: Session, number: int) -> tuple[float, int]:
    radio = session.find("radio", "-choice-")
    others = [one for one in radio.options[:6] if one != session.chosen(radio)]
    run = await session.choose("-choice-", others[number % 5])
    return run.seconds, run.received


def _cost(cpu: float, runs: Sequence[tuple[float, int]]) -> Cost:
    seconds = [one for one, _ in runs]
    received = sum(size for _, size in runs) / len(runs)
    return Cost(1e3 * cpu / len(runs), 1e3 * percentile(seconds, 0.5), received)
