"""Open screens end when their sign-in does: each second, whichever replica ended it."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from starlette.concurrency import run_in_threadpool
from starlette.types import Message, Receive, Send

from assessment.services.entry import sessions
from assessment.web.server.place import office

EVERY = 0.5
"""Seconds between two looks; one row is read unless a sign-in has ended."""
ENDED = 4401
"""The code that a screen's websocket is closed with; `session.js` then asks to sign in."""

_log = logging.getLogger("assessment")


class Screen:
    """One open websocket and the way to end it."""

    def __init__(self, session: str, receive: Receive, send: Send) -> None:
        self.session = session
        self._receive, self._send = receive, send
        self._ended = asyncio.Event()
        self._closed = False
        self._coming: asyncio.Task[Message] | None = None

    def end(self) -> None:
        """The next thing that the app hears is that the browser has gone."""
        self._ended.set()

    async def receive(self) -> Message:
        """What the browser sends, or its end."""
        if not self._ended.is_set():
            self._coming = self._coming or asyncio.ensure_future(self._receive())
            over = asyncio.ensure_future(self._ended.wait())
            await asyncio.wait({self._coming, over}, return_when=asyncio.FIRST_COMPLETED)
            over.cancel()
        if not self._ended.is_set() and self._coming is not None:
            message, self._coming = self._coming.result(), None
            return message
        await self._close()
        return {"type": "websocket.disconnect", "code": ENDED}

    async def send(self, message: Message) -> None:
        """What the app sends, as long as the sign-in holds."""
        if not self._ended.is_set():
            await self._send(message)

    async def _close(self) -> None:
        if self._coming is not None:
            self._coming.cancel()
            self._coming = None
        if not self._closed:
            self._closed = True
            with suppress(Exception):  # the browser may have gone by itself
                await self._send({"type": "websocket.close", "code": ENDED})


class Screens:
    """The open websockets of this process, and who looks after them while there are any."""

    def __init__(self) -> None:
        self._open: dict[str, set[Screen]] = {}
        self._watch: asyncio.Task[None] | None = None

    @contextmanager
    def opened(self, session: str, receive: Receive, send: Send) -> Iterator[Screen]:
        """The websocket of this sign-in, watched until it is closed."""
        screen = Screen(session, receive, send)
        self._open.setdefault(session, set()).add(screen)
        if self._watch is None or self._watch.done():
            self._watch = asyncio.ensure_future(self._look_after())
        try:
            yield screen
        finally:
            self._open[session].discard(screen)
            if not self._open[session]:
                del self._open[session]

    async def _look_after(self) -> None:
        seen = ""
        while self._open:
            try:
                known = tuple(self._open)
                seen, ended = await run_in_threadpool(sessions.ended_since, office(), seen, known)
                for screen in [one for name in ended for one in self._open.get(name, ())]:
                    screen.end()
            except Exception:
                _log.exception("could not look for ended sign-ins")
            await asyncio.sleep(EVERY)
