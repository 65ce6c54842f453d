"""Offline forms handed out, for one firm or all of a round; each is bound and journalled."""

import hashlib
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assessment.locale import Language
from assessment.problems import NotAllowed
from assessment.records import answers, assessments, firms, journal
from assessment.records.answers import StoredAnswer
from assessment.records.assessments import Assessment
from assessment.records.database import Connection
from assessment.records.rounds import Round
from assessment.services.exports.export_reasons import stated_reason
from assessment.services.exports.exporting import XLSX, File
from assessment.services.forms.form_asking import asked_round, nothing_to_make, pinned_release
from assessment.services.forms.form_making import form_maker
from assessment.services.funding.calls import OFFICE_ROLES
from assessment.services.office import Actor, Office
from assessment.services.permissions import note_refusal, reach_known_firm, require
from assessment.workbooks.offline_forms.offline_form import FormAnswer, FormMeta
from assessment.workbooks.offline_forms.offline_form_contents import FormFacts
from assessment.workbooks.offline_forms.offline_form_writing import FormMaker
from assessment.workbooks.outgoing.text import file_name

_AT_ONCE = 200
"""Firms whose answers are read together."""
_NONCE = 16


@dataclass(frozen=True)
class _Firm:
    id: int
    pseudonym: str
    name: str


@dataclass(frozen=True)
class FormBatch:
    """`count` forms, made one by one while they are taken."""

    count: int
    files: Iterator[File]


def form_of(
    office: Office,
    actor: Actor,
    firm_id: int,
    round_name: str,
    questionnaire: str,
    *,
    blank: bool = False,
    language: Language | None = None,
    nonce: str | None = None,
) -> File:
    """One firm's form for this round (name or number), filled with its answers unless `blank`.

    An owner gets their own firm's alone. It is in the actor's language where none is named; a
    nonce is given only to make the same bytes again.
    """
    with office.database.reading() as connection:
        firm = _firm(connection, firm_id)
        there = asked_round(connection, round_name)
        pinned = pinned_release(connection, there, questionnaire)
        here = assessments.of_firms(connection, there.id, questionnaire, [firm_id]).get(firm_id)
        unsent = not blank and here is not None and here.status == "draft"
        known = firm.pseudonym if firm else None
        reach_known_firm(office, connection, actor, firm_id, known, unsent=unsent)
        assert firm is not None
        digest = here.release_hash if here else pinned
        stored = answers.of_assessment(connection, here.id) if here and not blank else {}
    maker = form_maker(office, digest, language or _spoken(actor))
    facts = _facts(office, maker, firm, there, questionnaire, digest, stored, blank, nonce)
    file = _file(office, maker, facts)
    payload = {"kind": "offline_form", "round": there.id, "questionnaire": questionnaire,
               "blank": blank, "nonce": facts.meta.nonce, "name": file.name,
               "sha256": hashlib.sha256(file.content).hexdigest()}  # fmt: skip
    _note(office, actor, firm.pseudonym, payload)
    return file


def forms_of(
    office: Office,
    actor: Actor,
    round_name: str,
    questionnaire: str,
    reason: str,
    *,
    blank: bool = False,
    everyone: bool = False,
    language: Language | None = None,
) -> FormBatch:
    """The forms of all firms that take part in the round, or of all that are registered.

    For managers and administrators, with a reason; journalled before the first one leaves.
    """
    try:
        require(actor, *OFFICE_ROLES)
    except NotAllowed:
        note_refusal(office, actor, f"offline_forms:{round_name}", {"export": "offline_forms"})
        raise
    why = stated_reason(reason)
    with office.database.reading() as connection:
        there = asked_round(connection, round_name)
        pinned = pinned_release(connection, there, questionnaire)
        taking = _taking_part(connection, there, questionnaire)
        chosen = [one for one in _registered(connection) if everyone or one.id in taking]
    if not chosen:
        raise nothing_to_make(there)
    payload = {"kind": "offline_forms", "round": there.id, "questionnaire": questionnaire,
               "blank": blank, "firms": len(chosen), "reason": why}  # fmt: skip
    _note(office, actor, f"offline_forms:{there.id}", payload)
    work = _Batch(office, there, questionnaire, pinned, blank, language or _spoken(actor))
    return FormBatch(len(chosen), work.files(chosen, taking))


