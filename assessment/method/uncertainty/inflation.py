"""What checking did to claims, learnt item by item and shrunk toward the area and the whole.

Only for intervals and for choosing whom to visit: no score, eligibility or order is moved by it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assessment.locale import message
from assessment.method.answers import HIGHEST, AnswerTable
from assessment.method.tree import Tree
from assessment.problems import AssessmentError, Problem

FEWEST = 20
"""Fewer checked claims than this teach nothing."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Inflation:
    """Claimed minus verified, in options: positive where firms claim too much.

    Per item: `mean` and `error` (its own standard error) after shrinkage, `raw` before it (NaN
    without a checked claim), `pairs` how many were checked. Per area `area_mean` and `area_error`,
    for the whole `whole` and `whole_error`. `noise` is the standard deviation of one claim about
    its item's mean, `between_firms` that of a firm's own tendency, `between_items` and
    `between_areas` those of the means.
    """

    items: tuple[str, ...]
    areas: tuple[str, ...]
    area_of_item: NDArray[np.intp]
    mean: Floats
    error: Floats
    raw: Floats
    pairs: NDArray[np.int64]
    area_mean: Floats
    area_error: Floats
    whole: float
    whole_error: float
    noise: float
    between_firms: float
    between_items: float
    between_areas: float

    def drawn(self, random: np.random.Generator, draws: int) -> Floats:
        """draws × items: mean inflations that might as well be true, from the whole downward."""
        areas_end = 1 + len(self.areas)
        normal = random.standard_normal((draws, areas_end + len(self.items)))
        whole = self.whole + self.whole_error * normal[:, :1]
        own = _pooled(*self._area_evidence(), self.between_areas**2)
        areas = _given(own, whole, normal[:, 1:areas_end])
        claim = self.noise**2 + self.between_firms**2
        means = np.where(self.pairs > 0, self.raw, 0.0)
        variance = np.where(self.pairs > 0, claim / np.maximum(self.pairs, 1), np.inf)
        own = _pooled(means, variance, self.between_items**2)
        return _given(own, areas[:, self.area_of_item], normal[:, areas_end:])

    def _area_evidence(self) -> tuple[Floats, Floats]:
        claim = self.noise**2 + self.between_firms**2
        return _area_means(
            self.raw, self.pairs, self.area_of_item, len(self.areas), claim, self.between_items**2
        )


def learn_inflation(
    tree: Tree, claimed: AnswerTable, verified: AnswerTable, checked: ArrayLike
) -> Inflation:
    """The inflation of every scored item of `tree` from claims that were checked.

    `claimed` and `verified` hold the same firms in the same order; `checked` marks firms, or firms
    × items in the order of `tree.items`. A pair counts where both are answered; items with numbers
    or several choices teach nothing and are not deflated. Normal model with three levels (claim in
    item in area in whole) and a firm effect, variances by moments (DerSimonian & Laird 1986 for the
    levels, one-way ANOVA for the firms), means by precision weights (Efron & Morris 1975).
    AssessmentError with fewer than 20 pairs. ValueError when the tables do not match.
    """
    if len(claimed) != len(verified):
        raise ValueError("claimed and verified must hold the same firms")
    gaps = _gaps(tree, claimed, verified, np.asarray(checked, bool))
    known = ~np.isnan(gaps)
    if known.sum() < FEWEST:
        raise AssessmentError(_too_few(int(known.sum())))
    return _learnt(tree, gaps, known)


def _learnt(tree: Tree, gaps: Floats, known: NDArray[np.bool_]) -> Inflation:
    """The three levels from the bottom up, then the shrinkage from the top down."""
    names = tuple(dict.fromkeys(tree.area_of(item) for item in tree.items))
    area = np.array([names.index(tree.area_of(item)) for item in tree.items], np.intp)
    pairs = known.sum(axis=0)
    with np.errstate(invalid="ignore"):
        raw = np.where(pairs > 0, np.nansum(gaps, axis=0) / pairs, np.nan)
    noise, firms = _noise(gaps - raw, known)
    claim = noise + firms
    items = _between(raw, claim / np.maximum(pairs, 1), pairs > 0, area)
    own, variance = _area_means(raw, pairs, area, len(names), claim, items)
    heard = np.isfinite(variance)
    areas = _between(own, np.where(heard, variance, 1.0), heard, np.zeros(len(names), np.intp))
    trust = np.where(heard, 1 / (np.where(heard, variance, 1.0) + areas), 0.0)
    whole, whole_variance = float((trust * own).sum() / trust.sum()), float(1 / trust.sum())
    area_mean, area_variance = _shrunk(
        own, variance, areas, whole, np.full(len(names), whole_variance)
    )
    with np.errstate(divide="ignore"):
        alone = np.where(pairs > 0, claim / np.maximum(pairs, 1), np.inf)
    mean, item_variance = _shrunk(
        np.nan_to_num(raw), alone, items, area_mean[area], area_variance[area]
    )
    return Inflation(
        items=tree.items,
        areas=names,
        area_of_item=area,
        mean=mean,
        error=np.sqrt(item_variance),
        raw=raw,
        pairs=pairs,
        area_mean=area_mean,
        area_error=np.sqrt(area_variance),
        whole=whole,
        whole_error=float(np.sqrt(whole_variance)),
        noise=float(np.sqrt(noise)),
        between_firms=float(np.sqrt(firms)),
        between_items=float(np.sqrt(items)),
        between_areas=float(np.sqrt(areas)),
    )


