"""What leaves as a file: authorised by the service that knows it, and journalled."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from assessment.locale import speaking
from assessment.problems import NotAllowed
from assessment.records import journal
from assessment.services.applications import application_files
from assessment.services.assessing.evidence import evidence_file
from assessment.services.exports import exported_firm, exported_receipt, proving
from assessment.services.office import Actor, Office
from assessment.services.permissions import not_found, note_refusal
from assessment.services.trust.accesses import looking
from assessment.workbooks.outgoing.text import file_name

Kind = Literal["application", "receipt", "evidence", "paste", "bundle", "proof"]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
JSON = "application/json"
ZIP = "application/zip"


@dataclass(frozen=True)
class File:
    """A file as it is handed out."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class FormFile(File):
    """A filled form; a draft while there are faults."""

    faults: int


def file(office: Office, actor: Actor, kind: str, number: int) -> File:
    """The file of this kind in the actor's language; NotFound for what is not theirs to know.

    application, receipt and proof take an assessment's number, evidence its own, paste and bundle
    an application's. Who took which file is journalled with the file's hash. Files with many firms
    in them are those of `bulk_exporting`.
    """
    make = _MAKERS.get(kind)
    if make is None:
        raise not_found("file")
    try:
        with speaking("en" if actor.language == "en" else "ko"), looking("file"):
            made = make(office, actor, number)
    except NotAllowed:
        note_refusal(office, actor, f"{kind}:{number}", {"export": kind, "number": number})
        raise
    _note(office, actor, kind, number, made)
    return made


def form_file(
    office: Office, actor: Actor, application_id: int, form: str, *, final: bool = False
) -> FormFile:
    """One application form filled; refused with every fault where only a final one will do."""
    with speaking("en" if actor.language == "en" else "ko"), looking("file"):
        made = application_files.filled_form(office, actor, application_id, form, final=final)
    handed = FormFile(made.name, XLSX, made.content, len(made.faults))
    _note(office, actor, "form", application_id, handed)
    return handed


def _note(office: Office, actor: Actor, kind: str, number: int, made: File) -> None:
    payload = {
        "kind": kind,
        "number": number,
        "name": made.name,
        "sha256": hashlib.sha256(made.content).hexdigest(),
    }
    with office.database.writing() as connection:
        journal.append(
            connection,
            kind="exported",
            actor=actor.pseudonym,
            subject=f"{kind}:{number}",
            payload=payload,
            at=office.clock(),
        )


def _application(office: Office, actor: Actor, assessment_id: int) -> File:
    stem, content = exported_firm.application(office, actor, assessment_id)
    return _workbook(office, stem, content)


def _receipt(office: Office, actor: Actor, assessment_id: int) -> File:
    stem, content = exported_receipt.receipt(office, actor, assessment_id)
    return _workbook(office, stem, content)


def _proof(office: Office, actor: Actor, assessment_id: int) -> File:
    stem, content = proving.of_assessment(office, actor, assessment_id)
    return File(file_name(*stem, office.today().isoformat()), XLSX, content)


def _evidence(office: Office, actor: Actor, evidence_id: int) -> File:
    found = evidence_file(office, actor, evidence_id)
    return File(found.name, found.media_type, found.content)


def _paste(office: Office, actor: Actor, application_id: int) -> File:
    stem, content = application_files.paste(office, actor, application_id)
    return _workbook(office, stem, content)


def _bundle(office: Office, actor: Actor, application_id: int) -> File:
    stem, content = application_files.bundle(office, actor, application_id)
    named = file_name(*stem, office.today().isoformat(), suffix=".zip")
    return File(named, ZIP, content)


def _workbook(office: Office, stem: tuple[str, str], content: bytes) -> File:
    return File(file_name(*stem, office.today().isoformat()), XLSX, content)


_MAKERS: Mapping[str, Callable[[Office, Actor, int], File]] = {
    "application": _application,
    "receipt": _receipt,
    "proof": _proof,
    "evidence": _evidence,
    "paste": _paste,
    "bundle": _bundle,
}
