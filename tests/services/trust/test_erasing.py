"""Control 43: a firm that is erased leaves no trace but its pseudonym, not in a backup either."""

import io
import json
import sqlite3
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from assessment.problems import AssessmentError, NotAllowed, NotFound
from assessment.records import applications as kept_applications
from assessment.records import calls as kept_calls
from assessment.records import drafts, whole_firm
from assessment.records import firms as kept_firms
from assessment.records.database import open_database
from assessment.services.assessing.answering import (
    attach_evidence,
    open_assessment,
    save_answer,
    submit,
)
from assessment.services.assessing.drafts import take_draft
from assessment.services.backups import backup_files
from assessment.services.backups.backing_up import back_up
from assessment.services.backups.restoring import restore
from assessment.services.entry import charges
from assessment.services.exports.bulk_exporting import bulk_file, call_file
from assessment.services.exports.exporting import file
from assessment.services.funding.calls import close_call
from assessment.services.funding.deciding import approve, decide, decision, replay
from assessment.services.funding.ranking import call_view
from assessment.services.funding.replaying import replay_file
from assessment.services.register import firms
from assessment.services.scoring.results import result
from assessment.services.trust.erasing import FILE, erase_firm, keep_list
from assessment.services.trust.firm_archive import archive
from assessment.services.trust.journal import check_journal, entries
from tests import databases
from tests.conftest import Clock
from tests.services.call_office import Called, called_copy
from tests.services.conftest import add_person
from tests.services.exports.test_exporting import _pdf

pytestmark = pytest.mark.slow

IN_A_FILE = pytest.mark.skipif(databases.ON_POSTGRESQL, reason="looks into the SQLite file")
NAME = "잊힐정밀 주식회사"
JSONS = ("data.json", "journal.json")
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


def traces(found: bytes, *words: str) -> list[str]:
    """Which of these words still stand there, as text or as JSON keeps it."""
    every = words or TRACES
    return [
        one for one in every if one.encode() in found or json.dumps(one)[1:-1].encode() in found
    ]


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
    assert traces(found) == []
    assert _pdf()[:200] not in found
    assert NAME in certificate
    assert pseudonym in certificate
    assert pseudonym.encode() in found  # in the journal and on the list of erasures
    assert check_journal(office, admin).problems == ()
    kinds = entries(office, admin)["kind"].tolist()
    assert kinds[:2] == ["firm_erased", "erased"]


def test_what_others_were_typing_about_an_erased_firm_is_not_kept_for_them(called: Called) -> None:
    office, people = called.office, called.people
    number = open_assessment(office, people.owner, people.firm_id, "mini")
    about = {f"note-{number}-QM01-1": "본 대로 적음", "erase-name": NAME, "remark-text": "다른 일"}
    values = {key: json.dumps({"text": text}) for key, text in about.items()}
    with office.database.writing() as connection:
        drafts.put(connection, people.consultant.account_id, values, office.clock())
    erased(called)
    assert take_draft(office, people.consultant) == {"remark-text": "다른 일"}


@IN_A_FILE
def test_what_a_reader_still_holds_is_not_called_swept(called: Called) -> None:
    office = called.office
    reader = sqlite3.connect(database_file(called), isolation_level=None)
    reader.execute("begin")
    reader.execute("select count(*) from firms").fetchone()
    with office.database.writing() as connection:
        whole_firm.note_erasure(connection, {"pseudonym": "x", "by": "y", "at": office.clock()})
    with office.database.engine.connect() as raw:
        connection = raw.execution_options(assessment_writes=True)
        with connection.begin():
            connection.exec_driver_sql("pragma busy_timeout = 50")
        assert whole_firm.sweep(connection) is False
        reader.close()
        assert whole_firm.sweep(connection) is True
    office.database.close()


def test_other_firms_stay_as_they_were(called: Called) -> None:
    office, manager, number = called.office, called.manager, called.six["A"][1]
    before = result(office, manager, number).items.to_json()
    ranked = call_view(office, manager, called.call_id).ranking.to_json()
    erased(called)
    assert result(office, manager, number).items.to_json() == before
    assert call_view(office, manager, called.call_id).ranking.to_json() == ranked
    with pytest.raises(NotFound):
        firms.firm(office, called.people.admin, called.people.firm_id)


def of_letter(called: Called, letter: str) -> tuple[int, str]:
    """Firm and name of one of the six applicants."""
    view = call_view(called.office, called.manager, called.call_id)
    row = view.eligibility.set_index("application").loc[called.six[letter][0]]
    return int(row["firm"]), str(row["name"])


