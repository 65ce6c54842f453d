"""Nobody orders so much that others wait: how often, by whom, and what they are told."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import unquote

import anyio
import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Scope

from assessment.services.office import SETTINGS, Actor
from assessment.web.server import downloads, place, uploads
from assessment.web.server.allowance import RULES, Allowance, TooMuch
from assessment.web.server.file_maker import MadeFile
from tests.web import apart
from tests.web.server import settings_file

OWNER = Actor(1, "p1", "담당", "owner", 7)


class Watch:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def watch() -> Watch:
    return Watch()


def used_up(kept: Allowance, actor: Actor, burst: int) -> int:
    """Takes all there is; how long the next has to wait."""
    for _ in range(burst):
        kept.take(actor, "errand")
    with pytest.raises(TooMuch) as refused:
        kept.take(actor, "errand")
    return refused.value.seconds


def test_a_person_gets_a_burst_then_one_at_a_time_and_is_told_when(watch: Watch) -> None:
    kept, rule = Allowance(watch), RULES["errand"]
    assert used_up(kept, OWNER, rule.burst) == rule.seconds
    watch.now += rule.seconds - 10
    with pytest.raises(TooMuch) as refused:
        kept.take(OWNER, "errand")
    assert refused.value.seconds == 10
    assert "10초 뒤에" in str(refused.value.problems[0].fix)
    watch.now += 10
    kept.take(OWNER, "errand")
    watch.now += 1e6
    assert used_up(kept, OWNER, rule.burst) == rule.seconds


def test_kinds_and_people_are_counted_apart_but_a_firm_has_no_more_than_two_of_them(
    watch: Watch,
) -> None:
    kept, rule = Allowance(watch), RULES["errand"]
    used_up(kept, OWNER, rule.burst)
    kept.take(OWNER, "file")
    kept.take(replace(OWNER, account_id=9, firm_id=8), "errand")
    used_up(kept, replace(OWNER, account_id=2), rule.burst)
    with pytest.raises(TooMuch):
        kept.take(replace(OWNER, account_id=3), "errand")
    kept.take(replace(OWNER, account_id=4, firm_id=None), "errand")


def test_refused_work_costs_nothing(watch: Watch) -> None:
    kept, rule = Allowance(watch), RULES["errand"]
    used_up(kept, OWNER, rule.burst)
    for _ in range(100):
        with pytest.raises(TooMuch):
            kept.take(OWNER, "errand")
    watch.now += rule.seconds
    kept.take(OWNER, "errand")


def upload(megabytes: int | None, method: str = "PUT") -> Scope:
    """The request with which a browser hands a file to the server."""
    said = [] if megabytes is None else [(b"content-length", b"%d" % (megabytes * 1_000_000))]
    path = "/_stcore/upload_file/session/file"
    return {"type": "http", "method": method, "path": path, "headers": said}


def refusal(scope: Scope, actor: Actor) -> Response | None:
    found = uploads.too_much(scope, actor)
    assert found is None or isinstance(found, Response)
    return found


def test_what_is_brought_is_counted_by_its_size_before_it_is_taken(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """600 MB at once, then a MB a second; who does not say the size is taken at the most."""
    monkeypatch.setattr(uploads, "allowance", Allowance(watch))
    for megabytes in (*[20] * 28, None, 20):
        assert refusal(upload(megabytes), OWNER) is None
    refused = refusal(upload(5), OWNER)
    assert refused is not None
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "5")
    assert "너무 많이" in bytes(refused.body).decode()
    assert refusal(upload(5, "DELETE"), OWNER) is None
    assert refusal(upload(5), replace(OWNER, account_id=2)) is None
    watch.now += 5
    assert refusal(upload(5), OWNER) is None


def test_a_chosen_file_is_counted_once_however_often_its_screen_is_drawn(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "allowance", Allowance(watch))
    monkeypatch.setattr(uploads.st, "session_state", {})
    person, most = SimpleNamespace(actor=OWNER), RULES["evidence"].burst
    for number in range(most):
        for _again in range(3):
            given = SimpleNamespace(file_id=f"file {number}")
            uploads.count_once(person, "evidence", given)  # type: ignore[arg-type]
    with pytest.raises(TooMuch):
        uploads.count_once(person, "evidence", SimpleNamespace(file_id="one more"))  # type: ignore[arg-type]
    uploads.count_once(person, "import", SimpleNamespace(file_id="a form"))  # type: ignore[arg-type]


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Starlette]:
    """The downloads alone, for whom the header names."""
    monkeypatch.setenv(SETTINGS, str(settings_file(tmp_path)))
    place.office.cache_clear()
    monkeypatch.setattr(downloads, "allowance", Allowance(Watch()))

    async def asked(request: Request) -> Response:
        request.state.actor = replace(OWNER, account_id=int(request.headers["who"]), firm_id=None)
        return await downloads.send(request)

    yield Starlette(routes=[Route("/files/{kind}/{number:int}", asked)])
    place.office.cache_clear()


def test_too_many_downloads_are_answered_with_429_and_when_to_try_again(app: Starlette) -> None:
    async def work() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as browser:
            some = [
                await browser.get("/files/nothing/1", headers={"who": "1"})
                for _ in range(RULES["file"].burst + 1)
            ]
            return [*some, await browser.get("/files/nothing/1", headers={"who": "2"})]

    *answers, last, other = apart.run(work())
    assert {one.status_code for one in answers} == {404}
    assert last.status_code == 429
    assert int(last.headers["retry-after"]) <= RULES["file"].seconds
    assert "너무 많이" in last.text
    assert other.status_code == 404


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "가나정밀_2026년 2회차.xlsx",
            "%EA%B0%80%EB%82%98%EC%A0%95%EB%B0%80_2026%EB%85%84%202%ED%9A",
        ),
        ('a"; filename="b.exe', "a%22%3B%20filename%3D%22b.exe"),
        ("a\r\nSet-Cookie: x=1", "a%0D%0ASet-Cookie%3A%20x%3D1"),
        ("../../etc/passwd", "..%2F..%2Fetc%2Fpasswd"),
    ],
)
def test_a_korean_file_name_arrives_and_a_hostile_one_adds_nothing_to_the_answer(
    app: Starlette, monkeypatch: pytest.MonkeyPatch, name: str, said: str
) -> None:
    def made(*_given: object) -> MadeFile:
        return MadeFile(name, "application/zip", b"PK")

    monkeypatch.setattr(downloads.maker, "make", made)

    async def work() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as browser:
            return await browser.get("/files/proof/1", headers={"who": "1"})

    told = apart.run(work()).headers
    assert told["content-disposition"].startswith(f"attachment; filename*=UTF-8''{said}")
    assert unquote(told["content-disposition"].split("''")[1]) == name
    assert "set-cookie" not in told


@asynccontextmanager
async def a_hundred_ask(app: Starlette) -> AsyncIterator[list[int]]:
    """A hundred people fetch a file while the block goes on; then how each was answered."""
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as browser:
        statuses: list[int] = []

        async def one(who: int) -> None:
            answer = await browser.get("/files/proof/1", headers={"who": str(who)})
            statuses.append(answer.status_code)

        async with anyio.create_task_group() as group:
            for who in range(100):
                group.start_soon(one, who)
            yield statuses


def test_while_a_hundred_files_are_asked_for_others_wait_at_most_twice_as_long(
    app: Starlette, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The quota's promise; `benchmarks/load` measures it with real exports and real clicks."""

    def slow(*_given: object) -> MadeFile:
        time.sleep(0.01)
        return MadeFile("a.xlsx", "application/zip", b"PK")

    monkeypatch.setattr(downloads.maker, "make", slow)

    async def click() -> float:
        begun = time.perf_counter()
        await anyio.to_thread.run_sync(time.sleep, 0.04)  # in a thread, as every screen's work
        return time.perf_counter() - begun

    async def work() -> tuple[list[float], list[float], list[int]]:
        alone = [await click() for _ in range(20)]
        async with a_hundred_ask(app) as statuses:
            await anyio.sleep(0.05)
            beside = [await click() for _ in range(20)]
        return alone, beside, statuses

    alone, beside, statuses = apart.run(work())
    assert statuses == [200] * 100
    assert sorted(beside)[18] <= 2 * sorted(alone)[18]


