"""What is stored of the firms of a review workbook, read for all of them together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessment.records import answers, assessments, firms, verifications
from assessment.records.answers import StoredAnswer
from assessment.records.assessments import Assessment
from assessment.records.database import Connection
from assessment.records.verifications import Verification
from assessment.workbooks.review_books.review_book import Bound


@dataclass(frozen=True)
class StoredFirms:
    """By assessment: itself, its claims, what was found; by pseudonym: the firm's name."""

    found: Mapping[int, Assessment]
    names: Mapping[str, str]
    claims: Mapping[int, Mapping[str, StoredAnswer]]
    held: Mapping[int, Mapping[str, Verification]]


def stored_firms(connection: Connection, wanted: Sequence[Bound]) -> StoredFirms:
    """Those of these assessments, all of which exist."""
    ids = [int(one.key) for one in wanted]
    return StoredFirms(
        {one.id: one for one in assessments.find_many(connection, ids)},
        firms.by_pseudonym(connection, [one.pseudonym for one in wanted]),
        answers.of_assessments(connection, ids),
        verifications.holding_each(connection, ids),
    )
