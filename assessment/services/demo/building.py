"""Builds the demo: a synthetic complex in a database that is empty and then marked as synthetic."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from assessment.definitions.consents import consents_in
from assessment.definitions.loading import load_library
from assessment.definitions.programmes import Industries, Programme
from assessment.definitions.releases import Release
from assessment.locale import message
from assessment.problems import AssessmentError, Problem, errors_in
from assessment.records import assignments, bulk, journal, settings
from assessment.records.database import Connection
from assessment.services.assessing.rounds import open_round
from assessment.services.demo import calls, referrals
from assessment.services.demo.calendar import COMPLEX, Span, at_nine, spans
from assessment.services.demo.claims import Truth, draw_claims, draw_truth, earlier
from assessment.services.demo.other_forms import fill_others
from assessment.services.demo.people import (
    ADMIN,
    CONSULTANTS,
    account_rows,
    actor,
    consent_rows,
    pseudonym,
)
from assessment.services.demo.population import NONE, ROUNDS, Population, draw_population
from assessment.services.demo.register import register_rows
from assessment.services.demo.sheets import OPEN, PAST, Sheet, Wording, draw_sheets, finished
from assessment.services.demo.storing import Stretch, Workshop, store
from assessment.services.office import Office
from assessment.services.releases.publishing import publish_library

MAIN, QUICK = "smart-factory", "quick-scan"
FULL_DETAIL = 5_000
"""Up to so many firms there are past rounds, the other questionnaires, files and a decided call;
beyond it all firms answer the main questionnaire in the open round and nothing else."""


@dataclass(frozen=True)
class Built:
    """What was made; `owner_firm` is the firm of the owner's door."""

    firms: int
    assessments: int
    owner_firm: int


def build(office: Office, firms: int = 1200, seed: int = 20260) -> Built:
    """Fill an empty database with a synthetic complex; refused when it holds anything.

    Equal for an equal seed on the same day, but for times and the journal's salts.
    """
    library = load_library(office.root)
    found = errors_in(library.problems)
    if found or library.industries is None:
        raise AssessmentError(*found)
    detailed = firms <= FULL_DETAIL
    rng = np.random.default_rng(seed)
    population = draw_population(rng, firms, everyone=not detailed)
    main = library.releases[MAIN]
    truth = draw_truth(rng, main, population)
    owner = _owner_place(population, truth)
    if detailed:
        population.takes_part[owner] = (True, True, False)
        population.quick_only[owner] = False
    owners = _fill_register(office, rng, population, library.industries, owner, seed)
    rounds_at = spans(office.today(), office.clock())
    before = _at(office, at_nine(rounds_at[0].opens_on))
    hashes = publish_library(before, actor(ADMIN), library)
    work = Workshop(office, rng, population, owners, main, hashes, detailed)
    made = _fill_rounds(work, truth, rounds_at, owner)
    quick = _fill_quick_scans(work, library.releases[QUICK], made) if detailed else 0
    _fill_calls(work, library.programmes[calls.PROGRAMME], made)
    total = sum(len(one.sheets) for one in made)
    with office.database.writing() as connection:
        assignments.follow_reviews(connection)
    if detailed:
        others = [one for name, one in library.releases.items() if name not in (MAIN, QUICK)]
        fill_others(work, others, made, owner, first_id=1 + total + quick, seed=seed)
        referrals.ask_some(office, main, made[-2].sheets, tuple(main.items), owners, owner, seed)
    return Built(firms, total, owner + 1)


def _owner_place(population: Population, truth: Truth) -> int:
    """A small firm that makes metal parts and has some way to go to 기초."""
    small, parts = population.size == "small", population.division == 25
    fits = small & parts & (population.adopted == NONE)
    if not fits.any():
        fits = np.ones(len(population), bool)
    means = np.where(truth.levels > truth.highest, 0, truth.levels).mean(axis=1)
    return int(np.argmin(np.where(fits, np.abs(means - 2.2), np.inf)))


