"""The whole guessed from a part: the level that the full form would likely give."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.definitions.questionnaires import ChoiceItem, LevelItem
from assessment.definitions.releases import Release
from assessment.definitions.scoring import Ladder, Partial
from assessment.method.answers import HIGHEST, UNANSWERED, AnswerTable
from assessment.method.levels import levels
from assessment.method.rounding import half_up
from assessment.method.scoring import score
from assessment.method.tree import Tree


@dataclass(frozen=True)
class Estimate:
    """Step id to probability, points that 5, 50 and 95 % of the draws do not exceed."""

    axis: str
    levels: Mapping[str, float]
    likely: str
    probability: float
    low: float
    median: float
    high: float
    draws: int
    seed: int


def estimate_whole(
    parent: Release, tree: Tree, answers: AnswerTable, partial: Partial, row: int = 0
) -> Estimate | None:
    """The first ladder of `parent` (compiled as `tree`) under draws of what was not answered.

    The firm's mean is that of its answered items (option index / last index). An unseen item is
    drawn as last·mean + spread·(Z/√k + z), rounded and cut to its options: z per item, Z per draw
    and k answered items, so that few answers spread the whole too. Answers, unknown and not
    applicable stay as they are. None when nothing is answered or there is no ladder.
    """
    axis = next((a for a, d in parent.scoring.axes.items() if isinstance(d, Ladder)), None)
    lasts = _last_options(parent, tree)
    firm = _aligned(tree, answers.rows([row]))
    codes = firm.codes[0]
    seen = (codes <= HIGHEST) & (lasts > 0)
    if axis is None or not seen.any():
        return None
    mean = float((codes[seen] / lasts[seen]).mean())
    drawn = _drawn(codes, lasts, mean, int(seen.sum()), partial)
    variants = firm.rows([0] * partial.draws).with_codes(drawn)
    scores = score(tree, variants)
    result = levels(parent, tree, scores, variants)[axis]
    ladder = parent.scoring.axes[axis]
    assert isinstance(ladder, Ladder)
    points = np.sort(half_up(scores.of(ladder.node), tree.decimals))
    points = points[~np.isnan(points)]
    if not len(points):
        return None
    low, median, high = (_quantile(points, part) for part in (0.05, 0.5, 0.95))
    names = (result.base, *result.steps)
    counts = np.bincount(result.reached[result.level >= 0], minlength=len(names))
    shares = counts / counts.sum()
    likely = int(shares.argmax())
    return Estimate(
        axis=axis,
        levels={name: float(share) for name, share in zip(names, shares, strict=True)},
        likely=names[likely],
        probability=float(shares[likely]),
        low=low,
        median=median,
        high=high,
        draws=partial.draws,
        seed=partial.seed,
    )


def _last_options(parent: Release, tree: Tree) -> NDArray[np.int64]:
    definitions = [parent.items[item] for item in tree.items]
    return np.array(
        [len(d.options) - 1 if isinstance(d, LevelItem | ChoiceItem) else 0 for d in definitions]
    )


def _aligned(tree: Tree, firm: AnswerTable) -> AnswerTable:
    """The firm's answers in the columns of the whole questionnaire."""
    codes = np.array([[firm.column(item)[0] for item in tree.items]], np.uint8)
    return AnswerTable(pd.Index(firm.firms), tree.items, codes, firm.numbers, firm.chosen)


def _drawn(
    codes: NDArray[np.uint8],
    lasts: NDArray[np.int64],
    mean: float,
    answered: int,
    partial: Partial,
) -> NDArray[np.uint8]:
    random = np.random.default_rng(partial.seed)
    drawn = np.tile(codes, (partial.draws, 1))
    unseen = np.flatnonzero((codes == UNANSWERED) & (lasts > 0))
    common = random.standard_normal((partial.draws, 1)) / np.sqrt(answered)
    noise = common + random.standard_normal((partial.draws, len(unseen)))
    levels_drawn = np.floor(lasts[unseen] * mean + partial.spread * noise + 0.5)
    drawn[:, unseen] = np.clip(levels_drawn, 0, lasts[unseen]).astype(np.uint8)
    return drawn


def _quantile(ascending: NDArray[np.float64], part: float) -> float:
    return float(ascending[max(int(np.ceil(part * len(ascending) - 1e-9)) - 1, 0)])
