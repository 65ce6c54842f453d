"""How many owners each server holds, how it takes their arrival, what exports do to them."""

import asyncio
import random
import urllib.request
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path

from benchmarks import load, servers
from benchmarks.complexes import Owner
from benchmarks.protocol import HOST, Session
from benchmarks.rows import Row, percentile
from benchmarks.servers import Server

LIMIT_MS, ARRIVAL_MS, TIMES = 150.0, 300.0, 10
CROWDS = (5, 10, 15, 20, 25, 30, 40, 50)
"""Owners with whom the default configuration is tried, until it is too slow."""
WITHIN = 300.0
"""Seconds in which everybody arrives; fewer people come at the same rate."""
ARRIVING, AT_WORK, EXPORTS = 120, 60, 100


def measure(folder: Path, database: Path, people: Sequence[Owner]) -> list[Row]:
    """Servers one after the other, each on one core; the clients stay on the others.

    Those beside the exports are the last ones: the first have few questions left by then.
    """
    with load.away_from(0):
        held, at_limit = _held(folder, database, people)
        with servers.ours(folder / "arrival", database, core=0) as server:
            came, pages = asyncio.run(_arrival(server, people[:ARRIVING], len(people)))
        with servers.ours(folder / "exports", database, core=0) as server:
            alone, beside, made = asyncio.run(_beside_exports(server, people[-AT_WORK:]))
    few = min(ARRIVING, len(people))
    rate = f"{few} of {len(people)} arriving at the rate of all in {WITHIN:g} s"
    return [
        Row(
            f"owners that the default `streamlit run` holds at {LIMIT_MS:g} ms, to ours",
            held / len(people), "", 1 / TIMES, None,
            f"{held} to {len(people)}; with the next crowd {at_limit:,.0f} ms",
        ),
        Row(f"arrival, {rate}: p95 of clicks", came, "ms", ARRIVAL_MS),
        Row(f"arrival, {rate}: first page p95", pages, "ms"),
        Row(f"{AT_WORK} owners beside {EXPORTS} parallel exports: p95 to that alone",
            beside / alone, "", 2, None, f"{beside:,.0f} to {alone:,.0f} ms, {made} made"),
    ]  # fmt: skip


def _held(folder: Path, database: Path, people: Sequence[Owner]) -> tuple[int, float]:
    held, p95 = 0, 0.0
    for crowd in CROWDS:
        with servers.plain(folder / f"default-{crowd}", database, core=0) as server:
            p95 = asyncio.run(_p95(server, people[:crowd]))
        if p95 > LIMIT_MS:
            break
        held = crowd
    return held, p95


async def _p95(server: Server, people: Sequence[Owner]) -> float:
    await servers.warm(server)
    async with AsyncExitStack() as stack:
        sessions = [await load.entered(server, owner, stack) for owner in people]
        seen = load.Seen()
        async with asyncio.TaskGroup() as group:
            for session, owner in zip(sessions, people, strict=True):
                group.create_task(load.at_work(session, owner, seen))
    return 1e3 * percentile(seen.clicks, 0.95)


async def _arrival(server: Server, people: Sequence[Owner], whole: int) -> tuple[float, float]:
    """p95 of the clicks of those who are there, and of the first pages of those who come."""
    await servers.warm(server)
    seen = load.Seen()
    first: list[float] = []
    every = WITHIN / whole

    async def comes(place: int, owner: Owner) -> None:
        chance = random.Random(owner.assessment_id)
        await asyncio.sleep((place + chance.random()) * every)
        async with AsyncExitStack() as stack:
            session = await load.entered(server, owner, stack, first)
            await load.at_work(session, owner, seen)

    async with asyncio.TaskGroup() as group:
        for place, owner in enumerate(people):
            group.create_task(comes(place, owner))
    return 1e3 * percentile(seen.clicks, 0.95), 1e3 * percentile(first, 0.95)


async def _beside_exports(server: Server, people: Sequence[Owner]) -> tuple[float, float, int]:
    """p95 of the clicks alone, and beside exports that never stop; how many were made."""
    await servers.warm(server)
    async with AsyncExitStack() as stack:
        sessions = [await load.entered(server, owner, stack) for owner in people]
        alone = await _worked(sessions, people)
        over = asyncio.Event()
        made: list[int] = []
        tasks = [
            asyncio.create_task(_exports(server, people[place % len(people)], over, made))
            for place in range(EXPORTS)
        ]
        beside = await _worked(sessions, people)
        over.set()
        await asyncio.gather(*tasks)
    return alone, beside, len(made)


async def _worked(sessions: Sequence[Session], people: Sequence[Owner]) -> float:
    seen = load.Seen()
    async with asyncio.TaskGroup() as group:
        for session, owner in zip(sessions, people, strict=True):
            group.create_task(load.at_work(session, owner, seen))
    return 1e3 * percentile(seen.clicks, 0.95)


async def _exports(server: Server, owner: Owner, over: asyncio.Event, made: list[int]) -> None:
    while not over.is_set():
        status = await asyncio.to_thread(_proof, server.port, owner)
        if status == 200:
            made.append(status)
        await asyncio.sleep(0.5)


def _proof(port: int, owner: Owner) -> int:
    asked = urllib.request.Request(
        f"http://{HOST}:{port}/files/proof/{owner.assessment_id}",
        headers={"Cookie": f"assessment_session={owner.token}"},
    )
    try:
        with urllib.request.urlopen(asked, timeout=120) as answer:
            answer.read()
            return int(answer.status)
    except OSError as refused:
        return int(getattr(refused, "code", 0))
