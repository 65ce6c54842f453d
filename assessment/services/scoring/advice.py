"""What to do next: the steps worth most for their cost, in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from assessment.definitions.programmes import Programme
from assessment.definitions.releases import Release
from assessment.expressions import needed_at_least, parse
from assessment.locale import language
from assessment.locale import translate as _
from assessment.method.levels import levels
from assessment.method.scoring import score
from assessment.method.steps import Step, actions_of, next_steps, plan, take
from assessment.services.assessing.item_texts import answer_text, item_text
from assessment.services.funding.reasons import Words, words_of
from assessment.services.scoring.scored import AssessedRelease

PLANNED = 3


@dataclass(frozen=True)
class StepView:
    """One step: `gain` points, `total` after it; cost in won, from and to.

    `needs` says in words what must come first; `payers` are programmes that could pay.
    """

    item: str
    area: str
    short: str
    text: str
    now: str
    then: str
    gain: float
    total: float
    cost_low: float
    cost_high: float
    cost: str
    months: float
    needs: tuple[str, ...]
    payers: tuple[Words, ...]


@dataclass(frozen=True)
class Advice:
    """The plan, its steps taken one after the other, and other steps that are open now.

    `total` and `levels` (axis to step id) are what the firm reaches after the plan. `known` is
    false where the questionnaire names no steps of its own.
    """

    plan: tuple[StepView, ...]
    others: tuple[StepView, ...]
    total: float | None
    levels: Mapping[str, str | None]
    estimate: str
    known: bool = True


def advice_for(group: AssessedRelease, programmes: Mapping[str, Programme]) -> Advice:
    """Steps for the group's first assessment, from the verified value where there is one."""
    release, tree, answers = group.release, group.tree, group.used
    planned = plan(release, tree, answers, 0, PLANNED)
    taken = {step.action for step in planned}
    firm = answers.rows([0])
    views = []
    for step in planned:
        views.append(_view(release, programmes, step, firm.column(step.item)[0]))
        firm = take(firm, step)
    others = [
        _view(release, programmes, step, answers.column(step.item)[0])
        for step in next_steps(release, tree, answers, 0)
        if step.action not in taken
    ]
    after = levels(release, tree, score(tree, firm), firm)
    actions = actions_of(release)
    return Advice(
        plan=tuple(views),
        others=tuple(others),
        total=views[-1].total if views else None,
        levels={axis: one.step(0) for axis, one in after.items()},
        estimate=_own(actions.estimate.ko, actions.estimate.en) if actions else "",
        known=release.actions is not None or release.part_of is not None,
    )


def _view(release: Release, programmes: Mapping[str, Programme], step: Step, code: int) -> StepView:
    actions = actions_of(release)
    assert actions is not None  # a step names one of them
    action = actions.actions[step.action]
    band = actions.cost_bands[action.cost]
    areas = {item: one.id for one in release.questionnaire.areas for item in one.items}
    return StepView(
        item=step.item,
        area=areas[step.item],
        short=item_text(release, step.item).short,
        text=_own(action.text.ko, action.text.en),
        now=answer_text(release, step.item, "answered", _option(release, step.item, int(code))),
        then=answer_text(release, step.item, "answered", action.to),
        gain=step.gain,
        total=step.total,
        cost_low=band.low,
        cost_high=band.high,
        cost=_own(band.name.ko, band.name.en),
        months=step.months,
        needs=tuple(text for rule in step.needs for text in _in_words(release, rule)),
        payers=tuple(
            words_of(programmes[name].name) for name in action.paid_by if name in programmes
        ),
    )


def _in_words(release: Release, rule: str) -> list[str]:
    """ "재고 파악: 현장 단말 입력 이상" for `LG02 >= 3`."""
    known = release.items if release.parent is None else release.parent.items
    found = []
    for item, least in needed_at_least(parse(rule)).items():
        if item in known:
            wanted = answer_text(release, item, "answered", _option(release, item, least))
            short = item_text(release, item).short
            found.append(_("{item}: ‘{option}’ 이상", item=short, option=wanted))
    return found or [rule]


def _option(release: Release, item: str, place: int) -> str:
    known = release.items if release.parent is None else {**release.parent.items, **release.items}
    options = getattr(known[item], "options", ())
    return str(options[place].id) if place < len(options) else ""


def _own(ko: str, en: str) -> str:
    return en if language() == "en" else ko
