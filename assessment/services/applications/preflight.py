"""What would send an application back: every fault with its cell and the screen that mends it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assessment.definitions.forms import FormCell, FormRows, Screen
from assessment.definitions.registers import FormFields
from assessment.expressions import evaluate_one, parse
from assessment.locale import Message, message
from assessment.services.applications.mapped_forms import LoadedForm, Values, cell_value, table_rows
from assessment.services.funding.reasons import Words, words_of
from assessment.workbooks.incoming.cells import column_letters

_OF_THE_FIRM = frozenset({"firm", "years", "history", "preference"})
_NUMBERS = ("number", "money")
_TYPED_THERE = frozenset(
    {"customers", "build_site", "shop_staff", "office_staff", "foreign_share", "research_share"}
)
"""Fields of the firm's section that belong to one application."""


@dataclass(frozen=True)
class Fault:
    """One fault of one form; `cell` may be a range's first cell, `screen` mends it."""

    form: str
    sheet: str
    cell: str
    field: str
    screen: Screen
    what: Message | Words
    fix: Message | Words
    code: str
    part: str = ""
    """Which year of a table of years, or which row and column of a table of rows."""


def preflight(
    forms: Sequence[LoadedForm], values: Values, known: FormFields, measures: Mapping[str, Any]
) -> tuple[Fault, ...]:
    """Every fault of these forms; one that several forms share is told where it stands first.

    `measures` are what rules use besides the values: see `application_measures`. A rule whose
    names are not all known says nothing, for what is missing is told by itself.
    """
    told: dict[tuple[str, str, str], Fault] = {}
    for loaded in forms:
        for fault in _of_form(loaded, values, known, measures):
            told.setdefault((fault.field, fault.code, fault.part), fault)
    return tuple(told.values())


def screen_of(field: str, known: FormFields) -> Screen:
    """Where a field is typed."""
    section = known.fields[field].section if field in known.fields else ""
    return "firm" if section in _OF_THE_FIRM and field not in _TYPED_THERE else "apply"


def _of_form(
    loaded: LoadedForm, values: Values, known: FormFields, measures: Mapping[str, Any]
) -> Iterator[Fault]:
    for anchor, cell in loaded.form.cells.items():
        screen = screen_of(cell.field, known)
        for what, fix, code in _cell_faults(cell, values, known):
            found = _fault(loaded, anchor, cell.field, screen, what, fix, code)
            yield replace(found, part="" if cell.back is None else str(cell.back))
    for name, rows in loaded.form.rows.items():
        yield from _row_faults(loaded, name, rows, values, known)
    given = {**measures, **{name: _ruled(name, values, known) for name in values}}
    for check in loaded.form.checks:
        rule = parse(check.rule)
        if evaluate_one(rule, {name: given.get(name) for name in rule.names}) is False:
            field = dict(loaded.form.fields())[check.at]
            told, mend = words_of(check.message), words_of(check.fix)
            yield _fault(loaded, check.at, field, check.screen, told, mend, check.id)


def _cell_faults(
    cell: FormCell, values: Values, known: FormFields
) -> Iterator[tuple[Message, Message, str]]:
    value = cell_value(values, cell)
    label = _label(cell.field, known)
    if value is None:
        if cell.needed:
            yield (
                message("{field}: 비어 있습니다.", field=label),
                message("값을 적어 주십시오."),
                "missing",
            )
        return
    field = known.fields.get(cell.field)
    number = None if isinstance(value, bool) or not isinstance(value, int | float) else value
    if field is not None and field.kind in _NUMBERS and number is None:
        what = message("{field}: 수가 아닙니다.", field=label)
        yield what, message("숫자로 적어 주십시오."), "not_a_number"
    if number is not None:
        low, high = cell.least, cell.most
        if (low is not None and number < low) or (high is not None and number > high):
            what = message("{field}: 있을 수 없는 값입니다: {value}", field=label, value=value)
            fix = message(
                "{low}에서 {high} 사이로 적어 주십시오.",
                low="-" if low is None else f"{low:,g}",
                high="-" if high is None else f"{high:,g}",
            )
            yield what, fix, "out_of_range"


def _row_faults(
    loaded: LoadedForm, name: str, rows: FormRows, values: Values, known: FormFields
) -> Iterator[Fault]:
    table, label = table_rows(values, rows), _label(rows.field, known)
    screen, most = screen_of(rows.field, known), loaded.template.rows_of(name)

    def fault(what: Message, fix: Message, code: str, row: int = 0, column: int = 0) -> Fault:
        return _fault(loaded, name, rows.field, screen, what, fix, code, row, column)

    if len(table) < rows.rows_at_least:
        what = message("{field}: {least}줄 이상이어야 합니다.", field=label,
                       least=rows.rows_at_least)  # fmt: skip
        yield fault(what, message("줄을 더해 주십시오."), "few_rows")
    if len(table) > most:
        what = message("{field}: 서식에는 {most}줄까지 들어갑니다.", field=label, most=most)
        yield fault(what, message("줄을 줄이거나 합쳐 주십시오."), "many_rows", most - 1)
    for place, row in enumerate(table[:most]):
        for column, part in enumerate(rows.columns):
            value = row.get(part) if part else None
            if part in rows.needed and (value is None or value == ""):
                what = message("{field} {row}째 줄: 빈칸이 있습니다.", field=label, row=place + 1)
                yield fault(what, message("값을 적어 주십시오."), "row_missing", place, column)
            elif part in rows.choices and value not in rows.choices[part]:
                what = message("{field} {row}째 줄: 없는 구분입니다.", field=label, row=place + 1)
                fix = message("{names} 가운데서 고르십시오.", names=", ".join(rows.choices[part]))
                yield fault(what, fix, "row_choice", place, column)
        same = [row.get(part) for part in rows.differ]
        if same and None not in same and len(set(same)) == 1:
            column = rows.columns.index(rows.differ[-1])
            what = message("{field} {row}째 줄: 지금 값과 목표 값이 같습니다.", field=label,
                           row=place + 1)  # fmt: skip
            fix = message("이루려는 값을 적어 주십시오.")
            yield fault(what, fix, "row_same", place, column)


def _fault(
    loaded: LoadedForm,
    anchor: str,
    field: str,
    screen: Screen,
    what: Message | Words,
    fix: Message | Words,
    code: str,
    row: int = 0,
    column: int = 0,
) -> Fault:
    found = next((one for one in loaded.template.places(anchor) if one.cell), None)
    sheet, cell = "", ""
    if found is not None and found.cell is not None:
        sheet = found.sheet
        cell = f"{column_letters(found.cell[1] + column)}{found.cell[0] + row}"
    part = f"{row}/{column}" if row or column else ""
    return Fault(loaded.form.id, sheet, cell, field, screen, what, fix, code, part)


def _label(field: str, known: FormFields) -> Words | str:
    return words_of(known.fields[field].label) if field in known.fields else field


def _ruled(field: str, values: Values, known: FormFields) -> str | bool | int | float | None:
    """A field as rules see it: a number that is none, or a table, is not known."""
    value = values.get(field)
    kind = known.fields[field].kind if field in known.fields else "text"
    if kind in _NUMBERS:
        return value if isinstance(value, int | float) and not isinstance(value, bool) else None
    return value if isinstance(value, str | bool | int | float) else None
