"""The sign-in page, made on the server: its cookie never meets a script."""

from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from assessment.locale import speaking
from assessment.problems import AssessmentError
from assessment.services.entry import accounts, oidc, sessions
from assessment.web.server import server_pages as pages
from assessment.web.server.gate import COOKIE, SECURE_COOKIE, token_of
from assessment.web.server.place import demo, office

_ROLES = ("owner", "consultant", "manager", "admin")
_SCRIPTS = ("session.js", "typing.js", "start.js", "letters.js")


async def script(request: Request) -> Response:
    """A script of ours that a page loads."""
    name = request.path_params["name"]
    if name not in _SCRIPTS:
        return PlainTextResponse("404", status_code=404)
    source = (Path(__file__).parents[1] / "scripts" / name).read_text(encoding="utf-8")
    kept = {"Cache-Control": "max-age=3600"}
    return Response(source, media_type="text/javascript", headers=kept)


async def _page(request: Request, status: int = 200, **said: Any) -> Response:
    empty = not await run_in_threadpool(accounts.is_set_up, office())
    shown: dict[str, Any] = {"email": "", "demo": demo(), "roles": _ROLES, "empty": empty}
    other = await run_in_threadpool(oidc.provider)
    shown["other"] = other.name if other else ""
    return await pages.page(request, "sign_in.html", status=status, **shown | said)


async def show(request: Request) -> Response:
    """The page; somebody who is signed in already goes on to the app."""
    if request.state.actor is not None:
        return RedirectResponse("/", status_code=303)
    return await _page(request, ended="ended" in request.query_params)


async def again(request: Request, problems: list[pages.Wrong]) -> Response:
    """The page with what was refused elsewhere."""
    return await _page(request, problems=problems, status=401)


async def sign_in(request: Request) -> Response:
    """Checks name and password; the page again with what to do when they do not fit."""
    form = await request.form()
    name, password = str(form.get("email", "")), str(form.get("password", ""))
    with speaking(pages.language_of(request)):
        if not pages.is_ours(request, form.get("mark")):
            return await _page(request, problems=pages.too_old(), email=name, status=403)
    where, device = pages.address_of(request), pages.device_of(request)
    done = await pages.tried(
        request, lambda: sessions.sign_in(office(), name, password, where, device)
    )
    if isinstance(done, list):
        return await _page(request, problems=done, email=name, status=401)
    return await pages.enter(request, done)


async def enter_demo(request: Request) -> Response:
    """In a demo database only: enters as the role of the button."""
    form = await request.form()
    if not pages.is_ours(request, form.get("mark")) or form.get("role") not in _ROLES:
        return PlainTextResponse("403", status_code=403)
    try:
        token = await run_in_threadpool(sessions.enter_demo, office(), str(form["role"]))
    except AssessmentError:
        return PlainTextResponse("404", status_code=404)
    return await pages.enter(request, token)


async def sign_out(request: Request) -> Response:
    """Ends the session everywhere; a link from another site does not count."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return PlainTextResponse("403", status_code=403)
    token = token_of(request.scope)
    if token:
        await run_in_threadpool(sessions.sign_out, office(), sessions.token_hash(token))
    response = RedirectResponse("/login", status_code=303)
    response.delete_cookie(COOKIE)
    response.delete_cookie(SECURE_COOKIE, secure=True, httponly=True)
    return response
