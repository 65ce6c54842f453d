"""Whether the applicants of a snapshot may be supported, with the rule's code and words."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.definitions.programmes import Programme
from assessment.definitions.releases import Release
from assessment.method.answers import NOT_APPLICABLE, AnswerTable
from assessment.method.binding import bind_answers
from assessment.method.codes import from_values
from assessment.method.eligibility import (
    APPLICANT_TYPE,
    APPLICANT_TYPE_REFUSED,
    Eligibility,
    Status,
    judge,
)
from assessment.method.levels import levels
from assessment.method.scoring import score
from assessment.method.tree import Tree
from assessment.records.database import Connection
from assessment.services.funding.applicants import Snapshot
from assessment.services.funding.reasons import Missing, Reason, missing_of, words_of
from assessment.services.releases.publishing import release_of
from assessment.services.scoring.scored import leaf_weights, tree_of

_answers: deque[tuple[Snapshot, Release, AnswerTable, NDArray[np.bool_]]] = deque(maxlen=2)
DTYPES = {"number": "Float64", "text": "string", "flag": "boolean"}


@dataclass(frozen=True)
class OpenQuestion:
    """A rule that cannot be decided yet, and the facts that would decide it."""

    reason: Reason
    missing: tuple[Missing, ...]


@dataclass(frozen=True)
class Verdict:
    """`refusals` are the rules that are not met, `open` those that nobody can decide yet."""

    status: Status
    refusals: tuple[Reason, ...]
    open: tuple[OpenQuestion, ...]


def judge_snapshot(
    connection: Connection, programme: Programme, snapshot: Snapshot
) -> dict[int, Verdict]:
    """Application to verdict."""
    release = release_of(connection, snapshot.questionnaire_hash)
    table = rule_table(release, snapshot, None)
    return verdicts(programme, snapshot, judge(programme, table))


def verdicts(programme: Programme, snapshot: Snapshot, found: Eligibility) -> dict[int, Verdict]:
    """The method's codes in words, by application."""
    reasons = rule_reasons(programme)
    return {
        int(key): Verdict(
            status=found.status[row],
            refusals=tuple(reasons[code] for code in found.failed[row]),
            open=tuple(
                OpenQuestion(
                    reasons[rule.code],
                    tuple(missing_of(name, snapshot.words) for name in rule.facts),
                )
                for rule in found.unknown[row]
            ),
        )
        for row, key in enumerate(found.applicants)
    }


def rule_reasons(programme: Programme) -> dict[str, Reason]:
    """Every code with which the programme's rules can refuse, with its words."""
    reasons = {
        rule.code: Reason(rule.code, words_of(rule.message)) for rule in programme.eligibility
    }
    if gate := programme.level_gate:
        reasons[gate.code] = Reason(gate.code, words_of(gate.message))
    reasons[APPLICANT_TYPE] = Reason(APPLICANT_TYPE, words_of(APPLICANT_TYPE_REFUSED))
    return reasons


def rule_table(release: Release, snapshot: Snapshot, panel: pd.DataFrame | None) -> pd.DataFrame:
    """Every name that a rule may use, by application; from the verified value where there is one.

    Facts, items (option index), nodes (points), `<axis>_level`, coverage, verified_share, and the
    panel's means. What is not known is null.
    """
    index = pd.Index([one.id for one in snapshot.applicants], name="application")
    return pd.concat(
        [_facts(snapshot, index), _scores(release, snapshot), _panel(panel, index)], axis=1
    )


def _facts(snapshot: Snapshot, index: pd.Index) -> pd.DataFrame:
    facts = {name: [one.facts.get(name) for one in snapshot.applicants] for name in snapshot.kinds}
    table = pd.DataFrame(facts, index=index, dtype=object)
    dates = [name for name, kind in snapshot.kinds.items() if kind == "date"]
    for name in dates:
        table[name] = pd.to_datetime(table[name])
    return table.astype(
        {name: DTYPES[kind] for name, kind in snapshot.kinds.items() if kind != "date"}
    )


def _scores(release: Release, snapshot: Snapshot) -> pd.DataFrame:
    tree = tree_of(snapshot.questionnaire_hash, release)
    used, verified = answers_of(release, snapshot)
    index = used.firms
    scores = score(tree, used)
    own: Mapping[str, object] = {
        f"{axis}_level": result.known()
        for axis, result in levels(release, tree, scores, used).items()
    }
    share = verified_shares(tree, used, verified)
    rest = pd.DataFrame(
        {**own, "coverage": scores.of(tree.root, "coverage"), "verified_share": share}, index=index
    )
    nodes = scores.frame().astype("Float64")
    return pd.concat([bind_answers(used), nodes, rest], axis=1)


def answers_of(release: Release, snapshot: Snapshot) -> tuple[AnswerTable, NDArray[np.bool_]]:
    """What is used of each applicant's answers, and which of them were verified (rows × items)."""
    for known, under, used, verified in list(_answers):
        if known is snapshot and under is release:
            return used, verified
    index = pd.Index([one.id for one in snapshot.applicants], name="application")
    used = from_values(release, [one.used for one in snapshot.applicants], index)
    verified = np.array(
        [[item in one.verified for item in used.items] for one in snapshot.applicants], bool
    ).reshape(used.codes.shape)
    _answers.append((snapshot, release, used, verified))
    return used, verified


def verified_shares(
    tree: Tree, used: AnswerTable, verified: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """The weight of the verified items over that of the applicable ones, per row, 0..1."""
    places = [used.position(item) for item in tree.items]
    applies = used.codes[:, places] != NOT_APPLICABLE
    weights = leaf_weights(tree)
    whole = applies @ weights
    share = (applies & verified[:, places]) @ weights
    result: NDArray[np.float64] = np.zeros(len(used))
    np.divide(share, whole, out=result, where=whole > 0)
    return result


def _panel(panel: pd.DataFrame | None, index: pd.Index) -> pd.DataFrame:
    if panel is None:
        return pd.DataFrame(index=index)
    return panel.reindex(index).astype("Float64")
