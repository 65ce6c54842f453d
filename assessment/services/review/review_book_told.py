"""What bringing a review workbook in would do, or did, in words for the person who brings it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from assessment.definitions.releases import Release
from assessment.locale import message
from assessment.locale import translate as _
from assessment.method.merging import Side
from assessment.problems import Problem
from assessment.services.assessing.item_texts import answer_text
from assessment.services.review.review_book_words import Finding
from assessment.services.review.review_sheet import METHODS, REASON_CODES
from assessment.workbooks.review_books.review_book_reading import Key


@dataclass(frozen=True)
class BookPlace:
    """Which item of which firm, and the cell that says it; `key` is assessment and item."""

    key: Key
    firm: str
    title: str
    cell: str


@dataclass(frozen=True)
class BookChange:
    """A finding that comes in; `before` is the one that held, "" where none did."""

    place: BookPlace
    claim: str
    before: str
    after: str


@dataclass(frozen=True)
class BookConflict:
    """Somebody found something else meanwhile: both are shown, and nothing is overwritten."""

    place: BookPlace
    claim: str
    web: Finding | None
    web_words: str
    web_by: str
    web_at: datetime | None
    file: Finding
    file_words: str

    def problem(self) -> Problem:
        """The conflict for a list, with both sides."""
        what = message(
            "그 사이 다르게 확인된 문항입니다({name}). 화면: {web} / 문서: {file}",
            name=self.web_by,
            web=self.web_words,
            file=self.file_words,
        )
        fix = message("어느 쪽이 맞는지 골라 다시 올려 주십시오.")
        where = f"{self.place.cell} {self.place.firm} · {self.place.title}"
        return Problem(where, what, fix, "review_book_conflict")


@dataclass(frozen=True)
class Pick:
    """Which side of a conflict is right; it counts only against the finding that was seen."""

    side: Side
    web: Finding | None


Picks = Mapping[Key, Pick]


@dataclass(frozen=True)
class ReviewImport:
    """What a book holds against what is stored.

    `unchanged` items are as the book found them, `kept` changed on the web alone, `same` on both
    sides alike. `refused` are cells, items and firms that stay out; `taker` is whose book it is.
    """

    name: str
    taker: str
    issued_at: str
    firms: int
    changes: tuple[BookChange, ...]
    conflicts: tuple[BookConflict, ...]
    unchanged: int
    kept: int
    same: int
    refused: tuple[Problem, ...]
    stored: bool

    def summary(self) -> dict[str, object]:
        """As the command line prints it."""
        return {
            "firms": self.firms,
            "changes": len(self.changes),
            "new": sum(not one.before for one in self.changes),
            "conflicts": len(self.conflicts),
            "kept": self.kept,
            "same": self.same,
            "unchanged": self.unchanged,
            "refused": len(self.refused),
            "stored": self.stored,
        }


def finding_words(release: Release, item: str, one: Finding | None) -> str:
    """A finding on one line."""
    if one is None:
        return _("확인 전")
    said = [answer_text(release, item, one.state, one.value), _(REASON_CODES[one.reason])]
    said += [_(METHODS[one.method]), f"“{one.note}”" if one.note else ""]
    return " · ".join(filter(None, said))
