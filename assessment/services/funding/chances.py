"""How sure a place is: ranks and chances of being funded under other weights and checked claims.

For the programme office alone; nothing here moves a score, an order or an outcome.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from assessment.locale import Message, message
from assessment.method.criteria import CriteriaValues
from assessment.method.selection import SelectionProblem, what_if
from assessment.method.selection.problem import CENT
from assessment.method.selection.quick_list import QuickList
from assessment.method.uncertainty import (
    bounded_weights,
    drawn_scores,
    funding_chances,
    rank_intervals,
)
from assessment.problems import AssessmentError
from assessment.services.funding.drawn_claims import DrawnClaims
from assessment.services.funding.parameters import Parameters

Zone = Literal["safe", "toss_up", "out"]
ZONES: dict[str, Zone] = {"safe_in": "safe", "toss_up": "toss_up", "safe_out": "out"}
CELLS = 4_000_000
"""Draws × applicants at most; with more applicants fewer draws are taken, and said."""
FEWEST, OPTIMISED = 100, 60
PARTS = (0.05, 0.50, 0.95)

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Choose = Callable[[Floats], Flags]


@dataclass(frozen=True, eq=False)
class Outlook:
    """Ranks in 5, 50, 95 % of the draws, P(funded) and zone of the ranked; P(funded) of the others.

    `apart` is each one's own chance if it alone entered the list with what a check might leave of
    its claims. `distribution` says everything that was drawn. `rows` are the applicants, the
    ranked first.
    """

    low: NDArray[np.int64]
    median: NDArray[np.int64]
    high: NDArray[np.int64]
    chance: Floats
    zone: list[Zone]
    apart: Floats
    draws: int
    distribution: Message
    rows: NDArray[np.intp]

    def chances(self, applicants: int) -> Floats:
        """P(funded) of every applicant; NaN for who can never be."""
        every = np.full(applicants, np.nan)
        every[self.rows] = np.concatenate([self.chance, self.apart])
        return every


def outlook(
    values: CriteriaValues,
    weights: Floats,
    grants: Floats,
    ranked: NDArray[np.intp],
    apart: NDArray[np.intp],
    problem: SelectionProblem,
    claims: DrawnClaims | None,
    parameters: Parameters,
    *,
    optimise: bool = False,
) -> Outlook:
    """`problem` is the call's, over all applicants; its limits hold in every draw."""
    rows = np.concatenate([ranked, apart])
    touched = claims is not None and bool(np.isin(ranked, claims.rows).any())
    draws = _draws(len(rows), parameters.draws, optimise)
    drawn = bounded_weights(weights, draws, parameters.spread, parameters.seed)
    scores = drawn_scores(
        values.shares[rows],
        drawn,
        adjustments=values.adjustment[rows],
        drawn=None if claims is None else _columns(claims, values.shares, rows, draws),
    )
    choose = _chooser(problem, ranked, parameters.decimals, optimise)
    passing = _Passing(scores, len(ranked), grants[rows], problem, choose, parameters, touched)
    found = funding_chances(
        passing.ranked(),
        grants[ranked],
        parameters.budget,
        parameters.places,
        decimals=parameters.decimals,
        choose=passing.choose if choose is not None else None,
    )
    ranks = _ranks(values, weights, ranked, passing, drawn.distribution, parameters)
    return Outlook(
        low=ranks.low,
        median=ranks.median,
        high=ranks.high,
        chance=found.chance,
        zone=[ZONES[str(group)] for group in found.group],
        apart=passing.apart(draws),
        draws=draws,
        distribution=_words(ranks.words, claims, draws, parameters.draws),
        rows=rows,
    )


class _Ranks(NamedTuple):
    low: NDArray[np.int64]
    median: NDArray[np.int64]
    high: NDArray[np.int64]
    words: Message


def _ranks(
    values: CriteriaValues,
    weights: Floats,
    ranked: NDArray[np.intp],
    passing: "_Passing",
    words: Message,
    parameters: Parameters,
) -> _Ranks:
    """Exact by the weights alone where no ranked applicant has a claim left to be checked."""
    if passing.ranks is not None:
        return _Ranks(*passing.quantiles(), words)
    found = rank_intervals(
        values.shares[ranked],
        weights,
        parameters.draws,
        parameters.spread,
        parameters.seed,
        adjustments=values.adjustment[ranked],
    )
    return _Ranks(found.low, found.median, found.high, found.distribution)


