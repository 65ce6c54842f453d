"""A browser that comes back after the server died: its first click runs the whole script.

The browser asks for the fragment that it clicked in, which a new session does not know: the
click would be dropped while the screen shows it as chosen. Run whole, the script draws the
fields with what the browser brought along, and the question stores what differs (question.py).
"""

from starlette.types import Message, Receive

from assessment.web.server.screen_messages import run_asked


def whole_script_first(receive: Receive) -> Receive:
    """The same messages, the first rerun that a connection asks for without its fragment."""
    waiting = True

    async def next_message() -> Message:
        nonlocal waiting
        message = await receive()
        asked = run_asked(message) if waiting else None
        if asked is not None:
            waiting = False
            if asked.rerun_script.fragment_id:
                asked.rerun_script.ClearField("fragment_id")
                return {**message, "bytes": asked.SerializeToString()}
        return message

    return next_message
