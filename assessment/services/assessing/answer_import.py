"""A file of answers brought into a round: good rows are stored, every other row is listed."""

from collections.abc import Mapping
from dataclasses import dataclass

from assessment.definitions.questionnaires import ChoiceItem, LevelItem, MultiItem, NumberItem
from assessment.definitions.releases import Release
from assessment.locale import Message, message
from assessment.method.answers import NOT_APPLICABLE, UNANSWERED, UNKNOWN
from assessment.problems import AssessmentError, Problem
from assessment.records import answers, assessments, firms
from assessment.records.database import Connection
from assessment.records.rounds import Round
from assessment.services.assessing.answer_values import AnswerValue, check_answer
from assessment.services.assessing.answering import write_answer
from assessment.services.assessing.handling import OPEN_TO_OWNER, note
from assessment.services.assessing.rounds import round_named
from assessment.services.office import Actor, Office
from assessment.services.permissions import not_found, require
from assessment.services.register.identifiers import digits_of
from assessment.services.releases.publishing import release_of
from assessment.workbooks.incoming.guard import Admitted
from assessment.workbooks.tabular.answers import ReadAnswers, headers, read_answers
from assessment.workbooks.tabular.tables import CellFault, read_table

TAB = "import"
REPLACEABLE = ("import", "carried")


@dataclass(frozen=True)
class AnswerImport:
    """How many rows the file had, how many firms were new to the round, and how many answers
    were written; a rejected cell keeps its whole row out."""

    rows: int
    firms: int
    opened: int
    answers: int
    rejected: tuple[CellFault, ...]
    notes: tuple[Problem, ...]

    def summary(self) -> dict[str, object]:
        """As the command line prints it."""
        rejected = [
            {
                "row": one.row,
                "column": one.column,
                "problem": f"{one.problem.what} {one.problem.fix}",
            }
            for one in self.rejected
        ]
        return {"rows": self.rows, "firms": self.firms, "opened": self.opened,
                "answers": self.answers, "rejected": rejected}  # fmt: skip


def import_answers(
    office: Office,
    actor: Actor,
    round_name: str,
    questionnaire: str,
    file: Admitted,
    *,
    dry_run: bool = False,
    strict: bool = False,
) -> AnswerImport:
    """Write the file's answers into drafts of this round (by name or number).

    A firm is named by business number, factory number or its only name. What a person answered on
    a screen is never overwritten, and what was handed in stays as it is: such rows are listed.
    """
    require(actor, "manager", "admin")  # a file may hold every firm
    with office.database.writing() as connection:
        found = round_named(connection, round_name)
        digest = found.releases.get(questionnaire)
        if digest is None:
            raise not_found(questionnaire)
        release = release_of(connection, digest)
        read = read_answers(release, read_table(file, headers(release)))
        work = _Work(office, connection, actor, found, release, questionnaire, digest)
        result = work.run(read, file.name, dry_run or (strict and bool(read.rejected)))
        if strict and result.rejected and not dry_run:
            raise AssessmentError(*(one.problem for one in result.rejected))
    return result


@dataclass(frozen=True)
class _Work:
    office: Office
    connection: Connection
    actor: Actor
    round: Round
    release: Release
    questionnaire: str
    digest: str

    def run(self, read: ReadAnswers, name: str, dry_run: bool) -> AnswerImport:
        known = _firms_by_key(self.connection)
        rejected = list(read.rejected)
        done, opened, written = 0, 0, 0
        for row, place in enumerate(read.places):
            firm = known.get(_key(str(read.answers.firms[row])))
            faults = [] if firm else [_unknown_firm(name, place)]
            values = self._values(read, row, name, place, faults)
            before = self._assessment(firm) if firm else None
            if before is not None and before.status not in OPEN_TO_OWNER:
                faults.append(_fault(name, place, "", _HANDED_IN, _ASK_BACK, "import_locked"))
            stored = answers.of_assessment(self.connection, before.id) if before else {}
            faults += _by_hand(stored, values, name, place)
            rejected += faults
            if faults or firm is None:
                continue
            done += 1
            opened += before is None
            changed = {
                item: value
                for item, value in values.items()
                if item not in stored or _differs(stored[item], value)
            }
            written += len(changed)
            if not dry_run and (changed or before is None):
                self._store(firm, before, changed, name)
        return AnswerImport(read.given, done, opened, written, tuple(rejected), read.notes)

    def _assessment(self, firm: int) -> assessments.Assessment | None:
        for one in assessments.of_firm(self.connection, firm):
            if (one.round_id, one.questionnaire) == (self.round.id, self.questionnaire):
                return one
        return None

    def _values(
        self, read: ReadAnswers, row: int, name: str, place: int, faults: list[CellFault]
    ) -> dict[str, AnswerValue]:
        values: dict[str, AnswerValue] = {}
        for item in read.answers.items:
            state, value = answer_of(self.release, read, row, item)
            if state == "unanswered":
                continue
            if state == "not_applicable" and self.release.items[item].ask_if:
                continue  # not asked, so nothing was said
            checked = check_answer(self.release, item, state, value)
            if isinstance(checked, Problem):
                faults.append(_fault(name, place, item, checked.what, checked.fix, checked.code))
            else:
                values[item] = checked
        return values

    def _store(
        self,
        firm: int,
        before: assessments.Assessment | None,
        values: Mapping[str, AnswerValue],
        name: str,
    ) -> None:
        found = before or self._open(firm)
        known = answers.of_assessment(self.connection, found.id)
        new = [self._first(item, one) for item, one in values.items() if item not in known]
        answers.write_new(self.connection, found.id, new)
        for item, value in values.items():
            if item in known:
                write_answer(
                    self.office, self.connection, self.actor, found, item, value,
                    comment=None, confidence=None, source=TAB, tab=TAB,
                    seen=known[item].revision,
                )  # fmt: skip
        payload = {"file": name, "answers": {i: [v.state, v.value] for i, v in values.items()}}
        note(self.office, self.connection, self.actor, found, "answers_imported", payload)

    def _first(self, item: str, value: AnswerValue) -> answers.StoredAnswer:
        return answers.StoredAnswer(
            item=item,
            state=value.state,
            value=value.value,
            confidence=None,
            reason=value.reason,
            comment=None,
            source=TAB,
            origin=None,
            by=self.actor.account_id,
            tab=TAB,
            at=self.office.clock(),
            revision=1,
            epoch=0,
        )

    def _open(self, firm: int) -> assessments.Assessment:
        key = assessments.create(
            self.connection,
            firm_id=firm,
            round_id=self.round.id,
            questionnaire=self.questionnaire,
            release_hash=self.digest,
            at=self.office.clock(),
        )
        made = assessments.find(self.connection, key)
        assert made is not None
        return made


