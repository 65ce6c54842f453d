"""Which uncertain choice moves a score or a rank the most: variance-based sensitivity indices.

Sampling: Saltelli 2010 (A, B and A with one factor's columns from B) on a scrambled Sobol sequence;
estimators: Jansen 1999, first-order and total. Sources: Saltelli et al. 2010, Comput. Phys. Comm.
181; OECD/JRC Handbook 2008, step 7.
"""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import qmc

from assessment.locale import message
from assessment.problems import AssessmentError, Problem

Floats = NDArray[np.float64]
Model = Callable[..., ArrayLike]
SAMPLES, RESAMPLES, COVERED = 1024, 500, 0.95


@dataclass(frozen=True, eq=False)
class Factor:
    """One uncertain choice: `size` uniforms on 0..1 (N × size) turned into what the model takes.

    `varies` is false when every draw gives the same; such a factor is refused, not skipped.
    """

    name: str
    size: int
    drawn: Callable[[Floats], NDArray[np.generic]]
    varies: bool = True


def between(name: str, low: float, high: float) -> Factor:
    """A number that is uniform from `low` to `high`."""
    return Factor(name, 1, lambda u: low + (high - low) * u[:, 0], varies=high > low)


def one_of(name: str, options: Sequence[object]) -> Factor:
    """One of these, each as likely as the others (a method, a policy)."""
    given = np.empty(len(options), object)
    given[:] = list(options)
    last = len(given) - 1
    different = len({repr(option) for option in options}) > 1
    return Factor(
        name, 1, lambda u: given[np.minimum(u[:, 0] * len(given), last).astype(int)], different
    )


def weights_within(name: str, weights: ArrayLike, spread: float = 0.2) -> Factor:
    """All weights as one factor: each stated one times a uniform factor 1 ± spread, to sum 1."""
    stated = np.asarray(weights, np.float64)

    def drawn(uniform: Floats) -> Floats:
        weighed: Floats = stated * (1 + spread * (2 * uniform - 1))
        return np.asarray(weighed / weighed.sum(axis=1, keepdims=True), np.float64)

    return Factor(name, len(stated), drawn, varies=spread > 0 and int((stated > 0).sum()) > 1)


def weights_free(name: str, criteria: int) -> Factor:
    """All weights as one factor, uniform on everything that is ≥ 0 and sums to 1."""

    def drawn(uniform: Floats) -> Floats:
        weighed = -np.log(np.maximum(1 - uniform, 1e-300))
        return np.asarray(weighed / weighed.sum(axis=1, keepdims=True), np.float64)

    return Factor(name, criteria, drawn, varies=criteria > 1)


@dataclass(frozen=True, eq=False)
class SobolIndices:
    """Per factor (rows) and output (columns, if the model gives several).

    `first` is the share of variance that a factor explains alone, `total` with all interactions;
    `first_low` … `total_high` bootstrap bounds (percentiles). NaN where the output never varies.
    `parameters` are the drawn values, `outputs` the model's (evaluations × outputs); None unless
    asked for. Both estimates carry sampling error and may lie slightly outside 0..1.
    """

    factors: tuple[str, ...]
    first: Floats
    first_low: Floats
    first_high: Floats
    total: Floats
    total_low: Floats
    total_high: Floats
    variance: Floats
    samples: int
    seed: int
    evaluations: int
    parameters: Mapping[str, NDArray[np.generic]] | None = None
    outputs: Floats | None = None


def sobol(
    model: Model,
    factors: Sequence[Factor],
    *,
    samples: int = SAMPLES,
    resamples: int = RESAMPLES,
    covered: float = COVERED,
    seed: int = 0,
    keep: bool = False,
) -> SobolIndices:
    """Indices of `model(name=values, …)`, which gets N drawn values of each factor by name and
    returns N outputs, or N × outputs; it is called once, with samples · (factors + 2) rows.

    AssessmentError, all at once: a factor that cannot vary, that the model has no parameter for
    (`**rest` does not count), that is named twice; a parameter without factor or default; samples
    not a power of 2. What one option makes impossible the model refuses itself.
    """
    problems = [*_unvaried(factors), *_unknown(model, factors), *_bad_samples(samples)]
    if problems:
        raise AssessmentError(*problems)
    uniform = _saltelli(factors, samples, seed)
    parameters = {f.name: f.drawn(u) for f, u in zip(factors, uniform, strict=True)}
    given = np.asarray(model(**parameters), np.float64)
    rows = samples * (len(factors) + 2)
    if given.shape[:1] != (rows,) or given.ndim > 2:
        raise ValueError("the model must give one row of outputs for each row of parameters")
    blocks = given.reshape(len(factors) + 2, samples, -1)
    first, total, variance = _jansen(blocks)
    random = np.random.default_rng(np.random.SeedSequence(seed).spawn(2)[1])
    tail = (1 - covered) / 2
    again = [_jansen(blocks[:, random.integers(0, samples, samples)])[:2] for _ in range(resamples)]
    bounds = np.quantile(np.array(again), [tail, 1 - tail], axis=0)
    shape = (len(factors), *given.shape[1:])
    return SobolIndices(
        factors=tuple(factor.name for factor in factors),
        first=first.reshape(shape),
        first_low=bounds[0, 0].reshape(shape),
        first_high=bounds[1, 0].reshape(shape),
        total=total.reshape(shape),
        total_low=bounds[0, 1].reshape(shape),
        total_high=bounds[1, 1].reshape(shape),
        variance=variance.reshape(given.shape[1:]),
        samples=samples,
        seed=seed,
        evaluations=rows,
        parameters=parameters if keep else None,
        outputs=given if keep else None,
    )


