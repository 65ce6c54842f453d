"""The cells of an offline form that are filled in: their looks, drop-downs, limits and hints."""

from collections.abc import Mapping
from typing import Any

from assessment.definitions.questionnaires import MultiItem, NumberItem
from assessment.locale import translate as _
from assessment.workbooks.offline_forms.offline_form_contents import Cells
from assessment.workbooks.offline_forms.offline_form_plan import (
    ANSWER,
    COMMENT,
    OTHER,
    FormPlan,
    Line,
    cell,
    is_input,
    limits,
)
from assessment.workbooks.offline_forms.offline_form_texts import LONGEST_TEXT
from assessment.workbooks.offline_forms.offline_form_words import MARK, says_none
from assessment.workbooks.outgoing.shell import Drawing

_INPUT: Mapping[str, object] = {
    "border": 1, "border_color": "#8E98A5", "bg_color": "#FFF8DB", "text_wrap": True,
    "locked": False,
}  # fmt: skip
_WORDS: Mapping[str, object] = {
    **_INPUT, "num_format": "@", "quote_prefix": True, "align": "left", "indent": 1,
}  # fmt: skip
_CHOSEN: Mapping[str, object] = {**_WORDS, "bold": True}
_MARKED: Mapping[str, object] = {**_WORDS, "bold": True, "align": "center", "indent": 0}
_NUMBER: Mapping[str, object] = {**_INPUT, "bold": True, "align": "right", "indent": 1}
_DATE: Mapping[str, object] = {
    **_INPUT, "bold": True, "num_format": "yyyy-mm-dd", "align": "left", "indent": 1,
}  # fmt: skip
_LOCKED: Mapping[str, object] = {
    "border": 1, "border_color": "#C6CDD5", "bg_color": "#E6E8EB", "text_wrap": True,
    "quote_prefix": True, "font_color": "#464C53",
}  # fmt: skip
_MOST_TITLE, _MOST_MESSAGE = 32, 255
Rule = dict[str, Any]


def draw_inputs(page: Drawing, plan: FormPlan, cells: Cells) -> None:
    """Every cell that is filled in, with what it holds and what may be put into it."""
    rules: dict[str, tuple[Rule, list[str]]] = {}
    for line in plan.lines.values():
        if not is_input(line):
            page.row(line.row - 1, (_("화면에서 올려 주십시오."), None, None), _LOCKED, ANSWER - 1)
            continue
        _line(page, line, cells)
        for rule, places in _rules(plan, line):
            rules.setdefault(repr(sorted(rule.items())), (rule, []))[1].extend(places)
    for rule, places in rules.values():
        _validate(page, rule, places)


def _line(page: Drawing, line: Line, cells: Cells) -> None:
    row = line.row
    page.put(row - 1, ANSWER - 1, cells[row, ANSWER], _look(line))
    page.put(row - 1, OTHER - 1, cells[row, OTHER], _WORDS)
    page.put(row - 1, COMMENT - 1, cells[row, COMMENT], _WORDS)
    for place in line.options.values():
        page.put(place - 1, ANSWER - 1, cells[place, ANSWER], _MARKED)
        page.row(place - 1, (None, None), _LOCKED, OTHER - 1)


def _look(line: Line) -> Mapping[str, object]:
    match line.definition:
        case MultiItem() as item if says_none(item):
            return _LOCKED
        case NumberItem():
            return _NUMBER
        case one if one.type == "date":
            return _DATE
        case one if one.type == "text":
            return _WORDS
    return _CHOSEN


def _rules(plan: FormPlan, line: Line) -> list[tuple[Rule, list[str]]]:
    other = _list(plan.other_list(line.item), plan.words.columns.other, _other_hint(plan, line))
    found = [(other, [line.other]), (_words(plan.words.columns.comment), [cell(COMMENT, line.row)])]
    title = plan.words.columns.answer
    match line.definition:
        case NumberItem() as item:
            found.append((_number(title, item, plan.words.unit(line.item)), [line.answer]))
        case MultiItem() as item:
            if not says_none(item):
                hint = _("하나도 고르지 않으면 여기에서 고르십시오.")
                found.append((_list(plan.choice_list(line.item), title, hint), [line.answer]))
            marks = [cell(ANSWER, row) for row in line.options.values()]
            found.append((_mark(title), marks))
        case one if one.type == "date":
            found.append((_date(title), [line.answer]))
        case one if one.type == "text":
            found.append((_words(title), [line.answer]))
        case _:
            hint = _("목록에서 고르십시오. 지우려면 Delete를 누릅니다.")
            found.append((_list(plan.choice_list(line.item), title, hint), [line.answer]))
    return found


def _other_hint(plan: FormPlan, line: Line) -> str:
    if line.definition.not_applicable:
        return _("답할 수 없을 때만 고르십시오. 왼쪽의 답은 비워 둡니다.")
    return _("모를 때만 고르십시오. 이 문항은 ‘해당 없음’이 없습니다.")


def _list(name: str, title: str, hint: str) -> Rule:
    return {
        "validate": "list",
        "source": f"={name}",
        "error_message": _("목록에 있는 것만 고를 수 있습니다."),
    } | _said(title, hint)


def _mark(title: str) -> Rule:
    return {"validate": "list", "source": [MARK]} | _said(title, _("해당하면 ○를 고르십시오."))


def _number(title: str, item: NumberItem, unit: str) -> Rule:
    low, high = limits(item)
    hint = _("숫자만 적습니다. 단위: {unit}, {low}부터 {high}까지.", unit=unit, low=low, high=high)
    return {
        "validate": "decimal",
        "criteria": "between",
        "minimum": item.minimum,
        "maximum": item.maximum,
        "error_message": hint,
    } | _said(title, hint)


def _date(title: str) -> Rule:
    hint = _("날짜로 적습니다. 예) 2026-11-22")
    rule = {"validate": "date", "criteria": ">=", "value": 1, "error_message": hint}
    return rule | _said(title, hint)


def _words(title: str) -> Rule:
    hint = _("글로 적습니다. {most}자까지.", most=f"{LONGEST_TEXT:,}")
    return {
        "validate": "length",
        "criteria": "<=",
        "value": LONGEST_TEXT,
        "error_message": hint,
    } | _said(title, hint)


def _said(title: str, hint: str) -> Rule:
    """What a person reads on entering the cell; longer texts would be left out in silence."""
    short = title[:_MOST_TITLE]
    return {"input_title": short, "error_title": short, "input_message": hint[:_MOST_MESSAGE]}


def _validate(page: Drawing, rule: Rule, places: list[str]) -> None:
    """One rule for all of its cells."""
    first, *more = places
    others = {"multi_range": " ".join(places)} if more else {}
    page.sheet.data_validation(first, rule | others)
