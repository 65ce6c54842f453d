"""Ranking a file of firms by a programme's rule, with intervals and, on request, another method."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.arrays import IntegerArray

from assessment.definitions.programmes import Programme
from assessment.method.selection import Selection, SelectionProblem, down_the_list
from assessment.method.uncertainty import WeightDraws, drawn_scores, funding_chances, smaa
from assessment.services.from_files.file_firms import Applicants, FirmFacts, applicants
from assessment.services.from_files.file_limits import (
    Limits,
    chooser,
    drawn_order,
    limited_problem,
    limits_of,
)
from assessment.services.funding.drawn_weights import Drawing
from assessment.services.funding.other_methods import OtherRanking, extras_told, other_ranking

ZONES = {"safe_in": "safe", "toss_up": "toss_up", "safe_out": "out"}


@dataclass(frozen=True)
class RankQuestion:
    """`method` none: the programme's own rule alone. `lottery`: what its source published."""

    method: str | None = None
    lottery: str | None = None
    drawing: Drawing = field(default_factory=Drawing)

    def as_json(self) -> dict[str, Any]:
        """Plain values; `rank_question` reads them back."""
        plain = {"method": self.method, "lottery": self.lottery}
        return plain | {"drawing": self.drawing.as_json()}


def rank_question(stored: Mapping[str, Any]) -> RankQuestion:
    """The question that `as_json` gave."""
    return RankQuestion(**{**stored, "drawing": Drawing(**stored["drawing"])})


@dataclass(frozen=True, eq=False)
class Outcome:
    """Who is in, by whichever rule: rank, selected, place on the waiting list, running money."""

    rank: IntegerArray
    selected: NDArray[np.bool_]
    waiting: NDArray[np.int64]
    cumulative: NDArray[np.float64]


def outcome_by_rank(chosen: Selection) -> Outcome:
    """What the walk down the list gave."""
    return Outcome(chosen.rank, chosen.selected, chosen.waiting, chosen.cumulative)


def rank_firms(
    programme: Programme, given: FirmFacts, question: RankQuestion
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """One row a firm in the order of ranks, those without one after them; and the summary.

    Only eligible firms are ranked. `rank_low`, `rank_median`, `rank_high` are the rank in 5, 50
    and 95 % of the draws, `chance` the share of draws in which the firm is funded by rank.
    """
    limits = limits_of(programme, lottery=question.lottery)
    found = applicants(programme, given, limits.budget)
    problem, order = limited_problem(found, limits), drawn_order(found, limits)
    outcome = outcome_by_rank(down_the_list(problem, programme.decimals, order))
    draws = question.drawing.of(found.values.weights)
    more = funding_columns(found, problem, limits, draws)
    frame = ranked_frame(found, outcome, draws, more)
    summary = rank_summary(found, outcome, draws, question.drawing)
    if question.method is not None:
        other = _other(question.method, found, outcome)
        place = list(frame.columns).index("rank_low")
        frame.insert(place, "method_score", _laid_out(other.ranking.score, found.ranked))
        frame.insert(place + 1, "method_rank", pd.Series(_whole(other.ranking.rank, found.ranked)))
        summary["what_if"] = {
            "method": other.method,
            "similarity": dict(other.similarity),
            "figures": extras_told(other.ranking),
            "higher_is_better": other.ranking.higher_is_better,
            "words": str(other.words),
        }
    return in_order(frame), summary


def ranked_frame(
    found: Applicants, outcome: Outcome, draws: WeightDraws, more: Mapping[str, Any]
) -> pd.DataFrame:
    """Verdict, rank, score with its parts, interval, `more`, and money, in the file's order."""
    judged = found.verdict.frame()
    parts = {
        f"contribution_{name}": found.summed.contributions[:, place]
        for place, name in enumerate(found.values.criteria)
    }
    count = len(found.scores)
    return pd.DataFrame(
        {
            "firm": list(found.given.firms),
            "rank": outcome.rank,
            **{name: list(judged[name]) for name in judged.columns},
            "score": found.scores,
            **parts,
            "adjustment": found.values.adjustment,
            "criteria_unknown": [" ".join(found.values.unknown(row)) for row in range(count)],
            **_intervals(found, draws),
            **more,
            "granted": found.granted,
            "cumulative": outcome.cumulative,
            "selected": outcome.selected,
            "waiting": outcome.waiting,
        }
    )


def rank_summary(
    found: Applicants, outcome: Outcome, draws: WeightDraws, drawing: Drawing
) -> dict[str, Any]:
    """Counts of verdicts, the parameters and the distribution that stands beside the intervals."""
    status = found.verdict.status
    return {
        "status": {name: status.count(name) for name in sorted(set(status))},
        "selected": int(outcome.selected.sum()),
        "parameters": drawing.as_json(),
        "distribution": str(draws.distribution),
        "error": draws.error,
    }


def in_order(frame: pd.DataFrame) -> pd.DataFrame:
    """Ranked firms first, by rank; equal ones as they stand in the file."""
    return frame.sort_values("rank", kind="stable", na_position="last").reset_index(drop=True)


def _intervals(found: Applicants, draws: WeightDraws) -> dict[str, Any]:
    rows = np.flatnonzero(found.ranked)
    points = 100.0 * np.nan_to_num(found.values.shares[rows], nan=0.0)
    drawn = smaa(points, draws, adjustments=found.values.adjustment[rows], exact_quantiles=True)
    return {
        f"rank_{name}": _whole(getattr(drawn, name), found.ranked)
        for name in ("low", "median", "high")
    }


def funding_columns(
    found: Applicants,
    problem: SelectionProblem,
    limits: Limits,
    draws: WeightDraws,
    rule: str = "by_rank",
) -> dict[str, Any]:
    """`chance`, the share of draws in which a firm is funded under the rule, and its `zone`."""
    rows, decimals = np.flatnonzero(found.ranked), found.programme.decimals
    chances = funding_chances(
        drawn_scores(found.values.shares[rows], draws, adjustments=found.values.adjustment[rows]),
        found.granted[rows],
        limits.budget,
        limits.places,
        decimals=decimals,
        choose=chooser(problem, rows, decimals, rule),
    )
    zone = np.full(len(found.ranked), None, object)
    zone[rows] = [ZONES[str(group)] for group in chances.group]
    return {"chance": _laid_out(chances.chance, found.ranked), "zone": zone}


def _other(method: str, found: Applicants, outcome: Outcome) -> OtherRanking:
    ranks = outcome.rank[found.ranked].to_numpy(dtype=np.float64)
    shares = found.values.shares[found.ranked]
    return other_ranking(method, shares, found.values.weights, ranks, found.programme.decimals)


def _laid_out(values: NDArray[np.float64], ranked: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Numbers of the ranked firms, NaN elsewhere."""
    column = np.full(len(ranked), np.nan)
    column[ranked] = values
    return column


def _whole(values: NDArray[Any], ranked: NDArray[np.bool_]) -> IntegerArray:
    """Whole numbers of the ranked firms, null elsewhere."""
    column = np.ones(len(ranked), np.int64)
    column[ranked] = values
    return IntegerArray(column, ~ranked)
