"""The offline form as values: who it was made for, what it was filled from, what came back in it.

`offline_form_writing` makes forms, `offline_form_reading` reads them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from assessment.definitions.releases import Release
from assessment.locale import Language, Message
from assessment.method.answers import State
from assessment.problems import Problem, Severity

FORM_VERSION = 1
"""How our forms are laid out; a form of another version is refused."""
Sign = Callable[[bytes], str]
"""The signature of these bytes under the installation's own secret."""
FindRelease = Callable[[str], Release | None]
"""The questionnaire that was published under this hash."""


@dataclass(frozen=True)
class FormAnswer:
    """An answer in the form in which it is kept: option id, option ids, number or day as text.

    `comment` is None where nothing is written.
    """

    state: State = "unanswered"
    value: str | None = None
    reason: str | None = None
    comment: str | None = None


@dataclass(frozen=True)
class FormMeta:
    """What a form is bound to; a changed one does not fit its signature and is refused.

    `firm` is the pseudonym, `round_id` the round's number, `release` the hash of the questionnaire
    as it was published, `issued_at` a moment in UTC (ISO), `filled` whether the firm's answers were
    written into it.
    """

    firm: str
    round_id: int
    questionnaire: str
    release: str
    language: Language
    issued_at: str
    nonce: str
    filled: bool = True
    version: int = FORM_VERSION


@dataclass(frozen=True)
class FormFault:
    """A cell that cannot be taken; its item, where it has one, has no entry in `answers`."""

    item: str | None
    sheet: str
    cell: str
    what: Message
    fix: Message
    code: str
    row: int = 0

    def problem(self, file: str, severity: Severity = "error") -> Problem:
        """The fault as it is told of this file."""
        place = f"{self.sheet}!{self.cell}" if self.cell else self.sheet
        return Problem(f"{file} {place}", self.what, self.fix, self.code, severity)


@dataclass(frozen=True)
class FilledForm:
    """A form that came back.

    `base` holds the answers that it was filled from (an absent item was unanswered then; a blank
    form has none); `answers` one entry for every item whose row was found and can be taken, an
    emptied one as `unanswered`. An item without an entry (its row is gone, has a fault, or is a
    file to be uploaded on the screen) says nothing: what is stored stays. `places` is the cell of
    each item's answer, as `시트!E12`, and `remarks` that of its comment, for telling of them.
    """

    name: str
    meta: FormMeta
    base: Mapping[str, FormAnswer]
    answers: Mapping[str, FormAnswer]
    faults: tuple[FormFault, ...] = ()
    notes: tuple[Problem, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)
    remarks: Mapping[str, str] = field(default_factory=dict)