def _fill_register(
    office: Office,
    rng: np.random.Generator,
    population: Population,
    industries: Industries,
    owner: int,
    seed: int,
) -> dict[int, int]:
    """Firms and accounts; the account of each firm's owner by the firm's place."""
    now = office.clock()
    with office.database.writing() as connection:
        _refuse_used(connection)
        settings.mark_demo(connection, f"seed {seed}, {len(population)} firms")
        tables = register_rows(rng, population, industries, now, office.today())
        for table, rows in tables.items():
            bulk.add(connection, table, rows)
        part = population.takes_part.any(axis=1) | population.quick_only
        rows, owners = account_rows(np.flatnonzero(part).tolist(), owner, now)
        bulk.add(connection, "accounts", rows)
        bulk.add(connection, "consents", consent_rows(rows, consents_in(office.root), now))
        bulk.continue_numbering(connection)
        payload = {"seed": seed, "firms": len(population)}
        who = pseudonym(ADMIN)
        journal.append(
            connection, kind="demo_built", actor=who, subject="demo", payload=payload, at=now
        )
    return owners


def _refuse_used(connection: Connection) -> None:
    used = bulk.filled_tables(connection)
    if used or settings.is_demo(connection):
        raise AssessmentError(
            Problem(
                "database",
                message("비어 있지 않은 데이터베이스에는 가상 데이터를 만들지 않습니다."),
                message("새 데이터베이스 파일을 정한 뒤 다시 실행해 주십시오."),
                code="not_empty",
            )
        )


def _at(office: Office, moment: datetime) -> Office:
    return replace(office, clock=lambda: moment)


def _fill_rounds(work: Workshop, truth: Truth, when: Sequence[Span], owner: int) -> list[Stretch]:
    truths = [truth]
    for _ in range(ROUNDS - 1):
        truths.insert(0, earlier(work.rng, truths[0], work.main))
    made: list[Stretch] = []
    first_id = 1
    before: dict[int, Sheet] = {}
    for number, (span, now_true) in enumerate(zip(when, truths, strict=True)):
        office = _at(work.office, at_nine(span.opens_on))
        round_id = open_round(
            office, actor(ADMIN), span.name, COMPLEX, span.opens_on, span.closes_on
        )
        who = np.flatnonzero(work.population.takes_part[:, number]).tolist()
        last = number == ROUNDS - 1
        claims = draw_claims(work.rng, now_true)
        shares = OPEN if last else PAST
        sheets = draw_sheets(
            work.rng, now_true, claims, who, span, shares, CONSULTANTS, first_id, before
        )
        if not last:
            sheets = [
                finished(one, CONSULTANTS[0]) if one.place == owner else one for one in sheets
            ]
        store(work, Wording(work.main), round_id, sheets, tuple(work.main.items))
        made.append(Stretch(number, round_id, span, now_true, sheets))
        first_id += len(sheets)
        before = before | {sheet.place: sheet for sheet in sheets}
    return made


def _fill_quick_scans(work: Workshop, quick: Release, made: Sequence[Stretch]) -> int:
    """Firms that have answered the quick scan alone, and have not gone on yet; how many."""
    last = made[-1]
    first_id = 1 + sum(len(one.sheets) for one in made)
    who = np.flatnonzero(work.population.quick_only).tolist()
    sheets = draw_sheets(
        work.rng,
        last.truth,
        draw_claims(work.rng, last.truth),
        who,
        last.span,
        {"draft": 1.0},
        CONSULTANTS,
        first_id,
        {},
    )
    whole = [replace(sheet, answered=len(sheet.claims)) for sheet in sheets]
    store(work, Wording(quick), last.id, whole, last.truth.items)
    return len(whole)


def _fill_calls(work: Workshop, programme: Programme, made: Sequence[Stretch]) -> None:
    first_id = 1
    if work.detailed:
        past = made[-2]
        calls.decided_call(
            work.office, work.rng, programme, work.population, past.sheets, past.id, past.span
        )
        first_id += 10 * len(past.sheets)
    last = made[-1]
    calls.current_call(
        work.office,
        work.rng,
        programme,
        work.population,
        last.sheets,
        last.id,
        last.span,
        first_id,
    )
