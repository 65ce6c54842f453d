"""The page after the password: a code of the device, or the device itself at the first time."""

import segno
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from assessment.locale import speaking
from assessment.services.entry import second_factor, sessions
from assessment.web.server import server_pages as pages
from assessment.web.server.gate import token_of
from assessment.web.server.place import office

_TEMPLATE = "second_factor.html"


async def show(request: Request) -> Response:
    """What this sign-in waits for; without one the sign-in page."""
    return await _asked(request, [], 200)


async def check(request: Request) -> Response:
    """Lets in whoever has the right code; after enrolling, the recovery codes come first."""
    form = await request.form()
    code, digest = str(form.get("code", "")), _digest(request)
    asked = await run_in_threadpool(second_factor.asked_for, office(), digest)
    with speaking(pages.language_of(request)):
        if not pages.is_ours(request, form.get("mark")):
            return await _asked(request, pages.too_old(), 403)
    if asked == sessions.ENROL:
        made = await pages.tried(
            request, lambda: second_factor.enrol_at_the_door(office(), digest, code)
        )
        if isinstance(made, list):
            return await _asked(request, made, 401)
        response = await pages.page(request, _TEMPLATE, codes=made[1])
        pages.give_token(request, response, made[0])
        return response
    done = await pages.tried(
        request, lambda: second_factor.pass_at_the_door(office(), digest, code)
    )
    if isinstance(done, list):
        return await _asked(request, done, 401)
    return await pages.enter(request, done)


async def _asked(request: Request, problems: list[pages.Wrong], status: int) -> Response:
    digest = _digest(request)
    asked = await run_in_threadpool(second_factor.asked_for, office(), digest)
    if asked is None:
        return RedirectResponse("/login", status_code=303)
    device = qr = None
    if asked == sessions.ENROL:
        device = await run_in_threadpool(second_factor.device_at_the_door, office(), digest)
        qr = qr_code(device.uri)
    return await pages.page(
        request, _TEMPLATE, status=status, problems=problems, device=device, qr=qr
    )


def qr_code(content: str) -> str:
    """The address of a QR code's drawing, which carries the drawing itself."""
    return segno.make(content, error="m", micro=False).svg_data_uri(scale=6, border=2)


def _digest(request: Request) -> str:
    return sessions.token_hash(token_of(request.scope) or "")
