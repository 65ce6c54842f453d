"""Clicks are worked on two at a time: many at once on one core make all of them wait.

Runs side by side take the interpreter from each other every few milliseconds, and the loop that
sends what is done has to wait for it behind all of them. In turn each is done sooner
(docs/benchmarks.md). A turn is short: whatever takes longer goes on beside the next ones.
"""

import asyncio
from collections.abc import Callable

from starlette.types import Message, Receive, Send

from assessment.web.server.screen_messages import ends_run, run_asked

AT_ONCE = 2
"""One may wait for the disk while the other computes."""
LONGEST = 0.1
"""Seconds of a turn; an owner's click takes a tenth of it, a page over all firms more."""


class Turns:
    """The turns of this process, given in the order in which they are asked for."""

    def __init__(self) -> None:
        self._free = asyncio.Semaphore(AT_ONCE)

    async def take(self) -> Callable[[], None]:
        """Wait for a turn; what comes back ends it, once, and so does time."""
        await self._free.acquire()
        held = True

        def end() -> None:
            nonlocal held
            if held:
                held = False
                self._free.release()

        asyncio.get_running_loop().call_later(LONGEST, end)
        return end


class InTurn:
    """One screen's websocket: a run that the browser asks for begins when its turn comes."""

    def __init__(self, turns: Turns, receive: Receive, send: Send) -> None:
        self._turns, self._receive, self._send = turns, receive, send
        self._end: Callable[[], None] = _nothing

    async def receive(self) -> Message:
        """What the browser sends; a rerun while another goes on needs no turn of its own."""
        message = await self._receive()
        if self._end is _nothing and run_asked(message):
            self._end = await self._turns.take()
        return message

    async def send(self, message: Message) -> None:
        """What the app sends; the end of the run ends the turn."""
        await self._send(message)
        if self._end is not _nothing and ends_run(message):
            self.leave()

    def leave(self) -> None:
        """End the turn, if there is one."""
        end, self._end = self._end, _nothing
        end()


def _nothing() -> None:
    """No turn is held."""
