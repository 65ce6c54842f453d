"""What a call's rule makes of a snapshot: judged, scored, ranked and drawn to the line.

Nothing here reads a clock, a file or the database: equal input gives equal rows.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.definitions.models import Release
from assessment.definitions.programmes import Programme
from assessment.locale import message
from assessment.method.criteria import CriteriaValues, criteria_values
from assessment.method.eligibility import judge
from assessment.method.intervals import RankIntervals, rank_intervals
from assessment.method.ranking import WeightedSum, weighted_sum
from assessment.method.rounding import half_up
from assessment.method.selecting import Selection, by_rank
from assessment.problems import AssessmentError, Problem
from assessment.records.panels import PanelScore
from assessment.services.applicants import Applicant, Snapshot
from assessment.services.judging import Verdict, rule_table, verdicts
from assessment.services.panels import mean_scores, panel_criteria

Zone = Literal["safe", "toss_up", "out"]
CONTRIBUTION = "contribution_"
VERIFIED = "verified"


@dataclass(frozen=True)
class Parameters:
    """Everything besides the snapshot that can change a row; stored with a decision.

    `weights` are by criterion; budget in won; `waiting` is the longest waiting list (none: all).
    """

    programme_hash: str
    questionnaire_hash: str
    snapshot_digest: str
    data_date: date
    weights: Mapping[str, float]
    seed: int
    draws: int
    spread: float
    budget: float | None
    places: int | None
    decimals: int
    waiting: int | None
    panel: tuple[PanelScore, ...]

    def as_json(self) -> dict[str, Any]:
        """Plain values; `parameters_from_json` reads them back."""
        panel = [[row.application_id, row.criterion, row.panelist, row.score] for row in self.panel]
        whole = {name: getattr(self, name) for name in self.__dataclass_fields__}
        plain = {"weights": dict(self.weights), "data_date": self.data_date.isoformat()}
        return whole | plain | {"panel": panel}


def parameters_from_json(stored: Mapping[str, Any]) -> Parameters:
    """The parameters of a stored decision."""
    given = dict(stored)
    given["data_date"] = date.fromisoformat(given["data_date"])
    given["panel"] = tuple(PanelScore(*row) for row in given["panel"])
    return Parameters(**given)


@dataclass(frozen=True, eq=False)
class Board:
    """One row an application in every part; `ranking` is in the order of ranks.

    `ranking`: eligible and verified, with rank, score, contribution_<criterion>, adjustment,
    verified_share, unknown (criteria that earned 0 for want of a value), low, median, high (rank
    in 5, 50, 95 % of the draws), chance (share of draws above the line), requested, granted,
    cumulative, above_line, waiting (place, 0 above the line), zone, to_line (points).
    `pending` cannot be decided on yet although verified; `unverified` is what stands apart as
    "미확인". Both carry score and would_rank, the rank that this score would have.
    """

    table: pd.DataFrame
    verdicts: Mapping[int, Verdict]
    ranking: pd.DataFrame
    pending: pd.DataFrame
    unverified: pd.DataFrame
    selection: Selection
    intervals: RankIntervals
    unpriced: tuple[int, ...]


def compute_board(
    programme: Programme, release: Release, snapshot: Snapshot, parameters: Parameters
) -> Board:
    """The board of a snapshot under these parameters."""
    _refuse_optimise(programme)
    panel = mean_scores(parameters.panel, panel_criteria(programme))
    table = rule_table(release, snapshot, panel)
    verdict = verdicts(programme, snapshot, judge(programme, table))
    values = criteria_values(programme, table)
    weights = np.array([parameters.weights[criterion] for criterion in values.criteria])
    summed = weighted_sum(values.shares, weights)
    scores = half_up(summed.scores + values.adjustment, parameters.decimals)
    grants = np.array([_granted(programme, one) for one in snapshot.applicants], np.float64)
    priced = ~np.isnan(grants) if parameters.budget is not None else np.ones(len(grants), bool)
    known = verified_rows(programme, snapshot)
    eligible = np.array([verdict[one.id].status for one in snapshot.applicants], object)
    ranked = known & (eligible == "eligible") & priced
    rows = np.flatnonzero(ranked)
    selection = by_rank(
        np.where(ranked, scores, np.nan),
        grants,
        parameters.budget,
        parameters.places,
        decimals=parameters.decimals,
    )
    intervals = rank_intervals(
        values.shares[rows],
        weights,
        parameters.draws,
        parameters.spread,
        parameters.seed,
        adjustments=values.adjustment[rows],
        first=selection.line,
    )
    frame = _frame(snapshot, values, summed, scores, grants, table)
    pending = known & ~ranked & (eligible != "not_eligible")
    apart = ~known & (eligible != "not_eligible")
    return Board(
        table=table,
        verdicts=verdict,
        ranking=_ranking(frame, rows, selection, intervals, parameters),
        pending=_apart(frame, pending, scores[rows]),
        unverified=_apart(frame, apart, scores[rows]),
        selection=selection,
        intervals=intervals,
        unpriced=tuple(one.id for row, one in enumerate(snapshot.applicants) if not priced[row]),
    )


def verified_rows(programme: Programme, snapshot: Snapshot) -> NDArray[np.bool_]:
    """Whose assessment is verified; everybody where the programme weighs no assessment."""
    weighs = programme.level_gate is not None or any(
        criterion.source == "assessment" for criterion in programme.criteria
    )
    return np.array([not weighs or one.status == VERIFIED for one in snapshot.applicants], bool)


def _refuse_optimise(programme: Programme) -> None:
    if programme.selection != "by_rank":
        raise AssessmentError(
            Problem(
                programme.id,
                message("이 프로그램은 아직 순위에 따른 선정만 할 수 있습니다."),
                message("지원사업 파일의 selection을 by_rank로 하여 다시 게시해 주십시오."),
                code="selection",
            )
        )


def _granted(programme: Programme, one: Applicant) -> float:
    """What the firm asks for, within the programme's cap and share of cost; NaN when not said."""
    if one.requested is None:
        return np.nan
    limits = [one.requested]
    if programme.grant.cap is not None:
        limits.append(programme.grant.cap)
    if programme.grant.share is not None and one.planned_cost is not None:
        limits.append(programme.grant.share * one.planned_cost)
    return min(limits)


