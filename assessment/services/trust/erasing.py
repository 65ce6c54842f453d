"""Erasing a firm: out of the database, its files and its room on the disk, and out of backups.

The journal keeps the pseudonym and the fact; what its rows said of the firm is erased. A list of
pseudonyms, in the database and in a file beside the anchors, erases again what backups bring back.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from assessment.locale import message
from assessment.locale import translate as _
from assessment.problems import AssessmentError, Problem
from assessment.records import accounts, drafts, firms, journal, whole_firm
from assessment.records.database import Connection, Database
from assessment.records.firms import Firm
from assessment.services.exports.export_reasons import stated_reason
from assessment.services.funding.erased_applicants import unname
from assessment.services.office import SEOUL, Actor, Office, project_root
from assessment.services.permissions import not_found, require
from assessment.services.trust.anchors import append_line, folder_at, folder_of
from assessment.workbooks.outgoing.text import fold

FILE = "erasures.txt"
SYSTEM = "system"
_log = logging.getLogger("assessment")
_SHORTEST = 4
"""Shorter words would be found in what is said of others."""


@dataclass(frozen=True)
class Erased:
    """What is gone; `left` counts by table where others named the firm in their own words.

    `kept` are the decided calls in which a pseudonym stands in its place.
    """

    pseudonym: str
    name: str
    at: datetime
    by: str
    rows: Mapping[str, int]
    journal_rows: int
    left: Mapping[str, int]
    kept: int = 0
    swept: bool = False

    def certificate(self) -> str:
        """The deletion certificate for the firm; kept nowhere here."""
        lines = [
            _("파기 확인서"),
            "",
            _("업체: {name}", name=self.name),
            _("파기 번호: {number}", number=self.pseudonym),
            _("파기한 때: {at}", at=f"{self.at.astimezone(SEOUL):%Y-%m-%d %H:%M}"),
            _("파기한 사람: {by}", by=self.by),
            "",
            _("지운 것:"),
            *(f"- {table}: {count}" for table, count in sorted(self.rows.items())),
            _("- 기록의 상세 내용: {count}건", count=self.journal_rows),
            "",
            _("기록에는 이름 대신 파기 번호만 남습니다. 예전 백업은 보관 기간이 끝나면 없어지며,"),
            _("그 전에 되살리더라도 이 업체의 자료는 다시 지웁니다."),
        ]
        if self.kept:
            lines += ["", _("결정이 끝난 공고 {count}건에는 심사에 쓴 값이 이름 없이 파기 번호로만 "
                            "남습니다.", count=self.kept)]  # fmt: skip
        if not self.swept:
            lines.append(_("데이터베이스 파일의 빈 자리는 아직 정리하지 못했습니다(VACUUM 필요)."))
        if self.left:
            lines += ["", _("다른 업체나 담당자가 적은 글에 이름이 남은 곳:")]
            lines += [f"- {table}: {count}" for table, count in sorted(self.left.items())]
        return "\n".join(lines) + "\n"


def erase_firm(office: Office, actor: Actor, firm_id: int, *, reason: str, name: str) -> Erased:
    """Erase the firm for good; `name` is typed again by whoever is about to do it."""
    require(actor, "admin")
    why = stated_reason(reason, message("왜 지우는지 적지 않았습니다."))
    with office.database.writing() as connection:
        found = firms.get(connection, firm_id)
        if found is None:
            raise not_found("firm")
        _refuse_slip(found, name, why)
        done = _erased(connection, found, actor, office.clock())
        journal.append(
            connection,
            kind="firm_erased",
            actor=actor.pseudonym,
            subject=found.pseudonym,
            payload={"reason": why, "rows": sum(done.rows.values())},
            at=office.clock(),
        )
    append_line(folder_of(office) / FILE, _line(found.pseudonym, office.clock()))
    return replace(done, swept=sweep(office.database))


def erase_again(connection: Connection, at: datetime) -> None:
    """Erase from a restored backup what was erased since it was made."""
    url = connection.engine.url.render_as_string(hide_password=False)
    listed = _listed(folder_at(url, project_root()) / FILE)
    wanted = [*listed, *whole_firm.erased_pseudonyms(connection)]
    for firm_id in firms.ids(connection, wanted).values():
        found = firms.get(connection, firm_id)
        if found is not None:
            _erased(connection, found, None, at)


def sweep(database: Database) -> bool:
    """Have deleted rows leave no trace in the database's files; whether that could be done."""
    try:
        with database.engine.connect() as raw:
            connection = raw.execution_options(assessment_writes=True)
            with connection.begin():
                pass  # which lifts the ban on writing that a reader of before left
            return whole_firm.sweep(connection)
    except Exception:
        _log.exception("the room of erased rows could not be swept")
        return False