def answer_of(
    release: Release, read: ReadAnswers, row: int, item: str
) -> tuple[str, str | float | None]:
    """State and value of one answer as it was read, in the form in which answers are checked."""
    table = read.answers
    code = int(table.codes[row, table.position(item)])
    if code == UNANSWERED:
        return "unanswered", None
    if code in (NOT_APPLICABLE, UNKNOWN):
        return ("not_applicable" if code == NOT_APPLICABLE else "unknown"), None
    definition = release.items[item]
    match definition:
        case NumberItem():
            return "answered", float(table.numbers[item][row])
        case MultiItem(options=options):
            bits = int(table.chosen[item][row])
            return "answered", " ".join(one.id for n, one in enumerate(options) if bits >> n & 1)
        case _ if definition.type in ("text", "date", "file"):
            return "answered", read.texts[item][row]
    assert isinstance(definition, LevelItem | ChoiceItem)
    return "answered", definition.options[code].id


_HANDED_IN = message("이미 제출된 진단이라 바꾸지 않았습니다.")
_ASK_BACK = message("고치려면 보완 요청을 먼저 하십시오.")


def _firms_by_key(connection: Connection) -> dict[str, int]:
    """Business number, factory number and every name that one firm alone has."""
    known: dict[str, int] = {}
    names: dict[str, list[int]] = {}
    for firm in firms.keys(connection):
        for number in (firm["business_number"], firm["factory_number"]):
            if number:
                known[str(number)] = firm["id"]
        names.setdefault(_key(firm["name"]), []).append(firm["id"])
    return {name: found[0] for name, found in names.items() if len(found) == 1} | known


def _key(text: str) -> str:
    digits = digits_of(text)
    return digits if len(digits) >= 10 else "".join(text.split()).casefold()


def _differs(stored: answers.StoredAnswer, value: AnswerValue) -> bool:
    return (stored.state, stored.value, stored.reason) != (value.state, value.value, value.reason)


def _by_hand(
    stored: Mapping[str, answers.StoredAnswer],
    values: Mapping[str, AnswerValue],
    name: str,
    place: int,
) -> list[CellFault]:
    """Answers that a person gave otherwise; they stay."""
    faults = []
    for item, value in values.items():
        one = stored.get(item)
        if one is None or one.state == "unanswered" or one.source in REPLACEABLE:
            continue
        if _differs(one, value):
            what = message("화면에서 이미 다르게 답한 문항입니다.")
            fix = message("맞는 답을 화면에서 고르거나 이 칸을 비우십시오.")
            faults.append(_fault(name, place, item, what, fix, "import_differs"))
    return faults


def _unknown_firm(name: str, place: int) -> CellFault:
    what = message("등록된 업체가 아니거나 같은 이름이 여럿입니다.")
    fix = message("사업자등록번호나 공장관리번호로 적어 주십시오.")
    return _fault(name, place, "", what, fix, "import_no_firm")


def _fault(name: str, row: int, column: str, what: Message, fix: Message, code: str) -> CellFault:
    return CellFault(row, column, Problem(f"{name} {row} · {column}".rstrip(" ·"), what, fix, code))
