"""Runs begin in turn, a long one holds nobody up, and what is unused goes by the clock."""

import asyncio
import subprocess
import sys
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest
from starlette.types import Message
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from assessment.web.server import turns
from assessment.web.server.turns import InTurn, Turns

ASK = {"type": "websocket.receive", "bytes": BackMsg(rerun_script={}).SerializeToString()}  # type: ignore[arg-type]
STOP = {"type": "websocket.receive", "bytes": BackMsg(stop_script=True).SerializeToString()}
FINISHED = ForwardMsg.ScriptFinishedStatus


def ended(status: int) -> Message:
    said = ForwardMsg(script_finished=status).SerializeToString()  # type: ignore[arg-type]
    return {"type": "websocket.send", "bytes": said}


@dataclass
class Line:
    """A browser's websocket: what it sends, and the runs that the app has been asked for."""

    turns: Turns
    coming: "asyncio.Queue[Message]" = field(default_factory=asyncio.Queue)
    heard: list[Message] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.turn = InTurn(self.turns, self.coming.get, self._sent)
        self.listening = asyncio.ensure_future(self._listen())

    async def _sent(self, message: Message) -> None:
        pass

    async def _listen(self) -> None:
        while True:
            self.heard.append(await self.turn.receive())

    def asks(self, message: Message = ASK) -> "Line":
        self.coming.put_nowait(message)
        return self

    def leaves(self) -> None:
        self.listening.cancel()
        self.turn.leave()


async def lines(count: int) -> list[Line]:
    shared = Turns()
    made = [Line(shared) for _ in range(count)]
    await asyncio.sleep(0)
    return made


def aside(happens: Callable[[], Coroutine[None, None, None]]) -> None:
    """In a thread of its own; the browser's driver may have a loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(happens())).result()


async def a_moment() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "LONGEST", 60.0)


def test_a_third_run_begins_when_one_of_two_has_ended(patient: None) -> None:
    async def happens() -> None:
        first, second, third = [one.asks() for one in await lines(3)]
        await a_moment()
        assert [len(one.heard) for one in (first, second, third)] == [1, 1, 0]
        await first.turn.send(ended(FINISHED.FINISHED_EARLY_FOR_RERUN))
        await first.turn.send({"type": "websocket.send", "bytes": b"x" * 5000})
        await a_moment()
        assert not third.heard
        await first.turn.send(ended(FINISHED.FINISHED_FRAGMENT_RUN_SUCCESSFULLY))
        await a_moment()
        assert len(third.heard) == 1

    aside(happens)


def test_those_who_wait_begin_in_the_order_in_which_they_asked(patient: None) -> None:
    async def happens() -> None:
        running, *waiting = [one.asks() for one in await lines(5)]
        await a_moment()
        for begun in range(1, 4):
            await running.turn.send(ended(FINISHED.FINISHED_SUCCESSFULLY))
            await a_moment()
            assert [len(one.heard) for one in waiting] == [1] * (begun + 1) + [0] * (3 - begun)
            running = waiting[begun - 1]

    aside(happens)


def test_a_click_during_ones_own_run_and_what_is_no_run_wait_for_nobody(patient: None) -> None:
    async def happens() -> None:
        first, second, third = await lines(3)
        first.asks().asks()
        second.asks()
        third.asks(STOP)
        await a_moment()
        assert [len(one.heard) for one in (first, second, third)] == [2, 1, 1]

    aside(happens)


def test_a_long_run_gives_its_turn_on_and_so_does_a_browser_that_leaves(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def happens() -> None:
        first, second, third, fourth, fifth = [one.asks() for one in await lines(5)]
        await a_moment()
        first.leaves()
        await a_moment()
        assert [len(one.heard) for one in (third, fourth)] == [1, 0]
        await asyncio.sleep(0.1)
        assert [len(one.heard) for one in (fourth, fifth)] == [1, 1]
        await second.turn.send(ended(FINISHED.FINISHED_SUCCESSFULLY))  # its turn is over already

    monkeypatch.setattr(turns, "LONGEST", 0.02)
    aside(happens)


def test_a_message_that_is_none_is_passed_on_for_the_app_to_refuse(patient: None) -> None:
    async def happens() -> None:
        (only,) = await lines(1)
        only.asks({"type": "websocket.receive", "bytes": b"\xff\xff"})
        only.asks({"type": "websocket.disconnect", "code": 1001})
        await a_moment()
        assert [one["type"] for one in only.heard] == ["websocket.receive", "websocket.disconnect"]

    aside(happens)


_SWEPT = """
import gc, time, weakref
from assessment.web.server import garbage

class Screen: pass

garbage.EVERY = 0.05
garbage.by_the_clock()
one = Screen()
one.itself = one
gone = weakref.ref(one)
gc.collect(1)  # no longer among the young
del one
assert gone() is not None
until = time.monotonic() + 10
while gone() is not None and time.monotonic() < until:
    time.sleep(0.01)
assert gone() is None
assert gc.get_threshold()[2] > 10_000
"""


def test_what_is_unused_goes_by_the_clock() -> None:
    done = subprocess.run([sys.executable, "-c", _SWEPT], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
