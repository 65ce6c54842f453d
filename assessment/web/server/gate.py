"""Who may pass: every request and websocket is checked here before Streamlit sees it."""

import re
import secrets
import time
from collections.abc import MutableMapping
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assessment.problems import AssessmentError
from assessment.services.entry import sessions
from assessment.services.office import Actor
from assessment.services.permissions import STAFF
from assessment.services.trust.accesses import coming_from
from assessment.web.reconnection.reconnecting import WholeScriptFirst
from assessment.web.screen_names import EVERYBODY, SCREENS_OF
from assessment.web.server import health, hosts, out_of_service, safe_headers, uploads
from assessment.web.server.cookies import cookie, without_escapes
from assessment.web.server.live import Screens
from assessment.web.server.place import demo, office
from assessment.web.server.turns import InTurn, Turns

MARK = secrets.token_urlsafe(32)
"""Proves to the main script that this process's gate stood before it."""

COOKIE = "assessment_session"
SECURE_COOKIE = "__Host-assessment_session"
SESSION_HEADER = "X-Assessment-Session"
MARK_HEADER = "X-Assessment-Gate"
ADDRESS_HEADER = "X-Assessment-Address"

_OURS = "x-assessment-"
_OPEN_PATHS = frozenset(
    {
        "/login",
        "/login/code",
        "/login/other",
        "/login/other/back",
        "/start",
        "/set-up",
        "/demo",
        "/_stcore/health",
        "/favicon.png",
    }
    | {health.ALIVE, health.READY}
)
_OPEN_PREFIXES = ("/static/", "/ours/")
_PACKED = "/static/"
_SHORTER = (b"accept-encoding", b"if-none-match", b"if-modified-since")
_FILES = "/files/"
_CLOSED_PREFIXES = ("/media/", "/_stcore/", _FILES, "/component/", "/app/", "/logout")
_NOBODYS = "/_stcore/agent/"
"""Streamlit's way in for programs; it is switched off, and shut here as well."""
_FIRST_SCRIPTS = (
    b'<head><script src="/ours/typing.js"></script><script src="/ours/session.js"></script>'
)


def middleware() -> list[Middleware]:
    """The gate, as `st.App` takes it."""
    return [Middleware(Gate)]


def token_of(scope: Scope) -> str | None:
    """The session token of a request's cookie.

    Under TLS only the name counts that no other host and no page without TLS can plant.
    """
    headers = Headers(scope=scope)
    names = (SECURE_COOKIE,) if under_tls(scope) else (SECURE_COOKIE, COOKIE)
    for name in names:
        if (found := cookie(headers, name)) is not None:
            return found or None
    return None


def under_tls(scope: Scope) -> bool:
    """Whether the browser speaks TLS, here or with the proxy before us."""
    proxied = Headers(scope=scope).get("x-forwarded-proto")
    return scope.get("scheme") in ("https", "wss") or proxied == "https"


def is_open(path: str) -> bool:
    """Whether strangers may fetch it: the sign-in page and files that hold nobody's data."""
    return path in _OPEN_PATHS or path.startswith(_OPEN_PREFIXES)


class Gate:
    """ASGI middleware: strips forged identity, checks the session, then injects its own."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.screens = Screens()
        self.turns = Turns()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        with coming_from(_address(scope)):
            if scope["type"] == "websocket":
                await self._websocket(scope, receive, send)
                return
            begun, answer = time.perf_counter(), _Answer(send, scope["path"])
            try:
                await self._http(scope, receive, answer)
            except Exception as error:
                if answer.begun:
                    raise
                answer.start, answer.body = None, b""
                await out_of_service.page_of(error)(scope, receive, answer)
            finally:
                health.answered(scope["path"], answer.status, begun)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        try:
            scope, actor = await _identified(scope)
            refused = actor is None or hosts.is_foreign_screen(headers) or _misplaced(scope)
        except AssessmentError:  # the records are away; the browser tries again by itself
            refused = True
        if refused:
            # closing before accepting is answered to the browser as 403
            await receive()
            await send({"type": "websocket.close", "code": 4403})
            return
        session = sessions.token_hash(token_of(scope) or "")
        with (
            health.screens.track_inprogress(),
            self.screens.opened(session, receive, send) as screen,
        ):
            whole = WholeScriptFirst(screen.receive, screen.send)
            turn = InTurn(self.turns, whole.receive, whole.send)
            try:
                await self.app(scope, turn.receive, turn.send)
            finally:
                turn.leave()

    async def _http(self, scope: Scope, receive: Receive, answer: "_Answer") -> None:
        path = scope["path"]
        if path in health.PATHS:
            await self.app(scope, receive, answer)
            return
        receive = uploads.bounded(scope, receive)
        misplaced = _misplaced(scope) or uploads.too_long(scope)
        if misplaced is not None:
            await misplaced(scope, receive, answer)
            return
        scope, actor = await _identified(scope)
        if actor is None and not is_open(path):
            closed = path.startswith(_CLOSED_PREFIXES) or scope["method"] not in ("GET", "HEAD")
            refusal = (
                PlainTextResponse("로그인이 필요합니다. Sign in first.", status_code=401)
                if closed
                else RedirectResponse("/login", status_code=303)
            )
            await refusal(scope, receive, answer)
            return
        if path.startswith(_NOBODYS) or (actor and _beyond(path, actor)):
            await PlainTextResponse("Not found", status_code=404)(scope, receive, answer)
            return
        if actor and actor.must_change_password and path.startswith(_FILES):
            # whoever has set it knows it as well; the root asks for another
            await RedirectResponse("/", status_code=303)(scope, receive, answer)
            return
        elsewhere = uploads.too_much(scope, actor) or _elsewhere(scope, actor) if actor else None
        if elsewhere is not None:
            await elsewhere(scope, receive, answer)
            return
        await self.app(scope, receive, answer)


def _beyond(path: str, actor: Actor) -> bool:
    """Whether Streamlit would give everybody what is for some: figures, files made for staff."""
    if path.startswith("/_stcore/metrics"):
        return actor.role != "admin"
    return path.startswith("/media/") and actor.role not in STAFF


def _elsewhere(scope: Scope, actor: Actor) -> ASGIApp | None:
    """The way to a role's first screen, which lives at the root; 404 for what it does not have."""
    name = scope["path"].strip("/")
    asset = scope["path"].startswith(_CLOSED_PREFIXES) or is_open(scope["path"])
    if scope["method"] != "GET" or not name or asset or "/" in name or "." in name:
        return None
    first, *others = SCREENS_OF[actor.role]
    if name == first:
        query = scope["query_string"].decode("latin-1")
        return RedirectResponse(f"/?{query}" if query else "/", status_code=303)
    return None if name in (*others, *EVERYBODY) else out_of_service.no_such_page()


