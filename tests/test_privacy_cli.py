"""`review-report`, `purge`, `archive`, `erase`, `letters`, `verify-journal` as a newcomer types
them: exit 0 done, 1 refused in words, 2 a slip in the command; a slip changes nothing."""

import json
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import text

from assessment.services.office import Office
from assessment.services.trust.anchors import FILE
from assessment.workbooks.incoming.guard import admit
from assessment.workbooks.incoming.reading import read_workbook
from tests.services.conftest import add_firm, add_person
from tests.test_cli import kept as kept
from tests.test_cli import run

pytestmark = pytest.mark.slow

NAME = "가나정밀 주식회사"
WHY = ("--reason", "업체의 요청")


@pytest.fixture
def settings(kept: Office, tmp_path: Path) -> Path:
    """The command line's settings, with the anchors in a folder of the test."""
    path = tmp_path / "settings.toml"
    more = f'anchors = "{(tmp_path / "anchors").as_posix()}"\n'
    path.write_text(path.read_text("utf-8") + more, "utf-8")
    return path


@pytest.fixture
def firm(kept: Office, settings: Path) -> int:
    return add_firm(kept, NAME, business_number="2208162517")


def statuses(capsys: pytest.CaptureFixture[str], *commands: tuple[object, ...]) -> list[int]:
    return [run(capsys, *command)[0] for command in commands]


def test_the_review_of_a_month_is_told_and_written_as_workbook_or_tables(
    capsys: pytest.CaptureFixture[str], firm: int, tmp_path: Path
) -> None:
    month = ("review-report", "--month", "2026-11")
    out = tmp_path / "out"
    out.mkdir()
    status, said, _ = run(capsys, *month, "-o", out, "--json")
    assert (status, json.loads(said)["month"]) == (0, "2026-11")
    (path,) = out.iterdir()
    assert path.name == "월간점검_2026-11.xlsx"
    assert len(read_workbook(admit(path.name, path.read_bytes()))) == 8
    status, said, _ = run(capsys, *month, "-o", out / "a.csv")
    assert (status, len(list(out.glob("a-*.csv")))) == (0, 8)
    assert "월말 권한\t" in said
    slips = (
        ("review-report",),
        ("review-report", "--month", "11월"),
        ("review-report", "--month", "2026-13"),
        ("review-report", "--mouth", "2026-11"),
        (*month, "-o", out / "a.docx"),
        ("review-reprot", "--month", "2026-11"),
    )
    assert statuses(capsys, *slips) == [2] * len(slips)
    assert not (out / "a.docx").exists()


def test_nobody_but_an_administrator_reviews_purges_or_erases(
    capsys: pytest.CaptureFixture[str], kept: Office, firm: int, tmp_path: Path
) -> None:
    add_person(kept, "manager")
    who = ("--as", "manager1@example.com")
    for command in (
        ("review-report", "--month", "2026-11"),
        ("purge",),
        ("archive", firm, "-o", tmp_path),
        ("erase", firm, "--name", NAME, *WHY),
        ("verify-journal",),
    ):
        status, _, told = run(capsys, *command, *who)
        assert (status, told.startswith("- ")) == (1, True), command
        assert run(capsys, *command, "--as", "nobody@example.com")[0] == 1, command


def test_a_purge_says_what_it_has_erased_and_refuses_a_time_that_the_law_does_not_know(
    capsys: pytest.CaptureFixture[str], firm: int, settings: Path
) -> None:
    status, said, _ = run(capsys, "purge", "--json")
    assert (status, json.loads(said)["rows"]) == (0, 0)
    before = json.loads(said)["before"][:10]
    assert f"{before}보다 오래된 기록 0건" in run(capsys, "purge")[1]
    assert statuses(capsys, ("purge", "--dry-run"), ("purge", "2024"), ("prune",)) == [2, 2, 2]
    settings.write_text(settings.read_text("utf-8") + "retention_years = 5\n", "utf-8")
    status, _, told = run(capsys, "purge")
    assert (status, "1이나 2여야 합니다: 5" in told) == (1, True)


