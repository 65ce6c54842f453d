"""SIGKILL at a random moment of each kind of work: what was acknowledged is there, nothing half."""

import io
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from random import Random
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import text

from assessment.definitions.freezing import hash_of
from assessment.records import answers, assessments, journal, releases, verifications
from assessment.records.database import Connection
from assessment.services.assessing.answering import open_assessment, save_answer, submit
from assessment.services.office import Office
from tests import databases
from tests.services.conftest import ROOT, People
from tests.services.victims import IMPORTED, Executioner

pytestmark = [pytest.mark.slow, pytest.mark.fault]
SEEDS = range(int(os.environ.get("FAULT_SEEDS", "5")))
Kill = Callable[..., list[dict[str, Any]]]


on_one_kind = pytest.mark.parametrize("database_url", [databases.KIND], indirect=True)


@pytest.fixture(scope="module")
def executioner() -> Iterator[Executioner]:
    made = Executioner()
    yield made
    made.close()


@pytest.fixture
def kill(
    executioner: Executioner, opened_office: Office, people: People, database_url: str
) -> Kill:
    """Start the job and kill it at the moment that the seed says; what it had acknowledged."""
    who = {
        name: asdict(getattr(people, name)) for name in ("owner", "consultant", "manager", "admin")
    }
    whole = {"url": database_url, "root": str(opened_office.root), "who": who}

    def killed(job: str, seed: int, within: float = 0.05, **more: object) -> list[dict[str, Any]]:
        told = {**whole, **more, "job": job, "tab": f"{job}{seed}"}
        said = executioner.killed(told, Random(f"{job}{seed}"), within)
        with opened_office.database.reading() as connection:
            assert intact(connection) == []
        return said

    return killed


def intact(connection: Connection) -> list[object]:
    """What the database itself and the journal's chain complain of."""
    faults: list[object] = list(journal.verify(connection))
    if connection.dialect.name == "sqlite":
        faults += [
            row for (row,) in connection.execute(text("pragma integrity_check")) if row != "ok"
        ]
        faults += list(connection.execute(text("pragma foreign_key_check")))
    return faults


def payloads(connection: Connection, kind: str) -> list[Any]:
    return [dict(row.payload or {}) for row in journal.rows(connection, kind=kind, limit=10**6)]


@pytest.fixture
def number(opened_office: Office, people: People) -> int:
    return open_assessment(opened_office, people.owner, people.firm_id, "mini")


@pytest.fixture
def handed_in(opened_office: Office, people: People, number: int) -> int:
    save_answer(opened_office, people.owner, number, "QM01", "answered", "b", tab="t", seen=0)
    submit(opened_office, people.owner, number)
    return number


def test_every_acknowledged_answer_is_stored_and_journalled_once(
    opened_office: Office, number: int, kill: Kill
) -> None:
    for seed in SEEDS:
        said = kill("draft", seed, number=number)
        with opened_office.database.reading() as connection:
            kept = answers.of_assessment(connection, number)
            noted = [(one["item"], one["revision"]) for one in payloads(connection, "answered")]
        for one in said:
            stored = kept[one["item"]]
            assert stored.revision >= one["revision"]
            assert stored.revision > one["revision"] or stored.comment == one["comment"]
        whole = [(item, n) for item, one in kept.items() for n in range(1, one.revision + 1)]
        assert sorted(noted) == sorted(whole)


def test_every_acknowledged_submission_has_its_receipt_and_its_status(
    opened_office: Office, people: People, handed_in: int, kill: Kill
) -> None:
    from assessment.services.review.reviewing import send_back

    for seed in SEEDS:
        with opened_office.database.reading() as connection:
            found = assessments.find(connection, handed_in)
        assert found is not None
        if found.status != "returned":
            send_back(opened_office, people.consultant, handed_in, {"QM01": "다시"})
        said = kill("hand_in", seed, number=handed_in)
        with opened_office.database.reading() as connection:
            found = assessments.find(connection, handed_in)
            kept = [one.receipt for one in assessments.submissions_of(connection, handed_in)]
            noted = [one["receipt"] for one in payloads(connection, "submitted")]
            back = len(payloads(connection, "sent_back"))
        assert found is not None
        assert {one["receipt"] for one in said} <= set(kept)
        assert sorted(noted) == sorted(kept)
        assert found.submissions == len(kept)
        assert found.status == ("returned" if back == len(kept) else "resubmitted")


@on_one_kind
def test_every_acknowledged_verification_is_kept_and_counted_in_the_points(
    opened_office: Office, handed_in: int, kill: Kill
) -> None:
    """QM01 alone is 25 of 100 points: a 0, b 25/3, c 50/3; the list's column says the same."""
    for seed in SEEDS:
        said = kill("verify", seed, number=handed_in)
        with opened_office.database.reading() as connection:
            history = verifications.history(connection, handed_in)
            noted = payloads(connection, "verified_items")
            found = assessments.find(connection, handed_in)
        assert {one["note"] for one in said} <= {one.note for one in history}
        assert len(noted) == len(history)
        assert found is not None
        assert found.status == "in_review"
        assert found.verified_share is not None


def test_an_import_is_there_whole_or_not_at_all(
    opened_office: Office, number: int, kill: Kill
) -> None:
    shutil.copy(ROOT / "data" / "register_headers.yaml", opened_office.root / "data")
    for seed in SEEDS:
        said = kill("bring_in", seed, 0.15)
        with opened_office.database.reading() as connection:
            named = connection.execute(
                text("select id, name from firms where name like 'bring_in%'")
            ).all()
            filled = {
                firm_id: sorted(answers.of_assessment(connection, one.id))
                for firm_id, _name in named
                for one in assessments.of_firm(connection, firm_id)
            }
        groups: dict[str, list[int]] = {}
        for firm_id, name in named:
            groups.setdefault(name.rpartition("-")[0] + "-", []).append(firm_id)
        for prefix, ids in groups.items():
            assert len(ids) == IMPORTED, prefix
            assert len([one for one in ids if one in filled]) in (0, IMPORTED), prefix
        assert {one["register"] for one in said if "register" in one} <= set(groups)
        complete = {p for p, ids in groups.items() if all(one in filled for one in ids)}
        assert {one["answers"] for one in said if "answers" in one} <= complete
        assert all(items == ["EC01", "QM01"] for items in filled.values())


@on_one_kind
def test_an_exported_workbook_is_the_old_or_the_new_one(
    opened_office: Office, handed_in: int, kill: Kill, tmp_path: Path
) -> None:
    path = tmp_path / "신청.xlsx"
    for seed in SEEDS:
        kill("export", seed, number=handed_in, path=str(path))
        whole = [path.with_suffix(f".{language}").read_bytes() for language in ("ko", "en")]
        assert path.read_bytes() in whole
        for content in whole:
            load_workbook(io.BytesIO(content), read_only=True).close()


@on_one_kind
def test_every_acknowledged_release_is_published_whole(opened_office: Office, kill: Kill) -> None:
    first = 1
    for seed in SEEDS:
        said = kill("publish", seed, first=first)
        first = said[-1]["turn"] + 2
        with opened_office.database.reading() as connection:
            kept = {
                one.hash: releases.content(connection, one.hash)
                for one in releases.listed(connection)
            }
            noted = [one["hash"] for one in payloads(connection, "published")]
        assert {one["release"] for one in said} <= set(kept)
        assert all(content and hash_of(content) == digest for digest, content in kept.items())
        assert sorted(noted) == sorted(kept)
