"""Solves, scores again, and tightens the model until what it claims is true."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessment.definitions.releases import Release
from assessment.locale import message
from assessment.method.answers import AnswerTable
from assessment.method.asking import leave_out_unasked
from assessment.method.levels import levels
from assessment.method.roadmap.conditions import Clauses
from assessment.method.roadmap.goals import Gain, Goal, ReachLevel, Spend, steps_up_to
from assessment.method.roadmap.model import CONCAVE, Chain, Model
from assessment.method.rounding import half_up
from assessment.method.scoring import Scores, leaf_shares, score
from assessment.method.tree import Tree
from assessment.problems import AssessmentError, Problem

TRIES = 400
EXACT = 1e-6
"""Points that count as none."""


@dataclass(frozen=True)
class Found:
    """A set of steps that does what was asked, in an order that can be walked."""

    order: tuple[tuple[int, int], ...]
    names: tuple[str, ...]
    cost: float
    months: float
    gain: float
    total: float
    key: tuple[float, float, float, int]


class Search:
    """One firm, one goal, with the steps in `fixed` (chain to number of steps) settled."""

    def __init__(
        self,
        release: Release,
        tree: Tree,
        firm: AnswerTable,
        chains: tuple[Chain, ...],
        goal: Goal,
        required: Sequence[Clauses],
        needs: Mapping[str, Sequence[Clauses]],
        values: Mapping[str, float | None],
        fixed: Mapping[int, int],
        bands: Mapping[str, float],
    ) -> None:
        self.release, self.tree, self.firm, self.chains = release, tree, firm, chains
        self.goal, self.needs, self.values, self.fixed = goal, needs, values, fixed
        actions = [action for chain in chains for action in chain.actions]
        self.costs = np.array([bands[action.cost] for action in actions])
        self.months = np.array([action.months for action in actions])
        self.where = [(p, k) for p, chain in enumerate(chains) for k in range(len(chain.names))]
        self.base = self.total(np.zeros(len(actions), bool))
        self.model = Model(tree, chains, values)
        self.possible = self.set_up(required)

    # ---- the model -------------------------------------------------------------------------

    def set_up(self, required: Sequence[Clauses]) -> bool:
        named = {name for rule in required for clause in rule for name, _ in clause}
        nodes = named & set(self.tree.nodes)
        if not isinstance(self.goal, ReachLevel):
            nodes.add(self.tree.root)
        self.model.build(*self.extremes(), keep=self.below(nodes))
        self.settle()
        for step, where in enumerate(self.where):
            for rule in self.needs[self.name(where)]:
                self.model.require(rule, step)
        for rule in required:
            self.model.require(rule)
        return isinstance(self.goal, ReachLevel) or self.aim_at_total()

    def settle(self) -> None:
        """The steps of settled chains are taken, or not, from the start."""
        for step, (place, k) in enumerate(self.where):
            if place in self.fixed:
                taken = float(k < self.fixed[place])
                self.model.lower[step] = self.model.upper[step] = taken

    def aim_at_total(self) -> bool:
        """Enough points, or no more than the money; False where the total has no value."""
        if np.isnan(self.base) or self.tree.root not in self.model.node:
            return False
        if isinstance(self.goal, Gain):
            goal = float(half_up(self.base + self.goal.points, self.tree.decimals))
            row = {self.model.node[self.tree.root]: -self.full}
            self.model.at_most(row, -(goal - self.model.rounding - EXACT / 10))
        if isinstance(self.goal, Spend):
            money = {k: float(c) / self.unit for k, c in enumerate(self.costs)}
            self.model.at_most(money, self.goal.budget / self.unit + 1e-9)
        return True

    @property
    def full(self) -> float:
        return self.tree.branch(self.tree.root).points

    @property
    def unit(self) -> float:
        return float(self.costs.max(initial=0.0)) or 1.0

    def below(self, nodes: set[str]) -> frozenset[str]:
        """These nodes and all that they hold."""
        kept = set(nodes)
        for branch in reversed(self.tree.branches):
            if branch.id in kept:
                kept |= {self.tree.name(c) for c in branch.children if c >= self.tree.size}
        return frozenset(kept)

    def extremes(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Shares of items and nodes with every step at its worst and at its best."""
        columns = []
        for pick in (np.argmin, np.argmax):
            taken = []
            for place, chain in enumerate(self.chains):
                steps = 0
                if chain.item in self.tree.items:
                    lookup = self.tree.lookup[self.tree.items.index(chain.item)]
                    steps = int(pick(lookup[list(chain.codes)]))
                taken.append(self.fixed.get(place, steps))
            columns.append(self.shares(self.after(taken)))
        return columns[0], columns[1]

    def shares(self, answers: AnswerTable) -> NDArray[np.float64]:
        leaves = leaf_shares(self.tree, answers, slice(0, 1))[:, 0]
        return np.concatenate([leaves, score(self.tree, answers).shares[0]])

    # ---- states ----------------------------------------------------------------------------

    def after(self, taken: Sequence[int]) -> AnswerTable:
        codes = self.firm.codes.copy()
        for chain, steps in zip(self.chains, taken, strict=True):
            codes[:, self.firm.position(chain.item)] = chain.codes[steps]
        return leave_out_unasked(self.release, self.firm.with_codes(codes))

    def counts(self, chosen: NDArray[np.bool_]) -> list[int]:
        taken = [0] * len(self.chains)
        for (place, _), one in zip(self.where, chosen, strict=True):
            taken[place] += bool(one)
        return taken

    def total(self, chosen: NDArray[np.bool_]) -> float:
        scores = score(self.tree, self.after(self.counts(chosen)))
        return float(half_up(scores.of(self.tree.root), self.tree.decimals)[0])

    def reaches(self, answers: AnswerTable, scores: Scores) -> bool:
        total = float(half_up(scores.of(self.tree.root), self.tree.decimals)[0])
        if isinstance(self.goal, ReachLevel):
            result = levels(self.release, self.tree, scores, answers)[self.goal.axis]
            return bool(result.reached[0] >= steps_up_to(self.release, self.goal))
        if isinstance(self.goal, Gain):
            goal = half_up(self.base + self.goal.points, self.tree.decimals)
            return bool(total >= goal)
        return True

    def walk(self, chosen: NDArray[np.bool_]) -> tuple[list[int], list[int]]:
        """The chosen steps in an order that can be walked, cheapest first, and those left over."""
        at = {chain.item: chain.codes[0] for chain in self.chains}
        waiting = [int(k) for k in np.flatnonzero(chosen)]
        walked: list[int] = []
        while True:
            ready = [k for k in waiting if self.ready(k, at)]
            if not ready:
                return walked, waiting
            following = min(ready, key=lambda k: (self.costs[k], self.months[k], k))
            place, step = self.where[following]
            at[self.chains[place].item] = self.chains[place].codes[step + 1]
            waiting.remove(following)
            walked.append(following)

    def ready(self, step: int, at: Mapping[str, int]) -> bool:
        place, k = self.where[step]
        chain = self.chains[place]
        if at[chain.item] != chain.codes[k]:
            return False
        now: dict[str, float | None] = {**self.values, **at}
        return all(
            any((value := now.get(name)) is not None and value >= bound for name, bound in clause)
            for rule in self.needs[chain.names[k]]
            for clause in rule
        )

    # ---- solving ---------------------------------------------------------------------------

    def aims(self) -> list[dict[int, float]]:
        money = {k: float(c) / self.unit for k, c in enumerate(self.costs)}
        months = {k: float(m) for k, m in enumerate(self.months)}
        plain = [money, months, dict.fromkeys(range(len(self.costs)), 1.0)]
        if isinstance(self.goal, Spend):
            plain.insert(0, {self.model.node[self.tree.root]: -self.full})
        return plain

    def best(self, most: int) -> list[Found]:
        """Up to `most` sets, best first, each without one step at least of every set before it."""
        found: list[Found] = []
        while self.possible and len(found) < most:
            one = self.next()
            if one is None:
                break
            found.append(one)
            if not one.order:
                break
            names = set(one.names)
            self.model.not_all([k for k, w in enumerate(self.where) if self.name(w) in names])
        return found

    def name(self, where: tuple[int, int]) -> str:
        return self.chains[where[0]].names[where[1]]

    def next(self) -> Found | None:
        """The best set that the model still allows and that keeps its promise when scored."""
        held: Found | None = None
        for _ in range(TRIES):
            solution = self.model.solve(self.aims())
            if solution is None:
                return held
            chosen = solution[: self.model.steps] > 0.5
            claimed = self.claimed(solution)
            if held is not None and claimed <= held.gain + EXACT:
                return held
            walked, stuck = self.walk(chosen)
            if stuck:
                self.model.not_all(stuck, [int(k) for k in np.flatnonzero(~chosen)])
                continue
            answers = self.after(self.counts(chosen))
            scores = score(self.tree, answers)
            one = self.found(walked, chosen)
            if self.reaches(answers, scores):
                if not isinstance(self.goal, Spend) or claimed <= one.gain + EXACT:
                    return one if held is None or one.key < held.key else held
                held = one if held is None or one.key < held.key else held
            if not self.tightened(solution, self.shares(answers)):
                self.model.forbid(chosen)
        raise AssessmentError(_too_hard())

    def claimed(self, solution: NDArray[np.float64]) -> float:
        if not isinstance(self.goal, Spend):
            return float("inf")
        return float(solution[self.model.node[self.tree.root]] * self.full - self.base)

    def tightened(self, solution: NDArray[np.float64], shares: NDArray[np.float64]) -> bool:
        """Tangents where a mean was claimed above what it is; whether there was any."""
        added = False
        for place, branch in enumerate(self.tree.branches):
            variable = self.model.node.get(branch.id)
            if variable is None or branch.aggregation not in CONCAVE:
                continue
            if solution[variable] > shares[self.tree.size + place] + 1e-8:
                children, _ = self.model.present(branch)
                self.model.tangent(branch, {child: float(shares[child]) for child in children})
                added = True
        return added

    def found(self, walked: Sequence[int], chosen: NDArray[np.bool_]) -> Found:
        total = self.total(chosen)
        gain = float(half_up(total - self.base, self.tree.decimals))
        cost = float(self.costs[chosen].sum())
        months = float(self.months[chosen].sum())
        aim = -round(gain, 6) if isinstance(self.goal, Spend) else 0.0
        return Found(
            order=tuple(self.where[k] for k in walked),
            names=tuple(self.name(self.where[k]) for k in walked),
            cost=cost,
            months=months,
            gain=gain,
            total=total,
            key=(aim, cost, months, len(walked)),
        )


def _too_hard() -> Problem:
    return Problem(
        where="roadmap",
        what=message("정해진 횟수 안에 가장 싼 길을 확인하지 못했습니다."),
        fix=message("목표를 가까운 수준으로 나누어 다시 찾으십시오."),
        code="roadmap_too_hard",
    )
