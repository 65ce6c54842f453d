"""How sure a result is before all of it was checked: what checking did to claims of others."""

import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.definitions.releases import Release
from assessment.locale import Message
from assessment.method.answers import AnswerTable
from assessment.method.scoring import score
from assessment.method.uncertainty import (
    ClaimDraws,
    Inflation,
    LevelChances,
    claim_draws,
    learn_inflation,
    level_chances,
    monte_carlo_error,
)
from assessment.problems import AssessmentError
from assessment.records import assessments, rounds
from assessment.records.answers import StoredAnswer
from assessment.records.assessments import Assessment
from assessment.records.database import Connection
from assessment.services.scoring.answer_tables import claims_and_verified
from assessment.services.scoring.scored import AssessedRelease

FEWEST = 20
"""Firms whose review is done; fewer teach nothing."""
DRAWS, SEED = 400, 20261122
LOW, HIGH = 0.10, 0.90
MOST_FIRMS = 512
Codes = NDArray[np.uint8]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Certainty:
    """What checking the rest might make of a result; never of whether a firm is funded.

    `taught_by` firms of `round_name` whose review is done; with fewer than `fewest` there are no
    `chances` and no points. Points are the 10 and 90 % quantiles (type 7) of the draws; `chances`
    are by axis, of this one firm. Draws, seed and `distribution` give all of it again.
    """

    taught_by: int
    round_name: str
    chances: Mapping[str, LevelChances] = field(default_factory=dict)
    low: float = float("nan")
    high: float = float("nan")
    draws: int = DRAWS
    seed: int = SEED
    distribution: Message | None = None
    fewest: int = FEWEST

    @property
    def error(self) -> float:
        """Largest Monte-Carlo standard error of a chance: 1 / (2 √D)."""
        return monte_carlo_error(self.draws)

    def at_least(self, axis: str, step: str | None) -> float | None:
        """P(this step or a higher one); None where the axis or step has no chance of its own."""
        found = self.chances.get(axis)
        if found is None or step not in found.steps:
            return None
        return float(found.at_least[0, found.steps.index(step)])

    def exactly(self, axis: str, base: str) -> Mapping[str, float]:
        """Step id to P(exactly this step), the base first; what cannot be said is left out."""
        found = self.chances[axis]
        reached = [1.0 - float(found.absent[0]), *map(float, found.at_least[0]), 0.0]
        steps = (base, *found.steps)
        return {step: reached[k] - reached[k + 1] for k, step in enumerate(steps)}


@dataclass(frozen=True, eq=False)
class _Checked:
    """Claims and what was found, of the firms whose review is done; rows are assessments."""

    stamp: tuple[int, datetime | None]
    ids: NDArray[np.int64]
    claimed: Codes
    found: Codes
    verified: Flags
    inflation: Inflation | None


@dataclass(frozen=True, eq=False)
class _Taken(ClaimDraws):
    """Draws that were taken once, for points and levels alike."""

    taken: tuple[AnswerTable, ...]

    def tables(self, release: Release | None = None) -> Iterator[AnswerTable]:
        return iter(self.taken)


_rounds: WeakKeyDictionary[object, dict[tuple[int, str], _Checked]] = WeakKeyDictionary()
_firms: OrderedDict[tuple[object, ...], Certainty] = OrderedDict()
_guard = threading.Lock()


def certainty_of(
    connection: Connection,
    found: Assessment,
    group: AssessedRelease,
    answers: Mapping[str, StoredAnswer],
) -> Certainty | None:
    """Of the group's first assessment; None without a total, when every item was verified, and for
    a part of a questionnaire.

    Learnt from the reviews that are done in its round, else in the round before. Items that are not
    applicable count as lowest in half of the draws; empty ones are filled from their own area.
    """
    nothing_left = group.verified_share[0] > 1 - 1e-9
    if group.release.part_of is not None or nothing_left or np.isnan(group.total()[0]):
        return None
    before = rounds.before(connection, found.round_id)
    untaught: Certainty | None = None
    for one in (rounds.get(connection, found.round_id), before):
        if one is None:
            continue
        taught = _checked(connection, one.id, group)
        if taught.inflation is not None:
            return _kept(group, taught, one.name, answers)
        untaught = untaught or Certainty(len(taught.ids), one.name)
    return untaught


