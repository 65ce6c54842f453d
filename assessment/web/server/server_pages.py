"""Pages made on the server, before anybody is signed in: their form mark, language and cookies."""

import hmac
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from jinja2 import Environment, FileSystemLoader
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from assessment.locale import Language, speaking, translate
from assessment.problems import AssessmentError
from assessment.services.entry import second_factor, sessions
from assessment.web.server.gate import COOKIE, SECURE_COOKIE, token_of, under_tls
from assessment.web.server.place import office

_FORM_COOKIE = "assessment_form"
Made = TypeVar("Made")


@cache
def _templates() -> Environment:
    folder = Path(__file__).parents[1] / "templates"
    return Environment(loader=FileSystemLoader(folder), autoescape=True)


def language_of(request: Request) -> Language:
    """The language that the address asks for."""
    return "en" if request.query_params.get("language") == "en" else "ko"


def address_of(request: Request) -> str:
    """Where the request comes from."""
    return request.client.host if request.client else ""


def device_of(request: Request) -> str:
    """What the browser calls itself."""
    return request.headers.get("user-agent", "")


def is_ours(request: Request, mark: object) -> bool:
    """Whether the form was sent from the page that this browser was shown."""
    expected = request.cookies.get(_FORM_COOKIE, "")
    return bool(expected) and hmac.compare_digest(expected.encode(), str(mark or "").encode())


async def page(
    request: Request, template: str, *, status: int = 200, scripts: Sequence[str] = (), **said: Any
) -> Response:
    """The page in the language of its address, with the mark that its form needs."""
    return await run_in_threadpool(_page, request, template, status, scripts, said)


def _page(
    request: Request, template: str, status: int, scripts: Sequence[str], said: dict[str, Any]
) -> Response:
    mark = request.cookies.get(_FORM_COOKIE) or secrets.token_urlsafe(32)
    language = language_of(request)
    with speaking(language):
        said = {"problems": (), "scripts": scripts, "path": request.url.path} | said
        made = _templates().get_template(template)
        body = made.render(_=translate, language=language, mark=mark, **said)
    response = HTMLResponse(body, status_code=status, headers={"Cache-Control": "no-store"})
    response.set_cookie(
        _FORM_COOKIE, mark, httponly=True, samesite="strict", secure=is_secure(request)
    )
    return response


@dataclass(frozen=True)
class Wrong:
    """What is wrong and what to do, in the language of the page; the field it is about."""

    field: str
    said: str

    def __str__(self) -> str:
        return self.said


async def tried(request: Request, work: Callable[[], Made]) -> Made | list[Wrong]:
    """What the work gives, or what is wrong in the language of the page."""
    with speaking(language_of(request)):
        try:
            return await run_in_threadpool(work)
        except AssessmentError as refused:
            return [Wrong(one.where, f"{one.what} {one.fix}") for one in refused.problems]


async def enter(request: Request, token: str) -> Response:
    """On to the app, or to the page that asks for the second factor; the token in a cookie.

    Whoever was signed in at this browser before no longer is.
    """
    digest = sessions.token_hash(token)
    before = token_of(request.scope)
    if before:
        await run_in_threadpool(sessions.sign_out, office(), sessions.token_hash(before))
    asked = await run_in_threadpool(second_factor.asked_for, office(), digest)
    onward = f"/login/code?language={language_of(request)}" if asked else "/"
    response = RedirectResponse(onward, status_code=303)
    give_token(request, response, token)
    return response


def give_token(request: Request, response: Response, token: str) -> None:
    """Set the session's cookie, which no script can read."""
    secure = is_secure(request)
    response.set_cookie(
        SECURE_COOKIE if secure else COOKIE,
        token,
        httponly=True,
        samesite="lax",
        secure=secure,
        path="/",
    )


def is_secure(request: Request) -> bool:
    """Whether the browser speaks TLS, here or with the proxy before us."""
    return under_tls(request.scope)


def too_old() -> list[Wrong]:
    """What is said when a form was not sent from a page of ours."""
    return [Wrong("", translate("화면이 오래되었습니다. 다시 입력해 주십시오."))]
