"""What to do next: the steps that bring most points for their cost, each rescored exactly."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessment.definitions.questionnaires import LevelItem
from assessment.definitions.releases import Action, Actions, Release
from assessment.expressions import evaluate_one, parse
from assessment.method.answers import HIGHEST, AnswerTable
from assessment.method.asking import leave_out_unasked
from assessment.method.binding import bind_answers
from assessment.method.rounding import half_up
from assessment.method.scoring import score
from assessment.method.tree import Tree


@dataclass(frozen=True)
class Step:
    """One action: the item goes to option `code`, the total to `total` (a gain of `gain` points).

    `cost` is the middle of the action's cost band in won; `needs` are prerequisites not yet met.
    """

    item: str
    action: str
    code: int
    gain: float
    total: float
    cost: float
    months: float
    needs: tuple[str, ...]


def next_steps(release: Release, tree: Tree, answers: AnswerTable, row: int = 0) -> list[Step]:
    """Every step open to this firm that gains points, best first.

    Steps whose prerequisites are met come first, then points per middle of the cost band (free
    counts as the smallest positive middle), then shorter, then in the order of the questionnaire.
    Only answered level items have steps; none when the total has no value. A prerequisite on an
    unanswered item is not met.
    """
    actions = actions_of(release)
    if actions is None:
        return []
    firm = answers.rows([row])
    candidates = _candidates(release, actions, firm)
    totals = _totals(release, tree, firm, [(place, code) for _, _, place, code in candidates])
    if not candidates or np.isnan(totals[0]):
        return []
    middles = middle_costs(actions)
    values = _values(firm)
    steps = []
    for (name, action, place, code), total in zip(candidates, totals[1:], strict=True):
        gain = float(half_up(total - totals[0], tree.decimals))
        if gain > 0:
            steps.append(
                Step(
                    item=firm.items[place],
                    action=name,
                    code=code,
                    gain=gain,
                    total=float(total),
                    cost=middles[action.cost],
                    months=action.months,
                    needs=tuple(n for n in action.needs if not _holds(n, values)),
                )
            )
    least = min((cost for cost in middles.values() if cost > 0), default=1.0)
    order = {item: place for place, item in enumerate(release.items)}
    return sorted(
        steps,
        key=lambda s: (bool(s.needs), -s.gain / (s.cost or least), s.months, order[s.item]),
    )


def plan(
    release: Release, tree: Tree, answers: AnswerTable, row: int = 0, n: int = 3
) -> list[Step]:
    """The n best steps taken one after the other; each `total` is what the firm then reaches.

    After each step everything is weighed again, so a step may open another. Fewer than n when
    nothing with met prerequisites gains points any more.
    """
    firm = answers.rows([row])
    taken: list[Step] = []
    while len(taken) < n:
        ready = [step for step in next_steps(release, tree, firm) if not step.needs]
        if not ready:
            break
        taken.append(ready[0])
        firm = take(firm, ready[0])
    return taken


def take(answers: AnswerTable, step: Step) -> AnswerTable:
    """The answers of one firm after the step."""
    codes = answers.codes.copy()
    codes[:, answers.position(step.item)] = step.code
    return answers.with_codes(codes)


def actions_of(release: Release) -> Actions | None:
    """The release's actions, or those of the questionnaire whose items it includes."""
    if release.actions is None and release.parent is not None:
        return actions_of(release.parent)
    return release.actions


def middle_costs(actions: Actions) -> dict[str, float]:
    """Cost band to its middle, (low + high) / 2, in won."""
    return {name: (band.low + band.high) / 2 for name, band in actions.cost_bands.items()}


def _candidates(
    release: Release, actions: Actions, firm: AnswerTable
) -> list[tuple[str, Action, int, int]]:
    found = []
    for place, item in enumerate(firm.items):
        definition, code = release.items.get(item), int(firm.codes[0, place])
        if not isinstance(definition, LevelItem) or code > HIGHEST:
            continue
        name = definition.options[code].action
        action = actions.actions.get(name) if name else None
        if name and action:
            ids = [option.id for option in definition.options]
            found.append((name, action, place, ids.index(action.to)))
    return found


def _totals(
    release: Release, tree: Tree, firm: AnswerTable, changes: list[tuple[int, int]]
) -> NDArray[np.float64]:
    """Rounded totals: as it is, then after each single change."""
    variants = firm.rows([0] * (len(changes) + 1))
    codes = variants.codes.copy()
    for number, (place, code) in enumerate(changes, 1):
        codes[number, place] = code
    variants = leave_out_unasked(release, variants.with_codes(codes))
    return half_up(score(tree, variants).of(tree.root), tree.decimals)


def _values(firm: AnswerTable) -> Mapping[str, object]:
    bound = bind_answers(firm)
    row = zip(firm.items, bound.isna().iloc[0], bound.iloc[0], strict=True)
    return {item: None if null else float(value) for item, null, value in row}


def _holds(rule: str, values: Mapping[str, object]) -> bool:
    return evaluate_one(parse(rule), values) is True
