"""Weights that make those who answered stand for all who are registered."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from assessment.locale import Message, message
from assessment.problems import AssessmentError, Problem

Empty = Literal["refuse", "collapse"]
Floats = NDArray[np.float64]
NO_LABEL = "–"


@dataclass(frozen=True, eq=False)
class PopulationWeights:
    """Per respondent (n,): the registered firms it stands for, and its weighting cell's number.

    `population` is the sum of the weights. `collapsed` names the cells that were weighted together.
    Raking states how it ended: `rounds`, and `gap`, the largest |weighted − registered| /
    registered of any class; `converged` is whether that is within the tolerance.
    """

    weight: Floats
    stratum: NDArray[np.int64]
    population: float
    collapsed: tuple[str, ...] = ()
    converged: bool = True
    rounds: int = 1
    gap: float = 0.0

    @property
    def design_effect(self) -> float:
        """Kish's; see the function."""
        return design_effect(self.weight)

    @property
    def effective_n(self) -> float:
        """Kish's; see the function."""
        return effective_n(self.weight)


def effective_n(weights: ArrayLike) -> float:
    """(Σw)² / Σw²: how many equally weighted firms would say as much; 0 without any (Kish 1965)."""
    given = np.asarray(weights, np.float64)
    squares = float((given**2).sum())
    return float(given.sum()) ** 2 / squares if squares > 0 else 0.0


def design_effect(weights: ArrayLike) -> float:
    """n Σw² / (Σw)² = n / effective n: 1 for equal weights, NaN without any (Kish 1965)."""
    effective = effective_n(weights)
    return np.size(weights) / effective if effective else float("nan")


def cell_counts(register: pd.DataFrame) -> pd.Series:
    """Firms in each cell of the register's columns, e.g. sector and size; no label is a label."""
    return register.groupby(list(register.columns), dropna=False, sort=True).size()


def margin_counts(register: pd.DataFrame) -> dict[str, pd.Series]:
    """Firms by label, for each of the register's columns; no label is a label."""
    return {str(name): cell_counts(register[[name]]) for name in register.columns}


def post_stratified(
    sample: pd.DataFrame, population: pd.Series, *, empty: Empty = "refuse", fewest: int = 1
) -> PopulationWeights:
    """Registered / answering firms of the respondent's cell.

    `sample` has a row a respondent and a column a dimension (sector, size); `population` counts
    firms by the same cells, as `cell_counts` does. A registered cell with fewer than `fewest`
    respondents is refused by AssessmentError naming it, or with `collapse` its whole class of the
    first column (the sector) is weighted as one cell; a class without respondents is refused still.
    So is a respondent of a cell that is not registered. Source: Holt & Smith 1979.
    """
    if empty not in get_args(Empty):
        raise ValueError(f"empty must be one of {get_args(Empty)}")
    cells = _Cells.of(sample, population)
    group = np.arange(len(cells.registered))
    collapsed: tuple[str, ...] = ()
    thin = (cells.registered > 0) & (cells.answered(group) < max(fewest, 1))
    if empty == "collapse" and cells.depth > 1 and thin.any():
        widened = np.isin(cells.first, cells.first[thin])
        group = np.where(widened, len(group) + cells.first, group)
        collapsed = tuple(name for name, wide in zip(cells.names, widened, strict=True) if wide)
        thin = (cells.registered > 0) & (cells.answered(group) < 1)
    problems = _strange(cells) + [_empty(name) for name in cells.named(thin, empty)]
    if problems:
        raise AssessmentError(*problems)
    _, place = np.unique(group, return_inverse=True)
    registered = np.bincount(place, cells.registered)
    stratum = place[cells.sample]
    answered = np.bincount(stratum, minlength=len(registered))
    return PopulationWeights(
        weight=(registered / np.maximum(answered, 1))[stratum],
        stratum=stratum.astype(np.int64),
        population=float(cells.registered.sum()),
        collapsed=collapsed,
    )


def raked(
    sample: pd.DataFrame,
    margins: Mapping[str, pd.Series],
    *,
    tolerance: float = 1e-9,
    most_rounds: int = 1000,
) -> PopulationWeights:
    """Weights whose sums meet every margin: iterative proportional fitting from equal weights.

    `sample` has a row a respondent and a column for each margin; a margin counts firms by label, as
    `margin_counts` does. A registered class without respondents, a respondent's class that is not
    registered, and margins of different totals (beyond 1e-6) are refused by AssessmentError, all at
    once. Whether it converged is stated, never assumed. Source: Deming & Stephan 1940.
    """
    columns = {name: _Cells.of(sample[[name]], counts) for name, counts in margins.items()}
    if not columns:
        raise ValueError("raking needs a margin")
    problems: list[Problem] = []
    for of in columns.values():
        nobody = (of.registered > 0) & (of.answered(np.arange(len(of.registered))) < 1)
        problems += _strange(of) + [_empty(name) for name in of.named(nobody, "refuse")]
    totals = {name: float(of.registered.sum()) for name, of in columns.items()}
    total = next(iter(totals.values()))
    problems += [_uneven(n, t, total) for n, t in totals.items() if abs(t - total) > 1e-6 * total]
    if problems:
        raise AssessmentError(*problems)
    codes = np.column_stack([of.sample for of in columns.values()])
    cells, stratum, answered = np.unique(codes, axis=0, return_inverse=True, return_counts=True)
    stratum = stratum.ravel()
    targets = [of.registered for of in columns.values()]
    mass, rounds, gap = _fitted(
        answered * total / len(codes), cells, targets, tolerance, most_rounds
    )
    return PopulationWeights(
        weight=(mass / answered)[stratum],
        stratum=stratum.astype(np.int64),
        population=total,
        converged=gap <= tolerance,
        rounds=rounds,
        gap=gap,
    )


