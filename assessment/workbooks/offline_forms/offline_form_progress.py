"""How far a form is: formulas that follow what is typed, and what they give for known answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from assessment.definitions.questionnaires import (
    ChoiceItem,
    LevelItem,
    MultiItem,
    NumberItem,
    PlainItem,
)
from assessment.expressions import evaluate_one, parse
from assessment.locale import speaking
from assessment.locale import translate as _
from assessment.method.codes import number_of
from assessment.workbooks.offline_forms.offline_form import FormAnswer
from assessment.workbooks.offline_forms.offline_form_plan import Block, FormPlan, Line, is_input
from assessment.workbooks.offline_forms.offline_form_words import MARK, option_ids
from assessment.workbooks.proofs.rule_formulas import Number, RuleFormulas

_BLANK = FormAnswer()


@dataclass(frozen=True)
class Count:
    """Items of an area, or of all, by state; what needs checking counts as left."""

    answered: int
    not_applicable: int
    unknown: int
    left: int

    @property
    def done(self) -> int:
        return self.answered + self.not_applicable + self.unknown

    @property
    def asked(self) -> int:
        return self.done + self.left


class Progress:
    """The formulas of one plan and their values."""

    def __init__(self, plan: FormPlan) -> None:
        self._plan, self._states = plan, plan.words.states
        with speaking(plan.words.language):
            self._finished, self._none_asked = _("다 마침"), _("묻지 않음")
            self._told = _("진행 {done} / {asked} · 남은 문항 {left}개", done="\x01", asked="\x02",
                           left="\x03")  # fmt: skip

    # ---- formulas --------------------------------------------------------------------------

    def state(self, line: Line) -> str:
        """The state of an item, from what stands in its cells."""
        told = self._states
        if not is_input(line):
            return _text(told.screen)
        other = line.other
        instead = (
            f"IF({other}={_text(self._plan.words.unknown)},{_text(told.unknown)},"
            f"IF(SUMPRODUCT(({self._plan.other_list(line.item)}={other})*1)>0,"
            f"{_text(told.not_applicable)},{_text(told.check)}))"
        )
        blank, good = self._blank(line), self._good(line)
        found = (
            f'IF(AND({blank},{other}=""),{_text(told.open)},'
            f'IF({other}<>"",IF({blank},{instead},{_text(told.check)}),'
            f"IF({good},{_text(told.answered)},{_text(told.check)})))"
        )
        rule = line.definition.ask_if
        if rule is None:
            return found
        unasked = RuleFormulas(self._named).flag(parse(rule).tree).false
        return f"IF({unasked}=1,{_text(told.not_asked)},{found})"

    def _blank(self, line: Line) -> str:
        if not line.options:
            return f'{line.answer}=""'
        return f'AND({line.answer}="",COUNTIF({line.marks},"{MARK}")=0)'

    def _good(self, line: Line) -> str:
        match line.definition:
            case MultiItem():
                marks = f'COUNTIF({line.marks},"{MARK}")'
                none = f"{line.answer}={_text(self._plan.words.none_chosen)}"
                return f'OR(AND({marks}>0,{line.answer}=""),AND({marks}=0,{none}))'
            case NumberItem(minimum=low, maximum=high):
                within = f"{line.answer}>={low!r},{line.answer}<={high!r}"
                return f"AND(ISNUMBER({line.answer}),{within})"
            case PlainItem(type="date"):
                return f"ISNUMBER({line.answer})"
            case PlainItem():
                return f'{line.answer}<>""'
        return f"SUMPRODUCT(({self._plan.choice_list(line.item)}={line.answer})*1)>0"

    def _named(self, name: str) -> Number:
        """What a rule sees of an item: the place of the option, or the number."""
        line = self._plan.lines.get(name)
        if line is None:
            return Number("0", "0")
        known = f"({line.state}={_text(self._states.answered)})"
        match line.definition:
            case LevelItem() | ChoiceItem():
                listed = self._plan.choice_list(name)
                place = f"SUMPRODUCT(({listed}={line.answer})*(ROW({listed})-1))-1"
                return Number(f"IF({known},{place},0)", f"{known}*1")
            case NumberItem():
                return Number(f"IF({known},N({line.answer}),0)", f"{known}*1")
        return Number("0", "0")

    def counts(self, states: str) -> tuple[str, str, str, str]:
        """How many of these cells say answered, not applicable, unknown, left."""
        told = self._states
        each = [
            f"COUNTIF({states},{_text(one)})"
            for one in (told.answered, told.not_applicable, told.unknown, told.open, told.check)
        ]
        return each[0], each[1], each[2], f"{each[3]}+{each[4]}"

    def share(self, row: int) -> str:
        """How far an area is, from the four counts that stand before it in this row."""
        done, asked = f"SUM(B{row}:D{row})", f"SUM(B{row}:E{row})"
        part = f'ROUND({done}/{asked}*100,0)&"%"'
        finished = f"IF(E{row}=0,{_text(self._finished)},{part})"
        return f"IF({asked}=0,{_text(self._none_asked)},{finished})"

    def line(self, states: str) -> str:
        """The sentence above the items."""
        answered, not_applicable, unknown, left = self.counts(states)
        done = f"{answered}+{not_applicable}+{unknown}"
        places = {"\x01": f"({done})", "\x02": f"({done}+{left})", "\x03": f"({left})"}
        pieces, waiting = [], ""
        for sign in self._told:
            if sign in places:
                pieces += [_text(waiting), places[sign]]
                waiting = ""
            else:
                waiting += sign
        return "&".join(one for one in (*pieces, _text(waiting)) if one != '""')

    # ---- what they give --------------------------------------------------------------------

    def states_of(self, answers: Mapping[str, FormAnswer]) -> dict[str, str]:
        """The state of every item with these answers."""
        found: dict[str, str] = {}
        seen: dict[str, float] = {}
        for item, line in self._plan.lines.items():
            given = answers.get(item, _BLANK)
            state = self._state_of(line, given) if self._is_asked(line, seen) else None
            found[item] = state or self._states.not_asked
            if state == self._states.answered:
                number = _number(line, given.value or "")
                seen |= {} if number is None else {item: number}
        return found

    def _is_asked(self, line: Line, seen: Mapping[str, float]) -> bool:
        rule = line.definition.ask_if
        if rule is None:
            return True
        names = parse(rule).names
        return _holds(rule, tuple((name, seen[name]) for name in sorted(names) if name in seen))

    def _state_of(self, line: Line, given: FormAnswer) -> str:
        told = self._states
        if not is_input(line):
            return told.screen
        match given.state:
            case "unanswered":
                return told.open
            case "unknown":
                return told.unknown
            case "not_applicable":
                known = given.reason in line.definition.not_applicable
                return told.not_applicable if known else told.check
        return told.answered if _fits(line, given.value or "") else told.check

    def count(self, states: Mapping[str, str], block: Block | None = None) -> Count:
        """The states of an area, or of all, counted."""
        items = [line.item for line in block.lines] if block else list(self._plan.lines)
        held = [states[item] for item in items]
        told = self._states
        left = held.count(told.open) + held.count(told.check)
        return Count(
            held.count(told.answered),
            held.count(told.not_applicable),
            held.count(told.unknown),
            left,
        )

    def share_of(self, count: Count) -> str:
        """What `share` gives."""
        if not count.asked:
            return self._none_asked
        if not count.left:
            return self._finished
        return f"{(200 * count.done + count.asked) // (2 * count.asked)}%"

    def line_of(self, count: Count) -> str:
        """What `line` gives."""
        told = self._told.replace("\x01", str(count.done)).replace("\x02", str(count.asked))
        return told.replace("\x03", str(count.left))


def _fits(line: Line, value: str) -> bool:
    match line.definition:
        case LevelItem() | ChoiceItem():
            return value in option_ids(line.definition)
        case NumberItem():
            return number_of(line.definition, value) is not None
    return True


def _number(line: Line, value: str) -> float | None:
    match line.definition:
        case LevelItem() | ChoiceItem():
            return float(option_ids(line.definition).index(value))
        case NumberItem():
            return float(value)
    return None


@lru_cache(maxsize=4096)
def _holds(rule: str, known: tuple[tuple[str, float], ...]) -> bool:
    """Whether an item is asked; a rule that cannot be decided leaves it asked."""
    return evaluate_one(parse(rule), dict(known)) is not False


def _text(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"'
