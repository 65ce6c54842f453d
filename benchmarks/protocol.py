"""A browser's half of Streamlit's websocket, as protobuf; on loopback only, bounded in time."""

import asyncio
import hashlib
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any
from urllib.parse import urlencode

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

HOST = "127.0.0.1"
PATIENCE = 30.0
MOST_SESSIONS = 400
_DONE = {
    ForwardMsg.FINISHED_SUCCESSFULLY,
    ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
    ForwardMsg.FINISHED_WITH_COMPILE_ERROR,
}
_open = 0


@dataclass(frozen=True)
class Run:
    """One rerun as the browser saw it: seconds until it ended, bytes received, messages."""

    seconds: float
    received: int
    messages: int


@dataclass
class Field:
    """A widget on the screen; `fragment` is the part that a change of it reruns."""

    kind: str
    id: str
    label: str
    options: tuple[str, ...]
    fragment: str
    disabled: bool
    shown: str | None = None
    """The option that the server drew as chosen."""


@dataclass
class Session:
    """One tab. `token` enters through the gate by cookie; a server without one gets the header."""

    port: int
    token: str
    gate: bool = True
    page: str = ""
    query: Mapping[str, str] = field(default_factory=dict)
    tls: ssl.SSLContext | None = None
    fields: dict[str, Field] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    session_id: str = ""
    page_hash: str = ""
    heard: list[bytes] | None = None
    """Everything that was sent, for whoever puts a list here."""
    _socket: Any = None
    _known: dict[str, ForwardMsg] = field(default_factory=dict)
    _states: dict[str, WidgetState] = field(default_factory=dict)
    _query_string: str = ""

    async def __aenter__(self) -> "Session":
        global _open
        if _open >= MOST_SESSIONS:
            raise RuntimeError(f"no more than {MOST_SESSIONS} sessions at once")
        secure = "s" if self.tls else ""
        headers = {"Origin": f"http{secure}://{HOST}:{self.port}"}
        if self.gate:
            host_only = "__Host-" if self.tls else ""
            headers["Cookie"] = f"{host_only}assessment_session={self.token}"
        else:
            headers["X-Assessment-Session"] = hashlib.sha256(self.token.encode()).hexdigest()
        self._socket = await websockets.connect(
            f"ws{secure}://{HOST}:{self.port}/_stcore/stream",
            ssl=self.tls,
            additional_headers=headers,
            subprotocols=[websockets.Subprotocol("streamlit")],
            max_size=64 * 1024 * 1024,
            open_timeout=PATIENCE,
            compression=None,
        )
        _open += 1
        self._query_string = urlencode(self.query)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        global _open
        _open -= 1
        await self._socket.close()

    async def open(self) -> Run:
        """The first run of the page, as after loading it."""
        return await self._rerun("")

    async def visit(self, query: Mapping[str, str]) -> Run:
        """The page again under another address."""
        self._query_string = urlencode(query)
        return await self._rerun("")

    async def choose(self, name: str, option: str) -> Run:
        """A click on an option of a radio whose id ends in a name that starts like this."""
        one = self.find("radio", name)
        self._states[one.id] = WidgetState(id=one.id, string_value=option)
        return await self._rerun(one.fragment)

    async def press(self, name: str) -> Run:
        """A click on a button."""
        one = self.find("button", name)
        states = [WidgetState(id=one.id, trigger_value=True)]
        return await self._rerun(one.fragment, states)

    async def take(self, one: Field, option: str) -> Run:
        """A choice of one of the words of a list, of pills or of a radio."""
        state = WidgetState(id=one.id)
        if one.kind == "button_group":
            state.string_array_value.data.append(option)
        else:
            state.string_value = option
        self._states[one.id] = state
        return await self._rerun(one.fragment)

    async def give(self, one: Field, **value: Any) -> Run:
        """Any use of a widget, with the value that its state carries; a trigger is not kept."""
        state = WidgetState(id=one.id, **value)
        if "trigger_value" in value:
            return await self._rerun(one.fragment, [state])
        self._states[one.id] = state
        return await self._rerun(one.fragment)

    def chosen(self, one: Field) -> str | None:
        """What the radio shows: the click, else what the server drew."""
        return self._states[one.id].string_value if one.id in self._states else one.shown

    def find(self, kind: str, name: str) -> Field:
        """The widget of this kind with this in its key or label; the one that was drawn last."""
        for one in reversed(self.fields.values()):
            if one.kind == kind and (name in one.id or name == one.label):
                return one
        known = [(one.kind, one.id, one.label) for one in self.fields.values()]
        raise LookupError(f"no {kind} {name!r} among {known}; on screen: {self.texts[:12]}")

    async def _rerun(self, fragment: str, triggers: list[WidgetState] | None = None) -> Run:
        back = BackMsg()
        state = back.rerun_script
        state.query_string = self._query_string
        state.page_script_hash = self.page_hash
        state.page_name = "" if self.page_hash else self.page
        state.fragment_id = fragment
        state.widget_states.widgets.extend([*self._states.values(), *(triggers or [])])
        state.cached_message_hashes.extend(self._known)
        state.context_info.timezone = "Asia/Seoul"
        state.context_info.locale = "ko"
        self.texts = []
        if not fragment:
            self.fields = {}
        begun = time.perf_counter()
        await self._socket.send(back.SerializeToString())
        received = messages = 0
        async with asyncio.timeout(PATIENCE):
            while True:
                raw = await self._socket.recv()
                received += len(raw)
                messages += 1
                if self.heard is not None:
                    self.heard.append(raw)
                message = ForwardMsg()
                message.ParseFromString(raw)
                if self._take(message):
                    return Run(time.perf_counter() - begun, received, messages)

    def _take(self, message: ForwardMsg) -> bool:
        """Remember what the message shows; true when the run is over."""
        kind = message.WhichOneof("type")
        if kind == "ref_hash":
            known = self._known.get(message.ref_hash)
            return self._take(known) if known else False
        if message.metadata.cacheable and message.hash:
            self._known[message.hash] = message
        if kind == "script_finished":
            return message.script_finished in _DONE
        if kind == "new_session":
            self.session_id = message.new_session.initialize.session_id or self.session_id
            self.page_hash = message.new_session.page_script_hash or self.page_hash
        elif kind == "navigation":
            self.page_hash = message.navigation.page_script_hash
        elif kind == "page_info_changed":
            self._query_string = message.page_info_changed.query_string
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            self._show(message.delta.new_element, message.delta.fragment_id)
        elif kind == "delta" and message.delta.WhichOneof("type") == "add_block":
            self._unfold(message.delta.add_block, message.delta.fragment_id)
        return False

    def _unfold(self, block: Any, fragment: str) -> None:
        """Remember what opens and says so to the server: expanders, popovers, tabs."""
        kind = block.WhichOneof("type")
        held = getattr(block, kind) if kind else None
        if kind == "tab" and (last := next(reversed(self.fields.values()), None)):
            if last.kind == "tab_container":
                last.options += (held.label,)
        elif kind in ("expandable", "popover", "tab_container") and held.id:
            label, disabled = getattr(held, "label", ""), getattr(held, "disabled", False)
            self.fields.pop(held.id, None)
            self.fields[held.id] = Field(kind, held.id, label, (), fragment, disabled)

    def _show(self, element: Any, fragment: str) -> None:
        kind = element.WhichOneof("type")
        drawn = getattr(element, kind)
        if kind in ("markdown", "html", "exception", "alert"):
            self.texts.append(str(getattr(drawn, "body", "") or getattr(drawn, "message", "")))
        if getattr(drawn, "id", "") and kind not in ("arrow_data_frame", "arrow_vega_lite_chart"):
            options = tuple(_words(one) for one in getattr(drawn, "options", ()))
            label, disabled = getattr(drawn, "label", ""), getattr(drawn, "disabled", False)
            one = Field(kind, drawn.id, label, options, fragment, disabled)
            if kind == "radio" and drawn.HasField("default"):
                one.shown = options[drawn.default]
            self.fields.pop(drawn.id, None)
            self.fields[drawn.id] = one


def _words(option: Any) -> str:
    return option if isinstance(option, str) else str(getattr(option, "content", option))
