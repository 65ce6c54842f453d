"""A browser that comes back after the server died: until a whole script has run, all run whole.

The browser asks for the fragment that it clicked in. A new session does not know it before the
script has drawn it: the click would be dropped while the screen shows it as chosen. Run whole, the
script draws the fields with what the browser brought along, and the question stores what differs
(question.py).
"""

from starlette.types import Message, Receive, Send

from assessment.web.server.screen_messages import ends_run, run_asked


class WholeScriptFirst:
    """One screen's websocket, the same messages; what is asked for early without its fragment.

    Early is until the first run has ended: the page's own wish for a run goes first, and a click
    may follow it at once.
    """

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive, self._send = receive, send
        self._early = True

    async def receive(self) -> Message:
        """What the browser sends."""
        message = await self._receive()
        asked = run_asked(message) if self._early else None
        if asked is None or not asked.rerun_script.fragment_id:
            return message
        asked.rerun_script.ClearField("fragment_id")
        return {**message, "bytes": asked.SerializeToString()}

    async def send(self, message: Message) -> None:
        """What the app sends."""
        if self._early and ends_run(message):
            self._early = False
        await self._send(message)