def _frame(
    snapshot: Snapshot,
    values: CriteriaValues,
    summed: WeightedSum,
    scores: NDArray[np.float64],
    grants: NDArray[np.float64],
    table: pd.DataFrame,
) -> pd.DataFrame:
    applicants = snapshot.applicants
    columns: dict[str, Any] = {
        "application": [one.id for one in applicants],
        "firm": pd.array([one.firm_id for one in applicants], dtype="Int64"),
        "assessment": pd.array([one.assessment_id for one in applicants], dtype="Int64"),
        "name": [one.name for one in applicants],
        "score": scores,
    }
    for place, criterion in enumerate(values.criteria):
        columns[CONTRIBUTION + criterion] = summed.contributions[:, place]
    columns |= {
        "adjustment": values.adjustment,
        "verified_share": table["verified_share"].to_numpy(np.float64),
        "coverage": table["coverage"].to_numpy(np.float64),
        "unknown": [" ".join(values.unknown(row)) for row in range(len(applicants))],
        "requested": [np.nan if one.requested is None else one.requested for one in applicants],
        "granted": grants,
    }
    return pd.DataFrame(columns)


def _ranking(
    frame: pd.DataFrame,
    rows: NDArray[np.intp],
    selection: Selection,
    intervals: RankIntervals,
    parameters: Parameters,
) -> pd.DataFrame:
    ranked = frame.iloc[rows].copy()
    ranked.insert(0, "rank", np.asarray(selection.rank[rows], np.int64))
    ranked["low"], ranked["median"] = intervals.low, intervals.median
    ranked["high"], ranked["chance"] = intervals.high, intervals.within
    ranked["cumulative"] = selection.cumulative[rows]
    ranked["above_line"] = selection.selected[rows]
    ranked["waiting"] = selection.waiting[rows]
    ranked["zone"] = zones(intervals.low, intervals.high, selection.line, len(rows))
    last = frame["score"].to_numpy()[selection.order[: selection.line]]
    bound = float(last.min()) if len(last) else np.nan
    ranked["to_line"] = half_up(ranked["score"] - bound, parameters.decimals)
    order = pd.Index(selection.order)
    return ranked.loc[order].reset_index(drop=True)


def zones(low: NDArray[np.int64], high: NDArray[np.int64], line: int, ranked: int) -> list[Zone]:
    """Safe where even the 95 % rank is above the line, out where even the 5 % rank is below it."""
    if line >= ranked:
        return ["safe"] * ranked
    return [
        "safe" if worst <= line else "out" if best > line else "toss_up"
        for best, worst in zip(low, high, strict=True)
    ]


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