def _claims(
    group: AssessedRelease, inflation: Inflation, answers: Mapping[str, StoredAnswer]
) -> ClaimDraws:
    """The draws of the group's first assessment; nothing is drawn yet."""
    items = group.tree.items
    places = [group.used.position(item) for item in items]
    stated = [answers[item].confidence or 0 if item in answers else 0 for item in items]
    return claim_draws(
        group.tree,
        group.used.rows([0]),
        inflation,
        verified=group.verified[:1, places],
        confidence=np.array([stated], np.float64),
        not_applicable="either",
        draws=DRAWS,
        seed=SEED,
    )


def _kept(
    group: AssessedRelease, taught: _Checked, name: str, answers: Mapping[str, StoredAnswer]
) -> Certainty:
    """Drawn once for the same answers and the same lesson."""
    assert taught.inflation is not None
    claims = _claims(group, taught.inflation, answers)
    firm = claims.answers
    numbers = tuple(one.tobytes() for one in (*firm.numbers.values(), *firm.chosen.values()))
    key = (group.release_hash, firm.codes.tobytes(), numbers, claims.kept.tobytes(),
           claims.widening.tobytes(), taught.inflation)  # fmt: skip
    with _guard:
        known = _firms.get(key)
    if known is None:
        known = _drawn(group, claims, len(taught.ids), name)
        with _guard:
            _firms[key] = known
            while len(_firms) > MOST_FIRMS:
                _firms.popitem(last=False)
    return known


def _drawn(group: AssessedRelease, claims: ClaimDraws, taught_by: int, name: str) -> Certainty:
    own = {each.name: getattr(claims, each.name) for each in fields(claims)}
    claims = _Taken(**own, taken=tuple(claims.tables(group.release)))
    points = np.concatenate([score(group.tree, one).of(group.tree.root) for one in claims.taken])
    low, high = np.nanquantile(points, [LOW, HIGH])
    return Certainty(
        taught_by=taught_by,
        round_name=name,
        chances=level_chances(group.release, claims),
        low=float(low),
        high=float(high),
        draws=claims.draws,
        seed=claims.seed,
        distribution=claims.distribution,
    )


def _checked(connection: Connection, round_id: int, group: AssessedRelease) -> _Checked:
    """Only reviews that were finished since the last look are read; what is done stays as it is."""
    key = (round_id, group.release_hash)
    stamp = assessments.finished_stamp(connection, round_id, group.release_hash)
    with _guard:
        kept = _rounds.setdefault(connection.engine, {})
        before = kept.get(key)
        if before is None or before.stamp != stamp:
            before = kept[key] = _read(connection, round_id, group, stamp, before)
        return before


def _read(
    connection: Connection,
    round_id: int,
    group: AssessedRelease,
    stamp: tuple[int, datetime | None],
    before: _Checked | None,
) -> _Checked:
    every = assessments.finished(connection, round_id, group.release_hash)
    ids = np.array(every, np.int64)
    known = np.zeros(0, np.int64) if before is None else before.ids
    fresh = np.setdiff1d(ids, known)
    tables = claims_and_verified(connection, group.release, fresh.tolist())
    places = [tables.used.position(item) for item in group.tree.items]
    claimed, found = tables.claims.codes[:, places], tables.used.codes[:, places]
    verified = tables.verified[:, places]
    if before is not None:
        fresh = np.concatenate([before.ids, fresh])
        claimed = np.vstack([before.claimed, claimed])
        found = np.vstack([before.found, found])
        verified = np.vstack([before.verified, verified])
    there = np.isin(fresh, ids)
    order = np.flatnonzero(there)[np.argsort(fresh[there])]
    fresh, claimed, found, verified = fresh[order], claimed[order], found[order], verified[order]
    return _Checked(
        stamp, fresh, claimed, found, verified, _learnt(group, fresh, claimed, found, verified)
    )


def _learnt(
    group: AssessedRelease, ids: NDArray[np.int64], claimed: Codes, found: Codes, verified: Flags
) -> Inflation | None:
    if len(ids) < FEWEST:
        return None

    def table(codes: Codes) -> AnswerTable:
        return AnswerTable(pd.Index(ids), group.tree.items, codes, {}, {})

    try:
        return learn_inflation(group.tree, table(claimed), table(found), verified)
    except AssessmentError:  # too few of their items were verified
        return None
