"""How much the choices behind an index matter: weights, aggregation, normalisation, N/A policy."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assessment.locale import message
from assessment.method.normalising import Direction, min_max, percentile, z_score
from assessment.method.uncertainty.ordering import CELLS, DECIMALS
from assessment.method.uncertainty.sobol import (
    RESAMPLES,
    SAMPLES,
    Factor,
    SobolIndices,
    one_of,
    sobol,
    weights_free,
    weights_within,
)
from assessment.problems import AssessmentError, Problem

Floats = NDArray[np.float64]
LOW, HIGH = 1.0, 100.0
"""Normalised values run between these, so that every mean is defined."""

NORMALISATIONS: Mapping[str, Callable[[Floats, Direction], Floats]] = {
    "min_max": lambda values, direction: min_max(values, direction, (LOW, HIGH)),
    "percentile": lambda values, direction: LOW + (HIGH - LOW) * percentile(values, direction),
    "z_score": lambda values, direction: z_score(values, direction, 50.0, 10.0),
}
AGGREGATIONS = ("weighted_mean", "geometric_mean", "harmonic_mean", "minimum")
POLICIES = ("renormalise", "lowest")
KNOWN: Mapping[str, tuple[str, ...]] = {
    "aggregation": AGGREGATIONS,
    "normalisation": tuple(NORMALISATIONS),
    "not_applicable": POLICIES,
}


def index_sensitivity(
    values: ArrayLike,
    weights: ArrayLike,
    steps: Mapping[str, object],
    *,
    firms: Sequence[int] | None = None,
    output: Literal["score", "rank"] = "rank",
    direction: Direction = "up",
    samples: int = SAMPLES,
    resamples: int = RESAMPLES,
    seed: int = 0,
    keep: bool = False,
) -> SobolIndices:
    """Sobol indices of the scores or ranks of these firms (all by default; values n × m).

    `steps`: "weights" to a spread 0..1 or "free"; "aggregation", "normalisation", "not_applicable"
    each to the options to choose among (see `KNOWN`). A step that is left out keeps the stated
    weights or the first option of `KNOWN`. Normalised values run from 1 to 100 (z: mean 50, sd 10);
    "lowest" gives a missing value the lowest normalised one. AssessmentError names every step or
    option that is not known, every step with one option, and a policy where nothing is missing.
    """
    table = np.asarray(values, np.float64)
    stated = np.asarray(weights, np.float64)
    if table.ndim != 2 or stated.shape != table.shape[1:]:
        raise ValueError("values are firms × criteria, with a weight a criterion")
    problems = _problems(table, steps)
    if problems:
        raise AssessmentError(*problems)
    rows = np.arange(len(table)) if firms is None else np.asarray(firms, np.intp)
    index = _Index(table, stated / stated.sum(), rows, output, direction)
    return sobol(
        index, _factors(stated, steps), samples=samples, resamples=resamples, seed=seed, keep=keep
    )


@dataclass(frozen=True, eq=False)
class _Index:
    values: Floats
    stated: Floats
    rows: NDArray[np.intp]
    output: str
    direction: Direction

    def __call__(
        self,
        weights: Floats | None = None,
        aggregation: NDArray[np.object_] | None = None,
        normalisation: NDArray[np.object_] | None = None,
        not_applicable: NDArray[np.object_] | None = None,
    ) -> Floats:
        chosen = (aggregation, normalisation, not_applicable)
        size = next(len(c) for c in (weights, *chosen) if c is not None)
        drawn = (
            np.broadcast_to(self.stated, (size, len(self.stated))) if weights is None else weights
        )
        full = [
            np.full(size, options[0], object) if c is None else c
            for c, options in zip(chosen, KNOWN.values(), strict=True)
        ]
        found = np.empty((size, len(self.rows)))
        step = max(CELLS // max(len(self.values), 1), 1)
        for how, norm, policy in sorted(set(zip(*full, strict=True))):
            normalised = NORMALISATIONS[norm](self.values, self.direction)
            if policy == "lowest":
                lowest = np.nanmin(normalised, axis=0)
                normalised = np.where(np.isnan(normalised), lowest, normalised)
            own = (full[0] == how) & (full[1] == norm) & (full[2] == policy)
            places = np.flatnonzero(own)
            for start in range(0, len(places), step):
                part = places[start : start + step]
                scores = _aggregated(how, normalised, np.asarray(drawn[part]))
                found[part] = self._read(np.round(scores, DECIMALS))
        return found

    def _read(self, scores: Floats) -> Floats:
        if self.output == "score":
            return scores[:, self.rows]
        ascending = np.sort(-scores, axis=1)
        return np.array(
            [
                np.searchsorted(row, -own[self.rows], side="left") + 1.0
                for row, own in zip(ascending, scores, strict=True)
            ]
        )


def _aggregated(how: str, values: Floats, weights: Floats) -> Floats:
    """Draws × n: the mean of what is there under each row of weights."""
    there = ~np.isnan(values)
    filled = np.where(there, values, 1.0)
    if how == "minimum":
        binding = np.where(there, values, np.inf)
        lowest = [binding[:, row > 0].min(axis=1) for row in weights]
        return np.array(lowest)
    heard = weights @ there.T.astype(np.float64)
    if how == "geometric_mean":
        return np.asarray(np.exp(weights @ (np.log(filled) * there).T / heard))
    if how == "harmonic_mean":
        return np.asarray(heard / (weights @ (there / filled).T))
    return np.asarray(weights @ (filled * there).T / heard)


def _factors(stated: Floats, steps: Mapping[str, object]) -> list[Factor]:
    factors = []
    for name, options in steps.items():
        if name != "weights":
            factors.append(one_of(name, _listed(options)))
        elif options == "free":
            factors.append(weights_free(name, len(stated)))
        else:
            factors.append(weights_within(name, stated, float(str(options))))
    return factors


def _problems(values: Floats, steps: Mapping[str, object]) -> list[Problem]:
    problems = []
    for name, options in steps.items():
        if name == "weights":
            continue
        strange = [str(o) for o in _listed(options) if o not in KNOWN.get(name, ())]
        if strange or name not in KNOWN:
            problems.append(_not_known(name, strange))
    if (np.isnan(values).all(axis=1)).any() or not len(values):
        problems.append(_empty_rows(np.flatnonzero(np.isnan(values).all(axis=1))))
    if "not_applicable" in steps and not np.isnan(values).any():
        problems.append(_nothing_missing())
    means = set(map(str, _listed(steps.get("aggregation", ())))) & {
        "geometric_mean",
        "harmonic_mean",
    }
    if means and "z_score" in _listed(steps.get("normalisation", ())):
        problems.append(_not_above_zero(sorted(means)))
    return problems


def _listed(options: object) -> list[object]:
    return list(options) if isinstance(options, Sequence) and not isinstance(options, str) else []


def _not_known(name: str, options: list[str]) -> Problem:
    known = KNOWN.get(name, ("weights", *KNOWN))
    return Problem(
        where=name,
        what=message(
            "모르는 단계나 선택입니다: {names}", names=", ".join(options) if name in KNOWN else name
        ),
        fix=message("이 가운데에서 고르십시오: {known}", known=", ".join(known)),
        code="unknown_step",
    )


def _empty_rows(rows: NDArray[np.intp]) -> Problem:
    return Problem(
        where=", ".join(map(str, rows)),
        what=message("값이 하나도 없는 기업은 지수를 낼 수 없습니다."),
        fix=message("값이 있는 기업만 넣으십시오."),
        code="no_values",
    )


def _nothing_missing() -> Problem:
    return Problem(
        where="not_applicable",
        what=message("빠진 값이 없어 해당 없음 처리를 바꾸어 볼 수 없습니다."),
        fix=message("분석에서 이 단계를 빼십시오."),
        code="cannot_vary",
    )


def _not_above_zero(means: list[str]) -> Problem:
    return Problem(
        where="normalisation",
        what=message(
            "z 점수는 0 이하일 수 있어 함께 쓸 수 없습니다: {names}", names=", ".join(means)
        ),
        fix=message("z_score를 빼거나 산술평균과 최솟값만 쓰십시오."),
        code="z_with_mean",
    )