def _saltelli(factors: Sequence[Factor], samples: int, seed: int) -> list[Floats]:
    """Per factor its uniforms over the rows A, B, then A with the columns of factor 1, 2 … of B."""
    size = sum(factor.size for factor in factors)
    stream = np.random.default_rng(np.random.SeedSequence(seed).spawn(2)[0])
    drawn = qmc.Sobol(2 * size, scramble=True, rng=stream).random(samples)
    ends = np.cumsum([factor.size for factor in factors])
    uniform = []
    for place, (end, factor) in enumerate(zip(ends, factors, strict=True)):
        own = slice(end - factor.size, end)
        a, b = drawn[:, own], drawn[:, size:][:, own]
        mixed = [b if place == other else a for other in range(len(factors))]
        uniform.append(np.concatenate([a, b, *mixed]))
    return uniform


def _jansen(blocks: Floats) -> tuple[Floats, Floats, Floats]:
    """First-order, total index and variance from outputs (A, B, mixed …) × samples × outputs."""
    a, b, mixed = blocks[0], blocks[1], blocks[2:]
    variance = np.concatenate([a, b]).var(axis=0)
    still = variance <= 1e-12 * np.maximum((blocks**2).mean(axis=(0, 1)), 1e-300)
    scale = np.where(still, np.nan, 2 * variance)
    first = 1 - ((b - mixed) ** 2).mean(axis=1) / scale
    total = ((a - mixed) ** 2).mean(axis=1) / scale
    return first, total, variance


def _unvaried(factors: Sequence[Factor]) -> list[Problem]:
    found = [
        Problem(
            where=factor.name,
            what=message(
                "‘{name}’은(는) 고를 것이 하나뿐이라 바꾸어 볼 수 없습니다.", name=factor.name
            ),
            fix=message("서로 다른 선택을 둘 이상 주거나 분석에서 이 단계를 빼십시오."),
            code="cannot_vary",
        )
        for factor in factors
        if not factor.varies
    ]
    if not factors:
        found.append(
            Problem(
                where="factors",
                what=message("바꾸어 볼 단계가 없습니다."),
                fix=message("불확실한 선택을 하나 이상 넣으십시오."),
                code="no_factors",
            )
        )
    return found


def _unknown(model: Model, factors: Sequence[Factor]) -> list[Problem]:
    kinds = inspect.Parameter
    known = {
        name: one
        for name, one in inspect.signature(model).parameters.items()
        if one.kind in (kinds.POSITIONAL_OR_KEYWORD, kinds.KEYWORD_ONLY)
    }
    names = [factor.name for factor in factors]
    strange = [name for name in dict.fromkeys(names) if name not in known or names.count(name) > 1]
    lacking = [n for n, one in known.items() if n not in names and one.default is kinds.empty]
    return [
        Problem(
            where=name,
            what=message("모형이 ‘{name}’ 단계를 모르거나 두 번 받았습니다.", name=name),
            fix=message("모형이 아는 단계만 한 번씩 넣으십시오: {known}", known=", ".join(known)),
            code="unknown_step",
        )
        for name in strange
    ] + [
        Problem(
            where=name,
            what=message("모형에 필요한 ‘{name}’ 단계를 정하지 않았습니다.", name=name),
            fix=message("이 단계의 선택을 주십시오."),
            code="missing_step",
        )
        for name in lacking
    ]


def _bad_samples(samples: int) -> list[Problem]:
    if samples >= 2 and samples & (samples - 1) == 0:
        return []
    return [
        Problem(
            where="samples",
            what=message("표본 수는 2의 거듭제곱이어야 합니다: {value}", value=samples),
            fix=message("256, 512, 1024처럼 고치십시오."),
            code="bad_samples",
        )
    ]
