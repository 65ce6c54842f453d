"""What a page has asked of the server and not yet got: a test goes on when nothing is under way."""

import time
import weakref

from playwright.sync_api import BrowserContext, Locator, Page, WebSocket
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

_OTHER_RUN_FOLLOWS = ForwardMsg.ScriptFinishedStatus.FINISHED_EARLY_FOR_RERUN
LONGEST = 500
"""Bytes; the message that a run has ended is far shorter, and the others need no look."""
_pages: "weakref.WeakKeyDictionary[Page, Traffic]" = weakref.WeakKeyDictionary()


class Traffic:
    """Whether the last run that this page asked for has come to its end."""

    def __init__(self, page: Page) -> None:
        self.asked = False
        page.on("domcontentloaded", lambda _page: self._ask())
        page.on("websocket", self._listen)

    def _ask(self) -> None:
        self.asked = True

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framesent", self._sent)
        socket.on("framereceived", self._received)

    def _sent(self, frame: str | bytes) -> None:
        if isinstance(frame, bytes) and BackMsg.FromString(frame).HasField("rerun_script"):
            self.asked = True

    def _received(self, frame: str | bytes) -> None:
        if not isinstance(frame, bytes) or len(frame) > LONGEST:
            return
        message = ForwardMsg.FromString(frame)
        if message.HasField("script_finished") and message.script_finished != _OTHER_RUN_FOLLOWS:
            self.asked = False


def watch(context: BrowserContext) -> None:
    """Follow every page that this browser profile opens from now on."""
    context.on("page", lambda page: _pages.setdefault(page, Traffic(page)))


def settled(page: Page, patience: float = 90.0) -> None:
    """Until what the last click asked for has run and is drawn."""
    page.wait_for_timeout(80)  # the click's message goes out
    until = time.monotonic() + patience
    while True:
        while _pages[page].asked:
            assert time.monotonic() < until, "the server has not answered the last click"
            page.wait_for_timeout(20)
        page.wait_for_selector(".stApp[data-test-script-state=notRunning]", state="attached")
        page.wait_for_timeout(40)
        if not _pages[page].asked:  # a run may ask for another
            return


def click(where: Locator) -> None:
    """Click when what was asked for before has been drawn and nothing unfolds.

    A field that is drawn anew or moves between press and release is not clicked, and a button
    that still stands there from before does what it did before.
    """
    if where.page.locator("#root").count():  # a page of Streamlit's; the others stand at once
        settled(where.page)
        where.page.wait_for_function(_AT_REST)
    where.click()


_AT_REST = """() => !document.getAnimations().some((one) => one.playState === "running"
  && isFinite(one.effect.getComputedTiming().endTime))"""
