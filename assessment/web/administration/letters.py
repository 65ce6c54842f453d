"""초대 편지: firms are chosen, their letters come as one page to print."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from assessment.locale import speaking
from assessment.locale import translate as _
from assessment.problems import NotAllowed, NotFound
from assessment.services.entry import invitations
from assessment.services.entry.invitations import Invitation
from assessment.services.entry.letters import letters_page, site_of
from assessment.services.register.identifiers import show_business_number
from assessment.web.address import number_in
from assessment.web.server import server_pages as pages
from assessment.web.server.out_of_service import no_such_page
from assessment.web.server.place import office

_AGAIN = "/files/letters"


async def show(request: Request) -> Response:
    """The firms nobody of which can enter yet, to choose from."""
    return await _list(request, [], 200)


async def make(request: Request) -> Response:
    """The letters; each firm's earlier code is void from now on."""
    form = await request.form()
    actor = request.state.actor
    named = [number_in(str(one)) for one in form.getlist("firm")]
    chosen = [one for one in named if one is not None]
    with speaking(pages.language_of(request)):
        if not pages.is_ours(request, form.get("mark")):
            return await _list(request, pages.too_old(), 403)

    if not chosen:
        with speaking(pages.language_of(request)):
            return await _list(request, [pages.Wrong("", _("업체를 골라 주십시오."))], 409)

    def work() -> tuple[Invitation, ...]:
        return invitations.invite_owners(office(), actor, chosen)

    made = await pages.tried(request, work)
    if isinstance(made, list):
        return await _list(request, made, 409)
    with speaking(pages.language_of(request)):
        body = letters_page(made, site_of(str(request.base_url)), _AGAIN)
    return HTMLResponse(body, headers={"Cache-Control": "no-store"})


async def _list(request: Request, problems: list[pages.Wrong], status: int) -> Response:
    try:
        found = await run_in_threadpool(invitations.firms_to_invite, office(), request.state.actor)
    except (NotAllowed, NotFound):
        return no_such_page()
    shown = {"problems": problems, "firms": found, "days": invitations.VALID.days}
    shown["number_of"] = lambda firm: show_business_number(firm.business_number)
    return await pages.page(
        request, "letters.html", status=status, scripts=("letters.js",), **shown
    )
