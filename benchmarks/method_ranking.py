"""Ranking by many criteria, beside pymcdm, scikit-criteria and pyrepo-mcda."""

import time
import warnings
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from statistics import median

import numpy as np
import psutil
from pymcdm import methods as pymcdm
from pymcdm.normalizations import vector_normalization
from pyrepo_mcda import mcda_methods as pyrepo
from pyrepo_mcda import normalizations as pyrepo_normalizations
from skcriteria.agg import topsis as skcriteria_topsis
from skcriteria.agg import vikor as skcriteria_vikor

from assessment.method.ranking import copeland, kemeny, promethee_ii, topsis, vikor
from benchmarks.rows import Row

MANY, CRITERIA = 1_000_000, 8
PAIRED, SORTED = 10_000, 100_000
ROOM = 12e9
"""Bytes that must be free for pymcdm's tables of all pairs of 10,000 rows; else 5,000, scaled."""
SEED = 20260
WEIGHTS = np.arange(1, CRITERIA + 1) / 36
WAYS = np.array([1, 1, -1, 1, 1, -1, 1, 1])
PROMETHEE = {
    "usual": {},
    "u_shape": {"q": 0.1},
    "v_shape": {"p": 0.3},
    "level": {"q": 0.1, "p": 0.3},
    "linear": {"q": 0.1, "p": 0.3},
    "gaussian": {"s": 0.2},
}


def measure(folder: Path) -> list[Row]:
    """CPU time, medians of five; ours with scores and ranks, pymcdm and pyrepo with scores only."""
    rng = np.random.default_rng(SEED)
    values = rng.random((MANY, CRITERIA)) + 0.1
    rows = [
        _beside("TOPSIS", partial(topsis, values, WEIGHTS, WAYS), _topsis_of_others(values)),
        _beside("VIKOR", partial(vikor, values, WEIGHTS, WAYS), _vikor_of_others(values)),
    ]
    whole = PAIRED if psutil.virtual_memory().available > ROOM else PAIRED // 2
    rows += [
        _beside_all_pairs(values, "usual", whole),
        _beside_all_pairs(values, "v_shape", PAIRED // 2),
    ]
    for kind, more in PROMETHEE.items():
        work = partial(promethee_ii, values[:SORTED], WEIGHTS, WAYS, functions=kind, **more)
        what = f"PROMETHEE II {kind}, {SORTED:,} × {CRITERIA}, CPU"
        rows.append(Row(what, _cpu(work), "s", 1.0))
    few = values[:300, :5]
    rows.append(_alone("Copeland, 2,000 × 8, CPU", copeland, values[:2_000]))
    rows.append(_alone("Kemeny heuristic, 300 × 5, CPU", kemeny, few))
    return rows


def _topsis_of_others(values: np.ndarray) -> Mapping[str, Callable[[], object]]:
    scaled = pyrepo_normalizations.vector_normalization
    return {
        "pymcdm": partial(
            pymcdm.TOPSIS(vector_normalization), values, WEIGHTS, WAYS, validation=False
        ),
        "scikit-criteria": lambda: skcriteria_topsis.TOPSIS()._evaluate_data(
            values / np.linalg.norm(values, axis=0), objectives=WAYS, weights=WEIGHTS
        ),
        "pyrepo-mcda": partial(pyrepo.TOPSIS(scaled), values, WEIGHTS, WAYS),
    }


def _vikor_of_others(values: np.ndarray) -> Mapping[str, Callable[[], object]]:
    return {
        "pymcdm": partial(pymcdm.VIKOR(), values, WEIGHTS, WAYS, validation=False),
        "scikit-criteria": lambda: skcriteria_vikor.VIKOR()._evaluate_data(
            values, objectives=WAYS, weights=WEIGHTS
        ),
        "pyrepo-mcda": partial(pyrepo.VIKOR(), values, WEIGHTS, WAYS),
    }


def _beside(
    name: str, ours: Callable[[], object], others: Mapping[str, Callable[[], object]]
) -> Row:
    """The best of the others is the limit; one slower than two seconds runs once."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = {who: _cpu(work) for who, work in others.items()}
    best = min(theirs.values())
    note = ", ".join(f"{who} {1e3 * cpu:,.0f}" for who, cpu in theirs.items())
    what = f"{name}, {MANY:,} × {CRITERIA}, CPU"
    return Row(what, 1e3 * _cpu(ours), "ms", 1e3 * best, 1e3 * best, note)


def _beside_all_pairs(values: np.ndarray, kind: str, count: int) -> Row:
    """pymcdm looks at every pair: what fewer rows take is scaled up by the square."""
    some, more = values[:count], PROMETHEE[kind]
    theirs = pymcdm.PROMETHEE_II(
        kind.replace("_", ""), p=[more["p"]] * CRITERIA if "p" in more else None
    )
    begun = time.process_time()
    flows = theirs(some, WEIGHTS, WAYS, validation=False)
    cpu = (time.process_time() - begun) * (PAIRED / count) ** 2
    if not np.allclose(
        promethee_ii(some, WEIGHTS, WAYS, functions=kind, **more).score, flows, atol=1e-9
    ):
        raise RuntimeError("pymcdm gives other flows")
    ours = _cpu(partial(promethee_ii, values[:PAIRED], WEIGHTS, WAYS, functions=kind, **more))
    note = f"baseline: pymcdm, {count:,} rows; limit: 500 times faster"
    what = f"PROMETHEE II {kind}, {PAIRED:,} × {CRITERIA}, CPU"
    return Row(what, 1e3 * ours, "ms", 1e3 * cpu / 500, 1e3 * cpu, note)


def _alone(what: str, method: Callable[..., object], values: np.ndarray) -> Row:
    ways = WAYS[: values.shape[1]]
    return Row(what, _cpu(partial(method, values, WEIGHTS[: len(ways)], ways)), "s")


def _cpu(work: Callable[[], object]) -> float:
    """Median CPU seconds of five runs; of the first alone where it takes more than two."""
    spent: list[float] = []
    while len(spent) < 5 and sum(spent) < 2:
        begun = time.process_time()
        work()
        spent.append(time.process_time() - begun)
    return median(spent)