def _fitted(
    mass: Floats,
    cells: NDArray[np.int64],
    targets: Sequence[Floats],
    tolerance: float,
    most_rounds: int,
) -> tuple[Floats, int, float]:
    """Cell sums fitted to each margin in turn until all hold within the tolerance."""
    gap = float("inf")
    for done in range(1, most_rounds + 1):
        for code, target in zip(cells.T, targets, strict=True):
            held = np.bincount(code, mass, len(target))
            mass = mass * (target / np.where(held > 0, held, 1.0))[code]
        gap = max(
            float((np.abs(np.bincount(code, mass, len(t)) - t)[t > 0] / t[t > 0]).max(initial=0.0))
            for code, t in zip(cells.T, targets, strict=True)
        )
        if gap <= tolerance:
            return mass, done, gap
    return mass, most_rounds, gap


@dataclass(frozen=True, eq=False)
class _Cells:
    """The register's cells: firms, name, class of the first column; and every respondent's cell.

    Cells that only respondents are in have no registered firm.
    """

    registered: Floats
    names: tuple[str, ...]
    first: NDArray[np.int64]
    first_names: tuple[str, ...]
    sample: NDArray[np.int64]
    depth: int

    @classmethod
    def of(cls, sample: pd.DataFrame, population: pd.Series) -> "_Cells":
        counts = population.to_numpy(dtype=np.float64)
        if not (np.isfinite(counts).all() and (counts >= 0).all()):
            raise ValueError("counts of the population must be finite and not negative")
        known = population.index.to_frame(index=False).astype(object)
        if known.shape[1] != sample.shape[1]:
            raise ValueError("sample and population must have the same dimensions")
        asked = sample.astype(object).set_axis(known.columns, axis=1)
        both = pd.concat([known, asked], ignore_index=True)
        both = both.where(both.notna(), NO_LABEL)
        code = both.groupby(list(both.columns), sort=False).ngroup().to_numpy(np.int64)
        first, labels = pd.factorize(both.iloc[:, 0])
        _, shown = np.unique(code, return_index=True)
        rows: list[tuple[Hashable, ...]] = list(both.iloc[shown].itertuples(index=False, name=None))
        return cls(
            registered=np.bincount(code[: len(known)], counts, len(shown)).astype(np.float64),
            names=tuple(" · ".join(map(str, row)) for row in rows),
            first=first[shown].astype(np.int64),
            first_names=tuple(map(str, labels)),
            sample=code[len(known) :].astype(np.int64),
            depth=known.shape[1],
        )

    def answered(self, group: NDArray[np.int64]) -> NDArray[np.int64]:
        """Respondents in the group of each cell."""
        found: NDArray[np.int64] = np.bincount(
            group[self.sample], minlength=group.max(initial=0) + 1
        )
        return found[group]

    def named(self, cells: NDArray[np.bool_], empty: Empty) -> tuple[str, ...]:
        """These cells, or when classes were collapsed the classes that they make up."""
        if empty == "collapse" and self.depth > 1:
            return tuple(self.first_names[k] for k in np.unique(self.first[cells]))
        return tuple(self.names[k] for k in np.flatnonzero(cells))


def _strange(cells: _Cells) -> list[Problem]:
    answered = cells.answered(np.arange(len(cells.registered)))
    return [
        _problem(
            cells.names[k],
            message("응답은 있는데 등록된 업체가 없는 칸입니다."),
            message("등록부의 업종과 규모를 확인해 주십시오."),
            "not_registered",
        )
        for k in np.flatnonzero((cells.registered == 0) & (answered > 0))
    ]


def _empty(name: str) -> Problem:
    return _problem(
        name,
        message("등록된 업체는 있는데 응답이 없거나 모자란 칸입니다."),
        message("이 칸의 응답을 더 받거나 다른 칸과 합쳐 주십시오."),
        "empty_cell",
    )


def _uneven(name: str, total: float, other: float) -> Problem:
    return _problem(
        name,
        message(
            "합계 {total}이(가) 다른 기준의 합계 {other}과(와) 다릅니다.",
            total=f"{total:g}",
            other=f"{other:g}",
        ),
        message("같은 날짜의 같은 등록부에서 센 수를 쓰십시오."),
        "margin_totals",
    )


def _problem(where: str, what: Message, fix: Message, code: str) -> Problem:
    return Problem(where=where, what=what, fix=fix, code=code)
