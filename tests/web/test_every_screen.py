"""Every screen of every role on the demo: it opens, it fits a phone, it speaks one language."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page

from assessment.definitions.loading import load_release
from assessment.definitions.models import Profiles
from assessment.records import applications
from assessment.services import accounts, announced, answering, population, rounds
from assessment.services.crosswalk import crosswalk
from assessment.services.demo.people import CONSULTANT, MANAGER, actor
from assessment.services.office import Actor, Office
from assessment.services.review_item import UNDER_REVIEW
from assessment.services.reviewing import QueueFilter, queue
from tests.web.conftest import DESK
from tests.web.demonstration import SCREENS, build_demo, enter, show
from tests.web.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Visit = Callable[..., Page]
FIRMS = 300
HOSTILE = "<script>alert(1)</script> =1+1 [x](javascript:alert(1))"
HANGUL = re.compile(r"[가-힣]")
LEAST_TARGET = 44
ROOT = Path(__file__).resolve().parents[2]
FORMS = sorted(one.name for one in (ROOT / "questionnaires").iterdir() if one.is_dir())
HANDED_IN = [name for name in FORMS if name != "quick-scan"]
DEEPER = {
    "owner": (
        "?form=smart-factory&at=QM03",
        *(f"?form={name}&at=list" for name in FORMS),
        *(f"result?form={name}" for name in FORMS),
    ),
    "consultant": (
        "review?id={review}",
        "firms?firm={firm}",
        "interview?firm={begun}",
        *(f"?form={name}" for name in HANDED_IN),
    ),
    "manager": (
        *(f"?form={name}" for name in HANDED_IN),
        "calls?call={call}&tab=eligibility",
        "calls?call={call}",
        "calls?call={call}&tab=selection",
        "calls?call={call}&tab=record",
    ),
    "admin": (),
}
"""Addresses inside the screens."""
KOREAN_ANYWAY = {"한국어"}
"""The switch back."""

TARGETS = """() => [...document.querySelectorAll('.stMain .stButton button,'
    + ' .stMain .stLinkButton a, .stMain .stPageLink a, .stMain .stPopover button,'
    + ' .stMain .stFormSubmitButton button')]
  .map((one) => [one.innerText.trim(), Math.round(one.getBoundingClientRect().height)])
  .filter(([, height]) => height > 0)"""
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
DANGEROUS = "() => document.querySelectorAll('a[href^=\"javascript\" i], img[src=x]').length"


@dataclass(frozen=True)
class Shown:
    """The demo, served; `review`, `firm`, `call` and `begun` fill the addresses."""

    office: Office
    server: Server
    review: int
    firm: int
    call: int
    begun: int

    def addresses(self, role: str) -> list[str]:
        _start, *others = SCREENS[role]
        inside = [one.format(**vars(self)) for one in DEEPER[role]]
        return ["", *others, *inside]


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    folder: Path = tmp_path_factory.mktemp("demo")
    office = build_demo(folder, FIRMS)
    held = QueueFilter(statuses=UNDER_REVIEW, reviewer_id=CONSULTANT)
    row = queue(office, actor(CONSULTANT), held, "evidence", True).rows.iloc[0]
    owner = accounts.acting_as(office, "owner@demo.invalid")
    assert owner.firm_id is not None
    _begin(office, owner)
    with office.database.reading() as connection:
        asked = "select firm_id from assessments where id = ?"
        firm_id = int(connection.exec_driver_sql(asked, (int(row["id"]),)).scalar_one())
    call = _name_badly(office, (firm_id, owner.firm_id))
    server = Server(folder).start()
    yield Shown(office, server, int(row["id"]), firm_id, call, _interviewed(office))
    server.stop()


def _begin(office: Office, owner: Actor) -> None:
    """Most of the full form, so that there is a result and something left to answer; all opened."""
    assert owner.firm_id is not None
    for name in FORMS:
        answering.open_assessment(office, owner, owner.firm_id, name)
    number = answering.open_assessment(office, owner, owner.firm_id, "smart-factory")
    sheet = answering.sheet(office, owner, number, "seed")
    for place, item in enumerate(sheet.asked[:40]):
        answering.save_answer(
            office, owner, number, item, "answered", "abcd"[place % 4], tab="seed",
            seen=sheet.keys[item],
        )  # fmt: skip


def _interviewed(office: Office) -> int:
    """A firm whose answers the consultant has begun to write down."""
    current = rounds.current_round(office)
    assert current is not None
    rows, _ = population.silent_firms(office, actor(MANAGER), current.id)
    firm_id = int(rows.loc[~rows["began"], "firm"].iloc[0])
    answering.open_assessment(office, actor(CONSULTANT), firm_id, "smart-factory")
    return firm_id


def _name_badly(office: Office, some: tuple[int, ...]) -> int:
    """These firms get a hostile name, as do their applications; the current call."""
    with office.database.writing() as connection:
        said = connection.exec_driver_sql("select max(id) from calls").scalar_one()
        for firm_id in some:
            connection.exec_driver_sql("update firms set name = ? where id = ?", (HOSTILE, firm_id))
            applied = applications.of_firm(connection, int(said), firm_id)
            if applied is not None:
                applications.change(connection, applied.id, {"applicant_name": HOSTILE})
    return int(said)


def faults(page: Page, shown: Shown, address: str) -> list[str]:
    """What is wrong with this screen on this page, in Korean."""
    show(page, shown.server, address)
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
    return [f"{address or '/'}: {one}" for one in found]


@pytest.mark.parametrize("role", list(SCREENS))
def test_every_screen_opens_and_fits_a_phone(shown: Shown, visit: Visit, role: str) -> None:
    page = visit()
    alerts: list[str] = []
    page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    enter(page, shown.server, role)
    found = [one for address in shown.addresses(role) for one in faults(page, shown, address)]
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
    assert page.get_by_text(HOSTILE).count() >= 1
    assert page.evaluate(DANGEROUS) == 0


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