def erasures(office: Office) -> int:
    """How many firms have been erased: whatever was made while it was less may hold one of them."""
    with office.database.reading() as connection:
        return len(whole_firm.erased_pseudonyms(connection))


def keep_list(office: Office) -> None:
    """Bring the file up to what the database knows was erased."""
    path = folder_of(office) / FILE
    with office.database.reading() as connection:
        known = whole_firm.erased_pseudonyms(connection)
    for pseudonym in set(known) - set(_listed(path)):
        append_line(path, _line(pseudonym, office.clock()))


def _erased(connection: Connection, found: Firm, actor: Actor | None, at: datetime) -> Erased:
    owned = whole_firm.ids_of(connection, found.id)
    people = accounts.listed(connection, firm_id=found.id)
    words = [found.name, found.business_number, found.corporate_number, found.factory_number]
    words += [found.phone, found.email, *(one.email for one in people)]
    telling = sorted({str(one) for one in words if one and len(str(one)) >= _SHORTEST})
    subjects = [
        f"{kind}:{number}" for kind, table in _SUBJECTS.items() for number in owned.get(table, [])
    ]
    pseudonyms = [found.pseudonym, *(one.pseudonym for one in people)]
    seqs = whole_firm.journal_rows_of(connection, pseudonyms, subjects, telling)
    by = actor.pseudonym if actor else SYSTEM
    applied = owned.get("applications", [])
    stays = unname(connection, found, applied, by=by, at=at)
    going = {**owned, "applications": [one for one in applied if one not in stays]}
    rows = {table.name: len(some) for table, some in whole_firm.rows_of(connection, going)}
    whole_firm.erase_rows(connection, going)
    drafts.forget_about(connection, owned.get("assessments", []), telling)
    journal.erase(connection, seqs, actor=by, at=at)
    whole_firm.note_erasure(connection, {"pseudonym": found.pseudonym, "by": by, "at": at})
    left = whole_firm.mentions(connection, telling)
    called = actor.name if actor else SYSTEM
    return Erased(found.pseudonym, found.name, at, called, rows, len(seqs), left, len(stays))


_SUBJECTS = {
    "application": "assessments",
    "receipt": "assessments",
    "proof": "assessments",
    "evidence": "evidence",
    "paste": "applications",
    "bundle": "applications",
    "form": "applications",
}


def _refuse_slip(found: Firm, name: str, why: str) -> None:
    if fold(name) != fold(found.name):
        what = message("적은 업체명이 지우려는 업체의 이름과 다릅니다.")
        fix = message("지우면 되돌릴 수 없습니다. 업체명을 그대로 적어 주십시오.")
        raise AssessmentError(Problem("name", what, fix, code="wrong_name"))
    if found.name in why:
        what = message("이유에 업체명을 적지 않습니다. 기록에 남기 때문입니다.")
        fix = message("업체명을 빼고 적어 주십시오.")
        raise AssessmentError(Problem("reason", what, fix, code="name_in_reason"))


def _line(pseudonym: str, at: datetime) -> str:
    return f"{at.date().isoformat()} {pseudonym}\n"


def _listed(path: Path) -> list[str]:
    if not path.exists():
        return []
    lines = path.read_text(encoding="ascii", errors="replace").split("\n")
    return [line.split()[-1] for line in lines if line.strip()]
