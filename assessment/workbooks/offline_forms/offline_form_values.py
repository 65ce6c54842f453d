"""What stands in a cell of an offline form, taken as an answer or refused in words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from assessment.definitions.questionnaires import Item, MultiItem, NumberItem
from assessment.locale import Message, message
from assessment.method.answers import State
from assessment.workbooks.incoming.cells import Value
from assessment.workbooks.offline_forms.offline_form import FormAnswer
from assessment.workbooks.offline_forms.offline_form_texts import LONGEST_TEXT
from assessment.workbooks.offline_forms.offline_form_words import FormWords, option_ids
from assessment.workbooks.outgoing.text import composed, fold

_UNKNOWN = ("?", "모름", "잘모름", "잘모르겠음", "모르겠음", "unknown", "notsure", "don'tknow")
_NOT_APPLICABLE = ("해당없음", "n/a", "na", "notapplicable")
_MARKS = frozenset("○◯●〇oOvV✓✔√")
_CONSENTS = frozenset(("예", "네", "yes", "true"))
_NUMBER = re.compile(r"[+-]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?")
_DAY = re.compile(r"([0-9]{4})[-./]([0-9]{1,2})[-./]([0-9]{1,2})\.?")
_INDEX = re.compile(r"[0-9]{1,3}")
_CHOOSE = message("목록에서 골라 주십시오.")


class UnusableError(Exception):
    """A cell that is no answer: what is wrong, what to do, in which column."""

    def __init__(self, what: Message, fix: Message, code: str = "form_bad_answer") -> None:
        super().__init__(code)
        self.what, self.fix, self.code, self.column = what, fix, code, "answer"

    def within(self, column: str) -> "UnusableError":
        """The same of another column."""
        self.column = column
        return self


@dataclass(frozen=True)
class ItemCells:
    """The cells of one item, blank ones as None."""

    answer: Value | None
    other: Value | None
    comment: Value | None
    marks: Mapping[str, Value]


class ItemReader:
    """Reads the cells of one item; `told` are the words that stand in the form itself."""

    def __init__(self, words: FormWords, item: str, told: Mapping[str, str]) -> None:
        self._item = item
        self._definition = words.release.items[item]
        self._options = _options(self._definition, words.labels(item))
        self._ids = option_ids(self._definition)
        self._others = _others(words, item, told)
        self._none = {fold(one) for one in (words.none_chosen, told.get("none_chosen")) if one}

    def read(self, cells: ItemCells) -> FormAnswer:
        """The answer; UnusableError where the cells hold none that can be taken."""
        try:
            comment = None if cells.comment is None else _words(cells.comment)
        except UnusableError as odd:
            raise odd.within("comment") from None
        state, value, reason = self._said(cells)
        return FormAnswer(state, value, reason, comment)

    def _said(self, cells: ItemCells) -> tuple[State, str | None, str | None]:
        answer, other = cells.answer, cells.other
        if other is None and isinstance(answer, str):
            found = self._instead(answer)
            if found is not None and fold(answer) not in self._options:
                answer, other = None, answer
        chosen = self._marked(cells.marks)
        if other is None:
            if answer is None and not chosen:
                return "unanswered", None, None
            return "answered", self._value(answer, chosen), None
        if answer is not None or chosen:
            raise UnusableError(
                message("답과 ‘답할 수 없을 때’가 함께 적혀 있습니다."),
                message("한쪽을 지워 주십시오."),
                "form_two_answers",
            ).within("other")
        try:
            state, reason = self._other(other)
        except UnusableError as odd:
            raise odd.within("other") from None
        return state, None, reason

    def _instead(self, text: str) -> tuple[State, str | None] | None:
        return self._others.get(fold(text))

    def _other(self, cell: Value) -> tuple[State, str | None]:
        found = self._instead(cell) if isinstance(cell, str) else None
        if found is None:
            raise UnusableError(_odd(cell), _CHOOSE)
        state, reason = found
        allowed = self._definition.not_applicable
        if state != "not_applicable" or reason in allowed:
            return found
        if not allowed:
            raise UnusableError(
                message("해당 없음을 고를 수 없는 문항입니다."),
                message("답을 고르거나 ‘잘 모르겠음’을 골라 주십시오."),
            )
        if len(allowed) == 1:
            return state, allowed[0]
        what = message("‘해당 없음’의 이유가 필요합니다.")
        raise UnusableError(what, message("목록에서 이유가 있는 것을 골라 주십시오."))

    def _marked(self, marks: Mapping[str, Value]) -> tuple[str, ...]:
        return tuple(one for one in self._ids if one in marks and _is_mark(marks[one]))

    def _value(self, cell: Value | None, chosen: tuple[str, ...]) -> str:
        match self._definition:
            case MultiItem():
                return self._several(cell, chosen)
            case NumberItem() as item:
                return _number(item, cell)
            case item if item.type == "date":
                return _day(cell)
            case item if item.type == "text":
                return _words(cell) or ""
        return self._option(cell)

    def _option(self, cell: Value | None) -> str:
        """By the text of the drop-down, the option's id, or its number from 0."""
        if isinstance(cell, str):
            text = composed(cell).strip()
            found = self._options.get(fold(cell))
            if found is None and _INDEX.fullmatch(text):
                found = self._at(int(text))
        else:
            found = self._at(cell) if isinstance(cell, int) and not isinstance(cell, bool) else None
        if found is None:
            raise UnusableError(_odd(cell), _CHOOSE)
        return found

    def _at(self, place: int) -> str | None:
        return self._ids[place] if 0 <= place < len(self._ids) else None

    def _several(self, cell: Value | None, chosen: tuple[str, ...]) -> str:
        if cell is None:
            return " ".join(chosen)
        if isinstance(cell, str) and fold(cell) in self._none:
            if chosen:
                what = message("‘고른 것 없음’과 ○가 함께 있습니다.")
                raise UnusableError(what, message("한쪽을 지워 주십시오."), "form_two_answers")
            return ""
        named = self._listed(cell) if isinstance(cell, str) and not chosen else None
        if named is None:
            what = message("여러 개를 고르는 문항입니다.")
            raise UnusableError(what, message("아래 칸마다 ○를 골라 주십시오."))
        return named

    def _listed(self, text: str) -> str | None:
        """Texts or ids of options with commas, or ids with spaces between."""
        parts = [one for one in text.split(",") if one.strip()] if "," in text else text.split()
        found = {self._options.get(fold(one)) for one in parts}
        if whole := self._options.get(fold(text)):
            found = {whole}
        return None if None in found else " ".join(one for one in self._ids if one in found)


