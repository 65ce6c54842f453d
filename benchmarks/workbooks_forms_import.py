"""A thousand filled forms brought in, beside openpyxl merely reading them."""

import io
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import TypeVar

import openpyxl
import psutil

from assessment.records import accounts, answers, assessments, firms
from assessment.records.answers import StoredAnswer
from assessment.services.assessing import rounds
from assessment.services.forms.form_batches import import_forms
from assessment.services.office import Actor, Office, open_office
from assessment.services.releases import publishing
from assessment.services.releases.publishing import release_of
from assessment.workbooks.offline_forms.form_bundle import BundledFile
from benchmarks.rows import Row
from tests.services.filled_forms import issued, said

FORMS, SAMPLE, TURNS, TIMES = 1_000, 10, 3, 2.5
Result = TypeVar("Result")
QUESTIONNAIRE, ROUND = "smart-factory", "측정 회차"


def measure(folder: Path) -> list[Row]:
    """CPU seconds for all forms; openpyxl reads samples, of which the median is scaled up.

    Every second firm has answered half of the questions before its form was made; the form changes
    half of those and answers all the others.
    """
    office, admin, items = _office(folder)
    files = [_file(office, number, items) for number in range(FORMS)]
    sample = [one.load() for one in files[:: FORMS // SAMPLE]]
    theirs = min(_openpyxl(sample, quick) for quick in (False, True)) * FORMS / len(sample)
    before = psutil.Process().memory_info().rss
    first, result = _cpu(lambda: import_forms(office, admin, files))
    grown = (psutil.Process().memory_info().rss - before) / 1e6
    again, repeated = _cpu(lambda: import_forms(office, admin, files))
    office.database.close()
    told, cells = result.summary(), result.summary()["cells"]
    if (told["stored"], repeated.summary()["already"]) != (FORMS, FORMS):
        raise RuntimeError(f"not all forms came in: {told}, {repeated.summary()}")
    what = f"{FORMS:,} filled forms of {len(items)} questions"
    said_of = f"openpyxl merely reading; {cells['new']:,} new answers, {cells['changed']:,} changed"
    return [
        Row(f"{what}: guard, read, compare, store, CPU", first, "s", theirs / TIMES, theirs,
            f"{said_of}; kept {grown:.0f} MB"),
        Row(f"{what}: the same files again, CPU", again, "s", theirs / TIMES, theirs),
    ]  # fmt: skip


def _office(folder: Path) -> tuple[Office, Actor, tuple[str, ...]]:
    path = folder / "forms.sqlite"
    office = open_office(f"sqlite:///{path.as_posix()}")
    now = datetime.now(UTC)
    with office.database.writing() as connection:
        key = accounts.add(connection, email="a@example.com", name="a", role="admin", at=now)
        account = accounts.get(connection, key)
        firms.add_all(connection, [{"name": f"업체 {one}"} for one in range(FORMS)], now, "web")
    assert account is not None
    admin = Actor(key, account.pseudonym, account.name, "admin", None)
    digest = publishing.publish(office, admin, QUESTIONNAIRE)
    today = date.today()
    number = rounds.open_round(office, admin, ROUND, "반월·시화", today, today + timedelta(30))
    with office.database.writing() as connection:
        items = tuple(release_of(connection, digest).items)
        begun = [
            assessments.create(
                connection, firm_id=firm, round_id=number, questionnaire=QUESTIONNAIRE,
                release_hash=digest, at=now,
            )
            for firm in range(1, FORMS + 1, 2)
        ]  # fmt: skip
        kept = [(one, _answer(item, now)) for one in begun for item in items[::2]]
        answers.write_many(connection, kept)
    return office, admin, items


def _answer(item: str, at: datetime) -> StoredAnswer:
    return StoredAnswer(item, "answered", "b", None, None, None, "web", None, None, "t", at, 1, 0)


def _file(office: Office, number: int, items: Sequence[str]) -> BundledFile:
    form = issued(office, number + 1, QUESTIONNAIRE, round_name=ROUND, nonce=f"n{number}")
    given = {
        item: said("c" if place % 4 else "b", "사진 있음" if place % 8 == 0 else None)
        for place, item in enumerate(items)
    }
    content = form.bytes(given)
    return BundledFile(f"업체 {number}.xlsx", lambda: content)


def _openpyxl(sample: Sequence[bytes], quick: bool) -> float:
    """CPU seconds for the sample, the median of a few turns."""

    def read() -> int:
        return sum(
            len(list(sheet.iter_rows(values_only=True)))
            for content in sample
            for sheet in openpyxl.load_workbook(io.BytesIO(content), read_only=quick)
        )

    return median(_cpu(read)[0] for _turn in range(TURNS))


def _cpu(work: Callable[[], Result]) -> tuple[float, Result]:
    begun = time.process_time()
    done = work()
    return time.process_time() - begun, done
