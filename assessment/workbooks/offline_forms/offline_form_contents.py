"""What differs from form to form: the values of the cells that are not the same for every firm."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from assessment.definitions.questionnaires import Item, MultiItem, NumberItem
from assessment.locale import speaking
from assessment.locale import translate as _
from assessment.workbooks.offline_forms.offline_form import FormAnswer, FormMeta
from assessment.workbooks.offline_forms.offline_form_binding import Row, base_rows, meta_rows
from assessment.workbooks.offline_forms.offline_form_plan import (
    ANSWER,
    COMMENT,
    FIRM,
    GUIDE_AREAS,
    GUIDE_FIRM,
    GUIDE_ISSUED,
    GUIDE_ROUND,
    OTHER,
    PROGRESS,
    QUESTION,
    STATE,
    FormPlan,
    Line,
    Place,
    is_input,
)
from assessment.workbooks.offline_forms.offline_form_progress import Count, Progress
from assessment.workbooks.offline_forms.offline_form_words import MARK
from assessment.workbooks.outgoing.poured import Held

_EPOCH = date(1899, 12, 30).toordinal()
_BLANK = FormAnswer()
Cells = dict[Place, Held]


@dataclass(frozen=True)
class FormFacts:
    """One firm's form: what it is bound to, how it is called, the answers that are stored."""

    meta: FormMeta
    firm_name: str
    round_name: str
    issued_on: str
    answers: Mapping[str, FormAnswer]


@dataclass(frozen=True)
class Contents:
    """Values by row and column (from 1) of the two visible sheets, rows of the two hidden ones."""

    guide: Cells
    answers: Cells
    meta: tuple[Row, ...]
    base: tuple[Row, ...]
    footer: str


def kept_answers(plan: FormPlan, answers: Mapping[str, FormAnswer]) -> dict[str, FormAnswer]:
    """The answers that a form of this plan can hold, as they come back from one untouched."""
    found = {}
    for item, line in plan.lines.items():
        one = answers.get(item)
        if one is not None and one != _BLANK and is_input(line):
            found[item] = _plain(line.definition, one)
    return found


def contents(plan: FormPlan, progress: Progress, facts: FormFacts, signature: str) -> Contents:
    """Everything of one form; `signature` is over the meta and `kept_answers`."""
    base = kept_answers(plan, facts.answers)
    states = progress.states_of(base)
    texts = plan.words.told
    return Contents(
        dict(_guide(plan, progress, facts, states)),
        dict(_answers(plan, progress, facts, base, states)),
        tuple(meta_rows(facts.meta, signature, texts)),
        tuple(base_rows(base)),
        f"{facts.firm_name[:60]} · {facts.round_name[:40]}",
    )


def _plain(item: Item, one: FormAnswer) -> FormAnswer:
    if isinstance(item, NumberItem) and one.state == "answered":
        return replace(one, value=f"{float(one.value or 'nan'):.15g}")
    return one


def _guide(
    plan: FormPlan, progress: Progress, facts: FormFacts, states: Mapping[str, str]
) -> Iterator[tuple[Place, Held]]:
    yield (GUIDE_FIRM, 2), facts.firm_name
    yield (GUIDE_ROUND, 2), facts.round_name
    yield (GUIDE_ISSUED, 2), facts.issued_on
    row = GUIDE_AREAS
    for block in plan.blocks:
        yield from _counted(progress, row, progress.count(states, block))
        row += 1
    yield from _counted(progress, row, progress.count(states))


def _counted(progress: Progress, row: int, count: Count) -> Iterator[tuple[Place, Held]]:
    numbers = (count.answered, count.not_applicable, count.unknown, count.left)
    for column, number in enumerate(numbers, start=2):
        yield (row, column), float(number)
    yield (row, 6), progress.share_of(count)


def _answers(
    plan: FormPlan,
    progress: Progress,
    facts: FormFacts,
    base: Mapping[str, FormAnswer],
    states: Mapping[str, str],
) -> Iterator[tuple[Place, Held]]:
    with speaking(plan.words.language):
        whose = _("업체: {firm} · {round}", firm=facts.firm_name, round=facts.round_name)
    yield (FIRM, QUESTION), whose
    yield (PROGRESS, QUESTION), progress.line_of(progress.count(states))
    for item, line in plan.lines.items():
        yield (line.row, STATE), states[item]
        if is_input(line):
            yield from _line(plan, line, base.get(item, _BLANK))


def _line(plan: FormPlan, line: Line, one: FormAnswer) -> Iterator[tuple[Place, Held]]:
    shown, other = plan.words.shown(line.item, one)
    yield (line.row, ANSWER), _typed(line.definition, shown)
    yield (line.row, OTHER), other
    yield (line.row, COMMENT), one.comment
    chosen = (one.value or "").split() if one.state == "answered" else []
    for option, row in line.options.items():
        yield (row, ANSWER), MARK if option in chosen else None


def _typed(item: Item, shown: str | None) -> Held:
    """A number as a number, a day as a day's number, all else as text."""
    if shown is None or isinstance(item, MultiItem):
        return shown or None
    if isinstance(item, NumberItem):
        return float(shown)
    if item.type == "date":
        return float(date.fromisoformat(shown).toordinal() - _EPOCH)
    return shown
