"""A consultant's desk: one firm that has handed in, and what is done with its workbook."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from assessment.records import journal, verifications
from assessment.records.verifications import Verification
from assessment.services.assessing.answering import open_assessment, save_answer, submit
from assessment.services.office import Actor, Office
from assessment.services.releases import publishing
from assessment.services.review import reviewing
from assessment.services.review.review_book import review_file
from assessment.services.review.review_book_import import (
    ReviewImport,
    admitted_book,
    preview_reviews,
    store_reviews,
)
from tests.services.conftest import People, add_firm, add_person, add_round, small_project

CLAIMS = {"QM01": "d", "QM02": "c", "EC01": "b", "EC02": "a"}


@dataclass(frozen=True)
class Desk:
    """An office with one firm that has handed in, and the consultant whose book it is."""

    office: Office
    people: People
    number: int

    def book(self, *more: int, by: Actor | None = None) -> bytes:
        actor = by or self.people.consultant
        return review_file(self.office, actor, [self.number, *more]).content

    def store(self, content: bytes, by: Actor | None = None, **how: Any) -> ReviewImport:
        file = admitted_book("검토.xlsx", content)
        return store_reviews(self.office, by or self.people.consultant, file, **how)

    def look(self, content: bytes, **how: Any) -> ReviewImport:
        file = admitted_book("검토.xlsx", content)
        return preview_reviews(self.office, self.people.consultant, file, **how)

    def found(self, number: int | None = None) -> dict[str, Verification]:
        with self.office.database.reading() as connection:
            return verifications.holding(connection, number or self.number)

    def short(self) -> dict[str, tuple[str | None, str, str, str | None]]:
        return {
            item: (one.value, one.reason_code, one.method, one.note)
            for item, one in self.found().items()
        }

    def verify(self, item: str, value: str, why: str, by: Actor | None = None) -> None:
        actor = by or self.people.consultant
        reviewing.verify(self.office, actor, self.number, item, "answered", value, why, "document")

    def events(self) -> int:
        with self.office.database.reading() as connection:
            return journal.count(connection)


def handed_in(office: Office, owner: Actor, claims: dict[str, str] | None = None) -> int:
    assert owner.firm_id is not None
    key = open_assessment(office, owner, owner.firm_id, "mini")
    for item, value in (claims or CLAIMS).items():
        save_answer(office, owner, key, item, "answered", value, tab="t", seen=99)
    submit(office, owner, key)
    return key


def small_desk(office: Office, folder: Path) -> Desk:
    """One firm that has handed in, in an office on the small project."""
    small = Office(office.database, small_project(folder), office.clock)
    admin = add_person(small, "admin")
    publishing.publish(small, admin, "mini")
    add_round(small, admin, "2026년 2회차", date(2026, 7, 1), date(2026, 12, 31))
    firm, other = add_firm(small), add_firm(small, "다라금속")
    owner, stranger = (add_person(small, "owner", one) for one in (firm, other))
    people = People(firm, owner, stranger, add_person(small, "consultant"),
                    add_person(small, "manager"), admin)  # fmt: skip
    return Desk(small, people, handed_in(small, owner))
