"""Control 16: a hash chain and a daily anchor outside the database; the verifier names the row."""

from pathlib import Path

import pytest
from sqlalchemy import text

from assessment.records import chain, journal
from assessment.services.office import Actor, Office
from assessment.services.trust.anchors import FILE, anchors_in, folder_of, keep_anchor
from assessment.services.trust.journal import check_journal
from tests.conftest import Clock
from tests.services.conftest import add_person

SWAP = (
    "update journal set seq = 99 where seq = 2",
    "update journal set seq = 2 where seq = 4",
    "update journal set seq = 4 where seq = 99",
)
INSERT = (
    "update journal set seq = seq + 100 where seq > 2",
    "update journal_payloads set seq = seq + 100 where seq > 2",
    "update journal set seq = seq - 99 where seq > 100",
    "update journal_payloads set seq = seq - 99 where seq > 100",
    "insert into journal select 3, at, kind, 'forger', subject, digest, previous, hash "
    "from journal where seq = 2",
    "insert into journal_payloads select 3, salt, payload from journal_payloads where seq = 2",
)


@pytest.fixture
def admin(small_office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Actor:
    """The administrator of an office with five rows, whose anchors lie in a folder of the test."""
    path = tmp_path / "settings.toml"
    path.write_text(f'anchors = "{(tmp_path / "anchors").as_posix()}"', encoding="utf-8")
    monkeypatch.setenv("ASSESSMENT_SETTINGS", str(path))
    person = add_person(small_office, "admin")
    write(small_office, 5)
    return person


def write(office: Office, count: int) -> None:
    with office.database.writing() as connection:
        entries = [journal.Entry("answered", "who", f"firm{n}", {"값": n}) for n in range(count)]
        journal.append_all(connection, entries, office.clock())


def spoil(office: Office, *statements: str) -> None:
    with office.database.writing() as connection:
        for statement in statements:
            connection.execute(text(statement))


def found(office: Office, admin: Actor) -> list[tuple[str, str]]:
    return [(one.where, one.code) for one in check_journal(office, admin).problems]


@pytest.mark.parametrize(
    ("statements", "first"),
    [
        (("update journal set actor = 'else' where seq = 3",), ("journal:3", "edited")),
        (("delete from journal where seq = 2",), ("journal:2", "missing")),
        (INSERT, ("journal:3", "edited")),
        (SWAP, ("journal:2", "edited")),
        (("delete from journal where seq >= 4",), ("journal:5", "cut_off")),
    ],
    ids=["edit", "deletion", "insertion", "reorder", "truncation"],
)
def test_verify_journal_names_the_first_bad_row(
    small_office: Office, admin: Actor, statements: tuple[str, ...], first: tuple[str, str]
) -> None:
    assert found(small_office, admin) == []  # which leaves today's anchor
    spoil(small_office, *statements)
    assert found(small_office, admin)[0] == first


def test_a_chain_written_anew_so_that_it_hangs_together_is_caught_by_the_anchor(
    small_office: Office, admin: Actor, clock: Clock
) -> None:
    keep_anchor(small_office)
    clock.move(days=1)
    write(small_office, 3)
    keep_anchor(small_office)
    with small_office.database.writing() as connection:
        rows = connection.execute(journal.journal.select().order_by("seq")).mappings().all()
        before = rows[5]["hash"]
        for row in rows[6:]:
            forged = dict(row) | {"actor": "forger", "previous": before}
            before = forged["hash"] = chain.chain_hash(forged)
            same = journal.journal.c.seq == row["seq"]
            connection.execute(journal.journal.update().where(same).values(forged))
        assert journal.verify(connection) == []
    assert found(small_office, admin) == [("journal:8", "written_anew")]
    (problem,) = check_journal(small_office, admin).problems
    assert "5번까지는 확인값과 같습니다" in str(problem.what)


def test_an_anchor_a_day_is_appended_to_the_file(
    small_office: Office, admin: Actor, clock: Clock
) -> None:
    for _ in range(3):
        keep_anchor(small_office)
        clock.move(hours=6)  # noon, 18, midnight in Seoul
        write(small_office, 1)
    keep_anchor(small_office)
    known = anchors_in(folder_of(small_office))
    assert [(str(one.day), one.head.seq) for one in known] == [("2026-11-22", 5), ("2026-11-23", 7)]
    assert check_journal(small_office, admin).anchors == 2


def test_a_journal_that_was_exchanged_as_a_whole_does_not_fit_the_anchors(
    small_office: Office, admin: Actor
) -> None:
    keep_anchor(small_office)
    spoil(small_office, "delete from settings where name = 'journal'")
    assert found(small_office, admin)[0][1] == "other_anchors"


def test_a_line_that_is_no_anchor_is_told(small_office: Office, admin: Actor) -> None:
    keep_anchor(small_office)
    with (folder_of(small_office) / FILE).open("a", encoding="ascii") as file:
        file.write("2026-11-22 garbled\n")
    with pytest.raises(Exception, match="2번째 줄"):
        check_journal(small_office, admin)


def test_a_clock_set_back_one_hour_keeps_the_order_by_sequence(
    small_office: Office, admin: Actor, clock: Clock
) -> None:
    clock.move(hours=-1)
    write(small_office, 2)
    with small_office.database.reading() as connection:
        rows = journal.rows(connection)
    assert [row.seq for row in rows] == [7, 6, 5, 4, 3, 2, 1]
    assert rows[0].at < rows[-1].at  # the time is what the clock said, the order what happened
    assert found(small_office, admin) == []
