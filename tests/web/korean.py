"""What is Korean on a screen in English, and was not written by the people whose data it shows."""

import re

from playwright.sync_api import Page

from assessment.definitions.loading import load_release
from assessment.definitions.scoring import Profiles
from assessment.records.schema import metadata
from assessment.services.demo.people import MANAGER, actor
from assessment.services.funding import announced
from assessment.services.office import Office
from assessment.services.releases.crosswalk import crosswalk
from tests.web.every_screen import FORMS, ROOT

HANGUL = re.compile(r"[가-힣]")
KOREAN_ANYWAY = {"한국어"}
"""The switch back."""
TEXTS = """() => {
  const found = [];
  const walk = document.createTreeWalker(document.querySelector('.stApp'), NodeFilter.SHOW_TEXT);
  while (walk.nextNode())
    if (!walk.currentNode.parentElement.closest('style, script'))
      found.push(walk.currentNode.textContent.trim());
  for (const one of document.querySelectorAll('.stApp input[role=combobox]'))
    found.push(one.value);
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


LOOKS = 6


def known_data(office: Office) -> list[str]:
    """Every Korean text that people have put in, longest first: it is shown as it is."""
    skipped = ("releases", "journal", "decision_rows", "settings")
    found: set[str] = KOREAN_ANYWAY | cited(office)
    with office.database.reading() as connection:
        for table in metadata.tables:
            if table in skipped:
                continue
            for row in connection.exec_driver_sql(f'select * from "{table}"').all():
                found |= {one for one in row if isinstance(one, str) and HANGUL.search(one)}
    return sorted(found, key=len, reverse=True)


def korean_left(page: Page, data: list[str]) -> list[str]:
    """The texts of this page that still hold Korean when these data are taken out of them.

    What a table says to screen readers follows its picture a moment later.
    """
    for _look in range(LOOKS):
        left = [one for one in page.evaluate(TEXTS) if HANGUL.search(_without(one, data))]
        if not left:
            return []
        page.wait_for_timeout(500)
    return [f"{one[:90]!r} in English" for one in left]


def _without(text: str, data: list[str]) -> str:
    rest = text.replace("\xa0", " ")  # names that must not break
    for one in data if HANGUL.search(text) else ():
        rest = rest.replace(one, "")
    return rest
