"""Control 43: a firm that is erased leaves no trace but its pseudonym, not in a backup either."""

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from assessment.problems import AssessmentError, NotAllowed, NotFound
from assessment.records import firms as kept_firms
from assessment.records.database import open_database
from assessment.services import backup_files, firms
from assessment.services.answering import attach_evidence, open_assessment, save_answer, submit
from assessment.services.backing_up import back_up
from assessment.services.bulk_exporting import bulk_file
from assessment.services.erasing import FILE, erase_firm, keep_list
from assessment.services.exporting import file
from assessment.services.firm_archive import archive
from assessment.services.journal import check_journal, entries
from assessment.services.ranking import call_view
from assessment.services.restoring import restore
from assessment.services.results import result
from tests import databases
from tests.conftest import Clock
from tests.services.call_office import Called, called_copy
from tests.services.test_exporting import _pdf

pytestmark = pytest.mark.slow

IN_A_FILE = pytest.mark.skipif(databases.ON_POSTGRESQL, reason="looks into the SQLite file")
NAME = "잊힐정밀 주식회사"
TOLD = {
    "name": NAME,
    "business_number": "220-81-62517",
    "phone": "031-987-6543",
    "email": "kept@forgotten.example",
    "representative": "나대표님",
    "products": "아주 남다른 금형 부품",
}
TRACES = (NAME, "2208162517", "031-987-6543", "kept@forgotten.example", "나대표님",
          "아주 남다른 금형", "비밀 사진", "공정 비밀 한마디")  # fmt: skip


@pytest.fixture
def called(sqlite_template: Path, tmp_path: Path, clock: Clock) -> Iterator[Called]:
    """The owner's firm has everything: facts, answers, evidence, an application, downloads."""
    copied = called_copy(sqlite_template, tmp_path, clock)
    office, owner, firm_id = copied.office, copied.people.owner, copied.people.firm_id
    revision = firms.firm(office, owner, firm_id).firm.revision
    firms.save_firm(office, owner, firm_id, dict(TOLD), revision=revision)
    number = open_assessment(office, owner, firm_id, "mini")
    save_answer(
        office, owner, number, "QM01", "answered", "c", comment="공정 비밀 한마디", tab="t", seen=0
    )
    attach_evidence(office, owner, number, "QM01", "비밀 사진.pdf", _pdf())
    submit(office, owner, number)
    file(office, copied.people.manager, "application", number)
    bulk_file(office, copied.people.manager, "cohort", "2026년 2회차", "mini", "감사·점검 자료")
    yield copied
    copied.office.database.close()


def erased(called: Called) -> str:
    done = erase_firm(
        called.office, called.people.admin, called.people.firm_id, reason="업체의 요청", name=NAME
    )
    return done.certificate()


def everything_on_disk(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def database_file(called: Called) -> Path:
    return Path(called.office.database.url.removeprefix("sqlite:///"))


@IN_A_FILE
def test_an_erased_firm_leaves_no_trace_in_the_database_its_files_or_the_journal(
    called: Called,
) -> None:
    office, admin, path = called.office, called.people.admin, database_file(called)
    pseudonym = firms.firm(office, admin, called.people.firm_id).firm.pseudonym
    before = everything_on_disk(path.parent)
    assert all(one.encode() in before for one in TRACES if one != "비밀 사진")
    certificate = erased(called)
    found = b"".join(one.read_bytes() for one in path.parent.glob(f"{path.name}*"))
    assert [one for one in TRACES if one.encode() in found] == []
    assert _pdf()[:200] not in found
    assert NAME in certificate
    assert pseudonym in certificate
    assert pseudonym.encode() in found  # in the journal and on the list of erasures
    assert check_journal(office, admin).problems == ()
    kinds = entries(office, admin)["kind"].tolist()
    assert kinds[:2] == ["firm_erased", "erased"]


def test_other_firms_stay_as_they_were(called: Called) -> None:
    office, manager, number = called.office, called.manager, called.six["A"][1]
    before = result(office, manager, number).items.to_json()
    ranked = call_view(office, manager, called.call_id).ranking.to_json()
    erased(called)
    assert result(office, manager, number).items.to_json() == before
    assert call_view(office, manager, called.call_id).ranking.to_json() == ranked
    with pytest.raises(NotFound):
        firms.firm(office, called.people.admin, called.people.firm_id)


def test_erasing_asks_an_administrator_a_reason_and_the_name_typed_again(called: Called) -> None:
    office, people = called.office, called.people
    for actor in (people.owner, people.consultant, people.manager):
        with pytest.raises(NotAllowed):
            erase_firm(office, actor, people.firm_id, reason="업체의 요청", name=NAME)
    for reason, name, code in (
        ("업체의 요청", "다른정밀", "wrong_name"),
        ("", NAME, "export_reason"),
        (f"{NAME}의 요청", NAME, "name_in_reason"),
    ):
        with pytest.raises(AssessmentError) as refused:
            erase_firm(office, people.admin, people.firm_id, reason=reason, name=name)
        assert [one.code for one in refused.value.problems] == [code]
    assert firms.firm(office, people.admin, people.firm_id).firm.name == NAME


@IN_A_FILE
def test_a_restored_backup_erases_again_what_was_erased_since(
    called: Called, tmp_path: Path
) -> None:
    path = tmp_path / "keys" / "backup.key"
    backup_files.new_key(path, called.office.root)
    key = backup_files.read_key(path, called.office.root)
    made = back_up(called.office, called.people.admin, tmp_path / "out", key).backup.path
    erased(called)
    url = called.office.database.url
    called.office.database.close()
    restore(made, key, url, replace=True, clock=called.office.clock)
    found = database_file(called).read_bytes()
    assert [one for one in TRACES if one.encode() in found] == []
    again = open_database(url)
    with again.reading() as connection:
        assert kept_firms.get(connection, called.people.firm_id) is None
        assert kept_firms.get(connection, called.people.stranger.firm_id or 0) is not None
    again.close()


@IN_A_FILE
def test_the_list_of_erasures_holds_pseudonyms_alone_and_is_brought_up_to_date(
    called: Called,
) -> None:
    erased(called)
    path = database_file(called).parent / "anchors" / database_file(called).stem / FILE
    line = path.read_text()
    assert line.split()[0] == "2026-11-22"
    path.unlink()
    keep_list(called.office)
    assert path.read_text() == line


def test_a_firms_archive_holds_everything_and_no_secret(called: Called) -> None:
    office, people = called.office, called.people
    made = archive(office, people.owner, people.firm_id)
    with zipfile.ZipFile(io.BytesIO(made.content)) as book:
        data = json.loads(book.read("data.json"))
        names = book.namelist()
    assert data["firms"][0]["name"] == NAME
    assert {one["comment"] for one in data["answers"]} >= {"공정 비밀 한마디"}
    assert any(name.startswith("files/") and name.endswith("비밀 사진.pdf") for name in names)
    assert "password_hash" not in json.dumps(data)
    assert entries(office, people.admin)["kind"].iloc[0] == "firm_archived"
    for actor, refusal in ((people.stranger, NotFound), (people.manager, NotAllowed)):
        with pytest.raises(refusal):
            archive(office, actor, people.firm_id)
