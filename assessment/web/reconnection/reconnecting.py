"""A browser that comes back after the server died: its first click runs the whole script.

The browser asks for the fragment that it clicked in, which a new session does not know: the
click would be dropped while the screen shows it as chosen. Run whole, the script draws the
fields with what the browser brought along, and the question stores what differs (question.py).
"""

from starlette.types import Message, Receive
from streamlit.proto.BackMsg_pb2 import BackMsg


def whole_script_first(receive: Receive) -> Receive:
    """The same messages, the first rerun that a connection asks for without its fragment."""
    waiting = True

    async def next_message() -> Message:
        nonlocal waiting
        message = await receive()
        data = message.get("bytes")
        if waiting and message["type"] == "websocket.receive" and data:
            asked = BackMsg()
            try:
                asked.ParseFromString(data)
            except ValueError:  # protobuf's DecodeError is one
                return message
            if asked.WhichOneof("type") == "rerun_script":
                waiting = False
                if asked.rerun_script.fragment_id:
                    asked.rerun_script.ClearField("fragment_id")
                    return {**message, "bytes": asked.SerializeToString()}
        return message

    return next_message
