"""Sign-in at another provider: there with a state in a cookie, back with the same one."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from assessment.services.entry import oidc
from assessment.services.entry.letters import site_of
from assessment.web.entering import sign_in
from assessment.web.server import server_pages as pages
from assessment.web.server.place import office

_STATE = "assessment_state"
_BACK = "/login/other/back"


async def leave(request: Request) -> Response:
    """To the provider; nothing of ours is sent along but the state."""
    back = site_of(str(request.base_url)) + _BACK
    done = await pages.tried(request, lambda: oidc.send_away(office(), back))
    if isinstance(done, list):
        return await sign_in.again(request, done)
    url, state = done
    response = RedirectResponse(url, status_code=303)
    # lax: the provider's answer comes from another site
    response.set_cookie(
        _STATE,
        state,
        max_age=int(oidc.WAITS.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=pages.is_secure(request),
        path="/login",
    )
    return response


async def back(request: Request) -> Response:
    """From the provider: in, or the sign-in page with what to do."""
    said = request.query_params
    site = site_of(str(request.base_url)) + _BACK

    def work() -> str:
        return oidc.come_back(
            office(),
            code=said.get("code", ""),
            state=said.get("state", ""),
            carried=request.cookies.get(_STATE, ""),
            back=site,
            address=pages.address_of(request),
            device=pages.device_of(request),
        )

    done = await pages.tried(request, work)
    if isinstance(done, list):
        response = await sign_in.again(request, done)
    else:
        response = await pages.enter(request, done)
    response.delete_cookie(_STATE, path="/login")
    return response
