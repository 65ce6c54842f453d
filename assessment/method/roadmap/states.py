"""What one firm can do: its open steps, and the states that must be looked at one by one."""

from collections.abc import Iterator, Sequence
from itertools import product
from math import prod

from assessment.definitions.questionnaires import LevelItem, NumberItem
from assessment.definitions.releases import Actions, Release
from assessment.expressions import Expression, parse
from assessment.locale import message
from assessment.method.answers import HIGHEST, AnswerTable
from assessment.method.binding import bind_answers
from assessment.method.roadmap.conditions import clauses
from assessment.method.roadmap.model import Chain
from assessment.problems import AssessmentError, Problem

SWITCHINGS = 200
"""So many states of items that decide what is asked are searched one by one."""


def open_steps(release: Release, actions: Actions, firm: AnswerTable) -> list[Chain]:
    """The steps of every answered level item from where it stands, as far as they lead up."""
    chains = []
    for place, item in enumerate(firm.items):
        definition, code = release.items.get(item), int(firm.codes[0, place])
        if not isinstance(definition, LevelItem) or code > HIGHEST:
            continue
        ids = [option.id for option in definition.options]
        codes, names = [code], []
        while (name := definition.options[codes[-1]].action) in actions.actions and name:
            following = ids.index(actions.actions[name].to)
            if following <= codes[-1]:
                break
            codes.append(following)
            names.append(name)
        if names:
            own = tuple(actions.actions[name] for name in names)
            chains.append(Chain(item, tuple(codes), tuple(names), own))
    return chains


def switches_of(
    release: Release, chains: Sequence[Chain], rules: Sequence[Expression]
) -> list[int]:
    """Chains whose item decides what is asked, or stands in a rule that is not linear."""
    whole = whole_items(release)
    named = {n for it in release.items.values() if it.ask_if for n in parse(it.ask_if).names}
    for rule in rules:
        if clauses(rule, whole) is None:
            named |= rule.names
    places = [place for place, chain in enumerate(chains) if chain.item in named]
    if prod(len(chains[place].codes) for place in places) > SWITCHINGS:
        raise AssessmentError(
            Problem(
                where=", ".join(chains[place].item for place in places),
                what=message(
                    "다른 문항의 표시나 판정을 바꾸는 문항이 많아 다 따져 볼 수 없습니다."
                ),
                fix=message("목표를 나누거나 규칙을 '문항 >= 값'의 꼴로 고치십시오."),
                code="too_many_states",
            )
        )
    return places


def states_of(chains: Sequence[Chain], switches: Sequence[int]) -> Iterator[dict[int, int]]:
    """Every combination of how many steps the switches take."""
    for taken in product(*(range(len(chains[place].codes)) for place in switches)):
        yield dict(zip(switches, taken, strict=True))


def whole_items(release: Release) -> set[str]:
    """Items whose value in a rule is a whole number."""
    return {item for item, it in release.items.items() if not isinstance(it, NumberItem)}


def values_of(firm: AnswerTable) -> dict[str, float | None]:
    """One firm's answers as rules see them; None where there is nothing to compare."""
    bound = bind_answers(firm)
    row = zip(firm.items, bound.isna().iloc[0], bound.iloc[0], strict=True)
    return {item: None if null else float(value) for item, null, value in row}


def moved(firm: AnswerTable, chains: Sequence[Chain], taken: Sequence[int]) -> AnswerTable:
    """The firm's answers after so many steps of each chain."""
    codes = firm.codes.copy()
    for chain, steps in zip(chains, taken, strict=True):
        codes[:, firm.position(chain.item)] = chain.codes[steps]
    return firm.with_codes(codes)
