"""초대 편지: firms are chosen, their letters come as one page to print."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from assessment.locale import speaking
from assessment.problems import NotAllowed, NotFound
from assessment.services import invitations
from assessment.services.invitations import Invitation
from assessment.services.letters import letters_page, site_of
from assessment.web import server_pages as pages
from assessment.web.place import office


async def show(request: Request) -> Response:
    """The firms nobody of which can enter yet, to choose from."""
    return await _list(request, [], 200)


async def make(request: Request) -> Response:
    """The letters; each firm's earlier code is void from now on."""
    form = await request.form()
    actor = request.state.actor
    chosen = [int(str(one)) for one in form.getlist("firm") if str(one).isdigit()]
    with speaking(pages.language_of(request)):
        if not pages.is_ours(request, form.get("mark")):
            return await _list(request, pages.too_old(), 403)

    def work() -> tuple[Invitation, ...]:
        return invitations.invite_owners(office(), actor, chosen)

    made = await pages.tried(request, work)
    if isinstance(made, list):
        return await _list(request, made, 409)
    with speaking(pages.language_of(request)):
        body = letters_page(made, site_of(str(request.base_url)))
    return HTMLResponse(body, headers={"Cache-Control": "no-store"})


async def _list(request: Request, problems: list[str], status: int) -> Response:
    try:
        found = await run_in_threadpool(invitations.firms_to_invite, office(), request.state.actor)
    except (NotAllowed, NotFound):
        return PlainTextResponse("없는 페이지입니다. Not found.", status_code=404)
    shown = {"problems": problems, "firms": found, "days": invitations.VALID.days}
    return await pages.page(
        request, "letters.html", status=status, scripts=("letters.js",), **shown
    )