def test_files_are_made_one_after_the_other_while_other_work_goes_on(
    app: Starlette, monkeypatch: pytest.MonkeyPatch
) -> None:
    going, most, guard = 0, 0, threading.Lock()

    def slow(*_given: object) -> MadeFile:
        nonlocal going, most
        with guard:
            going += 1
            most = max(most, going)
        time.sleep(0.02)
        with guard:
            going -= 1
        return MadeFile("a.xlsx", "application/zip", b"PK")

    monkeypatch.setattr(downloads.maker, "make", slow)

    async def work() -> tuple[list[int], float]:
        async with a_hundred_ask(app) as statuses:
            await anyio.sleep(0.1)
            begun = time.perf_counter()
            await anyio.to_thread.run_sync(int)  # as a sign-in does
            waited = time.perf_counter() - begun
        return statuses, waited

    statuses, waited = apart.run(work())
    assert statuses == [200] * 100
    assert most == downloads.AT_ONCE
    assert waited < 0.5


def test_each_loop_has_a_line_of_its_own(app: Starlette, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when a server is begun anew in the same process, the last file not yet rested from."""

    def slow(*_given: object) -> MadeFile:
        time.sleep(0.02)
        return MadeFile("a.xlsx", "application/zip", b"PK")

    monkeypatch.setattr(downloads.maker, "make", slow)

    async def two() -> list[int]:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as browser:
            some = [browser.get("/files/proof/1", headers={"who": who}) for who in ("1", "2")]
            return [one.status_code for one in await asyncio.gather(*some)]

    assert [apart.run(two()) for _ in range(2)] == [[200, 200]] * 2
