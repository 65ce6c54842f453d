"""Collects what a check finds; knows rules, names and kinds."""

import difflib
import keyword
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from assessment.definitions.models import (
    ChoiceItem,
    Item,
    LevelItem,
    MultiItem,
    NumberItem,
)
from assessment.definitions.shape import Part
from assessment.definitions.source import Step
from assessment.expressions import RESERVED, Expression, Kind, check_kinds, literals, parse
from assessment.locale import Message, message
from assessment.problems import AssessmentError, Problem, Severity

RULE_LENGTH_SHOWN = 80
STATES = frozenset({"not_applicable", "unknown", "unanswered"})
CELLS = frozenset({"NA", "?"})


@dataclass(frozen=True)
class Names:
    """What a rule may name: the kind of each, and the values that a constant may take."""

    kinds: Mapping[str, Kind]
    values: Mapping[str, Collection[object]] = field(default_factory=dict)

    def __or__(self, other: "Names") -> "Names":
        return Names({**self.kinds, **other.kinds}, {**self.values, **other.values})


@dataclass
class Findings:
    """Problems in the order found; `dropped` names went with wrong entries and are not told."""

    dropped: Collection[str] = frozenset()
    problems: list[Problem] = field(default_factory=list)

    def add(
        self, where: str, code: str, what: Message, fix: Message, severity: Severity = "error"
    ) -> None:
        if not any(value in self.dropped for value in _told(what)):
            self.problems.append(Problem(where, what, fix, code, severity))

    def unknown(self, where: str, code: str, what: Message, known: Iterable[str]) -> None:
        """A name that leads nowhere; the fix offers the nearest that exists."""
        name = str(what.values["name"])
        near = difflib.get_close_matches(name, list(known), 1, 0.6)
        fix = message("있는 이름으로 고치거나 이 줄을 지우십시오.")
        if near:
            fix = message("'{near}'을(를) 뜻한 것이면 고치고, 아니면 지우십시오.", near=near[0])
        self.add(where, code, what, fix)

    def rule(
        self, part: Part[Any], route: tuple[Step, ...], text: str, names: Names, kind: Kind
    ) -> Expression | None:
        """The rule read and held against names and kinds; None where it is wrong."""
        where = part.where(*route)
        try:
            expression = parse(text)
            found = check_kinds(expression, names.kinds)
        except AssessmentError as error:
            for problem in error.problems:
                self._rule_problem(where, problem, names)
            return None
        if found not in (kind, None):
            self.add(
                where,
                "rule_kind",
                message("규칙의 결과가 {kind} 값이 아닙니다: {rule}", kind=KINDS[kind], rule=text),
                message("예/아니요가 필요하면 비교로, 숫자가 필요하면 계산식으로 쓰십시오."),
            )
            return None
        self._constants(where, expression, names)
        return expression

    def _rule_problem(self, where: str, problem: Problem, names: Names) -> None:
        if problem.code == "unknown_name":
            self.unknown(where, problem.code, problem.what, names.kinds)
            return
        rule = problem.where[:RULE_LENGTH_SHOWN]
        what = message("{what} (규칙: {rule})", what=problem.what, rule=rule)
        self.add(where, problem.code, what, problem.fix)

    def _constants(self, where: str, expression: Expression, names: Names) -> None:
        for name, constants in literals(expression).items():
            allowed = names.values.get(name)
            for constant in sorted(constants, key=str):
                if allowed is None or constant in allowed:
                    continue
                shown = f"{constant:g}" if isinstance(constant, float) else constant
                self.add(
                    where,
                    "rule_constant",
                    message("{name}은(는) {value} 값을 갖지 않습니다.", name=name, value=shown),
                    message(
                        "다음 가운데 하나와 비교하십시오: {allowed}",
                        allowed=", ".join(_plain(value) for value in allowed),
                    ),
                )


KINDS: Mapping[Kind, Message] = {
    "number": message("숫자"),
    "text": message("글자"),
    "flag": message("예/아니요"),
    "date": message("날짜"),
}


def _plain(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _told(what: Message) -> Iterable[object]:
    for value in what.values.values():
        if isinstance(value, Message):
            yield from _told(value)
        elif isinstance(value, str):
            yield value


def item_names(items: Mapping[str, Item]) -> Names:
    """Level and choice items stand for the index of the chosen option, numbers for themselves."""
    kinds: dict[str, Kind] = {}
    values: dict[str, Collection[object]] = {}
    for name, item in items.items():
        if isinstance(item, LevelItem | ChoiceItem):
            kinds[name] = "number"
            values[name] = [float(index) for index in range(len(item.options))]
        elif isinstance(item, NumberItem):
            kinds[name] = "number"
    return Names(kinds, values)


def option_ids(item: Item) -> tuple[str, ...]:
    """The ids of an item's options in their order; none where it has no options."""
    if isinstance(item, LevelItem | ChoiceItem | MultiItem):
        return tuple(option.id for option in item.options)
    return ()


def repeated(values: Iterable[str]) -> list[tuple[int, str]]:
    """Place and value of everything that occurred before."""
    seen: set[str] = set()
    again = []
    for place, value in enumerate(values):
        if value in seen:
            again.append((place, value))
        seen.add(value)
    return again


def is_reserved(name: str) -> bool:
    """Whether the rule language takes this word for itself."""
    return name in RESERVED or keyword.iskeyword(name)