def option_places(tree: Tree) -> tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.int64]]:
    """How an item's codes are ordered by what they earn: place of a code (items × 256), code at a
    place (items × 256), and the last place (−1: a number, several choices, or one option)."""
    places = np.tile(np.arange(256, dtype=np.uint8), (len(tree.items), 1))
    codes, lasts = places.copy(), np.full(len(tree.items), -1)
    for row, item in enumerate(tree.items):
        shares = tree.lookup[row, : HIGHEST + 1]
        options = int((~np.isnan(shares)).sum())
        if item not in tree.plain or options < 2:
            continue
        order = np.argsort(shares[:options], kind="stable")
        codes[row, :options] = order
        places[row, order] = np.arange(options)
        lasts[row] = options - 1
    return places, codes, lasts


def _gaps(
    tree: Tree, claimed: AnswerTable, verified: AnswerTable, checked: NDArray[np.bool_]
) -> Floats:
    marked = checked[:, None] if checked.ndim == 1 else checked
    places, _, lasts = option_places(tree)
    gaps = np.full((len(claimed), len(tree.items)), np.nan)
    for column, item in enumerate(tree.items):
        said, found = claimed.column(item), verified.column(item)
        counts = (said <= HIGHEST) & (found <= HIGHEST) & (lasts[column] > 0)
        counts &= np.broadcast_to(marked, gaps.shape)[:, column]
        gap = places[column][said].astype(float) - places[column][found]
        gaps[counts, column] = gap[counts]
    return gaps


def _noise(residuals: Floats, known: NDArray[np.bool_]) -> tuple[float, float]:
    """Variances within a firm and between firms of what the item's mean leaves, by moments."""
    many = known.sum(axis=1)
    left = np.where(known, residuals, 0.0)
    sums = left.sum(axis=1)
    heard = many > 0
    squares = float((left**2).sum())
    by_firm = float((sums[heard] ** 2 / many[heard]).sum())
    total, firms = int(many.sum()), int(heard.sum())
    items = int(known.any(axis=0).sum())
    spare = total - firms - items + 1
    if firms < 2 or spare < 1:
        return squares / max(total - items, 1), 0.0
    within = max(squares - by_firm, 0.0) / spare
    typical = (total - float((many[heard] ** 2).sum()) / total) / (firms - 1)
    between = max((by_firm / (firms - 1) - within) / max(typical, 1e-12), 0.0)
    return within, between


def _between(
    means: Floats, variances: Floats, heard: NDArray[np.bool_], group: NDArray[np.intp]
) -> float:
    """Variance of true means within their groups (DerSimonian & Laird), never below 0."""
    excess, scale = 0.0, 0.0
    for one in np.unique(group[heard]):
        own = heard & (group == one)
        trust = 1 / np.maximum(variances[own], 1e-12)
        middle = (trust * means[own]).sum() / trust.sum()
        excess += float((trust * (means[own] - middle) ** 2).sum() - (own.sum() - 1))
        scale += float(trust.sum() - (trust**2).sum() / trust.sum())
    return max(excess / scale, 0.0) if scale > 0 else 0.0


def _area_means(
    raw: Floats,
    pairs: NDArray[np.int64],
    area: NDArray[np.intp],
    areas: int,
    claim: float,
    items: float,
) -> tuple[Floats, Floats]:
    """What the items of an area say of its mean, and the variance of that; infinite if nothing."""
    heard = pairs > 0
    trust = np.where(heard, 1 / np.maximum(claim / np.maximum(pairs, 1) + items, 1e-12), 0.0)
    weight = np.bincount(area, trust, areas)
    total = np.bincount(area, trust * np.nan_to_num(raw), areas)
    known = weight > 0
    safe = np.where(known, weight, 1.0)
    return np.where(known, total / safe, 0.0), np.where(known, 1 / safe, np.inf)


def _shrunk(
    own: Floats, variance: Floats, between: float, above: Floats | float, above_variance: Floats
) -> tuple[Floats, Floats]:
    """Mean and variance once the level above, itself uncertain, is taken in."""
    share = between / np.maximum(variance + between, 1e-12)
    share = np.where(np.isfinite(variance), share, 0.0)
    mean = share * own + (1 - share) * above
    heard = np.isfinite(variance)
    kept = np.where(heard, share * np.where(heard, variance, 0.0), between)
    return mean, kept + (1 - share) ** 2 * above_variance


def _pooled(own: Floats, variance: Floats, between: float) -> tuple[Floats, Floats, Floats]:
    """Own mean, how much of it counts against the level above, and the deviation left."""
    finite = np.isfinite(variance)
    share = np.where(finite, between / np.maximum(variance + between, 1e-12), 0.0)
    return own, share, np.sqrt(np.where(finite, share * np.where(finite, variance, 0), between))


def _given(own: tuple[Floats, Floats, Floats], above: Floats, noise: Floats) -> Floats:
    mean, share, left = own
    drawn: Floats = share * mean + (1 - share) * above + left * noise
    return drawn


def _too_few(pairs: int) -> Problem:
    return Problem(
        where="verified",
        what=message(
            "확인된 응답이 {pairs}개뿐이라 부풀림을 배울 수 없습니다(최소 {fewest}개).",
            pairs=pairs,
            fewest=FEWEST,
        ),
        fix=message("현장 확인을 더 한 뒤 다시 계산하십시오."),
        code="too_few_verified",
    )
