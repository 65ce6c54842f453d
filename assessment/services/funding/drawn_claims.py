"""What the criteria of a call might be worth once every claim is checked.

Only for intervals and for chances: what decides is the verified values.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.definitions.programmes import Criterion, Programme
from assessment.definitions.releases import Release
from assessment.expressions import evaluate
from assessment.locale import Message
from assessment.method.answers import HIGHEST, AnswerTable
from assessment.method.binding import bind_answers
from assessment.method.codes import from_values
from assessment.method.criteria import value_of
from assessment.method.levels import levels
from assessment.method.normalising import goalposts
from assessment.method.scoring import score
from assessment.method.tree import Tree
from assessment.method.uncertainty import claim_draws, learn_inflation
from assessment.problems import AssessmentError
from assessment.services.funding.applicants import Snapshot
from assessment.services.funding.judging import answers_of
from assessment.services.scoring.scored import tree_of

ANSWERS = 2_000_000
"""So many answers are drawn at most; the draws are then used again with other weights."""
FEWEST = 20

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class DrawnClaims:
    """`shares` is draws × rows × criteria of the assessment, by their places in the programme.

    `rows` are the applicants with a claim that nobody has checked; the others keep their values.
    """

    rows: NDArray[np.intp]
    places: tuple[int, ...]
    shares: Floats
    distribution: Message

    def columns(self, shares: Floats, draws: int) -> dict[int, Iterator[Floats]]:
        """Criterion to blocks of draws × all applicants, the drawn claims used again in turn."""
        return {
            place: self._blocks(shares[:, place], column, draws)
            for column, place in enumerate(self.places)
        }

    def _blocks(self, own: Floats, column: int, draws: int) -> Iterator[Floats]:
        for start in range(0, draws, len(self.shares)):
            count = min(len(self.shares), draws - start)
            block = np.tile(own, (count, 1))
            block[:, self.rows] = self.shares[:count, :, column]
            yield block


def drawn_claims(
    programme: Programme, release: Release, snapshot: Snapshot, draws: int, seed: int
) -> DrawnClaims | None:
    """None where no claim that is weighed is unchecked, or too few were checked to learn from."""
    weighed = [place for place, one in enumerate(programme.criteria) if one.source == "assessment"]
    tree = tree_of(snapshot.questionnaire_hash, release)
    used, every = answers_of(release, snapshot)
    verified = every[:, [used.position(item) for item in tree.items]]
    codes = np.column_stack([used.column(item) for item in tree.items])
    rows = np.flatnonzero(((codes <= HIGHEST) & ~verified).any(axis=1))
    if not weighed or not len(rows) or not verified.any():
        return None
    heard = np.flatnonzero(verified.any(axis=1))
    said = [snapshot.applicants[row].claims for row in heard]
    claims = from_values(release, said, used.firms[heard])
    try:
        inflation = learn_inflation(tree, claims, used.rows(heard), verified[heard])
    except AssessmentError:
        return None
    count = min(draws, max(ANSWERS // (len(rows) * len(tree.items)), FEWEST))
    asked = claim_draws(
        tree,
        used.rows(rows),
        inflation,
        verified=verified[rows],
        unanswered="as_answered",
        draws=count,
        seed=seed,
    )
    criteria = [programme.criteria[place] for place in weighed]
    share = verified[rows].mean(axis=1)
    blocks = [
        _shares(release, tree, table, criteria, share).reshape(-1, len(rows), len(criteria))
        for table in asked.tables()
    ]
    return DrawnClaims(rows, tuple(weighed), np.concatenate(blocks), asked.distribution)


def _shares(
    release: Release, tree: Tree, table: AnswerTable, criteria: list[Criterion], verified: Floats
) -> Floats:
    """Rows × criteria, from the drawn answers."""
    rules = [value_of(one) for one in criteria]
    names = frozenset[str]().union(*(rule.names for rule in rules))
    axes = {f"{axis}_level" for axis in release.scoring.level_axes}
    wanted = None if names & axes else {*names & set(tree.nodes), tree.root}
    scores = score(tree, table, wanted)
    columns: dict[str, object] = {
        name: pd.array(scores.of(name), dtype="Float64") for name in names & set(tree.nodes)
    }
    if "coverage" in names:
        columns["coverage"] = scores.of(tree.root, "coverage")
    if "verified_share" in names:
        columns["verified_share"] = np.tile(verified, len(table) // len(verified))
    if names & axes:
        found = levels(release, tree, scores, table)
        columns |= {f"{axis}_level": one.known().array for axis, one in found.items()}
    answers = bind_answers(table, names).reset_index(drop=True)
    frame = pd.concat([pd.DataFrame(columns, index=answers.index), answers], axis=1)
    return np.column_stack(
        [
            goalposts(_numbers(evaluate(rule, frame)), *one.goalposts, one.direction)
            for rule, one in zip(rules, criteria, strict=True)
        ]
    )


def _numbers(values: pd.Series) -> Floats:
    return np.asarray(values.astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan))
