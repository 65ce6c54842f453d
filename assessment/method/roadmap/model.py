"""A firm's open steps and the tree above them as a mixed-integer programme."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from assessment.definitions.releases import Action
from assessment.method.roadmap.conditions import Clauses, Literal
from assessment.method.selection.quiet import quiet
from assessment.method.tree import Branch, Tree

Terms = Mapping[int, float]
NEARLY = 1e-9
EASE = 1e-6
"""What an aim already reached may give for the next: the solver's own tolerance."""
CONCAVE = ("geometric_mean", "harmonic_mean")


@dataclass(frozen=True)
class Chain:
    """One item's steps in order: `codes[0]` is where it stands, `codes[k]` after k steps."""

    item: str
    codes: tuple[int, ...]
    names: tuple[str, ...]
    actions: tuple[Action, ...]

    def reaching(self, bound: float) -> int | None:
        """How many steps bring the item to this option at least; None when none does."""
        return next((k for k, code in enumerate(self.codes) if code >= bound), None)


class Model:
    """Variables: one a step (taken or not), one a node (its share at most), one a threshold met.

    Only upper bounds on what steps give are stated, exact for weighted means, minima, gates and
    counts; geometric and harmonic means are bounded by tangents (they are concave), added where a
    solution claims too much. So the best of the model is never worse than the true best.
    """

    def __init__(self, tree: Tree, chains: Sequence[Chain], values: Mapping[str, float | None]):
        self.tree, self.chains, self.values = tree, chains, values
        self.upper: list[float] = []
        self.lower: list[float] = []
        self.whole: list[bool] = []
        self.rows: list[tuple[Terms, float]] = []
        self.first = {}
        for chain in chains:
            self.first[chain.item] = len(self.upper)
            for _ in chain.names:
                self.variable(0, 1, True)
        self.steps = len(self.upper)
        self.node: dict[str, int] = {}
        for chain in chains:
            at = self.first[chain.item]
            for k in range(1, len(chain.names)):
                self.at_most({at + k: 1.0, at + k - 1: -1.0}, 0.0)

    def variable(self, lower: float, upper: float, whole: bool) -> int:
        self.lower.append(lower)
        self.upper.append(upper)
        self.whole.append(whole)
        return len(self.upper) - 1

    def at_most(self, terms: Terms, bound: float) -> None:
        """Σ coefficient · variable ≤ bound."""
        self.rows.append((terms, bound))

    # ---- the tree above the steps ----------------------------------------------------------

    def build(
        self, least: NDArray[np.float64], most: NDArray[np.float64], keep: frozenset[str]
    ) -> None:
        """The nodes in `keep` and below; `least`, `most`: the shares of every column (items, then
        nodes) with all steps at their worst and best, NaN where there is no value."""
        self.least, self.most = least, most
        for place, branch in enumerate(self.tree.branches):
            column = self.tree.size + place
            if branch.id in keep and not np.isnan(most[column]):
                slack = 1.0 + abs(most[column])
                self.node[branch.id] = self.variable(least[column] - slack, most[column], False)
                self.bound(branch, self.node[branch.id])

    def share(self, column: int) -> tuple[dict[int, float], float]:
        """An item's or node's share as terms and a constant."""
        if column >= self.tree.size:
            return {self.node[self.tree.name(column)]: 1.0}, 0.0
        item = self.tree.items[column]
        if item not in self.first:
            return {}, float(self.most[column])
        chain = self.chains[[c.item for c in self.chains].index(item)]
        shares = self.tree.lookup[column][list(chain.codes)]
        rises = np.diff(shares)
        return {self.first[item] + k: float(r) for k, r in enumerate(rises)}, float(shares[0])

    def present(self, branch: Branch) -> tuple[list[int], list[float]]:
        """The children that have a value, and their weights renormalised."""
        pairs = [
            (child, weight)
            for child, weight in zip(branch.children, branch.weights, strict=True)
            if not np.isnan(self.most[child])
        ]
        total = sum(weight for _, weight in pairs)
        return [child for child, _ in pairs], [weight / total for _, weight in pairs]

    def bound(self, branch: Branch, node: int) -> None:
        children, weights = self.present(branch)
        if branch.aggregation in ("weighted_mean", "attainment"):
            self.below(node, [self.share(child) for child in children], weights, 0.0)
        elif branch.aggregation == "minimum":
            for child, weight in zip(children, weights, strict=True):
                if weight > 0:
                    self.below(node, [self.share(child)], [1.0], 0.0)
        elif branch.aggregation in ("count", "cumulative_gate"):
            met = [self.met(child, branch.threshold) for child in children]
            if branch.aggregation == "cumulative_gate":
                for one, after in pairwise(met):
                    self.at_most({after: 1.0, one: -1.0}, 0.0)
            self.below(node, [({m: 1.0}, 0.0) for m in met], weights, 0.0)
        else:
            self.tangent(branch, {child: float(self.most[child]) for child in children})

    def below(
        self,
        node: int,
        parts: Sequence[tuple[Mapping[int, float], float]],
        weights: Sequence[float],
        constant: float,
    ) -> None:
        """node ≤ constant + Σ weight · part."""
        terms = {node: 1.0}
        for (part, fixed), weight in zip(parts, weights, strict=True):
            constant += weight * fixed
            for variable, factor in part.items():
                terms[variable] = terms.get(variable, 0.0) - weight * factor
        self.at_most(terms, constant)

    def met(self, child: int, threshold: float) -> int:
        """A yes-or-no variable that may be 1 only where the child's share reaches the threshold."""
        terms, fixed = self.share(child)
        least = min(float(self.least[child]), threshold) - 1.0
        variable = self.variable(0, 1, True)
        row = {v: -factor for v, factor in terms.items()}
        row[variable] = threshold - NEARLY - least
        self.at_most(row, fixed - least)
        return variable

    def tangent(self, branch: Branch, at: Mapping[int, float]) -> None:
        """The mean lies below its tangent at these shares of its children (all above 0)."""
        children, weights = self.present(branch)
        shares = np.array([at[child] for child in children])
        parts = np.array(weights)
        if branch.aggregation == "geometric_mean":
            mean = float(np.exp((parts * np.log(shares)).sum()))
            slopes = mean * parts / shares
        else:
            mean = float(1.0 / (parts / shares).sum())
            slopes = mean**2 * parts / shares**2
        own = [self.share(child) for child in children]
        self.below(
            self.node[branch.id], own, slopes.tolist(), mean - float((slopes * shares).sum())
        )

    # ---- conditions ------------------------------------------------------------------------

    def require(self, rule: Clauses, step: int | None = None) -> None:
        """The clauses hold; or, with `step`, that step is taken only where they do."""
        for clause in rule:
            row: dict[int, float] = {} if step is None else {step: 1.0}
            literals = [self.literal(literal) for literal in sorted(clause)]
            if any(literal is True for literal in literals):
                continue
            for variable in literals:
                if variable is not False:
                    row[variable] = row.get(variable, 0.0) - 1.0
            self.at_most(row, 0.0 if step is not None else -1.0)

    def literal(self, literal: Literal) -> int | bool:
        """The variable that says `name >= bound`, or what is certain."""
        name, bound = literal
        if name in self.first:
            chain = self.chains[[c.item for c in self.chains].index(name)]
            steps = chain.reaching(bound)
            if steps is None or steps == 0:
                return steps == 0
            return self.first[name] + steps - 1
        if name in self.node:
            full = self.tree.branch(name).points
            variable = self.variable(0, 1, True)
            least = self.lower[self.node[name]]
            goal = (bound - self.rounding) / full - NEARLY
            self.at_most({self.node[name]: -1.0, variable: goal - least}, -least)
            return variable
        value = self.values.get(name)
        return value is not None and value >= bound

    @property
    def rounding(self) -> float:
        """Points this far below a bound round up to it."""
        return float(0.5 * 10.0**-self.tree.decimals)

    def forbid(self, taken: NDArray[np.bool_]) -> None:
        """Not exactly these steps."""
        inside = {int(k): 1.0 for k in np.flatnonzero(taken)}
        outside = {int(k): -1.0 for k in np.flatnonzero(~taken)}
        self.at_most({**inside, **outside}, len(inside) - 1.0)

    def not_all(self, steps: Sequence[int], unless: Sequence[int] = ()) -> None:
        """Not all of these steps, unless one of the others is taken too."""
        self.at_most({**dict.fromkeys(steps, 1.0), **dict.fromkeys(unless, -1.0)}, len(steps) - 1.0)

    # ---- solving ---------------------------------------------------------------------------

    def solve(self, aims: Sequence[Terms]) -> NDArray[np.float64] | None:
        """The variables that make the first aim smallest, then the second …; None: impossible."""
        extra: list[tuple[Terms, float]] = []
        found = None
        for aim in aims:
            following = self.smallest(aim, extra)
            if following is None:
                return found  # a later aim can only fail by the solver's tolerance
            found = np.where(self.whole, np.round(following), following)
            extra.append((aim, sum(f * found[k] for k, f in aim.items()) + EASE))
        return found

    def smallest(
        self, aim: Terms, extra: Sequence[tuple[Terms, float]]
    ) -> NDArray[np.float64] | None:
        size = len(self.upper)
        if not size:
            kept = all(bound >= 0 for _, bound in self.rows)
            return np.zeros(0) if kept else None
        goal = np.zeros(size)
        for variable, factor in aim.items():
            goal[variable] = factor
        rows = [*self.rows, *extra]
        heads = np.repeat(np.arange(len(rows)), [len(terms) for terms, _ in rows])
        members = np.array([v for terms, _ in rows for v in terms], np.intp)
        factors = np.array([f for terms, _ in rows for f in terms.values()], np.float64)
        matrix = coo_array((factors, (heads, members)), shape=(len(rows), size)).tocsr()
        limits = np.array([bound for _, bound in rows])
        with quiet():
            found = milp(
                goal,
                integrality=np.array(self.whole, np.uint8),
                bounds=Bounds(np.array(self.lower), np.array(self.upper)),
                constraints=LinearConstraint(matrix, -np.inf, limits) if rows else (),
                options={"mip_rel_gap": 0.0},
            )
        return None if found.x is None else np.asarray(found.x, np.float64)
