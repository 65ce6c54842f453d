"""A round's answers kept in memory as matrices, brought up to date by what changed since."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.definitions.releases import Release
from assessment.method.answers import AnswerTable
from assessment.method.levels import AxisResult, levels
from assessment.method.scoring import Scores, score
from assessment.method.tree import Tree
from assessment.records import population as kept
from assessment.records.database import Connection
from assessment.records.population import RoundStamp, Stamp
from assessment.services.assessing.handling import HANDED_IN
from assessment.services.funding.judging import verified_shares
from assessment.services.releases.publishing import release_of
from assessment.services.scoring.answer_tables import StoredTables, claims_and_verified
from assessment.services.scoring.scored import tree_of

REGISTER_COLUMNS = ("firm", "name", "division", "size_class", "region", "complex", "sales")
MOST_ROUNDS = 16


@dataclass(frozen=True, eq=False)
class RoundData:
    """The assessments of a round that were handed in; all rows in the order of `firms`.

    `used` is the verified value where one holds, else the claim.
    """

    release: Release
    tree: Tree
    firms: NDArray[np.int64]
    statuses: NDArray[np.object_]
    drafts: frozenset[int]
    """Firms that began and have not handed in."""
    used: AnswerTable
    scores: Scores
    claimed_scores: Scores
    levels: Mapping[str, AxisResult]
    verified_share: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class _Kept:
    stamp: RoundStamp
    tables: StoredTables
    data: RoundData


_rounds: WeakKeyDictionary[object, dict[tuple[int, str], _Kept]] = WeakKeyDictionary()
_registers: WeakKeyDictionary[object, tuple[Stamp, pd.DataFrame]] = WeakKeyDictionary()
_guard = threading.Lock()


def register_of(connection: Connection) -> pd.DataFrame:
    """Every registered firm by id: name, division, size_class, region, complex, last sales."""
    stamp = kept.register_stamp(connection)
    found = _registers.get(connection.engine)
    if found is None or found[0] != stamp:
        rows = kept.registered(connection)
        table = pd.DataFrame(rows, columns=list(REGISTER_COLUMNS)).set_index("firm")
        found = _registers[connection.engine] = (stamp, table)
    return found[1]


def round_data(connection: Connection, round_id: int, questionnaire: str, digest: str) -> RoundData:
    """The round's matrices under its pinned release; only changed assessments are read again."""
    key = (round_id, questionnaire)
    stamp = kept.round_stamp(connection, round_id, questionnaire)
    with _guard:
        rounds = _rounds.setdefault(connection.engine, {})
        found = rounds.get(key)
        if found is None or found.stamp != stamp:
            found = _loaded(connection, round_id, questionnaire, digest, stamp, found)
            rounds.pop(key, None)
            rounds[key] = found
            while len(rounds) > MOST_ROUNDS:
                rounds.pop(next(iter(rounds)))
        return found.data


def _loaded(
    connection: Connection,
    round_id: int,
    questionnaire: str,
    digest: str,
    stamp: RoundStamp,
    before: _Kept | None,
) -> _Kept:
    release = release_of(connection, digest)
    rows = kept.assessed(connection, round_id, questionnaire)
    handed = [row for row in rows if row[2] in HANDED_IN and row[3] == digest]
    ids = [row[0] for row in handed]
    changed: Sequence[int] = ids
    if before is not None:
        since = kept.changed_since(connection, round_id, questionnaire, before.stamp)
        known = set(before.tables.claims.firms.tolist())
        changed = [key for key in ids if key in since or key not in known]
    tables = claims_and_verified(connection, release, list(changed))
    if before is not None and len(changed) < len(ids):
        tables = _merged(before.tables, tables, ids)
    data = _data(release, digest, tables, handed, rows)
    return _Kept(stamp, tables, data)


def _merged(before: StoredTables, changed: StoredTables, ids: Sequence[int]) -> StoredTables:
    """The rows `ids`, from `changed` where it holds them, else from `before`."""
    fresh = changed.claims.firms.get_indexer(pd.Index(ids))
    old = before.claims.firms.get_indexer(pd.Index(ids))
    take = np.where(fresh >= 0, fresh + len(before.claims), old)
    return StoredTables(
        _stacked(before.claims, changed.claims).rows(take),
        _stacked(before.used, changed.used).rows(take),
        np.vstack([before.verified, changed.verified])[take],
        np.vstack([before.stale, changed.stale])[take],
    )


def _stacked(first: AnswerTable, second: AnswerTable) -> AnswerTable:
    return AnswerTable(
        first.firms.append(second.firms),
        first.items,
        np.vstack([first.codes, second.codes]),
        {item: np.append(first.numbers[item], second.numbers[item]) for item in first.numbers},
        {item: np.append(first.chosen[item], second.chosen[item]) for item in first.chosen},
    )


def _data(
    release: Release,
    digest: str,
    tables: StoredTables,
    handed: Sequence[tuple[int, int, str, str]],
    rows: Sequence[tuple[int, int, str, str]],
) -> RoundData:
    tree = tree_of(digest, release)
    scores = score(tree, tables.used)
    firms = frozenset(row[1] for row in handed)
    return RoundData(
        release=release,
        tree=tree,
        firms=np.array([row[1] for row in handed], np.int64),
        statuses=np.array([row[2] for row in handed], object),
        drafts=frozenset(row[1] for row in rows) - firms,
        used=tables.used,
        scores=scores,
        claimed_scores=score(tree, tables.claims),
        levels=levels(release, tree, scores, tables.used),
        verified_share=verified_shares(tree, tables.used, tables.verified),
    )
