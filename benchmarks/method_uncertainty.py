"""Ranks under many weights, beside scipy's and pandas' ranks of every draw."""

import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from assessment.method.uncertainty import first_places, free_weights, smaa
from benchmarks.rows import Row

FIRMS, CRITERIA, DRAWS = 20_000, 8, 1_000
FIRST = 1_200
BINS = 100
OTHERS, REPEATS = 40, 3
"""Draws of the peers, scaled up to all; rounds of which the median counts."""
SEED = 20260


def measure(folder: Path) -> list[Row]:
    """CPU time; the peers rank each draw and count the same distribution."""
    values = np.random.default_rng(SEED).random((FIRMS, CRITERIA))
    draws = free_weights(CRITERIA, DRAWS, SEED)
    weights = draws.weights[:OTHERS]
    smaa(values, free_weights(CRITERIA, 20, SEED))
    first_places(values, draws, FIRST)
    rounds = [
        (
            _cpu(lambda: smaa(values, draws, first=FIRST)),
            _cpu(lambda: first_places(values, draws, FIRST)),
            _cpu(lambda: _with_scipy(values, weights)) * DRAWS / OTHERS,
            _cpu(lambda: _with_pandas(values, weights)) * DRAWS / OTHERS,
            _cpu(lambda: _first_with_scipy(values, weights)) * DRAWS / OTHERS,
        )
        for _ in range(REPEATS)
    ]
    full, few, scipy, frames, few_scipy = (median(one) for one in zip(*rounds, strict=True))
    what = f"SMAA {FIRMS:,} × {CRITERIA}, {DRAWS:,} draws"
    note = f"{OTHERS} draws of the peer, scaled"
    return [
        Row(f"{what}, full ranks; scipy", full, "s", scipy / 6, scipy, note),
        Row(f"{what}, full ranks; pandas", full, "s", frames / 4, frames, note),
        Row(f"{what}, P(top {FIRST:,}); scipy", few, "s", few_scipy / 100, few_scipy, note),
        Row(f"{what}, memory beyond the input", _peak(values), "MB", 20),
    ]


def _with_scipy(values: np.ndarray, weights: np.ndarray) -> None:
    counts, sums = np.zeros((FIRMS, BINS), np.uint16), np.zeros(FIRMS)
    rows, flat = np.arange(FIRMS) * BINS, counts.reshape(-1)
    for own in weights:
        ranks = rankdata(-np.round(values @ own, 9), method="min").astype(np.int64)
        flat[rows + (ranks - 1) * BINS // FIRMS] += 1
        sums += ranks


def _with_pandas(values: np.ndarray, weights: np.ndarray) -> None:
    frame = pd.DataFrame(values)
    counts, sums = np.zeros((FIRMS, BINS), np.uint16), np.zeros(FIRMS)
    rows, flat = np.arange(FIRMS) * BINS, counts.reshape(-1)
    for own in weights:
        scores = (frame * own).sum(axis=1).round(9)
        ranks = scores.rank(ascending=False, method="min").to_numpy(dtype=np.int64)
        flat[rows + (ranks - 1) * BINS // FIRMS] += 1
        sums += ranks


def _first_with_scipy(values: np.ndarray, weights: np.ndarray) -> None:
    counts = np.zeros(FIRMS, np.int64)
    for own in weights:
        counts += rankdata(-np.round(values @ own, 9), method="min") <= FIRST


def _peak(values: np.ndarray) -> float:
    """MB held at once, results included."""
    draws = free_weights(CRITERIA, 60, SEED)
    tracemalloc.start()
    try:
        smaa(values, draws, first=FIRST)
        return tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()


def _cpu(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun
