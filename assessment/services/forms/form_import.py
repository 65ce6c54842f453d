"""An offline form brought back: shown cell by cell first, then stored whole with every choice."""

from dataclasses import dataclass, replace
from hashlib import sha256

from assessment.definitions.releases import Release
from assessment.locale import message
from assessment.problems import AssessmentError, Conflict, NotFound, Problem
from assessment.records import accounts
from assessment.records.database import Connection
from assessment.services.forms.form_binding import signer
from assessment.services.forms.form_cells import Difference as Difference
from assessment.services.forms.form_cells import FormCell as FormCell
from assessment.services.forms.form_cells import Said as Said
from assessment.services.forms.form_looking import FormDesk, Looked, ReadForm
from assessment.services.forms.form_private_numbers import name_to_keep
from assessment.services.forms.form_releases import CarryReport as CarryReport
from assessment.services.forms.form_storing import Choices, Stored, outcome, store_all, take_charge
from assessment.services.forms.form_words import conflict_problem, said_words
from assessment.services.forms.mistaken_register import told_as_register
from assessment.services.office import Actor, Office
from assessment.services.permissions import STAFF, note_refusal, require
from assessment.services.releases.publishing import release_of
from assessment.workbooks.incoming.guard import Admitted
from assessment.workbooks.offline_forms.offline_form_reading import FormReader

_FORGED = "form_changed"
"""How the reader calls hidden sheets that do not fit their signature."""


@dataclass(frozen=True)
class FormPreview:
    """What a form would do to the assessment that it belongs to; nothing is stored yet.

    `names` are who wrote the web's answers; `seal` is to be given back to `store_form`.
    """

    looked: Looked
    names: dict[int, str]

    @property
    def seal(self) -> str:
        return self.looked.seal

    @property
    def counts(self) -> Stored:
        """How many cells are new, changed, …; no conflict settled."""
        return outcome(self.looked)

    @property
    def cells(self) -> tuple[FormCell, ...]:
        """Every cell that differs in any way, in the order of the questionnaire."""
        return self.looked.difference.cells

    @property
    def notes(self) -> tuple[Problem, ...]:
        """What is worth knowing besides: remarks of the file, what became of an older form."""
        return self.looked.notes

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Cells that cannot be taken, and faults of the file beside its cells."""
        refused = [one.problem for one in self.cells if one.problem is not None]
        return (*refused, *self.looked.problems)

    def words(self, cell: FormCell, said: Said | None) -> str:
        """An answer or comment of this cell in the reader's words."""
        return said_words(self.looked.release, cell, said)


class FormMoved(Conflict):
    """The file or the web's answers are not those of the preview; nothing was stored.

    `preview` is the difference as it is now.
    """

    def __init__(self, problem: Problem, preview: FormPreview) -> None:
        super().__init__(problem)
        self.preview = preview


def preview_form(
    office: Office, actor: Actor, file: Admitted, round_name: str | None = None
) -> FormPreview:
    """The difference between this form and the web, cell by cell; nothing is stored.

    An owner may bring forms of their own firm, staff those of firms that they may act for. With a
    round (name or number) the form is read for that round, through `replaces` where its
    questionnaire has moved on; without one it goes where it came from.
    """
    require(actor, "owner", *STAFF)
    read = read_form_file(office, actor, file)
    with office.database.reading() as connection:
        looked = _one(FormDesk(office, actor, round_name), connection, read)
        return _preview(connection, looked)


def store_form(
    office: Office,
    actor: Actor,
    file: Admitted,
    choices: Choices,
    seal: str,
    round_name: str | None = None,
) -> Stored:
    """What was stored of this form, all in one transaction.

    `choices` says for each conflict, by the cell's key, whether the web or the file holds; `seal`
    is the preview's. Raises FormMoved, with the new difference, when the file or the web's answers
    in question have changed since, and AssessmentError for conflicts without a choice. The same
    file again changes nothing and says when it came first.
    """
    require(actor, "owner", *STAFF)
    read = read_form_file(office, actor, file)
    desk = FormDesk(office, actor, round_name)
    with office.database.reading() as connection:
        _one(desk, connection, read)  # whose form it is: a refusal is journalled, no lock is taken
    with office.database.writing() as connection:
        looked = _one(desk, connection, read)
        if not seal.startswith(f"{read.sha256}."):
            raise FormMoved(_other_file(looked), _preview(connection, looked))
        if looked.settled_before:
            return outcome(looked)
        if looked.seal != seal:
            raise FormMoved(_web_moved(looked), _preview(connection, looked))
        chosen = _chosen(_preview(connection, looked), choices)
        take_charge(office, connection, actor, looked)
        held = store_all(office, connection, actor, [(looked, chosen)])
        done = outcome(looked, chosen)
        return replace(done, assessment_id=held[0].id) if held else done


def read_form_file(
    office: Office, actor: Actor, file: Admitted, reader: FormReader | None = None
) -> ReadForm:
    """The form in a file that came through the guard; a forged one is journalled."""
    digest = sha256(file.content).hexdigest()
    try:
        return ReadForm((reader or form_reader_of(office)).read(file), digest)
    except AssessmentError as refused:
        if any(problem.code == _FORGED for problem in refused.problems):
            note_refusal(office, actor, "form", {"form": name_to_keep(file.name), "sha256": digest})
        raise told_as_register(office.root, file, refused) from None


def form_reader_of(office: Office) -> FormReader:
    """Reads many forms without holding a connection."""

    def find(digest: str) -> Release | None:
        with office.database.reading() as connection:
            try:
                return release_of(connection, digest)
            except NotFound:
                return None

    return FormReader(signer(office), find)


def _one(desk: FormDesk, connection: Connection, read: ReadForm) -> Looked:
    found = desk.look(connection, [read])[0]
    if isinstance(found, AssessmentError):
        raise found
    return found


def _preview(connection: Connection, looked: Looked) -> FormPreview:
    writers = {one.web_by for one in looked.difference.cells if one.web_by is not None}
    return FormPreview(looked, accounts.names(connection, list(writers)))


def _chosen(preview: FormPreview, choices: Choices) -> Choices:
    """The choices of conflicts; refused, with both sides in words, where one has none."""
    conflicts = preview.looked.difference.of("conflict")
    name = preview.looked.read.form.name
    problems = [
        conflict_problem(name, preview.looked.release, cell)
        for cell in conflicts
        if choices.get(cell.key) not in ("web", "file")
    ]
    if problems:
        raise AssessmentError(*problems)
    return {cell.key: choices[cell.key] for cell in conflicts}


def _other_file(looked: Looked) -> Problem:
    return Problem(
        looked.read.form.name,
        message("미리 본 파일과 다른 파일입니다. 아무것도 저장하지 않았습니다."),
        message("이 파일의 차이를 다시 보고 저장해 주십시오."),
        code="form_file_changed",
    )


def _web_moved(looked: Looked) -> Problem:
    return Problem(
        looked.read.form.name,
        message("차이를 보시는 사이 웹의 응답이 바뀌었습니다. 아무것도 저장하지 않았습니다."),
        message("새 차이를 다시 보고 저장해 주십시오."),
        code="form_web_changed",
    )
