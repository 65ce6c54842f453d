"""Answers of the synthetic firms to the questionnaires besides the main one, whatever they ask."""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from assessment.definitions.releases import Release
from assessment.records import applications, decisions
from assessment.records import calls as kept_calls
from assessment.services.demo.calendar import Span, at_nine
from assessment.services.demo.claims import earlier
from assessment.services.demo.form_answers import DrawnForm, draw_form
from assessment.services.demo.people import CONSULTANTS
from assessment.services.demo.sheets import Sheet, Wording, draw_sheets, finished
from assessment.services.demo.storing import Stretch, Workshop, store
from assessment.services.register.facts import facts_of

NOW, BEFORE = 90, 40
"""Firms that answer each questionnaire in the open round, and in the one before."""
_OPEN = {"draft": 0.12, "submitted": 0.20, "in_review": 0.10, "verified": 0.58}
_PAST = {"verified": 0.9, "submitted": 0.1}
_REVIEWER_NOTES = {"other": "방문하여 확인했습니다.", "no_evidence": "서류를 찾지 못했습니다."}


def fill_others(
    work: Workshop,
    forms: Sequence[Release],
    made: Sequence[Stretch],
    owner: int,
    *,
    first_id: int,
    seed: int,
) -> int:
    """Every questionnaire answered by some firms of the last two rounds; how many assessments.

    Each draws from a source of its own, so that one more questionnaire changes no other.
    """
    total = 0
    with work.office.database.reading() as connection:
        firms = range(1, len(work.population) + 1)
        facts = facts_of(connection, list(firms), work.office.today())
    for release in sorted(forms, key=lambda one: one.id):
        rng = np.random.default_rng([seed, zlib.crc32(release.id.encode())])
        drawn = draw_form(rng, release, work.population, facts)
        total += _fill(work, rng, release, drawn, made, owner, first_id + total)
    return total


def _fill(
    work: Workshop,
    rng: np.random.Generator,
    release: Release,
    drawn: DrawnForm,
    made: Sequence[Stretch],
    owner: int,
    first_id: int,
) -> int:
    past, last = made[-2:]
    wording = Wording(release, drawn.own, (), _REVIEWER_NOTES)
    supported = drawn.outcome
    before = [] if supported else _some(rng, work, past, BEFORE, owner)
    # the demo's owner has answered before and can begin anew
    now = _supported(work) if supported else _some(rng, work, last, NOW)
    before_true = earlier(rng, drawn.truth)
    known: Mapping[int, Sheet] = {}
    for stretch, who, truth, shares in (
        (past, before, before_true, _PAST),
        (last, [place for place in now if place != owner], drawn.truth, _OPEN),
    ):
        sheets = draw_sheets(
            rng,
            truth,
            drawn.claims(rng, truth),
            who,
            _until_yesterday(work, stretch),
            shares,
            CONSULTANTS,
            first_id,
            known,
        )
        sheets = [finished(o, CONSULTANTS[0]) if o.place == owner else o for o in sheets]
        store(work, wording, stretch.id, sheets, truth.items, rng=rng, papers=False)
        known = {sheet.place: sheet for sheet in sheets}
        first_id += len(sheets)
    return len(before) + len([place for place in now if place != owner])


def _until_yesterday(work: Workshop, stretch: Stretch) -> Span:
    """So that what is built twice on one day has the same dates, whatever the hour."""
    end = at_nine(work.office.today() - timedelta(days=1))
    span = stretch.span
    return replace(span, end=end) if span.start < end < span.end else span


def _some(
    rng: np.random.Generator, work: Workshop, stretch: Stretch, most: int, always: int | None = None
) -> list[int]:
    """Places of so many of the firms that took part in the round, in their order."""
    part = np.flatnonzero(work.population.takes_part[:, stretch.number])
    chosen: NDArray[np.int64] = rng.permutation(part)[:most]
    extra = [] if always is None else [always]
    return sorted({*chosen.tolist(), *extra})


def _supported(work: Workshop) -> list[int]:
    """Places of the firms that the decided call has selected."""
    found: set[int] = set()
    with work.office.database.reading() as connection:
        for call in kept_calls.every_call(connection):
            firms = {one.id: one.firm_id for one in applications.of_call(connection, call.id)}
            for decision in decisions.of_call(connection, call.id):
                for row in decisions.rows_of(connection, decision.id):
                    firm_id = firms.get(row.application_id)
                    if row.outcome == "selected" and firm_id is not None:
                        found.add(firm_id - 1)
    return sorted(found)