@dataclass(frozen=True)
class _Batch:
    office: Office
    round: Round
    questionnaire: str
    pinned: str
    blank: bool
    language: Language

    def files(self, chosen: Sequence[_Firm], taking: Mapping[int, Assessment]) -> Iterator[File]:
        """One after the other; no two of the same name."""
        names: set[str] = set()
        for start in range(0, len(chosen), _AT_ONCE):
            part = chosen[start : start + _AT_ONCE]
            ids = [taking[one.id].id for one in part if one.id in taking]
            with self.office.database.reading() as connection:
                stored = {} if self.blank else answers.of_assessments(connection, ids)
            for firm in part:
                here = taking.get(firm.id)
                yield _apart(names, self._file(firm, here, stored.get(here.id, {}) if here else {}))

    def _file(
        self, firm: _Firm, here: Assessment | None, stored: Mapping[str, StoredAnswer]
    ) -> File:
        digest = here.release_hash if here else self.pinned
        maker = form_maker(self.office, digest, self.language)
        facts = _facts(self.office, maker, firm, self.round, self.questionnaire, digest, stored,
                       self.blank)  # fmt: skip
        return _file(self.office, maker, facts)


def _facts(
    office: Office,
    maker: FormMaker,
    firm: _Firm,
    there: Round,
    questionnaire: str,
    digest: str,
    stored: Mapping[str, StoredAnswer],
    blank: bool,
    nonce: str | None = None,
) -> FormFacts:
    meta = FormMeta(
        firm=firm.pseudonym,
        round_id=there.id,
        questionnaire=questionnaire,
        release=digest,
        language=maker.language,
        issued_at=office.clock().isoformat(timespec="seconds"),
        nonce=nonce or secrets.token_hex(_NONCE),
        filled=not blank,
    )
    known = {item: form_answer(one) for item, one in stored.items()}
    return FormFacts(meta, firm.name, there.name, office.today().isoformat(), known)


def form_answer(stored: StoredAnswer) -> FormAnswer:
    """A stored answer as a form holds it."""
    return FormAnswer(stored.state, stored.value, stored.reason, stored.comment)  # type: ignore[arg-type]  # states are text in records


def _file(office: Office, maker: FormMaker, facts: FormFacts) -> File:
    stem = (facts.firm_name, facts.round_name, maker.title, office.today().isoformat())
    return File(file_name(*stem), XLSX, maker.make(facts))


def _apart(names: set[str], file: File) -> File:
    """The file under a name that no other has; names differ in more than large and small."""
    stem, number, name = file.name.removesuffix(".xlsx"), 1, file.name
    while name.casefold() in names:
        number += 1
        name = f"{stem}_{number}.xlsx"
    names.add(name.casefold())
    return File(name, file.media_type, file.content)


def _firm(connection: Connection, firm_id: int) -> _Firm | None:
    found = firms.get(connection, firm_id)
    return _Firm(found.id, found.pseudonym, found.name) if found else None


def _registered(connection: Connection) -> list[_Firm]:
    return [_Firm(one["id"], one["pseudonym"], one["name"]) for one in firms.keys(connection)]


def _taking_part(connection: Connection, there: Round, questionnaire: str) -> dict[int, Assessment]:
    ids = assessments.ids_of_round(connection, there.id, questionnaire)
    return {one.firm_id: one for one in assessments.find_many(connection, ids)}


def _spoken(actor: Actor) -> Language:
    return "en" if actor.language == "en" else "ko"


def _note(office: Office, actor: Actor, subject: str, payload: Mapping[str, object]) -> None:
    with office.database.writing() as connection:
        journal.append(
            connection,
            kind="exported",
            actor=actor.pseudonym,
            subject=subject,
            payload=dict(payload),
            at=office.clock(),
        )
