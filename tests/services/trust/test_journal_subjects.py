"""What stands in the journal as a code is read in words, wherever people read it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from assessment.locale import speaking
from assessment.services.exports import bulk_exporting
from assessment.services.funding import ranking
from assessment.services.office import Office
from assessment.services.register import firms
from assessment.services.review import reviewing
from assessment.services.trust import journal, review_report
from assessment.services.trust.accesses import write_accesses
from assessment.services.trust.journal_subjects import subject_names, thing_name
from tests.conftest import Clock
from tests.services.call_office import Called, called_copy

ROOT = Path(__file__).parents[3] / "assessment"
_VERBS = {"saw": 2, "note_refusal": 2}
"""Where the subject stands among what they are given."""


def written() -> Iterator[str]:
    """Every subject that the code writes as text, with a number where one is filled in."""
    for path in (*ROOT.glob("services/**/*.py"), *ROOT.glob("cli/*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = getattr(node.func, "attr", getattr(node.func, "id", ""))
                place = _VERBS.get(called, len(node.args))
                told = [one.value for one in node.keywords if one.arg == "subject"]
                for one in (*told, *node.args[place : place + 1]):
                    yield from _text(one)


def _text(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
        yield f"{node.values[0].value}1"


@pytest.fixture
def called(sqlite_template: Path, tmp_path: Path, clock: Clock) -> Called:
    return called_copy(sqlite_template, tmp_path, clock)


def in_words(office: Office, *subjects: str) -> list[str]:
    with office.database.reading() as connection:
        found = subject_names(connection, subjects)
    return [found.get(one, one) for one in subjects]


def test_every_subject_that_is_written_is_read_in_words(called: Called) -> None:
    known = sorted({*written(), "register", "console", "system", "unknown"})
    assert {"list:firms", "list:call:1", "call:1", "round:1", "offline_forms:1"} <= set(known)
    with speaking("ko"):
        assert [one for one in known if in_words(called.office, one) == [one]] == []
        for kind in ("ranking", "panel", "decision", "proof", "cohort", "receipt", "evidence"):
            assert thing_name(kind) != kind


def test_a_number_is_read_as_the_name_behind_it(called: Called) -> None:
    application, assessment = called.six["A"]
    with speaking("ko"):
        assert in_words(
            called.office,
            f"call:{called.call_id}",
            f"list:call:{called.call_id}",
            f"receipt:{assessment}",
            f"bundle:{application}",
            "cohort:2026년 2회차",
            "receipt:9999",
            "list:firms",
            "somebodys-pseudonym",
        ) == [
            "공고 · 시험 공고",
            "공고의 신청 명단 · 시험 공고",
            "접수증 · A정밀",
            "신청 서류 묶음 · A정밀",
            "회차 전체 자료 · 2026년 2회차",
            "접수증 · 9999번",
            "업체 명단",
            "somebodys-pseudonym",
        ]


def test_the_desk_and_the_monthly_review_show_words(called: Called) -> None:
    office, people = called.office, called.people
    firms.find_firms(office, people.consultant)
    reviewing.queue(office, people.consultant)
    ranking.call_view(office, people.manager, called.call_id)
    bulk_exporting.call_file(office, people.manager, "panel", called.call_id, "점검에 씁니다")
    write_accesses(office.database)
    with speaking("ko"):
        shown = set(journal.entries(office, people.admin, size=500)["subject"])
        made = review_report.month_review(office, people.admin, f"{office.today():%Y-%m}")
    assert {"업체 명단", "검토함", "공고의 신청 명단 · 시험 공고", "mini 1.0.0"} <= shown
    assert {one for one in shown if ":" in str(one)} == set()
    assert list(made.tables["내려받기"]["종류"]) == ["평가표"]
