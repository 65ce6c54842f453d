"""From stored answers and verifications to scores and levels: the one place where that is done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.definitions.releases import Release
from assessment.definitions.scoring import Ladder
from assessment.method.answers import NOT_APPLICABLE, AnswerTable
from assessment.method.binding import bind_answers
from assessment.method.levels import AxisResult, levels
from assessment.method.scoring import Scores, score
from assessment.method.tree import Tree, compile_tree
from assessment.records import assessments
from assessment.records.database import Connection
from assessment.services.assessing.contradictions import fired_rules
from assessment.services.permissions import not_found
from assessment.services.releases.publishing import release_of
from assessment.services.scoring.answer_tables import claims_and_verified

_trees: dict[str, Tree] = {}


@dataclass(frozen=True, eq=False)
class AssessedRelease:
    """Assessments of one release; the rows of every table are the assessment ids in `ids`.

    `claims` is what the firms say; `used` is the verified value where one holds, else the claim.
    `verified` (rows × items) marks where one holds, `stale` where the claim changed after it.
    """

    release_hash: str
    release: Release
    tree: Tree
    claims: AnswerTable
    used: AnswerTable
    verified: NDArray[np.bool_]
    stale: NDArray[np.bool_]
    verified_share: NDArray[np.float64]
    claimed_scores: Scores
    scores: Scores
    claimed_levels: Mapping[str, AxisResult]
    levels: Mapping[str, AxisResult]

    @property
    def ids(self) -> pd.Index:
        return self.claims.firms

    def row(self, assessment_id: int) -> int:
        """The row of this assessment."""
        return int(self.ids.get_indexer(pd.Index([assessment_id]))[0])

    def total(self, *, claimed: bool = False) -> NDArray[np.float64]:
        """Points of the root, NaN where there is no value."""
        return (self.claimed_scores if claimed else self.scores).of(self.tree.root)

    def table(self) -> pd.DataFrame:
        """What rules may name, by assessment: items (option index), nodes (points), levels.

        All from the verified value where there is one; with `coverage` and `verified_share`, and
        `claimed_points` besides.
        """
        own = {
            **{f"{axis}_level": found.known() for axis, found in self.levels.items()},
            "coverage": self.scores.of(self.tree.root, "coverage"),
            "verified_share": self.verified_share,
            "claimed_points": self.total(claimed=True),
        }
        parts = (bind_answers(self.used), self.scores.frame(), pd.DataFrame(own, index=self.ids))
        return pd.concat(parts, axis=1)


@dataclass(frozen=True, eq=False)
class Assessed:
    """Assessments scored, one group a release."""

    groups: tuple[AssessedRelease, ...]

    def table(self) -> pd.DataFrame:
        """The groups' tables, one below the other, by assessment id."""
        if not self.groups:
            return pd.DataFrame()
        return pd.concat([group.table() for group in self.groups]).sort_index()

    def group_of(self, assessment_id: int) -> AssessedRelease:
        """The group that holds this assessment."""
        for group in self.groups:
            if group.row(assessment_id) >= 0:
                return group
        raise not_found("assessment")


def assessed(connection: Connection, assessment_ids: Sequence[int]) -> Assessed:
    """Every assessment of these ids with its scores, from claims and from what was verified."""
    by_release: dict[str, list[int]] = {}
    for key, digest in assessments.release_of_each(connection, assessment_ids).items():
        by_release.setdefault(digest, []).append(key)
    return Assessed(
        tuple(_assess(connection, digest, sorted(ids)) for digest, ids in by_release.items())
    )


def assessed_one(connection: Connection, assessment_id: int) -> AssessedRelease:
    """One assessment; its row is 0."""
    return assessed(connection, [assessment_id]).group_of(assessment_id)


def tree_of(digest: str, release: Release) -> Tree:
    """The release's tree, compiled once a process."""
    if digest not in _trees:
        _trees[digest] = compile_tree(release)
    return _trees[digest]


def _assess(connection: Connection, digest: str, ids: Sequence[int]) -> AssessedRelease:
    release = release_of(connection, digest)
    tree = tree_of(digest, release)
    found = claims_and_verified(connection, release, ids)
    claimed = score(tree, found.claims)
    claimed_levels = levels(release, tree, claimed, found.claims)
    scores, own_levels = claimed, claimed_levels
    if found.verified.any():
        scores = score(tree, found.used)
        own_levels = levels(release, tree, scores, found.used)
    return AssessedRelease(
        release_hash=digest,
        release=release,
        tree=tree,
        claims=found.claims,
        used=found.used,
        verified=found.verified,
        stale=found.stale,
        verified_share=verified_shares(tree, found.used, found.verified),
        claimed_scores=claimed,
        scores=scores,
        claimed_levels=claimed_levels,
        levels=own_levels,
    )


def leaf_weights(tree: Tree) -> NDArray[np.float64]:
    """Each scored item's weight in the root, weights multiplied down; 0 for what is only shown."""
    weights = np.zeros(tree.size + len(tree.branches))
    weights[tree.size + tree.nodes.index(tree.root)] = 1.0
    for place in reversed(range(len(tree.branches))):
        branch = tree.branches[place]
        for child, weight in zip(branch.children, branch.weights, strict=True):
            weights[child] += weights[tree.size + place] * weight
    return weights[: tree.size]


def verified_shares(
    tree: Tree, used: AnswerTable, verified: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """The weight of the verified items over that of the applicable ones, per row, 0..1."""
    places = [used.position(item) for item in tree.items]
    applicable = used.codes[:, places] != NOT_APPLICABLE
    weights = leaf_weights(tree)
    whole = applicable @ weights
    result: NDArray[np.float64] = np.zeros(len(used))
    share = (applicable & verified[:, places]) @ weights
    np.divide(share, whole, out=result, where=whole > 0)
    return result


# ---- what a list keeps ---------------------------------------------------------------------


def refresh_summary(connection: Connection, assessment_id: int) -> AssessedRelease:
    """Score one assessment anew and keep what lists show of it; in the changing transaction."""
    group = assessed_one(connection, assessment_id)
    assessments.change(connection, assessment_id, **summary(group, 0))
    return group


def summary(group: AssessedRelease, row: int) -> dict[str, Any]:
    """The kept columns of `assessments` for one row of the group."""
    points = _known(group.total()[row])
    return {
        "claimed_points": _known(group.total(claimed=True)[row]),
        "verified_points": points if group.verified[row].any() else None,
        "coverage": _known(group.claimed_scores.of(group.tree.root, "coverage")[row]),
        "verified_share": float(group.verified_share[row]),
        "capability_level": _level(group, "capability", row),
        "system_level": _level(group, "system", row),
        "distance": nearest_threshold(group, row),
        "contradiction_count": int(fired_rules(group.release, group.claims.rows([row]))[0].sum()),
    }


def nearest_threshold(group: AssessedRelease, row: int) -> float | None:
    """Points to the nearest threshold of a ladder, above or below; absent without either."""
    gaps = [
        abs(step.at_least - float(group.scores.of(axis.node)[row]))
        for axis in group.release.scoring.axes.values()
        if isinstance(axis, Ladder)
        for step in axis.steps
    ]
    return min((gap for gap in gaps if not np.isnan(gap)), default=None)


def _level(group: AssessedRelease, axis: str, row: int) -> int | None:
    if axis not in group.levels:
        return None
    level = int(group.levels[axis].level[row])
    return None if level < 0 else level


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
