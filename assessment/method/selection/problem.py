"""What is chosen from and what holds the choice: candidates, money, places, floors and ceilings."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import coo_array, csc_array

from assessment.locale import Message, message
from assessment.problems import AssessmentError, Problem

Kind = Literal["budget", "places", "floor", "ceiling", "firm", "exclusion"]
CENT = 1e-6
"""Money this close above the budget keeps it: sums of binary fractions are not exact."""


@dataclass(frozen=True)
class Quota:
    """At least `floor`, at most `ceiling` of the selected have all the attributes in `where`."""

    where: Mapping[str, Hashable]
    floor: int = 0
    ceiling: int | None = None

    @property
    def name(self) -> str:
        """`sector=metal, size=small`."""
        return ", ".join(f"{attribute}={value}" for attribute, value in self.where.items())


@dataclass(frozen=True)
class Constraint:
    """One limit on the sum over the selected: at least `limit` for a floor, else at most."""

    kind: Kind
    name: str
    limit: float

    @property
    def words(self) -> Message:
        """The constraint as a person reads it."""
        limit = f"{self.limit:,.10g}"
        return {
            "budget": message("예산 {limit}", limit=limit),
            "places": message("선정 수 {limit}", limit=limit),
            "floor": message("{name} 최소 {limit}곳", name=self.name, limit=limit),
            "ceiling": message("{name} 최대 {limit}곳", name=self.name, limit=limit),
            "firm": message("한 업체에 한 과제({name})", name=self.name),
            "exclusion": message("함께 선정할 수 없는 신청({name})", name=self.name),
        }[self.kind]


@dataclass(frozen=True, eq=False)
class SelectionProblem:
    """Choose rows so that Σ values is largest and `matrix` @ chosen ≤ `limits`.

    `matrix` is constraints × candidates; a floor stands in it with both sides negated. `open` is
    false where a candidate has no value (NaN) and cannot be chosen; its value here is 0.
    """

    values: NDArray[np.float64]
    costs: NDArray[np.float64]
    open: NDArray[np.bool_]
    constraints: tuple[Constraint, ...]
    matrix: csc_array = field(repr=False)
    limits: NDArray[np.float64] = field(repr=False)

    def __len__(self) -> int:
        return len(self.values)

    def slack(self, selected: ArrayLike) -> NDArray[np.float64]:
        """What each constraint has left under this choice; negative where it is broken."""
        chosen = np.asarray(selected, np.float64)
        left: NDArray[np.float64] = self.limits - self.matrix @ chosen
        return left

    def broken(self, selected: ArrayLike) -> tuple[Constraint, ...]:
        """The constraints that this choice does not keep."""
        left = self.slack(selected)
        return tuple(c for c, s in zip(self.constraints, left, strict=True) if s < -CENT)

    def limited(self, place: int, limit: float) -> "SelectionProblem":
        """The same problem with another limit of one constraint."""
        limits = self.limits.copy()
        limits[place] = -limit if self.constraints[place].kind == "floor" else limit
        own = self.constraints[place]
        constraints = list(self.constraints)
        constraints[place] = Constraint(own.kind, own.name, limit)
        return SelectionProblem(
            self.values, self.costs, self.open, tuple(constraints), self.matrix, limits
        )

    def without(self, place: int) -> "SelectionProblem":
        """The same problem without one constraint."""
        kept = [k for k in range(len(self.constraints)) if k != place]
        return SelectionProblem(
            self.values,
            self.costs,
            self.open,
            tuple(self.constraints[k] for k in kept),
            csc_array(self.matrix.tocsr()[kept]),
            self.limits[kept],
        )

    def valued(self, row: int, value: float) -> "SelectionProblem":
        """The same problem with another value of one candidate."""
        values = self.values.copy()
        values[row] = value
        return SelectionProblem(
            values, self.costs, self.open, self.constraints, self.matrix, self.limits
        )

    def place_of(self, kind: Kind) -> int | None:
        """Where the constraint of this kind stands (the first); None without one."""
        kinds = [constraint.kind for constraint in self.constraints]
        return kinds.index(kind) if kind in kinds else None


def selection_problem(
    values: ArrayLike,
    costs: ArrayLike | None = None,
    *,
    budget: float | None = None,
    places: int | None = None,
    quotas: Sequence[Quota] = (),
    attributes: Mapping[str, Sequence[Hashable]] | None = None,
    firms: Sequence[Hashable] | None = None,
    exclusions: Sequence[Sequence[int]] = (),
) -> SelectionProblem:
    """The problem over n candidates; values and costs are (n,), costs ≥ 0 in the budget's unit.

    `attributes` gives one value a candidate under each name; `firms` who applies (at most one
    project each; None: a firm of its own); each of `exclusions` holds rows of which at most one is
    chosen. A value of NaN leaves the candidate out; a cost of NaN counts 0 without a budget.
    Raises AssessmentError naming every limit that is negative, upside down or about an unknown
    attribute, and every candidate without amount under a budget.
    """
    given = np.asarray(values, np.float64)
    asked = np.zeros(len(given)) if costs is None else np.asarray(costs, np.float64)
    known = attributes or {}
    lengths = {len(asked), *(len(column) for column in known.values())}
    if given.ndim != 1 or lengths != {len(given)} or (firms and len(firms) != len(given)):
        raise ValueError("values, costs, attributes and firms must be as many")
    open_ = ~np.isnan(given)
    problems = [*_bad_limits(budget, places), *_bad_quotas(quotas, known)]
    if budget is not None:
        problems += [unpriced(int(row)) for row in np.flatnonzero(open_ & ~(asked >= 0))]
    if problems:
        raise AssessmentError(*problems)
    asked = np.nan_to_num(asked)
    rows = [
        *_money_and_places(asked, budget, places),
        *_quota_rows(quotas, known, len(given)),
        *_one_each(firms),
        *_exclusive(exclusions),
    ]
    matrix, limits = _stacked(rows, len(given))
    constraints = tuple(constraint for constraint, _, _ in rows)
    return SelectionProblem(np.where(open_, given, 0.0), asked, open_, constraints, matrix, limits)


def unpriced(row: int) -> Problem:
    """A candidate without an amount, where money draws the line."""
    return Problem(
        where=str(row),
        what=message("신청 금액이 없어 예산선을 그을 수 없습니다."),
        fix=message("신청 금액을 넣거나 이 신청을 순위에서 빼십시오."),
        code="no_requested_amount",
    )


Row = tuple[Constraint, NDArray[np.intp], NDArray[np.float64]]


def _money_and_places(
    costs: NDArray[np.float64], budget: float | None, places: int | None
) -> list[Row]:
    everybody = np.arange(len(costs))
    rows: list[Row] = []
    if budget is not None:
        rows.append((Constraint("budget", "", float(budget)), everybody, costs))
    if places is not None:
        rows.append((Constraint("places", "", places), everybody, np.ones(len(costs))))
    return rows


def _quota_rows(
    quotas: Sequence[Quota], attributes: Mapping[str, Sequence[Hashable]], size: int
) -> list[Row]:
    columns = {name: np.asarray(column, object) for name, column in attributes.items()}
    rows: list[Row] = []
    for quota in quotas:
        inside = np.ones(size, bool)
        for attribute, value in quota.where.items():
            inside &= (columns[attribute] == value).astype(bool)
        members = np.flatnonzero(inside)
        if quota.floor > 0:
            floor = Constraint("floor", quota.name, quota.floor)
            rows.append((floor, members, -np.ones(len(members))))
        if quota.ceiling is not None:
            ceiling = Constraint("ceiling", quota.name, quota.ceiling)
            rows.append((ceiling, members, np.ones(len(members))))
    return rows


def _one_each(firms: Sequence[Hashable] | None) -> list[Row]:
    projects: dict[Hashable, list[int]] = {}
    for row, firm in enumerate(firms or ()):
        if firm is not None:
            projects.setdefault(firm, []).append(row)
    return [
        (Constraint("firm", str(firm), 1), np.array(rows), np.ones(len(rows)))
        for firm, rows in projects.items()
        if len(rows) > 1
    ]


def _exclusive(exclusions: Sequence[Sequence[int]]) -> list[Row]:
    sets = [sorted(set(rows)) for rows in exclusions]
    return [
        (Constraint("exclusion", ", ".join(map(str, s)), 1), np.array(s), np.ones(len(s)))
        for s in sets
        if len(s) > 1
    ]


def _stacked(rows: list[Row], size: int) -> tuple[csc_array, NDArray[np.float64]]:
    columns = np.concatenate([members for _, members, _ in rows] or [np.zeros(0, np.intp)])
    parts = np.concatenate([weights for _, _, weights in rows] or [np.zeros(0)])
    lengths = [len(members) for _, members, _ in rows]
    heads = np.repeat(np.arange(len(rows)), lengths)
    matrix = csc_array(coo_array((parts, (heads, columns)), shape=(len(rows), size)))
    limits = [-c.limit if c.kind == "floor" else c.limit for c, _, _ in rows]
    return matrix, np.array(limits, np.float64)


def _bad_limits(budget: float | None, places: int | None) -> list[Problem]:
    given = (("budget", budget), ("places", places))
    return [
        Problem(
            where=where,
            what=message("예산이나 선정 수가 0보다 작습니다: {limit}", limit=limit),
            fix=message("0 이상의 값을 넣으십시오."),
            code="negative_limit",
        )
        for where, limit in given
        if limit is not None and not limit >= 0
    ]


def _bad_quotas(
    quotas: Sequence[Quota], attributes: Mapping[str, Sequence[Hashable]]
) -> list[Problem]:
    problems = []
    for quota in quotas:
        absent = [name for name in quota.where if name not in attributes]
        if absent:
            problems.append(
                Problem(
                    where=quota.name,
                    what=message("쿼터가 없는 속성을 가리킵니다: {names}", names=", ".join(absent)),
                    fix=message("신청의 속성 가운데 하나로 고치십시오."),
                    code="unknown_attribute",
                )
            )
        least, most = quota.floor, quota.ceiling
        if least < 0 or (most is not None and most < least):
            problems.append(
                Problem(
                    where=quota.name,
                    what=message(
                        "쿼터의 최소와 최대가 맞지 않습니다: {least}~{most}곳",
                        least=least,
                        most="" if most is None else most,
                    ),
                    fix=message("최소를 0 이상, 최대를 최소 이상으로 하십시오."),
                    code="upside_down_quota",
                )
            )
    return problems
