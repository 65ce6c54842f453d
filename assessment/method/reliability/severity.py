"""Strict and lenient raters: how far each stands from the panel, judged on firms in common."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pandas.arrays import IntegerArray
from scipy.optimize import brentq

from assessment.locale import message
from assessment.method.ranking import competition_rank
from assessment.problems import AssessmentError, Problem

Apart = Literal["refuse", "state"]
Matrix = NDArray[np.float64]
RATIOS = np.linspace(np.log(1e-6), np.log(1e6), 241)


@dataclass(frozen=True, eq=False)
class Severity:
    """Scores with and without the correction; firms (n,), raters (r,), in points of the scores.

    `severity` is how much less than the panel a rater gives (positive: strict), shrunk toward 0 by
    what is known; `error` its standard deviation; `shared` counts a rater's firms that another
    rated too, without which nothing is known of them. `plain` is the mean of a firm's scores,
    `corrected` the mean of score + severity; NaN where nobody scored. `rater_spread` and `noise`
    are the standard deviations of raters and of what is left.
    `panel` numbers the groups of raters (`firm_panel` those of firms) that share firms, −1 without
    a score; with more than one group, scores are comparable only within a group.
    """

    severity: Matrix
    error: Matrix
    shared: NDArray[np.int64]
    plain: Matrix
    corrected: Matrix
    plain_rank: IntegerArray
    corrected_rank: IntegerArray
    rater_spread: float
    noise: float
    panel: NDArray[np.int64]
    firm_panel: NDArray[np.int64]

    @property
    def connected(self) -> bool:
        """Whether all raters can be compared through firms they share."""
        return bool(self.panel.max(initial=-1) <= 0)

    @property
    def moved(self) -> NDArray[np.int64]:
        """Places a firm gains (positive) by the correction; 0 without a rank."""
        before, after = (
            np.asarray(rank.to_numpy(dtype=np.float64, na_value=np.nan))
            for rank in (self.plain_rank, self.corrected_rank)
        )
        return np.asarray(np.nan_to_num(before - after), np.int64)


def rater_severity(
    scores: ArrayLike,
    raters: Sequence[str] | None = None,
    *,
    decimals: int = 9,
    apart: Apart = "refuse",
) -> Severity:
    """Score = firm + rater + noise, fitted to scores (n firms, r raters); NaN was not rated.

    Firms are fixed, raters drawn around 0; their spread comes from REML and each rater is the best
    linear unbiased prediction (empirical Bayes), so few common firms move a score little. Where the
    panel falls into groups without a firm in common, `refuse` raises AssessmentError naming the
    groups, `state` goes on. Widens intervals and shows what a correction would change; never
    decides. Sources: Patterson & Thompson 1971; Henderson 1975; Robinson 1991.
    """
    if apart not in get_args(Apart):
        raise ValueError(f"apart must be one of {get_args(Apart)}")
    given = np.asarray(scores, np.float64)
    if given.ndim != 2:
        raise ValueError("scores must be a matrix: a row a firm, a column a rater")
    names = tuple(raters) if raters else tuple(str(k + 1) for k in range(given.shape[1]))
    rated = ~np.isnan(given)
    panel, firm_panel = _panels(rated)
    if apart == "refuse" and panel.max(initial=-1) > 0:
        raise AssessmentError(*_apart(panel, names))
    effect, error, spread, noise = _fitted(given, rated)
    plain = _row_mean(given, rated)
    corrected = _row_mean(given - effect, rated)
    return Severity(
        severity=-effect + 0.0,
        error=error,
        shared=(rated & (rated.sum(axis=1) > 1)[:, None]).sum(axis=0).astype(np.int64),
        plain=plain,
        corrected=corrected,
        plain_rank=competition_rank(plain, decimals),
        corrected_rank=competition_rank(corrected, decimals),
        rater_spread=spread,
        noise=noise,
        panel=panel,
        firm_panel=firm_panel,
    )


def _fitted(given: Matrix, rated: NDArray[np.bool_]) -> tuple[Matrix, Matrix, float, float]:
    """Rater effects, their errors, the raters' spread and the noise (standard deviations).

    With the firms swept out only a raters × raters matrix is left: Z'MZ, M the centring in firms.
    """
    count = rated.sum(axis=1)
    inside = np.where(rated, given - _row_mean(given, rated)[:, None], 0.0)
    there = rated.astype(np.float64)
    design = np.diag(there.sum(axis=0)) - (there / np.maximum(count, 1)[:, None]).T @ there
    pull, left = inside.sum(axis=0), float((inside**2).sum())
    free = int(count.sum()) - int((count > 0).sum())
    nothing = np.zeros(given.shape[1])
    largest = float(np.abs(given[rated]).max()) if rated.any() else 0.0
    if free < 1 or left <= (1e-12 * largest) ** 2 * free:
        return nothing, nothing.copy(), 0.0, 0.0
    roots, axes = np.linalg.eigh(design)
    roots = np.clip(roots, 0.0, None)
    along = (axes.T @ pull) ** 2
    ratio = _best_ratio(roots, along, left, free)
    noise2 = max(left - float((ratio * along / (1 + ratio * roots)).sum()), 0.0) / free
    shrunk = axes * (ratio / (1 + ratio * roots))
    error = np.sqrt(noise2 * (shrunk * axes).sum(axis=1))
    return shrunk @ (axes.T @ pull), error, float(np.sqrt(ratio * noise2)), float(np.sqrt(noise2))


def _best_ratio(roots: Matrix, along: Matrix, left: float, free: int) -> float:
    """The raters' variance over the noise's that maximises the restricted likelihood; may be 0."""

    def deviance(ratios: Matrix) -> Matrix:
        grown = 1 + ratios[:, None] * roots
        unexplained = left - (ratios[:, None] * along / grown).sum(axis=1)
        return np.asarray(
            free * np.log(np.maximum(unexplained, 1e-300)) + np.log(grown).sum(axis=1)
        )

    def slope(log_ratio: float) -> float:
        grown = 1 + np.exp(log_ratio) * roots
        unexplained = left - (np.exp(log_ratio) * along / grown).sum()
        pulled = (along / grown**2).sum() / max(unexplained, 1e-300)
        return float((roots / grown).sum() - free * pulled)

    # the top lies between its neighbours; where the slope is zero is exact to many more digits
    # than where the likelihood is highest
    best = float(RATIOS[int(np.argmin(deviance(np.exp(RATIOS))))])
    step = float(RATIOS[1] - RATIOS[0])
    if slope(best - step) < 0 < slope(best + step):
        best = float(brentq(slope, best - step, best + step, xtol=1e-13))
    ratio = float(np.exp(best))
    return ratio if deviance(np.array([ratio]))[0] < deviance(np.zeros(1))[0] else 0.0


def _row_mean(values: Matrix, rated: NDArray[np.bool_]) -> Matrix:
    count = rated.sum(axis=1)
    return np.asarray(np.where(rated, values, 0.0).sum(axis=1) / np.where(count, count, np.nan))


def _panels(rated: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Numbers of the connected groups of raters, and of firms; −1 for who has no score."""
    meets = (rated.astype(np.float64).T @ rated > 0) | np.eye(rated.shape[1], dtype=bool)
    label = np.arange(rated.shape[1])
    while True:
        lowest = np.where(meets, label, len(label)).min(axis=1)
        if (lowest == label).all():
            break
        label = lowest
    active = rated.any(axis=0)
    panel = np.full(rated.shape[1], -1)
    panel[active] = np.unique(label[active], return_inverse=True)[1]
    firm = np.full(len(rated), -1)
    scored = rated.any(axis=1)
    firm[scored] = panel[rated[scored].argmax(axis=1)]
    return panel.astype(np.int64), firm.astype(np.int64)


def _apart(panel: NDArray[np.int64], names: tuple[str, ...]) -> list[Problem]:
    return [
        Problem(
            where=", ".join(name for name, of in zip(names, panel, strict=True) if of == group),
            what=message("다른 평가위원과 함께 평가한 업체가 없어 서로 견줄 수 없습니다."),
            fix=message("모든 조가 함께 평가하는 기준 업체를 한 곳 이상 두십시오."),
            code="panels_apart",
        )
        for group in range(panel.max() + 1)
    ]
