"""Every screen of every role in English: nothing Korean is left but what people wrote."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from assessment.definitions.loading import load_release
from assessment.definitions.scoring import Profiles
from assessment.services import announced
from assessment.services.crosswalk import crosswalk
from assessment.services.demo.people import MANAGER, actor
from assessment.services.office import Office
from tests.web.conftest import DESK
from tests.web.demonstration import SCREENS, enter, show
from tests.web.every_screen import FORMS, ROOT, Shown

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Visit = Callable[..., Page]
HANGUL = re.compile(r"[가-힣]")
KOREAN_ANYWAY = {"한국어"}
"""The switch back."""
TEXTS = """() => {
  const found = [];
  const walk = document.createTreeWalker(document.querySelector('.stApp'), NodeFilter.SHOW_TEXT);
  while (walk.nextNode())
    if (!walk.currentNode.parentElement.closest('style, script'))
      found.push(walk.currentNode.textContent.trim());
  for (const name of ['aria-label', 'placeholder', 'title', 'alt'])
    for (const one of document.querySelectorAll(`.stApp [${name}]`))
      found.push(one.getAttribute(name));
  return [...new Set(found)].filter(Boolean);
}"""


def cited(office: Office) -> set[str]:
    """Sources as they stand in the files: a citation is not translated."""
    others = {one.source.source for one in announced.other_programmes(office)}
    known = announced.targets(office, actor(MANAGER))
    promised = {one.source.source for one in known.targets} if known else set()
    releases = [load_release(ROOT / "questionnaires" / name)[0] for name in FORMS]
    axes = [axis for one in releases if one for axis in one.scoring.axes.values()]
    steps = {
        one.source.source for axis in axes if isinstance(axis, Profiles) for one in axis.profiles
    }
    themes = crosswalk(office, actor(MANAGER))
    return others | promised | steps | ({themes.source} if themes else set())


def known_data(office: Office) -> list[str]:
    """Every Korean text that people have put in, longest first: it is shown as it is."""
    skipped = ("releases", "journal", "decision_rows", "settings")
    found: set[str] = KOREAN_ANYWAY | cited(office)
    with office.database.reading() as connection:
        tables = connection.exec_driver_sql("select name from sqlite_master where type = 'table'")
        for (table,) in tables.all():
            if table in skipped:
                continue
            for row in connection.exec_driver_sql(f'select * from "{table}"').all():
                found |= {one for one in row if isinstance(one, str) and HANGUL.search(one)}
    return sorted(found, key=len, reverse=True)


@pytest.mark.parametrize("role", list(SCREENS))
def test_in_english_nothing_korean_is_left_but_what_people_wrote(
    shown: Shown, visit: Visit, role: str
) -> None:
    page = visit(DESK)
    enter(page, shown.server, role)
    page.locator(".st-key-switch-language button").click()
    page.get_by_role("button", name="한국어").wait_for()
    data = known_data(shown.office)
    left = []
    for address in shown.addresses(role):
        show(page, shown.server, address)
        for text in page.evaluate(TEXTS):
            rest = text.replace("\xa0", " ")  # names that must not break
            for one in data if HANGUL.search(text) else ():
                rest = rest.replace(one, "")
            if HANGUL.search(rest):
                left.append(f"{address or '/'}: {text[:90]!r}")
    page.locator(".st-key-switch-language button").click()
    page.get_by_role("button", name="English").wait_for()
    assert not left, "\n".join(left)
