"""Collects what a check finds; knows rules, names and kinds."""

import difflib
import keyword
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from assessment.definitions.questionnaires import ChoiceItem, Item, LevelItem, MultiItem, NumberItem
from assessment.definitions.scoring import Scoring
from assessment.definitions.shape import Part
from assessment.definitions.source import Step
from assessment.expressions import RESERVED, Expression, Kind, check_kinds, literals, parse
from assessment.locale import Message, message
from assessment.problems import AssessmentError, Problem, Severity

RULE_LENGTH_SHOWN = 80
FEW_NAMES = 12
STATES = frozenset({"not_applicable", "unknown", "unanswered"})
CELLS = frozenset({"NA", "?"})


@dataclass(frozen=True)
class Names:
    """What a rule may name: the kind of each, and the values that a constant may take."""

    kinds: Mapping[str, Kind]
    values: Mapping[str, Collection[object]] = field(default_factory=dict)
    barred: Mapping[str, Message] = field(default_factory=dict)
    """Names that exist and that no rule of this place may use, with what to do instead."""

    def __or__(self, other: "Names") -> "Names":
        return Names(
            {**self.kinds, **other.kinds},
            {**self.values, **other.values},
            {**self.barred, **other.barred},
        )


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
        known = list(known)
        near = difflib.get_close_matches(name, known, 1, 0.6)
        fix = message("있는 이름으로 고치거나 이 줄을 지우십시오.")
        if 0 < len(known) <= FEW_NAMES:
            names = ", ".join(known)
            fix = message("다음 가운데 하나로 고치거나 이 줄을 지우십시오: {names}", names=names)
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
            name = str(problem.what.values["name"])
            fix = names.barred.get(name) or _minus(name, problem.where)
            if fix is None:
                self.unknown(where, problem.code, problem.what, names.kinds)
            else:
                what = message("이 규칙에는 쓸 수 없는 이름입니다: {name}", name=name)
                self.add(where, problem.code, what, fix)
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


def _minus(name: str, rule: str) -> Message | None:
    """The fix where `-` was meant as a part of a name."""
    found = re.search(rf"\b\w+-{re.escape(name)}\b|\b{re.escape(name)}-\w+", rule)
    if found is None:
        return None
    name = found[0].replace("-", "_")
    return message(
        "-는 빼기로 읽습니다. 이름을 뜻했다면 - 대신 _를 쓴 이름으로 고치십시오: {name}", name=name
    )


def item_names(items: Mapping[str, Item]) -> Names:
    """Level and choice items stand for the index of the chosen option, numbers for themselves."""
    kinds: dict[str, Kind] = {}
    values: dict[str, Collection[object]] = {}
    barred: dict[str, Message] = {}
    for name, item in items.items():
        if isinstance(item, LevelItem | ChoiceItem):
            kinds[name] = "number"
            values[name] = [float(index) for index in range(len(item.options))]
        elif isinstance(item, NumberItem):
            kinds[name] = "number"
        else:
            barred[name] = (
                message("multi 문항은 규칙에 쓸 수 없습니다. 따로 묻는 choice 문항을 쓰십시오.")
                if isinstance(item, MultiItem)
                else message("글·날짜·파일 문항은 규칙에 쓸 수 없습니다. 다른 문항을 쓰십시오.")
            )
    return Names(kinds, values, barred)


def score_names_barred(scoring: Scoring | None) -> Names:
    """Nodes and levels, where a rule is held against answers before anything is scored."""
    fix = message("점수와 수준은 여기에 쓸 수 없습니다. 문항의 이름으로 쓰십시오.")
    named = [*scoring.nodes, *(f"{axis}_level" for axis in scoring.level_axes)] if scoring else []
    return Names({}, {}, dict.fromkeys(named, fix))


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
