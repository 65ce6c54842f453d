"""Which support programmes fit a firm now, what stands in the way, what is not known yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import pandas as pd

from assessment.definitions.programmes import Programme
from assessment.definitions.releases import Release
from assessment.method.answers import UNANSWERED
from assessment.method.eligibility import judge
from assessment.records import assessments, calls, releases, rounds
from assessment.records.calls import CallRecord
from assessment.records.database import Connection
from assessment.services.funding.judging import OpenQuestion, rule_reasons
from assessment.services.funding.reasons import (
    Reason,
    Words,
    fact_definitions,
    missing_of,
    name_words,
    words_of,
)
from assessment.services.office import Actor, Office
from assessment.services.permissions import reach_firm
from assessment.services.register.facts import facts_of
from assessment.services.releases.publishing import programme_of, release_of
from assessment.services.scoring.scored import AssessedRelease, assessed

Fit = Literal["fits", "one_missing", "checking", "not_now", "expected"]
ORDER: tuple[Fit, ...] = ("fits", "one_missing", "checking", "expected", "not_now")


@dataclass(frozen=True)
class ProgrammeFit:
    """How one programme fits: rules not met, rules that nobody can decide yet, what to bring.

    `expected`: nothing can be applied for now, `next_call` says what is known. `example_weights`
    and `to_confirm` are to be shown with "예시 배점" and "공고 확인". `answered` is false where the
    firm has not answered the questionnaire that the programme weighs.
    """

    id: str
    name: Words
    summary: Words
    fit: Fit
    unmet: tuple[Reason, ...]
    unknown: tuple[OpenQuestion, ...]
    call_id: int | None
    closes_on: date | None
    days_left: int | None
    next_call: Words | None
    documents: tuple[Words, ...]
    to_confirm: tuple[Words, ...]
    example_weights: bool
    rules: Programme
    answered: bool


def programmes_for(
    office: Office, connection: Connection, firm_id: int, group: AssessedRelease
) -> tuple[ProgrammeFit, ...]:
    """Every published programme that weighs this questionnaire, what fits first."""
    whole = group.release.part_of
    asked = (group.release.id, whole.id if whole else None)
    known = published_programmes(connection).values()
    return _fits(
        office, connection, firm_id, [(one, group) for one in known if one.questionnaire in asked]
    )


def programmes_of_firm(
    office: Office, actor: Actor, firm_id: int | None
) -> tuple[ProgrammeFit, ...]:
    """Every published programme that the round's questionnaires serve, what fits first.

    Each by the firm's answers of this round to what it weighs, to a part of it where there is no
    more; by the facts alone where there is neither.
    """
    with office.database.reading() as connection:
        reach_firm(office, connection, actor, firm_id)
        now = rounds.current(connection, office.today())
        if now is None:
            return ()
        own = [
            one for one in assessments.of_firm(connection, firm_id or 0) if one.round_id == now.id
        ]
        scored = assessed(connection, [one.id for one in own])
        # one assessment a questionnaire and round: each group is one row
        groups = [one for one in scored.groups if (one.used.codes != UNANSWERED).any()]
        known = {whole.id: one for one in groups if (whole := one.release.part_of) is not None}
        known |= {one.release.id: one for one in groups}
        asked: list[tuple[Programme, AssessedRelease | Release]] = [
            (
                programme,
                known.get(programme.questionnaire)
                or release_of(connection, now.releases[programme.questionnaire]),
            )
            for programme in published_programmes(connection).values()
            if programme.questionnaire in now.releases
        ]
        return _fits(office, connection, firm_id or 0, asked)


def _fits(
    office: Office,
    connection: Connection,
    firm_id: int,
    asked: Sequence[tuple[Programme, AssessedRelease | Release]],
) -> tuple[ProgrammeFit, ...]:
    today = office.today()
    facts = facts_of(connection, [firm_id], today)
    open_calls = {
        one.programme: one
        for one in calls.every_call(connection)
        if one.status == "open" and one.opens_on <= today <= one.closes_on
    }
    found = [
        _fit(office, programme, facts, group, open_calls.get(programme.id))
        for programme, group in asked
    ]
    return tuple(sorted(found, key=lambda one: (ORDER.index(one.fit), one.id)))


def published_programmes(connection: Connection) -> Mapping[str, Programme]:
    """Every programme as it was published last, by id."""
    found: dict[str, Programme] = {}
    for one in releases.listed(connection):  # newest first
        if one.kind == "programme" and one.name not in found:
            found[one.name] = programme_of(connection, one.hash)
    return found


def accepts_now(programme: Programme, today: date) -> bool:
    """Whether the programme's notice is open today."""
    if programme.status != "open":
        return False
    running = [phase for phase in programme.phases if phase.status == "open"]
    return not running or any(phase.closes is None or phase.closes >= today for phase in running)


def _fit(
    office: Office,
    programme: Programme,
    facts: pd.DataFrame,
    group: AssessedRelease | Release,
    call: CallRecord | None,
) -> ProgrammeFit:
    today = office.today()
    table = _with_support(facts, programme)
    if isinstance(group, Release):
        asked = group
    else:
        asked = group.release
        scores = group.table().iloc[[0]].set_axis(facts.index)
        if programme.questionnaire != asked.id and asked.part_of is not None:
            asked = asked.part_of
            scores = scores[list(group.used.items)]  # a part's points and levels decide nothing
        table = pd.concat([table, scores], axis=1)
    verdict = judge(programme, table)
    reasons = rule_reasons(programme)
    words = name_words(fact_definitions(office.root), programme, asked)
    unmet = tuple(reasons[code] for code in verdict.failed[0])
    unknown = tuple(
        OpenQuestion(reasons[rule.code], tuple(missing_of(name, words) for name in rule.facts))
        for rule in verdict.unknown[0]
    )
    closes = call.closes_on if call else _closes(programme, today)
    return ProgrammeFit(
        id=programme.id,
        name=words_of(programme.name),
        summary=words_of(programme.summary),
        fit=_grade(call is not None or accepts_now(programme, today), len(unmet), len(unknown)),
        unmet=unmet,
        unknown=unknown,
        call_id=call.id if call else None,
        closes_on=closes,
        days_left=(closes - today).days if closes else None,
        next_call=words_of(programme.next_call) if programme.next_call else None,
        documents=tuple(words_of(one) for one in programme.documents),
        to_confirm=tuple(words_of(one) for one in programme.unknown),
        example_weights=any(one.example for one in programme.criteria),
        rules=programme,
        answered=not isinstance(group, Release),
    )


def _with_support(facts: pd.DataFrame, programme: Programme) -> pd.DataFrame:
    """The facts with whether this very programme supported the firm before."""
    before = facts["supported_before"].iloc[0]
    by_this = None if pd.isna(before) else programme.id in str(before).split()
    return facts.assign(supported_by_this=pd.array([by_this], dtype="boolean"))


def _grade(open_now: bool, unmet: int, unknown: int) -> Fit:
    if not open_now:
        return "expected" if unmet == 0 else "not_now"
    if unmet + unknown == 0:
        return "fits"
    if unmet + unknown == 1:
        return "one_missing"
    return "checking" if unmet == 0 else "not_now"


def _closes(programme: Programme, today: date) -> date | None:
    days = [
        phase.closes
        for phase in programme.phases
        if phase.status == "open" and phase.closes and phase.closes >= today
    ]
    return min(days, default=None)
