"""The sign-in page, made on the server: its cookie never meets a script."""

import hmac
import secrets
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from assessment.locale import Language, speaking, translate
from assessment.problems import AssessmentError
from assessment.services import accounts, sessions
from assessment.web.gate import COOKIE, SECURE_COOKIE, token_of
from assessment.web.place import demo, office

_FORM_COOKIE = "assessment_form"
_ROLES = ("owner", "consultant", "manager", "admin")


@cache
def _templates() -> Environment:
    folder = Path(__file__).parent / "templates"
    return Environment(loader=FileSystemLoader(folder), autoescape=True)


def _secure(request: Request) -> bool:
    return request.url.scheme == "https" or request.headers.get("x-forwarded-proto") == "https"


def _language(request: Request) -> Language:
    return "en" if request.query_params.get("language") == "en" else "ko"


def _page(request: Request, *, error: str = "", email: str = "", status: int = 200) -> Response:
    mark = request.cookies.get(_FORM_COOKIE) or secrets.token_urlsafe(32)
    language = _language(request)
    with speaking(language):
        page = (
            _templates()
            .get_template("sign_in.html")
            .render(
                _=translate,
                language=language,
                error=error,
                email=email,
                mark=mark,
                demo=demo(),
                roles=_ROLES,
                empty=not accounts.is_set_up(office()),
            )
        )
    response = HTMLResponse(page, status_code=status, headers={"Cache-Control": "no-store"})
    response.set_cookie(
        _FORM_COOKIE, mark, httponly=True, samesite="strict", secure=_secure(request)
    )
    return response


async def show(request: Request) -> Response:
    """The page; somebody who is signed in already goes on to the app."""
    if request.state.actor is not None:
        return RedirectResponse("/", status_code=303)
    return await run_in_threadpool(_page, request)


def _is_ours(request: Request, mark: object) -> bool:
    expected = request.cookies.get(_FORM_COOKIE, "")
    return bool(expected) and hmac.compare_digest(expected.encode(), str(mark or "").encode())


def _enter(request: Request, token: str) -> Response:
    response = RedirectResponse("/", status_code=303)
    secure = _secure(request)
    response.set_cookie(
        SECURE_COOKIE if secure else COOKIE,
        token,
        httponly=True,
        samesite="lax",
        secure=secure,
        path="/",
    )
    return response


async def sign_in(request: Request) -> Response:
    """Checks e-mail and password; the page again with what to do when they do not fit."""
    form = await request.form()
    email, password = str(form.get("email", "")), str(form.get("password", ""))
    with speaking(_language(request)):
        if not _is_ours(request, form.get("mark")):
            error = translate("화면이 오래되었습니다. 다시 입력해 주십시오.")
            return await run_in_threadpool(_page, request, error=error, email=email, status=403)
        address = request.client.host if request.client else ""
        try:
            token = await run_in_threadpool(
                sessions.sign_in, office(), email, password, address=address
            )
        except AssessmentError as refused:
            problem = refused.problems[0]
            error = f"{problem.what} {problem.fix}"
            return await run_in_threadpool(_page, request, error=error, email=email, status=401)
    return _enter(request, token)


async def enter_demo(request: Request) -> Response:
    """In a demo database only: enters as the role of the button."""
    form = await request.form()
    if not _is_ours(request, form.get("mark")) or form.get("role") not in _ROLES:
        return PlainTextResponse("403", status_code=403)
    try:
        token = await run_in_threadpool(sessions.enter_demo, office(), str(form["role"]))
    except AssessmentError:
        return PlainTextResponse("404", status_code=404)
    return _enter(request, token)


async def sign_out(request: Request) -> Response:
    """Ends the session everywhere; a link from another site does not count."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return PlainTextResponse("403", status_code=403)
    token = token_of(request.headers)
    if token:
        await run_in_threadpool(sessions.sign_out, office(), sessions.token_hash(token))
    response = RedirectResponse("/login", status_code=303)
    response.delete_cookie(COOKIE)
    response.delete_cookie(SECURE_COOKIE, secure=True, httponly=True)
    return response