def test_a_decided_call_stays_verifiable_with_a_pseudonym_for_an_erased_applicant(
    called: Called, tmp_path: Path
) -> None:
    """B is selected with 73 points before A; without B, A alone would stand at the line."""
    office, manager, admin, call = (
        called.office,
        called.manager,
        called.people.admin,
        called.call_id,
    )
    firm_id, name = of_letter(called, "B")
    pseudonym = firms.firm(office, admin, firm_id).firm.pseudonym
    close_call(office, manager, call)
    taken = decide(office, manager, call)
    approve(office, admin, taken.id)
    before = call_view(office, manager, call)
    done = erase_firm(office, admin, firm_id, reason="업체의 요청", name=name)
    assert (done.kept, "applications" in done.rows) == (1, False)
    assert "공고 1건에는" in done.certificate()
    again = replay(office, manager, taken.id)
    assert (again.same, again.different, again.reworded) == (True, (), ())
    after, rows = call_view(office, manager, call), decision(office, manager, taken.id).rows
    figures = [one for one in before.ranking if one not in ("name", "firm", "assessment")]
    assert after.ranking[figures].to_json() == before.ranking[figures].to_json()
    unnamed = rows.set_index("application").loc[called.six["B"][0]]
    assert (unnamed["name"], unnamed["outcome"], unnamed["score"]) == (pseudonym, "selected", 73.0)
    assert (rows["name"] == name).sum() == 0
    assert rows["firm"].isna().sum() == 1
    assert after.after_close == ()
    with zipfile.ZipFile(io.BytesIO(bulk_file_of_call(called, "ranking"))) as book:
        written = b"".join(book.read(part) for part in book.namelist()).decode(errors="replace")
    assert (pseudonym in written, name in written) == (True, False)
    kept = tmp_path / "d.json"
    kept.write_bytes(bulk_file_of_call(called, "decision"))
    assert name not in kept.read_text("utf-8")
    assert replay_file(kept, "select").same
    (told,) = (one for one in entries(office, admin, kind="applicant_unnamed")["said"])
    assert told["before"] == taken.parameters.snapshot_digest
    assert told["after"] == decision(office, manager, taken.id).parameters.snapshot_digest
    assert check_journal(office, admin).problems == ()


def bulk_file_of_call(called: Called, kind: str) -> bytes:
    """The ranked list or the newest decision as a file."""
    return call_file(called.office, called.manager, kind, called.call_id, "감사 자료").content


@IN_A_FILE
def test_nothing_but_what_the_rules_read_is_kept_of_an_erased_applicant(called: Called) -> None:
    office, admin = called.office, called.people.admin
    firm_id, name = of_letter(called, "A")
    close_call(office, called.manager, called.call_id)
    approve(office, admin, decide(office, called.manager, called.call_id).id)
    erase_firm(office, admin, firm_id, reason="업체의 요청", name=name)
    found = b"".join(
        one.read_bytes() for one in database_file(called).parent.glob("called.sqlite*")
    )
    assert traces(found, name) == []
    with office.database.reading() as connection:
        frozen = kept_calls.frozen(connection, called.call_id) or {}
        row = kept_applications.application(connection, called.six["A"][0])
    kept = frozen["applications"][str(called.six["A"][0])]
    other = frozen["applications"][str(called.six["B"][0])]
    assert {"region", "tax_arrears", "operating_margin"} <= set(kept["facts"]) < set(other["facts"])
    assert not {"sales", "employees", "age_years", "complex"} & set(kept["facts"])
    assert row is not None
    assert (row.firm_id, row.assessment_id, row.planned_cost, row.details) == (None,) * 4


def test_a_proposal_that_nobody_approved_is_taken_again_without_the_erased_firm(
    called: Called,
) -> None:
    office, manager, admin, call = (
        called.office,
        called.manager,
        called.people.admin,
        called.call_id,
    )
    firm_id, name = of_letter(called, "B")
    close_call(office, manager, call)
    proposed = decide(office, manager, call)
    assert erase_firm(office, admin, firm_id, reason="업체의 요청", name=name).kept == 0
    assert not replay(office, manager, proposed.id).same
    with pytest.raises(AssessmentError) as refused:
        approve(office, admin, proposed.id)
    assert [one.code for one in refused.value.problems] == ["not_reproduced"]
    taken = approve(office, admin, decide(office, manager, call).id)
    assert len(taken.rows) == 5
    assert taken.rows["name"].isin([name]).sum() == 0


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
    assert traces(found) == []
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
    tied = add_person(office, "consultant")
    charges.assign_firm(office, people.admin, people.firm_id, tied.account_id)
    charges.declare_interest(office, tied, people.firm_id, "배우자가 다닙니다")
    made = archive(office, people.owner, people.firm_id)
    with zipfile.ZipFile(io.BytesIO(made.content)) as book:
        data = json.loads(book.read("data.json"))
        names = book.namelist()
    assert data["firms"][0]["name"] == NAME
    assert {one["comment"] for one in data["answers"]} >= {"공정 비밀 한마디"}
    assert any(name.startswith("files/") and name.endswith("비밀 사진.pdf") for name in names)
    assert "password_hash" not in json.dumps(data)
    # nor who gave how many points, nor what a consultant said of themselves
    assert not {"panel_scores", "interests"} & data.keys()
    with zipfile.ZipFile(io.BytesIO(made.content)) as book:
        assert "배우자가 다닙니다" not in "".join(book.read(one).decode() for one in JSONS)
    assert entries(office, people.admin)["kind"].iloc[0] == "firm_archived"
    for actor, refusal in ((people.stranger, NotFound), (people.manager, NotAllowed)):
        with pytest.raises(refusal):
            archive(office, actor, people.firm_id)
