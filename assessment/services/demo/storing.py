"""Sheets of one questionnaire in one round, written into the database in one go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assessment.definitions.releases import Release
from assessment.records import bulk, files, rounds
from assessment.services.demo.calendar import Span
from assessment.services.demo.claims import Truth
from assessment.services.demo.population import Population
from assessment.services.demo.reviews import (
    comment_rows,
    evidence_files,
    evidence_rows,
    verification_rows,
)
from assessment.services.demo.sheets import (
    Sheet,
    Wording,
    answer_rows,
    assessment_rows,
    submission_rows,
)
from assessment.services.demo.summaries import fill_summaries
from assessment.services.office import Office

_PART = 500


@dataclass(frozen=True, eq=False)
class Stretch:
    """One round and what the firms said in it to the main questionnaire."""

    number: int
    id: int
    span: Span
    truth: Truth
    sheets: list[Sheet]


@dataclass(frozen=True, eq=False)
class Workshop:
    """What every step needs."""

    office: Office
    rng: np.random.Generator
    population: Population
    owners: Mapping[int, int]
    main: Release
    hashes: Mapping[str, str]
    detailed: bool


def store(
    work: Workshop,
    wording: Wording,
    round_id: int,
    sheets: Sequence[Sheet],
    items: tuple[str, ...],
    *,
    rng: np.random.Generator | None = None,
    papers: bool = True,
) -> None:
    """Everything of these sheets, in one transaction; without `papers` no remarks and files."""
    columns = np.array([items.index(item) for item in wording.items], np.intp)
    rng, owners = rng or work.rng, work.owners
    counts: dict[int, int] = {}
    with work.office.database.writing() as connection:
        pinned = rounds.get(connection, round_id)
        assert pinned is not None
        digest = pinned.releases[wording.questionnaire]
        kept = [(one, files.put(connection, one.content)) for one in evidence_files()]
        rows = assessment_rows(sheets, round_id, wording.questionnaire, digest)
        bulk.add(connection, "assessments", rows)
        for start in range(0, len(sheets), _PART):
            part = sheets[start : start + _PART]
            bulk.add(connection, "answers", list(answer_rows(rng, wording, part, owners, columns)))
            seen = list(verification_rows(rng, wording, part, columns))
            bulk.add(connection, "verifications", seen)
            if not work.detailed:
                continue
            bulk.add(connection, "submissions", submission_rows(wording, part, owners, columns))
            if not papers:
                continue
            bulk.add(connection, "comments", comment_rows(rng, wording, part, owners))
            found, some = evidence_rows(rng, wording, part, owners, columns, kept)
            bulk.add(connection, "evidence", found)
            counts |= some
        handed_in = [sheet.id for sheet in sheets if sheet.status != "draft"]
        fill_summaries(connection, handed_in, counts)
        bulk.continue_numbering(connection)
