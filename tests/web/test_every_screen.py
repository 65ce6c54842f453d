"""Every screen on the demo: it opens and fits, shuts nobody out, runs no name, is in English."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from tests.web.accessibility import barriers
from tests.web.conftest import DESK
from tests.web.demonstration import SCREENS, drawn, enter, load, show, through_the_door
from tests.web.every_screen import SHOWN_AS_TYPED, Shown
from tests.web.korean import known_data, korean_left
from tests.web.traffic import click

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Visit = Callable[..., Page]
LEAST_TARGET = 44
KOREAN, ENGLISH = "한국어", "English"

TARGETS = """() => [...document.querySelectorAll('.stMain .stButton button,'
    + ' .stMain .stLinkButton a, .stMain .stPageLink a, .stMain .stPopover button,'
    + ' .stMain .stFormSubmitButton button')]
  .map((one) => [one.innerText.trim(), Math.round(one.getBoundingClientRect().height)])
  .filter(([, height]) => height > 0)"""
DANGEROUS = """() => document.querySelectorAll('a[href^="javascript" i],'
    + ' a[href*="evil.example" i], img[src=x]').length"""


def faults(page: Page) -> list[str]:
    """What is wrong with the screen on this page, in Korean."""
    text = page.locator(".stApp").inner_text()
    found = []
    if "문의번호" in text or "없는 페이지" in text:
        found.append("it failed")
    if "가상 데이터" not in text:
        found.append("it does not say that the data are synthetic")
    if (headings := page.locator("h1").count()) != 1:
        found.append(f"{headings} h1")
    width = page.evaluate("Math.max(document.documentElement.scrollWidth, "
                          "document.querySelector('.stMain').scrollWidth)")  # fmt: skip
    if width > page.evaluate("innerWidth"):
        found.append(f"it is {width} px wide")
    small = [one for one in page.evaluate(TARGETS) if one[1] < LEAST_TARGET]
    found += [f"target {name!r} {height} px" for name, height in small]
    if page.evaluate(DANGEROUS):
        found.append("a name became a link")
    return found + barriers(page)


def switch(page: Page, language: str) -> None:
    """To this language, on the same screen."""
    button = page.locator(".st-key-switch-language button")
    click(button.filter(has_text=language))
    button.filter(has_not_text=language).wait_for()
    drawn(page)


def opens(role: str) -> set[str]:
    """The screens that this role opens by their address; the others' were opened by roles before.

    Those it moves to within the app, for which half the work is done.
    """
    before = {name for one in SCREENS if one < role for name in SCREENS[one][1:]}
    return {"", *SCREENS[role][1:]} - before


@pytest.fixture(scope="module")
def data(shown: Shown) -> list[str]:
    return known_data(shown.office)


def looked_through(page: Page, shown: Shown, role: str, data: list[str]) -> Iterator[str]:
    """What is wrong with each screen in either language; it opens in the one before it ended in."""
    for place, address in enumerate(shown.addresses(role)):
        (load if address in opens(role) else show)(page, shown.server, address)
        if place % 2:
            found = korean_left(page, data)
            switch(page, KOREAN)
            found += faults(page)
        else:
            found = faults(page)
            switch(page, ENGLISH)
            found += korean_left(page, data)
        yield from (f"{address or '/'}: {one}" for one in found)
    if len(shown.addresses(role)) % 2:
        switch(page, KOREAN)


@pytest.mark.parametrize("role", list(SCREENS))
def test_every_screen_fits_a_phone_has_no_grave_barrier_and_nothing_korean_in_english(
    shown: Shown, data: list[str], visit: Visit, role: str
) -> None:
    page = visit()
    alerts: list[str] = []
    page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    through_the_door(page, shown.server, role)
    found = list(looked_through(page, shown, role, data))
    assert not found, "\n".join(found)
    assert not alerts


@pytest.mark.parametrize(
    ("role", "address"),
    [
        ("consultant", "review?id={review}"),
        ("consultant", "interview?firm={firm}"),
        ("consultant", "firms?firm={firm}"),
        ("owner", "result"),
    ],
)
def test_a_firms_name_is_text_and_nothing_else(
    shown: Shown, visit: Visit, role: str, address: str
) -> None:
    page = visit(DESK)
    page.on("dialog", lambda dialog: pytest.fail(f"a name ran: {dialog.message}"))
    enter(page, shown.server, role)
    show(page, shown.server, address.format(review=shown.review, firm=shown.firm))
    assert page.get_by_text(SHOWN_AS_TYPED).count() >= 1
    assert page.evaluate(DANGEROUS) == 0
