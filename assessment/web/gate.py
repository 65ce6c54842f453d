"""Who may pass: every request and websocket is checked here before Streamlit sees it."""

import re
import secrets
from collections.abc import MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assessment.services import sessions
from assessment.services.office import Actor
from assessment.web.place import demo, office
from assessment.web.reconnecting import whole_script_first
from assessment.web.screen_names import EVERYBODY, SCREENS_OF

MARK = secrets.token_urlsafe(32)
"""Proves to the main script that this process's gate stood before it."""

COOKIE = "assessment_session"
SECURE_COOKIE = "__Host-assessment_session"
SESSION_HEADER = "X-Assessment-Session"
MARK_HEADER = "X-Assessment-Gate"

_OURS = "x-assessment-"
_OPEN_PATHS = frozenset({"/login", "/demo", "/_stcore/health", "/favicon.png"})
_OPEN_PREFIXES = ("/static/",)
_CLOSED_PREFIXES = ("/media/", "/_stcore/", "/files/", "/component/", "/app/", "/logout")
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_NO_SUCH_PAGE = """<!doctype html><html lang="ko"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>없는 페이지</title>
<body style="font:17px/1.5 sans-serif;max-width:30rem;margin:3rem auto;padding:0 1rem">
<h1>없는 페이지입니다</h1><p>주소를 확인하거나 처음 화면으로 돌아가 주십시오.</p>
<p lang="en">There is no such page.</p><p><a href="/">처음 화면으로</a></p>"""
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Content-Security-Policy": "frame-ancestors 'none'; form-action 'self'; object-src 'none'",
    "Permissions-Policy": "geolocation=(), microphone=()",
}


def middleware() -> list[Middleware]:
    """The gate, as `st.App` takes it."""
    return [Middleware(Gate)]


def token_of(headers: Headers) -> str | None:
    """The session token of a request's cookie, whichever name it goes by."""
    try:
        cookies = SimpleCookie(headers.get("cookie", ""))
    except CookieError:
        return None
    for name in (SECURE_COOKIE, COOKIE):
        if name in cookies:
            return cookies[name].value or None
    return None


def is_open(path: str) -> bool:
    """Whether strangers may fetch it: the sign-in page and files that hold nobody's data."""
    return path in _OPEN_PATHS or path.startswith(_OPEN_PREFIXES)


class Gate:
    """ASGI middleware: strips forged identity, checks the session, then injects its own."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        token = token_of(headers)
        actor = await run_in_threadpool(_signed_in, token) if token else None
        scope = _with_identity(scope, token if actor else None)
        scope.setdefault("state", {})["actor"] = actor
        if scope["type"] == "websocket":
            await self._websocket(scope, receive, send, headers, actor)
        else:
            await self._http(scope, receive, send, actor)

    async def _websocket(
        self, scope: Scope, receive: Receive, send: Send, headers: Headers, actor: Actor | None
    ) -> None:
        origin = headers.get("origin")
        foreign = origin is not None and urlsplit(origin).netloc != headers.get("host")
        if actor is None or foreign or _shown_outside(scope):
            # closing before accepting is answered to the browser as 403
            await receive()
            await send({"type": "websocket.close", "code": 4403})
            return
        await self.app(scope, whole_script_first(receive), send)

    async def _http(self, scope: Scope, receive: Receive, send: Send, actor: Actor | None) -> None:
        path = scope["path"]
        answer = _Answer(send)
        if _shown_outside(scope):
            away = "가상 데이터는 이 컴퓨터에서만 볼 수 있습니다. Demo data stays on this computer."
            await PlainTextResponse(away, status_code=403)(scope, receive, answer)
            return
        if actor is None and not is_open(path):
            closed = path.startswith(_CLOSED_PREFIXES) or scope["method"] not in ("GET", "HEAD")
            refusal = (
                PlainTextResponse("로그인이 필요합니다. Sign in first.", status_code=401)
                if closed
                else RedirectResponse("/login", status_code=303)
            )
            await refusal(scope, receive, answer)
            return
        if actor and path.startswith("/_stcore/metrics") and actor.role != "admin":
            await PlainTextResponse("Not found", status_code=404)(scope, receive, answer)
            return
        elsewhere = _elsewhere(scope, actor) if actor else None
        if elsewhere is not None:
            await elsewhere(scope, receive, answer)
            return
        await self.app(scope, receive, answer)


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
    return None if name in (*others, *EVERYBODY) else HTMLResponse(_NO_SUCH_PAGE, status_code=404)


def _shown_outside(scope: Scope) -> bool:
    """Whether a demo database, which lets anybody in, is reached by another computer."""
    server = scope.get("server")
    return demo() and server is not None and server[0] not in _LOOPBACK


def _signed_in(token: str) -> Actor | None:
    return sessions.signed_in(office(), sessions.token_hash(token))


def _with_identity(scope: Scope, token: str | None) -> Scope:
    kept = [
        (name, value)
        for name, value in scope["headers"]
        if not name.lower().replace(b"_", b"-").startswith(_OURS.encode())
    ]
    if token is not None:
        kept.append((SESSION_HEADER.lower().encode(), sessions.token_hash(token).encode()))
        kept.append((MARK_HEADER.lower().encode(), MARK.encode()))
    copy: MutableMapping[str, Any] = dict(scope)
    copy["headers"] = kept
    copy["state"] = dict(scope.get("state", {}))
    return copy


class _Answer:
    """Adds our headers to every answer and the page's language to Streamlit's index page."""

    def __init__(self, send: Send) -> None:
        self.send = send
        self.start: Message | None = None
        self.body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
            plain = "content-encoding" not in headers
            if plain and headers.get("content-type", "").startswith("text/html"):
                self.start = message
                return
        if self.start is None:
            await self.send(message)
            return
        self.body += message.get("body", b"")
        if not message.get("more_body"):
            await self._send_page()

    async def _send_page(self) -> None:
        assert self.start is not None
        page = re.sub(rb'<html lang="en"', b'<html lang="ko"', self.body, count=1)
        MutableHeaders(scope=self.start)["Content-Length"] = str(len(page))
        await self.send(self.start)
        await self.send({"type": "http.response.body", "body": page})
