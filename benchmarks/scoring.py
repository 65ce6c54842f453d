"""Scoring a file of 20,000 firms, beside what people write with pandas."""

import json
import subprocess
import sys
import time
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd

from assessment.definitions.loading import load_release
from assessment.definitions.releases import Release
from assessment.definitions.scoring import Node
from assessment.method.answers import NOT_APPLICABLE, UNANSWERED, UNKNOWN, AnswerTable
from assessment.method.scoring import score
from assessment.method.tree import compile_tree
from benchmarks.rows import Row
from benchmarks.servers import ROOT

FIRMS = 20_000
FIRMS_OF_BASELINE = 400
"""The baseline takes milliseconds a firm; its time is scaled up to all firms."""
SEED = 20260


def measure(folder: Path) -> list[Row]:
    """The command from parquet to csv, and the arithmetic alone against groupby and apply."""
    release, problems = load_release(ROOT / "questionnaires" / "smart-factory")
    if release is None:
        raise RuntimeError("\n".join(map(str, problems)))
    codes = _codes(release)
    path = folder / "answers.parquet"
    _as_cells(release, codes).to_parquet(path)
    table = AnswerTable(pd.RangeIndex(FIRMS), tuple(release.items), codes)
    tree = compile_tree(release)
    score(tree, table)
    begun = time.process_time()
    ours = score(tree, table).of("total")
    alone = time.process_time() - begun
    begun = time.process_time()
    theirs = _grouped(release, codes[:FIRMS_OF_BASELINE])
    baseline = (time.process_time() - begun) * FIRMS / FIRMS_OF_BASELINE
    known = ~np.isnan(theirs)
    if not np.allclose(ours[:FIRMS_OF_BASELINE][known], theirs[known]):
        raise RuntimeError("the baseline gives other scores")
    note = f"baseline: groupby.apply on {FIRMS_OF_BASELINE} firms, scaled"
    what = f"{FIRMS:,} × {len(release.items)}"
    rows = [Row(f"score {what}, arithmetic alone", 1e3 * alone, "ms", None, 1e3 * baseline, note)]
    if find_spec("assessment.cli") is None:
        return rows  # the command is not there yet
    command = _command(path, folder / "scores.csv")
    first = f"score {what} from parquet to csv, CPU after imports"
    return [Row(first, command, "s", 1.0, baseline, note), *rows]


def _codes(release: Release) -> np.ndarray:
    rng = np.random.default_rng(SEED)
    codes = rng.integers(0, 6, (FIRMS, len(release.items))).astype(np.uint8)
    draw = rng.random(codes.shape)
    codes[draw < 0.02] = UNKNOWN
    codes[(draw > 0.98)] = UNANSWERED
    for place, item in enumerate(release.items.values()):
        if item.not_applicable:
            codes[rng.random(FIRMS) < 0.3, place] = NOT_APPLICABLE
    return codes


def _as_cells(release: Release, codes: np.ndarray) -> pd.DataFrame:
    names = np.full(256, "", dtype=object)
    names[:6] = list("abcdef")
    names[[UNKNOWN, NOT_APPLICABLE]] = "?", "NA"
    frame = pd.DataFrame(names[codes], columns=list(release.items))
    frame.insert(0, "firm", [f"F{number:05d}" for number in range(FIRMS)])
    return frame


def _command(answers: Path, output: Path) -> float:
    """CPU seconds of the whole command in a process of its own, imports left out."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.score_child", str(answers), str(output)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
    return float(json.loads(done.stderr.strip().splitlines()[-1])["cpu"])


def _grouped(release: Release, codes: np.ndarray) -> np.ndarray:
    """Total points as a careful person writes them: one long table, a weighted mean by apply.

    Not applicable and unanswered are left out, unknown counts as the lowest option; the coverage
    floor of an area is not looked at (a node has no value then, and such firms are left out).
    """
    nodes = release.scoring.nodes
    long = pd.DataFrame(codes, columns=list(release.items)).melt(
        var_name="child", value_name="code", ignore_index=False
    )
    long = long[~long["code"].isin((NOT_APPLICABLE, UNANSWERED))].rename_axis("firm").reset_index()
    long["share"] = np.where(long["code"] == UNKNOWN, 0.0, long["code"] / 5)
    for level in (1, 2, 3):
        chosen = {name: node for name, node in nodes.items() if _height(nodes, name) == level}
        weights = {(c, n): w for n, node in chosen.items() for c, w in node.children.items()}
        parents = {c: n for n, node in chosen.items() for c in node.children}
        part = long[long["child"].isin(parents)].copy()
        part["node"] = part["child"].map(parents)
        part["weight"] = [weights[pair] for pair in zip(part["child"], part["node"], strict=True)]
        means = part.groupby(["firm", "node"]).apply(
            lambda rows: np.average(rows["share"], weights=rows["weight"])
        )
        long = means.rename("share").reset_index().rename(columns={"node": "child"})
    totals = long.set_index("firm")["share"].reindex(range(len(codes))).to_numpy(float)
    return np.where(_floor_met(release, codes), totals * release.scoring.points, np.nan)


def _height(nodes: Mapping[str, Node], name: str) -> int:
    children = nodes[name].children
    return 1 + max((_height(nodes, c) for c in children if c in nodes), default=0)


def _floor_met(release: Release, codes: np.ndarray) -> np.ndarray:
    """Firms in which every area that applies is covered well above the floor."""
    places = {item: number for number, item in enumerate(release.items)}
    met = np.ones(len(codes), bool)
    for node in release.scoring.nodes.values():
        columns = [places[c] for c in node.children if c in places]
        if columns:
            own = codes[:, columns]
            applies = own != NOT_APPLICABLE
            answered = own < UNKNOWN
            share = answered.sum(1) / np.maximum(applies.sum(1), 1)
            met &= (share > 0.5) | ~applies.any(1)
    return met
