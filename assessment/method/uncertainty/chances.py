"""Chances that follow from draws: to reach a level, to be funded, and who is safe either way.

Only for intervals and triage, and the chance of being funded only for the programme office: what
decides is the verified answers by the published rule.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assessment.definitions.releases import Release
from assessment.locale import Message, message
from assessment.method.levels import levels
from assessment.method.scoring import score
from assessment.method.selection.problem import CENT
from assessment.method.uncertainty.claims import ClaimDraws
from assessment.method.uncertainty.draws import WeightDraws, monte_carlo_error
from assessment.problems import AssessmentError, Problem

SAFE_IN, SAFE_OUT = 0.95, 0.05
GROUPS = ("safe_out", "toss_up", "safe_in")
CELLS = 2**18

Floats = NDArray[np.float64]
Choose = Callable[[Floats], NDArray[np.bool_]]


@dataclass(frozen=True, eq=False)
class LevelChances:
    """Per firm the share of draws that reach a step of the axis or a higher one (n × steps).

    `numbers` are the steps' level numbers; `absent` the share of draws in which nothing can be
    said, which count as not reached. `error` is the largest Monte-Carlo standard error.
    """

    axis: str
    steps: tuple[str, ...]
    numbers: tuple[int, ...]
    at_least: Floats
    absent: Floats
    draws: int
    seed: int
    distribution: Message

    @property
    def error(self) -> float:
        """1 / (2 √D)."""
        return monte_carlo_error(self.draws)

    def reaches(self, level: int) -> Floats:
        """P(level ≥ this number) of every firm; 1 at 0 and below, 0 above the top."""
        if level <= 0:
            return 1.0 - self.absent
        place = int(np.searchsorted(self.numbers, level))
        return self.at_least[:, place] if place < len(self.numbers) else np.zeros(len(self.absent))


def level_chances(release: Release, claims: ClaimDraws) -> dict[str, LevelChances]:
    """Axis id to chances, from draws of what a check of the answers might find."""
    firms = len(claims.answers)
    found: dict[str, LevelChances] = {}
    for table in claims.tables(release):
        scores = score(claims.tree, table)
        for axis, result in levels(release, claims.tree, scores, table).items():
            absent = result.level.reshape(-1, firms) < 0
            reached = np.where(absent, 0, result.reached.reshape(-1, firms))
            steps = np.arange(1, len(result.steps) + 1)
            passed = (reached[:, :, None] >= steps).sum(axis=0) / claims.draws
            before = found.get(axis)
            found[axis] = LevelChances(
                axis=axis,
                steps=result.steps,
                numbers=result.numbers,
                at_least=passed if before is None else before.at_least + passed,
                absent=absent.sum(axis=0) / claims.draws + (0 if before is None else before.absent),
                draws=claims.draws,
                seed=claims.seed,
                distribution=claims.distribution,
            )
    return found


def drawn_scores(
    shares: ArrayLike,
    weights: WeightDraws,
    *,
    adjustments: ArrayLike | None = None,
    drawn: Mapping[int, Iterable[Floats]] | None = None,
) -> Iterator[Floats]:
    """Blocks of draws × n: 100 · Σ w·share + bonus points, weights and shares drawn together.

    `shares` is n × m; `drawn` replaces a column by blocks of draws × n (from `ClaimDraws.shares`),
    as many draws in all as there are weights, else ValueError. An unknown share gives 0.
    """
    known = np.nan_to_num(np.asarray(shares, np.float64), nan=0.0)
    extra = np.zeros(len(known)) if adjustments is None else np.asarray(adjustments, np.float64)
    columns = dict(drawn or {})
    fixed = known.copy()
    fixed[:, list(columns)] = 0.0
    step = max(CELLS // max(len(known), 1), 1)
    streams = {place: _reblocked(blocks, step) for place, blocks in columns.items()}
    for start in range(0, len(weights), step):
        part = weights.weights[start : start + step]
        scores = part @ fixed.T
        for place, stream in streams.items():
            block = next(stream, np.empty((0, len(known))))
            if block.shape != scores.shape:
                raise ValueError("as many draws of shares as of weights, each of every firm")
            scores += part[:, place, None] * np.nan_to_num(block, nan=0.0)
        scores *= 100.0
        scores += extra
        yield scores


@dataclass(frozen=True, eq=False)
class FundingChances:
    """P(funded) of every applicant, and the group: safe_in (≥ `safe_in`), safe_out (≤ `safe_out`),
    else toss_up. NaN and safe_out for who stands outside. For the programme office only."""

    chance: Floats
    group: NDArray[np.str_]
    safe_in: float
    safe_out: float
    draws: int

    @property
    def error(self) -> float:
        """1 / (2 √D)."""
        return monte_carlo_error(self.draws)

    @property
    def rule(self) -> Message:
        """The cut-offs in words."""
        return message(
            "선정 확률 {high}% 이상은 안정권, {low}% 이하는 탈락권, 그 사이는 경합({draws}번 추첨)",
            high=f"{self.safe_in * 100:g}",
            low=f"{self.safe_out * 100:g}",
            draws=f"{self.draws:,}",
        )


def funding_chances(
    scores: Iterable[Floats],
    requested: ArrayLike,
    budget: float | None = None,
    places: int | None = None,
    *,
    decimals: int = 9,
    choose: Choose | None = None,
    safe_in: float = SAFE_IN,
    safe_out: float = SAFE_OUT,
) -> FundingChances:
    """The share of draws in which an applicant is funded by rank, from blocks of draws × n scores.

    As `selection.by_rank`: down the list until budget or places end, the first that does not fit
    ends it, equal scores stand or fall together; NaN scores stand outside. `choose` replaces that
    rule by one of the caller's (scores of one draw → who is funded), for quotas. AssessmentError
    without a draw, when a ranked applicant has no requested amount under a budget, or when the
    cut-offs are not 0 ≤ safe_out < safe_in ≤ 1.
    """
    cost = np.asarray(requested, np.float64)
    if not 0 <= safe_out < safe_in <= 1:
        raise AssessmentError(_bad_cut_offs(safe_in, safe_out))
    funded, outside, draws = np.zeros(len(cost), np.int64), np.ones(len(cost), bool), 0
    for block in scores:
        outside &= np.isnan(block).all(axis=0)
        if choose is not None:
            chosen = np.array([choose(own) for own in block], bool).reshape(block.shape)
        else:
            _refuse_unpriced(~np.isnan(block).all(axis=0) & np.isnan(cost), budget)
            chosen = _down_the_lists(np.round(block, decimals), cost, budget, places)
        funded += chosen.sum(axis=0)
        draws += len(block)
    if not draws:
        raise AssessmentError(_nothing_drawn())
    chance = np.where(outside, np.nan, funded / draws)
    known = np.nan_to_num(chance)
    group = np.array(GROUPS)[(known > safe_out).astype(int) + (known >= safe_in)]
    return FundingChances(chance, group, safe_in, safe_out, draws)


def _down_the_lists(
    scores: Floats, cost: Floats, budget: float | None, places: int | None
) -> NDArray[np.bool_]:
    """Who is funded in each row of draws × n rounded scores."""
    draws, count = scores.shape
    order = np.argsort(-scores, axis=1, kind="stable")
    ordered = np.take_along_axis(scores, order, axis=1)
    fits = ~np.isnan(ordered)
    if budget is not None:
        running = np.cumsum(np.nan_to_num(cost)[order], axis=1)
        fits &= running <= budget + CENT
    if places is not None:
        fits[:, places:] = False
    line = np.where(fits.all(axis=1), count, fits.argmin(axis=1)) if count else np.zeros(draws, int)
    next_one = np.append(ordered, np.full((draws, 1), np.nan), axis=1)[np.arange(draws), line]
    chosen = np.zeros(scores.shape, bool)
    above = (np.arange(count) < line[:, None]) & (ordered != next_one[:, None])
    np.put_along_axis(chosen, order, above, axis=1)
    return chosen


def _reblocked(blocks: Iterable[Floats], step: int) -> Iterator[Floats]:
    """The same draws in blocks of `step`."""
    held: list[Floats] = []
    for block in blocks:
        held.append(block)
        while sum(map(len, held)) >= step:
            joined = np.concatenate(held)
            yield joined[:step]
            held = [joined[step:]]
    if sum(map(len, held)):
        yield np.concatenate(held)


def _refuse_unpriced(unpriced: NDArray[np.bool_], budget: float | None) -> None:
    if budget is None or not unpriced.any():
        return
    raise AssessmentError(
        *(
            Problem(
                where=str(row),
                what=message("신청 금액이 없어 예산선을 그을 수 없습니다."),
                fix=message("신청 금액을 넣거나 이 신청을 순위에서 빼십시오."),
                code="no_requested_amount",
            )
            for row in np.flatnonzero(unpriced)
        )
    )


def _bad_cut_offs(safe_in: float, safe_out: float) -> Problem:
    return Problem(
        where="safe_in, safe_out",
        what=message(
            "안정권과 탈락권의 경계가 맞지 않습니다: {high}, {low}", high=safe_in, low=safe_out
        ),
        fix=message("0 ≤ 탈락권 < 안정권 ≤ 1이 되게 고치십시오(예: 0.95와 0.05)."),
        code="bad_cut_offs",
    )


def _nothing_drawn() -> Problem:
    return Problem(
        where="draws",
        what=message("추첨이 한 번도 없어 확률을 말할 수 없습니다."),
        fix=message("추첨 횟수를 1 이상으로 하십시오."),
        code="no_draws",
    )
