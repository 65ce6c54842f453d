"""The demo, built small and served, and its doors."""

from functools import cache, partial
from pathlib import Path

from playwright.sync_api import Page

from assessment.services.demo.building import build
from assessment.services.entry import sessions
from assessment.services.office import Office, open_office
from assessment.web.server.gate import COOKIE
from tests import databases
from tests.web.server import Server, settings_file
from tests.web.traffic import click, settled

SCREENS = {
    "owner": ("assess", "result", "firm", "apply"),
    "consultant": ("inbox", "review", "interview", "referrals", "firms", "forms"),
    "manager": ("complex", "calls", "referrals", "firms", "review", "forms"),
    "admin": (
        *("admin", "complex", "calls", "inbox", "review", "interview", "referrals", "firms"),
        "forms",
    ),
}
DOORS = {
    "owner": "공장 대표·담당자로",
    "consultant": "컨설턴트로",
    "manager": "사업 담당자로",
    "admin": "관리자로",
}


FIRMS = 300
"""One number for all, so that one demo is built and copied."""


def build_demo(folder: Path, firms: int = FIRMS) -> Office:
    """The office of a demo in this folder, which gets the server's settings, too."""
    path = folder / "assessment.sqlite"
    office = open_office(databases.prepared(f"served-{firms}", partial(_build, firms), path))
    settings_file(folder)
    return office


def _build(firms: int, address: str) -> None:
    office = open_office(address)
    build(office, firms)
    office.database.close()


@cache
def _office(folder: Path) -> Office:
    return open_office(databases.at(folder / "assessment.sqlite"))


def enter(page: Page, server: Server, role: str, which: int = 0) -> None:
    """Signed in as somebody of this role; nothing is opened yet."""
    token = sessions.enter_demo(_office(server.folder), role, which)
    page.context.add_cookies([{"name": COOKIE, "value": token, "url": server.address}])


def through_the_door(page: Page, server: Server, role: str) -> None:
    """Through the demo's door for this role, as a visitor does it."""
    page.goto(f"{server.address}/login")
    click(page.get_by_role("button", name=DOORS[role], exact=True))
    page.wait_for_url(lambda address: "/login" not in address)
    page.locator(".st-key-frame").wait_for()
    drawn(page)


def load(page: Page, server: Server, address: str) -> None:
    """A screen by its address, as a link from elsewhere opens it, until it is drawn."""
    page.goto(f"{server.address}/{address}")
    page.locator(".st-key-frame").wait_for()
    drawn(page)


def show(page: Page, server: Server, address: str) -> None:
    """A screen by its address, until it is drawn; where the app is open already, within it.

    That is what the browser's own arrows do, and half the work of loading the app anew.
    """
    if not page.url.startswith(server.address) or not page.locator(".st-key-frame").count():
        load(page, server, address)
        return
    page.evaluate(
        "to => { history.pushState({}, '', to); dispatchEvent(new PopStateEvent('popstate')); }",
        f"{server.address}/{address}",
    )
    drawn(page)


def tap(page: Page, selector: str, text: str | None = None) -> None:
    """Click the first of these (with exactly this text) and wait until the answer is drawn."""
    found = page.locator(selector)
    click((found.get_by_text(text, exact=True) if text else found).first)
    drawn(page)


def drawn(page: Page, still: float = 0.0, patience: float = 60.0) -> None:
    """Until what was asked for has run, its charts are there, and nothing changes or moves.

    Something that still unfolds moves under the pointer: a button pressed there and let go is
    not clicked.

    Stillness is so many looks in a row: a browser that is kept waiting looks later, too.
    """
    settled(page)
    looks = max(LOOKS, int(still * 1000 / APART))
    restless = page.evaluate(_STILL, [looks, APART, patience * 1000])
    assert not restless, f"not drawn after {patience:.0f} s: {restless}"


LOOKS, APART = 3, 40
"""How often nothing may have changed, and the milliseconds between two looks."""
_STILL = """([looks, apart, patience]) => new Promise((done) => {
  const until = performance.now() + patience;
  const late = ".stVegaLiteChart:not(:has(.marks)), [data-testid=stSkeleton]";
  const coming = () => [
    ...document.querySelectorAll(".stApp:not([data-test-script-state=notRunning])"),
    ...[...document.querySelectorAll(late)].filter((one) => one.checkVisibility()),
    ...document.getAnimations().filter((one) => one.playState === "running"
      && isFinite(one.effect.getComputedTiming().endTime)).map((one) => one.effect.target),
  ];
  let still = 0;
  const seen = new MutationObserver(() => { still = 0; });
  seen.observe(document.body, {subtree: true, childList: true, characterData: true});
  const look = () => {
    const left = coming();
    still = left.length ? 0 : still + 1;
    const over = performance.now() > until;
    if (still <= looks && !over) { setTimeout(look, apart); return; }
    seen.disconnect();
    done(still > looks ? "" : left.map((one) => one.className).join(", ") || "it keeps changing");
  };
  look();
})"""
