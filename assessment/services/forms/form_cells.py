"""An offline form beside the web's answers, cell by cell: what is new, changed, in conflict.

A cell left empty means "nothing new" where the form began empty, and "taken away" where it began
with an answer: the sheet is protected, so only a person empties a cell, and the preview says so.
A cell whose row is gone or that cannot be read says nothing: what is stored stays.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Literal, NamedTuple

from assessment.method.merging import Side, merge
from assessment.problems import Problem
from assessment.records.answers import StoredAnswer
from assessment.services.assessing.answer_values import AnswerValue, plain_text
from assessment.workbooks.offline_forms.offline_form import FilledForm, FormAnswer

Part = Literal["answer", "comment"]
Kind = Literal["new", "changed", "emptied", "conflict", "refused", "kept", "same"]
"""kept: changed on the web alone; same: changed on both sides alike."""
WRITTEN: tuple[Kind, ...] = ("new", "changed", "emptied")
COMMENT = ".comment"
Check = Callable[[str, FormAnswer], AnswerValue | Problem]


class Said(NamedTuple):
    """What one side says in a cell; a comment has the state "comment"."""

    state: str
    value: str | None = None
    reason: str | None = None


_ELSEWHERE = Said("elsewhere")
"""Stands for a common origin that is no longer known; nothing equals it."""


@dataclass(frozen=True)
class FormCell:
    """One cell of the form; None means that a side has nothing there.

    `key` names it in the choices of a conflict: the item, with `.comment` for its remark. `place`
    is where it stands in the file. `own` marks a web value that came from this same form before.
    """

    key: str
    item: str
    part: Part
    kind: Kind
    base: Said | None
    web: Said | None
    file: Said | None
    place: str = ""
    revision: int = 0
    web_by: int | None = None
    web_at: datetime | None = None
    own: bool = False
    problem: Problem | None = None

    def chosen(self, side: Side) -> Said | None:
        """What holds after this side has been chosen."""
        return self.file if side == "file" else self.web


@dataclass(frozen=True)
class Difference:
    """The cells that differ in any way, in the order of the questionnaire, and how many do not.

    `told` is what to remember of the file, by cell.
    """

    cells: tuple[FormCell, ...]
    unchanged: int
    told: Mapping[str, str]

    def of(self, *kinds: Kind) -> tuple[FormCell, ...]:
        """The cells of these kinds."""
        return tuple(cell for cell in self.cells if cell.kind in kinds)


def difference(
    form: FilledForm,
    stored: Mapping[str, StoredAnswer],
    told: Mapping[str, str],
    check: Check,
    order: Mapping[str, int],
) -> Difference:
    """The three-way merge of what the form was filled from, the web now, and the file.

    `told` is what earlier files of this form held: what was settled then is not asked again.
    `order` is the place of each item.
    """
    refused = {fault.item: fault.problem(form.name) for fault in form.faults if fault.item}
    # what was never kept here is no common origin
    base = _said_by({item: one for item, one in form.base.items() if item in stored})
    file = dict(base)
    for item, answer in form.answers.items():
        checked = check(item, answer)
        if isinstance(checked, Problem):
            place = f"{form.name} {form.places.get(item, '')}".rstrip()
            refused[item] = Problem(place, checked.what, checked.fix, checked.code)
        else:
            comment = plain_text(answer.comment) if answer.comment else None
            _put(file, item, checked.state, checked.value, checked.reason, comment)
    return _Comparison(form, stored, told, base, _said_by(stored), file, refused, order).run()


@dataclass(frozen=True)
class _Comparison:
    form: FilledForm
    stored: Mapping[str, StoredAnswer]
    told: Mapping[str, str]
    base: Mapping[str, Said]
    web: Mapping[str, Said]
    file: Mapping[str, Said]
    refused: Mapping[str, Problem]
    order: Mapping[str, int]

    def run(self) -> Difference:
        merged = merge(self._origins(), self.web, self.file)
        kinds = _each(merged.kept, "kept") | _each(merged.both, "same")
        kinds |= _each(merged.conflicts, "conflict")
        for key, said in merged.taken.items():
            kinds[key] = "emptied" if said is None else "changed" if key in self.web else "new"
        kinds |= _each(self.refused, "refused")
        cells = [self._cell(key, kind) for key, kind in kinds.items()]
        cells.sort(key=lambda cell: (self.order.get(cell.item, 0), cell.part))
        told = {
            key: self._digest(key, self.file.get(key))
            for key in {**self.file, **self.base}
            if key not in self.refused and self.file.get(key) != self.base.get(key)
        }
        unchanged = sum(key not in self.refused for key in merged.unchanged)
        return Difference(tuple(cells), unchanged, told)

    def _origins(self) -> Mapping[str, Said]:
        """What each side began from, as far as earlier files of this form have moved it on."""
        if not self.told:
            return self.base
        origins = dict(self.base)
        for key, digest in self.told.items():
            here, there = self.web.get(key), self.file.get(key)
            if digest == self._digest(key, there):
                origins.pop(key, None)
                if there is not None:
                    origins[key] = there
            elif here == self.base.get(key) and here != there:
                origins[key] = _ELSEWHERE  # the web went back behind what this form had brought
        return origins

    def _digest(self, key: str, said: Said | None) -> str:
        """Tells whether a cell of this form holds the same again; nothing can be read from it."""
        parts = ("+" + (one or "") for one in said) if said else ()
        return sha256("\x1f".join((self.form.meta.nonce, key, *parts)).encode()).hexdigest()[:16]

    def _cell(self, key: str, kind: Kind) -> FormCell:
        item = key.removesuffix(COMMENT)
        stored = self.stored.get(item)
        return FormCell(
            key=key,
            item=item,
            part="comment" if key.endswith(COMMENT) else "answer",
            kind=kind,
            base=self.base.get(key),
            web=self.web.get(key),
            file=None if kind == "refused" else self.file.get(key),
            place=(self.form.places if key == item else self.form.remarks).get(item, ""),
            revision=stored.revision if stored else 0,
            web_by=stored.by if stored else None,
            web_at=stored.at if stored else None,
            own=key in self.told and self.told[key] == self._digest(key, self.web.get(key)),
            problem=self.refused.get(key),
        )


def _each(keys: Iterable[str], kind: Kind) -> dict[str, Kind]:
    return dict.fromkeys(keys, kind)


def _said_by(given: Mapping[str, FormAnswer] | Mapping[str, StoredAnswer]) -> dict[str, Said]:
    found: dict[str, Said] = {}
    for item, one in given.items():
        _put(found, item, one.state, one.value, one.reason, one.comment)
    return found


def _put(
    found: dict[str, Said],
    item: str,
    state: str,
    value: str | None,
    reason: str | None,
    comment: str | None,
) -> None:
    """Both cells of the item as this side has them; an empty one is left out."""
    key = item + COMMENT
    found.pop(item, None)
    found.pop(key, None)
    if state != "unanswered":
        found[item] = Said(state, value, reason)
    if comment:
        found[key] = Said("comment", comment)
