"""What goes over a screen's websocket, as far as we look into it."""

from google.protobuf.message import DecodeError
from starlette.types import Message
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

_END_IS_SHORT = 200
"""Bytes; the message that a run has ended is far shorter, and the others need no look."""
_OTHER_RUN_FOLLOWS = ForwardMsg.ScriptFinishedStatus.FINISHED_EARLY_FOR_RERUN


def run_asked(message: Message) -> BackMsg | None:
    """The browser's wish for a run; none for anything else, and for what cannot be read."""
    data = message.get("bytes")
    if message["type"] != "websocket.receive" or not data:
        return None
    asked = BackMsg()
    try:
        asked.ParseFromString(data)
    except DecodeError:
        return None
    return asked if asked.WhichOneof("type") == "rerun_script" else None


def ends_run(message: Message) -> bool:
    """Whether it tells the browser that its run has ended and no other follows by itself."""
    data = message.get("bytes")
    if not data or len(data) > _END_IS_SHORT:
        return False
    said = ForwardMsg.FromString(data)
    if said.WhichOneof("type") != "script_finished":
        return False
    return bool(said.script_finished != _OTHER_RUN_FOLLOWS)