def _options(item: Item, labels: Mapping[str, str]) -> dict[str, str]:
    """Folded text to option id; a text of the drop-down goes before an id."""
    known = {fold(one): one for one in option_ids(item)}
    return known | {fold(text): one for one, text in labels.items()}


def _others(
    words: FormWords, item: str, told: Mapping[str, str]
) -> dict[str, tuple[State, str | None]]:
    """Every spelling of what may be said instead of an answer."""
    known: dict[str, tuple[State, str | None]] = {}
    known |= dict.fromkeys((*_UNKNOWN, fold(told.get("unknown", "?"))), ("unknown", None))
    bare = (*_NOT_APPLICABLE, fold(told.get("not_applicable", "n/a")))
    known |= dict.fromkeys(bare, ("not_applicable", None))
    for text, said in words.others(item).items():
        known[fold(text)] = said
        if said[1] is not None:
            reason = text.partition(":")[2]
            known[fold(reason)] = known[fold(said[1])] = said
            known[fold(f"{told.get('not_applicable', '')}:{reason}")] = said
    return known


def _is_mark(cell: Value) -> bool:
    if cell is True or (isinstance(cell, int) and cell == 1):
        return True
    if isinstance(cell, str) and (cell.strip() in _MARKS or fold(cell) in _CONSENTS):
        return True
    raise UnusableError(_odd(cell), message("고르면 ○, 고르지 않으면 빈칸으로 두십시오."))


def _number(item: NumberItem, cell: Value | None) -> str:
    number = cell if isinstance(cell, int | float) and not isinstance(cell, bool) else None
    if isinstance(cell, str):
        text = composed(cell).strip()
        number = float(text.replace(",", "")) if _NUMBER.fullmatch(text) else None
    low, high = f"{item.minimum:,.15g}", f"{item.maximum:,.15g}"
    fix = message("{low}에서 {high} 사이의 숫자만 적어 주십시오.", low=low, high=high)
    if number is None:
        raise UnusableError(_odd(cell), fix)
    if not item.minimum <= number <= item.maximum:
        raise UnusableError(message("숫자가 범위를 벗어났습니다: {value}", value=_short(cell)), fix)
    return f"{float(number):.15g}"


def _day(cell: Value | None) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    found = _DAY.fullmatch(cell.strip()) if isinstance(cell, str) else None
    try:
        if found is not None:
            return date(int(found[1]), int(found[2]), int(found[3])).isoformat()
    except ValueError:
        pass
    what = message("날짜가 아닙니다: {value}", value=_short(cell))
    raise UnusableError(what, message("2026-11-22처럼 적어 주십시오."))


def _words(cell: Value | None) -> str | None:
    """Text as it is kept: line ends and tabs even, nothing around it."""
    if isinstance(cell, bool):
        raise UnusableError(_odd(cell), message("글로 적어 주십시오."))
    if isinstance(cell, int | float):
        return f"{cell:.15g}"
    text = cell.isoformat() if isinstance(cell, date) else str(cell)
    even = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    kept = "".join(sign for sign in even if sign >= " " or sign == "\n").strip()
    if len(kept) > LONGEST_TEXT:
        what = message("글이 {limit}자보다 깁니다.", limit=f"{LONGEST_TEXT:,}")
        raise UnusableError(what, message("글을 줄여 주십시오."), "form_too_long")
    return kept or None


def _odd(cell: Value | None) -> Message:
    if isinstance(cell, date):
        return message("‘{value}’은(는) 엑셀이 날짜로 바꾼 값입니다.", value=str(cell)[:10])
    return message("‘{value}’은(는) 쓸 수 없는 답입니다.", value=_short(cell))


def _short(cell: Value | None) -> str:
    return str(cell)[:40]
