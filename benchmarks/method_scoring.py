"""Scoring a million firms: beside one pass over the numbers, polars, pandas and DuckDB.

python -m benchmarks.method_scoring prints the measurements of one single-threaded process as JSON.
"""

import json
import os
import statistics
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from assessment.definitions.releases import Release
from assessment.method.answers import NOT_APPLICABLE, AnswerTable
from assessment.method.scoring import score
from assessment.method.tree import Tree, compile_tree
from benchmarks.rows import Row
from benchmarks.servers import ROOT

FIRMS, ITEMS, AREAS, FIELDS = 1_000_000, 50, 10, 4
SIZES = (10_000, 100_000, FIRMS)
NOT_APPLICABLE_SHARE, SEED = 0.08, 20260
PASSES, MEMORY, GROWTH = 8.0, 100.0, 0.3
PEERS = {"polars": 1.5, "pandas": 4.0, "duckdb": 3.0}
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "POLARS_MAX_THREADS")
Nodes = Mapping[str, Mapping[str, float]]


def measure(_: Path) -> list[Row]:
    """In a process of its own, so that no library has taken a second thread."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.method_scoring"],
        cwd=ROOT,
        env=os.environ | dict.fromkeys(THREADS, "1"),
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
    return _rows(json.loads(done.stdout.strip().splitlines()[-1]))


def _rows(found: dict[str, float]) -> list[Row]:
    what = f"score {FIRMS:,} × {ITEMS}, 3 levels, {NOT_APPLICABLE_SHARE:.0%} N/A, CPU"
    ours, one_pass = found["ours"], found["sum"]
    note = f"{1e3 * ours:,.0f} ms; one sum over the float64 matrix {1e3 * one_pass:,.0f} ms"
    rows = [Row(what, ours / one_pass, "× one sum", PASSES, None, note)]
    for peer, times in PEERS.items():
        limit, note = 1e3 * found[peer] / times, f"≥ {times:g}× faster than {peer}"
        rows.append(Row(f"{what}, {peer}", 1e3 * ours, "ms", limit, 1e3 * found[peer], note))
    rows += [
        Row("its extra memory", found["memory"], "MB", MEMORY),
        Row("greatest difference from float64, of 1,000 points", found["different"], "", 5e-10),
    ]
    per_firm = [found[str(size)] / size for size in SIZES]
    note = "time per firm " + ", ".join(
        f"{size:,}: {1e9 * t:.0f} ns" for size, t in zip(SIZES, per_firm, strict=True)
    )
    growth = max(abs(t / per_firm[-1] - 1) for t in per_firm)
    what = "its time per firm, furthest from that of a million"
    return [*rows, Row(what, 100 * growth, "%", 100 * GROWTH, None, note)]


def _all() -> dict[str, float]:
    rng = np.random.default_rng(SEED)
    nodes = _nodes(rng)
    release = _release(nodes)
    tree = compile_tree(release)
    codes = rng.integers(0, 6, (FIRMS, ITEMS)).astype(np.uint8)
    codes[rng.random(codes.shape) < NOT_APPLICABLE_SHARE] = NOT_APPLICABLE
    table = AnswerTable(pd.RangeIndex(FIRMS), tree.items, codes)
    values = np.where(codes == NOT_APPLICABLE, np.nan, codes).astype(np.float64)
    found = {"sum": _cpu(values.sum, 9)}
    found |= _by_size(tree, codes)
    found["ours"] = _cpu(lambda: score(tree, table, ["total"]), 7)
    tracemalloc.start()
    ours = score(tree, table, ["total"]).values[:, 0]
    found["memory"] = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    found["different"] = _different(ours, 1000 * _defined(nodes, values))
    for name, peer in (("pandas", _pandas), ("polars", _polars), ("duckdb", _duckdb)):
        run = peer(nodes, values)
        if not np.allclose(1000 * run(), ours, rtol=0, atol=1e-6, equal_nan=True):
            raise RuntimeError(f"{name} gives other scores")
        found[name] = _cpu(run, 3)
    return found


def _by_size(tree: Tree, codes: np.ndarray) -> dict[str, float]:
    """Median CPU seconds a call; the sizes take turns, so that a busy moment meets them all."""
    tables = [AnswerTable(pd.RangeIndex(n), tree.items, codes[:n]) for n in SIZES]
    spent: dict[str, list[float]] = {str(size): [] for size in SIZES}
    for _ in range(9):
        for size, table in zip(SIZES, tables, strict=True):
            calls = 400_000 // size or 1
            begun = time.process_time()
            for _ in range(calls):
                score(tree, table, ["total"])
            spent[str(size)].append((time.process_time() - begun) / calls)
    return {size: statistics.median(times) for size, times in spent.items()}


def _cpu(run: Callable[[], object], times: int) -> float:
    """Median CPU seconds, after one run that nobody counts."""
    run()
    spent = []
    for _ in range(times):
        begun = time.process_time()
        run()
        spent.append(time.process_time() - begun)
    return statistics.median(spent)


def _nodes(rng: np.random.Generator) -> dict[str, dict[str, float]]:
    """Fifty items in ten areas in four fields; whole-number weights 1 to 9."""

    def weighed(names: list[str]) -> dict[str, float]:
        return {name: float(rng.integers(1, 10)) for name in names}

    items, areas = np.arange(ITEMS), np.arange(AREAS)
    nodes = {
        f"a{k}": weighed([f"q{i}" for i in part])
        for k, part in enumerate(np.array_split(items, AREAS))
    }
    nodes |= {
        f"f{k}": weighed([f"a{i}" for i in part])
        for k, part in enumerate(np.array_split(areas, FIELDS))
    }
    return nodes | {"total": weighed([f"f{k}" for k in range(FIELDS)])}


def _release(nodes: Nodes) -> Release:
    options = [{"id": o, "points": float(k)} for k, o in enumerate("abcdef")]
    item = {"type": "level", "since": "1.0.0", "options": options}
    names = [f"q{k}" for k in range(ITEMS)]
    texts = {"format": "texts/1", "title": "t", "summary": "s", "fields": {}, "areas": {}}
    case = {"id": "x", "name": {"ko": "가", "en": "a"}, "answers": {}, "expect": {}}
    return Release.model_validate(
        {
            "questionnaire": {
                "format": "questionnaire/1", "id": "bench", "version": "1.0.0", "minutes": 5,
                "areas": [{"id": "all", "field": "f", "items": names}],
                "items": dict.fromkeys(names, item),
            },
            "texts": {language: texts | {"language": language} for language in ("ko", "en")},
            "scoring": {
                "format": "scoring/1", "questionnaire": "bench", "version": "1.0.0",
                "points": 1000.0, "root": "total",
                "nodes": {name: {"children": children} for name, children in nodes.items()},
            },
            "cases": {"format": "cases/1", "questionnaire": "bench", "cases": [case]},
        }
    )  # fmt: skip


def _defined(nodes: Nodes, values: np.ndarray) -> np.ndarray:
    """The definition in float64, a node after the other over all firms."""
    known = {f"q{k}": values[:, k] / 5 for k in range(ITEMS)}
    for name, children in nodes.items():
        upper, lower = np.zeros(len(values)), np.zeros(len(values))
        for child, weight in children.items():
            there = ~np.isnan(known[child])
            upper += weight * np.where(there, known[child], 0.0)
            lower += weight * there
        with np.errstate(invalid="ignore"):
            known[name] = upper / lower
    return known["total"]


def _different(ours: np.ndarray, defined: np.ndarray) -> float:
    if (np.isnan(ours) != np.isnan(defined)).any():
        return float("inf")
    return float(np.nanmax(np.abs(ours - defined)))


def _pandas(nodes: Nodes, values: np.ndarray) -> Callable[[], np.ndarray]:
    frame = pd.DataFrame(values, columns=[f"q{k}" for k in range(ITEMS)])

    def run() -> np.ndarray:
        known = frame
        for level in ("a", "f", "total"):
            means = {}
            for name, children in nodes.items():
                if name.startswith(level):
                    part, weights = known[list(children)], pd.Series(children)
                    lower = part.notna().mul(weights, axis=1).sum(axis=1)
                    means[name] = part.mul(weights, axis=1).sum(axis=1) / lower.where(lower > 0)
            known = pd.DataFrame(means)
        return known["total"].to_numpy() / 5

    return run


def _polars(nodes: Nodes, values: np.ndarray) -> Callable[[], np.ndarray]:
    import polars as pl

    columns = {f"q{k}": values[:, k] for k in range(ITEMS)}
    frame = pl.DataFrame(columns).with_columns(pl.all().fill_nan(None))

    def mean(children: Mapping[str, float]) -> pl.Expr:
        upper = pl.sum_horizontal(pl.col(c) * w for c, w in children.items())
        lower = pl.sum_horizontal(
            pl.when(pl.col(c).is_not_null()).then(w).otherwise(0.0) for c, w in children.items()
        )
        return pl.when(lower > 0).then(upper / lower)

    def run() -> np.ndarray:
        known = frame.lazy()
        for level in ("a", "f", "total"):
            chosen = [name for name in nodes if name.startswith(level)]
            known = known.select(mean(nodes[name]).alias(name) for name in chosen)
        return known.collect()["total"].to_numpy() / 5

    return run


def _duckdb(nodes: Nodes, values: np.ndarray) -> Callable[[], np.ndarray]:
    import duckdb

    frame = pd.DataFrame(values, columns=[f"q{k}" for k in range(ITEMS)])
    base = duckdb.connect(config={"threads": 1})
    nulls = ", ".join(f"nullif(q{k}, 'nan'::double) AS q{k}" for k in range(ITEMS))
    base.register("frame", frame)
    base.execute(f"CREATE TABLE answers AS SELECT {nulls} FROM frame")
    base.unregister("frame")

    def mean(name: str) -> str:
        upper = " + ".join(f"coalesce({c}, 0) * {w}" for c, w in nodes[name].items())
        lower = " + ".join(
            f"CASE WHEN {c} IS NULL THEN 0 ELSE {w} END" for c, w in nodes[name].items()
        )
        return f"({upper})::DOUBLE / nullif(({lower})::DOUBLE, 0) AS {name}"

    source = "answers"
    for level in ("a", "f", "total"):
        chosen = ", ".join(mean(name) for name in nodes if name.startswith(level))
        source = f"(SELECT {chosen} FROM {source})"

    def run() -> np.ndarray:
        held = base.execute(f"SELECT total FROM {source}").fetchnumpy()["total"]
        return np.ma.filled(held.astype(float), np.nan) / 5

    return run


if __name__ == "__main__":
    print(json.dumps(_all()))
