"""What a call's rule makes of a snapshot: judged, scored, ranked and drawn to the line.

Nothing here reads a clock, a file or the database: equal input gives equal rows.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.definitions.programmes import Programme
from assessment.definitions.releases import Release
from assessment.method.criteria import (
    CriteriaValues,
    WeightedScore,
    criteria_values,
    weighted_score,
)
from assessment.method.eligibility import judge
from assessment.method.grants import granted
from assessment.method.rounding import half_up
from assessment.method.selection import Selection
from assessment.problems import Problem
from assessment.services.funding.applicants import Snapshot
from assessment.services.funding.chances import Outlook, Zone, outlook
from assessment.services.funding.choosing import Chosen, choose
from assessment.services.funding.drawn_claims import drawn_claims
from assessment.services.funding.judging import Verdict, rule_table, verdicts
from assessment.services.funding.panels import mean_scores, panel_criteria
from assessment.services.funding.parameters import Parameters, Solved, parameters_from_json
from assessment.services.funding.quotas import QuotaState, memberships, quota_states
from assessment.services.funding.stopped import stopped

__all__ = ["CONTRIBUTION", "Board", "Parameters", "Zone", "compute_board", "parameters_from_json"]

CONTRIBUTION = "contribution_"
VERIFIED = "verified"


@dataclass(frozen=True, eq=False)
class Board:
    """One row an application in every part; `ranking` is in the order of ranks.

    `ranking`: eligible and verified, with rank, score, contribution_<criterion>, adjustment,
    verified_share, unknown (criteria that earned 0 for want of a value), low, median, high (rank
    in 5, 50, 95 % of the draws), chance (P(funded)), requested, granted, cumulative, above_line,
    waiting (place, 0 above the line), zone, to_line (points), and the columns of `stopped`.
    `pending` cannot be decided on yet although verified; `unverified` is what stands apart as
    "미확인". Both carry score, would_rank, the rank that this score would have, and chance.
    `problems` are limits that cannot be kept yet. `solved` belongs to an optimised selection.
    """

    table: pd.DataFrame
    verdicts: Mapping[int, Verdict]
    ranking: pd.DataFrame
    pending: pd.DataFrame
    unverified: pd.DataFrame
    chosen: Chosen
    outlook: Outlook
    quotas: tuple[QuotaState, ...]
    unpriced: tuple[int, ...]

    @property
    def selection(self) -> Selection:
        return self.chosen.selection

    @property
    def solved(self) -> Solved | None:
        return self.chosen.solved

    @property
    def problems(self) -> tuple[Problem, ...]:
        return self.chosen.problems


def compute_board(
    programme: Programme,
    release: Release,
    snapshot: Snapshot,
    parameters: Parameters,
    *,
    strict: bool = False,
) -> Board:
    """The board of a snapshot under these parameters.

    When `strict`, limits that cannot be kept are an AssessmentError.
    """
    panel = mean_scores(parameters.panel, panel_criteria(programme))
    table = rule_table(release, snapshot, panel)
    verdict = verdicts(programme, snapshot, judge(programme, table))
    scored = _scored(programme, snapshot, table, parameters)
    groups = _groups(programme, snapshot, verdict, scored.grants, parameters)
    members = memberships(programme, table)
    keys = [one.id for one in snapshot.applicants]
    ranked = np.where(groups.ranked, scored.scores, np.nan)
    chosen = choose(programme, ranked, scored.grants, members, keys, parameters, strict=strict)
    found = outlook(
        scored.values,
        scored.weights,
        scored.grants,
        np.flatnonzero(groups.ranked),
        np.flatnonzero(groups.pending | groups.unverified),
        chosen.problem,
        drawn_claims(programme, release, snapshot, parameters.draws, parameters.seed),
        parameters,
        optimise=programme.selection == "optimise",
    )
    frame = _frame(snapshot, scored, table)
    frame["chance"] = found.chances(len(frame))
    ranking = _ranking(frame, np.flatnonzero(groups.ranked), chosen, found, programme, parameters)
    return Board(
        table=table,
        verdicts=verdict,
        ranking=ranking,
        pending=_apart(frame, groups.pending, scored.scores[groups.ranked]),
        unverified=_apart(frame, groups.unverified, scored.scores[groups.ranked]),
        chosen=chosen,
        outlook=found,
        quotas=quota_states(programme, members, chosen.selection.selected),
        unpriced=tuple(keys[row] for row in np.flatnonzero(~groups.priced).tolist()),
    )


@dataclass(frozen=True, eq=False)
class _Scored:
    """What the rule gives each applicant, and the weights that it gives it by."""

    values: CriteriaValues
    weights: NDArray[np.float64]
    summed: WeightedScore
    scores: NDArray[np.float64]
    grants: NDArray[np.float64]


def _scored(
    programme: Programme, snapshot: Snapshot, table: pd.DataFrame, parameters: Parameters
) -> _Scored:
    values = criteria_values(programme, table)
    weights = np.array([parameters.weights[criterion] for criterion in values.criteria])
    summed = weighted_score(values.shares, weights)
    scores = half_up(summed.scores + values.adjustment, parameters.decimals)
    grants = granted(
        programme.grant,
        np.array([one.requested for one in snapshot.applicants], np.float64),
        np.array([one.planned_cost for one in snapshot.applicants], np.float64),
    )
    return _Scored(values, weights, summed, scores, grants)


@dataclass(frozen=True, eq=False)
class _Groups:
    """Who stands where, one flag an applicant; the rest is not eligible."""

    ranked: NDArray[np.bool_]
    pending: NDArray[np.bool_]
    unverified: NDArray[np.bool_]
    priced: NDArray[np.bool_]


def _groups(
    programme: Programme,
    snapshot: Snapshot,
    verdict: Mapping[int, Verdict],
    grants: NDArray[np.float64],
    parameters: Parameters,
) -> _Groups:
    priced = ~np.isnan(grants) if parameters.budget is not None else np.ones(len(grants), bool)
    known = verified_rows(programme, snapshot)
    status = np.array([verdict[one.id].status for one in snapshot.applicants], object)
    ranked = known & (status == "eligible") & priced
    standing = status != "not_eligible"
    return _Groups(ranked, known & ~ranked & standing, ~known & standing, priced)


def verified_rows(programme: Programme, snapshot: Snapshot) -> NDArray[np.bool_]:
    """Whose assessment is verified; everybody where the programme weighs no assessment."""
    weighs = programme.level_gate is not None or any(
        criterion.source == "assessment" for criterion in programme.criteria
    )
    return np.array([not weighs or one.status == VERIFIED for one in snapshot.applicants], bool)


def _frame(snapshot: Snapshot, scored: _Scored, table: pd.DataFrame) -> pd.DataFrame:
    applicants, values = snapshot.applicants, scored.values
    columns: dict[str, Any] = {
        "application": [one.id for one in applicants],
        "firm": pd.array([one.firm_id for one in applicants], dtype="Int64"),
        "assessment": pd.array([one.assessment_id for one in applicants], dtype="Int64"),
        "name": [one.name for one in applicants],
        "score": scored.scores,
    }
    for place, criterion in enumerate(values.criteria):
        columns[CONTRIBUTION + criterion] = scored.summed.contributions[:, place]
    columns |= {
        "adjustment": values.adjustment,
        "verified_share": table["verified_share"].to_numpy(np.float64),
        "coverage": table["coverage"].to_numpy(np.float64),
        "unknown": [" ".join(values.unknown(row)) for row in range(len(applicants))],
        "requested": [np.nan if one.requested is None else one.requested for one in applicants],
        "granted": scored.grants,
    }
    return pd.DataFrame(columns)


def _ranking(
    frame: pd.DataFrame,
    rows: NDArray[np.intp],
    chosen: Chosen,
    found: Outlook,
    programme: Programme,
    parameters: Parameters,
) -> pd.DataFrame:
    selection = chosen.selection
    ranked = frame.iloc[rows].copy()
    ranked.insert(0, "rank", np.asarray(selection.rank[rows], np.int64))
    ranked["low"], ranked["median"], ranked["high"] = found.low, found.median, found.high
    ranked["cumulative"] = selection.cumulative[rows]
    ranked["above_line"] = selection.selected[rows]
    ranked["waiting"] = selection.waiting[rows]
    ranked["zone"] = found.zone
    last = frame["score"].to_numpy()[selection.selected & ~selection.reserved]
    bound = float(last.min()) if len(last) else np.nan
    ranked["to_line"] = half_up(ranked["score"] - bound, parameters.decimals)
    for name, column in stopped(programme, chosen, rows).items():
        ranked[name] = column
    return ranked.loc[pd.Index(selection.order)].reset_index(drop=True)


def _apart(
    frame: pd.DataFrame, chosen: NDArray[np.bool_], ranked: NDArray[np.float64]
) -> pd.DataFrame:
    apart = frame[chosen].sort_values("score", ascending=False, kind="stable").copy()
    above = np.sort(-ranked[~np.isnan(ranked)])
    apart.insert(0, "would_rank", np.searchsorted(above, -apart["score"], side="left") + 1)
    return apart.reset_index(drop=True)


def waiting_allowed(place: int, parameters: Parameters) -> bool:
    """Whether the waiting list reaches this place."""
    return parameters.waiting is None or place <= parameters.waiting
