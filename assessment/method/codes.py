"""Codes: stored answers and table cells turned into codes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.definitions.questionnaires import (
    ChoiceItem,
    ChoiceOption,
    Item,
    LevelItem,
    LevelOption,
    MultiItem,
    NumberItem,
)
from assessment.definitions.releases import Release
from assessment.locale import message
from assessment.method.answers import (
    HIGHEST,
    NOT_APPLICABLE,
    STATES,
    UNANSWERED,
    UNKNOWN,
    AnswerTable,
    State,
)
from assessment.method.asking import leave_out_unasked
from assessment.problems import AssessmentError, Problem

__all__ = [
    "HIGHEST",
    "NOT_APPLICABLE",
    "STATES",
    "UNANSWERED",
    "UNKNOWN",
    "AnswerTable",
    "Cells",
    "State",
    "code_of",
    "encode_cells",
    "from_values",
]


def code_of(item: Item, state: State, value: str) -> int | None:
    """The code of one stored answer; None when the value is none of the item's options."""
    if state != "answered":
        return STATES[state]
    match item:
        case LevelItem() | ChoiceItem():
            return _option_places(item).get(value)
        case NumberItem():
            return 0 if number_of(item, value) is not None else None
        case MultiItem():
            return 0 if bits_of(item, value) is not None else None
        case _:
            return 0


def _option_places(item: LevelItem | ChoiceItem) -> dict[str, int]:
    options: tuple[LevelOption | ChoiceOption, ...] = item.options
    return {option.id: place for place, option in enumerate(options)}


def number_of(item: NumberItem, value: str) -> float | None:
    """The number in this text; None when it is none or outside the item's range."""
    try:
        number = float(value)
    except ValueError:
        return None
    return number if item.minimum <= number <= item.maximum else None


def bits_of(item: MultiItem, value: str) -> int | None:
    """The chosen options as bits, from option ids with spaces between; None when one is unknown."""
    places = {option.id: place for place, option in enumerate(item.options)}
    chosen = value.split()
    if any(option not in places for option in chosen):
        return None
    return sum(1 << places[option] for option in set(chosen))


def from_values(
    release: Release,
    rows: Sequence[Mapping[str, tuple[State, str | None]]],
    firms: Sequence[object] | pd.Index,
) -> AnswerTable:
    """The table of stored answers: per firm, item to (state, value); what is absent is unanswered.

    Value is an option id, a number as text, or option ids with spaces between (multi). Raises
    AssessmentError with every answer that does not fit its item. Items whose `ask_if` is false
    become not applicable (see `asking`).
    """
    items = release.items
    codes = np.full((len(rows), len(items)), UNANSWERED, np.uint8)
    numbers = {i: np.full(len(rows), np.nan) for i, it in items.items() if it.type == "number"}
    chosen = {i: np.zeros(len(rows), np.uint64) for i, it in items.items() if it.type == "multi"}
    places = {item: place for place, item in enumerate(items)}
    known = {item: _fixed_codes(definition) for item, definition in items.items()}
    problems = []
    for row, answers in enumerate(rows):
        for item, (state, value) in answers.items():
            text = value or ""
            definition = items.get(item)
            code = None
            if definition is not None:
                code = known[item].get((state, text if state == "answered" else ""))
                code = code_of(definition, state, text) if code is None else code
            if definition is None or code is None:
                problems.append(_misfit(str(firms[row]), item, text))
                continue
            codes[row, places[item]] = code
            if code == 0 and isinstance(definition, NumberItem):
                numbers[item][row] = float(text)
            elif code == 0 and isinstance(definition, MultiItem):
                chosen[item][row] = bits_of(definition, text) or 0
    if problems:
        raise AssessmentError(*problems)
    table = AnswerTable(pd.Index(firms), tuple(items), codes, numbers, chosen)
    return leave_out_unasked(release, table)


def _fixed_codes(item: Item) -> dict[tuple[str, str], int]:
    fixed = {(str(state), ""): code for state, code in STATES.items()}
    if isinstance(item, LevelItem | ChoiceItem):
        fixed |= {("answered", option): place for option, place in _option_places(item).items()}
    return fixed


def _misfit(firm: str, item: str, value: str) -> Problem:
    return Problem(
        where=f"{firm} · {item}",
        what=message("응답 ‘{value}’이(가) 이 문항의 선택지가 아닙니다.", value=value),
        fix=message("문항의 선택지 가운데 하나로 고치십시오."),
        code="bad_answer",
    )


# ---- columns of a table --------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Cells:
    """One item's column, encoded; `bad` are the positions of cells that fit no option."""

    codes: NDArray[np.uint8]
    numbers: NDArray[np.float64] | None
    chosen: NDArray[np.uint64] | None
    bad: NDArray[np.intp]


_WORDS: Mapping[str, State] = {
    "": "unanswered",
    "NA": "not_applicable",
    "?": "unknown",
    "unanswered": "unanswered",
    "not_applicable": "not_applicable",
    "unknown": "unknown",
}


def encode_cells(item: Item, cells: Sequence[object] | pd.Series) -> Cells:
    """The codes of a column: blank, NA, ?, an option's id or its number from 0 (a number item: the
    number itself); the item's own `codes` first. A bad cell is unanswered and listed."""
    places, distinct = pd.factorize(pd.Series(cells, dtype=object), use_na_sentinel=True)
    texts = [_cell_text(cell) for cell in distinct]
    encoded = [_cell(item, text) for text in texts]
    blank = (UNANSWERED, np.nan, 0)
    known = [entry or blank for entry in encoded] + [blank]
    wrong = np.array([entry is None for entry in encoded] + [False])
    codes = np.array([entry[0] for entry in known], np.uint8)[places]
    numbers = np.array([entry[1] for entry in known])[places]
    chosen = np.array([entry[2] for entry in known], np.uint64)[places]
    return Cells(
        codes,
        numbers if isinstance(item, NumberItem) else None,
        chosen if isinstance(item, MultiItem) else None,
        np.flatnonzero(wrong[places]),
    )


def _cell_text(cell: object) -> str:
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, int | float | np.integer | np.floating):
        return f"{float(cell):.15g}"
    return str(cell).strip()


def _cell(item: Item, text: str) -> tuple[int, float, int] | None:
    text = item.codes.get(text, text)
    if text in _WORDS:
        return STATES[_WORDS[text]], np.nan, 0
    if isinstance(item, NumberItem):
        number = number_of(item, text)
        return None if number is None else (0, number, 0)
    if isinstance(item, MultiItem):
        bits = bits_of(item, text)
        return None if bits is None else (0, np.nan, bits)
    code = code_of(item, "answered", text)
    if code is None and isinstance(item, LevelItem | ChoiceItem):
        code = _index_of(text, len(item.options))
    return None if code is None else (code, np.nan, 0)


def _index_of(text: str, options: int) -> int | None:
    try:
        index = float(text)
    except ValueError:
        return None
    return int(index) if index.is_integer() and 0 <= index < options else None