def _misplaced(scope: Scope) -> ASGIApp | None:
    """The refusal of what comes under another name, from another site or to a demo from outside."""
    headers, server = Headers(scope=scope), scope.get("server")
    if not hosts.is_ours(headers):
        said = "이 주소로는 열 수 없습니다. This server does not answer to that name."
        return PlainTextResponse(said, status_code=400)
    if hosts.is_foreign(headers, scope.get("method", "GET")):
        said = "다른 사이트에서 보낸 요청은 받지 않습니다. Requests of other sites are refused."
        return PlainTextResponse(said, status_code=403)
    if demo() and server is not None and server[0] not in hosts.LOOPBACK:
        # a demo database lets anybody in
        said = "가상 데이터는 이 컴퓨터에서만 볼 수 있습니다. Demo data stays on this computer."
        return PlainTextResponse(said, status_code=403)
    return None


async def _identified(scope: Scope) -> tuple[Scope, Actor | None]:
    """The scope without forged identity and with its own, and who that is."""
    token = token_of(scope)
    actor = await run_in_threadpool(_signed_in, token) if token else None
    scope = _with_identity(scope, token if actor else None)
    scope["state"]["actor"] = actor
    return scope, actor


def _address(scope: Scope) -> str:
    client = scope.get("client")
    return str(client[0]) if client else ""


def _signed_in(token: str) -> Actor | None:
    return sessions.signed_in(office(), sessions.token_hash(token))


def _with_identity(scope: Scope, token: str | None) -> Scope:
    kept = [
        (name, without_escapes(value) if name.lower() == b"cookie" else value)
        for name, value in scope["headers"]
        if not name.lower().replace(b"_", b"-").startswith(_OURS.encode())
        # a page that came packed, or not again, would lack its language and its scripts' hashes
        and (name.lower() not in _SHORTER or scope["path"].startswith(_PACKED))
    ]
    if token is not None:
        kept.append((SESSION_HEADER.lower().encode(), sessions.token_hash(token).encode()))
        kept.append((MARK_HEADER.lower().encode(), MARK.encode()))
        kept.append((ADDRESS_HEADER.lower().encode(), _address(scope).encode()))
    copy: MutableMapping[str, Any] = dict(scope)
    copy["headers"] = kept
    copy["state"] = dict(scope.get("state", {}))
    return copy


class _Answer:
    """Adds our headers to every answer and the page's language to Streamlit's index page."""

    def __init__(self, send: Send, path: str) -> None:
        self.send, self.path = send, path
        self.start: Message | None = None
        self.body = b""
        self.status = 500
        self.begun = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            for name, value in safe_headers.headers_of(self.path).items():
                headers.setdefault(name, value)
            plain = "content-encoding" not in headers
            if plain and headers.get("content-type", "").startswith("text/html"):
                self.start = message
                return
        if self.start is None:
            self.begun = True
            await self.send(message)
            return
        self.body += message.get("body", b"")
        if not message.get("more_body"):
            await self._send_page()

    async def _send_page(self) -> None:
        assert self.start is not None
        headers = MutableHeaders(scope=self.start)
        page = self.body
        if b'id="root"' in page:  # Streamlit's own page
            page = re.sub(rb'<html lang="en"', b'<html lang="ko"', page, count=1)
            page = page.replace(b"<head>", _FIRST_SCRIPTS, 1)
            said = safe_headers.headers_of(self.path, safe_headers.hashes_of(page))
            headers["Content-Security-Policy"] = said["Content-Security-Policy"]
        headers["Content-Length"] = str(len(page))
        self.begun = True
        await self.send(self.start)
        await self.send({"type": "http.response.body", "body": page})