def test_a_firm_is_handed_its_archive_and_a_wrong_number_nothing(
    capsys: pytest.CaptureFixture[str], firm: int, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    assert run(capsys, "archive", firm, "-o", out)[0] == 0
    (path,) = out.iterdir()
    with zipfile.ZipFile(path) as book:
        assert json.loads(book.read("data.json"))["firms"][0]["name"] == NAME
    status, _, told = run(capsys, "archive", 999, "-o", out)
    assert status == 1
    assert "그런 번호나 이름이 없거나" in told
    slips = (("archive", NAME, "-o", out), ("archive", firm), ("archive", firm, "-o", out / "a.7z"))
    assert statuses(capsys, *slips) == [2, 2, 2]
    assert len(list(out.iterdir())) == 1


def test_an_erasure_needs_the_right_firm_its_name_again_and_a_reason(
    capsys: pytest.CaptureFixture[str], firm: int, tmp_path: Path
) -> None:
    certificate = tmp_path / "파기.txt"
    whole = ("erase", firm, "--name", NAME, *WHY)
    for slip in (
        ("erase", firm, "--name", NAME),
        ("erase", firm, *WHY),
        ("erase", NAME, "--name", NAME, *WHY),
        (*whole, "--certifcate", certificate),
        (*whole, "--certificate", tmp_path / "파기.docx"),
    ):
        assert run(capsys, *slip)[0] == 2, slip
    for wrong, told in (
        (("erase", 999, "--name", NAME, *WHY), "그런 번호나 이름이 없거나"),
        (("erase", firm, "--name", "가나정말", *WHY), "이름과 다릅니다"),
        (("erase", firm, "--name", NAME, "--reason", " "), "왜 지우는지 적지 않았습니다"),
    ):
        status, _, said = run(capsys, *wrong, "--certificate", certificate)
        assert (status, told in said) == (1, True), wrong
    assert not certificate.exists()
    status, said, _ = run(capsys, *whole, "--certificate", certificate)
    assert (status, said.strip()) == (0, certificate.read_text("utf-8").strip())
    assert run(capsys, *whole)[0] == 1  # there is nobody of this number any more


def test_a_certificate_that_cannot_be_written_is_told_since_the_firm_is_gone(
    capsys: pytest.CaptureFixture[str], firm: int, settings: Path
) -> None:
    place = settings / "파기.txt"  # a file stands where the folder should be
    status, said, told = run(capsys, "erase", firm, "--name", NAME, *WHY, "--certificate", place)
    assert (status, "파일을 쓸 수 없습니다" in told) == (1, True)
    assert said.startswith("파기 확인서")
    assert NAME in said


def test_letters_go_to_firms_that_nobody_can_enter_yet(
    capsys: pytest.CaptureFixture[str], kept: Office, firm: int, tmp_path: Path
) -> None:
    out = tmp_path / "letters"
    out.mkdir()
    site = ("--address", "https://assessment.example.org")
    nameless = add_firm(kept, "번호없는금속")
    for slip, told in (
        (("letters", "-o", out), "--address"),
        (("letters", *site), "--output"),
        (("letters", "-o", out / "a.pdf", *site), ".html"),
        (("letters", "-o", out, *site, "--firm", NAME), "--firm"),
        (("letters", "-o", out, *site, "--frim", firm), "--firm"),
    ):
        status, _, said = run(capsys, *slip)
        assert (status, told in said) == (2, True), slip
    for wrong, told in (
        (("--firm", 999), "그런 번호나 이름이 없거나"),
        (("--firm", nameless), "사업자등록번호가 없는 업체입니다: 번호없는금속"),
    ):
        status, _, said = run(capsys, "letters", "-o", out, *site, *wrong)
        assert (status, told in said) == (1, True), wrong
    assert list(out.iterdir()) == []
    status, said, _ = run(capsys, "letters", "-o", out, *site)
    (path,) = out.iterdir()
    assert (status, said.strip()) == (0, f"편지 1통: {path}")
    assert (path.name[:5], path.suffix) == ("초대편지_", ".html")
    page = path.read_text("utf-8")
    assert NAME in page
    assert "https://assessment.example.org/start" in page


def test_without_anybody_to_invite_no_letter_is_written(
    capsys: pytest.CaptureFixture[str], kept: Office, tmp_path: Path
) -> None:
    path = tmp_path / "a.html"
    status, _, told = run(capsys, "letters", "-o", path, "--address", "https://a.example.org")
    assert (status, "편지를 보낼 업체가 없습니다" in told) == (1, True)
    assert not path.exists()


def test_the_journal_is_held_against_a_copy_of_the_anchors(
    capsys: pytest.CaptureFixture[str], kept: Office, firm: int, tmp_path: Path
) -> None:
    """The copy shows what nobody sees who trusts the file beside the database."""
    assert run(capsys, "archive", firm, "-o", tmp_path / "a.zip")[0] == 0
    status, said, _ = run(capsys, "verify-journal", "--json")
    rows = json.loads(said)["rows"]
    assert (status, rows > 0) == (0, True)
    own, copy = tmp_path / "anchors" / FILE, tmp_path / "copy"
    copy.mkdir()
    assert run(capsys, "verify-journal", "--anchors", copy)[0] == 2  # nothing lies in it
    (copy / FILE).write_bytes(own.read_bytes())
    for place in (copy, copy / FILE):
        status, said, _ = run(capsys, "verify-journal", "--anchors", place, "--json")
        assert (status, json.loads(said)["anchors"]) == (0, 2)
    own.unlink()
    status, said, told = run(capsys, "verify-journal", "--anchors", copy)
    assert (status, "온전합니다" in said, "이 파일에 없습니다" in told) == (0, True, True)
    with kept.database.writing() as connection:
        connection.execute(text("delete from journal where seq = :last"), {"last": rows})
        connection.execute(text("delete from journal_payloads where seq = :last"), {"last": rows})
    own.unlink()  # which the check had begun anew
    assert run(capsys, "verify-journal")[0] == 0
    status, _, told = run(capsys, "verify-journal", "--anchors", copy)
    assert status == 1
    assert f"보관된 확인값은 {rows}번인데" in told
    assert "따로 둔 사본과 다릅니다" in told


def test_a_copy_of_another_journals_anchors_is_told_as_such(
    capsys: pytest.CaptureFixture[str], firm: int, tmp_path: Path
) -> None:
    run(capsys, "archive", firm, "-o", tmp_path / "a.zip")
    other, bad = tmp_path / "other.txt", tmp_path / "bad.txt"
    other.write_text(f"2026-11-20 3 {'0' * 64} 0123456789abcdef\n", "ascii")
    bad.write_text("2026-11-20 drei\n", "ascii")
    for path, told in ((other, "이 데이터베이스의 것이 아닙니다"), (bad, "1번째 줄을 읽을 수 없")):
        status, _, said = run(capsys, "verify-journal", "--anchors", path)
        assert (status, told in said) == (1, True)


def test_a_whole_journals_anchors_and_the_erasures_are_added_to_the_copy_elsewhere(
    capsys: pytest.CaptureFixture[str], firm: int, settings: Path, tmp_path: Path
) -> None:
    away = tmp_path / "away"
    more = f'anchors_copy = "{away.as_posix()}"\n'
    settings.write_text(settings.read_text("utf-8") + more, "utf-8")
    run(capsys, "erase", firm, "--name", NAME, *WHY)
    status, _, told = run(capsys, "verify-journal")
    assert (status, "다른 곳에 두지 못했습니다" in told) == (1, True)
    away.mkdir()
    earlier = f"2026-11-01 1 {'0' * 64} 0123456789abcdef\n"  # of a database of before
    (away / FILE).write_text(earlier, "ascii")
    status, said, told = run(capsys, "verify-journal")
    assert (status, "이 데이터베이스의 것이 아닙니다" in told) == (1, True)
    (away / FILE).unlink()
    status, said, _ = run(capsys, "verify-journal")
    assert (status, f"확인값을 {away}에도 두었습니다." in said) == (0, True)
    for name in (FILE, "erasures.txt"):
        assert (away / name).read_text() == (tmp_path / "anchors" / name).read_text()
    with (away / FILE).open("a", encoding="ascii") as file:
        file.write(earlier)
    assert run(capsys, "verify-journal")[0] == 0
    assert (away / FILE).read_text().count("\n") == 2  # nothing that stands there goes away
