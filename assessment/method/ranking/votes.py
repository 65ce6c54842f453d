"""Votes: criteria that rank rows, or ballots of people, brought to one form."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assessment.locale import message
from assessment.method.ranking.decision import NOISE, Directions, decide
from assessment.problems import AssessmentError, Problem

Order = Sequence[str | Sequence[str]]


@dataclass(frozen=True, eq=False)
class Profile:
    """Ballots: `places` (alternatives × ballots; 1 = first, equal = tied), `counts` (ballots,)."""

    alternatives: tuple[str, ...]
    places: NDArray[np.int64]
    counts: NDArray[np.float64]

    @classmethod
    def of(
        cls,
        ballots: Iterable[tuple[float, Order | str]],
        alternatives: Sequence[str] | None = None,
    ) -> "Profile":
        """From (count, order) pairs, an order being names from the first, tied ones in a tuple.

        A string is an order of its letters. Who is not named shares the last place. Without
        `alternatives` these are all names, sorted. A name twice or unknown, and counts that are
        negative or all zero, are an AssessmentError.
        """
        given = [(count, [_group(entry) for entry in order]) for count, order in ballots]
        named = {name for _, order in given for group in order for name in group}
        names = tuple(sorted(named) if alternatives is None else alternatives)
        faults = list(_ballot_problems(given, names))
        if faults:
            raise AssessmentError(*faults)
        numbers = {name: number for number, name in enumerate(names)}
        places = np.zeros((len(names), len(given)), np.int64)
        for ballot, (_, order) in enumerate(given):
            reached = 1
            for group in order:
                places[[numbers[name] for name in group], ballot] = reached
                reached += len(group)
            places[places[:, ballot] == 0, ballot] = reached
        return cls(names, places, np.array([count for count, _ in given], np.float64))


@dataclass(frozen=True, eq=False)
class Votes:
    """`grades` (voters × rows): whole numbers, more is better; `weights` (voters,); who is here.

    Weights of criteria sum to 1, counts of ballots are left as they are.
    """

    grades: NDArray[np.int32]
    weights: NDArray[np.float64]
    present: NDArray[np.bool_]

    @property
    def total(self) -> float:
        """All votes."""
        return float(self.weights.sum())

    def spread(self, figures: NDArray[np.float64]) -> NDArray[np.float64]:
        """Figures of the rows that are here laid out over all rows; NaN for the others."""
        laid_out = np.full(len(self.present), np.nan)
        laid_out[self.present] = figures
        return laid_out

    def margins(self, rows: slice) -> NDArray[np.float64]:
        """Votes for these rows over every other row less votes against (rows × all rows)."""
        mine = self.grades[:, rows]
        margins = np.zeros((mine.shape[1], self.grades.shape[1]))
        weighed = np.empty_like(margins)
        for own, grades, weight in zip(mine, self.grades, self.weights, strict=True):
            over = (own[:, None] > grades).view(np.int8)
            over -= (own[:, None] < grades).view(np.int8)
            margins += np.multiply(over, weight, out=weighed)
        return margins


def votes_of(
    values: ArrayLike | Profile, weights: ArrayLike | None, directions: Directions | None
) -> Votes:
    """A profile's ballots, or each criterion as a voter of its weight; rows with NaN do not stand.

    Raises as `decide` does; ValueError when values come without weights or directions.
    """
    if isinstance(values, Profile):
        everybody = np.ones(len(values.alternatives), bool)
        return Votes(-values.places.T.astype(np.int32), values.counts, everybody)
    if weights is None or directions is None:
        raise ValueError("values need weights and directions; only a Profile brings its own")
    decision = decide(values, weights, directions)
    signed = (decision.values * decision.signs).T
    grades = np.array([_grades(column) for column in signed], np.int32)
    return Votes(grades.reshape(signed.shape), decision.weights, decision.present)


def _grades(column: NDArray[np.float64]) -> NDArray[np.int32]:
    order = np.argsort(column)
    ordered = column[order]
    steps = np.diff(ordered, prepend=ordered[:1]) > NOISE * np.abs(ordered)
    grades = np.empty(len(column), np.int32)
    grades[order] = np.cumsum(steps)
    return grades


def _group(entry: str | Sequence[str]) -> tuple[str, ...]:
    return (entry,) if isinstance(entry, str) else tuple(entry)


def _ballot_problems(
    ballots: Sequence[tuple[float, list[tuple[str, ...]]]], names: tuple[str, ...]
) -> Iterator[Problem]:
    known = set(names)
    for number, (count, order) in enumerate(ballots):
        where = f"ballots[{number}]"
        if not (np.isfinite(count) and count >= 0):
            yield Problem(
                where=where,
                what=message("표 수 {count}은(는) 쓸 수 없습니다.", count=count),
                fix=message("0 이상의 수를 넣으십시오."),
                code="count_not_usable",
            )
        listed = [name for group in order for name in group]
        for name in sorted({name for name in listed if listed.count(name) > 1}):
            yield Problem(
                where=where,
                what=message("{name}이(가) 한 표에 두 번 나옵니다.", name=name),
                fix=message("한 번만 쓰십시오."),
                code="named_twice",
            )
        for name in sorted(set(listed) - known):
            yield Problem(
                where=where,
                what=message("{name}은(는) 후보가 아닙니다.", name=name),
                fix=message("후보 목록에 있는 이름을 쓰십시오."),
                code="alternative_unknown",
            )
    if not any(count > 0 for count, _ in ballots):
        yield Problem(
            where="ballots",
            what=message("표가 하나도 없습니다."),
            fix=message("표 수가 0보다 큰 표를 하나 이상 넣으십시오."),
            code="no_votes",
        )