def _draws(rows: int, asked: int, optimise: bool) -> int:
    most = min(asked, OPTIMISED) if optimise else asked
    return min(most, max(CELLS // max(rows, 1), FEWEST))


def _columns(
    claims: DrawnClaims, shares: Floats, rows: NDArray[np.intp], draws: int
) -> dict[int, Iterator[Floats]]:
    found = claims.columns(shares, draws)
    return {place: (block[:, rows] for block in blocks) for place, blocks in found.items()}


def _words(weights: Message, claims: DrawnClaims | None, draws: int, asked: int) -> Message:
    words = weights
    if claims is not None:
        words = message("{weights}. {claims}", weights=weights, claims=claims.distribution)
    if draws < asked:
        words = message("{words}. 선정 확률은 {draws}번 뽑아 셈", words=words, draws=f"{draws:,}")
    return words


def _chooser(
    problem: SelectionProblem, ranked: NDArray[np.intp], decimals: int, optimise: bool
) -> Choose | None:
    """Who of the ranked is funded at other scores; None where money and places alone decide."""
    own = _only(problem, ranked)
    if optimise:

        def best(scores: Floats) -> Flags:
            known = ~np.isnan(scores)
            at = replace(own, values=np.where(known, scores, 0.0), open=known)
            try:
                return what_if(at).selected
            except AssessmentError:
                return np.zeros(len(scores), bool)

        return best
    if all(one.kind in ("budget", "places") for one in problem.constraints):
        return None
    return QuickList(own, decimals)


def _only(problem: SelectionProblem, rows: NDArray[np.intp]) -> SelectionProblem:
    return replace(
        problem,
        values=problem.values[rows],
        costs=problem.costs[rows],
        open=problem.open[rows],
        matrix=problem.matrix[:, rows],
    )


class _Passing:
    """Blocks of scores on their way to the chances: what is counted of them as they pass."""

    def __init__(
        self,
        scores: Iterator[Floats],
        ranked: int,
        grants: Floats,
        problem: SelectionProblem,
        choose: Choose | None,
        parameters: Parameters,
        ranks: bool,
    ) -> None:
        self.scores, self.count, self.grants = scores, ranked, grants
        self.own_choice, self.parameters = choose, parameters
        self.ranks: list[NDArray[np.int32]] | None = [] if ranks else None
        self.above = np.zeros(len(grants) - ranked, np.int64)
        self.costs = np.nan_to_num(grants)
        self.limited = parameters.budget is not None

    def ranked(self) -> Iterator[Floats]:
        """The scores of the ranked alone."""
        for block in self.scores:
            rounded = np.round(block, self.parameters.decimals)
            order = np.argsort(-rounded[:, : self.count], axis=1, kind="stable")
            ordered = np.take_along_axis(rounded[:, : self.count], order, axis=1)
            if self.ranks is not None:
                self.ranks.append(_places(ordered, order))
            if self.own_choice is None and len(self.above):
                self._enter(ordered, order, rounded[:, self.count :])
            self._waiting = iter(rounded[:, self.count :])
            yield block[:, : self.count]

    def choose(self, scores: Floats) -> Flags:
        """The caller's rule, and beside it who of the others would have come in."""
        assert self.own_choice is not None
        chosen = self.own_choice(scores)
        others = next(self._waiting)
        if len(others):
            refused = scores[~chosen & ~np.isnan(scores)]
            line = scores[chosen].min() if chosen.any() else np.inf
            self.above += (others > line) if len(refused) else np.ones(len(others), bool)
        return chosen

    def _enter(self, ordered: Floats, order: NDArray[np.intp], others: Floats) -> None:
        """Who of the others would be funded in each draw if it alone came on that list."""
        draws, count = ordered.shape
        places = self.parameters.places
        most = count if places is None else places - 1
        budget = np.inf if self.parameters.budget is None else self.parameters.budget + CENT
        running = np.zeros((draws, count + 1))
        np.cumsum(self.costs[: self.count][order], axis=1, out=running[:, 1:])
        last = np.minimum((running[:, 1:] <= budget).sum(axis=1), most)
        line = np.append(ordered, np.full((draws, 1), -np.inf), axis=1)[np.arange(draws), last]
        fits = others > line[:, None]
        own = self.costs[self.count :]
        tight = running[np.arange(draws), last] + own.max() > budget
        for draw in np.flatnonzero(tight) if self.limited else ():
            before = np.searchsorted(-ordered[draw], -others[draw], side="right")
            fits[draw] &= running[draw][before] + own <= budget
        self.above += fits.sum(axis=0)

    def quantiles(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """The smallest rank that 5, 50 and 95 % of the draws do not exceed."""
        assert self.ranks is not None
        every = np.sort(np.concatenate(self.ranks), axis=0).astype(np.int64)
        at = [max(int(np.ceil(part * len(every) - 1e-9)), 1) - 1 for part in PARTS]
        return every[at[0]], every[at[1]], every[at[2]]

    def apart(self, draws: int) -> Floats:
        """P(funded) of those who stand apart; NaN where no amount was given under a budget."""
        unpriced = np.isnan(self.grants[self.count :]) & self.limited
        return np.where(unpriced, np.nan, self.above / draws)


def _places(ordered: Floats, order: NDArray[np.intp]) -> NDArray[np.int32]:
    """Competition ranks of draws × n scores that are given in falling order with their rows."""
    fresh = np.ones(ordered.shape, bool)
    fresh[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    first = np.where(fresh, np.arange(1, ordered.shape[1] + 1, dtype=np.int32), np.int32(0))
    ranks = np.empty(ordered.shape, np.int32)
    np.put_along_axis(ranks, order, np.maximum.accumulate(first, axis=1), axis=1)
    return ranks
