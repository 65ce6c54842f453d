"""PROMETHEE II by sorting and prefix sums: no pair of rows is ever looked at."""

from collections.abc import Iterator, Sequence
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assessment.locale import message
from assessment.method.ranking import preference
from assessment.method.ranking.decision import Directions, decide
from assessment.method.ranking.gauss import gaussian
from assessment.method.ranking.places import Ties
from assessment.method.ranking.result import Ranking
from assessment.problems import Problem

Preference = Literal["usual", "u_shape", "v_shape", "level", "linear", "gaussian"]
NEEDED: dict[str, str] = {
    "usual": "",
    "u_shape": "q",
    "v_shape": "p",
    "level": "qp",
    "linear": "qp",
    "gaussian": "s",
}
Thresholds = dict[str, NDArray[np.float64]]


def promethee_ii(
    values: ArrayLike,
    weights: ArrayLike,
    directions: Directions,
    *,
    functions: Preference | Sequence[Preference] = "usual",
    q: ArrayLike | None = None,
    p: ArrayLike | None = None,
    s: ArrayLike | None = None,
    ties: Ties = "min",
    decimals: int = 9,
) -> Ranking:
    """Net flow φ = φ⁺ − φ⁻, −1..1, more is better; flows are means over the n − 1 other rows.

    P(d) for an advantage d > 0: usual 1; u_shape 1 if d > q; v_shape d/p up to 1; level ½ if
    q < d ≤ p, 1 above; linear (d−q)/(p−q) between q and p; gaussian 1 − exp(−d²/2s²). One function
    and one `q`, `p`, `s` for all criteria or one a criterion, in its own units (NaN where not
    needed); a missing or impossible one is an AssessmentError. A difference within 1e-14 of the
    size of the values from a threshold stands on it. O(m n log n) for all functions; gaussian to
    1e-12. `extras`: phi_plus, phi_minus, phi (n,). Brans & Vincke 1985.
    """
    count = np.asarray(values).shape[-1]
    kinds = [functions] * count if isinstance(functions, str) else list(functions)
    thresholds = {name: _each(given, count) for name, given in (("q", q), ("p", p), ("s", s))}
    if len(kinds) != count or not set(kinds) <= set(get_args(Preference)):
        raise ValueError(f"functions: one of {', '.join(get_args(Preference))} a criterion")
    decision = decide(values, weights, directions, _faults(kinds, thresholds))
    rows = len(decision.values)
    plus, minus = np.zeros(rows), np.zeros(rows)
    for place, kind in enumerate(kinds if rows else ()):
        column = decision.values[:, place] * decision.signs[place]
        order = np.argsort(column)
        own = {name: float(each[place]) for name, each in thresholds.items()}
        over, under = _flows(column[order], kind, own)
        plus[order] += decision.weights[place] * over
        minus[order] += decision.weights[place] * under
    others = max(rows - 1, 1)
    plus /= others
    minus /= others
    net = plus - minus
    flows = (("phi_plus", plus), ("phi_minus", minus), ("phi", net))
    extras = {name: decision.spread(flow) for name, flow in flows}
    return decision.ranking(net, ties, decimals, extras)


def _flows(
    ordered: NDArray[np.float64], kind: str, own: dict[str, float]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What each place wins over those below and loses to those above."""
    if kind == "gaussian":
        return gaussian(ordered, own["s"])
    return _wins(ordered, kind, own), _wins(-ordered[::-1], kind, own)[::-1]


def _wins(ordered: NDArray[np.float64], kind: str, own: dict[str, float]) -> NDArray[np.float64]:
    if kind == "usual":
        return preference.usual(ordered)
    if kind == "u_shape":
        return preference.u_shape(ordered, own["q"])
    if kind == "v_shape":
        return preference.linear(ordered, 0.0, own["p"])
    if kind == "level":
        return preference.level(ordered, own["q"], own["p"])
    return preference.linear(ordered, own["q"], own["p"])


def _each(given: ArrayLike | None, count: int) -> NDArray[np.float64]:
    figures = np.asarray(np.nan if given is None else given, np.float64)
    return np.broadcast_to(figures, (count,))


def _faults(kinds: Sequence[str], thresholds: Thresholds) -> Iterator[Problem]:
    for place, kind in enumerate(kinds):
        own = {name: float(each[place]) for name, each in thresholds.items()}
        for name in NEEDED[kind]:
            if not _usable(name, own[name]):
                yield _threshold_problem(place, name, own[name])
        if NEEDED[kind] == "qp" and own["q"] > own["p"]:
            yield Problem(
                where=f"q[{place}]",
                what=message(
                    "기준 {number}번의 무차별 한계 q({q})가 선호 한계 p({p})보다 큽니다.",
                    number=place + 1,
                    q=own["q"],
                    p=own["p"],
                ),
                fix=message("q를 p 이하로 줄이십시오."),
                code="thresholds_crossed",
            )


def _usable(name: str, given: float) -> bool:
    return bool(np.isfinite(given)) and (given >= 0 if name == "q" else given > 0)


def _threshold_problem(place: int, name: str, given: float) -> Problem:
    return Problem(
        where=f"{name}[{place}]",
        what=message(
            "기준 {number}번의 {name} 값이 없거나 쓸 수 없습니다({value}).",
            number=place + 1,
            name=name,
            value=given,
        ),
        fix=message("q는 0 이상, p와 s는 0보다 큰 수를 그 기준의 단위로 넣으십시오."),
        code="threshold_not_usable",
    )
